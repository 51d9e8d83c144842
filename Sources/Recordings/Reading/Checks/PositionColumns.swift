import ArrayFiles
import ArrayNumerics
import Schema

/// Which columns of a matrix of positions are x and y: none that is the clock, and not the height.
struct PositionColumns: Equatable {
  /// Columns that are the clock.
  var clock: Int?
  /// The column that is the height, of three.
  var height: Int?
  /// What remains, one for each axis.
  var axes: [Int]
  /// How far each column extends.
  var extents: [Double]

  /// The height varies by less than this share of both other axes.
  static let heightShare = 0.35

  /// - Parameter t: the clock, where it is known otherwise.
  init(_ columns: [[Double]], clock t: [Double]?) {
    extents = columns.map { column in
      let finite = column.filter(\.isFinite)
      return (finite.max() ?? 0) - (finite.min() ?? 0)
    }
    let move = extents.allSatisfy { $0 > 0 }
    clock =
      columns.count < 2 ? nil : columns.firstIndex { PositionColumns.isClock($0, t, among: columns.count, allMove: move) }
    axes = columns.indices.filter { [clock] in $0 != clock }
    guard axes.count == 3 else { return }
    let sorted = axes.sorted { extents[$0] < extents[$1] }
    if extents[sorted[0]] < PositionColumns.heightShare * extents[sorted[1]] { height = sorted[0] }
    axes = Array(axes.filter { [height] in $0 != height }.prefix(2))
  }

  /// Whether a column is the clock, in any unit or as frame numbers; without a clock, whether it ascends as only time does.
  private static func isClock(_ column: [Double], _ t: [Double]?, among count: Int, allMove: Bool) -> Bool {
    guard column.count >= 20, column.allSatisfy(\.isFinite), let first = column.first, let last = column.last, last > first
    else { return false }
    guard let t, t.count == column.count, let start = t.first, let end = t.last, end > start else {
      return t == nil && count > 2 && zip(column, column.dropFirst()).allSatisfy { $0 < $1 }
    }
    let scale = (last - first) / (end - start)
    let isUnit = [1, 1e3, 1e-3, 1e6, 1e-6].contains { abs(scale / $0 - 1) < 1e-6 }
    let isFrames = allMove && zip(column, column.dropFirst()).allSatisfy { $1 - $0 == 1 }
    // Of two columns either may be a track that is run at an even pace: only the clock itself will do.
    guard count > 2 ? isUnit || isFrames : isUnit && abs(first / scale - start) <= 1e-6 * (end - start) else { return false }
    return zip(column, t).allSatisfy { abs(($0 - first) / scale - ($1 - start)) <= 1e-4 * (end - start) }
  }
}

extension RecordingReading {
  /// x and y of a matrix of positions [time, axis], or turned.
  mutating func readPositions(_ item: ArraySource.Item) throws -> ([Double], [Double]?) {
    guard let array = try numericArray(item), let values = array.doubles else {
      throw FileError.unusable(
        "positions are numbers; it is \(item.typeName) \(shapeText(item.shape)).", place: item.path,
        remedy: "Choose them with --map x=NAME,y=NAME, or leave them out: --map position=none.")
    }
    if array.shape.filter({ $0 != 1 }).count <= 1 { return (values, nil) }
    guard array.shape.count == 2, array.shape.contains(where: { (2...4).contains($0) }) else {
      throw FileError.unusable(
        "positions [time, 2] were expected; it is \(shapeText(array.shape)).", place: item.path,
        remedy: "Choose columns with --map x=\(item.path)[0],y=\(item.path)[1], or other arrays with --map x=NAME,y=NAME.")
    }
    let (rows, columns) = (array.shape[0], array.shape[1])
    let isTurned = rawTimes.map { $0.count == columns && $0.count != rows } ?? !(2...4).contains(columns)
    let all =
      isTurned
      ? (0..<rows).map { Array(values[($0 * columns)..<(($0 + 1) * columns)]) }
      : (0..<columns).map { stride(from: $0, to: values.count, by: columns).map { values[$0] } }
    return try chooseAxes(all, item.path, isTurned: isTurned)
  }

  /// x and y of the columns that a file gives for the position, with what was left out said.
  ///
  /// - Throws: `FileError` for four columns, of which nobody knows which belong together.
  mutating func chooseAxes(
    _ columns: [[Double]], _ path: String, isTurned: Bool = false
  ) throws -> ([Double], [Double]?) {
    let choice = PositionColumns(columns, clock: rawTimes)
    if let clock = choice.clock {
      if rawTimes == nil {
        rawTimes = options.timeUnit.map { unit in columns[clock].map { $0 / unit.perSecond } } ?? columns[clock]
      }
      note(.guessed, "position", "column \(clock) of \(path), from 0, is the clock; positions are the others.")
    }
    let names = isTurned ? "rows" : "columns"
    guard choice.axes.count <= 2 else {
      throw FileError.unusable(
        "positions have two or three \(names); it has \(choice.axes.count) and nobody knows which belong together.",
        place: path,
        remedy: "Choose two columns, from 0: --map x=\(path)[0],y=\(path)[1].")
    }
    if let height = choice.height, choice.axes != Array(columns.indices.filter { $0 != choice.clock }.prefix(2)) {
      let extents = choice.extents.map(measured).joined(separator: ", ")
      let axes = choice.axes.map(String.init).joined(separator: " and ")
      note(
        .warning, "position",
        sentence {
          "the \(names) of \(path) extend over \(extents): number \(height), from 0, was taken as the height, "
          "and \(axes) as x and y."
        },
        option: "--map x=\(path)[0],y=\(path)[1]")
    } else if columns.count - (choice.clock == nil ? 0 : 1) == 3 {
      note(
        .warning, "position", "\(path) has three \(names); the first two were taken as x and y, the third is not used.",
        option: "--map x=\(path)[0],y=\(path)[1],hd=\(path)[2]")
    }
    return (columns[choice.axes[0]], choice.axes.count > 1 ? columns[choice.axes[1]] : nil)
  }
}
