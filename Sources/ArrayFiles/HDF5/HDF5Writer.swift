import ArrayNumerics
import CHDF5
import FoundationEssentials
import Glibc

/// A new HDF5 file with groups, attributes, soft links and references, as formats of their own need them.
///
/// The file is written under a temporary name and gets its real one with `finish`; the same calls give the same bytes.
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

  /// - Throws: `FileError` when the file cannot be written there.
  package init(_ url: URL) throws {
    self.url = url
    // Made empty by ourselves first, for an error that says what the system says.
    _ = try OutputFile(url)
    path = OutputFile.temporaryPath(for: url)
    file = withHDF5 { [path] in H5Fcreate(path, canns_H5F_ACC_TRUNC(), canns_H5P_DEFAULT(), canns_H5P_DEFAULT()) }
    guard file >= 0 else { throw failure }
  }

  deinit {
    if !finished {
      withHDF5 { _ = H5Fclose(file) }
      unlink(path)
    }
  }

  private var failure: FileError {
    FileError(.cannotWrite, file: url.path, problem: "HDF5 could not write it (disk full?).")
  }

  /// Makes a group, and those above it that are missing.
  package func group(_ path: String, _ attributes: [(String, Attribute)] = []) throws {
    try withHDF5 {
      let links = try linkList()
      let creation = try HDF5Handle(H5Pcreate(canns_H5P_GROUP_CREATE()), H5Pclose) { failure }
      H5Pset_obj_track_times(creation.id, false)
      let group = try HDF5Handle(
        H5Gcreate2(file, path, links.id, creation.id, canns_H5P_DEFAULT()), H5Gclose
      ) { failure }
      try write(attributes, to: group.id)
    }
  }

  /// Writes an array with attributes.
  package func dataset(_ path: String, _ array: DataArray, _ attributes: [(String, Attribute)] = []) throws {
    try withHDF5 {
      try HDF5File.write(array, to: path, in: file) { failure }
      try write(attributes, toObject: path)
    }
  }

  /// Writes a row of numbers that need not be in memory, with attributes.
  package func dataset(
    _ path: String, _ stream: NumberStream, _ attributes: [(String, Attribute)] = []
  ) throws {
    try withHDF5 {
      _ = try HDF5File.create(path, shape: [stream.count], .float64([]), in: file) { failure }
      try write(attributes, toObject: path)
    }
    // The library is locked for each piece alone: the next one may have to be read with it.
    let dataset = withHDF5 { H5Dopen2(file, path, canns_H5P_DEFAULT()) }
    guard dataset >= 0 else { throw failure }
    defer { withHDF5 { _ = H5Dclose(dataset) } }
    var start = 0
    try stream.forEachPiece { piece in
      try withHDF5 { try HDF5File.write(piece, at: start, of: dataset) { failure } }
      start += piece.count
    }
  }

  /// Writes a row of references to objects that were written.
  package func references(_ path: String, to targets: [String], _ attributes: [(String, Attribute)] = []) throws {
    try withHDF5 {
      let space = try HDF5Handle(H5Screate_simple(1, [hsize_t(targets.count)], nil), H5Sclose) { failure }
      let links = try linkList()
      let creation = try HDF5Handle(H5Pcreate(canns_H5P_DATASET_CREATE()), H5Pclose) { failure }
      H5Pset_obj_track_times(creation.id, false)
      let dataset = try HDF5Handle(
        H5Dcreate2(file, path, canns_H5T_STD_REF_OBJ(), space.id, links.id, creation.id, canns_H5P_DEFAULT()), H5Dclose
      ) { failure }
      let values = try targets.map(reference)
      guard
        H5Dwrite(
          dataset.id, canns_H5T_STD_REF_OBJ(), canns_H5S_ALL(), canns_H5S_ALL(), canns_H5P_DEFAULT(), values) >= 0
      else { throw failure }
      try write(attributes, to: dataset.id)
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

  /// Closes the file and gives it its name.
  package func finish() throws {
    finished = true
    let closed = withHDF5 { H5Fflush(file, H5F_SCOPE_LOCAL) >= 0 && H5Fclose(file) >= 0 }
    guard closed else {
      unlink(path)
      throw failure
    }
    try OutputFile.rename(path, to: url)
  }

  // MARK: With the library locked

  private func linkList() throws -> HDF5Handle {
    let links = try HDF5Handle(H5Pcreate(canns_H5P_LINK_CREATE()), H5Pclose) { failure }
    H5Pset_create_intermediate_group(links.id, 1)
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
        guard written >= 0 else { throw failure }
      }
    }
  }
}
