import ModelAnalysis
import Schema
import Testing

/// Every name of the documents that the program follows can be looked up.
@Suite struct NetworkPartTests {
  static let spaic = [
    "Spike_Rate", "Spike_Counts", "Spike_Rates", "Final_Step_Voltage", "First_Spike", "TimeSpike_Counts", "NullDeocder",
    "V_Trajectory", "Time_Softmax", "Voltage_Sum", "Complex_Count", "Complex_Phase", "Complex_Latency",
    "Complex_TimingDistance", "Complex_Trajectory", "Complex_Spike_Conv", "Spike_Conv", "NullEncoder", "FloatEncoding",
    "SigleSpikeToBinary", "MultipleSpikeToBinary", "PoissonEncoding", "bernoulli", "Latency", "Relative_Latency",
    "Constant_Current", "UniformEncoding", "Poisson_Generator", "Poisson_Generator2", "CC_Generator", "Sin_Generator",
    "Ramp_Generator", "Module", "NeuronGroup", "NeuronModel", "custom_model", "CLIFModel", "CLIF2kModel", "PLIF2kModel",
    "AdaptiveCLIFModel", "IFModel", "IFSoftModel", "IFBModel", "NonSpikingIFBModel", "NullModel", "QLIFModel", "SELIFModel",
    "SLIFModel", "SELIFDebugModel", "LIFModel", "PLIFModel", "ConstantCurrentLIFModel", "NonSpikingLIFModel", "LIFMModel",
    "IZHModel", "aEIFModel", "GLIFModel", "HodgkinHuxleyModel", "LIFSTDPEXModel", "ALIFSTDPEXModel", "LIFSTDPIHModel",
    "DiehlAndCookModelInt", "LIFInt", "CANN_MeanFieldModel", "MeanFieldModel", "SimpleRateModel", "Darwin_CLIF",
    "Darwin_ALIF", "Darwin_Random", "clif", "clif2k", "pclif", "aclif", "if", "ifsoftreset", "ifb", "nonspikingifb", "null",
    "qlif", "selif", "slif", "lif", "plif", "constantcurrentlif", "nonspikinglif", "lifm", "izh", "adex", "aeif", "glif", "hh",
    "lifstdp_ex", "alifstdp_ex", "lifstdp_ih", "diehlandcook", "lifint", "cann_field", "meanfield", "darwin_clif",
    "darwin_alif", "darwin_random", "global_reward", "xor_reward", "da_reward", "environment_reward", "classify_reward",
    "pop_rate_action", "softmax_action", "highest_spikes_action", "highest_voltage_action", "first_spike_action",
    "random_action", "spike_rate", "spike_counts", "time_spike_counts", "complex_timing_distance", "complex_trajectory",
    "complex_conv", "spike_conv", "v_t", "dropout", "electrical", "1_order_synapse", "2_order_synapse", "spike2mass",
    "mass2spike", "conv", "conv_transpose", "pool", "avgpool", "maxpool", "upsample", "flatten", "directpass", "basic",
    "batchnorm2d", "mix_order_synapse", "delay_complex_synapse", "Tempotron", "STCA", "STBP", "SBP",
  ]
  static let neurai = [
    "ExpLIF", "PoissonGenerator", "DCGenerator", "StaticSynapse", "One2One", "FixedTotalNum", "ConnectRepr", "SNet",
    "SNetLayer", "MonitorBS", "MonitorConf", "MemoryRecorder", "raster_plot", "line_plot", "delay_step",
  ]
  /// Base classes, methods and arguments of the same documents, and of canns' associative memory and layers.
  static let others = [
    "Encoder", "Decoder", "Generator", "Reward", "Action", "Node", "Assembly", "neuron_models", "coding_method",
    "coding_var_name", "dec_target", "node_type", "neuron_type", "neuron_position", "parameter_variables", "varible_ranges",
    "prefer_device", "set_num_shape", "set_parameter", "get_model", "add_neuron_label", "add_variable_kwargs", "input_vars",
    "output_vars", "new_vars_dict", "equation_type", "custom_function_name", "base_model", "add_threshold",
    "sequence_to_tensor", "apply_model", "attach_learner", "norm_hook", "return_V", "return_dV", "E_values", "quantize_16",
    "torch_coding", "numpy_coding", "tensorflow_coding", "init_state", "get_input", "get_output", "get_reward", "get_action",
    "next_stage", "standalone_run", "init_variable", "state_dict", "load_state_dict", "Step_Reward", "set_platform",
    "multi_conn", "conn_repr", "v_init", "SimNet", "SNetwork", "visualization", "compute_overlap", "resize",
    "storage_capacity", "energy", "asyn", "activation", "temperature", "num_neurons", "threshold", "predict",
    "apply_hebbian_learning", "forward", "update_threshold", "use_bcm_threshold", "threshold_tau", "input_size",
    "output_size", "trace_pre", "trace_post", "trace_decay", "leak", "v_reset", "BasicModel", "BasicModelGroup",
    "preserve_submatrix", "W", "s", "v", "x", "y", "dt", "t", "spike",
  ]

  @Test(arguments: spaic + neurai + others) func aNameOfTheDocumentsIsFound(name: String) {
    #expect(NeuronEntry.named(name) != nil || NetworkPart.named(name) != nil || ForeignName.named(name) != nil)
  }

  /// The class of an encoder leads to the encoder, and a generator that only the documentation has to one that does the same.
  @Test(arguments: [
    ("Constant_Current", "constant-current-encoder"), ("CC_Generator", "dc-generator"), ("cosine_generator", "sin-generator"),
    ("Cosine_Generator", "sin-generator"), ("Latency", "latency-encoder"), ("DCGenerator", "dc-generator"),
  ])
  func aNameLeadsToItsOwn(name: String, expected: String) { #expect(NeuronEntry.named(name)?.name == expected) }

  /// Those that are no model here lead to names that there are.
  @Test func whatAForeignNameLeadsToIsThere() {
    let learning = ["hopfield", "oja", "sanger", "hebbian", "bcm", "stdp"]
    for entry in ForeignName.all {
      #expect(!entry.see.isEmpty && entry.meaning.hasSuffix(".") && !entry.names.isEmpty, "\(entry.names)")
      for name in entry.see {
        let isThere =
          NeuronEntry.named(name) != nil || NetworkPart.named(name) != nil || ForeignName.named(name) != nil
          || learning.contains(name) || (try? ModelCatalogue.standard.entry(named: name)) != nil
        #expect(isThere, "\(entry.names[0]) leads to \(name)")
      }
    }
    let names = ForeignName.all.flatMap(\.names)
    #expect(Set(names).count == names.count)
    #expect(Set(ForeignName.named("Encoder")?.see ?? []).count == 10)
    #expect(Set(ForeignName.named("decoder")?.see ?? []).count == 17)
  }

  /// Equations or a reason why there are none, and works to cite: one key for one work.
  @Test func everyNameHasEquationsAndReferences() {
    var works: Set<Reference> = []
    for part in NetworkPart.all {
      #expect(part.equations.isEmpty != part.reason.isEmpty && !part.references.isEmpty, "\(part.name)")
      #expect(part.equations.allSatisfy { line in line.allSatisfy(\.isASCII) && !line.hasSuffix(".") }, "\(part.name)")
      works.formUnion(part.references)
    }
    #expect(NetworkPart.all.filter { !$0.reason.isEmpty }.map(\.name) == ["monitor", "raster_plot", "line_plot"])
    for entry in NeuronEntry.all {
      #expect(!entry.equations.isEmpty && !entry.references.isEmpty, "\(entry.name)")
      works.formUnion(entry.references)
    }
    for entry in ModelCatalogue.standard.entries { works.formUnion(entry.references) }
    #expect(Set(works.map(\.key)).count == works.count)
    let identifiers = works.map(\.doi).filter { !$0.isEmpty }
    #expect(Set(identifiers).count == identifiers.count)
  }

  @Test func namesAreDistinctAndSayTheirUse() {
    let names = NetworkPart.all.map(\.name)
    #expect(Set(names).count == names.count && NetworkPart.all.allSatisfy { !$0.use.isEmpty && $0.summary.hasSuffix(".") })
    #expect(NetworkPart.decoders.count == 17)
    #expect(NetworkPart.named("Spike_Conv")?.name == "spike_conv")
    #expect(NetworkPart.named("nobody") == nil)
  }
}
