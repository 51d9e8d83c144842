import ArrayNumerics
import Foundation
import Schema

/// What the bars say about the shape of the cloud, with the reasons in words.
public struct Verdict: Sendable, Equatable {
  public enum Shape: String, Sendable, CaseIterable {
    /// No bar is longer than those of the null.
    case none
    /// Bars above the null, but neither ring nor torus is established; a sheet with holes, for instance.
    case structure
    case ring
    case torus
    /// There is no null distribution to compare with.
    case untested
  }

  public var shape: Shape
  /// The verdict as one sentence.
  public var sentence: String
  /// The numbers behind it, a sentence each.
  public var reasons: [String]

  public init(shape: Shape, sentence: String, reasons: [String]) {
    self.shape = shape
    self.sentence = sentence
    self.reasons = reasons
  }

  /// The second bar of a torus is at least this many times as long as the third.
  public static let torusGap = 1.5
  /// The same where the two angles are the states without a doubt (`ShapeEvidence.isWholeTorus`): a third bar that is nearly
  /// as long as the second is then noise of a sparse sample.
  public static let wholeTorusGap = 1.2
  /// The bar of a ring is at least this many times as long as the second.
  public static let ringGap = 2.0
}

extension Verdict {
  /// The rule: a torus has its two longest H1 bars above every bar of the null and the second at least 1.5 times as long as
  /// the third (1.2 times, where two angles explain nearly everything and take nearly all combinations); a ring has its longest above the null and at least twice as long as the second. Where both hold, the H2
  /// bars decide: a torus encloses a void, a ring does not.
  ///
  /// A long bar alone is no ring: independent cells also make bars, and duplicated cells make long ones, so a gap is asked
  /// for beside the null. And a long bar with a gap is no ring yet: the angles must be the states of the population, as
  /// `evidence` says, or the shape is a sheet with holes.
  ///
  /// - Parameters:
  ///   - lifetimes: for each dimension the lifetimes of its bars, longest first.
  ///   - gaps: how many times as long the first H1 bar is as the second, and the second as the third; from the lifetimes
  ///     when nil.
  ///   - choices: the number of choices of landmarks of which these are medians.
  ///   - evidence: whether the angles are the states; what is missing in it refuses nothing.
  ///   - null: the longest lifetimes of the draws. A part of a null gives no verdict.
  package init(
    lifetimes: [[Double]], gaps: [Double]? = nil, choices: Int = 1, evidence: ShapeEvidence = ShapeEvidence(),
    null: NullDistribution
  ) {
    guard let part = null.part else {
      self.init(lifetimes: lifetimes, gaps: gaps, choices: choices, evidence: evidence, null: null.lifetimes)
      return
    }
    self.init(lifetimes: lifetimes, evidence: evidence, null: [])
    sentence =
      "Untested: draws \(part.first) to \(part.end - 1) of the null are here; 'canns-analyze merge' puts the parts together."
    reasons.removeLast()
    reasons.append("A part of the null distribution gives no verdict.")
  }

  /// - Parameter null: for each dimension the longest lifetime of each draw; empty without a null.
  package init(
    lifetimes: [[Double]], gaps: [Double]? = nil, choices: Int = 1, evidence: ShapeEvidence = ShapeEvidence(), null: [[Double]]
  ) {
    let bars = lifetimes.count > 1 ? lifetimes[1] : []
    func bar(_ index: Int) -> Double { index < bars.count ? bars[index] : 0 }
    let listed = bars.prefix(3).map { formatted($0, digits: 3) }.joined(separator: ", ")
    let first = gaps?[0] ?? lifetimeRatio(bars, 0)
    let second = gaps?[1] ?? lifetimeRatio(bars, 1)
    let median = choices > 1 ? " (medians over \(choices) choices of landmarks, here and in every shuffled recording)" : ""
    var reasons = [bars.isEmpty ? "There is no H1 bar." : "The longest H1 bars live \(listed)\(median)."]
    guard null.count > 1, let longest = null[1].max() else {
      reasons += evidence.sentences
      reasons.append("No shuffled data were analysed, so nothing says how long a bar is by chance.")
      self.init(
        shape: .untested,
        sentence: "Untested: there is no null distribution. Longest H1 bars: \(bars.isEmpty ? "none" : listed).",
        reasons: reasons)
      return
    }
    let draws = null[1].count
    let above = bars.count { $0 > longest }
    reasons.append(
      "The longest H1 bar of \(draws) shuffled recordings lives \(formatted(longest, digits: 3)); \(above == 0 ? "no bar" : above == 1 ? "one bar" : "\(above) bars") of the recording live\(above > 1 ? "" : "s") longer."
    )
    if draws < 19 {
      reasons.append(
        "With \(draws) draws the smallest possible p is \(formatted(1 / Double(draws + 1), digits: 2)); take at least 19 for 0.05 and 999 for 0.001."
      )
    }
    let torusGap = evidence.isWholeTorus ? Self.wholeTorusGap : Self.torusGap
    let why = evidence.isWholeTorus ? ", as its two angles are the states; otherwise \(Self.torusGap)" : ""
    reasons.append(
      "First to second bar \(formatted(first, digits: 3)) (a ring needs \(Self.ringGap)), second to third \(formatted(second, digits: 3)) (a torus needs \(torusGap)\(why))."
    )
    let voids = lifetimes.count > 2 && null.count > 2 && !null[2].isEmpty
    let longestVoid = voids ? null[2].max() ?? 0 : 0
    let voidsAbove = voids ? lifetimes[2].count { $0 > longestVoid } : 0
    if voids {
      reasons.append(
        "H2: \(voidsAbove) bar\(voidsAbove == 1 ? "" : "s") above the longest of the null (\(formatted(longestVoid, digits: 3))); a torus has one, a ring none."
      )
    }
    let dimensions = null.dropFirst().count { !$0.isEmpty }
    let smallest = permutationPValue(observed: bar(0), null: null[1])
    reasons.append(
      "p of the longest H1 bar is \(formatted(smallest, digits: 2)), and it holds for all H1 bars together"
        + (dimensions > 1
          ? "; for all bars of the \(dimensions) dimensions looked at it is \(formatted(min(1, smallest * Double(dimensions)), digits: 2))."
          : "."))
    let ringBar = above >= 1 && first >= Self.ringGap
    func hasTorusBars(gap: Double) -> Bool { above >= 2 && second >= gap }
    func shape(torusBars: Bool) -> Shape {
      switch (above > 0, torusBars, ringBar) {
      case (false, _, _): .none
      case (true, true, false): voids && voidsAbove == 0 ? .structure : .torus
      case (true, false, true): .ring
      // Two bars stand out and the first is far longer than the second: a ring with a second loop, or a lopsided torus.
      case (true, true, true): voids && voidsAbove > 0 ? .torus : .ring
      case (true, false, false): .structure
      }
    }
    let byBars = shape(torusBars: hasTorusBars(gap: Self.torusGap))
    let torusBars = hasTorusBars(gap: torusGap)
    var shape = shape(torusBars: torusBars)
    if torusBars && ringBar {
      reasons.append(
        "A second bar also stands out; the first is far longer, which speaks for a ring."
          + (voids ? "" : " --max-dimension 2 would look for the void of a torus."))
    }
    reasons += evidence.sentences
    var sentence = Self.sentence(shape, above: above, voids: voids ? voidsAbove : nil, draws: draws)
    if torusBars, let loop = evidence.secondLoop {
      shape = .ring
      sentence = "Ring: \(above) H1 bars above the null of \(draws) shuffled recordings, \(loop)."
    } else if let other = shape == .ring ? evidence.againstRing : shape == .torus ? evidence.againstTorus : nil {
      shape = .structure
      sentence = "Structure, \(other)."
    }
    if shape != byBars { reasons.append("The bars alone would say \(byBars.rawValue).") }
    self.init(shape: shape, sentence: sentence, reasons: reasons)
  }

  /// Says which torus it is.
  mutating func describe(_ lattice: TorusLattice) {
    let numbers =
      "the two shortest circles meet at \(formatted(lattice.angle * 180 / .pi, digits: 3))° and their lengths are as 1 to \(formatted(lattice.ratio, digits: 3))"
    sentence = sentence.replacingOccurrences(of: "Torus:", with: "Torus, \(lattice.kind.rawValue):")
    reasons.append("Lattice: \(numbers), which is \(lattice.kind.rawValue) (a module of grid cells: 60°, 1 to 1).")
  }

  private static func sentence(_ shape: Shape, above: Int, voids: Int?, draws: Int) -> String {
    let void = voids.map { " and \($0) H2 bar\($0 == 1 ? "" : "s")" } ?? ""
    switch shape {
    case .none: return "No ring or torus: no H1 bar is longer than those of \(draws) shuffled recordings."
    case .structure:
      return
        "Structure, not established as ring or torus: \(above) H1 bar\(above == 1 ? "" : "s")\(void) above the null without the gap that either needs."
    case .ring: return "Ring: one dominant H1 bar above the null of \(draws) shuffled recordings."
    case .torus: return "Torus: two H1 bars\(void) above the null of \(draws) shuffled recordings."
    case .untested: return "Untested: there is no null distribution."
    }
  }
}
