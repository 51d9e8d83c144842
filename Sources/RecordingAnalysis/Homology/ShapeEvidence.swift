import ArrayNumerics
import DimensionReduction
import LatentStates
import Schema
import Stages
import Topology

/// Whether the angles of the longest loops are the states of the population, which a long bar alone does not say: a sheet
/// with a hole, the states of place cells for instance, has a long bar too.
public struct ShapeEvidence: Sendable, Equatable {
  /// The share of the covariances between cells that the angle of the longest loop explains.
  public var explainedByOneAngle: Double?
  /// The same for the two angles of the two longest loops.
  public var explainedByTwoAngles: Double?
  /// The share of the combinations of the two angles that occur. Asked only of bins drawn uniformly: the most active ones are
  /// no fair sample, and those of a torus leave much of it out.
  public var torusCoverage: Double?

  /// The angle of a ring, and the angles of a torus, explain at least this share of the covariances between cells.
  public static let leastExplained = 0.9
  /// The states of a torus take at least this share of the combinations of its angles.
  public static let leastCoverage = 0.4
  /// With this share of the covariances and of the combinations two angles leave no doubt.
  public static let wholeTorus = (explained: 0.95, coverage: 0.75)

  public init(explainedByOneAngle: Double? = nil, explainedByTwoAngles: Double? = nil, torusCoverage: Double? = nil) {
    self.explainedByOneAngle = explainedByOneAngle
    self.explainedByTwoAngles = explainedByTwoAngles
    self.torusCoverage = torusCoverage
  }
}

extension ShapeEvidence {
  /// Medians over the choices of landmarks.
  ///
  /// - Parameter rates: every `stride`-th bin of the recording, `[time, cell]`.
  init(of choices: LandmarkChoices, strided rates: Matrix<Float>, parameters: HomologyParameters, work: Work) throws {
    let each = try choices.choices.map { choice in
      try ShapeEvidence(of: choice, strided: rates, parameters: parameters, work: work)
    }
    func median(_ value: KeyPath<ShapeEvidence, Double?>) -> Double? {
      let values = each.compactMap { $0[keyPath: value] }
      return values.isEmpty ? nil : quantile(values, 0.5)
    }
    self.init(
      explainedByOneAngle: median(\.explainedByOneAngle), explainedByTwoAngles: median(\.explainedByTwoAngles),
      torusCoverage: median(\.torusCoverage))
  }

  private init(
    of choice: LandmarkChoices.Choice, strided rates: Matrix<Float>, parameters: HomologyParameters, work: Work
  ) throws {
    self.init()
    let loops = choice.persistence.diagrams.count > 1 ? choice.persistence.diagrams[1].count : 0
    guard loops > 0 else { return }
    let cloud = choice.cloud
    let scores = try standardizeColumns(
      rates.selectingRows(cloud.rows.map { $0 / parameters.stride }), work: work
    ).matrix
    func angles(_ classes: [Int]) throws -> Matrix<Double>? {
      do {
        let landmarks = try circularCoordinates(
          result: choice.persistence, distances: cloud.distances, classes: classes, work: work)
        return try anglesOfBins(
          scores: cloud.scores, landmarks: cloud.landmarks, angles: landmarks.angles, metric: parameters.metric, work: work)
      } catch is TopologyError {
        return nil
      }
    }
    if let one = try angles([0]) { explainedByOneAngle = try covarianceExplained(scores, by: one, work: work) }
    guard loops > 1, let two = try angles([0, 1]) else { return }
    explainedByTwoAngles = try covarianceExplained(scores, by: two, work: work)
    guard parameters.selection == .uniform, two.elements.allSatisfy(\.isFinite) else { return }
    torusCoverage = LatentStates.torusCoverage(two)
  }
}

extension ShapeEvidence {
  /// Why the states are not a ring, as half a sentence; `nil` when nothing speaks against one.
  var againstRing: String? {
    guard let share = explainedByOneAngle, share < Self.leastExplained else { return nil }
    return
      "a band or sheet with a hole rather than a ring: the angle around the hole explains only \(percent(max(0, share))) of the covariances between the cells (a ring: at least \(percent(Self.leastExplained)))"
  }

  /// Whether two angles explain nearly all that the cells share and take nearly all combinations, while one does not.
  public var isWholeTorus: Bool {
    guard let share = explainedByTwoAngles, let coverage = torusCoverage else { return false }
    return share >= Self.wholeTorus.explained && coverage >= Self.wholeTorus.coverage
      && (explainedByOneAngle ?? 1) < Self.leastExplained
  }

  /// Why two long loops are one circle all the same, as half a sentence: one angle explains the cells, so nothing is left for a
  /// second. `nil` when that is not so.
  var secondLoop: String? {
    guard let share = explainedByOneAngle, share >= Self.leastExplained else { return nil }
    let coverage = torusCoverage.map { ", and of its combinations with that of the second loop \(percent($0)) occur" } ?? ""
    return "but one circle: one angle explains \(percent(max(0, share))) of the covariances between the cells\(coverage)"
  }

  /// Why the states are not a torus.
  var againstTorus: String? {
    if let coverage = torusCoverage, coverage < Self.leastCoverage {
      return
        "a sheet with two holes rather than a torus: of the combinations of the two angles only \(percent(coverage)) occur (a torus: at least \(percent(Self.leastCoverage)))"
    }
    guard let share = explainedByTwoAngles, share < Self.leastExplained else { return nil }
    return
      "more than a torus: its two angles explain only \(percent(max(0, share))) of the covariances between the cells (a torus: at least \(percent(Self.leastExplained)))"
  }

  /// The numbers, a sentence each.
  var sentences: [String] {
    var sentences: [String] = []
    if let share = explainedByOneAngle {
      sentences.append(
        "The angle of the longest loop explains \(percent(max(0, share))) of the covariances between the cells (a ring needs \(percent(Self.leastExplained)))."
      )
    }
    if let share = explainedByTwoAngles {
      let (found, needed) = (torusCoverage.map(percent) ?? "", percent(Self.leastCoverage))
      sentences.append(
        "The angles of the two longest loops explain \(percent(max(0, share)))\(found.isEmpty ? "" : ", and \(found) of their combinations occur") (a torus needs \(percent(Self.leastExplained))\(found.isEmpty ? "" : " and \(needed)"))."
      )
    }
    return sentences
  }

  /// For the summary of the stage.
  var members: [JSONValue.Member] {
    [
      ("explained_by_one_angle", explainedByOneAngle), ("explained_by_two_angles", explainedByTwoAngles),
      ("torus_coverage", torusCoverage),
    ].compactMap { name, value in value.map { .init(name, .number($0)) } }
  }
}
