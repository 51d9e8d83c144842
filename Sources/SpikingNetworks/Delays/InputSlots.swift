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

  /// What waits at the ports.
  var memory: [UnsafeMutableRawBufferPointer] {
    [excitatory, inhibitory, current].compactMap(\.self).map {
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: $0, count: blocks))
    }
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

/// At which of one thread's neurons something arrived in the step that is being filled: few of them in most steps, so that most
/// slots need not be looked at.
final class ArrivedInput: @unchecked Sendable {
  /// Of one port. A neuron may stand in it twice: its slot is empty the second time.
  final class List {
    let neurons: UnsafeMutablePointer<UInt32>
    let capacity: Int
    var count = 0
    /// Whether all slots have to be looked at.
    var isEverywhere = false

    init(capacity: Int) {
      self.capacity = capacity
      neurons = .allocate(capacity: max(1, capacity))
    }

    deinit { neurons.deallocate() }

    func removeAll() { (count, isEverywhere) = (0, false) }
  }

  private let excitatory: List
  private let inhibitory: List
  private let current = List(capacity: 0)

  /// - Parameter neurons: how many the thread owns; 0 where all slots are looked at in every step.
  init(neurons: Int) { (excitatory, inhibitory) = (List(capacity: neurons / 2), List(capacity: neurons / 2)) }

  func list(_ port: Port) -> List {
    switch port {
    case .excitatory: excitatory
    case .inhibitory: inhibitory
    case .current: current
    }
  }
}
