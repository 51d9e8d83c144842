import ArrayNumerics

/// What a run of a network recorded.
public struct NetworkRecord: Sendable, Equatable {
  /// The spikes of a population, ordered by time, then neuron.
  public struct Spikes: Sendable, Equatable {
    /// The population.
    public var population: String
    /// Neurons of it, silent ones too.
    public var neurons: Int
    /// The step at whose end each spike is.
    public var steps: [Int32]
    /// The neuron of each.
    public var neuron: [Int32]
    /// The window that was recorded, steps.
    public var window: Range<Int>
    /// ms.
    public var dt: Double

    public init(population: String, neurons: Int, steps: [Int32], neuron: [Int32], window: Range<Int>, dt: Double) {
      self.population = population
      self.neurons = neurons
      self.steps = steps
      self.neuron = neuron
      self.window = window
      self.dt = dt
    }

    /// ms.
    public var times: [Double] { steps.map { Double($0 + 1) * dt } }
    /// By neuron, ms.
    public var trains: [[Double]] {
      var trains = [[Double]](repeating: [], count: neurons)
      for (step, neuron) in zip(steps, neuron) { trains[Int(neuron)].append(Double(step + 1) * dt) }
      return trains
    }
  }

  /// A variable of a population over time.
  public struct Trace: Sendable, Equatable {
    /// The population.
    public var population: String
    /// The variable, with its unit.
    public var variable: NeuronVariableInformation
    /// Of the samples, ms.
    public var times: [Double]
    /// The neurons that were recorded.
    public var neurons: Range<Int>
    /// `[sample, neuron]`.
    public var values: Matrix<Double>
  }

  /// The weights of a plastic projection at the end, by source, then target.
  public struct Weights: Sendable, Equatable {
    /// Its place in the description.
    public var projection: Int
    /// The population that it is from.
    public var from: String
    /// The population that it is to.
    public var to: String
    /// The neuron that each synapse is from.
    public var source: [Int32]
    /// The neuron that it is to.
    public var target: [Int32]
    /// In the unit of the target's input.
    public var weight: [Double]
  }

  /// Of the populations that were asked for.
  public var spikes: [Spikes]
  /// Of the variables that were asked for.
  public var traces: [Trace]
  /// Of the plastic projections.
  public var weights: [Weights] = []
  /// Steps that were run.
  public var steps: Int
  /// Synaptic events.
  public var events: Int
}
