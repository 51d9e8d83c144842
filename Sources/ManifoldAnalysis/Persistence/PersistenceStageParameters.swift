import Schema
import Stages
import Topology

/// Parameters of the persistence of points or distances.
public struct PersistenceStageParameters: ParameterTable {
  /// The file holds distances, not coordinates.
  public var distanceMatrix = false
  /// Highest dimension of the cohomology, the prime p of Z/p, and whether cocycles of H1 are kept.
  public var cohomology = PersistenceParameters(coefficient: 2, cocycles: false)
  /// Largest distance of an edge, in the unit of the file; `nil` for the enclosing radius, beyond which nothing changes.
  public var threshold: Double?
  /// Distance between points.
  public var metric = Metric.euclidean
  /// Periods of a flat torus: one for each axis, one for all, or none for 2π.
  public var periods: [Double] = []
  /// What the numbers of the file are.
  public var format = PersistenceFormat.auto
  /// ε of the sparse filtration; `nil` for the exact computation.
  public var approximate: Double?
  /// Also write the bars as Ripser prints them.
  public var text = false

  public init() {}

  public static let parameters: [Parameter<PersistenceStageParameters>] = [
    Parameter("distance-matrix", \.distanceMatrix, help: "the file holds distances, not coordinates"),
    Parameter("max-dimension", \.cohomology.maxDimension, help: "highest dimension of holes"),
    Parameter("coefficient", \.cohomology.coefficient, help: "prime p of the coefficient field Z/p"),
    Parameter(
      "threshold", \.threshold,
      help: "largest distance of an edge, in the unit of the file; without it the enclosing radius"),
    Parameter("metric", \.metric, help: "distance between points").only("with points") {
      !$0.distanceMatrix && ($0.format == .auto || $0.format == .pointCloud)
    },
    Parameter(
      "periods", \.periods,
      help: "period of each axis of a flat torus, or one for all, in the unit of the file; 2 pi without it"
    ).only("with --metric flat-torus") { $0.metric == .flatTorus },
    Parameter("cocycles", \.cohomology.cocycles, help: "keep representative cocycles of H1"),
    Parameter(
      "format", \.format,
      help: "what the numbers are; rows of sparse are i j d"),
    Parameter(
      "approximate", \.approximate,
      help: "error e of a sparse approximation: births and deaths right up to the factor 1 + e; without it exact"),
    Parameter("text", \.text, help: "also write persistence.txt with the bars as Ripser prints them"),
  ]

  public func validate() throws {
    try require(
      !distanceMatrix || format != .pointCloud && format != .sparse, "format",
      "\(format.rawValue) contradicts --distance-matrix; give one of them.")
    if let approximate {
      try require(approximate > 0, "approximate", TopologyError.invalidError(approximate).description)
    }
    for period in periods { try require(period > 0, "periods", "\(period) is not a positive period.") }
    do {
      try engineParameters().validate()
    } catch let error as TopologyError {
      throw ParameterError.invalid(name: Self.name(of: error), reason: error.description)
    }
  }

  /// - Parameter budget: bytes that the computation may use; `nil` for no limit.
  func engineParameters(memoryBudget budget: Int? = nil) -> PersistenceParameters {
    var engine = cohomology
    engine.threshold = threshold.map { .distance(Float($0)) } ?? .enclosingRadius
    engine.memoryBudget = budget
    return engine
  }

  private static func name(of error: TopologyError) -> String {
    switch error {
    case .notPrime: "coefficient"
    case .invalidDimension: "max-dimension"
    default: "threshold"
    }
  }
}

extension Metric: Choice {}
