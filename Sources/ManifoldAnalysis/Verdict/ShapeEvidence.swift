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
      rates.selectingRows(cloud.rows.map { $0 / parameters.cloud.stride }), work: work
    ).matrix
    func angles(_ classes: [Int]) throws -> Matrix<Double>? {
      do {
        let landmarks = try circularCoordinates(
          result: choice.persistence, distances: cloud.distances, classes: classes, work: work)
        return try anglesOfBins(
          scores: cloud.scores, landmarks: cloud.landmarks, angles: landmarks.angles, metric: parameters.cloud.metric,
          work: work)
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
  /// The angle around the hole is not the state.
  var speaksAgainstRing: Bool { explainedByOneAngle.map { $0 < Self.leastExplained } ?? false }

  /// One angle explains the cells, so nothing is left for a second.
  var isOneCircle: Bool { explainedByOneAngle.map { $0 >= Self.leastExplained } ?? false }

  /// The two angles are not the state, or leave too many combinations out.
  var speaksAgainstTorus: Bool {
    torusCoverage.map { $0 < Self.leastCoverage } ?? false || explainedByTwoAngles.map { $0 < Self.leastExplained } ?? false
  }

  /// Whether two angles explain nearly all that the cells share and take nearly all combinations, while one does not.
  var isWholeTorus: Bool {
    guard let share = explainedByTwoAngles, let coverage = torusCoverage else { return false }
    return share >= Self.wholeTorus.explained && coverage >= Self.wholeTorus.coverage
      && (explainedByOneAngle ?? 1) < Self.leastExplained
  }
}

extension ShapeEvidence: FieldTable {
  public static let fields = Field<ShapeEvidence>.table {
    Field.number(
      "explained_by_one_angle", \.explainedByOneAngle,
      "share of the covariances between cells that the angle of the longest loop explains")
    Field.number("explained_by_two_angles", \.explainedByTwoAngles, "the same for the angles of the two longest loops")
    Field.number("torus_coverage", \.torusCoverage, "share of the combinations of the two angles that occur")
  }

  init(from fields: FieldReader<ShapeEvidence>) throws {
    self.init(
      explainedByOneAngle: try fields.number(\.explainedByOneAngle),
      explainedByTwoAngles: try fields.number(\.explainedByTwoAngles),
      torusCoverage: try fields.number(\.torusCoverage))
  }
}
