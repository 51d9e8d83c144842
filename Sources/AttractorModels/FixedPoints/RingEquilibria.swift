import ArrayNumerics
import Foundation

/// The ring of equilibria of a ring network: one bump, brought to rest, and its shifts.
public struct RingEquilibria {
  private let network: RingNetwork
  private let transform: RealFourierTransform
  private let coefficients: [Complex]
  private var problem: EquilibriumProblem<RingNetwork>
  /// The bump at position 0.
  public let bump: Equilibrium

  /// Relaxes the bump of the theory.
  ///
  /// - Throws: `badParameter` where no bump is held, the ends are doubled (there is no ring of equilibria) or adaptation moves
  ///   the bump; `noConvergence`
  public init(_ network: RingNetwork, tolerance: Double = 1e-13) throws {
    guard network.grid.ends == .joined, network.parameters.adaptation == nil else {
      throw AttractorModelsError.badParameter(
        name: "the number of neurons at one place", value: 2, expected: "1, and without adaptation, for a ring of equilibria")
    }
    guard let height = network.theory.heights?.stable else {
      throw AttractorModelsError.badParameter(
        name: "the inhibition", value: network.parameters.inhibition,
        expected: "positive and below the critical \(network.theory.criticalInhibition)")
    }
    self.network = network
    problem = try EquilibriumProblem(network, input: .none)
    let profile = network.parameters.stimulusProfile
    let start = network.grid.positions.map {
      height * profile.value(at: network.grid.distance($0, 0), circumference: network.grid.circumference)
    }
    // What is left of a residual grows with the bump.
    bump = try problem.relax(from: start, depth: 0, tolerance: max(tolerance, 2e-15 * height))
    transform = try RealFourierTransform(size: network.grid.count)
    coefficients = try transform.forward(bump.state)
  }

  /// The circle of a state that is known to be at rest, without adaptation.
  ///
  /// - Parameter state: one value for each neuron, with its centre at position 0.
  /// - Throws: `badParameter` for doubled ends; `wrongCount`
  public init(_ network: RingNetwork, shiftsOf state: Equilibrium) throws {
    guard network.grid.ends == .joined else {
      throw AttractorModelsError.badParameter(
        name: "the number of neurons at one place", value: 2, expected: "1, for a ring of equilibria")
    }
    self.network = network
    problem = try EquilibriumProblem(network, input: .none)
    bump = state
    transform = try RealFourierTransform(size: network.grid.count)
    coefficients = try transform.forward(state.state)
  }

  /// The equilibrium with its bump at a position, from the shift in Fourier space; its residual is computed anew.
  ///
  /// - Throws: `NumericsError`
  public mutating func equilibrium(at position: Double) throws -> Equilibrium {
    let turn = 2 * Double.pi * position / network.grid.circumference
    var shifted = coefficients
    for k in shifted.indices.dropFirst() {
      shifted[k] = shifted[k] * Complex(cos(Double(k) * turn), -sin(Double(k) * turn))
      // The inverse ignores the imaginary part of the last coefficient of an even ring, and nothing of a bump is there.
      if coefficients[k].squaredMagnitude < 1e-36 * coefficients[0].squaredMagnitude { shifted[k] = .zero }
    }
    let state = try transform.inverse(shifted)
    let residual = problem.residual(at: state).reduce(0) { max($0, abs($1)) }
    return Equilibrium(state: state, residual: residual, iterations: 0, drift: 0)
  }
}
