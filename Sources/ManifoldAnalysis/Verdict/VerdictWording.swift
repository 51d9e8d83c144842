import Schema
import Stages

extension Verdict {
  /// The words of a decision.
  package init(_ decision: VerdictDecision) {
    self.init(shape: decision.shape, sentence: decision.sentence, reasons: decision.reasons)
  }

  /// The verdict on a table of lifetimes, as `VerdictDecision` takes it.
  package init(
    lifetimes: [[Double]], gaps: [Double]? = nil, choices: Int = 1, evidence: ShapeEvidence = ShapeEvidence(), null: [[Double]]
  ) {
    self.init(VerdictDecision(lifetimes: lifetimes, gaps: gaps, choices: choices, evidence: evidence, null: null))
  }

  /// As a report and the terminal show it.
  var conclusion: Conclusion {
    let label =
      switch shape {
      case .none: "No ring, no torus"
      case .structure: "Structure"
      case .ring: "Ring"
      case .torus: "Torus"
      case .untested: "Untested"
      }
    return Conclusion(code: shape.rawValue, label: label, sentence: sentence, reasons: reasons)
  }

  init?(_ conclusion: Conclusion?) {
    guard let conclusion, let shape = Shape(rawValue: conclusion.code) else { return nil }
    self.init(shape: shape, sentence: conclusion.sentence, reasons: conclusion.reasons)
  }
}

extension VerdictDecision {
  private var listed: String { bars.prefix(3).map { formatted($0, digits: 3) }.joined(separator: ", ") }

  // MARK: - Sentence

  var sentence: String {
    guard let null else {
      if let part {
        return "Untested: draws \(part.first) to \(part.end - 1) of the null are here; "
          + "'canns-analyze merge' puts the parts together."
      }
      let longest = bars.isEmpty ? "none" : listed
      return "Untested: there is no null distribution. Longest H1 bars: \(longest)."
    }
    let void = null.voids.map { " and \(counted($0.above, "H2 bar"))" } ?? ""
    let p = null.p.first.map { " (p = \(formatted($0, digits: 2)))" } ?? ""
    switch shape {
    case .none: return "No ring or torus: no H1 bar is longer than those of \(null.draws) shuffled recordings\(p)."
    case .structure:
      if let reason = rejected == .ring ? evidence.whyNoRing : rejected == .torus ? evidence.whyNoTorus : nil {
        return "Structure, \(reason)."
      }
      return "Structure, not established as ring or torus: \(counted(null.above, "H1 bar"))\(void) above the null "
        + "without the gap that either needs."
    case .ring:
      if hasTorusBars, let loop = evidence.secondLoop {
        return "Ring: \(null.above) H1 bars above the null of \(null.draws) shuffled recordings\(p), \(loop)."
      }
      return "Ring: one dominant H1 bar above the null of \(null.draws) shuffled recordings\(p)."
    case .torus:
      let kind = lattice.map { ", \($0.kind.rawValue)" } ?? ""
      let above = void.isEmpty ? counted(null.above, "H1 bar") : "\(null.above) H1\(void)"
      return "Torus\(kind): two H1 bars stand out; \(above) above the null of \(null.draws) shuffled recordings"
        + "\(p)."
    case .untested:
      return "Untested: \(counted(null.draws, "draw")) of the null cannot tell a bar from chance at p \(atMost(null)). "
        + "Longest H1 bars: \(bars.isEmpty ? "none" : listed)."
    }
  }

  // MARK: - Reasons

  var reasons: [String] {
    var reasons = [longestBars]
    guard let null else {
      reasons += evidence.sentences
      reasons.append(
        part == nil
          ? "No shuffled data were analysed, so nothing says how long a bar is by chance."
          : "A part of the null distribution gives no verdict.")
      return reasons
    }
    reasons.append(comparison(null))
    if !null.hasPower {
      let draws = DrawsOfNull(null.draws)
      reasons.append(
        "With \(counted(null.draws, "draw")) the smallest possible p is \(formatted(draws.smallestP, digits: 2)), "
          + "and a verdict needs \(atMost(null)): take at least \(DrawsOfNull.needed(for: null.significance)) (--shuffles).")
    }
    reasons.append(gapSentence)
    if let voids = null.voids {
      reasons.append(
        "H2: \(counted(voids.above, "bar")) with p \(atMost(null)) (longer than \(formatted(voids.longest, digits: 3))); "
          + "a torus has one, a ring none.")
    }
    reasons.append(significance(null))
    if hasTorusBars && hasRingBar {
      reasons.append(
        Schema.sentence {
          "A second bar also stands out; the first is far longer, which speaks for a ring."
          if null.voids == nil { " --max-dimension 2 would look for the void of a torus." }
        })
    }
    reasons += evidence.sentences
    if shape != byBars { reasons.append("The bars alone would say \(byBars.rawValue).") }
    if let lattice { reasons.append(lattice.sentence) }
    if shape != .ring, let power { reasons.append(power.sentence) }
    return reasons
  }

  private var longestBars: String {
    if bars.isEmpty { return "There is no H1 bar." }
    return Schema.sentence {
      "The longest H1 bars live \(listed)"
      if choices > 1 { " (medians over \(choices) choices of landmarks, here and in every shuffled recording)" }
      "."
    }
  }

  private func atMost(_ null: NullComparison) -> String { "at most \(formatted(null.significance))" }

  private func comparison(_ null: NullComparison) -> String {
    Schema.sentence {
      "A bar counts with p \(atMost(null)) among \(null.draws) shuffled recordings"
      if null.hasPower { ", which is longer than \(formatted(null.longest, digits: 3))" }
      ": "
      switch null.above {
      case 0: "none of the recording does."
      case 1: "one of the recording does."
      default: "\(null.above) of the recording do."
      }
    }
  }

  private var gapSentence: String {
    Schema.sentence {
      "First to second bar \(ratio(gaps.first)) (a ring needs \(Self.ringGap)), "
      "second to third \(ratio(gaps.second)) (a torus needs \(torusGap)"
      if evidence.isWholeTorus { ", as its two angles are the states; otherwise \(Self.torusGap)" }
      ")."
    }
  }

  private func ratio(_ gap: Double) -> String { gap.isFinite ? formatted(gap, digits: 3) : "without limit, as there is none" }

  private func significance(_ null: NullComparison) -> String {
    guard let first = null.p.first else { return "There is no H1 bar to give a p." }
    return Schema.sentence {
      "p of the longest H1 bar is \(formatted(first, digits: 2))"
      if null.p.count > 1 { ", of the second \(formatted(null.p[1], digits: 2))" }
      ", and each holds for all H1 bars together"
      if null.dimensions > 1 {
        "; for all bars of the \(null.dimensions) dimensions looked at the first is "
        formatted(min(1, first * Double(null.dimensions)), digits: 2)
      }
      "."
    }
  }
}

extension TorusPower {
  /// What such a recording could show.
  var sentence: String {
    Schema.sentence {
      "A recording like this one (\(counted(size.cells, "cell")), \(formatted(size.minutes, digits: 2)) minutes, "
      "\(formatted(size.rate, digits: 2)) Hz) would show the torus of a module with probability "
      "\(formatted(probability, digits: 2)) (95 % interval \(formatted(interval.lowerBound, digits: 2)) to "
      "\(formatted(interval.upperBound, digits: 2)); simulated grid cells, settings of the preset 'grid', "
      "their bars taken to be longer than those of the null"
      if !isSimulated { ", the nearest size that was simulated" }
      ")."
    }
  }
}

extension TorusLattice {
  /// Which torus it is.
  fileprivate var sentence: String {
    "Lattice: the two shortest circles meet at \(formatted(angle * 180 / .pi, digits: 3))° and their lengths are as 1 to "
      + "\(formatted(ratio, digits: 3)), which is \(kind.rawValue) (a module of grid cells: 60°, 1 to 1)."
  }
}
