import ArrayNumerics
import Schema

/// A number that stands for samples that the tracker lost: -1, -99, the corner of the picture.
struct LostMark: Equatable {
  /// One number for each column; `nil` for a column that may hold anything where another has its number.
  var values: [Double?]
  /// How many samples have exactly these.
  var count: Int

  /// Marks are looked for among this share of samples and more, and never fewer than three.
  static let smallestShare = 0.0005
  /// The share of steps to and from a mark that are jumps, along a path.
  static let jumpShare = 0.8
  /// The same for angles: one of ten marks is near the angle that it stands for.
  static let turnShare = 0.5
  /// A jump is so many times as long as 99 of 100 other steps.
  static let jumpLength = 3.0

  /// The marks in columns of samples: one that stands in all columns at once or, where there is none, one in each of them.
  ///
  /// A mark is the smallest or largest value, 0 or -1, repeats exactly, and lies where the other values cannot lead: further
  /// from them than half their range, outside of the turn that they fill, or reached and left by jumps only.
  /// - Parameter turns: for angles, what a turn may be.
  static func findAll(in columns: [[Double]], turns: [Double] = []) -> [LostMark] {
    let all = Array(columns.indices)
    if let mark = find(in: columns, axes: all, turns: turns) { return [mark] }
    return columns.count < 2 ? [] : all.compactMap { find(in: columns, axes: [$0], turns: turns) }
  }

  /// The mark in some of the columns, if there is one.
  private static func find(in columns: [[Double]], axes: [Int], turns: [Double]) -> LostMark? {
    guard let axis = axes.first, columns[axis].count >= 20 else { return nil }
    let first = columns[axis]
    let finite = first.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    let turn = turns.sorted().first { high - low <= $0 * 1.003 }
    var found: LostMark?
    var tried: Set<Double> = []
    for candidate in [low, high, 0, -1] where tried.insert(candidate).inserted {
      // The minimum of a smooth path is touched once.
      let rows = first.indices.filter { first[$0] == candidate }
      guard rows.count >= max(3, Int(smallestShare * Double(first.count))), rows.count < first.count / 2,
        let row = rows.first
      else { continue }
      guard axes.allSatisfy({ axis in rows.allSatisfy { columns[axis][$0] == columns[axis][row] } }) else { continue }
      let mark = LostMark(values: columns.indices.map { axes.contains($0) ? columns[$0][row] : nil }, count: rows.count)
      // 0 is an angle like any other, and a coordinate alone may have a rare value, unless it is jumped to and from.
      let isPlain = axes.count == columns.count && (candidate != 0 || turns.isEmpty)
      let steps = mark.steps(in: columns, turns: turns)
      guard
        isPlain && (mark.isFar(from: columns) || mark.isOutside(turns, first) && !steps.areThoseOfAnAngle)
          || steps.areJumps(turn: turn)
      else { continue }
      if rows.count > found?.count ?? 0 { found = mark }
    }
    return found
  }

  func marks(_ columns: [[Double]], _ row: Int) -> Bool {
    zip(columns, values).allSatisfy { column, value in value.map { column[row] == $0 } ?? true }
  }

  /// Further from all others, in each column, than half the range of these.
  private func isFar(from columns: [[Double]]) -> Bool {
    zip(columns, values).allSatisfy { column, value in
      guard let value else { return true }
      let others = column.filter { $0.isFinite && $0 != value }
      guard let low = others.min(), let high = others.max(), low < high else { return false }
      return max(low - value, value - high) > (high - low) / 2
    }
  }

  /// Outside of the turn that the others fill: below 0 where they start at 0, beyond half a turn where they lie around 0.
  private func isOutside(_ turns: [Double], _ angles: [Double]) -> Bool {
    guard let value = values[0] else { return false }
    let others = angles.filter { $0.isFinite && $0 != value }
    guard let low = others.min(), let high = others.max() else { return false }
    return turns.contains { turn in
      guard high - low > turn / 2, high - low <= turn * 1.003 else { return false }
      if low >= 0 { return value < 0 || value > turn * 1.02 }
      return high <= turn * 0.501 && low >= -turn * 0.501 && abs(value) > turn * 0.51
    }
  }

  /// Steps to and from the mark beside all others; for angles around the turn that the others fill, the short way.
  ///
  /// - Parameter turns: what a turn may be, for angles. A step from one end of the range to the other is then that of an
  ///   angle that goes around, whatever its turn is, and says nothing.
  private func steps(in columns: [[Double]], turns: [Double]) -> MarkSteps {
    let own = columns.indices.filter { values[$0] != nil }.map { columns[$0] }
    let isAngle = !turns.isEmpty
    let others = isAngle ? own[0].filter { $0.isFinite && $0 != values[0] } : []
    let turn = turns.sorted().first { (others.max() ?? 0) - (others.min() ?? 0) <= $0 * 1.003 }
    let ends = isAngle ? own[0].filter(\.isFinite) : []
    let range = (ends.max() ?? 0) - (ends.min() ?? 0)
    var steps = MarkSteps()
    for row in columns[0].indices.dropFirst() {
      let length = own.reduce(0) { sum, column in
        let step = column[row] - column[row - 1]
        let short = turn.map { step.remainder(dividingBy: $0) } ?? step
        return sum + short * short
      }.squareRoot()
      guard length.isFinite, length > 0 else { continue }
      if marks(columns, row) || marks(columns, row - 1) {
        if isAngle, abs(own[0][row] - own[0][row - 1]) > 0.9 * range {
          steps.around += 1
        } else {
          steps.outer.append(length)
        }
      } else {
        steps.inner.append(length)
      }
    }
    return steps
  }
}

/// How a value that may be a mark is reached and left.
private struct MarkSteps {
  /// Lengths of the steps to and from it, and of all others.
  var outer: [Double] = []
  var inner: [Double] = []
  /// Of those to and from it, how many lead to the other end of the range, for angles.
  var around = 0

  private var areEnough: Bool { outer.count >= 3 && inner.count >= 20 }
  /// How many of the outer ones are longer than nearly all others.
  private var jumps: Int {
    let shortest = LostMark.jumpLength * quantile(inner, 0.99)
    return outer.count { $0 > shortest }
  }

  /// Reached and left by jumps, where all other steps are short.
  func areJumps(turn: Double?) -> Bool {
    let share = turn == nil ? LostMark.jumpShare : LostMark.turnShare
    return areEnough && Double(jumps) >= share * Double(outer.count)
  }

  /// Reached from its neighbours as often as around the turn: the last of an angle's values.
  var areThoseOfAnAngle: Bool { around > 0 && areEnough && 2 * jumps < outer.count }
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
      let marks = LostMark.findAll(in: columns, turns: turns)
      if marks.isEmpty { return columns }
      for mark in marks {
        let value = mark.values.compactMap { $0.map(measured) }.joined(separator: ", ")
        let axis = mark.values.count { $0 != nil } == 1 ? mark.values.firstIndex { $0 != nil } : nil
        note(
          .warning, what,
          sentence {
            "\(mark.count) of \(columns[0].count) samples of \(place) are exactly \(value)"
            if columns.count > 1, let axis { " in coordinate \(axis)" }
            ", apart from all others: taken as a mark of lost samples."
          },
          option: "--lost-value none")
      }
      return blank(columns[0].indices.filter { row in marks.contains { $0.marks(columns, row) } }, in: columns)
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
