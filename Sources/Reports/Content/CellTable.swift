import ArrayNumerics
import Schema
import Stages

/// What the stages say of each cell: every array of the results that has one value for each cell, side by side.
///
/// Stages name their cells (`cell_ids`); one that does not has the cells of the first that does, in its order.
struct CellTable {
  struct Column {
    /// "Spatial information", with its unit.
    var label: String
    /// The stage that says it.
    var stage: String
    /// By cell.
    var values: [String: String]
  }

  private(set) var cells: [String] = []
  private(set) var columns: [Column] = []

  /// `nil` when no stage says anything of single cells.
  ///
  /// - Throws: `StageError.damagedResult`
  init?(_ records: [StageRecord], folder: ResultsFolder) throws {
    for record in records {
      let fields = (record.json["arrays"]?.array ?? []).filter { $0["axes"]?.array?.compactMap(\.string) == ["cell"] }
      let keys = fields.compactMap { $0["key"]?.string }
      let said = keys.filter { $0 != "cell_ids" }
      guard !said.isEmpty || cells.isEmpty && keys.contains("cell_ids") else { continue }
      let arrays = try folder.arrays(of: record, only: Set(keys))
      let named = arrays["cell_ids"]?.strings ?? cells
      if cells.isEmpty { cells = named }
      for field in fields {
        guard let key = field["key"]?.string, key != "cell_ids", let array = arrays[key], array.count == named.count
        else { continue }
        let unit = field["unit"]?.string ?? ""
        columns.append(
          Column(
            label: labelAndUnit(key).label + (unit.isEmpty ? "" : " (\(unit))"), stage: record.title,
            values: Dictionary(zip(named, array.shownTexts), uniquingKeysWith: { first, _ in first })))
      }
    }
    if columns.isEmpty { return nil }
  }

  /// The cells of the table, at most so many of them.
  func rows(_ most: Int) -> [(cell: String, values: [String])] {
    cells.prefix(most).map { cell in (cell, columns.map { $0.values[cell] ?? "" }) }
  }
}

extension DataArray {
  /// Each value as a reader of the report sees it.
  fileprivate var shownTexts: [String] {
    if let words = strings { return words }
    if let flags = booleans { return flags.map { shownText(.bool($0)) } }
    return (doubles ?? []).map { shownText(.number($0)) }
  }
}
