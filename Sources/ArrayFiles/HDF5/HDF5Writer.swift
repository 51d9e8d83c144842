import ArrayNumerics
import CHDF5
import FoundationEssentials
import Glibc

/// A new HDF5 file with groups, attributes, soft links and references, as formats of their own need them.
///
/// The file is written under a temporary name, read again and compared, and gets its real name with `finish`; the same calls
/// give the same bytes.
package final class HDF5Writer {
  /// The value of an attribute.
  package enum Attribute {
    case array(DataArray)
    /// The object of this path, which must have been written.
    case reference(String)

    package static func text(_ value: String) -> Attribute { .array(DataArray([value], shape: [])) }
    package static func number(_ value: Double) -> Attribute { .array(DataArray([value], shape: [])) }
    package static func texts(_ values: [String]) -> Attribute { .array(DataArray(values)) }
  }

  private let url: URL
  private let path: String
  private let file: hid_t
  private var finished = false
  /// What must be found in the file when it is read again.
  private var written: [(path: String, checksum: HDF5Checksum)] = []

  /// - Throws: `FileError` when the file cannot be written there.
  package init(_ url: URL) throws {
    self.url = url
    // Made empty by ourselves first, for an error that says what the system says.
    _ = try OutputFile(url)
    path = OutputFile.temporaryPath(for: url)
    file = withHDF5 { [path] in canns_H5F_create(path) }
    guard file >= 0 else { throw failure }
  }

  deinit {
    if !finished {
      withHDF5 { _ = H5Fclose(file) }
      unlink(path)
    }
  }

  /// In the words of the system where the library names its error number.
  private var failure: FileError {
    let code = canns_H5_errno()
    guard code == 0 else { return OutputFile.error(url, code: code) }
    return FileError(
      .cannotWrite, file: url.path, problem: "the HDF5 library could not write it.",
      remedy: "Is the disk full? An earlier version of the file was left as it was.")
  }

  /// Makes a group, and those above it that are missing.
  package func group(_ path: String, _ attributes: [(String, Attribute)] = []) throws {
    try withHDF5 {
      let links = try linkList()
      let creation = try HDF5Handle(H5Pcreate(canns_H5P_GROUP_CREATE()), H5Pclose) { failure }
      try require(H5Pset_obj_track_times(creation.id, false)) { failure }
      let group = try HDF5Handle(
        H5Gcreate2(file, path, links.id, creation.id, canns_H5P_DEFAULT()), H5Gclose
      ) { failure }
      try write(attributes, to: group.id)
      try group.close { failure }
    }
  }

  /// Writes an array with attributes.
  package func dataset(_ path: String, _ array: DataArray, _ attributes: [(String, Attribute)] = []) throws {
    try withHDF5 {
      try HDF5File.write(array, to: path, in: file) { failure }
      try write(attributes, toObject: path)
    }
    written.append((path, HDF5Checksum(array.storage)))
  }

  /// Writes a row of numbers that need not be in memory, with attributes.
  package func dataset(
    _ path: String, _ stream: NumberStream, _ attributes: [(String, Attribute)] = []
  ) throws {
    try withHDF5 {
      let dataset = try HDF5File.create(path, shape: [stream.count], .float64([]), in: file) { failure }
      try dataset.close { failure }
      try write(attributes, toObject: path)
    }
    // The library is locked for each piece alone: the next one may have to be read with it.
    let dataset = withHDF5 { H5Dopen2(file, path, canns_H5P_DEFAULT()) }
    guard dataset >= 0 else { throw failure }
    var start = 0
    var checksum = HDF5Checksum()
    do {
      try stream.forEachPiece { piece in
        try withHDF5 { try HDF5File.write(piece, at: start, of: dataset) { failure } }
        checksum.add(.float64(piece))
        start += piece.count
      }
    } catch {
      withHDF5 { _ = H5Dclose(dataset) }
      throw error
    }
    try withHDF5 { try require(H5Dclose(dataset)) { failure } }
    written.append((path, checksum))
  }

  /// Writes a row of references to objects that were written.
  package func references(_ path: String, to targets: [String], _ attributes: [(String, Attribute)] = []) throws {
    try withHDF5 {
      let space = try HDF5Handle(H5Screate_simple(1, [hsize_t(targets.count)], nil), H5Sclose) { failure }
      let links = try linkList()
      let creation = try HDF5Handle(H5Pcreate(canns_H5P_DATASET_CREATE()), H5Pclose) { failure }
      try require(H5Pset_obj_track_times(creation.id, false)) { failure }
      let dataset = try HDF5Handle(
        H5Dcreate2(file, path, canns_H5T_STD_REF_OBJ(), space.id, links.id, creation.id, canns_H5P_DEFAULT()), H5Dclose
      ) { failure }
      let values = try targets.map(reference)
      guard
        H5Dwrite(
          dataset.id, canns_H5T_STD_REF_OBJ(), canns_H5S_ALL(), canns_H5S_ALL(), canns_H5P_DEFAULT(), values) >= 0
      else { throw failure }
      try write(attributes, to: dataset.id)
      try dataset.close { failure }
    }
  }

  /// A soft link at `path` to `target`.
  package func link(_ path: String, to target: String) throws {
    try withHDF5 {
      let links = try linkList()
      guard H5Lcreate_soft(target, file, path, links.id, canns_H5P_DEFAULT()) >= 0 else { throw failure }
    }
  }

  /// Attributes of the root.
  package func attributes(_ attributes: [(String, Attribute)]) throws {
    try withHDF5 { try write(attributes, toObject: "/") }
  }

  /// Closes the file, reads it again, and gives it its name when it holds what was written.
  ///
  /// - Throws: `FileError`; then an earlier file of this name is as it was.
  package func finish() throws {
    finished = true
    do {
      try withHDF5 {
        try require(H5Fflush(file, H5F_SCOPE_LOCAL)) { failure }
        try require(H5Fclose(file)) { failure }
      }
      try compare()
      try OutputFile.store(path, for: url)
    } catch {
      unlink(path)
      throw error
    }
    try OutputFile.rename(path, to: url)
  }

  /// Reads every array again: a write that failed inside the library may leave zeros without any call saying so.
  private func compare() throws {
    let written = written
    let file = try HDF5File(justWritten: URL(fileURLWithPath: path))
    for (path, checksum) in written where try file.checksum(of: path) != checksum {
      throw FileError(
        .inputOutput, file: url.path, place: path, problem: "what was written is not what is read again.",
        remedy: "The disk may be failing, or a text holds a zero byte. Write the file elsewhere, or as .npz.")
    }
  }

  // MARK: With the library locked

  private func linkList() throws -> HDF5Handle {
    let links = try HDF5Handle(H5Pcreate(canns_H5P_LINK_CREATE()), H5Pclose) { failure }
    try require(H5Pset_create_intermediate_group(links.id, 1)) { failure }
    return links
  }

  private func reference(_ target: String) throws -> hobj_ref_t {
    var reference = hobj_ref_t(0)
    guard H5Rcreate(&reference, file, target, H5R_OBJECT, -1) >= 0 else { throw failure }
    return reference
  }

  private func write(_ attributes: [(String, Attribute)], toObject path: String) throws {
    let object = try HDF5Handle(H5Oopen(file, path, canns_H5P_DEFAULT()), H5Oclose) { failure }
    try write(attributes, to: object.id)
    try object.close { failure }
  }

  private func write(_ attributes: [(String, Attribute)], to object: hid_t) throws {
    for (name, value) in attributes {
      switch value {
      case .array(let array):
        try HDF5File.write(array, attribute: name, of: object) { failure }
      case .reference(let target):
        let space = try HDF5Handle(H5Screate(H5S_SCALAR), H5Sclose) { failure }
        let none = canns_H5P_DEFAULT()
        let attribute = try HDF5Handle(
          H5Acreate2(object, name, canns_H5T_STD_REF_OBJ(), space.id, none, none), H5Aclose
        ) { failure }
        let written = try withUnsafePointer(to: reference(target)) {
          H5Awrite(attribute.id, canns_H5T_STD_REF_OBJ(), $0)
        }
        try require(written) { failure }
        try attribute.close { failure }
      }
    }
  }
}
