import ArrayNumerics
import Foundation

/// The states at rest of a recurrent network under one input.
public struct RecurrentFixedPoints: Sendable {
  /// Whether time is continuous.
  public enum Dynamics: String, Sendable, CaseIterable {
    /// h ← F(h): stable where every eigenvalue of the Jacobian is within the unit circle.
    case steps
    /// τ dh/dt = −h + F(h): stable where every real part of the Jacobian less 1 is negative.
    case flow
  }

  /// One of them.
  public struct Point: Sendable, Equatable {
    /// h.
    public var state: [Double]
    /// The largest |F(h) − h|.
    public var residual: Double
    /// Newton steps that it took.
    public var steps: Int
    /// Of the Jacobian of F, of the largest magnitude first.
    public var multipliers: [Complex]
    /// Directions in which the state is left.
    public var unstableCount: Int
    /// Directions that are neither left nor returned to, within the tolerance.
    public var marginalCount: Int
    /// Eigenvalues of the Jacobian above 1: the sign (−1)^this is the state's index.
    public var realAboveOne: Int
    /// Whether the index cannot be told: an eigenvalue is 1 within the tolerance.
    public var isDegenerate: Bool

    /// As for other models.
    public var kind: Stability.Kind { unstableCount > 0 ? .unstable : marginalCount > 0 ? .continuous : .stable }
  }

  /// Those found, the most stable first.
  public var points: [Point]
  /// Starts from which Newton's method did not arrive anywhere.
  public var lostStarts: Int

  /// Σ of the indices, 1 for a complete list (a cube is mapped into itself: [−1, 1]ⁿ of h); `nil` where one cannot be told.
  public var indexSum: Int? {
    if points.contains(where: \.isDegenerate) { return nil }
    return points.reduce(0) { $0 + ($1.realAboveOne.isMultiple(of: 2) ? 1 : -1) }
  }

  /// Looks from given states, from 0 and from random ones in the cube; then half way between all that were found, as long as
  /// that finds more (a saddle stands between two basins); then with all of them deflated.
  ///
  /// - Parameters:
  ///   - given: states to start from, such as those of a trajectory.
  ///   - random: how many more.
  ///   - tolerance: for eigenvalues that count as marginal.
  /// - Throws: `NumericsError`, `CancellationError`.
  public init(
    _ network: some RecurrentMap, input: [Double], given: [[Double]] = [], random: Int = 256, dynamics: Dynamics = .steps,
    tolerance: Double = 1e-9, seed: UInt64 = 0, work: Work = Work()
  ) throws {
    let n = network.stateCount
    func newton(_ starts: [[Double]]) throws -> [RootSearch.Root?] {
      try concurrentMap(starts.count, work: work, chunk: 8) { index in
        let root = try RootSearch(scale: 1) { Self.equations(network, input, $0) }.newton(from: starts[index])
        return root.flatMap { network.isDriven($0.values, input) ? $0 : nil }
      }
    }
    let starts =
      given + [[Double](repeating: 0, count: n)]
      + (0..<random).map { index in
        var stream = RandomStream(seed: seed, name: "recurrent starts", index: UInt64(index))
        return (0..<n).map { _ in 2 * stream.uniform() - 1 }
      }
    let first = try newton(starts)
    lostStarts = first.count { $0 == nil }
    let search = RootSearch(scale: 1) { Self.equations(network, input, $0) }
    var roots = try search.roots(from: first.compactMap { $0?.values }, again: [], work: work)
    for _ in 0..<5 {
      let known = roots.map(\.values)
      let between = try newton(Self.midpoints(of: known)).compactMap { $0?.values }
      let more = try search.roots(from: between, again: [], known: known, work: work)
      if more.isEmpty { break }
      roots += more
    }
    roots += try search.roots(
      from: [], again: Array(starts.prefix(given.count + 33)), known: roots.map(\.values), work: work
    ).filter { network.isDriven($0.values, input) }
    let steps = Dictionary(first.compactMap { $0.map { ($0.values, $0.steps) } }, uniquingKeysWith: min)
    let found = roots
    points = try concurrentMap(found.count, work: work) { index in
      let root = found[index]
      return try Self.point(network, input, root, steps: steps[root.values] ?? root.steps, dynamics, tolerance)
    }.sorted { ($0.unstableCount, $0.marginalCount) < ($1.unstableCount, $1.marginalCount) }
  }

  /// Half way between each two states, the nearest pairs first, 500 at most.
  private static func midpoints(of states: [[Double]]) -> [[Double]] {
    var pairs: [(distance: Double, first: Int, second: Int)] = []
    for second in states.indices {
      for first in 0..<second {
        let square = zip(states[first], states[second]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        pairs.append((square, first, second))
      }
    }
    return pairs.sorted { ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second) }.prefix(500).map { pair in
      zip(states[pair.first], states[pair.second]).map { ($0 + $1) / 2 }
    }
  }

  private static func equations(
    _ network: some RecurrentMap, _ input: [Double], _ state: [Double]
  ) -> (values: [Double], jacobian: Matrix<Double>) {
    var jacobian = network.jacobian(at: state, input)
    for index in state.indices { jacobian[index, index] -= 1 }
    return (zip(network.image(of: state, input), state).map { $0 - $1 }, jacobian)
  }

  private static func point(
    _ network: some RecurrentMap, _ input: [Double], _ root: RootSearch.Root, steps: Int, _ dynamics: Dynamics,
    _ tolerance: Double
  ) throws -> Point {
    let values = try generalEigenvalues(network.jacobian(at: root.values, input))
    // How far each is beyond what is stable.
    let excess = values.map { dynamics == .steps ? $0.squaredMagnitude.squareRoot() - 1 : $0.real - 1 }
    return Point(
      state: root.values, residual: root.residual, steps: steps,
      multipliers: values.sorted { ($0.squaredMagnitude, $0.imaginary) > ($1.squaredMagnitude, $1.imaginary) },
      unstableCount: excess.count { $0 > tolerance }, marginalCount: excess.count { abs($0) <= tolerance },
      realAboveOne: values.count { $0.imaginary == 0 && $0.real > 1 },
      isDegenerate: values.contains { $0.imaginary == 0 && abs($0.real - 1) <= tolerance })
  }
}
