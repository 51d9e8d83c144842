import ArrayNumerics
import SpikingNetworks
import Testing

/// Neurons that share their parameters are advanced on wide vectors where the processor has them; neurons with parameters of
/// their own are not. With the same value for each of them both give the same bytes.
@Suite struct WideStepTests {
  /// A recurrent network, so that a single different bit would grow.
  private static func record(_ model: String, isShared: Bool, threads: Int = 1) throws -> NetworkRecord {
    let size = 203
    func value(_ value: Double) -> Distribution {
      isShared ? .constant(value) : .values([Double](repeating: value, count: size))
    }
    let isCurrent = model == "exp-lif"
    let parameters: [String: Distribution] =
      isCurrent
      ? [
        "V_rest": value(-49), "V_th": value(-50), "V_reset": value(-60), "tau": value(20), "C_m": value(20),
        "tau_syn_ex": value(5), "tau_syn_in": value(10), "tau_ref": value(5),
      ]
      : [
        "V_rest": value(-49), "V_th": value(-50), "V_reset": value(-60), "g_L": value(10), "C_m": value(200),
        "E_ex": value(0), "E_in": value(-80), "tau_syn_ex": value(5), "tau_syn_in": value(10), "tau_ref": value(5),
      ]
    let (excitation, inhibition) = isCurrent ? (1.62, -9.0) : (6.0, -67.0)
    let network = try SpikingNetwork(
      NetworkDescription(
        dt: 0.1, duration: 400, seed: 2,
        populations: [
          PopulationDescription(
            "cells", model: model, size: size, parameters: parameters, initial: ["v": .uniform(-60, -50)]),
          PopulationDescription("kick", model: "poisson-generator", size: size, parameters: ["rate": .constant(400)]),
        ],
        projections: [
          ProjectionDescription(
            from: "cells", to: "cells", .probability(0.05, allowsSelf: false), weight: .constant(excitation)),
          ProjectionDescription(
            from: "cells", to: "cells", .probability(0.02, allowsSelf: false), weight: .constant(inhibition)),
          // So strong at times that the conductance is beyond the polynomial of a short step.
          ProjectionDescription(from: "kick", to: "cells", .oneToOne, weight: .exponential(mean: isCurrent ? 10 : 1500)),
        ], monitors: [MonitorDescription("cells", ["spike", "v"], every: 50)]))
    return try network.run(steps: 4000, work: Work(threads: threads), leastWork: 1)
  }

  @Test(arguments: ["exp-lif", "cond-exp-lif"])
  func bothWaysGiveTheSameBytes(model: String) throws {
    let wide = try Self.record(model, isShared: true)
    #expect(wide.spikes[0].steps.count > 500)
    #expect(try Self.record(model, isShared: false) == wide)
    for threads in 2...3 { #expect(try Self.record(model, isShared: true, threads: threads) == wide) }
  }
}
