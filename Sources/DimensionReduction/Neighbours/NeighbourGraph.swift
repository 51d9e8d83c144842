import ArrayNumerics

/// The nearest neighbours of every point of a set, exactly, without a matrix of all distances.
///
/// Every point has the same number of neighbours. The point itself is left out by its index (a duplicate of it
/// stays in, at distance 0). Of points at the same distance, as rounded to Float, those with the lower index come
/// first. Memory: 6 bytes per entry, 8 with more than 65,536 points.
///
/// Everything is kept by the places of `SearchPoints`, where neighbours in space stand close to each other.
package struct NeighbourGraph: Sendable {
  package let count: Int
  /// The number of neighbours of each point, itself not counted.
  package let neighbours: Int
  /// `count × neighbours`; within a row in an order that is fixed but not sorted.
  let distances: [Float]
  /// The places of the neighbours.
  let indices: NeighbourIndices
  /// For each place the last neighbour that its point accepts, as a key (see `neighbourKey`).
  let last: [UInt64]
  /// For each place the scale σ of its point's neighbourhood before any floor; empty when not asked for.
  let placedScales: [Double]
  /// The index of the point at each place, and the place of each point.
  let order: [UInt32]
  let places: [UInt32]

  /// The distance of the farthest neighbour of each point.
  package var radii: [Float] { inPointOrder(last.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0 >> 32)) }) }

  /// The scale σ of each point's neighbourhood before any floor.
  package var scales: [Double] { inPointOrder(placedScales) }

  /// The neighbours of one point, nearest first.
  package func neighbours(of point: Int) -> [(index: Int, distance: Float)] {
    let place = Int(places[point])
    let row = place * neighbours..<(place + 1) * neighbours
    return row.map { neighbourKey(distances[$0], order[Int(indices[$0])]) }.sorted().map {
      (Int($0 & 0xFFFF_FFFF), Float(bitPattern: UInt32($0 >> 32)))
    }
  }

  /// One value for each place as one for each point.
  func inPointOrder<Value>(_ values: [Value]) -> [Value] {
    values.isEmpty ? values : places.map { values[Int($0)] }
  }
}

/// Distance first, then index: the order in which neighbours are accepted, as one number.
@inline(__always)
func neighbourKey(_ distance: Float, _ index: UInt32) -> UInt64 {
  UInt64(distance.bitPattern) << 32 | UInt64(index)
}

extension NeighbourGraph {
  /// Finds the neighbours of all points.
  ///
  /// Float proposes and Double decides. For each point a threshold is guessed from a sample of the others; one
  /// pass in single precision collects all points that reach it; their distances are computed in double precision
  /// and the nearest kept. If the farthest of those is not certainly nearer than everything that was passed over, the
  /// threshold is lowered and the point done again. O(count² · dimension), about 10 ns for each pair of rows of 6.
  ///
  /// - Parameters:
  ///   - neighbours: how many neighbours each point gets, in `1 ..< points.count`.
  ///   - scales: also solve for σ, with `log₂(neighbours + 1)` as the target.
  ///   - spare: gives the memory of the distances.
  ///   - isWide: whether the loops for wide vectors are taken where there are any.
  /// - Throws: `DimensionReductionError.tooManyNeighbours`, `CancellationError`.
  package init(
    _ points: SearchPoints, neighbours: Int, scales wantsScales: Bool, spare: SpareArrays<Float>? = nil,
    isWide: Bool = hasWideVectors, work: Work
  ) throws {
    guard neighbours >= 1, neighbours < points.count else {
      throw DimensionReductionError.tooManyNeighbours(requested: neighbours + 1, points: points.count)
    }
    if points.count <= 1 << 16 {
      let found = try FoundNeighbours<UInt16>(points, neighbours: neighbours, scales: wantsScales, spare, isWide, work)
      self.init(points, found, indices: .narrow(found.indices.elements))
    } else {
      let found = try FoundNeighbours<UInt32>(points, neighbours: neighbours, scales: wantsScales, spare, isWide, work)
      self.init(points, found, indices: .wide(found.indices.elements))
    }
  }

  private init<Index>(_ points: SearchPoints, _ found: FoundNeighbours<Index>, indices: NeighbourIndices) {
    count = points.count
    neighbours = found.distances.columns
    distances = found.distances.elements
    self.indices = indices
    last = found.ends.elements.map(\.last)
    placedScales = found.hasScales ? found.ends.elements.map(\.scale) : []
    order = points.order
    places = points.places
  }
}

/// The neighbours of all points by place, with indices of one width.
private struct FoundNeighbours<Index: FixedWidthInteger & BitwiseCopyable & Sendable> {
  /// The last neighbour that a point accepts, as a key, and the scale of the neighbourhood.
  struct End: BitwiseCopyable, Sendable {
    var last: UInt64
    var scale: Double
  }

  var distances: Matrix<Float>
  var indices: Matrix<Index>
  var ends: Matrix<End>
  let hasScales: Bool

  init(
    _ points: SearchPoints, neighbours: Int, scales: Bool, _ spare: SpareArrays<Float>?, _ isWide: Bool, _ work: Work
  ) throws {
    let (count, sample) = (points.count, NeighbourSample(points))
    hasScales = scales
    distances = Matrix(
      rows: count, columns: neighbours,
      elements: spare?.take(count: count * neighbours) ?? [Float](unset: count * neighbours))
    indices = Matrix(rows: count, columns: neighbours, elements: [Index](unset: count * neighbours))
    ends = Matrix(rows: count, columns: 1, elements: [End](unset: count))
    // Points that follow each other in space share a guess; which do does not depend on the number of threads.
    try concurrentRows(of: &distances, &indices, &ends, block: 128, work: work) { places, distances, indices, ends in
      var search = NeighbourSearch(points, sample: sample, neighbours: neighbours, isWide: isWide)
      defer { search.deallocate() }
      for (row, place) in places.enumerated() {
        ends[row] = distances.withUnsafeMutableBufferPointer { distances in
          indices.withUnsafeMutableBufferPointer { indices in
            guard let nearest = distances.baseAddress, let found = indices.baseAddress else {
              return End(last: 0, scale: 0)
            }
            let last = search.find(place, distances: nearest + row * neighbours)
            copyIndices(search.found, count: neighbours, to: found + row * neighbours)
            return End(last: last, scale: scales ? search.scale(nearest + row * neighbours, last: last) : 0)
          }
        }
      }
    }
  }
}
