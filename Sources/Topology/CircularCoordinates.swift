import ArrayNumerics

/// At which distance the landmark graph of a circular coordinate is cut.
public enum ThresholdRule: Sendable, Equatable, Codable {
  /// Each class at its own birth + fraction * (death - birth).
  case perClass(Double)
  /// All classes at the smallest of those values.
  case common(Double)
  /// All classes at the value of one of them, given by its place among the classes asked for. canns takes the second
  /// (place 1).
  case ofClass(place: Int, fraction: Double)
}

/// Circular coordinates of landmarks, one circle for each cohomology class.
public struct LandmarkCoordinates: Sendable, Equatable {
  /// `[landmark, circle]`, radians in [0, 2 pi); NaN for landmarks outside the graph.
  public var angles: Matrix<Double>
  /// The threshold at which each given class was taken.
  public var thresholds: [Double]
  /// For each given class, the mean over its edges of h^2, h the harmonic form in turns: how much the coordinate changes
  /// along an edge.
  public var residualEnergy: [Double]
  /// Number of edges of each given class's graph.
  public var edgesUsed: [Int]
  /// Landmarks that are in no edge of one of the graphs, ascending.
  public var landmarksOutside: [Int]
  /// Whether each given class lifts to an integer cocycle on every triangle of its graph. Where it does not, the
  /// coordinate has no meaning.
  public var integerCocycle: [Bool]
  /// Integer matrix: circle i = sum over j of `basis[i][j]` times the coordinate of given class j. The identity unless
  /// the classes were reduced.
  public var basis: [[Int]]
  /// Gram matrix of the harmonic forms of the circles (after the change of basis), averaged over the edges that all
  /// graphs share.
  public var gram: [[Double]]
  /// Angle of the lattice in radians, for two circles; pi/3 is hexagonal.
  public var latticeAngle: Double?
  /// Ratio of the lengths of the two basis forms, at least 1.
  public var latticeRatio: Double?
  /// What a reader of the result should know, in words.
  public var warnings: [String]
}

/// Circular coordinates from classes of dimension 1 (de Silva, Morozov and Vejdemo-Johansson 2011,
/// doi:10.1007/s00454-011-9344-x), on the graph of landmarks at a threshold within the bar.
///
/// An essential class is treated as dying at the largest finite distance looked at; nothing given is changed. For two
/// classes the pair is replaced by the shortest basis of the lattice they span, for more by a reduced one (`LatticeBasis`),
/// unless `compat` or `reducesBasis` say otherwise. All least squares are unweighted.
///
/// - Parameters:
///   - result: with cocycles; of `distances`.
///   - distances: `[landmark, landmark]`.
///   - classes: places in `result.diagrams[1]`, 0 the longest.
///   - compat: as canns 1.5: pairs at distance zero are not joined, every landmark must be in the graph, no reduction.
/// - Throws: `TopologyError`; `CancellationError`.
public func circularCoordinates(
  result: PersistenceResult, distances: Matrix<Float>, classes: [Int], rule: ThresholdRule = .common(0.99),
  compat: Bool = false, reducesBasis: Bool = true, work: Work = Work()
) throws -> LandmarkCoordinates {
  guard distances.rows == result.points, distances.columns == result.points else {
    throw TopologyError.pointsDiffer(result: result.points, distances: distances.rows)
  }
  let diagram = result.diagrams.count > 1 ? result.diagrams[1] : []
  for asked in classes where !diagram.indices.contains(asked) {
    throw TopologyError.noSuchClass(asked: asked, available: diagram.count)
  }
  guard result.cocycles.count > 1, result.cocycles[1].count == diagram.count else {
    throw TopologyError.cocyclesMissing
  }
  let bars = finiteBars(classes.map { diagram[$0] }, distances: distances, threshold: result.threshold)
  let thresholds = try coordinateThresholds(bars, rule: rule)
  let fits = try concurrentMap(classes.count, work: work) { place in
    let number = classes[place]
    return try ClassFit(
      cocycle: result.cocycles[1][number], number: number, coefficient: result.coefficient,
      distances: distances,
      threshold: thresholds[place], compat: compat, work: work.serial)
  }
  var warnings: [String] = []
  for (place, fit) in fits.enumerated() {
    if let (i, j, k) = fit.violation {
      let other = result.coefficient == 47 ? 53 : 47
      warnings.append(
        """
        Class \(classes[place]) over Z/\(result.coefficient) does not lift to an integer cocycle at \(thresholds[place]) \
        (first triangle: \(i), \(j), \(k)), so its coordinate is not to be trusted. Compute the persistence with another \
        prime, for example \(other).
        """
      )
    }
    if thresholds[place] < bars[place].birth {
      warnings.append(
        """
        The common threshold \(thresholds[place]) lies below the birth of class \(classes[place]) (\(bars[place].birth)): \
        the bars do not overlap. Take each class at its own threshold.
        """
      )
    }
  }
  return combine(
    fits, thresholds: thresholds, points: result.points, reducing: reducesBasis && !compat, warnings: warnings
  )
}

/// Essential bars end at the largest finite distance that was looked at.
private func finiteBars(
  _ bars: [PersistencePair], distances: Matrix<Float>, threshold: Double
) -> [PersistencePair] {
  guard bars.contains(where: \.isEssential) else { return bars }
  let largest = largestFiniteDistance(distances, upTo: threshold)
  return bars.map { bar in
    PersistencePair(birth: bar.birth, death: bar.isEssential ? max(largest, bar.birth) : bar.death)
  }
}

private func coordinateThresholds(_ bars: [PersistencePair], rule: ThresholdRule) throws -> [Double] {
  func values(_ fraction: Double) throws -> [Double] {
    guard fraction > 0, fraction < 1 else { throw TopologyError.invalidFraction(fraction) }
    return bars.map { $0.birth + fraction * $0.lifetime }
  }
  switch rule {
  case .perClass(let fraction):
    return try values(fraction)
  case .common(let fraction):
    let all = try values(fraction)
    return all.map { _ in all.min() ?? 0 }
  case .ofClass(let place, let fraction):
    let all = try values(fraction)
    guard all.indices.contains(place) else {
      throw TopologyError.noSuchClass(asked: place, available: all.count)
    }
    return all.map { _ in all[place] }
  }
}

/// The coordinate of one class on its own graph.
struct ClassFit: Sendable {
  let graph: LandmarkGraph
  let harmonic: HarmonicCochain
  let outside: [Int]
  let violation: (Int, Int, Int)?

  init(
    cocycle: Cocycle, number: Int, coefficient: Int, distances: Matrix<Float>, threshold: Double,
    compat: Bool,
    work: Work
  ) throws {
    graph = LandmarkGraph(distances: distances, threshold: threshold, keepsZeroDistances: !compat)
    guard graph.edges > 0 else { throw TopologyError.emptyGraph(cocycle: number, threshold: threshold) }
    outside = graph.degrees().enumerated().filter { $0.element == 0 }.map(\.offset)
    if compat && !outside.isEmpty {
      throw TopologyError.landmarksOutsideGraph(cocycle: number, landmarks: outside, threshold: threshold)
    }
    let cochain = IntegerCochain(lifting: cocycle, coefficient: coefficient, on: graph)
    violation = try cochain.violation(on: graph, work: work)
    harmonic = try HarmonicCochain(of: cochain, on: graph, cocycle: number, work: work)
  }
}
