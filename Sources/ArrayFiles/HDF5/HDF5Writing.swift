import ArrayNumerics
import CHDF5
import FoundationEssentials
import Glibc

extension HDF5File {
  /// Writes arrays to a new HDF5 file: chunked, shuffled and deflated (level 1), the unit of each as its attribute
  /// `unit`, booleans as h5py writes them, text as variable-length UTF-8. A `/` in a name makes groups.
  ///
  /// The file is written under a temporary name and renamed; the same arrays give the same bytes.
  /// - Throws: `FileError` when the file cannot be written.
  public static func write(
    _ arrays: [(name: String, array: DataArray, unit: String?)], to url: URL
  ) throws {
    try write(contents: arrays.map { ($0.name, .array($0.array), $0.unit) }, to: url)
  }

  /// The same for contents that need not be in memory.
  package static func write(
    contents: [(name: String, content: WrittenArray, unit: String?)], to url: URL
  ) throws {
    let writer = try HDF5Writer(url)
    for (name, content, unit) in contents {
      let attributes = unit.map { [("unit", HDF5Writer.Attribute.text($0))] } ?? []
      switch content {
      case .array(let array): try writer.dataset(name, array, attributes)
      case .rows(let rows): try writer.dataset(name, try rows.whole, attributes)
      case .stream(let stream): try writer.dataset(name, stream, attributes)
      }
    }
    try writer.finish()
  }

  /// Makes a dataset for elements like those of `storage`, and the groups above it that are missing.
  static func create(
    _ path: String, shape: [Int], _ storage: DataArray.Storage, in file: hid_t, _ failure: () -> FileError
  ) throws -> HDF5Handle {
    let type = try HDF5Handle(try fileType(storage), H5Tclose, orThrow: failure)
    let lengths = shape.map { hsize_t($0) }
    let space = try HDF5Handle(
      lengths.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(lengths.count), lengths, nil),
      H5Sclose,
      orThrow: failure)
    let links = try HDF5Handle(H5Pcreate(canns_H5P_LINK_CREATE()), H5Pclose, orThrow: failure)
    try require(H5Pset_create_intermediate_group(links.id, 1), orThrow: failure)
    let creation = try HDF5Handle(H5Pcreate(canns_H5P_DATASET_CREATE()), H5Pclose, orThrow: failure)
    try require(H5Pset_obj_track_times(creation.id, false), orThrow: failure)
    if (elementCount(shape) ?? 0) >= 512, storage.elementSize > 0 {
      let chunk = chunkShape(shape, storage.elementSize)
      try require(H5Pset_chunk(creation.id, Int32(lengths.count), chunk), orThrow: failure)
      try require(H5Pset_shuffle(creation.id), orThrow: failure)
      try require(H5Pset_deflate(creation.id, 1), orThrow: failure)
    }
    return try HDF5Handle(
      H5Dcreate2(file, path, type.id, space.id, links.id, creation.id, canns_H5P_DEFAULT()), H5Dclose, orThrow: failure)
  }

  static func write(_ array: DataArray, to path: String, in file: hid_t, _ failure: () -> FileError) throws {
    let dataset = try create(path, shape: array.shape, array.storage, in: file, failure)
    let type = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose, orThrow: failure)
    let written = withElements(array.storage) { buffer in
      H5Dwrite(dataset.id, type.id, canns_H5S_ALL(), canns_H5S_ALL(), canns_H5P_DEFAULT(), buffer)
    }
    try require(written, orThrow: failure)
    // Chunks are written when the dataset is closed.
    try dataset.close(orThrow: failure)
  }

  /// Writes consecutive numbers into an open dataset of one row.
  static func write(
    _ values: [Double], at start: Int, of dataset: hid_t, _ failure: () -> FileError
  ) throws {
    guard !values.isEmpty else { return }
    let space = try HDF5Handle(H5Dget_space(dataset), H5Sclose, orThrow: failure)
    let memory = try HDF5Handle(H5Screate_simple(1, [hsize_t(values.count)], nil), H5Sclose, orThrow: failure)
    guard
      H5Sselect_hyperslab(space.id, H5S_SELECT_SET, [hsize_t(start)], nil, [hsize_t(values.count)], nil) >= 0,
      H5Dwrite(dataset, canns_H5T_NATIVE_DOUBLE(), memory.id, space.id, canns_H5P_DEFAULT(), values) >= 0
    else { throw failure() }
  }

  static func write(
    _ array: DataArray, attribute: String, of object: hid_t, _ failure: () -> FileError
  ) throws {
    let type = try HDF5Handle(try fileType(array.storage), H5Tclose, orThrow: failure)
    let lengths = array.shape.map { hsize_t($0) }
    let space = try HDF5Handle(
      lengths.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(lengths.count), lengths, nil), H5Sclose,
      orThrow: failure)
    let handle = try HDF5Handle(
      H5Acreate2(object, attribute, type.id, space.id, canns_H5P_DEFAULT(), canns_H5P_DEFAULT()), H5Aclose,
      orThrow: failure)
    try require(withElements(array.storage) { H5Awrite(handle.id, type.id, $0) }, orThrow: failure)
    try handle.close(orThrow: failure)
  }

  /// A type of the file for the elements; the caller closes it.
  private static func fileType(_ storage: DataArray.Storage) throws -> hid_t {
    switch storage {
    case .float32: return H5Tcopy(canns_H5T_NATIVE_FLOAT())
    case .float64: return H5Tcopy(canns_H5T_NATIVE_DOUBLE())
    case .int8: return H5Tcopy(canns_H5T_NATIVE_INT8())
    case .int16: return H5Tcopy(canns_H5T_NATIVE_INT16())
    case .int32: return H5Tcopy(canns_H5T_NATIVE_INT32())
    case .int64: return H5Tcopy(canns_H5T_NATIVE_INT64())
    case .uint8: return H5Tcopy(canns_H5T_NATIVE_UINT8())
    case .uint16: return H5Tcopy(canns_H5T_NATIVE_UINT16())
    case .uint32: return H5Tcopy(canns_H5T_NATIVE_UINT32())
    case .uint64: return H5Tcopy(canns_H5T_NATIVE_UINT64())
    case .bool:
      let type = H5Tenum_create(canns_H5T_NATIVE_INT8())
      for (name, value) in [("FALSE", Int8(0)), ("TRUE", 1)] {
        withUnsafePointer(to: value) { _ = H5Tenum_insert(type, name, $0) }
      }
      return type
    case .string: return textType()
    }
  }

  private static func textType() -> hid_t {
    let type = H5Tcopy(canns_H5T_C_S1())
    H5Tset_size(type, canns_H5T_VARIABLE())
    H5Tset_cset(type, H5T_CSET_UTF8)
    return type
  }

  /// Whole rows, about 256 kB of them.
  private static func chunkShape(_ shape: [Int], _ elementSize: Int) -> [hsize_t] {
    var chunk = shape.map { hsize_t(max($0, 1)) }
    let target = (1 << 18) / max(elementSize, 1)
    var inner = 1
    for axis in shape.indices.reversed() {
      chunk[axis] = hsize_t(max(1, min(shape[axis], target / inner)))
      inner *= Int(chunk[axis])
    }
    return chunk
  }

  private static func withElements(
    _ storage: DataArray.Storage, _ body: (UnsafeRawPointer) -> herr_t
  ) -> herr_t {
    func pass<T>(_ values: [T]) -> herr_t {
      values.withUnsafeBytes { $0.baseAddress.map(body) ?? 0 }
    }
    switch storage {
    case .float32(let values): return pass(values)
    case .float64(let values): return pass(values)
    case .int8(let values): return pass(values)
    case .int16(let values): return pass(values)
    case .int32(let values): return pass(values)
    case .int64(let values): return pass(values)
    case .uint8(let values): return pass(values)
    case .uint16(let values): return pass(values)
    case .uint32(let values): return pass(values)
    case .uint64(let values): return pass(values)
    case .bool(let values): return pass(values.map { $0 ? Int8(1) : 0 })
    case .string(let values):
      let pointers = values.map { strdup($0) }
      defer { for pointer in pointers { free(pointer) } }
      return pass(pointers)
    }
  }
}

extension DataArray.Storage {
  /// Bytes of one number; 0 for text, whose length varies.
  var elementSize: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    case .string: 0
    }
  }
}
