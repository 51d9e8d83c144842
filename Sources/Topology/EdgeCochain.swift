/// A cochain on all edges of the complex at a growing diameter, stored in full: the other way to hold a column of
/// dimension 1.
///
/// A class that lives long has a cochain on tens of thousands of edges, and a heap would hold every triangle at each of
/// them. But the coboundary of a stored cochain need not be kept: the triangles of one diameter are the lune of the
/// edge of that length, and their values follow from two rows. Going through the edges in filtration order finds the
/// same pivots in the same order as the heap does.
///
/// `rows[a, k]` is the value on the edge directed from k to a (so `rows[k, a]` is its negative modulo p), or `absent`
/// for edges that have not entered.
struct EdgeCochain<Scalar: FixedWidthInteger & UnsignedInteger>: ~Copyable {
  /// The largest prime for which sums of two values stay in range and are told from `absent`.
  static var largestPrime: Int { Int(Scalar.max / 2) }
  private static var block: Int { 64 }
  private static var absent: Scalar { Scalar.max }

  private let prime: Scalar
  private let points: Int
  private let stride: Int
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  private let rows: UnsafeMutablePointer<Scalar>
  /// Vertices with a value other than zero at one of their edges.
  private let touched: UnsafeMutablePointer<Bool>

  init(points: Int, prime: UInt32) {
    self.prime = Scalar(truncatingIfNeeded: prime)
    self.points = points
    stride = (points + Self.block - 1) / Self.block * Self.block
    rows = .allocate(capacity: max(1, points * stride))
    rows.initialize(repeating: Self.absent, count: points * stride)
    touched = .allocate(capacity: max(1, points))
    touched.initialize(repeating: false, count: points)
  }

  deinit {
    rows.deallocate()
    touched.deallocate()
  }

  /// Zero on all edges up to the given rank.
  func reset(to distances: RankedDistances, upTo rank: Int32) {
    for a in 0..<points {
      touched[a] = false
      let ranks = distances.row(a)
      let row = rows + a * stride
      for k in 0..<points { row[k] = ranks[k] <= rank ? 0 : Self.absent }
    }
  }

  /// An edge enters with value zero.
  @inline(__always) func enter(_ a: Int, _ b: Int) {
    rows[a &* stride &+ b] = 0
    rows[b &* stride &+ a] = 0
  }

  /// The value on the edge a > b.
  @inline(__always) func value(_ a: Int, _ b: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: rows[a &* stride &+ b])
  }

  @inline(__always) func set(_ a: Int, _ b: Int, to value: UInt32) {
    let value = Scalar(truncatingIfNeeded: value)
    rows[a &* stride &+ b] = value
    rows[b &* stride &+ a] = value == 0 ? 0 : prime &- value
    touched[a] = true
    touched[b] = true
  }

  /// The value that makes the coboundary zero on the triangle of edge (a, b) and vertex k.
  @inline(__always) func closing(_ a: Int, _ b: Int, with k: Int) -> UInt32 {
    let (x, y) = (rows[a &* stride &+ k], rows[b &* stride &+ k])
    return UInt32(truncatingIfNeeded: x >= y ? x &- y : x &+ prime &- y)
  }

  /// The largest vertex k for which the coboundary on the triangle of edge (a, b) and k is not zero, or -1.
  func largestViolation(_ a: Int, _ b: Int) -> Int {
    if !touched[a] && !touched[b] { return -1 }
    let first = rows + a &* stride
    let second = rows + b &* stride
    let edge = first[b]
    let prime = self.prime
    let half = Scalar.max / 2
    var start = stride &- Self.block
    while start >= 0 {
      var wrong: Scalar = 0
      for k in start..<start &+ Self.block {
        let (x, y) = (first[k], second[k])
        let sum = y &+ edge
        // sum modulo p: subtracting p wraps to a larger number when sum < p.
        let difference = min(sum, sum &- prime) ^ x
        wrong |= (x | y) <= half ? difference : 0
      }
      if wrong != 0 {
        for k in (start..<start &+ Self.block).reversed() {
          let (x, y) = (first[k], second[k])
          let sum = y &+ edge
          if (x | y) <= half && min(sum, sum &- prime) != x { return k }
        }
      }
      start &-= Self.block
    }
    return -1
  }
}
