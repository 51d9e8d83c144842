import ArrayNumerics

/// Eight neighbouring ranks, compared at once.
typealias RankVector = SIMD8<Int32>

/// Distances replaced by their dense ranks: the smallest distance has rank 1, equal distances share a rank, and
/// everything above the threshold (and the diagonal) has rank `Int32.max`. Rank 0 is the birth of the vertices.
///
/// The algorithm only compares diameters, and a rank needs fewer bits than a float.
final class RankedDistances: @unchecked Sendable {
  // Sendable because nothing changes after `init`.
  static let absent = Int32.max
  /// An edge is kept as two 16-bit vertices while the ranks are made.
  static let mostPoints = 1 << 16 - 1

  let points: Int
  /// Length of a row: `points` rounded up to whole vectors, the rest filled with `absent`.
  let stride: Int
  // Raw memory: an array would be checked for another owner and for its bounds at each of the innermost accesses.
  private let ranks: UnsafeMutablePointer<Int32>
  /// The distance of each rank; `values[0]` is 0.
  let values: [Float]
  /// The edges up to the threshold in filtration order (by length, then by descending index), the larger vertex in
  /// the upper 16 bits.
  let edges: [UInt32]

  /// The largest number of edges of one length.
  private let longestTie: Int

  /// Whether so many edges share a length that what enters with one edge alone says little.
  var hasLongTies: Bool { longestTie > 64 }

  var largestRank: Int32 { Int32(values.count - 1) }

  /// - Parameter distances: a checked matrix of at most `mostPoints` rows; the strict upper triangle is read.
  init(distances: Matrix<Float>, threshold: Float) {
    let n = distances.rows
    let stride = (n + 7) & ~7
    let ranks = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, n * stride))
    ranks.initialize(repeating: Self.absent, count: n * stride)
    var words = Self.edgeWords(of: distances, upTo: threshold)
    radixSortByUpperHalf(&words)
    var values: [Float] = [0]
    var edges: [UInt32] = []
    edges.reserveCapacity(words.count)
    var rank: Int32 = 0
    var last: UInt64 = .max
    for word in words {
      let bits = word >> 32
      if bits != last {
        rank += 1
        last = bits
        values.append(Float(bitPattern: UInt32(bits)))
      }
      let (a, b) = (Int(word >> 16 & 0xFFFF), Int(word & 0xFFFF))
      ranks[a * stride + b] = rank
      ranks[b * stride + a] = rank
      edges.append(UInt32(truncatingIfNeeded: word))
    }
    points = n
    longestTie = Self.longestRun(words)
    self.stride = stride
    self.ranks = ranks
    self.values = values
    self.edges = edges
  }

  /// The filtration in which the edge of two vertices, larger first, has the given rank among the same values.
  init(points n: Int, values: [Float], rank: (Int, Int) -> Int32) {
    stride = (n + 7) & ~7
    ranks = .allocate(capacity: max(1, n * stride))
    ranks.initialize(repeating: Self.absent, count: n * stride)
    var words: [UInt64] = []
    for a in Swift.stride(from: n - 1, through: 1, by: -1) {
      for b in Swift.stride(from: a - 1, through: 0, by: -1) {
        let rank = rank(a, b)
        if rank == Self.absent { continue }
        ranks[a * stride + b] = rank
        ranks[b * stride + a] = rank
        words.append(UInt64(UInt32(rank)) << 32 | UInt64(a << 16 | b))
      }
    }
    radixSortByUpperHalf(&words)
    points = n
    self.values = values
    edges = words.map { UInt32(truncatingIfNeeded: $0) }
    longestTie = Self.longestRun(words)
  }

  /// The largest number of neighbouring words with the same upper half.
  private static func longestRun(_ words: [UInt64]) -> Int {
    var (run, longest) = (0, 0)
    for place in words.indices {
      run = place > 0 && words[place] >> 32 == words[place - 1] >> 32 ? run + 1 : 1
      longest = max(longest, run)
    }
    return longest
  }

  deinit { ranks.deallocate() }

  /// Distance bits (ordered as the distances, which are not negative), then the two vertices, in descending order of
  /// the edges' index so that a stable sort leaves ties in filtration order.
  private static func edgeWords(of distances: Matrix<Float>, upTo threshold: Float) -> [UInt64] {
    let n = distances.rows
    var words: [UInt64] = []
    words.reserveCapacity(n * (n - 1) / 2)
    distances.withUnsafeBufferPointer { d in
      for a in Swift.stride(from: n - 1, through: 1, by: -1) {
        for b in Swift.stride(from: a - 1, through: 0, by: -1) {
          let distance = d[b * n + a]
          // Adding zero turns -0, which has other bits, into 0.
          guard distance <= threshold, distance < .infinity else { continue }
          words.append(UInt64((distance + 0).bitPattern) << 32 | UInt64(a << 16 | b))
        }
      }
    }
    return words
  }

  @inline(__always) func row(_ vertex: Int) -> UnsafePointer<Int32> {
    UnsafePointer(ranks + vertex &* stride)
  }
  @inline(__always) func rank(_ a: Int, _ b: Int) -> Int32 { ranks[a &* stride &+ b] }

  /// The rank of the diameter of a simplex.
  @inline(__always) func diameterRank(of vertices: UnsafePointer<Int>, count: Int) -> Int32 {
    var diameter: Int32 = 0
    for i in 1..<max(1, count) {
      for j in 0..<i { diameter = max(diameter, rank(vertices[i], vertices[j])) }
    }
    return diameter
  }
}

/// The rank rows of a simplex's vertices. The first three are held apart, so that edges and triangles, which make up
/// nearly all of the work, are scanned without an inner loop.
struct VertexRows {
  private let first: UnsafePointer<Int32>
  private let second: UnsafePointer<Int32>
  private let third: UnsafePointer<Int32>
  private let distances: RankedDistances
  private let vertices: UnsafePointer<Int>
  private let count: Int

  /// The rows of the `count` vertices.
  @inline(__always) init(_ distances: RankedDistances, _ vertices: UnsafePointer<Int>, count: Int) {
    self.distances = distances
    self.vertices = vertices
    self.count = count
    first = distances.row(vertices[0])
    second = count > 1 ? distances.row(vertices[1]) : first
    third = count > 2 ? distances.row(vertices[2]) : second
  }

  /// For each of the eight vertices from `start`, the largest rank of its edges to the simplex.
  @inline(__always) func farthest(from start: Int) -> RankVector {
    var rank = pointwiseMax(loadRanks(first + start), loadRanks(second + start))
    if count > 2 { rank = pointwiseMax(rank, loadRanks(third + start)) }
    if count > 3 {
      for i in 3..<count { rank = pointwiseMax(rank, loadRanks(distances.row(vertices[i]) + start)) }
    }
    return rank
  }

  /// The largest vertex v with floor < v < ceiling whose edges to the simplex all have rank at most `rank`, or -1:
  /// the top of the lune.
  @inline(__always) func topOfLune(rank: Int32, above floor: Int = -1, below ceiling: Int) -> Int {
    let limit = RankVector(repeating: rank)
    var start = (ceiling &- 1) & ~7
    var lane = (ceiling &- 1) & 7
    while start >= 0 && start &+ lane > floor {
      let inside = farthest(from: start) .<= limit
      if any(inside) {
        while lane >= 0 && !inside[lane] { lane &-= 1 }
        if lane >= 0 { return start &+ lane > floor ? start &+ lane : -1 }
      }
      lane = 7
      start &-= 8
    }
    return -1
  }
}

@inline(__always) func loadRanks(_ pointer: UnsafePointer<Int32>) -> RankVector {
  UnsafeRawPointer(pointer).loadUnaligned(as: RankVector.self)
}
