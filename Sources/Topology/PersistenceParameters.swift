/// Up to which distance simplices enter the filtration.
public enum Threshold: Sendable, Equatable, Codable {
  /// Edges up to and including this length.
  case distance(Float)
  /// The smallest radius at which one point sees all others, min over i of max over j of d(i, j). Beyond it the
  /// complex is a cone, so no bar is lost (Bauer 2021, section 3). Where every point misses an edge it is infinite, and
  /// the largest finite distance is taken.
  case enclosingRadius
  /// The largest finite distance; for graphs whose missing edges are +infinity.
  case largestFinite
}

/// How persistent cohomology is computed.
public struct PersistenceParameters: Sendable, Equatable, Codable {
  /// The highest dimension a caller may ask for; the cost forbids more long before.
  public static let highestDimension = 6

  /// Highest dimension of the diagrams, from 0.
  public var maxDimension: Int
  /// The prime p of the coefficient field Z/p, below 65536. A prime that does not divide the torsion of the space and is
  /// large enough for cocycles to be lifted to integers; 47 is the value used by Gardner et al. (2022).
  public var coefficient: Int
  /// Up to which diameter classes are followed.
  public var threshold: Threshold
  /// Whether a representative cocycle is kept for each bar of dimension 1 to `largestCocycleDimension`.
  public var cocycles: Bool
  /// The highest dimension with cocycles. Dimensions from 3 on without them are computed on a filtration of collapsed
  /// edges, which gives the same bars, on clouds up to 45 times faster.
  public var largestCocycleDimension: Int
  /// Whether a representative cycle, a loop of points, is made for each bar of dimension 1.
  public var cycles: Bool
  /// Bytes that the computation may use as forecast; nil for no limit.
  public var memoryBudget: Int?

  public init(
    maxDimension: Int = 1, coefficient: Int = 47, threshold: Threshold = .enclosingRadius,
    cocycles: Bool = true, largestCocycleDimension: Int = 2, cycles: Bool = false, memoryBudget: Int? = nil
  ) {
    self.maxDimension = maxDimension
    self.coefficient = coefficient
    self.threshold = threshold
    self.cocycles = cocycles
    self.largestCocycleDimension = largestCocycleDimension
    self.cycles = cycles
    self.memoryBudget = memoryBudget
  }

  /// - Throws: `TopologyError` for a composite coefficient, a dimension out of range, a negative threshold or NaN.
  public func validate() throws {
    guard isPrime(coefficient), coefficient < 1 << 16 else { throw TopologyError.notPrime(coefficient) }
    guard (0...Self.highestDimension).contains(maxDimension) else {
      throw TopologyError.invalidDimension(maxDimension)
    }
    if case .distance(let value) = threshold, !(value >= 0) { throw TopologyError.invalidThreshold(value) }
  }
}
