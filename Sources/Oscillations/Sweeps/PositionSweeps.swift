import ArrayNumerics
import Foundation

/// Sweeps of position, one for each complete theta cycle, as `SweepSearch` finds them.
package struct PositionSweeps: Sendable {
  /// One cycle.
  struct Cycle: Sendable {
    var time: Double
    var number: Int
    var angle: Double, length: Double, p: Double
    var spikes: Int, active: Int
    /// log likelihood of each length, up to a number.
    var profile: [Double]
  }

  /// Middle of each cycle, s; its number, counted from the cut.
  package let times: [Double], numbers: [Int]
  /// Direction of the likeliest sweep less heading, rad in [−π, π), positive to the left, NaN where none is likelier; and its
  /// length, m, 0 there. Both are those of few spikes.
  package let angles: [Double], lengths: [Double]
  /// (1 + orders of the same steps with a sweep as likely) / (1 + orders).
  package let p: [Double]
  /// Spikes in each cycle, and cells that fire.
  package let spikes: [Int], active: [Int]
  /// Where cycles are cut, in cycles from phase 0: sweeps begin there.
  package let cut: Double
  /// The length that the cycles with `fewestActive` cells make likeliest if all have the same, whatever their directions, m;
  /// the noise of single cycles does not make it longer. NaN without such cycles.
  package let commonLength: Double
  /// Whether that is the farthest that was looked for.
  package let isAtReach: Bool

  /// A sweep counts in a cycle in which so many cells fire.
  package static let fewestActive = 5

  init(_ cycles: [Cycle], cut: Double, grain: Double) {
    self.cut = cut
    (times, numbers) = (cycles.map(\.time), cycles.map(\.number))
    (angles, lengths, p) = (cycles.map(\.angle), cycles.map(\.length), cycles.map(\.p))
    (spikes, active) = (cycles.map(\.spikes), cycles.map(\.active))
    let read = cycles.filter { $0.active >= Self.fewestActive }
    guard let first = read.first else {
      (commonLength, isAtReach) = (.nan, false)
      return
    }
    var sums = [Double](repeating: 0, count: first.profile.count)
    for cycle in read { for index in sums.indices { sums[index] += cycle.profile[index] } }
    let top = sums.indices.max { (sums[$0], $1) < (sums[$1], $0) } ?? 0
    isAtReach = top == sums.count - 1
    var place = Double(top)
    if top > 0, top < sums.count - 1 {
      let curvature = sums[top - 1] - 2 * sums[top] + sums[top + 1]
      if curvature < 0 { place += max(-0.5, min(0.5, 0.5 * (sums[top - 1] - sums[top + 1]) / curvature)) }
    }
    commonLength = place * grain
  }

  /// The values in the order of cycles, with an unknown one wherever a cycle is missing between two.
  package func inOrder(_ values: [Double]) -> [Double] {
    var result: [Double] = []
    for index in values.indices {
      if index > 0, numbers[index] != numbers[index - 1] + 1 { result.append(.nan) }
      result.append(values[index])
    }
    return result
  }
}
