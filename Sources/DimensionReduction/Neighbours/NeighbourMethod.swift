import ArrayNumerics

/// How the nearest neighbours of points are looked for.
public enum NeighbourMethod: String, Sendable, Codable, CaseIterable {
  /// Exactly, but by descent where that would look at more than 10¹¹ coordinates, some ten seconds of a core: with noise in
  /// fifty axes from 50,000 points on, on a surface of few dimensions at no size that fits into memory.
  case automatic
  /// All of them.
  case exact
  /// Nearly all of them, by a forest and descent; how many is measured.
  case descent

  /// Coordinates that an exact search may look at.
  private static let most = 1e11

  /// Whether the exact search is sure to be taken: always for other metrics than those of directions and straight lines.
  package func isExact(points: Int, axes: Int, metric: NeighbourMetric) -> Bool {
    switch (self, metric) {
    case (.exact, _), (_, .manhattan), (_, .chebyshev): true
    case (.automatic, _): Double(points) * Double(points) * Double(axes) <= Self.most
    case (.descent, _): false
    }
  }

  /// Whether the exact search is taken for these points, by what it looks at for 64 of them.
  func isExact(_ points: SearchPoints, neighbours: Int) -> Bool {
    if isExact(points: points.count, axes: points.dimension, metric: points.metric) { return true }
    guard self == .automatic else { return false }
    var search = NeighbourSearch(points, sample: NeighbourSample(points), neighbours: neighbours)
    defer { search.deallocate() }
    let steps = (0..<64).reduce(0) { $0 + search.steps(of: points.count * $1 / 64) }
    return Double(steps) / 64 * Double(points.count) <= Self.most
  }
}

extension NeighbourRows {
  /// Finds the neighbours of all points.
  ///
  /// Exactly in O(points² · axes) at worst, or by `NeighbourDescent`, whose distances are exact all the same; `recall` then has
  /// the share of the true neighbours that it found, measured on up to 500 points by an exact search.
  /// - Parameters:
  ///   - points: `[point, axis]`, finite; with the cosine no row may be zero.
  ///   - neighbours: of a point, itself not counted.
  ///   - seed: of the descent.
  /// - Throws: `DimensionReductionError.tooManyNeighbours`, `CancellationError`.
  package init(
    _ points: Matrix<Double>, metric: NeighbourMetric, neighbours: Int, method: NeighbourMethod = .automatic, seed: UInt64 = 0,
    work: Work
  ) throws {
    guard neighbours >= 1, neighbours < points.rows else {
      throw DimensionReductionError.tooManyNeighbours(requested: neighbours + 1, points: points.rows)
    }
    let search = try SearchPoints(points, metric: metric)
    if method.isExact(search, neighbours: neighbours) {
      try self.init(NeighbourGraph(search, neighbours: neighbours, scales: false, work: work), work: work)
    } else {
      let descent = try NeighbourDescent(PointTable(search), neighbours: neighbours, seed: seed, work: work)
      try self.init(descent, of: search, neighbours: neighbours, work: work)
    }
  }

  /// Exact distances of what a descent found; a point that has too few gets an exact search.
  private init(_ descent: NeighbourDescent, of points: SearchPoints, neighbours: Int, work: Work) throws {
    let sample = NeighbourSample(points)
    var keys = Matrix<UInt64>(rows: points.count, columns: neighbours, repeating: 0)
    try concurrentRows(of: &keys, block: 512, work: work) { rows, keys in
      var search = NeighbourSearch(points, sample: sample, neighbours: neighbours)
      defer { search.deallocate() }
      for (row, point) in rows.enumerated() {
        let place = Int(points.places[point])
        let found = descent.places(of: place)
        let nearest = found.count < neighbours ? search.keys(of: place) : points.keys(from: place, to: found)
        for entry in 0..<neighbours { keys[row * neighbours + entry] = nearest[entry] }
      }
    }
    let step = max(1, points.count / 500)
    let asked = Array(stride(from: 0, to: points.count, by: step))
    let rows = keys
    let found = try concurrentMap(asked.count, work: work, chunk: 64) { number in
      var search = NeighbourSearch(points, sample: sample, neighbours: neighbours)
      defer { search.deallocate() }
      let last = search.keys(of: asked[number])[neighbours - 1]
      return rows.row(Int(points.order[asked[number]])).count { $0 <= last }
    }
    self.init(
      indices: keys.map { UInt32(truncatingIfNeeded: $0) },
      distances: keys.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0 >> 32)) },
      recall: Double(found.reduce(0, +)) / Double(asked.count * neighbours))
  }
}

extension SearchPoints {
  /// The keys of some points, nearest first.
  fileprivate func keys(from place: Int, to others: [UInt32]) -> [UInt64] {
    let padded = others + [UInt32](repeating: others.last ?? 0, count: 3)
    var distances = [Float](repeating: 0, count: padded.count)
    withPointers { _, exact, _ in exact.distances(from: place, to: padded, count: others.count, into: &distances) }
    return others.indices.map { neighbourKey(distances[$0], order[Int(others[$0])]) }.sorted()
  }
}

extension NeighbourSearch {
  /// The keys of the neighbours of the point at a place, nearest first.
  fileprivate mutating func keys(of place: Int) -> [UInt64] {
    let nearest = UnsafeMutablePointer<Float>.allocate(capacity: neighbours)
    defer { nearest.deallocate() }
    _ = find(place, distances: nearest)
    return (0..<neighbours).map { neighbourKey(nearest[$0], points.order[Int(found[$0])]) }.sorted()
  }
}
