import ArrayNumerics
import Foundation
import Schema

/// Cells that are silent for a long stretch although they fire nearly always outside of it: lost or found while recording, or
/// cells of another session.
struct CellPresence: Equatable {
  /// A cell with its longest silence.
  struct Absence: Equatable {
    var cell: Int
    /// Part of the time of the analysis that is silent.
    var share: Double
  }

  var absences: [Absence] = []

  /// Stretches of the recording in which is looked whether a cell fires.
  private static let stretches = 50
  /// A silence has at least this part of the time, and happens by chance in so few cells.
  private static let least = (share: 0.2, chance: 1e-6)

  /// - Parameters:
  ///   - counts: spikes in the time of the analysis, on the whole grid.
  ///   - isKept: which bins of it are time of the analysis; `nil` for all.
  init(_ counts: SparseCounts, isKept: [Bool]?) {
    let kept = isKept.map { isKept in isKept.indices.filter { isKept[$0] } }
    let used = kept.map(counts.selectingRows) ?? counts
    guard used.rows >= 20 * Self.stretches else { return }
    let totals = used.columnTotals(inStretchesOf: (used.rows + Self.stretches - 1) / Self.stretches)
    for cell in 0..<used.columns {
      let fires = totals.column(cell).map { $0 > 0 }
      let silent = longestRun(of: false, in: fires)
      let others = fires.count - silent
      let share = Double(silent) / Double(fires.count)
      // The chance that it is silent in a stretch, from the stretches outside, and so in all of a run anywhere.
      let chance = Double(others - fires.count { $0 } + 1) / Double(others + 2)
      guard others > 0, share >= Self.least.share, pow(chance, Double(silent)) * Double(others + 1) < Self.least.chance
      else { continue }
      absences.append(Absence(cell: cell, share: share))
    }
  }

  func warnings(_ identifiers: [String]) -> [String] {
    if absences.isEmpty { return [] }
    let longest = absences.reduce(0) { max($0, $1.share) }
    return [
      sentence {
        "\(listed(absences.map { identifiers[$0.cell] }, "cell")) "
        if absences.count == 1 { "is" } else { "are" }
        " silent for a fifth of the time or more at a stretch (\(percent(longest)) at most) and "
        if absences.count == 1 { "fires" } else { "fire" }
        " nearly always otherwise: "
        "lost or found while recording, or from another session? Leave them out (--cells) or take the time in which all "
        "fire (--epoch)."
      }
    ]
  }
}

private func longestRun(of value: Bool, in values: [Bool]) -> Int {
  var (longest, length) = (0, 0)
  for one in values {
    length = one == value ? length + 1 : 0
    longest = max(longest, length)
  }
  return longest
}
