import Schema

/// The models that a network may name. A value: a program that adds its own has its own catalogue.
public struct NeuronCatalogue: Sendable {
  /// In the order in which they are listed.
  public private(set) var models: [NeuronModel]
  /// Those of which SPAIC's program computes something else.
  private let variants: [NeuronModel]
  /// Other names of the same.
  private let aliases: [String: String]

  init(models: [NeuronModel], variants: [NeuronModel], aliases: [String: String]) {
    self.models = models
    self.variants = variants
    self.aliases = aliases
  }

  /// The catalogue with one more model, or another one of its name.
  public func adding(_ model: NeuronModel) -> NeuronCatalogue {
    var catalogue = self
    catalogue.models.removeAll { Self.folded($0.name) == Self.folded(model.name) }
    catalogue.models.append(model)
    return catalogue
  }

  /// The model of a name; letter case, hyphens and underscores do not count.
  ///
  /// - Throws: `SpikingNetworksError` for an unknown one, with the nearest.
  public func model(_ name: String, profile: Profile = .reference, place: String = "model") throws -> NeuronModel {
    let asked = Self.folded(name)
    let wanted = aliases[asked] ?? asked
    if profile == .spaic, let variant = variants.first(where: { Self.folded($0.name) == wanted }) { return variant }
    if let model = models.first(where: { Self.folded($0.name) == wanted }) { return model }
    throw SpikingNetworksError.unknown("model", name, in: models.map(\.name), place: place)
  }

  private static func folded(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }

  /// All that the program knows.
  public static let standard = NeuronCatalogue(
    models: NeuronModel.networkNeurons + NeuronModel.kernelFamily + NeuronModel.integrateFamily + NeuronModel.leakyFamily
      + NeuronModel.biophysicalFamily + NeuronModel.rateFamily + NeuronModel.chipFamily + NeuronModel.experimental
      + NeuronModel.sources + NeuronModel.encoders,
    variants: NeuronModel.spaicVariants,
    aliases: [
      "iafpscexp": "explif", "iafcondexp": "condexplif", "ccgenerator": "dcgenerator", "constantcurrent": "dcgenerator",
      "sin": "singenerator", "ramp": "rampgenerator", "customgenerator": "spikegenerator", "clifmodel": "clif",
      "clif2kmodel": "clif2k", "plif2kmodel": "pclif", "adaptiveclifmodel": "aclif", "ifmodel": "if",
      "ifsoftmodel": "ifsoftreset", "ifbmodel": "ifb", "nonspikingifbmodel": "nonspikingifb", "nullmodel": "null",
      "qlifmodel": "qlif", "selifmodel": "selif", "selifdebugmodel": "selifdebug", "slifmodel": "slif", "lifmodel": "lif",
      "plifmodel": "plif", "constantcurrentlifmodel": "constantcurrentlif", "nonspikinglifmodel": "nonspikinglif",
      "lifmmodel": "lifm", "izhmodel": "izh", "aeifmodel": "aeif", "glifmodel": "glif", "hodgkinhuxleymodel": "hh",
      "lifstdpexmodel": "lifstdpex", "alifstdpexmodel": "alifstdpex", "lifstdpihmodel": "lifstdpih",
      "diehlandcookmodelint": "diehlandcook", "cannmeanfieldmodel": "cannfield", "meanfieldmodel": "meanfield",
      "simpleratemodel": "simplerate", "nullencoder": "nullencoder", "floatencoding": "floatencoder",
      "siglespiketobinary": "sstbencoder", "multiplespiketobinary": "mstbencoder", "poissonencoding": "poissonencoder",
      "bernoulli": "bernoulliencoder", "latency": "latencyencoder", "relativelatency": "relativelatencyencoder",
      "uniformencoding": "uniformencoder", "uniform": "uniformencoder", "poisson": "poissonencoder", "float": "floatencoder",
      "sstb": "sstbencoder", "mstb": "mstbencoder", "poissongenerator2": "poissongenerator",
    ])
}

extension NeuronModel {
  /// Sources of spikes and currents.
  static let sources = [
    poissonGenerator, bernoulliGenerator, spikeGenerator, pictureGenerator, directCurrent, sine, ramp, table, headingCurrent,
  ]

  /// The neurons of the benchmark networks and of NeurAI.
  static let networkNeurons = [
    NeuronModel(
      "exp-lif", ExponentialCurrentLIF.self,
      summary: "Leaky integrate-and-fire neuron with exponential currents, integrated exactly (NeurAI's ExpLIF).",
      remarks: "The defaults of capacitance, synaptic time constant and refractory time are those of NEST's iaf_psc_exp."),
    NeuronModel(
      "cond-exp-lif", ExponentialConductanceLIF.self,
      summary: "Leaky integrate-and-fire neuron with exponential conductances (NEST's iaf_cond_exp)."),
  ]
}
