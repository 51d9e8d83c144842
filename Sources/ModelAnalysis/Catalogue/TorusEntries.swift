import AttractorModels
import Schema

extension ModelEntry {
  /// A torus without adaptation.
  static let torus = ModelEntry(
    "cann2d", otherNames: ["CANN2D"], title: "two-dimensional continuous attractor network",
    purpose: sentence {
      "The ring's network on the square of two rings, a torus: a bump holds itself at any place of two circular axes. "
      "With the default inhibition at least 18 neurons along each axis are needed."
    },
    equations: [
      "tau du/dt = -u + W r + I", "r = u^2 / (1 + k sum u^2)", "W(d) = J0 / (sqrt(2 pi) a) exp(-|d|^2 / 2a^2)",
      "I(x) = A exp(-|x - z|^2 / 4a^2), z the place of the stimulus",
    ], tasks: TorusModel.tasks, monitors: TorusModel.monitors(adapting: false), references: [.wu2008, .fung2010],
    stage: Simulation.description, parameters: TorusTable.self
  ) { try TorusModel($0.attractor, $0.length, adaptation: nil, $1) }

  /// A torus with adaptation.
  static let adaptingTorus = ModelEntry(
    "cann2d-sfa", otherNames: ["CANN2D_SFA"], title: "two-dimensional attractor with spike-frequency adaptation",
    purpose: sentence {
      "The torus with an adaptation that is taken from the activity: where m is above tau / tau_v the bump travels by itself. "
      "With the default inhibition at least 72 neurons along each axis are needed."
    },
    equations: [
      "tau du/dt = -u + W r + I - v", "tau_v dv/dt = -v + m u", "r = u^2 / (1 + k sum u^2)",
      "W(d) = J0 / (sqrt(2 pi) a) exp(-|d|^2 / 2a^2)", "I(x) = A exp(-|x - z|^2 / 4a^2)",
    ], tasks: TorusModel.tasks, monitors: TorusModel.monitors(adapting: true), references: [.mi2014, .fung2010],
    stage: Simulation.description, parameters: AdaptingTorusTable.self
  ) { try TorusModel($0.attractor, $0.length, adaptation: $0.adaptation.adaptation, $1) }
}

/// Parameters of the torus.
struct TorusTable: ParameterTable {
  var length = 64
  var attractor = AttractorSettings()

  static let parameters: [Parameter<TorusTable>] =
    [Parameter("length", \.length, help: "neurons along each axis")]
    + AttractorSettings.parameters.map { $0.within(\.attractor) }
}

/// Parameters of the torus with adaptation.
struct AdaptingTorusTable: ParameterTable {
  var length = 80
  var attractor = AttractorSettings(a: 0.3, amplitude: 0.2, coupling: 1)
  var adaptation = AdaptationSettings()

  static let parameters: [Parameter<AdaptingTorusTable>] =
    [Parameter("length", \.length, help: "neurons along each axis")]
    + AttractorSettings.parameters.map { $0.within(\.attractor) }
    + AdaptationSettings.parameters.map { $0.within(\.adaptation) }
}
