extension Array where Element: BitwiseCopyable {
  /// An array whose elements are whatever the memory holds, for parallel loops that write every one of them: clearing a
  /// large array first takes a pass over it on one thread. Numbers need no start of life, so a loop that is cancelled
  /// leaves nothing to undo; its array is thrown away.
  package init(unset count: Int) {
    self.init(unsafeUninitializedCapacity: count) { $1 = count }
  }
}
