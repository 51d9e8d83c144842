/// A network as a value: what a simulation file holds and what a program builds. Times in ms.
public struct NetworkDescription: Sendable, Equatable {
  /// The step, ms.
  public var dt: Double
  /// How long it runs, ms.
  public var duration: Double
  /// Of every random stream.
  public var seed: UInt64
  /// In the order of the file; it decides nothing.
  public var populations: [PopulationDescription]
  /// In the order in which their input is summed.
  public var projections: [ProjectionDescription]
  /// What is recorded; empty for the spikes of all populations.
  public var monitors: [MonitorDescription]
  /// Neurons of its own, which populations may name.
  public var equations: [NeuronEquations]
  /// rad, a direction that sources may follow, at the beginning of each step; after the last one it stands. Empty without.
  public var heading: [Double]

  public init(
    dt: Double = 0.1, duration: Double, seed: UInt64 = 0, populations: [PopulationDescription],
    projections: [ProjectionDescription] = [], monitors: [MonitorDescription] = [], equations: [NeuronEquations] = [],
    heading: [Double] = []
  ) {
    self.dt = dt
    self.duration = duration
    self.seed = seed
    self.populations = populations
    self.projections = projections
    self.monitors = monitors
    self.equations = equations
    self.heading = heading
  }
}

extension NetworkDescription {
  /// The models that populations may name: those of a catalogue, and the network's own.
  ///
  /// - Throws: `SpikingNetworksError` for equations that make no sense, and for a name that is taken.
  public func catalogue(_ catalogue: NeuronCatalogue = .standard) throws -> NeuronCatalogue {
    try equations.reduce(catalogue) { known, equations in
      if (try? known.model(equations.name)) != nil {
        throw SpikingNetworksError(
          "model \(equations.name)", "there is a model of this name already", remedy: "Give the equations another name.")
      }
      return known.adding(try NeuronModel(equations))
    }
  }
}

/// A population.
public struct PopulationDescription: Sendable, Equatable {
  /// What it is called; names its random streams and its arrays.
  public var name: String
  /// A name of the catalogue.
  public var model: String
  /// Neurons.
  public var size: Int
  /// What differs from the defaults of the model.
  public var parameters: [String: Distribution]
  /// Variables at time 0.
  public var initial: [String: Distribution]
  /// Whose equations are meant.
  public var profile: Profile

  public init(
    _ name: String, model: String, size: Int, parameters: [String: Distribution] = [:], initial: [String: Distribution] = [:],
    profile: Profile = .reference
  ) {
    self.name = name
    self.model = model
    self.size = size
    self.parameters = parameters
    self.initial = initial
    self.profile = profile
  }
}

/// Whose equations a name stands for.
public enum Profile: String, Sendable, CaseIterable {
  /// Those of the paper, right.
  case reference
  /// The numbers of SPAIC's program, with its lags and slips.
  case spaic
}

/// Synapses from one population to another, or to itself.
public struct ProjectionDescription: Sendable, Equatable {
  /// The name of the source.
  public var from: String
  /// The name of the target.
  public var to: String
  /// Which neurons are joined.
  public var connection: Connection
  /// How the pairs are written down; it changes nothing.
  public var representation: Representation
  /// In the unit of the target's input; that of a kernel is multiplied by it.
  public var weight: Distribution
  /// `nil` for one step, and for none of a current.
  public var delay: Delay?
  /// How the weights change; `nil` where they stay.
  public var plasticity: PlasticityRule?
  /// What becomes of a spike on its way.
  public var synapse: SynapseKind

  public init(
    from: String, to: String, _ connection: Connection, weight: Distribution = .constant(1), delay: Delay? = nil,
    representation: Representation = .csr, plasticity: PlasticityRule? = nil, synapse: SynapseKind = .direct
  ) {
    self.from = from
    self.to = to
    self.connection = connection
    self.weight = weight
    self.delay = delay
    self.representation = representation
    self.plasticity = plasticity
    self.synapse = synapse
  }
}

/// What is recorded of a population.
public struct MonitorDescription: Sendable, Equatable {
  /// Its name.
  public var population: String
  /// `spike`, and variables of the model.
  public var variables: [String]
  /// Steps between two samples of a variable.
  public var every: Int
  /// The neurons of which variables are recorded; `nil` for all.
  public var neurons: Range<Int>?
  /// From when on, ms.
  public var start: Double
  /// Until when, ms.
  public var stop: Double

  public init(
    _ population: String, _ variables: [String] = ["spike"], every: Int = 1, neurons: Range<Int>? = nil, start: Double = 0,
    stop: Double = .infinity
  ) {
    self.population = population
    self.variables = variables
    self.every = every
    self.neurons = neurons
    self.start = start
    self.stop = stop
  }
}
