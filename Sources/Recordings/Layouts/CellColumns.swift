import ArrayFiles
import ArrayNumerics
import Schema

/// What a file says of its cells beside their spikes: an entry for each cell, as text.
struct CellColumn {
  /// Its name or path in the file.
  var name: String
  var values: [String]

  /// The name without its path, in lower case.
  var key: String { name.split(separator: "/").last.map { $0.lowercased() } ?? name.lowercased() }

  init(_ name: String, _ values: [String]) { (self.name, self.values) = (name, values) }

  /// `nil` for arrays that have no entry for each cell.
  init?(_ name: String, _ value: ArraySource.Value, cells: Int) {
    let values: [String]?
    switch value {
    case .array(let array): values = array.texts
    case .ragged(let arrays): values = arrays.map { $0.array.texts?.first ?? "" }
    case .object(let value): values = value.texts
    }
    guard let values, values.count == cells else { return nil }
    self.init(name, values)
  }

  /// Whether columns of this name are looked at.
  static func isKnown(_ key: String) -> Bool {
    QualityWords.textColumns.contains(key) || QualityWords.accepting.contains(key) || QualityWords.rejecting.contains(key)
      || QualityWords.isGrade(key) || QualityWords.isKind(key)
  }
}

extension RecordingReading {
  /// The cells that the columns call none or reject; more than one cell in one is a warning.
  ///
  /// - Throws: `FileError` when none is left.
  mutating func rejectedCells(_ columns: [CellColumn], of count: Int) throws -> Set<Int> {
    guard options.cells == nil else { return [] }
    var rejected: Set<Int> = []
    for column in columns {
      let values = column.values
      if QualityWords.textColumns.contains(column.key) {
        let none = values.indices.filter { QualityWords.isNoCell(values[$0]) }
        let doubtful = values.count { QualityWords.verdict($0) == false && !QualityWords.isNoCell($0) }
        if doubtful > 0 {
          note(
            .warning, "spikes",
            "its column '\(column.name)' calls \(doubtful) of \(count) cells more than one or poor; they were kept.",
            option: "--cells LIST")
        }
        reject(none, of: count, column.name, &rejected)
      } else if QualityWords.accepting.contains(column.key) || QualityWords.rejecting.contains(column.key) {
        let isRejecting = QualityWords.rejecting.contains(column.key)
        let flags = values.map(QualityWords.flag)
        guard flags.allSatisfy({ $0 != nil }) else { continue }
        reject(flags.indices.filter { flags[$0] == isRejecting }, of: count, column.name, &rejected)
      }
    }
    guard rejected.count < count || count == 0 else {
      throw FileError.unusable(
        "its columns call none of the \(count) cells a cell.", remedy: "Take those that you name: --cells LIST.")
    }
    return rejected
  }

  private mutating func reject(_ cells: [Int], of count: Int, _ name: String, _ rejected: inout Set<Int>) {
    guard !cells.isEmpty else { return }
    note(
      .warning, "spikes", "its column '\(name)' calls \(cells.count) of \(count) cells none: they were left out.",
      option: "--cells LIST takes those that you name")
    rejected.formUnion(cells)
  }

  /// Says what grades the cells, or tells kinds of them apart, and is not used: measures of their isolation, regions, types.
  ///
  /// - Parameter kept: the cells that go on, as entries of the columns; one column of those with the same values is named.
  mutating func noteUnheeded(_ columns: [CellColumn], kept: [Int], _ what: String = "spikes") {
    guard options.cells == nil, kept.count > 1 else { return }
    var (grades, seen): ([String], Set<[String]>) = ([], [])
    for column in columns {
      let values = kept.map { column.values[$0] }
      if QualityWords.isKind(column.key) {
        var counts: [String: Int] = [:]
        for value in values where !value.trimmed.isEmpty { counts[value.trimmed, default: 0] += 1 }
        // A name for each cell tells no kinds apart.
        guard counts.count > 1, counts.count < kept.count, seen.insert(values).inserted else { continue }
        let listed = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "'\($0.key)' \($0.value)" }
        note(
          .warning, what,
          "its column '\(column.name)' says that the cells are of \(counts.count) kinds (\(firstNames(listed))): they are "
            + "taken together.", option: "--cells LIST")
      } else if QualityWords.isGrade(column.key) {
        let numbers = values.compactMap { Double($0) }.filter(\.isFinite)
        guard let low = numbers.min(), let high = numbers.max(), low < high, numbers.count * 2 > kept.count else { continue }
        grades.append("\(column.name) (\(measured(low)) to \(measured(high)))")
      }
    }
    guard !grades.isEmpty else { return }
    note(
      .warning, what,
      sentence {
        "\(firstNames(grades)) \(grades.count == 1 ? "grades" : "grade") the cells and "
        "\(grades.count == 1 ? "was" : "were") not used: cells of every grade are kept."
      },
      option: "--cells LIST")
  }

  /// The arrays that have an entry for each cell and a name that speaks of quality or kind; they count as used.
  mutating func cellColumns(of count: Int, samples: Int?) throws -> [CellColumn] {
    guard count > 1, count != samples else { return [] }
    // An array with the name of an index and an entry for each cell is none.
    let taken = Set(roles.items.filter { $0.key != .spikeIndex }.values.flatMap { $0.map(\.path) })
    var columns: [CellColumn] = []
    for item in source.items where CellColumn.isKnown(item.key) && !taken.contains(item.path) {
      guard !item.isContainer || item.typeName == "cell", item.shape.reduce(1, *) == count || item.shape.isEmpty,
        let value = try? source.read(item), let column = CellColumn(item.path, value, cells: count)
      else { continue }
      columns.append(column)
      heeded.insert(item.path)
    }
    return columns
  }
}

extension DataArray {
  /// The values as text.
  var texts: [String]? {
    strings ?? integers?.map(String.init) ?? doubles?.map { Int(exactly: $0).map(String.init) ?? "\($0)" }
  }
}

extension PickleValue {
  /// The values of a list or array as text.
  var texts: [String]? {
    switch self {
    case .array(let array): array.texts
    case .list(let items), .tuple(let items), .objectArray(_, let items):
      items.map { item in
        switch item {
        case .string(let text): text
        case .bool(let isTrue): isTrue ? "true" : "false"
        default: item.number.map { Int(exactly: $0).map(String.init) ?? "\($0)" } ?? ""
        }
      }
    default: nil
    }
  }
}
