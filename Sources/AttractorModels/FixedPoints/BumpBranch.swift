import ArrayNumerics
import Foundation

extension RingNetwork {
  /// A network with fewer points that stands for this one: couplings and inhibition grow as neurons become fewer, and activity
  /// has the same values at the points that both have. The trapezoidal rule is exact as long as everything is smooth: no
  /// noise, connections summed over all turns, and `points` ≥ 2 √(ln 1/ε) / a (in radians) for an error ε.
  ///
  /// - Throws: `badParameter` for doubled ends, or too few points for an error of 1e-12.
  public func coarse(points: Int) throws(AttractorModelsError) -> RingNetwork {
    let fewest = fewestPoints(width: parameters.width)
    guard grid.ends == .joined, points >= min(fewest, grid.count) else {
      throw .badParameter(
        name: "the number of points that stand for the ring", value: Double(points), expected: "\(fewest) or more, on a ring")
    }
    let ratio = Double(grid.count) / Double(points)
    var coarse = parameters
    coarse.images = .all
    coarse.coupling *= ratio
    coarse.inhibition *= ratio
    return try RingNetwork(
      grid: RingGrid(count: points, lower: grid.lower, circumference: grid.circumference), parameters: coarse)
  }

  /// The fewest points that stand for the ring with an error of 1e-12 where connections have this width, radians.
  func fewestPoints(width: Double) -> Int {
    Int((2 * log(1e12).squareRoot() * grid.circumference / (2 * .pi * width)).rounded(.up))
  }
}

/// The even bumps of a ring network while one of its parameters changes: the branch of stable bumps, the fold at which no bump
/// is held any more, and the branch of saddles behind it.
public struct BumpBranch: Sendable, Equatable {
  /// What changes.
  public enum Parameter: String, Sendable, CaseIterable {
    /// k
    case inhibition
    /// J₀
    case coupling
    /// a
    case width
  }

  /// One bump.
  public struct Point: Sendable, Equatable {
    /// Of the parameter.
    public var value: Double
    /// u at the bump's centre.
    public var height: Double
    /// u of the whole coarse ring, the centre first.
    public var state: [Double]
  }

  /// Which one changes.
  public var parameter: Parameter
  /// Along the branch.
  public var points: [Point]
  /// Where no bump is held any more.
  public var folds: [Point]
  /// Where the bump becomes even activity, out of which it grows (a pitchfork); the branch ends there.
  public var pitchforks: [Point]
  /// Newton steps altogether.
  public var newtonSteps: Int
  /// Whether its end was reached, and not the limit of 2,000 points.
  public var isComplete: Bool

  /// Follows the branch from the stable bump of the network's own parameters, with bumps even about a neuron.
  ///
  /// As few points stand for the ring as the least width on the way allows, 64 or more; a ring of fewer neurons is its own.
  ///
  /// - Parameters:
  ///   - increasing: the first direction of the parameter.
  ///   - range: of the parameter; the branch ends where it leaves it, or behind its first fold where it comes back to its
  ///     start.
  /// - Throws: `badParameter` where the network holds no bump; `noConvergence`
  public init(
    _ network: RingNetwork, parameter: Parameter, increasing: Bool, range: ClosedRange<Double>
  ) throws {
    guard let height = network.theory.heights?.stable, network.parameters.adaptation == nil else {
      throw AttractorModelsError.badParameter(
        name: "the inhibition", value: network.parameters.inhibition,
        expected: "positive and below the critical \(network.theory.criticalInhibition), without adaptation")
    }
    let least = parameter == .width ? min(range.lowerBound, network.parameters.width) : network.parameters.width
    let needed = network.fewestPoints(width: least)
    let count = min(network.grid.count, max(64, needed + needed % 2))
    let coarse = try network.coarse(points: count)
    self.parameter = parameter
    let (start, unit) = Self.scale(of: parameter, network)
    let equations = EvenBumpEquations(coarse, parameter, own: start, heightUnit: 2 / network.theory.gain)
    let profile = RingGaussian(width: network.parameters.width, sharpness: 0.25, images: .nearest)
    let bump = (0...count / 2).map {
      height / equations.heightUnit
        * profile.value(at: Double($0) * coarse.grid.spacing, circumference: coarse.grid.circumference)
    }
    var continuation = Continuation { equations.values(at: $0, unit: unit) }
    // Neither height nor parameter changes by more than a tenth in a step.
    continuation.stepLength = { point in
      let shares = [0, point.unknowns.count - 1].map { abs(point.unknowns[$0]) / max(1e-12, abs(point.tangent[$0])) }
      return max(1e-3, 0.1 * min(shares[0], shares[1]))
    }
    // A value is a product of the unit: the ends of the range belong to it.
    let slack = 1e-9 * max(abs(range.lowerBound), abs(range.upperBound))
    let wide = (range.lowerBound - slack)...(range.upperBound + slack)
    let branch = try continuation.follow(from: bump + [start / unit], increasing: increasing, limit: 2000) { branch in
      guard let last = branch.points.last?.unknowns.last else { return false }
      let value = last * unit
      return !wide.contains(value) || (!branch.folds.isEmpty && (increasing ? value <= start : value >= start))
        || branch.folds.contains { Self.isEven($0.unknowns) }
    }
    func point(_ point: Continuation.Point) -> Point {
      let half = point.unknowns.dropLast().map { $0 * equations.heightUnit }
      let mirrored = (1..<(count + 1) / 2).reversed().map { half[$0] }
      let value = (point.unknowns.last ?? 0) * unit
      return Point(value: min(max(value, range.lowerBound), range.upperBound), height: half[0], state: half + mirrored)
    }
    let even = branch.folds.firstIndex { Self.isEven($0.unknowns) }
    pitchforks = even.map { Self.pitchfork(near: point(branch.folds[$0]), parameter, coarse) }.map { [$0] } ?? []
    points = branch.points.filter { wide.contains(($0.unknowns.last ?? 0) * unit) }.map(point)
    // Behind the pitchfork the same bumps come back, half a turn on.
    if even != nil, let before = points.lastIndex(where: { $0.height > $0.state[$0.state.count / 2] }) {
      points.removeSubrange((before + 1)...)
    }
    folds = branch.folds[..<(even ?? branch.folds.count)].map(point)
    newtonSteps = branch.newtonSteps
    isComplete = branch.isComplete
  }

  /// Whether activity is the same everywhere, as it is where a bump grows out of it.
  private static func isEven(_ unknowns: [Double]) -> Bool {
    let activity = unknowns.dropLast()
    let (low, high) = (activity.min() ?? 0, activity.max() ?? 0)
    return high - low < 0.02 * abs(high)
  }

  /// Where even activity has an eigenvalue 0 of one turn round the ring: −1 + 2 Ŵ(1) / Ŵ(0), which the width alone changes.
  private static func pitchfork(near point: Point, _ parameter: Parameter, _ coarse: RingNetwork) -> Point {
    guard parameter == .width else { return point }
    func excess(_ width: Double) -> Double {
      var parameters = coarse.parameters
      parameters.width = width
      let kernel = parameters.connection
      let n = coarse.grid.count
      return (0..<n).reduce(0) { sum, index in
        let weight = kernel.value(
          at: coarse.grid.spacing * Double(min(index, n - index)), circumference: coarse.grid.circumference)
        return sum + weight * (2 * cos(2 * .pi * Double(index) / Double(n)) - 1)
      }
    }
    var (low, high) = (0.9 * point.value, 1.1 * point.value)
    guard excess(low) > 0, excess(high) < 0 else { return point }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if excess(middle) > 0 { low = middle } else { high = middle }
    }
    var found = point
    found.value = (low + high) / 2
    return found
  }

  /// The parameter's value, and where theory sees the fold: what 1 stands for in its unknown.
  private static func scale(of parameter: Parameter, _ network: RingNetwork) -> (value: Double, unit: Double) {
    let parameters = network.parameters
    let room = network.theory.criticalInhibition / parameters.inhibition
    return switch parameter {
    case .inhibition: (parameters.inhibition, parameters.inhibition * room)
    case .coupling: (parameters.coupling, parameters.coupling / room.squareRoot())
    case .width: (parameters.width, parameters.width * room)
    }
  }
}
