/// Lengths of the shortest paths along the edges of a graph whose weights are lengths.
struct ShortestPaths {
  private let graph: SymmetricGraph
  private var heap = KeyHeap()

  init(_ graph: SymmetricGraph) { self.graph = graph }

  /// From one point to all, by Dijkstra's algorithm; infinite where no path leads.
  mutating func lengths(from source: Int) -> [Float] {
    var lengths = [Float](repeating: .infinity, count: graph.count)
    lengths[source] = 0
    heap.push(neighbourKey(0, UInt32(source)))
    while let key = heap.pop() {
      let (point, length) = (Int(key & 0xFFFF_FFFF), Float(bitPattern: UInt32(key >> 32)))
      // A shorter path was found since this one was put down.
      if length > lengths[point] { continue }
      for edge in graph.edges(of: point) {
        let (other, candidate) = (Int(graph.columns[edge]), length + graph.weights[edge])
        if candidate < lengths[other] {
          lengths[other] = candidate
          heap.push(neighbourKey(candidate, UInt32(other)))
        }
      }
    }
    return lengths
  }
}

/// A binary heap of numbers, the smallest first.
private struct KeyHeap {
  private var keys: [UInt64] = []

  mutating func push(_ key: UInt64) {
    var place = keys.count
    keys.append(key)
    while place > 0, keys[(place - 1) / 2] > key {
      keys[place] = keys[(place - 1) / 2]
      place = (place - 1) / 2
    }
    keys[place] = key
  }

  mutating func pop() -> UInt64? {
    guard let first = keys.first, let last = keys.popLast() else { return nil }
    if keys.isEmpty { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      if child >= keys.count { break }
      if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
      if keys[child] >= last { break }
      keys[place] = keys[child]
      place = child
    }
    keys[place] = last
    return first
  }
}
