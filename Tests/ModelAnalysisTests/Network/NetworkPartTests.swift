import ModelAnalysis
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

  @Test(arguments: spaic + neurai) func aNameOfTheDocumentsIsFound(name: String) {
    #expect(NeuronEntry.named(name) != nil || NetworkPart.named(name) != nil)
  }

  @Test func namesAreDistinctAndSayTheirUse() {
    let names = NetworkPart.all.map(\.name)
    #expect(Set(names).count == names.count && NetworkPart.all.allSatisfy { !$0.use.isEmpty && $0.summary.hasSuffix(".") })
    #expect(NetworkPart.decoders.count == 17)
    #expect(NetworkPart.named("Spike_Conv")?.text.contains("spike_conv") == true)
    #expect(NetworkPart.named("nobody") == nil)
  }
}
