import AttractorModels
import Schema

extension ModelEntry {
  /// A ring without adaptation.
  static let ring = ModelEntry(
    "cann1d", otherNames: ["CANN1D"], title: "one-dimensional continuous attractor network",
    purpose: sentence {
      "Rate neurons on a ring with Gaussian connections and divisive inhibition. Below the critical inhibition a bump of "
      "activity holds itself at any place of the ring and follows a stimulus: the model of head direction and of orientation. "
      "Weights are not divided by the number of neurons, so that more neurons are a stronger recurrence."
    },
    equations: [
      "tau du/dt = -u + W r + I", "r = u^2 / (1 + k sum u^2)", "W(d) = J0 / (sqrt(2 pi) a) exp(-d^2 / 2a^2)",
      "I(x) = A exp(-(x - z)^2 / 4a^2), z the place of the stimulus",
    ], tasks: RingModel.tasks, monitors: RingModel.monitors(adapting: false), references: [.wu2008, .fung2010],
    stage: Simulation.description, parameters: RingTable.self
  ) { try RingModel($0.attractor, $0.num, adaptation: nil, $1) }

  /// A ring with adaptation.
  static let adaptingRing = ModelEntry(
    "cann1d-sfa", otherNames: ["CANN1D_SFA"], title: "one-dimensional attractor with spike-frequency adaptation",
    purpose: sentence {
      "The ring with an adaptation that follows the activity slowly and is taken from it. Where m is above tau / tau_v the "
      "bump cannot rest and travels by itself; below, it can lead a moving stimulus instead of lagging behind it."
    },
    equations: [
      "tau du/dt = -u + W r + I - v", "tau_v dv/dt = -v + m u", "r = u^2 / (1 + k sum u^2)",
      "W(d) = J0 / (sqrt(2 pi) a) exp(-d^2 / 2a^2)", "I(x) = A exp(-(x - z)^2 / 4a^2)",
    ], tasks: RingModel.tasks, monitors: RingModel.monitors(adapting: true), references: [.mi2014, .fung2010],
    stage: Simulation.description, parameters: AdaptingRingTable.self
  ) { try RingModel($0.attractor, $0.num, adaptation: $0.adaptation.adaptation, $1) }
}

/// Parameters of the ring.
struct RingTable: ParameterTable {
  var num = 512
  var attractor = AttractorSettings()

  static let parameters: [Parameter<RingTable>] =
    [Parameter("num", \.num, help: "neurons on the ring")] + AttractorSettings.parameters.map { $0.within(\.attractor) }
}

/// Parameters of the ring with adaptation.
struct AdaptingRingTable: ParameterTable {
  var num = 512
  var attractor = AttractorSettings(a: 0.3, amplitude: 0.2, coupling: 1)
  var adaptation = AdaptationSettings()

  static let parameters: [Parameter<AdaptingRingTable>] =
    [Parameter("num", \.num, help: "neurons on the ring")] + AttractorSettings.parameters.map { $0.within(\.attractor) }
    + AdaptationSettings.parameters.map { $0.within(\.adaptation) }
}
