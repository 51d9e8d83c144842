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
  /// Whether the angle goes round, the middle is empty and the states are thin. Of spikes only, and asked only where one angle
  /// explains enough.
  public var loop: LoopEvidence?
  /// The like of the two angles of a torus.
  public var circles: TorusEvidence?
  /// What the tracked behaviour says of the loop.
  public var behaviour: BehaviourEvidence

  /// The angle of a ring, and the angles of a torus, explain at least this share of the covariances between cells.
  public static let leastExplained = 0.9
  /// The states of a torus take at least this share of the combinations of its angles.
  public static let leastCoverage = 0.4
  /// With this share of the covariances and of the combinations two angles leave no doubt.
  public static let wholeTorus = (explained: 0.95, coverage: 0.75)

  public init(
    explainedByOneAngle: Double? = nil, explainedByTwoAngles: Double? = nil, torusCoverage: Double? = nil,
    loop: LoopEvidence? = nil, circles: TorusEvidence? = nil, behaviour: BehaviourEvidence = BehaviourEvidence()
  ) {
    self.explainedByOneAngle = explainedByOneAngle
    self.explainedByTwoAngles = explainedByTwoAngles
    self.torusCoverage = torusCoverage
    self.loop = loop
    self.circles = circles
    self.behaviour = behaviour
  }
}

extension ShapeEvidence {
  /// Medians over the choices of landmarks.
  ///
  /// - Parameters:
  ///   - rates: every `stride`-th bin of the recording, `[time, cell]`.
  ///   - blocks: the recording in blocks; `nil` of calcium signals, whose neighbours share light.
  init(
    of choices: LandmarkChoices, strided rates: Matrix<Float>, parameters: HomologyParameters, seed: UInt64,
    work: Work, blocks: () throws -> PopulationBlocks?
  ) throws {
    let each = try choices.choices.map { choice in
      try AnglesOfChoice(choice, strided: rates, parameters: parameters, work: work)
    }
    func median(_ value: (AnglesOfChoice) -> Double?) -> Double? {
      let values = each.compactMap(value)
      return values.isEmpty ? nil : quantile(values, 0.5)
    }
    self.init(
      explainedByOneAngle: median(\.evidence.explainedByOneAngle),
      explainedByTwoAngles: median(\.evidence.explainedByTwoAngles), torusCoverage: median(\.evidence.torusCoverage))
    let mayBeTorus = explainedByTwoAngles.map { $0 >= Self.leastExplained } ?? false
    guard isOneCircle || mayBeTorus, let blocks = try blocks() else { return }
    let metric = parameters.cloud.metric
    if isOneCircle {
      let loops = try each.enumerated().compactMap { number, choice -> LoopEvidence? in
        guard let one = choice.one else { return nil }
        let angles = try blocks.angles(choice.cloud, landmarks: one, metric: metric, work: work).column(0)
        return try LoopEvidence(blocks.activity, along: angles, seed: seed, choice: number, work: work)
      }
      loop = LoopEvidence(medians: loops)
      if let one = each[choices.representativeIndex].one, loop != nil {
        let angles = try blocks.angles(choices.representative.cloud, landmarks: one, metric: metric, work: work).column(0)
        behaviour = try BehaviourEvidence(blocks.activity, along: angles, behaviour: blocks.behaviour, work: work)
      }
    }
    if mayBeTorus, !isOneCircle {
      let tori = try each.compactMap { choice -> TorusEvidence? in
        guard let two = choice.two else { return nil }
        let angles = try blocks.angles(choice.cloud, landmarks: two, metric: metric, work: work)
        return try TorusEvidence(blocks.activity, along: angles, work: work)
      }
      circles = TorusEvidence(medians: tori)
    }
  }
}

/// One choice of landmarks with the angles of its loops.
private struct AnglesOfChoice {
  var cloud: LandmarkResult
  /// Of the longest loop, `[landmark, 1]`.
  var one: Matrix<Double>?
  /// Of the two longest, `[landmark, 2]`.
  var two: Matrix<Double>?
  var evidence = ShapeEvidence()

  init(
    _ choice: LandmarkChoices.Choice, strided rates: Matrix<Float>, parameters: HomologyParameters, work: Work
  ) throws {
    cloud = choice.cloud
    let loops = choice.persistence.diagrams.count > 1 ? choice.persistence.diagrams[1].count : 0
    guard loops > 0 else { return }
    let cloud = choice.cloud
    let scores = try standardizeColumns(
      rates.selectingRows(cloud.rows.map { $0 / parameters.cloud.stride }), work: work
    ).matrix
    func angles(_ classes: [Int]) throws -> Matrix<Double>? {
      do {
        return try circularCoordinates(
          result: choice.persistence, distances: cloud.distances, classes: classes, work: work
        ).angles
      } catch is TopologyError {
        return nil
      }
    }
    func ofBins(_ landmarks: Matrix<Double>) throws -> Matrix<Double> {
      try anglesOfBins(
        scores: cloud.scores, landmarks: cloud.landmarks, angles: landmarks, metric: parameters.cloud.metric, work: work)
    }
    one = try angles([0])
    if let one { evidence.explainedByOneAngle = try covarianceExplained(scores, by: ofBins(one), work: work) }
    guard loops > 1 else { return }
    two = try angles([0, 1])
    guard let two = try two.map(ofBins) else { return }
    evidence.explainedByTwoAngles = try covarianceExplained(scores, by: two, work: work)
    guard parameters.selection == .uniform, two.elements.allSatisfy(\.isFinite) else { return }
    evidence.torusCoverage = LatentStates.torusCoverage(two)
  }
}

extension ShapeEvidence {
  /// Why the states are not on a ring; `nil` when nothing speaks against one.
  var againstRing: LoopEvidence.Refusal? {
    if let share = explainedByOneAngle, share < Self.leastExplained { return .notTheState }
    return loop?.refusal
  }

  /// One angle explains the cells, so nothing is left for a second.
  var isOneCircle: Bool { explainedByOneAngle.map { $0 >= Self.leastExplained } ?? false }

  /// Why the states are not on a torus; `nil` when nothing speaks against one.
  var againstTorus: TorusEvidence.Refusal? {
    if let coverage = torusCoverage, coverage < Self.leastCoverage { return .combinations }
    if let share = explainedByTwoAngles, share < Self.leastExplained { return .notTheState }
    return circles?.refusal
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
    Field.number(
      "against_ring", \.againstRing?.rawValue,
      "why the angle is not that of a ring: share (it does not explain the cells), interval, sheet or band; none if it is")
    Field.number(
      "against_torus", \.againstTorus?.rawValue,
      "why two angles are not those of a torus: share, combinations or interval; none if they are")
    Field.part(\.loop)
    Field.part(\.circles)
    Field.part(\.behaviour)
  }

  init(from fields: FieldReader<ShapeEvidence>) throws {
    self.init(
      explainedByOneAngle: try fields.number(\.explainedByOneAngle),
      explainedByTwoAngles: try fields.number(\.explainedByTwoAngles),
      torusCoverage: try fields.number(\.torusCoverage), loop: try LoopEvidence(ifIn: fields.part(LoopEvidence.self)),
      circles: try TorusEvidence(ifIn: fields.part(TorusEvidence.self)),
      behaviour: try BehaviourEvidence(from: fields.part(BehaviourEvidence.self)))
  }
}
