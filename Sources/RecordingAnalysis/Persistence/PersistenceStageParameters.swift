import Stages
import Topology

/// Parameters of the persistence of points or distances.
public struct PersistenceStageParameters: StageParameters {
  /// The file holds distances, not coordinates.
  public var distanceMatrix = false
  public var maxDimension = 1
  public var coefficient = 2
  /// Largest distance of an edge, in the unit of the file; `nil` for the enclosing radius, beyond which nothing changes.
  public var threshold: Double?
  public var metric = Metric.euclidean
  /// Keep representative cocycles of H1.
  public var cocycles = false

  public init() {}

  public static let parameters: [Parameter<PersistenceStageParameters>] = [
    Parameter("distance-matrix", \.distanceMatrix, help: "the file holds distances, not coordinates"),
    Parameter("max-dimension", \.maxDimension, help: "highest dimension of holes"),
    Parameter("coefficient", \.coefficient, help: "prime p of the coefficient field Z/p"),
    Parameter(
      "threshold", \.threshold,
      help: "largest distance of an edge, in the unit of the file; without it the enclosing radius"),
    Parameter("metric", \.metric, help: "distance between points"),
    Parameter("cocycles", \.cocycles, help: "keep representative cocycles of H1"),
  ]

  public func validate() throws {
    do {
      try PersistenceParameters(
        maxDimension: maxDimension, coefficient: coefficient,
        threshold: threshold.map { .distance(Float($0)) } ?? .enclosingRadius
      ).validate()
    } catch let error as TopologyError {
      throw ParameterError.invalid(name: Self.name(of: error), reason: error.description)
    }
  }

  private static func name(of error: TopologyError) -> String {
    switch error {
    case .notPrime: "coefficient"
    case .invalidDimension: "max-dimension"
    default: "threshold"
    }
  }
}

extension Metric: ParameterChoice {}

/// Bars and cocycles.
public struct PersistenceStageResult: StageResult {
  public var persistence: PersistenceResult

  public init(persistence: PersistenceResult) { self.persistence = persistence }

  public var arrays: [ResultArray] { persistence.barArrays + persistence.cocycleArrays }

  public var summary: StageSummary {
    let counts = persistence.diagrams.enumerated().map { "\($1.count) H\($0)" }.joined(separator: ", ")
    var numbers: [JSONValue.Member] = [
      .init("points", .integer(persistence.points)), .init("edges", .integer(persistence.edges)),
      .init("coefficient", .integer(persistence.coefficient)),
      .init("largest_distance", .number(persistence.threshold)),
    ]
    for (dimension, diagram) in persistence.diagrams.enumerated() {
      numbers.append(.init("h\(dimension)_bars", .integer(diagram.count)))
      numbers.append(.init("h\(dimension)_essential", .integer(diagram.count { $0.isEssential })))
      let finite = diagram.filter { !$0.isEssential }.prefix(5).map(\.lifetime)
      numbers.append(.init("h\(dimension)_longest", JSONValue(Array(finite))))
    }
    return StageSummary(
      headline:
        "\(persistence.points) points, bars: \(counts), over Z/\(persistence.coefficient) up to distance \(formatted(persistence.threshold)).",
      numbers: numbers)
  }

  public init(from stored: StoredResult) throws {
    self.init(
      persistence: try PersistenceResult(from: stored, points: stored.wholeNumber("points")))
  }
}
