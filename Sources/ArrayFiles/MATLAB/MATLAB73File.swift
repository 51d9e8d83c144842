import ArrayNumerics
import CHDF5
import FoundationEssentials

/// A MATLAB file of version 7.3: HDF5 after a block of 512 bytes, with MATLAB's classes as attributes.
///
/// Dimensions are stored in reverse. Cells are arrays of references to unnamed objects, struct arrays are groups of such
/// arrays. Opening reads headers: of a cell of vectors the first 32 elements are looked at. A cell is read in one go: its
/// references are addresses, and the objects are read in the order in which they stand in the file.
final class MATLAB73File: MATLABFile {
  let file: HDF5File
  private(set) var variables: [(name: String, node: MATLABNode)] = []
  var name: String { file.name }

  /// - Throws: `FileError` when the file is missing or damaged. A variable that is damaged is listed as such.
  init(contentsOf url: URL, threads: Int = 1) throws {
    file = try HDF5File(contentsOf: url, threads: threads)
    try withHDF5 {
      var walk = MATLAB73Walk(file: file, budget: MATLABNodeBudget(fileSize: file.fileSize))
      let root = try HDF5Handle(H5Gopen2(file.identifier, "/", canns_H5P_DEFAULT()), H5Gclose) { file.damaged("/") }
      // MATLAB keeps the elements of cells and objects in these two; they are reached through their references.
      for name in try walk.names(of: root.id) where name != "#refs#" && name != "#subsystem#" {
        do {
          variables.append((name, try walk.child(name, of: root.id, depth: 0)))
        } catch let error as FileError {
          variables.append((name, MATLABNode("not readable", [], .explained(error.problem))))
        }
      }
    }
  }

  func readArray(at place: Int) throws -> DataArray { try withHDF5 { try read(place) } }

  func readArrays(at places: [Int]) throws -> [DataArray] {
    let order = places.indices.sorted { places[$0] != places[$1] ? places[$0] < places[$1] : $0 < $1 }
    return try withHDF5 {
      var arrays = [DataArray?](repeating: nil, count: places.count)
      for index in order {
        do {
          arrays[index] = try read(places[index])
        } catch let error as FileError {
          throw error.located(place: "element \(index + 1)")
        }
      }
      return arrays.compactMap { $0 }
    }
  }

  private func read(_ place: Int) throws -> DataArray {
    let object = try HDF5Handle(
      H5Oopen_by_addr(file.identifier, haddr_t(UInt64(bitPattern: Int64(place)))), H5Oclose
    ) { file.damaged("object at byte \(place)") }
    let attributes = MATLAB73Attributes(object: object.id)
    if H5Iget_type(object.id) == H5I_GROUP {
      guard let rows = attributes.integer("MATLAB_sparse") else {
        throw FileError.unusable("an array of numbers or text was expected; it is a struct.", file: name)
      }
      return try sparse(object.id, rows: rows, isLogical: attributes.text("MATLAB_class") == "logical")
    }
    guard H5Iget_type(object.id) == H5I_DATASET else { throw file.damaged("object at byte \(place)") }
    let header = try MATLAB73Dataset(object.id, file)
    // Arrays have two dimensions or more; what has one is the shape of an empty array.
    if header.dimensions.count < 2, attributes.integer("MATLAB_empty") == 1 {
      let isText = attributes.text("MATLAB_class") == "char"
      return isText ? DataArray([""], shape: []) : emptyMATLABArray(try header.emptyShape(file))
    }
    if case .unsupported("compound") = header.type { throw complexMATLABArray() }
    // Only these two types stand for something else than numbers as well.
    guard header.type == .integer(size: 1, signed: false) || header.type == .integer(size: 2, signed: false) else {
      return turnedFromHDF5(try header.read(file))
    }
    switch attributes.text("MATLAB_class") {
    case "char":
      let units = (try header.read(file).integers ?? []).map { UInt16(truncatingIfNeeded: $0) }
      return matlabText(units, shape: header.shape)
    case "logical":
      let values = (try header.read(file).integers ?? []).map { $0 != 0 }
      return turnedFromHDF5(DataArray(shape: header.dimensions, storage: .bool(values)))
    default: return turnedFromHDF5(try header.read(file))
    }
  }

  /// A sparse matrix: `data`, the rows `ir` from 0, and where each column starts, `jc`.
  private func sparse(_ group: hid_t, rows: Int, isLogical: Bool) throws -> DataArray {
    func part(_ name: String) throws -> DataArray? {
      guard H5Lexists(group, name, canns_H5P_DEFAULT()) > 0 else { return nil }
      let object = try HDF5Handle(H5Dopen2(group, name, canns_H5P_DEFAULT()), H5Dclose) { file.damaged(name) }
      return try MATLAB73Dataset(object.id, file).read(file)
    }
    guard let starts = try part("jc")?.integers, !starts.isEmpty else { throw file.damaged("sparse matrix") }
    // A matrix of zeros has neither rows nor values.
    let dense = try denseMATLABMatrix(
      shape: [rows, starts.count - 1], rows: part("ir")?.integers ?? [], columnStarts: starts,
      values: part("data")?.doubles ?? [], fileSize: file.fileSize)
    return isLogical ? DataArray((dense.doubles ?? []).map { $0 != 0 }, shape: dense.shape) : dense
  }
}

/// The header of a dataset.
struct MATLAB73Dataset {
  let identifier: hid_t
  let type: HDF5Type
  /// As HDF5 stores them, in reverse.
  let dimensions: [Int]

  var shape: [Int] { dimensions.reversed() }

  init(_ dataset: hid_t, _ file: HDF5File) throws {
    identifier = dataset
    let handle = try HDF5Handle(H5Dget_type(dataset), H5Tclose) { file.damaged("dataset") }
    type = HDF5Type(handle.id)
    dimensions = try file.shape(dataset, "dataset")
  }

  func read(_ file: HDF5File) throws -> DataArray { try file.readDataset(identifier, "dataset") }

  /// Empty arrays are stored as their shape.
  func emptyShape(_ file: HDF5File) throws -> [Int] {
    guard dimensions.count == 1, dimensions[0] <= 32, let lengths = try read(file).integers,
      elementCount(lengths) == 0
    else { return [0, 0] }
    return lengths
  }

  /// The addresses in a dataset of references, in MATLAB's order.
  func references(_ file: HDF5File) throws -> [Int] {
    guard type == .reference, let count = elementCount(dimensions), count <= file.fileSize / 8 + 1 else {
      throw file.damaged("references")
    }
    var references = [hobj_ref_t](repeating: 0, count: count)
    guard
      count == 0
        || H5Dread(
          identifier, canns_H5T_STD_REF_OBJ(), canns_H5S_ALL(), canns_H5S_ALL(), canns_H5P_DEFAULT(), &references
        ) >= 0
    else { throw file.damaged("references") }
    return references.map { Int(Int64(bitPattern: UInt64($0))) }
  }
}

/// The attributes by which MATLAB tells its classes.
struct MATLAB73Attributes {
  let object: hid_t

  func text(_ name: String) -> String? {
    open(name) { attribute, type in
      guard H5Tget_class(type) == H5T_STRING, H5Tis_variable_str(type) == 0 else { return nil }
      let size = H5Tget_size(type)
      guard size > 0, size <= 256, isSingle(attribute) else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard H5Aread(attribute, type, &bytes) >= 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  func integer(_ name: String) -> Int? {
    open(name) { attribute, type in
      guard H5Tget_class(type) == H5T_INTEGER, isSingle(attribute) else { return nil }
      var value: Int64 = 0
      guard H5Aread(attribute, canns_H5T_NATIVE_INT64(), &value) >= 0 else { return nil }
      return Int(value)
    }
  }

  private func open<Result>(_ name: String, _ body: (hid_t, hid_t) -> Result?) -> Result? {
    guard H5Aexists(object, name) > 0 else { return nil }
    let attribute = H5Aopen(object, name, canns_H5P_DEFAULT())
    guard attribute >= 0 else { return nil }
    defer { H5Aclose(attribute) }
    let type = H5Aget_type(attribute)
    guard type >= 0 else { return nil }
    defer { H5Tclose(type) }
    return body(attribute, type)
  }

  private func isSingle(_ attribute: hid_t) -> Bool {
    let space = H5Aget_space(attribute)
    defer { H5Sclose(space) }
    return space >= 0 && H5Sget_simple_extent_npoints(space) == 1
  }
}
