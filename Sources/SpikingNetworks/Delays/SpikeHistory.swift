/// The spikes of one population in its last steps, a list for each thread and step: the line in which they wait for their
/// delay.
///
/// A class that holds memory of its own: a thread writes its own list of the running steps, all read those of earlier ones.
final class SpikeHistory: @unchecked Sendable {
  /// A power of two.
  let slots: Int
  let threads: Int
  private let lists: UnsafeMutablePointer<[UInt32]>

  /// - Parameter steps: how many steps back it has to reach.
  init(steps: Int, threads: Int) {
    var slots = 2
    while slots < steps { slots *= 2 }
    self.slots = slots
    self.threads = threads
    lists = .allocate(capacity: slots * threads)
    lists.initialize(repeating: [], count: slots * threads)
  }

  deinit {
    lists.deinitialize(count: slots * threads)
    lists.deallocate()
  }

  /// The spikes of one thread's neurons in a step, ascending.
  @inline(__always)
  subscript(step: Int, thread: Int) -> [UInt32] {
    _read { yield lists[thread &* slots &+ (step & (slots &- 1))] }
    _modify { yield &lists[thread &* slots &+ (step & (slots &- 1))] }
  }
}

/// The numbers that one population put out in its last steps.
final class ValueHistory: @unchecked Sendable {
  let slots: Int
  let count: Int
  private let values: UnsafeMutablePointer<Double>

  init(steps: Int, count: Int) {
    var slots = 2
    while slots < steps { slots *= 2 }
    self.slots = slots
    self.count = count
    values = .allocate(capacity: max(1, slots * count))
    values.initialize(repeating: 0, count: max(1, slots * count))
  }

  deinit { values.deallocate() }

  /// What was put out in the last steps.
  var memory: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: values, count: slots * count))
  }

  /// What was put out in a step.
  func row(_ step: Int) -> UnsafeMutablePointer<Double> { values + (step & (slots - 1)) * count }
}
