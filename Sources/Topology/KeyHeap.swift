/// A priority queue of keys: the working coboundary column of the reduction.
///
/// Most keys come a whole window at a time. Those are sorted once and read off in order (`beginRun`, `endRun`), which costs
/// a third of passing them through a heap; keys that are pushed one by one wait in a min-heap with four children at each node,
/// over raw memory. The smaller of the two firsts is the next.
struct KeyHeap<Word: KeyWord>: ~Copyable {
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  private var storage: UnsafeMutablePointer<Word>
  private var capacity: Int
  private var heapCount = 0
  private var run: [Word] = []
  private var scratch: [Word] = []
  private var runPlace = 0
  private var isCollecting = false
  /// Keys pushed since the heap was last emptied.
  private(set) var pushes = 0

  init(capacity: Int = 1 << 12) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity)
  }

  deinit { storage.deallocate() }

  var count: Int { heapCount &+ (run.count &- runPlace) }
  @inline(__always) var isEmpty: Bool { heapCount == 0 && runPlace == run.count }

  @inline(__always) var first: Word {
    if runPlace == run.count { return storage[0] }
    let next = run[runPlace]
    return heapCount > 0 && storage[0] < next ? storage[0] : next
  }

  mutating func removeAll() {
    heapCount = 0
    pushes = 0
    run.removeAll(keepingCapacity: true)
    runPlace = 0
  }

  /// What is pushed from here to `endRun` is sorted in one go. The queue must be empty.
  mutating func beginRun() {
    run.removeAll(keepingCapacity: true)
    runPlace = 0
    isCollecting = true
  }

  mutating func endRun() {
    isCollecting = false
    radixSort(&run, scratch: &scratch)
  }

  @inline(__always) mutating func push(_ key: Word) {
    pushes &+= 1
    if isCollecting {
      run.append(key)
      return
    }
    if heapCount == capacity { grow() }
    var hole = heapCount
    heapCount &+= 1
    while hole > 0 {
      let parent = (hole &- 1) >> 2
      let above = storage[parent]
      if above <= key { break }
      storage[hole] = above
      hole = parent
    }
    storage[hole] = key
  }

  /// Removes the smallest key.
  @inline(__always) mutating func pop() -> Word {
    if runPlace < run.count {
      let next = run[runPlace]
      if heapCount == 0 || next <= storage[0] {
        runPlace &+= 1
        return next
      }
    }
    return popHeap()
  }

  /// The hole is sunk to a leaf along the smaller children and the last key lifted from
  /// there: fewer comparisons than sinking the last key, which nearly always belongs at the bottom.
  @inline(__always) private mutating func popHeap() -> Word {
    let smallest = storage[0]
    heapCount &-= 1
    if heapCount == 0 { return smallest }
    let last = storage[heapCount]
    var hole = 0
    while true {
      let first = 4 &* hole &+ 1
      var child = first
      if first &+ 4 <= heapCount {
        var least = storage[first]
        for other in 1..<4 {
          let key = storage[first &+ other]
          child = key < least ? first &+ other : child
          least = key < least ? key : least
        }
      } else {
        if first >= heapCount { break }
        for other in first &+ 1..<max(heapCount, first &+ 1) where storage[other] < storage[child] { child = other }
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
    larger.update(from: storage, count: heapCount)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }
}
