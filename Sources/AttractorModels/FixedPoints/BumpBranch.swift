import ArrayNumerics
import Foundation

extension RingNetwork {
  /// A network with fewer points that stands for this one: couplings and inhibition grow as neurons become fewer, and activity
  /// has the same values at the points that both have. The trapezoidal rule is exact as long as everything is smooth: no
  /// noise, connections summed over all turns, and `points` ≥ 2 √(ln 1/ε) / a (in radians) for an error ε.
  ///
  /// - Throws: `badParameter` for doubled ends, or too few points for an error of 1e-12.
  public func coarse(points: Int) throws(AttractorModelsError) -> RingNetwork {
    let width = parameters.width * 2 * .pi / grid.circumference
    let fewest = Int((2 * log(1e12).squareRoot() / width).rounded(.up))
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
  /// Newton steps altogether.
  public var newtonSteps: Int
  /// Whether its end was reached, and not the limit of 500 points.
  public var isComplete: Bool

  /// Follows the branch from the stable bump of the network's own parameters, with even bumps on a ring of `points` points.
  ///
  /// - Parameters:
  ///   - increasing: the first direction of the parameter.
  ///   - range: of the parameter; the branch ends where it leaves it, or behind its first fold where it comes back to its
  ///     start.
  /// - Throws: `badParameter` where the network holds no bump; `noConvergence`
  public init(
    _ network: RingNetwork, parameter: Parameter, increasing: Bool, range: ClosedRange<Double>, points count: Int = 64
  ) throws {
    guard let height = network.theory.heights?.stable, network.parameters.adaptation == nil else {
      throw AttractorModelsError.badParameter(
        name: "the inhibition", value: network.parameters.inhibition,
        expected: "positive and below the critical \(network.theory.criticalInhibition), without adaptation")
    }
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
    continuation.stepLength = { max(1e-3, 0.1 * abs($0.unknowns[0])) }
    let branch = try continuation.follow(from: bump + [start / unit], increasing: increasing) { branch in
      guard let last = branch.points.last?.unknowns.last else { return false }
      let value = last * unit
      return !range.contains(value) || (!branch.folds.isEmpty && (increasing ? value <= start : value >= start))
    }
    func point(_ point: Continuation.Point) -> Point {
      let half = point.unknowns.dropLast().map { $0 * equations.heightUnit }
      let mirrored = (1..<(count + 1) / 2).reversed().map { half[$0] }
      return Point(value: (point.unknowns.last ?? 0) * unit, height: half[0], state: half + mirrored)
    }
    points = branch.points.map(point).filter { range.contains($0.value) }
    folds = branch.folds.map(point)
    newtonSteps = branch.newtonSteps
    isComplete = branch.isComplete
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
