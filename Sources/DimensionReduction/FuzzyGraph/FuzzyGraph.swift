import ArrayNumerics
import CWideVectors
import Foundation

/// A weighted graph over a neighbour graph (McInnes et al. 2018, arXiv:1802.03426): the membership of `j` in the
/// neighbourhood of `i` is `w(i→j) = exp(−d/σᵢ)` for its k nearest and 0 for the others, and the weight of the edge is
/// the probabilistic union `W = w(i→j) + w(j→i) − w(i→j)·w(j→i)`.
///
/// W is never stored. An entry follows from the distance, the two scales and the two last neighbours alone, so a row
/// of W is recomputed when it is needed.
package struct FuzzyGraph: Sendable {
  let graph: NeighbourGraph
  /// The scale σ of each point.
  package let scales: [Double]
  /// `1/σ` for each place.
  let rates: [Double]
  private let singleRates: [Float]
  private let isDouble: Bool

  /// - Parameters:
  ///   - graph: found with its scales. Each σ is kept from falling below 10⁻³ of the mean distance
  ///     to a neighbour, taken over all points, each of which counts as its own neighbour at distance 0.
  ///   - isDouble: whether row sums take their exponentials in double precision, as the reference program does; in single
  ///     precision the sums differ by about 10⁻⁷ of themselves and take half the time.
  package init(_ graph: NeighbourGraph, isDouble: Bool = false) {
    self.graph = graph
    self.isDouble = isDouble
    let total = graph.distances.withUnsafeBufferPointer { distances in
      (0..<graph.count).reduce(0.0) { total, place in
        total + orderedSum(distances, place * graph.neighbours..<(place + 1) * graph.neighbours)
      }
    }
    let mean = total / (Double(graph.count) * Double(graph.neighbours + 1))
    let floored = graph.placedScales.map { max($0, 1e-3 * mean) }
    scales = graph.inPointOrder(floored)
    rates = floored.map { 1 / $0 }
    singleRates = rates.map { Float($0) }
  }

  /// The membership of `other` in the neighbourhood of `point`, which are `distance` apart.
  package func membership(of other: Int, in point: Int, distance: Float) -> Double {
    let place = Int(graph.places[point])
    if neighbourKey(distance, UInt32(other)) > graph.last[place] { return 0 }
    return distance == 0 ? 1 : exp(-Double(distance) * rates[place])
  }
}

/// `exp(−d·rate)` where a distance of 0 always gives 1, also with an infinite rate.
@inline(__always)
func membership(_ distance: SIMD4<Double>, _ rate: SIMD4<Double>) -> SIMD4<Double> {
  expNonPositive((-distance * rate).replacing(with: 0, where: distance .== 0))
}

@inline(__always)
func membership(_ distance: SIMD8<Float>, _ rate: SIMD8<Float>) -> SIMD8<Float> {
  expNonPositive((-distance * rate).replacing(with: 0, where: distance .== 0))
}

// MARK: - Row sums

extension FuzzyGraph {
  /// The sum of each row of W, O(count · neighbours).
  ///
  /// A pair that is mutual is computed once and added to both rows. Rows are divided among a fixed number of parts,
  /// whose sums are added in order, so the result does not depend on the number of threads.
  package func rowSums(work: Work) throws -> [Double] {
    let parts = 8
    let sums = try concurrentMap(parts, work: work) { part in
      let rows = graph.count * part / parts..<graph.count * (part + 1) / parts
      return try partialRowSums(rows, work: work)
    }
    var total = [Double](repeating: 0, count: graph.count)
    for sum in sums {
      for point in 0..<graph.count { total[point] += sum[point] }
    }
    return graph.inPointOrder(total)
  }

  /// The sums by place.
  private func partialRowSums(_ rows: Range<Int>, work: Work) throws -> [Double] {
    var sums = [Double](repeating: 0, count: graph.count)
    let edges = EdgeBatch(capacity: graph.neighbours)
    defer { edges.deallocate() }
    try sums.withUnsafeMutableBufferPointer { sums in
      for row in rows {
        if row & 255 == 0 { try work.checkCancellation() }
        let (mutual, oneSided) = collectEdges(of: row, into: edges)
        if isDouble {
          edges.weigh(mutual, oneSided, rate: rates[row], rates: rates)
        } else {
          edges.weigh(mutual, oneSided, rate: singleRates[row], rates: singleRates)
        }
        var own = 0.0
        for entry in 0..<mutual {
          own += edges.mutual.weight[entry]
          sums[Int(edges.mutual.index[entry])] += edges.mutual.weight[entry]
        }
        for entry in 0..<oneSided {
          own += edges.oneSided.weight[entry]
          sums[Int(edges.oneSided.index[entry])] += edges.oneSided.weight[entry]
        }
        sums[row] += own
      }
    }
    return sums
  }

  /// The edges that are counted at this row: all that only this point makes, and of the mutual ones those to
  /// points at a higher place. Rows and edges are places.
  func collectEdges(of row: Int, into edges: EdgeBatch) -> (mutual: Int, oneSided: Int) {
    switch graph.indices {
    case .narrow(let indices): collectEdges(of: row, indices, into: edges)
    case .wide(let indices): collectEdges(of: row, indices, into: edges)
    }
  }

  @inline(__always)
  private func collectEdges<Index: FixedWidthInteger>(
    of row: Int, _ indices: [Index], into edges: EdgeBatch
  ) -> (mutual: Int, oneSided: Int) {
    var mutual = 0
    var oneSided = 0
    let start = row * graph.neighbours
    graph.distances.withUnsafeBufferPointer { distances in
      indices.withUnsafeBufferPointer { indices in
        graph.last.withUnsafeBufferPointer { last in
          let own = UInt32(row)
          let name = graph.order[row]
          for entry in start..<start + graph.neighbours {
            let other = UInt32(truncatingIfNeeded: indices[entry])
            let distance = distances[entry]
            let isMutual = neighbourKey(distance, name) <= last[Int(other)]
            // Both are written; the counts decide which stays, without a branch.
            edges.mutual.index[mutual] = other
            edges.mutual.distance[mutual] = distance
            edges.oneSided.index[oneSided] = other
            edges.oneSided.distance[oneSided] = distance
            mutual &+= isMutual && other > own ? 1 : 0
            oneSided &+= isMutual ? 0 : 1
          }
        }
      }
    }
    return (mutual, oneSided)
  }
}

/// Edges of one point, gathered so that their weights can be computed four at a time.
package struct EdgeBatch {
  /// Edges of one kind, with room for whole groups of eight.
  package struct Columns {
    /// The place of the other point.
    package let index: UnsafeMutablePointer<UInt32>
    /// How far it is.
    package let distance: UnsafeMutablePointer<Float>
    /// The weight of the edge in W.
    package let weight: UnsafeMutablePointer<Double>

    init(capacity: Int) {
      // Room for one more than is kept, and for the last group of eight.
      let room = (capacity + 1 + 7) & ~7
      index = .allocate(capacity: room)
      distance = .allocate(capacity: room)
      weight = .allocate(capacity: room)
      index.initialize(repeating: 0, count: room)
      distance.initialize(repeating: 0, count: room)
      weight.initialize(repeating: 0, count: room)
    }

    func deallocate() {
      index.deallocate()
      distance.deallocate()
      weight.deallocate()
    }
  }

  /// Those that both points make, and those that one of them does.
  package let mutual: Columns
  package let oneSided: Columns

  /// Room for as many edges of each kind.
  package init(capacity: Int) {
    mutual = Columns(capacity: capacity)
    oneSided = Columns(capacity: capacity)
  }

  /// Gives the memory back.
  package func deallocate() {
    mutual.deallocate()
    oneSided.deallocate()
  }

  /// Computes the weights of W.
  ///
  /// - Parameters:
  ///   - rate: 1/σ of the point whose edges these are.
  ///   - rates: 1/σ for each place.
  func weigh(_ mutualCount: Int, _ oneSidedCount: Int, rate: Double, rates: [Double]) {
    let own = SIMD4<Double>(repeating: rate)
    rates.withUnsafeBufferPointer { rates in
      var entry = 0
      while entry < mutualCount {
        let distance = SIMD4<Double>(load4(mutual.distance + entry))
        let index = mutual.index + entry
        let other = SIMD4(
          rates[Int(index[0])], rates[Int(index[1])], rates[Int(index[2])], rates[Int(index[3])])
        let w = membership(distance, own)
        let v = membership(distance, other)
        store(w + v - w * v, mutual.weight + entry)
        entry &+= 4
      }
    }
    var entry = 0
    while entry < oneSidedCount {
      store(membership(SIMD4<Double>(load4(oneSided.distance + entry)), own), oneSided.weight + entry)
      entry &+= 4
    }
  }

  /// The same in single precision.
  package func weigh(
    _ mutualCount: Int, _ oneSidedCount: Int, rate: Float, rates: [Float], isWide: Bool = hasWideVectors
  ) {
    if isWide {
      wide_mutual_weights(mutual.distance, mutual.index, Int64(mutualCount), rate, rates, mutual.weight)
      return wide_weights(oneSided.distance, Int64(oneSidedCount), rate, oneSided.weight)
    }
    let own = SIMD8<Float>(repeating: rate)
    rates.withUnsafeBufferPointer { rates in
      for entry in stride(from: 0, to: mutualCount, by: 8) {
        var other = SIMD8<Float>(repeating: 0)
        for lane in 0..<8 { other[lane] = rates[Int(mutual.index[entry &+ lane])] }
        let distance = load8(mutual.distance + entry)
        let w = membership(distance, own)
        let v = membership(distance, other)
        store(SIMD8<Double>(w + v - w * v), mutual.weight + entry)
      }
    }
    for entry in stride(from: 0, to: oneSidedCount, by: 8) {
      store(SIMD8<Double>(membership(load8(oneSided.distance + entry), own)), oneSided.weight + entry)
    }
  }
}
