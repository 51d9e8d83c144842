import AttractorModels
import Foundation
import Testing

struct IntegratorTests {
  /// τ dy/dt = −y + sin ωt from 0: y = (sin ωt − ωτ cos ωt + ωτ e^(−t/τ)) / (1 + ω²τ²).
  private func exact(_ t: Double, tau: Double, omega: Double) -> Double {
    let w = omega * tau
    return (sin(omega * t) - w * cos(omega * t) + w * exp(-t / tau)) / (1 + w * w)
  }

  private func error(_ integrator: Integrator, dt: Double) throws -> Double {
    let run = try Run(Leak(), integrator: integrator, dt: dt, steps: Int((4 / dt).rounded()))
    let end = try run { sin(1.3 * $0.time) }
    return abs(end.state[0] - exact(4, tau: 2, omega: 1.3))
  }

  @Test(arguments: [Integrator.euler, .exponentialEuler, .sequentialEuler, .rungeKutta4])
  func theErrorShrinksWithThePowerOfTheOrder(_ integrator: Integrator) throws {
    let (coarse, fine) = (try error(integrator, dt: 0.04), try error(integrator, dt: 0.02))
    #expect(abs(log2(coarse / fine) - Double(integrator.order)) < 0.1)
  }

  @Test(arguments: [1e-4, 1e-6, 1e-8, 1e-10])
  func theAdaptiveStepKeepsItsTolerance(_ tolerance: Double) throws {
    #expect(try error(.adaptive(relative: tolerance, absolute: tolerance), dt: 4) < 10 * tolerance)
  }

  @Test func theExponentialStepIsExactForAConstantInput() throws {
    let end = try Run(Leak(), integrator: .exponentialEuler, dt: 7, steps: 3) { _ in 3 }
    #expect(abs(end.state[0] - 3 * (1 - exp(-21.0 / 2))) < 1e-15)
  }

  /// Each field of y' = −y + 2z, z' = −z/4 + y/8 sees the other: the order holds for a coupled nonlinear network too.
  @Test(arguments: [Integrator.euler, .exponentialEuler, .rungeKutta4])
  func theOrderHoldsForABumpWithAdaptation(_ integrator: Integrator) throws {
    var parameters = AttractorParameters(inhibition: 0.1)
    parameters.adaptation = Adaptation(timeConstant: 10, strength: 0.3)
    let network = try RingNetwork(grid: RingGrid(count: 64), parameters: parameters)
    let start = network.stimulus(at: 0.7) + [Double](repeating: 0, count: 64)
    func end(_ integrator: Integrator, _ dt: Double) throws -> [Double] {
      try Run(network, integrator: integrator, dt: dt, steps: Int((4 / dt).rounded()))(from: Checkpoint(state: start)) {
        .bump(at: 0.7 + 0.2 * $0.time, strength: 0.1)
      }.state
    }
    let truth = try end(.adaptive(relative: 1e-11, absolute: 1e-12), 0.5)
    let (coarse, fine) = (try end(integrator, 0.08), try end(integrator, 0.04))
    let ratio = relativeDifference(coarse, truth) / relativeDifference(fine, truth)
    #expect(abs(log2(ratio) - Double(integrator.order)) < 0.25)
  }
}
