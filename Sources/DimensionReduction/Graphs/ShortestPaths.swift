/// Lengths of the shortest paths along the edges of a graph whose weights are lengths.
///
/// Points wait in slots of equal width of length instead of a heap (Dial 1969, https://doi.org/10.1145/363269.363610; with
/// edges shorter than a slot as Meyer and Sanders 2003, https://doi.org/10.1016/S0196-6774(03)00076-2): a point of the slot at
/// hand may be looked at again when a shorter path to it is found. The lengths are those of Dijkstra's algorithm to the last
/// bit, since adding a weight never changes the order of two lengths.
package struct ShortestPaths {
  /// How many points there are.
  private let count: Int
  /// The name of each point inside: neighbours stand close to each other in memory.
  private let names: [UInt32]
  /// Where the edges of each inner point begin, `[count + 1]`.
  private let starts: [Int]
  /// The other inner point of each edge, and the bits of its weight.
  private let edges: [UInt64]
  private let slotsPerLength: Float
  /// Slots in a circle that is longer than the longest edge; empty between two calls.
  private var slots: [[UInt32]]

  /// O(points + edges).
  package init(_ graph: SymmetricGraph) {
    count = graph.count
    let order = breadthFirstOrder(graph)
    var names = [UInt32](repeating: 0, count: count)
    for (name, point) in order.enumerated() { names[point] = UInt32(name) }
    self.names = names
    var starts = [0]
    starts.reserveCapacity(count + 1)
    var edges: [UInt64] = []
    edges.reserveCapacity(graph.columns.count)
    for point in order {
      for edge in graph.edges(of: point) {
        edges.append(UInt64(names[Int(graph.columns[edge])]) << 32 | UInt64(graph.weights[edge].bitPattern))
      }
      starts.append(edges.count)
    }
    (self.starts, self.edges) = (starts, edges)
    let longest = graph.weights.max() ?? 0
    let mean = Float(graph.weights.reduce(0.0) { $0 + Double($1) } / Double(max(1, graph.weights.count)))
    // A tenth of the mean edge was fastest on rings of 20,000 points; a few edges of a great length must not make many slots.
    let width = max(mean / 10, longest / 4096)
    slotsPerLength = width > 0 && width.isNormal ? 1 / width : 0
    slots = [[UInt32]](repeating: [], count: Int(longest * slotsPerLength) + 2)
  }

  /// From one point to all; infinite where no path leads. O(edges) where few edges are shorter than a slot.
  package mutating func lengths(from source: Int) -> [Float] {
    var lengths = [Float](repeating: .infinity, count: count)
    var settled = lengths
    let (first, perLength) = (names[source], slotsPerLength)
    lengths[Int(first)] = 0
    slots[0].append(first)
    var (waiting, place) = (1, 0)
    var current: [UInt32] = []
    lengths.withUnsafeMutableBufferPointer { lengths in
      settled.withUnsafeMutableBufferPointer { settled in
        slots.withUnsafeMutableBufferPointer { slots in
          while waiting > 0 {
            while !slots[place].isEmpty {
              swap(&current, &slots[place])
              waiting -= current.count
              for name in current {
                let point = Int(name)
                let length = lengths[point]
                // It has been looked at with this length: it was put down again before.
                if settled[point] <= length { continue }
                settled[point] = length
                for edge in starts[point]..<starts[point + 1] {
                  let other = Int(edges[edge] >> 32)
                  let candidate = length + Float(bitPattern: UInt32(truncatingIfNeeded: edges[edge]))
                  if candidate < lengths[other] {
                    lengths[other] = candidate
                    slots[Int(candidate * perLength) % slots.count].append(UInt32(other))
                    waiting += 1
                  }
                }
              }
              current.removeAll(keepingCapacity: true)
            }
            place = place + 1 == slots.count ? 0 : place + 1
          }
        }
      }
    }
    return names.map { lengths[Int($0)] }
  }
}

/// The points in the order in which a walk over the edges meets them, part after part. O(points + edges).
private func breadthFirstOrder(_ graph: SymmetricGraph) -> [Int] {
  var met = [Bool](repeating: false, count: graph.count)
  var order: [Int] = []
  order.reserveCapacity(graph.count)
  for start in 0..<graph.count where !met[start] {
    var next = order.count
    met[start] = true
    order.append(start)
    while next < order.count {
      for edge in graph.edges(of: order[next]) {
        let other = Int(graph.columns[edge])
        if !met[other] {
          met[other] = true
          order.append(other)
        }
      }
      next += 1
    }
  }
  return order
}
