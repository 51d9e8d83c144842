import ArrayNumerics

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
  /// Ports whose input is added to a variable, and where that stands in the state of a block, bytes.
  private let added: [(port: Port, offset: Int, sign: Double)]
  /// The kernel on wide vectors, where it is written for them and the processor has them.
  private let wide: (any WideNeuronKernel.Type)?

  init(count: Int, states initial: [Kernel.State], constants given: [Kernel.Constants]) {
    self.count = count
    blocks = (count + laneCount - 1) / laneCount
    stride = given.count == 1 ? 0 : 1
    // The variables of a kernel are stored properties: numbers and nothing else.
    added = Kernel.added.map { ($0.port, MemoryLayout<Kernel.State>.offset(of: $0.path) ?? 0, $0.sign) }
    wide = hasWideVectors ? Kernel.self as? any WideNeuronKernel.Type : nil
    states = .allocate(capacity: max(1, blocks))
    states.initialize(from: initial, count: blocks)
    constants = .allocate(capacity: given.count)
    constants.initialize(from: given, count: given.count)
  }

  deinit {
    states.deallocate()
    constants.deallocate()
  }

  /// The states of all blocks.
  var memory: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: states, count: blocks))
  }

  /// One step of the blocks in `range`; neurons that fire are appended in ascending order, and what was in the slots is taken.
  @inline(__always)
  func advance(_ range: Range<Int>, _ slots: InputSlots, _ arrived: ArrivedInput, step: Int, spikes: inout [UInt32]) {
    let now = Lanes(repeating: Double(step))
    // Shared constants are loaded once: a copy for every block would cost more than the model.
    let shared = constants[0]
    switch (slots.current, stride, added.isEmpty) {
    case (nil, 0, false):
      let nothing = Arrivals(excitatory: Lanes(), inhibitory: Lanes(), current: Lanes(), hasCurrent: false)
      if let wide {
        advance(range, on: wide, shared, nothing, now, &spikes)
      } else {
        for block in range { advance(block, shared, nothing, now, &spikes) }
      }
    case (nil, 0, true):
      for block in range { advance(block, shared, taken(block, slots), now, &spikes) }
    case (nil, _, _):
      for block in range { advance(block, constants[block], taken(block, slots), now, &spikes) }
    case (let current?, _, _):
      for block in range {
        var input = taken(block, slots)
        (input.current, input.hasCurrent) = (current[block], true)
        advance(block, constants[block * stride], input, now, &spikes)
        current[block] = Lanes()
      }
    }
    for (port, offset, sign) in added {
      guard let input = slots.values(port) else { continue }
      add(arrived.list(port), input, offset, sign, range)
    }
    if step & 255 == 255 {
      for block in range { Kernel.settle(&states[block]) }
    }
  }

  /// What arrived at a block, where it is not added to variables.
  @inline(__always)
  private func taken(_ block: Int, _ slots: InputSlots) -> Arrivals {
    var input = Arrivals(excitatory: Lanes(), inhibitory: Lanes(), current: Lanes(), hasCurrent: false)
    if added.isEmpty {
      (input.excitatory, input.inhibitory) = (slots.excitatory[block], slots.inhibitory[block])
      slots.excitatory[block] = Lanes()
      slots.inhibitory[block] = Lanes()
    }
    return input
  }

  @inline(__always)
  private func advance(
    _ block: Int, _ c: Kernel.Constants, _ input: Arrivals, _ now: Lanes, _ spikes: inout [UInt32]
  ) {
    let fired = Kernel.advance(&states[block], c, input, now)
    if isAny(fired) { reset(block, c, fired, now, &spikes) }
  }

  @inline(__always)
  private func reset(_ block: Int, _ c: Kernel.Constants, _ fired: LaneMask, _ now: Lanes, _ spikes: inout [UInt32]) {
    Kernel.reset(&states[block], c, fired, now)
    for lane in 0..<laneCount where fired[lane] && block * laneCount + lane < count {
      spikes.append(UInt32(truncatingIfNeeded: block * laneCount + lane))
    }
  }

  /// The same on wide vectors: the same numbers.
  private func advance(
    _ range: Range<Int>, on wide: any WideNeuronKernel.Type, _ c: Kernel.Constants, _ nothing: Arrivals, _ now: Lanes,
    _ spikes: inout [UInt32]
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { fired in
      guard let list = fired.baseAddress else { return }
      var begin = range.lowerBound
      while begin < range.upperBound {
        let end = min(range.upperBound, begin + fired.count)
        let count = wide.advance(states, constants, now.x, &begin, end, list)
        for index in 0..<count {
          let block = Int(list[index])
          reset(block, c, wide.fired(states + block, constants), now, &spikes)
        }
        // A block for which the wide form is not made.
        if begin < end {
          advance(begin, c, nothing, now, &spikes)
          begin += 1
        }
      }
    }
  }

  /// Adds what arrived to a variable, which stands at an offset in the state of a block.
  private func add(
    _ list: ArrivedInput.List, _ input: UnsafeMutablePointer<Double>, _ offset: Int, _ sign: Double, _ range: Range<Int>
  ) {
    let variable = UnsafeMutableRawPointer(states) + offset
    if list.isEverywhere {
      for block in range {
        let place = (variable + (block &* MemoryLayout<Kernel.State>.stride)).assumingMemoryBound(to: Lanes.self)
        let slot = UnsafeMutableRawPointer(input + block &* laneCount).assumingMemoryBound(to: Lanes.self)
        place.pointee += sign * slot.pointee
        slot.pointee = Lanes()
      }
    } else {
      for index in 0..<list.count {
        let neuron = Int(list.neurons[index])
        let block = neuron / laneCount &* MemoryLayout<Kernel.State>.stride
        let place = (variable + (block &+ 8 &* (neuron % laneCount))).assumingMemoryBound(to: Double.self)
        place.pointee += sign * input[neuron]
        input[neuron] = 0
      }
    }
    list.removeAll()
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
