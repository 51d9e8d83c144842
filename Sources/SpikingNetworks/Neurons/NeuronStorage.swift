/// What arrives at a population in the step that is being filled: one vector a block and port.
final class InputSlots: @unchecked Sendable {
  let blocks: Int
  /// By port; the third only where currents arrive.
  let excitatory: UnsafeMutablePointer<Lanes>
  let inhibitory: UnsafeMutablePointer<Lanes>
  let current: UnsafeMutablePointer<Lanes>?

  /// - Parameter hasCurrent: whether currents arrive.
  init(blocks: Int, hasCurrent: Bool) {
    self.blocks = blocks
    func slot() -> UnsafeMutablePointer<Lanes> {
      let slot = UnsafeMutablePointer<Lanes>.allocate(capacity: max(1, blocks))
      slot.initialize(repeating: Lanes(), count: max(1, blocks))
      return slot
    }
    excitatory = slot()
    inhibitory = slot()
    current = hasCurrent ? slot() : nil
  }

  deinit {
    excitatory.deallocate()
    inhibitory.deallocate()
    current?.deallocate()
  }

  /// The numbers of a port, one a neuron.
  func values(_ port: Port) -> UnsafeMutablePointer<Double>? {
    let slot: UnsafeMutablePointer<Lanes>? =
      switch port {
      case .excitatory: excitatory
      case .inhibitory: inhibitory
      case .current: current
      }
    return slot.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Double.self) }
  }
}

/// The state of one population in blocks of four neurons; the last block is filled up with lanes that never fire.
///
/// A class that holds memory of its own: threads advance disjoint ranges of blocks.
final class NeuronStorage<Kernel: NeuronKernel>: @unchecked Sendable {
  let count: Int
  let blocks: Int
  private let states: UnsafeMutablePointer<Kernel.State>
  private let constants: UnsafeMutablePointer<Kernel.Constants>
  /// 0 when all neurons share one set of constants, 1 when each block has its own.
  private let stride: Int

  init(count: Int, states initial: [Kernel.State], constants given: [Kernel.Constants]) {
    self.count = count
    blocks = (count + laneCount - 1) / laneCount
    stride = given.count == 1 ? 0 : 1
    states = .allocate(capacity: max(1, blocks))
    states.initialize(from: initial, count: blocks)
    constants = .allocate(capacity: given.count)
    constants.initialize(from: given, count: given.count)
  }

  deinit {
    states.deallocate()
    constants.deallocate()
  }

  /// One step of the blocks in `range`; neurons that fire are appended in ascending order, and what was in the slots is taken.
  @inline(__always)
  func advance(_ range: Range<Int>, _ slots: InputSlots, step: Int, spikes: inout [UInt32]) {
    let now = Lanes(repeating: Double(step))
    // Shared constants are loaded once: a copy for every block would cost more than the model.
    let shared = constants[0]
    switch (slots.current, stride) {
    case (nil, 0):
      for block in range { advance(block, shared, slots, Lanes(), now, &spikes) }
    case (nil, _):
      for block in range { advance(block, constants[block], slots, Lanes(), now, &spikes) }
    case (let current?, _):
      for block in range {
        advance(block, constants[block * stride], slots, current[block], now, &spikes)
        current[block] = Lanes()
      }
    }
  }

  @inline(__always)
  private func advance(
    _ block: Int, _ c: Kernel.Constants, _ slots: InputSlots, _ current: Lanes, _ now: Lanes, _ spikes: inout [UInt32]
  ) {
    let input = Arrivals(excitatory: slots.excitatory[block], inhibitory: slots.inhibitory[block], current: current)
    let fired = Kernel.advance(&states[block], c, input, now)
    slots.excitatory[block] = Lanes()
    slots.inhibitory[block] = Lanes()
    if isAny(fired) {
      Kernel.reset(&states[block], c, fired, now)
      for lane in 0..<laneCount where fired[lane] && block * laneCount + lane < count {
        spikes.append(UInt32(truncatingIfNeeded: block * laneCount + lane))
      }
    }
  }

  /// Sets the output that follows from the state at time 0.
  func begin() {
    for block in 0..<blocks { Kernel.begin(&states[block]) }
    finish()
  }

  /// Binds the neurons together after a step of all blocks.
  func finish() { Kernel.finish(UnsafeMutableBufferPointer(start: states, count: blocks), constants[0], count: count) }

  /// The place of a variable in memory, so that reading it needs no key path.
  func place(of variable: NeuronVariable<Kernel>) -> VariablePlace {
    VariablePlace(
      // The variables of a kernel are stored properties: numbers and nothing else.
      state: MemoryLayout<Kernel.State>.offset(of: variable.path) ?? 0,
      offset: variable.offset.flatMap { MemoryLayout<Kernel.Constants>.offset(of: $0) })
  }

  /// The value of a variable of one neuron.
  @inline(__always)
  func value(_ place: VariablePlace, _ neuron: Int) -> Double {
    let (block, lane) = (neuron / laneCount, neuron % laneCount)
    let held = UnsafeRawPointer(states + block).load(fromByteOffset: place.state + 8 * lane, as: Double.self)
    guard let offset = place.offset else { return held }
    return held + UnsafeRawPointer(constants + block * stride).load(fromByteOffset: offset + 8 * lane, as: Double.self)
  }

  /// Replaces the value of a variable of one neuron.
  func set(_ variable: NeuronVariable<Kernel>, _ neuron: Int, to value: Double) {
    let (block, lane) = (neuron / laneCount, neuron % laneCount)
    let offset = variable.offset.map { constants[block * stride][keyPath: $0][lane] } ?? 0
    states[block][keyPath: variable.path][lane] = value - offset
  }

  /// The output of a model without spikes.
  func outputs(_ place: VariablePlace, into values: UnsafeMutablePointer<Double>) {
    for neuron in 0..<count { values[neuron] = value(place, neuron) }
  }
}

/// Where a variable stands in the state of a block, and what is added to it in the constants, bytes.
struct VariablePlace: Sendable {
  var state: Int
  var offset: Int?
}
