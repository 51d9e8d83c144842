import ArrayNumerics
import CHDF5
import FoundationEssentials

/// An HDF5 file open for reading (also with a user block before it, as MATLAB v7.3 writes). External links, external
/// storage and virtual datasets are never followed: a file is read from itself alone.
public final class HDF5File: Sendable {
  /// What a link of a group leads to.
  public enum ObjectKind: Sendable, Equatable {
    case group
    case dataset
    /// A named type, or a link to another file or to nothing.
    case other
    /// An object that this HDF5 library cannot open: damaged, or written by a newer library in a newer format.
    case unreadable
  }

  /// An entry of a group.
  public struct Child: Sendable, Equatable {
    /// The last part of its path.
    public var name: String
    /// The absolute path in the file.
    public var path: String
    /// What the link leads to.
    public var kind: ObjectKind
  }

  /// What is known of a dataset without reading it.
  public struct DatasetInfo: Sendable, Equatable {
    /// Row-major, as stored; empty for a single value.
    public var shape: [Int]
    /// `float64`, `int32`, `bool`, `str`, `vlen float64`, `reference`, `compound`, …
    public var typeName: String
  }

  /// The file that is open.
  public let url: URL
  package let name: String
  let identifier: hid_t
  let fileSize: Int
  /// Threads that unpack compressed arrays.
  package let threads: Int

  /// - Parameter threads: for unpacking large arrays that deflate packed; what is read does not depend on it.
  /// - Throws: `FileError` when the file is missing, empty, or not HDF5.
  public init(contentsOf url: URL, threads: Int = 1) throws {
    self.threads = max(1, threads)
    let file = try InputFile(url)
    self.url = url
    name = file.name
    fileSize = file.size
    guard file.size > 0 else { throw NPYFile.emptyFile(file.name) }
    try HDF5HeapCheck.check(file)
    try HDF5Trial.run(file)
    identifier = withHDF5 { canns_H5F_open(url.path) }
    guard identifier >= 0 else {
      throw FileError.unusable(
        "this is not an HDF5 file, or it is damaged or cut short.", file: file.name,
        remedy: "Check it with `h5ls`, or fetch it again.")
    }
  }

  /// What this program has just written, to be compared with what it meant to write.
  init(justWritten url: URL) throws {
    threads = 1
    self.url = url
    let file = try InputFile(url)
    (name, fileSize) = (file.name, file.size)
    identifier = withHDF5 { canns_H5F_open(url.path) }
    guard identifier >= 0 else { throw damaged("/") }
  }

  deinit { withHDF5 { _ = H5Fclose(identifier) } }

  /// The links of a group, sorted by name.
  public func children(of path: String = "/") throws -> [Child] {
    try withHDF5 {
      let group = try HDF5Handle(H5Gopen2(identifier, path, canns_H5P_DEFAULT()), H5Gclose) {
        self.missing(path, "group")
      }
      let prefix = path.hasSuffix("/") ? path : path + "/"
      return try linkNames(group.id, path).map { name in
        Child(name: name, path: prefix + name, kind: kind(group.id, name))
      }
    }
  }

  func linkName(_ group: hid_t, _ index: hsize_t, path: String) throws -> String {
    let none = canns_H5P_DEFAULT()
    let length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, nil, 0, none)
    guard length >= 0, length < 1 << 16 else { throw damaged(path) }
    var bytes = [CChar](repeating: 0, count: Int(length) + 1)
    guard H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, &bytes, bytes.count, none) >= 0
    else { throw damaged(path) }
    return String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private func kind(_ group: hid_t, _ name: String) -> ObjectKind {
    var link = H5L_info_t()
    guard H5Lget_info(group, name, &link, canns_H5P_DEFAULT()) >= 0,
      link.type == H5L_TYPE_HARD || link.type == H5L_TYPE_SOFT
    else { return .other }
    let object = H5Oopen(group, name, canns_H5P_DEFAULT())
    guard object >= 0 else { return link.type == H5L_TYPE_HARD ? .unreadable : .other }
    defer { H5Oclose(object) }
    switch H5Iget_type(object) {
    case H5I_GROUP: return .group
    case H5I_DATASET: return .dataset
    default: return .other
    }
  }

  /// Shape and type of a dataset, without reading it.
  public func info(_ path: String) throws -> DatasetInfo {
    try withHDF5 {
      let dataset = try openDataset(path)
      let type = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose) { self.damaged(path) }
      return DatasetInfo(shape: try shape(dataset.id, path), typeName: HDF5Type(type.id).name)
    }
  }

  /// Reads a dataset of numbers, booleans (h5py's enumeration) or text, in the file's shape.
  ///
  /// - Throws: `FileError` when there is no such dataset, it is damaged, its type is not read, or it claims far
  ///   more elements than are stored.
  public func read(_ path: String) throws -> DataArray {
    try withHDF5 {
      // Named, so that it stays open until the end of the scope.
      let dataset = try openDataset(path)
      return try readDataset(dataset.id, path)
    }
  }

  /// Reads a dataset whose elements are arrays of their own: variable-length arrays, or references to datasets (cells
  /// of MATLAB v7.3). The elements are flattened.
  public func readRagged(_ path: String) throws -> [DataArray] {
    try withHDF5 {
      let dataset = try openDataset(path)
      let type = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose) { self.damaged(path) }
      switch HDF5Type(type.id) {
      case .reference: return try readReferenced(dataset.id, path)
      case .variableLength(let base): return try readVariableLength(dataset.id, base: base, path)
      default:
        throw FileError.unusable("its elements are single values, not arrays.", file: name, place: path)
      }
    }
  }

  /// Lends an open attribute of an object; `nil` when there is none.
  func withAttribute<Result>(_ name: String, of path: String, _ body: (hid_t) -> Result?) -> Result? {
    withHDF5 {
      let none = canns_H5P_DEFAULT()
      let object = H5Oopen(identifier, path, none)
      guard object >= 0 else { return nil }
      defer { H5Oclose(object) }
      guard H5Aexists(object, name) > 0 else { return nil }
      let attribute = H5Aopen(object, name, none)
      guard attribute >= 0 else { return nil }
      defer { H5Aclose(attribute) }
      return body(attribute)
    }
  }

  /// One attribute of an object, or `nil` when there is none or it holds neither numbers nor text.
  ///
  /// Unlike `attributes(of:)` it does not make the library list them all, which damaged files make it crash on.
  public func attribute(_ name: String, of path: String) -> DataArray? {
    withAttribute(name, of: path) { try? readAttribute($0, path) }
  }

  /// The attributes of an object that hold numbers or text; others are left out.
  public func attributes(of path: String) throws -> [String: DataArray] {
    try withHDF5 {
      let object = try HDF5Handle(H5Oopen(identifier, path, canns_H5P_DEFAULT()), H5Oclose) {
        self.missing(path, "object")
      }
      let count = H5Aget_num_attrs(object.id)
      guard count >= 0 else { throw damaged(path) }
      var result: [String: DataArray] = [:]
      for index in 0..<count {
        let attribute = H5Aopen_by_idx(
          object.id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(index), canns_H5P_DEFAULT(), canns_H5P_DEFAULT()
        )
        guard attribute >= 0 else { continue }
        defer { H5Aclose(attribute) }
        let length = H5Aget_name(attribute, 0, nil)
        guard length > 0, length < 1 << 16 else { continue }
        var bytes = [CChar](repeating: 0, count: length + 1)
        H5Aget_name(attribute, bytes.count, &bytes)
        let key = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        result[key] = try? readAttribute(attribute, path)
      }
      return result
    }
  }

  func missing(_ path: String, _ kind: String) -> FileError {
    .unusable(
      "there is no \(kind) of this name.", file: name, place: path, remedy: "`inspect` lists what there is.")
  }

  func damaged(_ path: String) -> FileError {
    .unusable("it cannot be read; the file is damaged.", file: name, place: path, remedy: "Fetch it again.")
  }
}
