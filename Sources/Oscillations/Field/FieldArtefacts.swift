import ArrayNumerics
import Foundation

/// What was found wrong with a field potential: shares of its time, and where the damage is that is left out.
package struct FieldArtefacts: Sendable, Equatable {
  /// The share of samples without a value (NaN), at the ends of the range, and in flat stretches.
  package var missing, rail, flat: Double
  /// The number of stretches that stand farther than six robust deviations from the mean of the second around them.
  package var jumps: Int
  /// Stretches of decimated samples whose values cannot be used.
  package var stretches: [Range<Int>]
  /// Lines of a periodic stimulus in the theta band, Hz, and the decimated stretches in which they stand out.
  package var lines: [Double]
  package var stimulation: [Range<Int>]

  /// Rails and flat stretches that are longer are left out, shorter ones only counted: clipping for a part of a cycle hardly
  /// moves the phase. Seconds.
  package static let longestBridged = 0.05
  /// A jump stands so many robust standard deviations away.
  package static let jump = 6.0

  /// - Parameters:
  ///   - slow: the decimated series.
  ///   - factor: recorded samples for each of it.
  init(_ survey: FieldSurvey, in slow: [Double], rate: Double, factor: Int) throws {
    let total = Double(max(1, survey.count))
    func share(_ runs: [Range<Int>]) -> Double { Double(runs.reduce(0) { $0 + $1.count }) / total }
    missing = share(survey.missing)
    rail = share(survey.rail)
    flat = share(survey.flat)
    let long = Int(Self.longestBridged * rate * Double(factor))
    func decimated(_ run: Range<Int>) -> Range<Int> {
      let lower = min(slow.count, run.lowerBound / factor)
      return lower..<max(lower, min(slow.count, (run.upperBound + factor - 1) / factor))
    }
    let outliers = try Self.outliers(in: slow, rate: rate)
    jumps = outliers.count
    stretches = survey.missing.map(decimated) + (survey.flat + survey.rail).filter { $0.count > long }.map(decimated) + outliers
    lines = []
    stimulation = []
    let found = try StimulationLines(slow, rate: rate)
    lines = found.frequencies
    stimulation = found.stretches
  }

  /// Runs of samples that are farther from the mean of the second around them than six robust deviations.
  private static func outliers(in slow: [Double], rate: Double) throws -> [Range<Int>] {
    let half = max(1, Int(rate / 2))
    var sums = [0.0]
    sums.reserveCapacity(slow.count + 1)
    for value in slow { sums.append(sums[sums.count - 1] + value) }
    let rest = slow.indices.map { index -> Double in
      let (low, high) = (max(0, index - half), min(slow.count, index + half + 1))
      return slow[index] - (sums[high] - sums[low]) / Double(high - low)
    }
    let spread = medianAbsoluteDeviation(rest)
    guard spread.deviation > 0 else { return [] }
    return runs(in: slow.count) { abs(rest[$0] - spread.middle) > jump * spread.deviation }
  }

  /// For each decimated sample whether its value is replaced by a straight line.
  func damaged(count: Int) -> [Bool] { Self.flags(stretches, count: count, margin: 0) }

  /// For each decimated sample whether results are left out: the damage with a margin, and the stimulation.
  func mask(count: Int, margin: Int) -> [Bool] {
    zip(Self.flags(stretches, count: count, margin: margin), Self.flags(stimulation, count: count, margin: 0)).map { $0 || $1 }
  }

  private static func flags(_ runs: [Range<Int>], count: Int, margin: Int) -> [Bool] {
    var flags = [Bool](repeating: false, count: count)
    for run in runs where !run.isEmpty {
      for index in max(0, run.lowerBound - margin)..<min(count, run.upperBound + margin) { flags[index] = true }
    }
    return flags
  }
}
