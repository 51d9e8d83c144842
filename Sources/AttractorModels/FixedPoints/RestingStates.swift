import ArrayNumerics
import Foundation

/// A family of states at rest: one state with its copies along what the network's symmetry leaves open.
public struct RestingFamily: Sendable, Equatable {
  /// How many bumps it has along each axis, 0 where it is even; empty for silence.
  public var bumps: [Int]
  /// Whether it is the higher of both states of its form; `nil` where there is one.
  public var isUpper: Bool?
  /// One state of the family, with its bump at the first place.
  public var equilibrium: Equilibrium
  /// Of the dynamics linearised there, per unit of time, largest real part first, all of them.
  public var eigenvalues: [Complex]
  /// What they say.
  public var stability: Stability
  /// 0 for a state that stands alone, 1 for a circle, 2 for a torus.
  public var dimension: Int
  /// How many states that stand alone the symmetry makes of it, where it is pinned to neurons.
  public var copies: Int

  /// Its part of the sum of indices; `nil` where a state that stands alone has an eigenvalue that counts as 0.
  public var index: Int? {
    if dimension > 0 { return 0 }
    if stability.marginalCount > 0 { return nil }
    return copies * (stability.unstableCount.isMultiple(of: 2) ? 1 : -1)
  }

  /// `nil` for silence.
  public var isSilent: Bool { bumps.isEmpty }
}

/// The states at rest of a network without input, the most stable of each form first and silence last.
public struct RestingStates: Sendable, Equatable {
  /// Of all forms that were found.
  public var families: [RestingFamily]

  /// Σ (−1)^(Morse index) over the states that stand alone; circles and tori add nothing. 1 for a complete list of dynamics
  /// that bring every state back to a bounded region (Poincaré and Hopf; Milnor 1965, Topology from the Differentiable
  /// Viewpoint). A list with another sum lacks some; one with the sum 1 may still lack circles, or states whose indices cancel.
  /// `nil` where an index cannot be told within the tolerance.
  public var indexSum: Int? {
    families.reduce(0) { sum, family in sum.flatMap { sum in family.index.map { sum + $0 } } }
  }

  /// The states of a ring network.
  ///
  /// - Parameters:
  ///   - starts: random ones, beside those of bumps and of even activity.
  ///   - tolerance: for eigenvalues that count as 0, per τ.
  /// - Throws: as `shapes(starts:seed:work:)`.
  public init(
    _ network: RingNetwork, starts: Int = 32, seed: UInt64 = 0, tolerance: Double = 1e-9, work: Work = Work()
  ) throws {
    let shapes = try network.shapes(starts: starts, seed: seed, work: work)
    let parameters = network.parameters
    var problem = try EquilibriumProblem(network, input: .none)
    let isSmooth = network.grid.joins(parameters.width, within: tolerance)
    families =
      shapes.flatMap { shape in
        let scales = shape.scales(inhibition: parameters.inhibition)
        return scales.map { scale in
          let u = shape.values.map { scale * $0 }
          let stability = parameters.spectrum(shape.eigenvalues(scale: scale), neurons: u.count, tolerance: tolerance)
          let isCircle = isSmooth && shape.bumps > 0 && stability.stability.marginalCount > 0
          return RestingFamily(
            bumps: [shape.bumps], isUpper: scales.count == 2 ? scale == scales[0] : nil,
            equilibrium: problem.measured(at: parameters.resting(u)), eigenvalues: stability.values,
            stability: stability.stability, dimension: isCircle ? 1 : 0,
            copies: network.grid.ends == .joined && !isSmooth ? Self.period(of: shape) : 1)
        }
      } + [.silence(of: parameters, &problem, neurons: network.grid.count, tolerance: tolerance)]
  }

  /// The states of a torus network that are products of a form along each axis: W is the product of a kernel along each axis,
  /// so g(x) h(y) solves W g² = g where both factors do. There may be others.
  ///
  /// - Throws: as `init(_:starts:seed:tolerance:work:)`.
  public init(
    _ network: TorusNetwork, starts: Int = 32, seed: UInt64 = 0, tolerance: Double = 1e-9, work: Work = Work()
  ) throws {
    let parameters = network.parameters
    let axis = try RingNetwork(grid: network.grid, parameters: parameters)
    let shapes = try axis.shapes(starts: starts, seed: seed, work: work)
    // The kernel of an axis has the whole amplitude, so that the product has its square.
    let amplitude = try axis.withoutAdaptation().parameters.peakWeight
    var problem = try EquilibriumProblem(network, input: .none)
    families = []
    let isSmooth = network.grid.joins(parameters.width, within: tolerance)
    for y in shapes {
      for x in shapes {
        try work.checkCancellation()
        let product = RingShape(
          values: y.values.flatMap { y in x.values.map { amplitude * y * $0 } }, bumps: x.bumps,
          productEigenvalues: y.productEigenvalues.flatMap { y in x.productEigenvalues.map { y * $0 } }.sorted(by: >),
          residual: max(x.residual, y.residual))
        let scales = product.scales(inhibition: parameters.inhibition)
        for scale in scales {
          let u = product.values.map { scale * $0 }
          let spectrum = parameters.spectrum(product.eigenvalues(scale: scale), neurons: u.count, tolerance: tolerance)
          let axes = isSmooth ? [x, y].count { $0.bumps > 0 } : 0
          let dimension = min(axes, spectrum.stability.marginalCount)
          let copies = network.grid.ends == .joined && !isSmooth ? Self.period(of: x) * Self.period(of: y) : 1
          families.append(
            RestingFamily(
              bumps: [x.bumps, y.bumps], isUpper: scales.count == 2 ? scale == scales[0] : nil,
              equilibrium: problem.measured(at: parameters.resting(u)), eigenvalues: spectrum.values,
              stability: spectrum.stability, dimension: dimension, copies: copies))
        }
      }
    }
    families.append(.silence(of: parameters, &problem, neurons: network.neurons, tolerance: tolerance))
  }

  /// After how many places a form repeats itself.
  private static func period(of shape: RingShape) -> Int {
    let (g, n) = (shape.values, shape.values.count)
    let high = g.max() ?? 0
    return (1...n).first { step in
      n.isMultiple(of: step) && g.indices.allSatisfy { abs(g[$0] - g[($0 + step) % n]) < 1e-9 * high }
    } ?? n
  }
}

extension RestingFamily {
  fileprivate static func silence<Model: DynamicalModel>(
    of parameters: AttractorParameters, _ problem: inout EquilibriumProblem<Model>, neurons: Int, tolerance: Double
  ) -> RestingFamily {
    let u = [Double](repeating: 0, count: neurons)
    let spectrum = parameters.spectrum([], neurons: neurons, tolerance: tolerance)
    return RestingFamily(
      bumps: [], isUpper: nil, equilibrium: problem.measured(at: parameters.resting(u)), eigenvalues: spectrum.values,
      stability: spectrum.stability, dimension: 0, copies: 1)
  }
}

extension RingGrid {
  /// Whether bumps of a width are alike everywhere: the eigenvalue by which neurons hold them, about exp(−(n a)²/4) with a in
  /// radians, is below a tolerance.
  func joins(_ width: Double, within tolerance: Double) -> Bool {
    let product = Double(count) * width * 2 * .pi / circumference
    return ends == .joined && exp(-product * product / 4) < tolerance
  }
}

extension EquilibriumProblem {
  /// A state as it is, with what is left of F − y there.
  mutating func measured(at state: [Double]) -> Equilibrium {
    Equilibrium(
      state: state, residual: residual(at: state).reduce(0) { max($0, abs($1)) }, iterations: 0, drift: 0)
  }
}

extension AttractorParameters {
  /// The whole state at rest with u: v = m u with adaptation.
  func resting(_ u: [Double]) -> [Double] { adaptation.map { adaptation in u + u.map { adaptation.strength * $0 } } ?? u }

  /// All eigenvalues per unit of time from those without adaptation times τ (of which the −1 of all other neurons are missing),
  /// largest real part first.
  ///
  /// With adaptation the network without it has W / (1 + m), so that κ = (1 + m)(1 + λ) are the eigenvalues of W ∂r/∂u, and
  /// each gives the two of [[κ − 1, −1], [m τ/τᵥ, −τ/τᵥ]]: at translation, κ = 1 + m, they are 0 and m − τ/τᵥ.
  func spectrum(
    _ known: [Double], neurons: Int, tolerance: Double
  ) -> (values: [Complex], stability: Stability) {
    let all = known.prefix(neurons) + [Double](repeating: -1, count: max(0, neurons - known.count))
    var values = all.map { Complex($0, 0) }
    if let adaptation {
      let (m, ratio) = (adaptation.strength, timeConstant / adaptation.timeConstant)
      values = all.flatMap { lambda -> [Complex] in
        let excess = (1 + m) * (1 + lambda) - 1
        let (middle, square) = ((excess - ratio) / 2, (excess + ratio) * (excess + ratio) / 4 - m * ratio)
        let root = abs(square).squareRoot()
        return square >= 0
          ? [Complex(middle + root, 0), Complex(middle - root, 0)] : [Complex(middle, root), Complex(middle, -root)]
      }
    }
    values.sort { $0.real != $1.real ? $0.real > $1.real : $0.imaginary > $1.imaginary }
    let stability = Stability(realParts: values.map(\.real), tolerance: tolerance)
    return (values.map { Complex($0.real / timeConstant, $0.imaginary / timeConstant) }, stability)
  }
}
