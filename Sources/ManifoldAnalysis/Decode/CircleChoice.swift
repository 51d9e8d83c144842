import ArrayNumerics
import PopulationActivity
import Schema
import Stages
import Topology

/// The circles that are decoded: which classes of the topology, and the angles of its landmarks on them.
struct CircleChoice {
  var landmarks: LandmarkCoordinates
  /// What is told of the choice.
  var warnings: [String]

  init(
    _ homology: HomologyResult, _ embedding: EmbeddingResult, options: CircleOptions, compat: Bool, work: Work
  ) throws {
    try Self.requireFit(homology, embedding)
    try Self.refuseWithoutShape(homology.verdict, options: options)
    let circles = try Self.circleCount(homology, asked: options.circles)
    let classes = Array(0..<circles)
    landmarks = try circularCoordinates(
      result: homology.persistence, distances: homology.distances, classes: classes,
      rule: Self.thresholdRule(homology, classes: classes, fraction: options.thresholdFraction, compat: compat), compat: compat,
      work: work)
    warnings = landmarks.warnings + [Self.shapeWarning(homology.verdict)].compactMap { $0 }
    if let warning = Self.circleWarning(homology, asked: circles) { warnings.append(warning) }
  }

  /// The rows, landmarks and cells of the homology must exist in the embedding: a folder may hold anything.
  private static func requireFit(_ homology: HomologyResult, _ embedding: EmbeddingResult) throws {
    let landmarks = homology.landmarks.count
    guard homology.rows.allSatisfy(embedding.bins.indices.contains),
      homology.landmarks.allSatisfy(homology.rows.indices.contains),
      homology.cells.allSatisfy(embedding.cellIDs.indices.contains), !homology.cells.isEmpty,
      homology.distances.rows == landmarks, homology.distances.columns == landmarks
    else {
      throw StageError.unusableData(
        stage: "decode", reason: "the result of tda does not belong to this result of embed.",
        remedy: "Run tda again first.")
    }
  }

  private static func refuseWithoutShape(_ verdict: Verdict, options: CircleOptions) throws {
    guard verdict.shape == .none || verdict.shape == .structure, !options.anyway else { return }
    let reasons = verdict.reasons.prefix(2).joined(separator: " ")
    throw StageError.refused(
      stage: "decode",
      reason: "there is no ring or torus to decode. \(verdict.sentence) \(reasons) The record of tda has all reasons.",
      remedy: "Give --anyway to decode all the same; the coordinates will have no established meaning.")
  }

  /// One for a ring, two for a torus; without either verdict what the angles explain of the population, and where that leaves
  /// it open as many as stand before the widest gap among the first three bars.
  private static func circleCount(_ homology: HomologyResult, asked: CircleCount) throws -> Int {
    let bars = homology.persistence.diagrams.count > 1 ? homology.finiteLifetimes(1) : []
    guard !bars.isEmpty else {
      throw StageError.unusableData(
        stage: "decode", reason: "the result of tda has no H1 bar, so there is no circle.",
        remedy: "Run tda with --max-dimension 1 or more.")
    }
    switch (asked, homology.verdict.shape) {
    case (.count(let count), _):
      guard count <= bars.count else {
        throw StageError.unusableData(
          stage: "decode", reason: "\(count) circles were asked for and there are \(bars.count) H1 bars.",
          remedy: "Give --circles \(bars.count) or fewer.")
      }
      return count
    case (.auto, .ring): return 1
    case (.auto, .torus) where bars.count > 1: return 2
    case (.auto, _) where bars.count > 1 && homology.evidence.isWholeTorus: return 2
    // What one angle explains needs no second one, however long the second bar is.
    case (.auto, .untested) where homology.evidence.isOneCircle: return 1
    case (.auto, _):
      func ratio(_ index: Int) -> Double {
        index + 1 < bars.count && bars[index + 1] > 0 ? bars[index] / bars[index + 1] : .infinity
      }
      return bars.count < 2 || ratio(0) >= ratio(1) ? 1 : 2
    }
  }

  /// One threshold for all classes where their bars overlap, so that the forms can be compared; otherwise each its own. canns
  /// takes each class at its own.
  private static func thresholdRule(
    _ homology: HomologyResult, classes: [Int], fraction: Double, compat: Bool
  ) -> ThresholdRule {
    // At the death itself the class is gone; a fraction of 1 means just below it.
    let fraction = min(fraction, 1 - 1e-6)
    if compat { return .perClass(fraction) }
    let bars = classes.map { homology.persistence.diagrams[1][$0] }
    let limit = bars.contains(where: \.isEssential) ? homology.largestDistance : .infinity
    let thresholds = bars.map { $0.birth + fraction * $0.finiteLifetime(limit: limit) }
    let overlap = (thresholds.min() ?? 0) > (bars.map(\.birth).max() ?? 0)
    return overlap ? .common(fraction) : .perClass(fraction)
  }

  // MARK: - Words

  private static func shapeWarning(_ verdict: Verdict) -> String? {
    switch verdict.shape {
    case .untested: "The shape was not tested against a null: run tda with --shuffles before you trust it."
    case .none, .structure: "Decoded with --anyway after the verdict: \(verdict.sentence)"
    case .ring, .torus: nil
    }
  }

  /// Says that another number of circles was asked for than the bars speak for.
  private static func circleWarning(_ homology: HomologyResult, asked: Int) -> String? {
    guard let suited = try? circleCount(homology, asked: .auto), suited != asked else { return nil }
    let shape = homology.verdict.shape
    let basis =
      shape.isManifold
      ? "the verdict of tda (\(shape.rawValue)) speaks" : "the H1 bars and what their angles explain speak"
    return sentence {
      if asked > suited {
        "\(asked) circles were asked for, and \(basis) for \(suited): "
        if asked - suited == 1 { "the further angle has" } else { "the further angles have" }
        " no established meaning."
      } else {
        counted(asked, "circle was", plural: "circles were")
        " asked for, and \(basis) for \(suited): "
        if suited - asked == 1 {
          "what the other angle would say is lost, and the fit mixes states that differ in it."
        } else {
          "what the other angles would say is lost, and the fit mixes states that differ in them."
        }
      }
    }
  }
}
