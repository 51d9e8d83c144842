import ArrayFiles
import ArrayNumerics

/// A `DynamicTable` of an NWB file: columns of one length, some of them ragged.
struct NWBTable {
  let node: HDF5Tree.Node
  let contents: NWBContents
  /// The names of the columns in the order that the table states, or else by name.
  let columns: [String]
  /// The ids of the rows.
  let ids: [Int]

  init(_ node: HDF5Tree.Node, in contents: NWBContents) throws {
    self.node = node
    self.contents = contents
    let members = contents.tree.children(of: node.path).filter { $0.kind == .dataset }
    let stated = contents.file.attribute("colnames", of: node.path)?.strings ?? []
    columns =
      stated.isEmpty
      ? members.filter { $0.neurodataType == "VectorData" && !$0.name.hasSuffix("_index") }.map(\.name) : stated
    if let id = try contents.member("id", of: node), id.kind == .dataset {
      guard id.shape.count == 1, let values = try contents.file.read(id.path).integers else {
        throw FileError.unusable("the ids of rows are whole numbers in one row.", place: id.path)
      }
      ids = values
    } else {
      ids = []
    }
  }

  func column(_ name: String) throws -> HDF5Tree.Node? {
    guard let column = try contents.member(name, of: node), column.kind == .dataset else { return nil }
    return column
  }

  /// Where each row of a ragged column ends in its data, or `nil` for a column of one value a row. Indices of indices
  /// (doubly ragged columns) are followed, so that a row holds all its values.
  ///
  /// - Throws: `FileError` when an index runs backwards or beyond the data.
  func ends(of column: HDF5Tree.Node) throws -> [Int]? {
    guard let index = try self.index(of: column) else { return nil }
    var ends = try checkedEnds(index, count: column.shape.first ?? 0, of: column.path)
    var outermost = index
    for _ in 0..<4 {
      guard let outer = try self.index(of: outermost) else { break }
      let rows = try checkedEnds(outer, count: ends.count, of: outermost.path)
      ends = rows.map { $0 == 0 ? 0 : ends[$0 - 1] }
      outermost = outer
    }
    guard ids.isEmpty || ends.count == ids.count else {
      throw FileError.unusable(
        "it has \(ends.count) rows, but the table has \(ids.count).", place: outermost.path,
        remedy: "The file was written wrongly; write it anew.")
    }
    return ends
  }

  /// The index of a column: the one that refers to it, or else the one that is named after it.
  private func index(of column: HDF5Tree.Node) throws -> HDF5Tree.Node? {
    let named = try contents.member(column.name + "_index", of: node)
    if let named, named.kind == .dataset { return named }
    return contents.tree.children(of: node.path).first {
      $0.kind == .dataset && $0.neurodataType == "VectorIndex" && $0.path != column.path
        && contents.file.referencedAddress(attribute: "target", of: $0.path) == column.address
    }
  }

  private func checkedEnds(_ index: HDF5Tree.Node, count: Int, of target: String) throws -> [Int] {
    guard index.shape.count == 1, index.typeName.contains("int"),
      let ends = try contents.file.read(index.path).integers
    else {
      throw FileError.unusable(
        "an index is one row of whole numbers; it is \(index.typeName) \(shapeText(index.shape)).", place: index.path)
    }
    var last = 0
    for (row, end) in ends.enumerated() {
      guard end >= last else {
        throw FileError.unusable(
          "row \(row) ends at \(end), before the row before it (\(last)); the ends of rows ascend.", place: index.path)
      }
      guard end <= count else {
        throw FileError.unusable(
          "row \(row) ends at \(end), but \(target) has only \(count) values.", place: index.path,
          remedy: "The file is incomplete; write or fetch it again.")
      }
      last = end
    }
    return ends
  }

  /// The texts of a column of one text a row; `nil` when there is no such column.
  func texts(_ name: String) throws -> [String]? {
    guard let column = try column(name), column.typeName == "str", column.shape.count == 1,
      try index(of: column) == nil
    else { return nil }
    return try contents.file.read(column.path).strings
  }

  /// The numbers of a column of one number a row.
  func numbers(_ name: String) throws -> [Double]? {
    guard let column = try column(name), column.shape.count == 1, try index(of: column) == nil else { return nil }
    return try contents.file.read(column.path).doubles
  }
}
