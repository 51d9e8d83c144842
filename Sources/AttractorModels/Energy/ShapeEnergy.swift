import ArrayNumerics
import Foundation

/// A Lyapunov function of a ring network without input and adaptation: L = (3/2) ln Q − ln g with Q = ½ uᵀ W⁻¹ u, g = ⅓ Σ u³.
///
/// It never grows while g > 0. With ⟨a, b⟩ = aᵀ W b the dynamics are du/dt = W(−∇Q + ∇g/B), and since Q and g are homogeneous
/// of degree 2 and 3, dL/dt = −(⟨∇g, ∇g⟩/g − 9g/(2Q))/B, which is not positive by Cauchy and Schwarz: ⟨∇Q, ∇g⟩ = 3g, ⟨∇Q, ∇Q⟩
/// = 2Q. It is 0 only where W u² is a multiple of u, where the activity has the shape of an equilibrium. L does not change
/// with the height; the inhibition sets that alone. It is the same for all bumps of a ring of equilibria: the flat bottom of a
/// valley.
public struct ShapeEnergy {
  private let grid: RingGrid
  private let transform: RealFourierTransform
  /// 1 / the kernel's spectrum, 0 for wave numbers that W does not pass on.
  private let inverse: [Double]

  /// - Throws: `badParameter` for a network that has no such function: with doubled ends W has another form, and adaptation
  ///   turns activity round.
  public init(_ network: RingNetwork) throws {
    guard network.grid.ends == .joined, network.parameters.adaptation == nil, network.parameters.coupling > 0 else {
      throw AttractorModelsError.badParameter(
        name: "the number of neurons at one place", value: 2,
        expected: "1, with a positive coupling and without adaptation, for a Lyapunov function")
    }
    let grid = network.grid
    let n = grid.count
    self.grid = grid
    transform = try RealFourierTransform(size: n)
    let kernel = (0..<n).map { network.weight(at: Double(min($0, n - $0)) * grid.spacing) }
    let spectrum = try transform.forward(kernel).map(\.real)
    // Parts of u beyond do not come from the network; they die with e^(−t/τ).
    inverse = spectrum.map { $0 > 1e-9 * spectrum[0] ? 1 / $0 : 0 }
  }

  /// L; infinite where Σ u³ is not positive, as at rest.
  ///
  /// - Throws: `NumericsError`
  public func callAsFunction(_ state: [Double]) throws(NumericsError) -> Double {
    let n = grid.count
    let coefficients = try transform.forward(Array(state.prefix(n)))
    var q = 0.0
    for (k, coefficient) in coefficients.enumerated() {
      // Each but the first, and the last of an even ring, stands for two.
      let times: Double = k == 0 || 2 * k == n ? 1 : 2
      q += 0.5 * times * coefficient.squaredMagnitude * inverse[k] / Double(n)
    }
    let g = state.prefix(n).reduce(0) { $0 + $1 * $1 * $1 } / 3
    return g > 0 && q > 0 ? 1.5 * log(q) - log(g) : .infinity
  }
}

/// Values over the neurons, with their name.
public struct NamedCurve: Sendable, Equatable {
  /// As a figure shows it.
  public var name: String
  /// One for each neuron.
  public var values: [Double]
}

extension RingNetwork {
  /// What goes by the name of an energy, each for itself: the activity u, the rates, and what comes from outside. None of them
  /// is a Lyapunov function; that is `ShapeEnergy`, one number for a state.
  ///
  /// - Throws: `wrongCount` for an input of another size.
  public func curves(of state: [Double], input: Stimulus<Double>) throws(AttractorModelsError) -> [NamedCurve] {
    guard state.count == stateCount else { throw .wrongCount(what: "state", found: state.count, expected: stateCount) }
    let outside: [Double]
    switch input {
    case .none: outside = [Double](repeating: 0, count: grid.count)
    case .bump(let position, let strength): outside = stimulus(at: position).map { $0 * strength }
    case .values(let values):
      guard values.count == grid.count else { throw .wrongCount(what: "input", found: values.count, expected: grid.count) }
      outside = values
    }
    return [
      NamedCurve(name: "activity", values: Array(state.prefix(grid.count))),
      NamedCurve(name: "rates", values: rates(of: state)),
      NamedCurve(name: "input", values: outside),
    ]
  }
}
