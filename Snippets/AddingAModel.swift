import AttractorModels
import Foundation

/// The ring of Ben-Yishai, Bar-Or & Sompolinsky (1995, doi:10.1073/pnas.92.9.3844):
/// τ dr/dt = −r + [I + mean (J₀ + J₁ cos Δ) r]₊.
public struct CosineRing: DynamicalModel {
  /// Neurons, inhibition, tuned coupling, and the drive of all.
  public var (count, inhibition, coupling, drive) = (128, -6.0, 6.0, 1.0)

  public init() {}

  public var fields: [StateField] { [StateField("r", "rate", shape: [count], timeConstant: 1)] }

  public func makeWorkspace() {}

  public func drive(_ state: [Double], _ input: Double, _ workspace: inout Void, into drive: inout [Double]) {
    let (mean, first) = (state.reduce(0, +) / Double(count), firstHarmonic(of: state))
    for index in 0..<count {
      let angle = 2 * Double.pi * Double(index) / Double(count)
      let recurrent = inhibition * mean + coupling * (first.cosine * cos(angle) + first.sine * sin(angle))
      drive[index] = max(0, self.drive + input * cos(angle) + recurrent)
    }
  }

  /// Mean of r cos θ and of r sin θ.
  public func firstHarmonic(of state: [Double]) -> (cosine: Double, sine: Double) {
    state.indices.reduce((0, 0)) { sum, index in
      let angle = 2 * Double.pi * Double(index) / Double(count)
      return (sum.0 + state[index] * cos(angle) / Double(count), sum.1 + state[index] * sin(angle) / Double(count))
    }
  }
}

/// A bump that a weak input at angle 0 raises, after the input is gone.
public func settledBump() throws -> [Double] {
  let ring = CosineRing()
  let run = try Run(ring, integrator: .rungeKutta4, dt: 0.1, steps: 1000)
  return try run { $0.time < 10 ? 0.1 : 0 }.state
}

/// The same as a state at rest, to rounding, with how far it is from being a continuous attractor.
public func restingBump() throws -> (state: Equilibrium, stability: Stability) {
  let ring = CosineRing()
  var problem = try EquilibriumProblem(ring, input: 0)
  let state = try problem.relax(from: settledBump())
  // Twice the smallest eigenvalue that a Jacobian by differences can tell from 0.
  let eigenvalues = try problem.eigenvalues(at: state.state)
  return (state, Stability(realParts: eigenvalues.map(\.real), tolerance: 1e-6))
}
