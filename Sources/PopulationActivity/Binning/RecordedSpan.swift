import ArrayNumerics
import Schema

/// The time from the first to the last of some instants, without a few that lie so far from all others that the bins between
/// would be most of the grid: a spike with a damaged time makes a minute a month.
package struct RecordedSpan: Equatable {
  package var range: ClosedRange<Double>
  /// What lies outside, ascending, s.
  package var strays: [Double] = []

  /// Strays are looked for where the time makes more bins than this: more than a day of 10 ms.
  static let mostBins = 1e7
  /// They are at most so many, or this part of all, and farther away than so many times the
  /// length of the rest without its ends.
  private static let few = (count: 3, share: 1e-3, distance: 10.0)

  /// - Parameters:
  ///   - times: ascending, s.
  ///   - width: of a bin, s.
  /// - Returns: `nil` without any time.
  package init?(ofOrdered times: [Double], binWidth width: Double) {
    guard let first = times.first, let last = times.last else { return nil }
    range = first...max(first, last)
    guard (last - first) / width > Self.mostBins else { return }
    let most = max(Self.few.count, Int(Self.few.share * Double(times.count)))
    guard times.count > 2 * most + 1 else { return }
    // Where nearly all of them are, whatever lies far away on either side.
    let length = times[times.count - 1 - most] - times[most]
    var kept = times.indices
    while let gap = kept.dropLast().max(by: { times[$0 + 1] - times[$0] < times[$1 + 1] - times[$1] }) {
      let (before, after) = (kept.lowerBound..<gap + 1, gap + 1..<kept.upperBound)
      let (rest, few) = before.count > after.count ? (before, after) : (after, before)
      guard few.count <= most, times[gap + 1] - times[gap] > Self.few.distance * length else { break }
      kept = rest
    }
    range = times[kept.lowerBound]...times[kept.upperBound - 1]
    strays = Array(times[..<kept.lowerBound] + times[kept.upperBound...])
  }

  /// - Parameter what: "spike", "sample of the tracking".
  func warnings(_ what: String) -> [String] {
    if strays.isEmpty { return [] }
    return [
      sentence {
        "\(counted(strays.count, what)) at \(firstNames(strays.map { "\(measured($0)) s" }, 4)) "
        if strays.count == 1 { "lies" } else { "lie" }
        " far from all others, which are between \(measured(range.lowerBound)) and \(measured(range.upperBound)) s: "
        "a damaged time, or another unit? The time between is no part of the grid, and this was left out."
      }
    ]
  }
}
