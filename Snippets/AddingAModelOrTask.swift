import AttractorModels
import Foundation

/// Two populations that inhibit each other: τ du/dt = −u + max(0, I − w u′), where u′ is the other one.
public struct Rivals: DynamicalModel {
  /// w. Above 1 only one of them can be active.
  public var inhibition = 2.0

  public init() {}

  public var fields: [StateField] {
    [StateField("u", "activity of the two populations", shape: [2], timeConstant: 10)]
  }

  public func makeWorkspace() {}

  public func drive(_ state: [Double], _ input: [Double], _ workspace: inout Void, into drive: inout [Double]) {
    for one in 0..<2 { drive[one] = max(0, input[one] - inhibition * state[1 - one]) }
  }
}

/// A task of one's own is a function of the clock: both are driven, and the first a little more until time 100.
public func decision() throws -> [Double] {
  let run = try Run(Rivals(), integrator: .euler, dt: 0.1, steps: 4000)
  return try run { clock in clock.time < 100 ? [1.1, 1] : [1, 1] }.state
}

/// The same for a network of the package: a stimulus that swings to and fro, and where the bump follows it.
public func swinging() throws -> [Double] {
  let network = try RingNetwork(grid: RingGrid(count: 256), parameters: AttractorParameters(inhibition: 0.5))
  let decoder = RingDecoder(network.grid)
  let centers = Trace(every: 100) { decoder.bump(in: $0).center }
  try Run(network, integrator: .euler, dt: 0.1, steps: 20_000)(observing: [centers]) { clock in
    .bump(at: sin(2 * .pi * clock.time / 1000))
  }
  return centers.values
}
