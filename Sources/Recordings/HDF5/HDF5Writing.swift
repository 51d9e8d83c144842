import ArrayNumerics
import CHDF5
import FoundationEssentials
import Glibc

extension HDF5File {
  /// Writes arrays to a new HDF5 file: chunked, shuffled and deflated (level 1), the unit of each as its attribute
  /// `unit`, booleans as h5py writes them, text as variable-length UTF-8. A `/` in a name makes groups.
  ///
  /// The file is written under a temporary name and renamed; the same arrays give the same bytes.
  /// - Throws: `RecordingError` when the file cannot be written.
  public static func write(
    _ arrays: [(name: String, array: DataArray, unit: String?)], to url: URL
  ) throws {
    // Made empty by ourselves first, for an error that says what the system says.
    _ = try OutputFile(url)
    let path = OutputFile.temporaryPath(for: url)
    var renamed = false
    defer { if !renamed { unlink(path) } }
    try withHDF5 {
      let failure = {
        RecordingError(.cannotWrite, file: url.path, problem: "HDF5 could not write it (disk full?).")
      }
      let file = H5Fcreate(path, canns_H5F_ACC_TRUNC(), canns_H5P_DEFAULT(), canns_H5P_DEFAULT())
      guard file >= 0 else { throw failure() }
      var open = true
      defer { if open { H5Fclose(file) } }
      for (name, array, unit) in arrays { try write(array, unit: unit, name: name, to: file, failure) }
      guard H5Fflush(file, H5F_SCOPE_LOCAL) >= 0 else { throw failure() }
      open = false
      guard H5Fclose(file) >= 0 else { throw failure() }
    }
    renamed = true
    try OutputFile.rename(path, to: url)
  }

  static func write(
    _ array: DataArray, unit: String?, name: String, to file: hid_t, _ failure: () -> RecordingError
  ) throws {
    let type = try HDF5Handle(try fileType(array.storage), H5Tclose, orThrow: failure)
    let lengths = array.shape.map { hsize_t($0) }
    let space = try HDF5Handle(
      lengths.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(lengths.count), lengths, nil),
      H5Sclose,
      orThrow: failure)
    let links = try HDF5Handle(H5Pcreate(canns_H5P_LINK_CREATE()), H5Pclose, orThrow: failure)
    H5Pset_create_intermediate_group(links.id, 1)
    let creation = try HDF5Handle(H5Pcreate(canns_H5P_DATASET_CREATE()), H5Pclose, orThrow: failure)
    H5Pset_obj_track_times(creation.id, false)
    if array.count >= 512, array.storage.elementSize > 0 {
      H5Pset_chunk(creation.id, Int32(lengths.count), chunkShape(array.shape, array.storage.elementSize))
      H5Pset_shuffle(creation.id)
      H5Pset_deflate(creation.id, 1)
    }
    let dataset = try HDF5Handle(
      H5Dcreate2(file, name, type.id, space.id, links.id, creation.id, canns_H5P_DEFAULT()), H5Dclose,
      orThrow: failure)
    let written = withElements(array.storage) { buffer in
      H5Dwrite(
        dataset.id, type.id, canns_H5S_ALL(), canns_H5S_ALL(), canns_H5P_DEFAULT(), buffer)
    }
    guard written >= 0 else { throw failure() }
    if let unit {
      try write(DataArray([unit], shape: []), attribute: "unit", of: dataset.id, failure)
    }
  }

  static func write(
    _ array: DataArray, attribute: String, of object: hid_t, _ failure: () -> RecordingError
  ) throws {
    let type = try HDF5Handle(try fileType(array.storage), H5Tclose, orThrow: failure)
    let lengths = array.shape.map { hsize_t($0) }
    let space = try HDF5Handle(
      lengths.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(lengths.count), lengths, nil), H5Sclose,
      orThrow: failure)
    let handle = try HDF5Handle(
      H5Acreate2(object, attribute, type.id, space.id, canns_H5P_DEFAULT(), canns_H5P_DEFAULT()), H5Aclose,
      orThrow: failure)
    guard withElements(array.storage, { H5Awrite(handle.id, type.id, $0) }) >= 0 else { throw failure() }
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
