import ArrayNumerics
import CHDF5

/// The types of HDF5 elements that are told apart.
indirect enum HDF5Type: Equatable {
  case float(size: Int)
  case integer(size: Int, signed: Bool)
  case bool
  case fixedText(size: Int)
  case variableText
  case reference
  case variableLength(HDF5Type)
  case unsupported(String)

  /// - Parameter depth: how many arrays of variable length this type is nested in. The library copies all that is inside a
  ///   type for each of them, and what is nested is not read.
  init(_ type: hid_t, depth: Int = 0) {
    let size = H5Tget_size(type)
    switch H5Tget_class(type) {
    case H5T_FLOAT where size <= 8: self = .float(size: size)
    case H5T_INTEGER where size <= 8: self = .integer(size: size, signed: H5Tget_sign(type) == H5T_SGN_2)
    case H5T_ENUM: self = HDF5Type.enumeration(type, size: size)
    case H5T_STRING: self = H5Tis_variable_str(type) > 0 ? .variableText : .fixedText(size: size)
    case H5T_REFERENCE where H5Tequal(type, canns_H5T_STD_REF_OBJ()) > 0: self = .reference
    case H5T_VLEN where depth > 1: self = .unsupported("nested arrays of variable length")
    case H5T_VLEN:
      let base = H5Tget_super(type)
      self = .variableLength(HDF5Type(base, depth: depth + 1))
      H5Tclose(base)
    case H5T_COMPOUND: self = .unsupported("compound")
    case H5T_OPAQUE: self = .unsupported("opaque")
    default: self = .unsupported("type class \(H5Tget_class(type).rawValue)")
    }
  }

  /// h5py writes booleans as an enumeration of FALSE and TRUE; other enumerations are read as their integers.
  private static func enumeration(_ type: hid_t, size: Int) -> HDF5Type {
    let base = H5Tget_super(type)
    defer { H5Tclose(base) }
    var value: Int64 = 0
    if H5Tget_nmembers(type) == 2, size == 1, H5Tenum_valueof(type, "TRUE", &value) >= 0 { return .bool }
    return .integer(size: size, signed: H5Tget_sign(base) == H5T_SGN_2)
  }

  var name: String {
    switch self {
    case .float(let size): size == 8 ? "float64" : size == 4 ? "float32" : "float\(8 * size)"
    case .integer(let size, let signed): (signed ? "int" : "uint") + "\(8 * size)"
    case .bool: "bool"
    case .fixedText, .variableText: "str"
    case .reference: "reference"
    case .variableLength(let base): "vlen \(base.name)"
    case .unsupported(let what): what
    }
  }
}

/// Reads elements into a buffer of the memory type.
typealias ElementReader = (_ memoryType: hid_t, _ buffer: UnsafeMutableRawPointer) throws -> Void

extension HDF5File {
  /// No filter that is read here shrinks data more than deflate can.
  private static let largestRatio = 1032

  func openDataset(_ path: String) throws -> HDF5Handle {
    try HDF5Handle(H5Dopen2(identifier, path, canns_H5P_DEFAULT()), H5Dclose) {
      self.missing(path, "dataset")
    }
  }

  func shape(_ dataset: hid_t, _ path: String) throws -> [Int] {
    let space = try HDF5Handle(H5Dget_space(dataset), H5Sclose) { self.damaged(path) }
    return try shape(space: space.id, path)
  }

  private func shape(space: hid_t, _ path: String) throws -> [Int] {
    if H5Sget_simple_extent_type(space) == H5S_NULL { return [0] }
    let rank = H5Sget_simple_extent_ndims(space)
    guard rank >= 0, rank <= 32 else { throw damaged(path) }
    var lengths = [hsize_t](repeating: 0, count: Int(rank))
    guard rank == 0 || H5Sget_simple_extent_dims(space, &lengths, nil) >= 0 else { throw damaged(path) }
    let shape = lengths.compactMap { Int(exactly: $0) }
    guard shape.count == lengths.count, elementCount(shape) != nil else { throw damaged(path) }
    return shape
  }

  /// The number of elements of a dataset, after checking it against what is stored.
  func checkedCount(_ dataset: hid_t, shape: [Int], elementSize: Int, _ path: String) throws -> Int {
    let list = try HDF5Handle(H5Dget_create_plist(dataset), H5Pclose) { self.damaged(path) }
    if H5Pget_layout(list.id) == H5D_VIRTUAL || H5Pget_external_count(list.id) > 0 {
      throw FileError.unusable(
        "its values lie in other files, which are not followed.", file: name, place: path,
        remedy: "Copy them into one file (h5repack).")
    }
    let count = elementCount(shape) ?? 0
    let stored = min(Int(clamping: H5Dget_storage_size(dataset)), fileSize)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elementSize)
    guard !overflow, bytes / HDF5File.largestRatio <= stored + 1024 else {
      throw FileError.unusable(
        "it claims the shape \(shapeText(shape)), but only \(stored) bytes are stored.", file: name,
        place: path,
        remedy: "It was never filled, or the file is damaged.")
    }
    return count
  }

  func readDataset(_ dataset: hid_t, _ path: String) throws -> DataArray {
    let type = try HDF5Handle(H5Dget_type(dataset), H5Tclose) { self.damaged(path) }
    let shape = try shape(dataset, path)
    let count = try checkedCount(dataset, shape: shape, elementSize: H5Tget_size(type.id), path)
    return try decode(type.id, shape: shape, count: count, path) { memoryType, buffer in
      try readBox(dataset, HDF5Box(all: shape), as: memoryType, into: buffer, path)
    }
  }

  func readAttribute(_ attribute: hid_t, _ path: String) throws -> DataArray {
    let type = try HDF5Handle(H5Aget_type(attribute), H5Tclose) { self.damaged(path) }
    let space = try HDF5Handle(H5Aget_space(attribute), H5Sclose) { self.damaged(path) }
    let shape = try shape(space: space.id, path)
    guard let count = elementCount(shape), count <= 1 << 20 else { throw damaged(path) }
    return try decode(type.id, shape: shape, count: count, path) { memoryType, buffer in
      guard H5Aread(attribute, memoryType, buffer) >= 0 else { throw damaged(path) }
    }
  }

  func decode(
    _ type: hid_t, shape: [Int], count: Int, _ path: String, _ read: ElementReader
  ) throws -> DataArray {
    func numbers<T: BitwiseCopyable>(_ memoryType: hid_t, _: T.Type) throws -> [T] {
      try reserveMemory(count * MemoryLayout<T>.stride, shape: shape)
      return try [T](unsafeUninitializedCapacity: count) { buffer, initialized in
        if count > 0, let base = buffer.baseAddress {
          try read(memoryType, base)
        }
        initialized = count
      }
    }
    func storage() throws -> DataArray.Storage {
      switch HDF5Type(type) {
      case .float(8): return .float64(try numbers(canns_H5T_NATIVE_DOUBLE(), Double.self))
      case .float: return .float32(try numbers(canns_H5T_NATIVE_FLOAT(), Float.self))
      case .integer(1, true): return .int8(try numbers(memoryType(type, canns_H5T_NATIVE_INT8()), Int8.self))
      case .integer(2, true): return .int16(try numbers(canns_H5T_NATIVE_INT16(), Int16.self))
      case .integer(4, true): return .int32(try numbers(canns_H5T_NATIVE_INT32(), Int32.self))
      case .integer(_, true): return .int64(try numbers(canns_H5T_NATIVE_INT64(), Int64.self))
      case .integer(1, false): return .uint8(try numbers(canns_H5T_NATIVE_UINT8(), UInt8.self))
      case .integer(2, false): return .uint16(try numbers(canns_H5T_NATIVE_UINT16(), UInt16.self))
      case .integer(4, false): return .uint32(try numbers(canns_H5T_NATIVE_UINT32(), UInt32.self))
      case .integer: return .uint64(try numbers(canns_H5T_NATIVE_UINT64(), UInt64.self))
      // The enumeration's own type: FALSE is 0.
      case .bool: return .bool(try numbers(type, Int8.self).map { $0 != 0 })
      case .fixedText(let size): return .string(try fixedText(type, size: size, count: count, path, read))
      case .variableText: return .string(try variableText(type, count: count, path, read))
      case .reference, .variableLength:
        throw FileError.unusable(
          "its elements are arrays of their own (\(HDF5Type(type).name)); one array was expected.",
          file: name,
          place: path)
      case .unsupported(let what):
        throw FileError.unusable(
          "its elements are of the HDF5 type '\(what)', which is not read.", file: name, place: path,
          remedy: "Save it as numbers or text.")
      }
    }
    return DataArray(shape: shape, storage: try storage())
  }

  /// An enumeration is read as it is, everything else with conversion to `native`.
  private func memoryType(_ type: hid_t, _ native: hid_t) -> hid_t {
    H5Tget_class(type) == H5T_ENUM ? type : native
  }

  private func fixedText(
    _ type: hid_t, size: Int, count: Int, _ path: String, _ read: ElementReader
  ) throws -> [String] {
    guard count > 0, size > 0 else { return [String](repeating: "", count: count) }
    try reserveMemory(count * (2 * size + 16))
    var bytes = [UInt8](repeating: 0, count: size * count)
    try bytes.withUnsafeMutableBytes { try read(type, $0.baseAddress!) }
    return (0..<count).map { index in
      let slice = bytes[index * size..<(index + 1) * size]
      return String(decoding: slice.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func variableText(
    _ type: hid_t, count: Int, _ path: String, _ read: ElementReader
  ) throws -> [String] {
    guard count > 0 else { return [] }
    let space = try HDF5Handle(H5Screate_simple(1, [hsize_t(count)], nil), H5Sclose) { self.damaged(path) }
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    return try pointers.withUnsafeMutableBytes { buffer in
      try read(type, buffer.baseAddress!)
      defer { H5Dvlen_reclaim(type, space.id, canns_H5P_DEFAULT(), buffer.baseAddress!) }
      return buffer.bindMemory(to: UnsafeMutablePointer<CChar>?.self).map {
        $0.map { String(cString: $0) } ?? ""
      }
    }
  }

  /// The datasets that an array of object references names, in order.
  func readReferenced(_ dataset: hid_t, _ path: String) throws -> [DataArray] {
    let shape = try shape(dataset, path)
    let count = try checkedCount(dataset, shape: shape, elementSize: 8, path)
    var references = [hobj_ref_t](repeating: 0, count: count)
    guard
      count == 0
        || H5Dread(
          dataset, canns_H5T_STD_REF_OBJ(), canns_H5S_ALL(), canns_H5S_ALL(), canns_H5P_DEFAULT(), &references
        ) >= 0
    else { throw unreadable(dataset, path) }
    return try references.enumerated().map { index, reference in
      var address = reference
      let target = try HDF5Handle(
        H5Rdereference2(identifier, canns_H5P_DEFAULT(), H5R_OBJECT, &address), H5Oclose
      ) { self.damaged("\(path)[\(index)]") }
      guard H5Iget_type(target.id) == H5I_DATASET else {
        throw FileError.unusable(
          "element \(index) refers to a group; arrays were expected.", file: name, place: path)
      }
      // MATLAB stores an empty array as its shape, marked by an attribute.
      if H5Aexists(target.id, "MATLAB_empty") > 0 { return DataArray([] as [Double]) }
      let array = try readDataset(target.id, "\(path)[\(index)]")
      return DataArray(shape: [array.count], storage: array.storage)
    }
  }

  func readVariableLength(_ dataset: hid_t, base: HDF5Type, _ path: String) throws -> [DataArray] {
    switch base {
    case .float, .integer, .bool: break
    default:
      throw FileError.unusable(
        "its elements are arrays of '\(base.name)'; arrays of numbers were expected.", file: name, place: path
      )
    }
    let shape = try shape(dataset, path)
    let count = try checkedCount(dataset, shape: shape, elementSize: 16, path)
    let space = try HDF5Handle(H5Dget_space(dataset), H5Sclose) { self.damaged(path) }
    let type = try HDF5Handle(H5Tvlen_create(canns_H5T_NATIVE_DOUBLE()), H5Tclose) { self.damaged(path) }
    var sequences = [hvl_t](repeating: hvl_t(), count: count)
    guard count > 0 else { return [] }
    return try sequences.withUnsafeMutableBytes { buffer in
      guard
        H5Dread(
          dataset, type.id, canns_H5S_ALL(), canns_H5S_ALL(), canns_H5P_DEFAULT(), buffer.baseAddress!) >= 0
      else { throw unreadable(dataset, path) }
      defer { H5Dvlen_reclaim(type.id, space.id, canns_H5P_DEFAULT(), buffer.baseAddress!) }
      return buffer.bindMemory(to: hvl_t.self).map { sequence in
        guard let start = sequence.p, sequence.len > 0 else { return DataArray([] as [Double]) }
        return DataArray(
          Array(UnsafeBufferPointer(start: start.assumingMemoryBound(to: Double.self), count: sequence.len)))
      }
    }
  }
}
