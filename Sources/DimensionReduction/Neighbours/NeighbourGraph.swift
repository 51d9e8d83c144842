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
  /// - Throws: `DimensionReductionError.tooManyNeighbours`, `CancellationError`.
  package init(_ points: SearchPoints, neighbours: Int, scales wantsScales: Bool, work: Work) throws {
    guard neighbours >= 1, neighbours < points.count else {
      throw DimensionReductionError.tooManyNeighbours(requested: neighbours + 1, points: points.count)
    }
    let count = points.count
    let sample = NeighbourSample(points)
    var last = [UInt64](repeating: 0, count: count)
    var scales = [Double](repeating: 0, count: wantsScales ? count : 0)
    var indices = NeighbourIndices(count: count * neighbours, points: count)
    // Points that follow each other in space share a guess; which do does not depend on the number of threads.
    let chunk = 128
    let distances = try [Float](unsafeUninitializedCapacity: count * neighbours) { distances, filled in
      try indices.withWriter { writer in
        try last.withUnsafeMutableBufferPointer { last in
          try scales.withUnsafeMutableBufferPointer { scales in
            let (distances, last, scales) = (distances, last, scales)
            try concurrentForEach((count + chunk - 1) / chunk, work: work) { part in
              guard let distances = distances.baseAddress else { return }
              var search = NeighbourSearch(points, sample: sample, neighbours: neighbours)
              defer { search.deallocate() }
              for place in part * chunk..<min(count, (part + 1) * chunk) {
                let nearest = distances + place * neighbours
                last[place] = search.find(place, distances: nearest)
                writer.write(search.found, count: neighbours, at: place * neighbours)
                if wantsScales { scales[place] = search.scale(nearest, last: last[place]) }
              }
            }
          }
        }
      }
      filled = count * neighbours
    }
    self.count = count
    self.neighbours = neighbours
    self.distances = distances
    self.indices = indices
    self.last = last
    placedScales = scales
    order = points.order
    places = points.places
  }
}
