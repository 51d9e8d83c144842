import Schema

/// A step of the blocks in a range.
typealias Advance =
  @Sendable (
    _ blocks: Range<Int>, _ slots: InputSlots, _ arrived: ArrivedInput, _ step: Int, _ spikes: inout [UInt32]
  ) -> Void

/// One population in a network that is being simulated: its state behind functions, so that a network of any models holds one
/// kind of value and the loop over neurons knows its kernel.
struct Population: Sendable {
  /// Neurons.
  let count: Int
  /// The ports at which something may arrive.
  let ports: Set<Port>
  /// A step of the blocks in a range; spikes are appended in ascending order.
  let advance: Advance
  /// Binds neurons together, after a step of all blocks.
  var bind: @Sendable () -> Void = {}
  /// Whether what arrives is added to variables, and only where something arrived.
  var addsInput = false
  /// Writes the output of the neurons in a step; `nil` for a model that spikes.
  let output: (@Sendable (_ step: Int, _ values: UnsafeMutablePointer<Double>) -> Void)?
  /// The value of a variable, by its place in the model's list, of one neuron.
  let read: @Sendable (_ variable: Int, _ neuron: Int) -> Double
  /// The memory that steps change: what a run needs to go on from here.
  var memory: @Sendable () -> [UnsafeMutableRawBufferPointer] = { [] }

  /// Blocks of four neurons.
  var blocks: Int { (count + laneCount - 1) / laneCount }
}

/// What a model needs to make a population.
struct PopulationRequest {
  /// As the author calls it; names its random streams.
  var name: String
  var count: Int
  /// ms.
  var dt: Double
  /// How long the network runs, ms.
  var duration: Double
  var seed: UInt64
  /// By name: one value for all, or one for each neuron.
  var parameters: [String: [Double]]
  /// The same for the state at time 0.
  var initial: [String: [Double]]
  /// rad, of the network, at the beginning of each step; empty without.
  var heading: [Double] = []
}

/// A model of neurons or of a source, by its name in a simulation file.
public struct NeuronModel: Sendable {
  /// What a model puts out.
  public enum Output: String, Sendable {
    /// Spikes, at the steps of the network.
    case spikes
    /// A number for each neuron in every step: rates, currents.
    case values
    /// Nothing: what it is for has to be read from its state.
    case nothing
  }

  /// The name.
  public var name: String
  /// What it is, in a sentence.
  public var summary: String
  /// Whether it is driven by what arrives, or makes its output by itself.
  public var isSource: Bool
  /// What it puts out.
  public var output: Output
  /// The parameters with the defaults of this name.
  public var parameters: [NeuronParameterInformation]
  /// What can be recorded and set.
  public var variables: [NeuronVariableInformation]
  /// Where something may arrive.
  public var ports: Set<Port>
  /// Differences from the program that the name is from, and what to know before it is used; empty when there are none.
  public var remarks: String
  /// What a step computes, in lines of plain text; empty where the author of a model gives none.
  public var equations: [String]
  /// The works behind it, and the program that the name is from.
  public var references: [Reference]
  /// What variables begin at where the author gives nothing else and it is not the kernel's own.
  let starts: [String: Distribution]
  let make: @Sendable (PopulationRequest) throws -> Population
  /// Parameters that are lists, as long as their author likes.
  let lists: Set<String>

  /// A model that makes a population by itself.
  init(
    name: String, summary: String, isSource: Bool, output: Output, parameters: [NeuronParameterInformation],
    variables: [NeuronVariableInformation] = [], ports: Set<Port> = [], remarks: String = "", equations: [String] = [],
    references: [Reference] = [], lists: Set<String> = [], starts: [String: Distribution] = [:],
    make: @escaping @Sendable (PopulationRequest) throws -> Population
  ) {
    self.name = name
    self.summary = summary
    self.isSource = isSource
    self.output = output
    self.parameters = parameters
    self.variables = variables
    self.ports = ports
    self.remarks = remarks
    self.equations = equations
    self.references = references
    self.lists = lists
    self.starts = starts
    self.make = make
  }

  /// A model on a kernel.
  ///
  /// - Parameters:
  ///   - defaults: parameters of which this name has another default than the kernel.
  ///   - hidden: parameters that a file cannot give under this name, since they are what makes the name.
  ///   - starts: what variables begin at, where the name has another start than the kernel.
  ///   - equations: what a step computes, in lines of plain text.
  ///   - references: the works behind it.
  public init<Kernel: NeuronKernel>(
    _ name: String, _ kernel: Kernel.Type, defaults: [String: Double] = [:], hidden: Set<String> = [],
    starts: [String: Distribution] = [:], isSpiking: Bool = true, summary: String, remarks: String = "",
    equations: [String] = [], references: [Reference] = []
  ) {
    let table = Kernel.parameters.map { parameter in
      var information = parameter.information
      information.value = defaults[information.name] ?? information.value
      return (information, parameter.path)
    }
    self.init(
      name: name, summary: summary, isSource: false,
      output: Kernel.output != nil ? .values : isSpiking ? .spikes : .nothing,
      parameters: table.map(\.0).filter { !hidden.contains($0.name) }, variables: Kernel.variables.map(\.information),
      ports: Kernel.ports, remarks: remarks, equations: equations, references: references, starts: starts
    ) { request in
      let storage = try NeuronStorage<Kernel>(request, table: table)
      let places = Kernel.variables.map(storage.place)
      return Population(
        count: request.count, ports: Kernel.ports,
        advance: { storage.advance($0, $1, $2, step: $3, spikes: &$4) },
        bind: { storage.finish() }, addsInput: !Kernel.added.isEmpty,
        output: Kernel.output.map { variable in
          let place = storage.place(of: variable)
          return { _, values in storage.outputs(place, into: values) }
        },
        read: { variable, neuron in storage.value(places[variable], neuron) }, memory: { [storage.memory] })
    }
  }
}

extension NeuronStorage {
  /// The neurons of a population with their parameters and initial values.
  convenience init(
    _ request: PopulationRequest,
    table: [(information: NeuronParameterInformation, path: WritableKeyPath<Kernel.Parameters, Lanes> & Sendable)]
  ) throws {
    let blocks = (request.count + laneCount - 1) / laneCount
    func parameters(_ block: Int) -> Kernel.Parameters {
      var p: Kernel.Parameters = zeros()
      for (information, path) in table {
        p[keyPath: path] = lanes(request.parameters[information.name] ?? [information.value], block)
      }
      return p
    }
    let isShared = request.parameters.values.allSatisfy { $0.count == 1 }
    let all = (0..<max(1, isShared ? min(1, blocks) : blocks)).map(parameters)
    for p in all {
      if let (problem, remedy) = Kernel.objection(p, dt: request.dt) {
        throw SpikingNetworksError("population \(request.name)", problem, remedy: remedy)
      }
    }
    self.init(
      count: request.count,
      states: (0..<blocks).map { block in
        var state = Kernel.initial(all[isShared ? 0 : block])
        Kernel.place(&state, block: block)
        return state
      },
      constants: all.map { Kernel.constants($0, dt: request.dt) })
    for variable in Kernel.variables {
      guard let values = request.initial[variable.information.name] else { continue }
      for neuron in 0..<request.count { set(variable, neuron, to: values[values.count == 1 ? 0 : neuron]) }
    }
    if let output = Kernel.output, request.initial[output.information.name] == nil { begin() }
  }
}

/// The four values of a block, of one value for all or one for each; lanes beyond the last neuron repeat it.
private func lanes(_ values: [Double], _ block: Int) -> Lanes {
  if values.count == 1 { return Lanes(repeating: values[0]) }
  func value(_ lane: Int) -> Double { values[min(values.count - 1, block * laneCount + lane)] }
  return Lanes(value(0), value(1), value(2), value(3))
}
