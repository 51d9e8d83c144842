/// Numbers that a loop uses again and again: zeroed, aligned for vector instructions, freed with their last owner. Not shared
/// between threads.
package final class WorkVector {
  /// The first number; valid while the vector is owned.
  package let pointer: UnsafeMutablePointer<Double>
  /// How many there are.
  package let count: Int

  /// - Precondition: `count ≥ 0`.
  package init(_ count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Double>.stride, alignment: 64)
    pointer = memory.bindMemory(to: Double.self, capacity: max(1, count))
    pointer.initialize(repeating: 0, count: max(1, count))
    self.count = count
  }

  package convenience init(_ values: [Double]) {
    self.init(values.count)
    for index in values.indices { pointer[index] = values[index] }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// The numbers, copied.
  package var values: [Double] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// Sets every number to zero.
  package func clear() { pointer.update(repeating: 0, count: count) }
}
