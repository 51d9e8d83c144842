import Schema

/// The models that a network may name. A value: a program that adds its own has its own catalogue.
public struct NeuronCatalogue: Sendable {
  /// In the order in which they are listed.
  public private(set) var models: [NeuronModel]
  /// Those of which SPAIC's program computes something else.
  private let variants: [NeuronModel]
  /// What other programs call a model, by its name.
  private let elsewhere: [String: [String]]
  /// The folded name of a model by each of those, folded.
  private let aliases: [String: String]

  init(models: [NeuronModel], variants: [NeuronModel], otherNames: [String: [String]]) {
    self.models = models
    self.variants = variants
    elsewhere = otherNames
    aliases = Dictionary(
      uniqueKeysWithValues: otherNames.flatMap { name, others in
        others.map(Self.folded).filter { $0 != Self.folded(name) }.map { ($0, Self.folded(name)) }
      })
  }

  /// What other programs call a model of this catalogue.
  public func otherNames(of model: NeuronModel) -> [String] { elsewhere[model.name] ?? [] }

  /// What SPAIC's program computes under the name of a model, where that is something else.
  public func variant(of model: NeuronModel) -> NeuronModel? { variants.first { $0.name == model.name } }

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
    variants: NeuronModel.spaicVariants + NeuronModel.spaicEncoders,
    otherNames: [
      "exp-lif": ["ExpLIF", "iaf_psc_exp"], "cond-exp-lif": ["iaf_cond_exp"], "clif": ["CLIFModel"], "clif2k": ["CLIF2kModel"],
      "pclif": ["PLIF2kModel"], "aclif": ["AdaptiveCLIFModel"], "if": ["IFModel"], "ifsoftreset": ["IFSoftModel"],
      "ifb": ["IFBModel"], "nonspikingifb": ["NonSpikingIFBModel"], "null": ["NullModel"], "lif": ["LIFModel"],
      "plif": ["PLIFModel"], "constantcurrentlif": ["ConstantCurrentLIFModel"], "nonspikinglif": ["NonSpikingLIFModel"],
      "lifm": ["LIFMModel"], "lifstdp_ex": ["LIFSTDPEXModel"], "alifstdp_ex": ["ALIFSTDPEXModel"],
      "lifstdp_ih": ["LIFSTDPIHModel"], "lifint": ["LIFInt"], "izh": ["IZHModel"], "aeif": ["aEIFModel"],
      "glif": ["GLIFModel"], "hh": ["HodgkinHuxleyModel"], "cann_field": ["CANN_MeanFieldModel"],
      "meanfield": ["MeanFieldModel"], "simplerate": ["SimpleRateModel"], "diehlandcook": ["DiehlAndCookModelInt"],
      "slif": ["SLIFModel"], "selif": ["SELIFModel"], "selif-debug": ["SELIFDebugModel"], "qlif": ["QLIFModel"],
      "poisson-generator": ["PoissonGenerator", "Poisson_Generator2"], "bernoulli-generator": ["BernoulliGenerator"],
      "spike-generator": ["CustomGenerator"], "dc-generator": ["DCGenerator", "CC_Generator"],
      // Its documentation lists a cosine, which its program does not have: a sine with a phase of pi/2.
      "sin-generator": ["Sin_Generator", "sin", "Cosine_Generator"], "ramp-generator": ["Ramp_Generator", "ramp"],
      "null-encoder": ["NullEncoder"], "float-encoder": ["FloatEncoding", "float"],
      "sstb-encoder": ["SigleSpikeToBinary", "sstb"], "mstb-encoder": ["MultipleSpikeToBinary", "mstb"],
      "poisson-encoder": ["PoissonEncoding", "poisson"], "bernoulli-encoder": ["bernoulli"],
      "latency-encoder": ["Latency"], "relative-latency-encoder": ["Relative_Latency"],
      "constant-current-encoder": ["Constant_Current"], "uniform-encoder": ["UniformEncoding", "uniform"],
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
      remarks: "The defaults of capacitance, synaptic time constant and refractory time are those of NEST's iaf_psc_exp.",
      equations: [
        "C_m dv/dt = -C_m (v - V_rest)/tau + I_ex + I_in + I_e + I, I the current of sources",
        "dI_ex/dt = -I_ex/tau_syn_ex, dI_in/dt = -I_in/tau_syn_in; at the end of a step I_ex gains what weights above 0 bring, "
          + "I_in what weights below 0 bring",
        "a step, exactly: v <- V_rest + a (v - V_rest) + g_ex I_ex + g_in I_in + tau/C_m (1 - a) (I_e + I), a = exp(-dt/tau)",
        "g_ex = tau tau_syn_ex/(C_m (tau - tau_syn_ex)) (exp(-dt/tau) - exp(-dt/tau_syn_ex)), g_in likewise",
        "spike where v >= V_th; then v = V_reset for round(tau_ref/dt) steps",
      ], references: [.rotter1999, .vogels2005, .gewaltig2007, .neurai2023]),
    NeuronModel(
      "cond-exp-lif", ExponentialConductanceLIF.self,
      summary: "Leaky integrate-and-fire neuron with exponential conductances (NEST's iaf_cond_exp).",
      equations: [
        "C_m dv/dt = -g_L (v - V_rest) - g_ex (v - E_ex) - g_in (v - E_in) + I_e + I, I the current of sources",
        "dg_ex/dt = -g_ex/tau_syn_ex, dg_in/dt = -g_in/tau_syn_in; at the end of a step g_ex gains what weights above 0 bring, "
          + "g_in the size of what weights below 0 bring",
        "a step, with g_ex and g_in in its middle: v <- v + (J - G v) (1 - exp(-G))/G, G = dt/C_m (g_L + g_ex + g_in)",
        "J = dt/C_m (g_L V_rest + g_ex E_ex + g_in E_in + I_e + I)",
        "spike where v >= V_th; then v = V_reset for round(tau_ref/dt) steps",
      ], references: [.vogels2005, .gewaltig2007]),
  ]
}
