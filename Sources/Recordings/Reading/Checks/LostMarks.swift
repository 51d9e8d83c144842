import ArrayNumerics
import Schema

/// A number that stands for samples that the tracker lost: -1, -99, the corner of the picture.
struct LostMark: Equatable {
  /// One number for each column.
  var values: [Double]
  /// How many samples have exactly these.
  var count: Int

  /// Marks are looked for among this share of samples and more, and never fewer than three.
  static let smallestShare = 0.0005
  /// The share of steps to and from a mark that are jumps.
  static let jumpShare = 0.8
  /// A jump is so many times as long as 99 of 100 other steps.
  static let jumpLength = 3.0

  /// The mark in columns of samples, if there is one.
  ///
  /// A mark is the smallest or largest value, 0 or -1, stands in all columns at once, repeats exactly, and lies where the
  /// other values cannot lead: further from them than half their range, outside of the turn that they fill, or reached
  /// and left by jumps only.
  /// - Parameter turns: for angles, what a turn may be.
  static func find(in columns: [[Double]], turns: [Double] = []) -> LostMark? {
    guard let first = columns.first, first.count >= 20 else { return nil }
    let finite = first.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    var found: LostMark?
    var tried: Set<Double> = []
    for candidate in [low, high, 0, -1] where tried.insert(candidate).inserted {
      // The minimum of a smooth path is touched once; 0 is an angle like any other.
      if candidate == 0, !turns.isEmpty { continue }
      let rows = first.indices.filter { first[$0] == candidate }
      guard rows.count >= max(3, Int(smallestShare * Double(first.count))), rows.count < first.count / 2,
        let row = rows.first
      else { continue }
      let values = columns.map { $0[row] }
      guard columns.indices.allSatisfy({ axis in rows.allSatisfy { columns[axis][$0] == values[axis] } }) else { continue }
      let mark = LostMark(values: values, count: rows.count)
      guard mark.isFar(from: columns) || mark.isOutside(turns, first) || mark.isJumpedTo(in: columns) else { continue }
      if rows.count > found?.count ?? 0 { found = mark }
    }
    return found
  }

  func marks(_ columns: [[Double]], _ row: Int) -> Bool {
    columns.indices.allSatisfy { columns[$0][row] == values[$0] }
  }

  /// Further from all others, in each column, than half the range of these.
  private func isFar(from columns: [[Double]]) -> Bool {
    zip(columns, values).allSatisfy { column, value in
      let others = column.filter { $0.isFinite && $0 != value }
      guard let low = others.min(), let high = others.max(), low < high else { return false }
      return max(low - value, value - high) > (high - low) / 2
    }
  }

  /// Outside of the turn that the others fill: below 0 where they start at 0, beyond half a turn where they lie around 0.
  private func isOutside(_ turns: [Double], _ angles: [Double]) -> Bool {
    let others = angles.filter { $0.isFinite && $0 != values[0] }
    guard let low = others.min(), let high = others.max() else { return false }
    return turns.contains { turn in
      guard high - low > turn / 2, high - low <= turn * 1.003 else { return false }
      if low >= 0 { return values[0] < 0 || values[0] > turn * 1.02 }
      return high <= turn * 0.501 && low >= -turn * 0.501 && abs(values[0]) > turn * 0.51
    }
  }

  /// Reached and left by jumps, where all other steps are short.
  private func isJumpedTo(in columns: [[Double]]) -> Bool {
    var (inner, outer): ([Double], [Double]) = ([], [])
    for row in columns[0].indices.dropFirst() {
      let length = columns.reduce(0) { $0 + ($1[row] - $1[row - 1]) * ($1[row] - $1[row - 1]) }.squareRoot()
      guard length.isFinite, length > 0 else { continue }
      if marks(columns, row) || marks(columns, row - 1) { outer.append(length) } else { inner.append(length) }
    }
    guard outer.count >= 3, inner.count >= 20 else { return false }
    let shortest = LostMark.jumpLength * quantile(inner, 0.99)
    return Double(outer.count { $0 > shortest }) >= LostMark.jumpShare * Double(outer.count)
  }
}

extension RecordingReading {
  /// The columns with lost samples as NaN: those that the user's number marks, or a mark that the values give away.
  mutating func markLost(_ columns: [[Double]], _ what: String, _ place: String, turns: [Double] = []) -> [[Double]] {
    switch options.lostValue {
    case .some(.none): return columns
    case .number(let number)?:
      let lost = columns[0].indices.filter { row in columns.contains { $0[row] == number } }
      guard !lost.isEmpty else { return columns }
      note(.found, what, "\(lost.count) samples of \(place) are \(measured(number)): lost, as --lost-value says.")
      return blank(lost, in: columns)
    case nil:
      guard let mark = LostMark.find(in: columns, turns: turns) else { return columns }
      let value = mark.values.map(measured).joined(separator: ", ")
      note(
        .warning, what,
        sentence {
          "\(mark.count) of \(columns[0].count) samples of \(place) are exactly \(value), apart from all others: "
          "taken as a mark of lost samples."
        },
        option: "--lost-value none")
      return blank(columns[0].indices.filter { mark.marks(columns, $0) }, in: columns)
    }
  }

  private func blank(_ rows: [Int], in columns: [[Double]]) -> [[Double]] {
    columns.map { column in
      var column = column
      for row in rows { column[row] = .nan }
      return column
    }
  }
}
