import Glibc

extension Array where Element: BitwiseCopyable {
  /// An array whose elements are whatever the memory holds, for parallel loops that write every one of them: clearing a
  /// large array first takes a pass over it on one thread. Numbers need no start of life, so a loop that is cancelled
  /// leaves nothing to undo; its array is thrown away.
  ///
  /// From some megabytes on the system is asked for large pages: it then hands out 2 MB at a time and not 4 kB.
  package init(unset count: Int) {
    self.init(unsafeUninitializedCapacity: count) { elements, initialized in
      adviseLargePages(UnsafeMutableRawBufferPointer(elements))
      initialized = count
    }
  }
}

/// Asks for large pages where a whole one fits; a system that has none goes on as it did.
private func adviseLargePages(_ memory: UnsafeMutableRawBufferPointer) {
  let page = 2 << 20
  guard memory.count >= 2 * page, let start = memory.baseAddress else { return }
  let first = start.alignedUp(toMultipleOf: page)
  let length = (memory.count - (first - start)) / page * page
  if length > 0 { madvise(first, length, MADV_HUGEPAGE) }
}
