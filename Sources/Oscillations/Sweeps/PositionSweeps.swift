import ArrayNumerics
import Foundation

/// Sweeps of a decoded position out of the animal's, one for each theta cycle.
///
/// In each cycle the decoded path is taken from its own origin to where it is farthest; its direction against the heading and
/// its length make the sweep. Cycles are cut where sweeps run ahead most on the mean of all: neither sides nor the order of
/// cycles have a part in it, so a test of alternation stays valid.
package struct PositionSweeps: Sendable {
  /// Where the decoded position stands at one step: x along the heading, y to its left, m from the animal.
  package struct Point: Sendable {
    package var time: Double
    /// Number of the theta cycle and phase in one; NaN where it does not count.
    package var cycle: Double
    package var offset: Complex

    package init(time: Double, cycle: Double, offset: Complex) {
      (self.time, self.cycle, self.offset) = (time, cycle, offset)
    }

    fileprivate var isKnown: Bool { cycle.isFinite && offset.real.isFinite && offset.imaginary.isFinite }
  }

  /// Middle of each cycle, s; its number, counted from the cut.
  package let times: [Double], numbers: [Int]
  /// Direction less heading, rad in [−π, π), positive to the left, and length, m; NaN for a cycle that is not complete.
  package let angles: [Double], lengths: [Double]
  /// Where cycles are cut, in cycles from phase 0.
  package let cut: Double
  /// Mean offset along the heading, and mean size of that across it, in `bins` parts of the cycle from phase 0, m.
  package let forward: [Double], across: [Double]

  package static let bins = 12
  /// A sweep has so many steps, and begins at the mean of so many.
  private static let fewestSteps = 5
  private static let originSteps = 2
  /// Steps that are missing from a cycle, at most.
  private static let mostMissing = 2

  /// - Parameters:
  ///   - points: in order, evenly spaced.
  ///   - cut: where cycles are cut; the best of twelve without it.
  /// - Returns: `nil` without points.
  package init?(_ points: [Point], cut given: Double? = nil) {
    var (sums, sizes, counts) = ([Double](repeating: 0, count: Self.bins), [0.0], [0.0])
    sizes = sums
    counts = sums
    for point in points where point.isKnown {
      let phase = point.cycle - point.cycle.rounded(.down)
      let bin = min(Self.bins - 1, Int(phase * Double(Self.bins)))
      sums[bin] += point.offset.real
      sizes[bin] += abs(point.offset.imaginary)
      counts[bin] += 1
    }
    guard counts.allSatisfy({ $0 > 0 }) else { return nil }
    let forward = zip(sums, counts).map { $0 / $1 }
    self.forward = forward
    across = zip(sizes, counts).map { $0 / $1 }
    let cuts = given.map { [$0] } ?? (0..<Self.bins).map { (Double($0) + 0.5) / Double(Self.bins) }
    let found = cuts.map { Self.cycles(points, cut: $0) }
    let best = found.indices.max { (found[$0].ahead, $1) < (found[$1].ahead, $0) } ?? 0
    cut = cuts[best]
    (times, numbers, angles, lengths) = (found[best].times, found[best].numbers, found[best].angles, found[best].lengths)
  }

  private struct Cycles {
    var times: [Double] = [], numbers: [Int] = [], angles: [Double] = [], lengths: [Double] = []

    /// Mean way of the sweeps along the heading, m.
    var ahead: Double {
      let known = angles.indices.filter { angles[$0].isFinite }
      return known.isEmpty ? -.infinity : mean(known.map { lengths[$0] * cos(angles[$0]) })
    }
  }

  private static func cycles(_ points: [Point], cut: Double) -> Cycles {
    var found = Cycles()
    var first = 0
    while first < points.count {
      guard points[first].cycle.isFinite, abs(points[first].cycle) < 1e12 else {
        first += 1
        continue
      }
      let number = Int((points[first].cycle - cut).rounded(.down))
      var end = first
      while end < points.count, points[end].cycle.isFinite, Int((points[end].cycle - cut).rounded(.down)) == number { end += 1 }
      let path = points[first..<end].filter(\.isKnown).map(\.offset)
      // A stretch that begins or ends within a cycle is none.
      let from = points[first].cycle - cut - Double(number)
      let to = points[end - 1].cycle - cut - Double(number)
      let isWhole = from < 0.2 && to > 0.8 && path.count >= fewestSteps && end - first - path.count <= mostMissing
      let sweep = isWhole ? sweep(path) : nil
      found.times.append((points[first].time + points[end - 1].time) / 2)
      found.numbers.append(number)
      found.angles.append(sweep?.angle ?? .nan)
      found.lengths.append(sweep?.length ?? .nan)
      first = end
    }
    return found
  }

  private static func sweep(_ path: [Complex]) -> (angle: Double, length: Double)? {
    let origin = path.prefix(originSteps).reduce(Complex.zero, +) * (1 / Double(originSteps))
    let away = path.map { $0 - origin }
    let farthest = away.indices.max { (away[$0].squaredMagnitude, $1) < (away[$1].squaredMagnitude, $0) } ?? 0
    let sum = away[...farthest].reduce(Complex.zero, +)
    guard sum.magnitude > 0 else { return nil }
    let direction = sum * (1 / sum.magnitude)
    let length = away[...farthest].reduce(0.0) { max($0, ($1 * direction.conjugate).real) }
    let angle = atan2(sum.imaginary, sum.real)
    return (angle == .pi ? -.pi : angle, length)
  }

  /// The angles in the order of cycles, with an unknown one wherever a cycle is missing between two.
  package func inOrder(_ values: [Double]) -> [Double] {
    var result: [Double] = []
    for index in values.indices {
      if index > 0, numbers[index] != numbers[index - 1] + 1 { result.append(.nan) }
      result.append(values[index])
    }
    return result
  }
}
