import ArrayNumerics
import Schema
import Stages

/// What the stages say of each cell: the groups that they put it in, and every array of the results that has one value for each
/// cell, side by side.
///
/// Stages name their cells (`cell_ids`); one that does not has the cells of the first that does, in its order.
struct CellTable {
  struct Column {
    /// "gridscore.score": the stage and its array.
    var key: String
    /// "Spatial information", with its unit.
    var label: String
    /// The stage that says it.
    var stage: String
    /// By cell.
    var values: [String: Value]
    /// Whether it repeats another column, as a stage that gathers what others found has it.
    var isRepeated = false
  }

  /// One value of a cell.
  enum Value: Equatable {
    case words(String)
    case flag(Bool)
    case number(Double)

    /// As a reader of the report sees it.
    var text: String {
      switch self {
      case .words(let text): text
      case .flag(let flag): shownText(.bool(flag))
      case .number(let number): shownText(.number(number))
      }
    }

    /// What a column is sorted by, where that is a number.
    var order: Double? {
      switch self {
      case .words: nil
      case .flag(let flag): flag ? 1 : 0
      case .number(let number): number.isFinite ? number : nil
      }
    }
  }

  private(set) var cells: [String] = []
  /// The groups first.
  private(set) var columns: [Column] = []

  /// `nil` when no stage says anything of single cells.
  ///
  /// - Throws: `StageError.damagedResult`
  init?(_ records: [StageRecord], folder: ResultsFolder) throws {
    var groups: [Column] = []
    for record in records {
      if let own = Self.groups(of: record) { groups.append(own) }
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
        var column = Column(
          key: "\(record.stage).\(key)", label: labelAndUnit(key).label + (unit.isEmpty ? "" : " (\(unit))"),
          stage: record.title, values: Dictionary(zip(named, array.cellValues), uniquingKeysWith: { first, _ in first }))
        column.isRepeated = columns.contains { $0.isRepeated(in: column, of: cells) }
        columns.append(column)
      }
    }
    if columns.isEmpty { return nil }
    columns = groups + columns
  }

  /// The groups of each cell that a stage names, as `--cells-from` takes them; `nil` for a stage that names none.
  private static func groups(of record: StageRecord) -> Column? {
    let groups = record.cellGroups
    guard !groups.isEmpty else { return nil }
    var values: [String: [String]] = [:]
    for group in groups { for cell in group.cells { values[cell, default: []].append(group.name) } }
    return Column(
      key: "\(record.stage).groups", label: "Groups", stage: record.title,
      values: values.mapValues { .words($0.joined(separator: ", ")) })
  }

  /// The cells of the table, at most so many of them, with their values in some columns.
  func rows(_ most: Int, of columns: [Column]) -> [(cell: String, values: [Value?])] {
    cells.prefix(most).map { cell in (cell, columns.map { $0.values[cell] }) }
  }

  /// The columns that a reader is shown: those that repeat another one are in the files alone.
  var shown: [Column] { columns.filter { !$0.isRepeated } }
}

extension CellTable.Column {
  /// Whether the other column is this one once more: the same values, which differ between cells, under the same last word
  /// (`score` of one stage and `grid_score` of another).
  fileprivate func isRepeated(in other: Self, of cells: [String]) -> Bool {
    func lastWord(_ key: String) -> Substring? { key.split(whereSeparator: { $0 == "_" || $0 == "." }).last }
    func isSame(_ one: CellTable.Value?, _ another: CellTable.Value?) -> Bool {
      if case .number(let one)? = one, case .number(let another)? = another {
        return one == another || one.isNaN && another.isNaN
      }
      return one == another
    }
    guard lastWord(key) == lastWord(other.key), let first = cells.first else { return false }
    return cells.allSatisfy { isSame(values[$0], other.values[$0]) }
      && !cells.allSatisfy { isSame(values[$0], values[first]) }
  }
}

extension DataArray {
  fileprivate var cellValues: [CellTable.Value] {
    if let words = strings { return words.map { .words($0) } }
    if let flags = booleans { return flags.map { .flag($0) } }
    return (doubles ?? []).map { .number($0) }
  }
}
