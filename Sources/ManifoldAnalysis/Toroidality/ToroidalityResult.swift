import ArrayNumerics
import Schema
import Stages
import Topology

/// How toroidal a population is, and how that falls with the jitter of its spikes.
public struct ToroidalityResult: StageResult {
  /// Degree of toroidality of the recording in dimensions 1 and 2.
  public var gamma: [Double]
  /// Jitters, s, `[J + 1]`; the first is 0.
  public var jitters: [Double]
  /// Degree of toroidality in dimension 1 with each jitter, `[J + 1, repeats]`; the row without jitter is the same throughout.
  public var gamma1: Matrix<Double>
  /// In dimension 2.
  public var gamma2: Matrix<Double>
  /// Of recordings with shifted cells in dimension 1, `[shuffles]`.
  public var chance1: [Double]
  /// In dimension 2.
  public var chance2: [Double]
  /// Fall with the jitter in dimension 1.
  public var fall1: ToroidalityFall
  /// In dimension 2.
  public var fall2: ToroidalityFall
  /// Cells that were used.
  public var cells: Int
  /// Principal components of the bins: part of the variance in those that were kept.
  public var explainedVariance: Double
  public var notes: StageNotes

  public static let fields = Field<ToroidalityResult>.table {
    Field.array("jitter", \.jitters, unit: "s", axes: ["jitter"], "standard deviation of the jitter; the first is 0")
    Field.array(
      "gamma_h1", \.gamma1, axes: ["jitter", "repeat"],
      "degree of toroidality of loops with each jitter; NaN where no landmarks could be found")
    Field.array("gamma_h2", \.gamma2, axes: ["jitter", "repeat"], "the same of the void")
    Field.array("chance_h1", \.chance1, axes: ["shuffle"], "degree of toroidality of loops with shifted cells")
    Field.array("chance_h2", \.chance2, axes: ["shuffle"], "the same of the void")
    Field.number("gamma", \.gamma, "degree of toroidality of the recording, of loops and of the void; 1 for a torus")
    Field.number("p", \.p, "part of the recordings with shifted cells that are as toroidal, of loops and of the void")
    Field.number("critical_jitter_h1_ms", \.fall1.criticalMilliseconds, "jitter at which half of the fall of loops is reached")
    Field.number("critical_jitter_h1_interval", \.fall1.interval, "95 % of that jitter, ms, by drawing repeats")
    Field.number("no_critical_jitter_h1", \.fall1.reason, "why there is none")
    Field.number("critical_jitter_h2_ms", \.fall2.criticalMilliseconds, "the same of the void")
    Field.number("critical_jitter_h2_interval", \.fall2.interval, "95 % of that jitter, ms")
    Field.number("no_critical_jitter_h2", \.fall2.reason, "why there is none")
    Field.number("sigmoid_h1", \.fall1.sigmoid, "centre and width in s, fall and low level of the curve that was fitted")
    Field.number("sigmoid_h2", \.fall2.sigmoid, "the same of the void")
    Field.number("cells", \.cells, "cells that were used")
    Field.number("explained_variance", \.explainedVariance, "part of the variance in the components")
  }

  public init(
    gamma: [Double], jitters: [Double], gamma1: Matrix<Double>, gamma2: Matrix<Double>, chance1: [Double],
    chance2: [Double], fall1: ToroidalityFall, fall2: ToroidalityFall, cells: Int, explainedVariance: Double,
    notes: StageNotes
  ) {
    self.gamma = gamma
    self.jitters = jitters
    self.gamma1 = gamma1
    self.gamma2 = gamma2
    self.chance1 = chance1
    self.chance2 = chance2
    self.fall1 = fall1
    self.fall2 = fall2
    self.cells = cells
    self.explainedVariance = explainedVariance
    self.notes = notes
  }

  public init(from stored: StoredResult<ToroidalityResult>) throws {
    self.init(
      gamma: try stored.number(\.gamma), jitters: try stored[\.jitters], gamma1: try stored[\.gamma1],
      gamma2: try stored[\.gamma2], chance1: try stored[\.chance1], chance2: try stored[\.chance2],
      fall1: ToroidalityFall(
        criticalMilliseconds: try stored.number(\.fall1.criticalMilliseconds),
        interval: try stored.number(\.fall1.interval), reason: try stored.number(\.fall1.reason),
        sigmoid: try stored.number(\.fall1.sigmoid)),
      fall2: ToroidalityFall(
        criticalMilliseconds: try stored.number(\.fall2.criticalMilliseconds),
        interval: try stored.number(\.fall2.interval), reason: try stored.number(\.fall2.reason),
        sigmoid: try stored.number(\.fall2.sigmoid)),
      cells: try stored.number(\.cells), explainedVariance: try stored.number(\.explainedVariance), notes: stored.notes)
    guard gamma.count == 2, gamma1.rows == jitters.count, gamma2.rows == jitters.count else {
      throw FieldError.unfit("the curves have not the jitters of 'jitter'")
    }
  }
}

extension ToroidalityResult {
  /// (1 + shifted recordings as toroidal) / (1 + shifted recordings), of loops and of the void; `nil` without any.
  public var p: [Double]? {
    if chance1.isEmpty { return nil }
    return zip([chance1, chance2], gamma).map { (chance: [Double], gamma: Double) -> Double in
      let asHigh = chance.count { $0 >= gamma }
      return Double(1 + asHigh) / Double(1 + chance.count)
    }
  }
}

/// How the degree of toroidality falls with the jitter.
public struct ToroidalityFall: Sendable, Equatable {
  /// The jitter at which half of the fall is reached, ms; `nil` where there is none.
  public var criticalMilliseconds: Double?
  /// 95 % of it, ms; `nil` with fewer than three repeats.
  public var interval: [Double]?
  /// Why there is none.
  public var reason: String?
  /// Centre and width (s), fall and low level; `nil` where none could be fitted.
  public var sigmoid: [Double]?

  /// A smaller fall is none.
  static let leastFall = 0.2
  private static let draws = 400

  init(criticalMilliseconds: Double?, interval: [Double]?, reason: String?, sigmoid: [Double]?) {
    self.criticalMilliseconds = criticalMilliseconds
    self.interval = interval
    self.reason = reason
    self.sigmoid = sigmoid
  }

  /// - Parameters:
  ///   - jitters: s, the first 0.
  ///   - gamma: `[jitter, repeat]`.
  init(_ jitters: [Double], _ gamma: Matrix<Double>, random: inout RandomStream) {
    guard jitters.count >= 4 else {
      self.init(
        criticalMilliseconds: nil, interval: nil, reason: "a curve needs three jitters and more", sigmoid: nil)
      return
    }
    let columns = gamma.columns
    func fit(_ choices: [[Int]]) -> ToroidalityCurve? {
      ToroidalityCurve(
        x: jitters.indices.flatMap { jitter in choices[jitter].map { _ in jitters[jitter] } },
        y: jitters.indices.flatMap { jitter in choices[jitter].map { gamma[jitter, $0] } })
    }
    guard let curve = fit(jitters.map { _ in Array(0..<columns) }) else {
      self.init(
        criticalMilliseconds: nil, interval: nil, reason: "the toroidality does not fall with the jitter", sigmoid: nil)
      return
    }
    let numbers = [curve.center, curve.width, curve.fall, curve.low]
    guard let problem = Self.problem(curve, jitters) else {
      var centers: [Double] = []
      if columns >= 3 {
        for _ in 0..<Self.draws {
          let drawn = fit(jitters.map { _ in (0..<columns).map { _ in random.integer(below: columns) } })
          if let drawn { centers.append(1000 * drawn.center) }
        }
      }
      self.init(
        criticalMilliseconds: 1000 * curve.center, interval: centers.isEmpty ? nil : quantiles(centers, [0.025, 0.975]),
        reason: nil, sigmoid: numbers)
      return
    }
    self.init(criticalMilliseconds: nil, interval: nil, reason: problem, sigmoid: numbers)
  }

  /// Why a curve has no critical jitter within the jitters.
  private static func problem(_ curve: ToroidalityCurve, _ jitters: [Double]) -> String? {
    let last = jitters[jitters.count - 1]
    let fall = curve.value(0) - curve.value(last)
    if fall < leastFall {
      return "from no jitter to \(formatted(1000 * last)) ms the toroidality falls by \(formatted(max(0, fall), digits: 2)) "
        + "only (\(formatted(leastFall)) is needed)"
    }
    if curve.center >= last { return "half of the fall is not reached at \(formatted(1000 * last)) ms" }
    return curve.center <= 0 ? "it falls from the smallest jitter on" : nil
  }
}
