import CWideVectors

/// A kernel of which a step is written for vectors of four numbers as well, which not every processor has: the same numbers, in
/// half of the time. Of neurons that share their constants and add what arrives to a variable.
protocol WideNeuronKernel: NeuronKernel {
  /// Advances the blocks from `begin` on, which is moved to where it ended: before `end` at a block for which it is not made.
  ///
  /// - Parameter fired: gets the numbers of blocks with a neuron at threshold, ascending, which are not reset; as long as the
  /// blocks are many.
  /// - Returns: how many those are.
  static func advance(
    _ states: UnsafeMutableRawPointer, _ constants: UnsafeRawPointer, _ now: Double, _ begin: inout Int, _ end: Int,
    _ fired: UnsafeMutablePointer<UInt32>
  ) -> Int
  /// The neurons of a block that are at threshold.
  static func fired(_ state: UnsafeRawPointer, _ constants: UnsafeRawPointer) -> LaneMask
}

extension ExponentialCurrentLIF: WideNeuronKernel {
  static func advance(
    _ states: UnsafeMutableRawPointer, _ constants: UnsafeRawPointer, _ now: Double, _ begin: inout Int, _ end: Int,
    _ fired: UnsafeMutablePointer<UInt32>
  ) -> Int {
    defer { begin = end }
    return Int(
      neuron_step_currents(
        states.assumingMemoryBound(to: Double.self), constants.assumingMemoryBound(to: Double.self), now, Int64(begin),
        Int64(end), fired))
  }

  static func fired(_ state: UnsafeRawPointer, _ constants: UnsafeRawPointer) -> LaneMask {
    state.assumingMemoryBound(to: State.self).pointee.v
      .>= constants.assumingMemoryBound(to: Constants.self).pointee.threshold
  }
}

extension ExponentialConductanceLIF: WideNeuronKernel {
  static func advance(
    _ states: UnsafeMutableRawPointer, _ constants: UnsafeRawPointer, _ now: Double, _ begin: inout Int, _ end: Int,
    _ fired: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var reached = Int64(begin)
    defer { begin = Int(reached) }
    return Int(
      neuron_step_conductances(
        states.assumingMemoryBound(to: Double.self), constants.assumingMemoryBound(to: Double.self), now, &reached,
        Int64(end), fired))
  }

  static func fired(_ state: UnsafeRawPointer, _ constants: UnsafeRawPointer) -> LaneMask {
    state.assumingMemoryBound(to: State.self).pointee.v
      .>= constants.assumingMemoryBound(to: Constants.self).pointee.threshold
  }
}
