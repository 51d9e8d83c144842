/// One bar of a persistence diagram: a class that appears at `birth` and disappears at `death`.
public struct PersistencePair: Sendable, Equatable, Codable {
  /// Diameter at which the class is born, in the unit of the distances.
  public var birth: Double
  /// Diameter at which it dies; +infinity for an essential class, which lives up to the threshold.
  public var death: Double

  public init(birth: Double, death: Double) {
    self.birth = birth
    self.death = death
  }

  /// How long the class lives, in the unit of the distances.
  public var lifetime: Double { death - birth }
  /// Whether the class lives up to the threshold.
  public var isEssential: Bool { death == .infinity }
}

/// A cochain over Z/p given by its non-zero values, which represents one bar.
///
/// It is a cocycle on the complex of every diameter in [birth, death), and not a coboundary there.
public struct Cocycle: Sendable, Equatable {
  /// Dimension of the simplices: 1 for edges.
  public var dimension: Int
  /// `dimension + 1` vertices for each simplex, one simplex after another, vertices descending.
  public var vertices: [Int32]
  /// One coefficient from 1 to p - 1 for each simplex.
  public var values: [Int32]

  public init(dimension: Int, vertices: [Int32], values: [Int32]) {
    self.dimension = dimension
    self.vertices = vertices
    self.values = values
  }

  /// A cocycle of dimension 1 on edges (larger vertex, smaller vertex).
  public init(edges: [(Int32, Int32)], values: [Int32]) {
    self.init(dimension: 1, vertices: edges.flatMap { [$0.0, $0.1] }, values: values)
  }

  /// Number of simplices.
  public var count: Int { values.count }

  /// The edges (larger vertex, smaller vertex) of a cocycle of dimension 1; empty for others. The value belongs to the
  /// edge oriented from the smaller to the larger vertex.
  public var edges: [(Int32, Int32)] {
    guard dimension == 1 else { return [] }
    return (0..<count).map { (vertices[2 * $0], vertices[2 * $0 + 1]) }
  }
}

/// Persistence diagrams with their representative cocycles.
public struct PersistenceResult: Sendable, Equatable {
  /// One diagram for each dimension from 0; each longest lifetime first (essential classes before all), equal
  /// lifetimes by birth, equal births by the place of the birth simplex in the filtration. Bars of length zero are
  /// left out.
  public var diagrams: [[PersistencePair]]
  /// `cocycles[d][i]` represents `diagrams[d][i]`. Empty for dimension 0 and where cocycles were not
  /// asked for.
  public var cocycles: [[Cocycle]]
  /// `cycles[i]` represents `diagrams[1][i]` in homology. Empty when cycles were not asked for.
  public var cycles: [Cycle]
  /// The prime p of the field.
  public var coefficient: Int
  /// The largest diameter that was looked at.
  public var threshold: Double
  /// The number of points.
  public var points: Int
  /// Number of edges up to the threshold.
  public var edges: Int

  public init(
    diagrams: [[PersistencePair]], cocycles: [[Cocycle]], cycles: [Cycle] = [], coefficient: Int,
    threshold: Double, points: Int, edges: Int
  ) {
    self.diagrams = diagrams
    self.cocycles = cocycles
    self.cycles = cycles
    self.coefficient = coefficient
    self.threshold = threshold
    self.points = points
    self.edges = edges
  }
}
