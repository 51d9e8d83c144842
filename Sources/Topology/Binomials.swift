/// Binomial coefficients C(v, k) of all vertices, one contiguous row for each k: the combinatorial number system,
/// which numbers the simplices of one dimension (Bauer 2021, section 4).
///
/// The simplex with vertices v_0 > v_1 > ... > v_d has index C(v_0, d+1) + C(v_1, d) + ... + C(v_d, 1).
final class Binomials: Sendable {
  let points: Int
  let rows: Int
  private let width: Int
  // Nothing writes to it after `init`. An array would be retained and checked in the innermost loops.
  nonisolated(unsafe) private let table: UnsafeMutablePointer<UInt64>

  /// C(v, k) for v up to `points` and k up to `largestSubset`; nil when one does not fit 63 bits.
  init?(points: Int, largestSubset: Int) {
    // C(v, k) is at least (v/k)^k, so that hopeless tables are not even allocated.
    for k in 1..<max(1, min(largestSubset, points) + 1) {
      let bound = (1...k).reduce(1.0) { product, _ in product * Double(points) / Double(k) }
      if bound > 0x1p63 { return nil }
    }
    self.points = points
    width = points + 1
    rows = largestSubset + 1
    table = .allocate(capacity: width * rows)
    table.initialize(repeating: 0, count: width * rows)
    for v in 0..<width { table[v] = 1 }
    for k in 1..<max(1, rows) {
      for v in 1..<width {
        let (sum, overflow) = table[k * width + v - 1].addingReportingOverflow(table[(k - 1) * width + v - 1])
        if overflow || sum > UInt64.max >> 1 { return nil }
        table[k * width + v] = sum
      }
    }
  }

  deinit { table.deallocate() }

  @inline(__always) subscript(_ v: Int, _ k: Int) -> UInt64 { table[k &* width &+ v] }

  /// C(0, k), C(1, k), ..., C(points, k).
  @inline(__always) func row(_ k: Int) -> UnsafePointer<UInt64> { UnsafePointer(table + k &* width) }

  /// The index of the simplex with `count` descending vertices.
  @inline(__always) func index(of vertices: UnsafePointer<Int>, count: Int) -> UInt64 {
    var index: UInt64 = 0
    for i in 0..<count { index &+= self[vertices[i], count &- i] }
    return index
  }

  /// The index of the simplex with these vertices, in any order.
  func index(_ vertices: Int...) -> UInt64 {
    var index: UInt64 = 0
    for (i, vertex) in vertices.sorted().enumerated() { index += self[vertex, i + 1] }
    return index
  }

  /// Writes the `count` descending vertices of the simplex with the given index.
  @inline(__always) func decode(_ index: UInt64, count: Int, into vertices: UnsafeMutablePointer<Int>) {
    var rest = index
    var limit = points
    for i in 0..<count {
      let row = self.row(count &- i)
      // The largest v below `limit` with C(v, k) <= rest; found by halving, without branches that depend on the data.
      var low = 0
      var length = limit
      while length > 1 {
        let half = length >> 1
        low = row[low &+ half] <= rest ? low &+ half : low
        length &-= half
      }
      vertices[i] = low
      rest &-= row[low]
      limit = low
    }
  }
}
