import Foundation

/// How a state is carried over one step.
public enum Integrator: Sendable, Hashable {
  /// y ← y + (dt/τ)(F − y). First order, stable for dt < 2τ.
  case euler
  /// y ← y + (1 − e^(−dt/τ))(F − y), exact for a drive that does not change. First order, stable for any dt where the decay is
  /// concerned (Hochbruck & Ostermann 2010, doi:10.1017/S0962492910000048).
  case exponentialEuler
  /// Euler with each field updated before the next one's drive is asked for, as canns does for adaptation. First order.
  case sequentialEuler
  /// The classical method of Runge and Kutta: four drives a step, fourth order, stable for dt < 2.785 τ.
  case rungeKutta4
  /// The pair of orders 5 and 4 of Dormand & Prince (1980, doi:10.1016/0771-050X(80)90013-3): steps of its own within dt, as
  /// short as the tolerances ask. Each dt begins with one step of its whole length, so that a run that was interrupted goes on
  /// with the same bits.
  case adaptive(relative: Double = 1e-6, absolute: Double = 1e-9)

  /// How many of the shortest time constant a step may last before the decay alone makes it unstable.
  public var stabilityLimit: Double {
    switch self {
    case .euler, .sequentialEuler: 2
    case .rungeKutta4: 2.785
    case .exponentialEuler, .adaptive: .infinity
    }
  }

  /// The power of dt with which the error shrinks.
  public var order: Int {
    switch self {
    case .euler, .exponentialEuler, .sequentialEuler: 1
    case .rungeKutta4: 4
    case .adaptive: 5
    }
  }

  /// c of y ← y + c (F − y).
  func coefficient(dt: Double, timeConstant: Double) -> Double {
    self == .exponentialEuler ? -expm1(-dt / timeConstant) : dt / timeConstant
  }
}

/// The coefficients of an explicit method of Runge and Kutta (Butcher's tableau).
struct RungeKuttaTableau: Sendable {
  /// Where in the step each stage looks.
  let nodes: [Double]
  /// What each stage takes of the slopes before it.
  let stages: [[Double]]
  /// What the result takes of the slopes.
  let result: [Double]
  /// Result minus the embedded one of lower order; empty where there is none.
  let error: [Double]

  static let classical = RungeKuttaTableau(
    nodes: [0, 0.5, 0.5, 1], stages: [[], [0.5], [0, 0.5], [0, 0, 1]], result: [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6], error: [])

  static let dormandPrince = RungeKuttaTableau(
    nodes: [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1],
    stages: [
      [],
      [1.0 / 5],
      [3.0 / 40, 9.0 / 40],
      [44.0 / 45, -56.0 / 15, 32.0 / 9],
      [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
      [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
      [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ],
    result: [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0],
    error: [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40])
}
