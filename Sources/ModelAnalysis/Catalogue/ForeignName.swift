/// A name of another program that is no model or part here: a base class, a method, an argument. `models` says what stands in
/// its place.
public struct ForeignName: Sendable {
  /// As the other program writes it, first, and what means the same.
  public let names: [String]
  /// Whose it is: `canns, AmariHopfieldNetwork`.
  public let owner: String
  /// What stands in its place here, a sentence or more.
  public let meaning: String
  /// Names that `models` shows.
  public let see: [String]

  init(_ names: [String], of owner: String, _ meaning: String, see: [String]) {
    self.names = names
    self.owner = owner
    self.meaning = meaning
    self.see = see
  }

  /// The entry of a name; letter case, hyphens and underscores do not count. `nil` when there is none.
  public static func named(_ name: String) -> ForeignName? {
    all.first { $0.names.contains { foldedName($0) == foldedName(name) } }
  }

  /// All of them.
  public static let all = baseClasses + memories + layers + neurai + spaic
}

extension ForeignName {
  private static func neurons(_ kind: NeuronEntry.Kind) -> [String] {
    NeuronEntry.all.filter { $0.kind == kind }.map(\.name)
  }

  private static let baseClasses = [
    ForeignName(
      ["Encoder", "Encoders"], of: "SPAIC, Node", "Ten encoders are sources: a population whose model is one of them.",
      see: neurons(.encoder)),
    ForeignName(
      ["Generator", "Generators"], of: "SPAIC, Node", "Generators are sources: a population whose model is one of them.",
      see: neurons(.generator)),
    ForeignName(
      ["Decoder", "Decoders"], of: "SPAIC, Node",
      "Decoders are readouts, readouts: [{population: out, decoder: spike_counts}].",
      see: NetworkPart.decoders.map(\.name)),
    ForeignName(
      ["Reward", "Step_Reward"], of: "SPAIC, Node",
      "Rewards are readouts, readouts: [{population: out, reward: global_reward, target: 3}]; a reward at given times is a key "
        + "of plasticity.", see: NetworkPart.rewards.map(\.name) + ["reward-stdp"]),
    ForeignName(
      ["Action"], of: "SPAIC, Node",
      "Actions are readouts, readouts: [{population: out, action: softmax_action, actions: 10}].",
      see: NetworkPart.actions.map(\.name)),
    ForeignName(
      ["Node", "Assembly"], of: "SPAIC",
      "The base class of what leads into a network and out of it: encoders and generators are populations, decoders, "
        + "rewards and actions are readouts.", see: ["Encoder", "Generator", "Decoder", "Reward", "Action", "network"]),
    ForeignName(
      ["Module"], of: "SPAIC and NeurAI",
      "Modules of torch and JAX are not wrapped: a Swift type that is a NeuronKernel, or equations in the file, stand in their "
        + "place.", see: ["custom_model", "network"]),
    ForeignName(
      ["BasicModel", "BasicModelGroup"], of: "canns", "The base classes of models and groups of models.",
      see: ["cann1d", "hopfield", "network"]),
    ForeignName(
      ["neuron_models"], of: "SPAIC", "The registry of neurons: 'canns-analyze models' lists them.",
      see: ["network", "custom_model"]),
  ]

  private static let memories = [
    ForeignName(
      ["compute_overlap"], of: "canns, AmariHopfieldNetwork",
      "The overlap (1/N) sum_i a_i b_i of two patterns: training writes it for every step of a recall as the array "
        + "'overlap'; in Swift it is Recall.overlap.", see: ["hopfield"]),
    ForeignName(
      ["resize", "preserve_submatrix"], of: "canns, AmariHopfieldNetwork",
      "Another number of neurons: the size follows the patterns of the file; in Swift it is "
        + "PatternWeights.resized(to:preserving:), which keeps the stored part or not.", see: ["hopfield"]),
    ForeignName(
      ["storage_capacity"], of: "canns, AmariHopfieldNetwork",
      "N/(4 ln N) patterns without an error and 0.138 N with few: the record of a training quotes both formulas, and "
        + "'capacity-networks' measures the capacity.", see: ["hopfield"]),
    ForeignName(
      ["energy", "prev_energy"], of: "canns, AmariHopfieldNetwork",
      "E = -1/2 s W s + theta s, with the term of graded neurons: the array 'energy', for every step of a recall.",
      see: ["hopfield"]),
    ForeignName(
      ["asyn", "activation", "temperature", "num_neurons", "s"], of: "canns, AmariHopfieldNetwork",
      "Keys of the file: 'update' (synchronous or one after another), 'activation', 'temperature'; the number of neurons "
        + "follows the patterns. The state s at the end of a recall is the array 'recalled'.", see: ["hopfield"]),
    ForeignName(
      ["predict", "predict_batch", "apply_hebbian_learning", "weight_attr", "predict_state_attr"],
      of: "canns, BrainInspiredModel",
      "What a trainer asks of a model: recalls and answers are arrays of the result; in Swift a rule is a type of the protocol "
        + "Trainer, with train and predict.", see: ["hopfield", "oja", "hebbian", "bcm", "stdp"]),
  ]

  private static let layers = [
    ForeignName(
      ["forward", "input_size", "output_size", "W", "x", "y"], of: "canns, LinearLayer and SpikingLayer",
      "The answer W x of a layer and its sizes: the number of inputs follows the patterns, 'outputs' is a key of the file.",
      see: ["hebbian", "oja", "sanger", "bcm", "stdp"]),
    ForeignName(
      ["update_threshold", "use_bcm_threshold", "threshold_tau"], of: "canns, LinearLayer",
      "The threshold that slides, theta <- theta + (y^2 - theta)/tau: 'threshold-patterns' is tau.", see: ["bcm"]),
    ForeignName(
      ["trace_pre", "trace_post", "trace_decay", "leak", "v_reset", "spike", "v"], of: "canns, SpikingLayer",
      "Keys of the file: 'leak', 'trace-decay', 'reset', 'spike-threshold'.", see: ["stdp"]),
    ForeignName(
      ["threshold"], of: "canns, AmariHopfieldNetwork and SpikingLayer",
      "A key of the file: 'threshold' of an associative memory, 'spike-threshold' of spiking neurons.",
      see: ["hopfield", "stdp"]),
  ]

  private static let neurai = [
    ForeignName(
      ["dt", "t", "time"], of: "NeurAI, SPAIC and canns",
      "Keys of the file: 'dt' is the step of a network, 'duration' how long it runs, 'dt-ms' the step of spiking neurons that "
        + "learn.", see: ["network", "stdp"]),
    ForeignName(
      ["set_platform", "platform", "cpu", "gpu", "apu"], of: "NeurAI",
      "There is one platform, the processor; '--threads' says how many threads, and the result does not depend on it.",
      see: ["network"]),
    ForeignName(
      ["multi_conn", "conn", "conn_repr", "MAT", "COO", "CSR", "CSC"], of: "NeurAI",
      "Keys of a projection: 'connect' with 'multiple', and 'representation' (mat, coo, csr, csc), which changes nothing "
        + "in the result.", see: ["fixed-total-number", "pairs"]),
    ForeignName(
      ["v_init", "V_rest", "V_th", "I_e", "tau_ref"], of: "NeurAI, ExpLIF",
      "Parameters of a population; 'initial: {v: -55}' is v_init.", see: ["exp-lif"]),
    ForeignName(
      ["FileRecorder", "mon", "ts"], of: "NeurAI",
      "Everything that a monitor keeps is written to the results folder, with 't'.",
      see: ["monitor"]),
    ForeignName(
      ["neurai", "SimNet", "SNetwork", "setup", "init", "run", "sim_t", "visualization"], of: "NeurAI",
      "A network is a file: its populations and projections, 'duration' and 'dt'; running it writes arrays and figures.",
      see: ["network", "raster_plot", "line_plot"]),
  ]

  private static let spaic = [
    ForeignName(
      ["coding_method", "coding_var_name", "dec_target", "node_type"], of: "SPAIC, Node",
      "What and where: 'model' of a population or 'decoder', 'reward', 'action' of a readout, with 'population' and "
        + "'variable'.",
      see: ["Encoder", "Decoder", "Reward", "Action"]),
    ForeignName(
      [
        "torch_coding", "torch_coding1", "torch_coding2", "torch_coding3", "numpy_coding", "tensorflow_coding", "get_input",
        "get_output", "get_reward", "get_action", "next_stage", "init_state", "get_var_names", "time_step", "loss",
      ], of: "SPAIC, Node",
      "Methods that a program calls step by step: here readouts are computed after the run, and sources play what they "
        + "are given.",
      see: ["Encoder", "Generator", "Decoder", "Reward", "Action"]),
    ForeignName(
      [
        "neuron_type", "neuron_position", "parameter_variables", "varible_ranges", "prefer_device", "set_num_shape",
        "set_parameter", "get_model", "add_neuron_label", "add_variable_kwargs", "num", "shape",
      ], of: "SPAIC, NeuronGroup",
      "Keys of a population: 'model', 'size', 'parameters', 'initial'. Places follow from the geometry of a connection by "
        + "distance; the sign of a weight makes a neuron excitatory or inhibitory.", see: ["network", "distance"]),
    ForeignName(
      [
        "input_vars", "output_vars", "new_vars_dict", "equation_type", "euler_iterative", "exp_euler_iterative", "iterative",
        "ode", "custom_function_name", "base_model", "add_threshold", "sequence_to_tensor", "apply_model",
      ], of: "SPAIC, NeuronGroup.custom_model",
      "Equations in the file, models: [{name: mine, form: ode, …}], in the same four forms.", see: ["custom_model"]),
    ForeignName(
      [
        "attach_learner", "norm_hook", "return_V", "return_M", "return_S", "return_dV", "E_values", "E_grads", "outlayer",
        "initial_op_code", "quantize_16", "initial", "update",
      ], of: "SPAIC, NeuronModel",
      "Methods inside of its neurons; the equations of each stand in its entry, and learning through the spike is a Swift "
        + "type.",
      see: ["slif", "selif", "darwin_clif", "surrogate-gradient"]),
    ForeignName(
      [
        "standalone_run", "init_variable", "load_state_dict", "state_dict", "parameters", "input_targets", "input_var_names",
        "output_targets", "output_var_names", "module_backend", "build", "backend",
      ], of: "SPAIC, Module",
      "The wrapper of modules of torch, which are not here; a network is built and run from its file.",
      see: ["Module", "network"]),
  ]
}
