/// A model of neurons as a function over one time step, four neurons at a time.
///
/// A user's own neuron is a type that conforms: a state, parameters, what is made of them once, and the step.
/// `NeuronModel.init` turns it into a model that a network can use by its name.
///
/// The order within a step is: what arrives in this step is handed to `advance`, which integrates from the end of the previous
/// step to the end of this one and says which neurons are at threshold; `reset` is called for those. The spike is stamped with
/// the end of the step.
public protocol NeuronKernel: SendableMetatype {
  /// The state of four neurons, each variable one vector.
  associatedtype State: BitwiseCopyable, Sendable
  /// The parameters of four neurons, each one vector.
  associatedtype Parameters: BitwiseCopyable, Sendable
  /// What is made once of parameters and dt: propagators, thresholds.
  associatedtype Constants: BitwiseCopyable, Sendable

  /// The parameters with names, units and defaults.
  static var parameters: [NeuronParameter<Parameters>] { get }
  /// The variables that can be recorded and given an initial value.
  static var variables: [NeuronVariable<Self>] { get }

  /// - Parameter dt: the step, ms.
  static func constants(_ p: Parameters, dt: Double) -> Constants
  /// The state at time 0, where the author gives no other.
  static func initial(_ p: Parameters) -> State
  /// Tells four neurons which they are, for those that draw random numbers; nothing by default.
  static func place(_ s: inout State, block: Int)
  /// A step; returns the lanes at threshold.
  ///
  /// - Parameters:
  ///   - input: what arrived in this step.
  ///   - now: the number of the step.
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask
  /// What a spike does to the lanes in `fired`.
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes)
  /// What makes parameters and step unusable together, and what to change; `nil` when nothing does.
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)?
  /// The ports at which something may arrive.
  static var ports: Set<Port> { get }
  /// Ports of which what arrives is added to a variable at the end of the step, and does nothing else. It is added there where
  /// something arrived, and `advance` finds 0 at these ports. None by default.
  static var added: [AddedInput<State>] { get }
  /// Takes what has decayed to nothing for 0, every few hundred steps, since the processor takes a hundred times longer for
  /// numbers near the smallest; nothing by default.
  static func settle(_ s: inout State)
  /// The output of a model without spikes; `nil` for one that spikes.
  static var output: NeuronVariable<Self>? { get }
  /// What binds the neurons of a population together after each step, such as a divisive normalisation; nothing by default.
  static func finish(_ states: UnsafeMutableBufferPointer<State>, _ constants: Constants, count: Int)
  /// Sets the output that follows from the state at time 0; nothing by default.
  static func begin(_ s: inout State)
}

extension NeuronKernel {
  /// Nothing.
  public static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? { nil }
  /// Nothing.
  public static func place(_ s: inout State, block: Int) {}
  /// One input for everything.
  public static var ports: Set<Port> { [.excitatory] }
  /// None.
  public static var added: [AddedInput<State>] { [] }
  /// Nothing.
  public static func settle(_ s: inout State) {}
  /// It spikes.
  public static var output: NeuronVariable<Self>? { nil }
  /// Nothing.
  public static func finish(_ states: UnsafeMutableBufferPointer<State>, _ constants: Constants, count: Int) {}
  /// Nothing.
  public static func begin(_ s: inout State) {}
}

/// Where something arrives at a neuron.
public enum Port: String, Sendable, CaseIterable {
  /// The one input of a model that has one; of a model with two, that of weights above 0.
  case excitatory
  /// Of weights below 0.
  case inhibitory
  /// Currents that last as long as they are there, in the unit of the model.
  case current
}

/// What arrived at four neurons in one step.
public struct Arrivals: BitwiseCopyable, Sendable {
  /// Summed weights of spikes.
  public var excitatory: Lanes
  /// The same at the second port.
  public var inhibitory: Lanes
  /// Current of this step.
  public var current: Lanes
  /// Whether currents arrive at this population at all, so that a model need not add up nothing.
  public var hasCurrent: Bool
}

/// A port of which what arrives is added to a variable.
public struct AddedInput<State>: Sendable {
  let port: Port
  let path: WritableKeyPath<State, Lanes> & Sendable
  let sign: Double

  /// - Parameter sign: 1, or −1 for a variable that grows with weights below 0.
  public init(_ port: Port, _ path: WritableKeyPath<State, Lanes> & Sendable, sign: Double = 1) {
    (self.port, self.path, self.sign) = (port, path, sign)
  }
}

/// What has decayed to less than 10⁻⁴⁶ is 0.
@inline(__always)
func settled(_ x: Lanes) -> Lanes { (x + 1e-30) - 1e-30 }

/// A parameter of a model.
public struct NeuronParameter<Parameters>: Sendable {
  /// Which values are possible.
  public enum Domain: Sendable {
    /// Any number.
    case any
    /// Above 0.
    case positive
    /// 0 or above.
    case notNegative
    /// From 0 to 1.
    case fraction
  }

  let information: NeuronParameterInformation
  let path: WritableKeyPath<Parameters, Lanes> & Sendable

  /// A parameter of which any number is possible.
  public init(
    _ name: String, _ path: WritableKeyPath<Parameters, Lanes> & Sendable, _ value: Double, _ unit: String, _ meaning: String
  ) {
    self.init(name, path, value, unit, .any, meaning)
  }

  /// - Parameters:
  ///   - name: as it stands in a simulation file.
  ///   - path: where it is held.
  ///   - value: the default.
  ///   - unit: empty when it has none.
  public init(
    _ name: String, _ path: WritableKeyPath<Parameters, Lanes> & Sendable, _ value: Double, _ unit: String,
    _ domain: Domain, _ meaning: String
  ) {
    let range: ClosedRange<Double> =
      switch domain {
      case .any: -Double.infinity...Double.infinity
      case .positive: Double.leastNonzeroMagnitude...Double.infinity
      case .notNegative: 0...Double.infinity
      case .fraction: 0...1
      }
    information = NeuronParameterInformation(name: name, unit: unit, value: value, range: range, meaning: meaning)
    self.path = path
  }
}

/// What can be said of a parameter without its model.
public struct NeuronParameterInformation: Sendable, Equatable {
  /// As it stands in a simulation file.
  public var name: String
  /// Empty when it has none.
  public var unit: String
  /// The default.
  public var value: Double
  /// Which values are possible.
  public var range: ClosedRange<Double>
  /// In a few words.
  public var meaning: String
}

/// A variable of a model.
public struct NeuronVariable<Kernel: NeuronKernel>: Sendable {
  let information: NeuronVariableInformation
  let path: WritableKeyPath<Kernel.State, Lanes> & Sendable
  let offset: (KeyPath<Kernel.Constants, Lanes> & Sendable)?

  /// - Parameters:
  ///   - name: as it stands in a simulation file.
  ///   - path: where it is held.
  ///   - offset: what is added to what is held, for a voltage that is measured from rest inside.
  public init(
    _ name: String, _ path: WritableKeyPath<Kernel.State, Lanes> & Sendable, _ unit: String,
    offset: (KeyPath<Kernel.Constants, Lanes> & Sendable)? = nil, _ meaning: String
  ) {
    information = NeuronVariableInformation(name: name, unit: unit, meaning: meaning)
    self.path = path
    self.offset = offset
  }
}

/// What can be said of a variable without its model.
public struct NeuronVariableInformation: Sendable, Equatable {
  /// As it stands in a simulation file.
  public var name: String
  /// Empty when it has none.
  public var unit: String
  /// In a few words.
  public var meaning: String
}
