/// A min-heap of keys, with four children at each node, over raw memory: the working coboundary column of the reduction.
struct KeyHeap<Word: KeyWord>: ~Copyable {
  private var storage: UnsafeMutablePointer<Word>
  private var capacity: Int
  private(set) var count = 0
  /// Keys pushed since the heap was last emptied.
  private(set) var pushes = 0

  init(capacity: Int = 1 << 12) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity)
  }

  deinit { storage.deallocate() }

  @inline(__always) var first: Word { storage[0] }

  mutating func removeAll() {
    count = 0
    pushes = 0
  }

  @inline(__always) mutating func push(_ key: Word) {
    if count == capacity { grow() }
    var hole = count
    count &+= 1
    pushes &+= 1
    while hole > 0 {
      let parent = (hole &- 1) >> 2
      let above = storage[parent]
      if above <= key { break }
      storage[hole] = above
      hole = parent
    }
    storage[hole] = key
  }

  /// Removes the smallest key. The hole is sunk to a leaf along the smaller children and the last key lifted from
  /// there: fewer comparisons than sinking the last key, which nearly always belongs at the bottom.
  @inline(__always) mutating func pop() -> Word {
    let smallest = storage[0]
    count &-= 1
    if count == 0 { return smallest }
    let last = storage[count]
    var hole = 0
    while true {
      let first = 4 &* hole &+ 1
      var child = first
      if first &+ 4 <= count {
        var least = storage[first]
        for other in 1..<4 {
          let key = storage[first &+ other]
          child = key < least ? first &+ other : child
          least = key < least ? key : least
        }
      } else {
        if first >= count { break }
        for other in first &+ 1..<max(count, first &+ 1) where storage[other] < storage[child] { child = other }
      }
      storage[hole] = storage[child]
      hole = child
    }
    while hole > 0 {
      let parent = (hole &- 1) >> 2
      if storage[parent] <= last { break }
      storage[hole] = storage[parent]
      hole = parent
    }
    storage[hole] = last
    return smallest
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Word>.allocate(capacity: 2 * capacity)
    larger.update(from: storage, count: count)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }
}
