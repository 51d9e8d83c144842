/// Neurons that are advanced by equations.
///
/// A class that holds memory of its own: threads advance disjoint ranges of blocks.
final class EquationStorage: @unchecked Sendable {
  let count: Int
  let blocks: Int
  private let compiled: CompiledEquations
  private let dt: Double
  private let variables: Int
  /// By variable, then block.
  private let state: UnsafeMutablePointer<Lanes>
  /// By parameter, then block; as the equations see them.
  private let parameters: UnsafeMutablePointer<Lanes>
  /// As many blocks are carried through all instructions together as the first cache holds.
  private static let chunk = 32

  /// - Parameters:
  ///   - initial: of each variable, one value or one for each neuron.
  ///   - parameters: the same of each parameter, as the equations see them.
  init(_ compiled: CompiledEquations, count: Int, dt: Double, initial: [[Double]], parameters values: [[Double]]) {
    self.compiled = compiled
    self.count = count
    self.dt = dt
    blocks = (count + laneCount - 1) / laneCount
    variables = initial.count
    state = Self.filled(initial, count, blocks)
    parameters = Self.filled(values, count, blocks)
  }

  deinit {
    state.deallocate()
    parameters.deallocate()
  }

  private static func filled(_ columns: [[Double]], _ count: Int, _ blocks: Int) -> UnsafeMutablePointer<Lanes> {
    let memory = UnsafeMutablePointer<Lanes>.allocate(capacity: max(1, columns.count * blocks))
    for (column, values) in columns.enumerated() {
      for block in 0..<blocks {
        func value(_ lane: Int) -> Double { values.count == 1 ? values[0] : values[min(count - 1, block * laneCount + lane)] }
        (memory + column * blocks + block).initialize(to: Lanes(value(0), value(1), value(2), value(3)))
      }
    }
    return memory
  }

  /// The value of a variable of one neuron.
  func value(_ variable: Int, _ neuron: Int) -> Double {
    state[variable * blocks + neuron / laneCount][neuron % laneCount]
  }

  /// The variables of all blocks.
  var memory: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: state, count: variables * blocks))
  }

  /// One step of the blocks in `range`; what was in the slots is taken.
  func advance(_ range: Range<Int>, _ slots: InputSlots, step: Int, spikes: inout [UInt32]) {
    let places = compiled.registers.contents
    let width = Self.chunk
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: places.count * width) { memory in
      withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Lanes>.self, capacity: places.count) { pointers in
        guard let scratch = memory.baseAddress, let registers = pointers.baseAddress else { return }
        for (place, content) in places.enumerated() {
          registers[place] = scratch + place * width
          var value = 0.0
          if case .constant(let constant) = content { value = constant }
          if content == .time { value = Double(step) * dt }
          (scratch + place * width).initialize(repeating: Lanes(repeating: value), count: width)
        }
        var first = range.lowerBound
        while first < range.upperBound {
          let chunk = first..<min(range.upperBound, first + width)
          point(registers, places, chunk, slots, scratch)
          advance(chunk, registers, step, &spikes)
          for block in chunk {
            slots.excitatory[block] = Lanes()
            slots.inhibitory[block] = Lanes()
            slots.current?[block] = Lanes()
          }
          first = chunk.upperBound
        }
      }
    }
  }

  /// Lets the places point at the values of a chunk.
  private func point(
    _ registers: UnsafeMutablePointer<UnsafeMutablePointer<Lanes>>, _ places: [RegisterFile.Content], _ chunk: Range<Int>,
    _ slots: InputSlots, _ scratch: UnsafeMutablePointer<Lanes>
  ) {
    for (place, content) in places.enumerated() {
      switch content {
      case .variable(let index): registers[place] = state + index * blocks + chunk.lowerBound
      case .parameter(let index): registers[place] = parameters + index * blocks + chunk.lowerBound
      case .excitatory: registers[place] = slots.excitatory + chunk.lowerBound
      case .inhibitory: registers[place] = slots.inhibitory + chunk.lowerBound
      case .all:
        let sum = scratch + place * Self.chunk
        registers[place] = sum
        for (offset, block) in chunk.enumerated() { sum[offset] = slots.excitatory[block] + slots.inhibitory[block] }
      case .constant, .time, .temporary: break
      }
    }
  }

  private func advance(
    _ chunk: Range<Int>, _ registers: UnsafeMutablePointer<UnsafeMutablePointer<Lanes>>, _ step: Int,
    _ spikes: inout [UInt32]
  ) {
    let length = chunk.count
    if compiled.stages.isEmpty {
      compiled.step.run(registers, count: length)
    } else {
      integrate(registers, length, step)
    }
    guard let threshold = compiled.threshold else { return }
    threshold.run(registers, count: length)
    let test = registers[threshold.result]
    guard (0..<length).contains(where: { isAny(test[$0] .!= 0) }) else { return }
    // The test may stand where the reset computes.
    let fired = (0..<length).map { test[$0] .!= 0 }
    for (variable, copy) in compiled.resetCopies { registers[copy].update(from: registers[variable], count: length) }
    compiled.reset.run(registers, count: length)
    for (variable, copy) in compiled.resetCopies {
      let (values, changed) = (registers[variable], registers[copy])
      for i in 0..<length { values[i] = select(fired[i], changed[i], values[i]) }
    }
    for (offset, block) in chunk.enumerated() where isAny(fired[offset]) {
      for lane in 0..<laneCount where fired[offset][lane] && block * laneCount + lane < count {
        spikes.append(UInt32(truncatingIfNeeded: block * laneCount + lane))
      }
    }
  }

  /// Runge and Kutta's step of order four; input is constant in the step, time goes on in it.
  private func integrate(_ registers: UnsafeMutablePointer<UnsafeMutablePointer<Lanes>>, _ length: Int, _ step: Int) {
    let time = compiled.registers.contents.firstIndex(of: .time)
    func setTime(_ part: Double) {
      if let time { registers[time].update(repeating: Lanes(repeating: (Double(step) + part) * dt), count: length) }
    }
    setTime(0)
    for place in compiled.stages { registers[place.stage].update(from: registers[place.variable], count: length) }
    for (factor, ahead) in [(1.0, 0.5), (2, 0.5), (2, 1), (1, 0)] {
      compiled.step.run(registers, count: length)
      for place in compiled.stages {
        let (value, stage) = (registers[place.variable], registers[place.stage])
        let (slope, sum) = (registers[place.slope], registers[place.sum])
        let isFirst = factor == 1 && ahead == 0.5
        for i in 0..<length {
          sum[i] = (isFirst ? Lanes() : sum[i]) + factor * slope[i]
          stage[i] = value[i] + ahead * dt * slope[i]
        }
      }
      // Threshold and reset, which come next, see the end of the step.
      setTime(factor == 1 && ahead == 0 ? 1 : ahead)
    }
    for place in compiled.stages {
      let (value, sum) = (registers[place.variable], registers[place.sum])
      for i in 0..<length { value[i] += dt / 6 * sum[i] }
    }
  }
}

/// Programs of a neuron with the places that they use.
struct CompiledEquations: Sendable {
  var registers = RegisterFile()
  var step: EquationProgram
  var threshold: EquationProgram?
  var reset: EquationProgram
  /// Where a variable stands, and where the reset changes a copy of it.
  var resetCopies: [(variable: Int, copy: Int)]
  /// Of the form ode: where a variable, its value within the step, its slope and the weighted sum of slopes stand.
  var stages: [(variable: Int, stage: Int, slope: Int, sum: Int)] = []

  init(_ equations: NeuronEquations, _ parsed: ParsedEquations, dt: Double) {
    var file = RegisterFile()
    var places: [String: Int] = ["dt": file.constant(dt), "t": file.place(.time)]
    for (index, parameter) in equations.parameters.enumerated() { places[parameter.name] = file.place(.parameter(index)) }
    if !parsed.names.isDisjoint(with: ["I", "Isyn"]) { (places["I"], places["Isyn"]) = (file.place(.all), file.place(.all)) }
    if parsed.names.contains("I_ex") { places["I_ex"] = file.place(.excitatory) }
    if parsed.names.contains("I_in") { places["I_in"] = file.place(.inhibitory) }
    var variables: [String: Int] = [:]
    for (index, variable) in equations.variables.enumerated() { variables[variable.name] = file.place(.variable(index)) }
    if equations.form == .ode {
      var (seen, slopes) = (variables, [String: Int]())
      for line in parsed.steps where line.isDerivative {
        let place = (variables[line.name] ?? 0, file.temporary(), file.temporary(), file.temporary())
        (seen[line.name], slopes[line.name]) = (place.1, place.2)
        stages.append(place)
      }
      step = EquationProgram(
        parsed.steps, registers: &file, places: places.merging(seen) { $1 }, targets: slopes)
    } else {
      step = EquationProgram(parsed.steps, registers: &file, places: places.merging(variables) { $1 }, targets: variables)
    }
    // Abbreviations of the step keep the values that they had in it.
    let all = equations.form == .ode ? places.merging(variables) { $1 } : step.places
    threshold = parsed.threshold.map { EquationProgram($0, registers: &file, places: all) }
    var copies = variables
    for name in Set(parsed.reset.map(\.name)).sorted() { copies[name] = file.temporary() }
    resetCopies = copies.compactMap { name, copy in variables[name] == copy ? nil : (variables[name] ?? 0, copy) }
      .sorted { $0.0 < $1.0 }
    reset = EquationProgram(parsed.reset, registers: &file, places: places.merging(copies) { $1 }, targets: copies)
    registers = file
  }
}

extension NeuronModel {
  /// A neuron of equations.
  ///
  /// - Throws: `SpikingNetworksError` for equations that make no sense.
  public init(_ equations: NeuronEquations) throws {
    let parsed = try equations.parsed()
    let output: Output = parsed.threshold != nil ? .spikes : equations.output != nil ? .values : .nothing
    let ports: Set<Port> = parsed.names.contains("I_in") ? [.excitatory, .inhibitory] : [.excitatory]
    self.init(
      name: equations.name, summary: "Equations of the file, \(equations.form.rawValue).", isSource: false, output: output,
      parameters: equations.parameters.map(equations.information),
      variables: equations.variables.map { NeuronVariableInformation(name: $0.name, unit: "", meaning: "variable \($0.name)") },
      ports: ports
    ) { request in
      let storage = try EquationStorage(equations, parsed, request)
      var write: (@Sendable (Int, UnsafeMutablePointer<Double>) -> Void)?
      if let variable = equations.variables.firstIndex(where: { $0.name == equations.output }) {
        write = { _, values in
          for neuron in 0..<storage.count { values[neuron] = storage.value(variable, neuron) }
        }
      }
      return Population(
        count: request.count, ports: ports,
        advance: { range, slots, _, step, spikes in storage.advance(range, slots, step: step, spikes: &spikes) },
        output: write, read: { variable, neuron in storage.value(variable, neuron) },
        memory: { [storage.memory] })
    }
  }
}

extension NeuronEquations {
  /// Whether a parameter is a time constant that the form replaces.
  fileprivate func isTime(_ name: String) -> Bool {
    (form == .euler || form == .exponentialEuler) && name.lowercased().contains("tau")
  }

  fileprivate func information(_ parameter: Quantity) -> NeuronParameterInformation {
    let least = isTime(parameter.name) ? Double.leastNonzeroMagnitude : -Double.infinity
    return NeuronParameterInformation(
      name: parameter.name, unit: isTime(parameter.name) ? "ms" : "", value: parameter.value,
      range: least...Double.infinity, meaning: isTime(parameter.name) ? "a time constant" : "of the equations")
  }

  /// The values of a parameter as the equations see them.
  fileprivate func seen(_ parameter: Quantity, _ request: PopulationRequest) throws -> [Double] {
    let values = request.parameters[parameter.name] ?? [parameter.value]
    guard isTime(parameter.name) else { return values }
    if let bad = values.first(where: { !($0 > 0) }) {
      throw SpikingNetworksError(
        "population \(request.name)", "\(parameter.name) is \(bad)",
        remedy: "In the form \(form.rawValue), 'tau' in a name means a time constant, which is above 0 ms.")
    }
    return values.map { form == .euler ? request.dt / $0 : exponential(-request.dt / $0) }
  }
}

extension EquationStorage {
  /// The neurons of a population.
  fileprivate convenience init(
    _ equations: NeuronEquations, _ parsed: ParsedEquations, _ request: PopulationRequest
  ) throws {
    self.init(
      CompiledEquations(equations, parsed, dt: request.dt), count: request.count, dt: request.dt,
      initial: equations.variables.map { request.initial[$0.name] ?? [$0.value] },
      parameters: try equations.parameters.map { try equations.seen($0, request) })
  }
}
