import ArrayNumerics
import Stages

/// What was decided from the bars, with every number that decided; `VerdictWording` says it in words.
///
/// The rule: bars count from the length that the null reaches with the probability `significance`. A torus has its two longest
/// H1 bars above it and the second at least 1.5 times as long as the third (1.2 times, where two angles explain nearly
/// everything and take nearly all combinations); a ring has its longest above it and at least twice as long as the second.
/// Where both hold, the H2 bars decide: a torus encloses a void, a ring does not. Without enough draws for p to reach
/// `significance` there is no verdict.
///
/// A long bar alone is no ring: independent cells also make bars, and duplicated cells make long ones, so a gap is asked
/// for beside the null. And a long bar with a gap is no ring yet: the angles must be the states of the population, go all the
/// way round, and leave the middle empty, as `evidence` says; or the shape is an interval, a sheet, or a sheet with holes.
package struct VerdictDecision: Sendable {
  /// The second bar of a torus is at least this many times as long as the third.
  package static let torusGap = 1.5
  /// The same where the two angles are the states without a doubt (`ShapeEvidence.isWholeTorus`): a third bar that is nearly
  /// as long as the second is then noise of a sparse sample.
  package static let wholeTorusGap = 1.2
  /// The bar of a ring is at least this many times as long as the second.
  package static let ringGap = 2.0

  /// The largest p at which a bar counts as longer than those of the null, unless another is asked for.
  package static let usualSignificance = 0.05

  /// How the H1 bars compare with those of the null.
  struct NullComparison {
    var draws: Int
    /// The largest p at which a bar counts as longer than those of the null.
    var significance: Double
    /// The H1 bar that the null reaches with that probability: bars of the recording count from there.
    var longest: Double
    /// H1 bars of the recording above it.
    var above: Int
    /// p of the H1 bars, longest first; each holds for all of them together.
    var p: [Double]
    /// Dimensions of holes that were looked at.
    var dimensions: Int
    /// H2 bars that count, and the length from which they do; `nil` when H2 was not looked at.
    var voids: (above: Int, longest: Double)?

    /// Whether there are enough draws for p to come down to `significance`.
    var hasPower: Bool { DrawsOfNull(draws).reach(significance) }
  }

  var shape: Verdict.Shape
  /// What the bars alone would say.
  package var byBars: Verdict.Shape
  /// H1 lifetimes, longest first.
  var bars: [Double]
  /// First over second H1 bar, and second over third.
  var gaps: (first: Double, second: Double)
  /// Choices of landmarks of which these are medians.
  var choices: Int
  var evidence: ShapeEvidence
  /// `nil` without a null.
  var null: NullComparison?
  /// The part of the null that is here, when it is not all.
  var part: DrawRange?
  /// The gap that a torus needs here.
  var torusGap: Double
  var hasTorusBars: Bool
  var hasRingBar: Bool
  /// The lattice of a torus.
  var lattice: TorusLattice?
  /// With what probability the torus of a module would be seen in such a recording.
  package var power: TorusPower?

  /// - Parameters:
  ///   - lifetimes: for each dimension the lifetimes of its bars, longest first.
  ///   - gaps: how many times as long the first H1 bar is as the second, and the second as the third; from the lifetimes
  ///     when nil.
  ///   - choices: the number of choices of landmarks of which these are medians.
  ///   - evidence: whether the angles are the states; what is missing in it refuses nothing.
  ///   - null: for each dimension the longest lifetime of each draw; empty without one.
  ///   - part: the part of the draws that was made, when it is not all. A part of a null gives no verdict.
  ///   - significance: the largest p at which a bar counts as longer than those of the null.
  package init(
    lifetimes: [[Double]], gaps: [Double]? = nil, choices: Int = 1, evidence: ShapeEvidence = ShapeEvidence(),
    null: [[Double]], part: DrawRange? = nil, significance: Double = VerdictDecision.usualSignificance
  ) {
    bars = lifetimes.count > 1 ? lifetimes[1] : []
    self.gaps = (gaps?[0] ?? lifetimeRatio(bars, 0), gaps?[1] ?? lifetimeRatio(bars, 1))
    self.choices = choices
    self.evidence = evidence
    self.part = part
    torusGap = evidence.isWholeTorus ? Self.wholeTorusGap : Self.torusGap
    let comparison = part == nil ? NullComparison(lifetimes: lifetimes, null: null, significance: significance) : nil
    self.null = comparison
    let above = comparison?.above ?? 0
    let second = self.gaps.second
    let ringBar = above >= 1 && self.gaps.first >= Self.ringGap
    hasRingBar = ringBar
    hasTorusBars = above >= 2 && second >= torusGap
    guard let comparison, comparison.hasPower else {
      (shape, byBars) = (.untested, .untested)
      return
    }
    func shapeOf(torusBars: Bool) -> Verdict.Shape {
      let voids = comparison.voids?.above
      return switch (above > 0, torusBars, ringBar) {
      case (false, _, _): .none
      case (true, true, false): voids == 0 ? .structure : .torus
      case (true, false, true): .ring
      // Two bars stand out and the first is far longer than the second: a ring with a second loop, or a lopsided torus.
      case (true, true, true): (voids ?? 0) > 0 ? .torus : .ring
      case (true, false, false): .structure
      }
    }
    byBars = shapeOf(torusBars: above >= 2 && second >= Self.torusGap)
    let found = shapeOf(torusBars: hasTorusBars)
    if hasTorusBars, evidence.isOneCircle {
      self.shape = evidence.againstRing == nil ? .ring : .structure
      rejected = evidence.againstRing == nil ? nil : .ring
      return
    }
    if found == .ring && evidence.againstRing != nil || found == .torus && evidence.againstTorus != nil {
      self.shape = .structure
    } else {
      self.shape = found
    }
    rejected = self.shape == .structure && found.isManifold ? found : nil
  }

  /// The shape that the bars show and the angles refuse.
  private(set) var rejected: Verdict.Shape?
}

extension VerdictDecision.NullComparison {
  /// `nil` without a null.
  fileprivate init?(lifetimes: [[Double]], null: [[Double]], significance: Double) {
    guard null.count > 1, !null[1].isEmpty else { return nil }
    let bars = lifetimes.count > 1 ? lifetimes[1] : []
    draws = null[1].count
    self.significance = significance
    longest = countingLength(null: null[1], significance: significance)
    above = bars.count { permutationPValue(observed: $0, null: null[1]) <= significance }
    p = bars.prefix(3).map { permutationPValue(observed: $0, null: null[1]) }
    dimensions = null.dropFirst().count { !$0.isEmpty }
    if lifetimes.count > 2, null.count > 2, !null[2].isEmpty {
      voids = (
        lifetimes[2].count { permutationPValue(observed: $0, null: null[2]) <= significance },
        countingLength(null: null[2], significance: significance)
      )
    }
  }
}

/// The length that a bar must exceed for its p to be at most `significance`; infinite where no bar could.
func countingLength(null: [Double], significance: Double) -> Double {
  let allowed = (significance * Double(null.count + 1) + 1e-9).rounded(.down) - 1
  guard allowed >= 0 else { return .infinity }
  let ranked = null.sorted(by: >)
  return Int(allowed) < ranked.count ? ranked[Int(allowed)] : 0
}
