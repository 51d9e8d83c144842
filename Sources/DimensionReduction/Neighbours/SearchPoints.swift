import ArrayNumerics

/// Points laid out for neighbour search: each coordinate of all points in a row (Float, for the pass over
/// all points), and each point's coordinates in a row (Double, for the distances that count).
///
/// The points stand in spatial order, in blocks with a bounding box each, so that whole blocks can be passed over; `order`
/// leads back to the points as they were given. What is found never depends on that order.
///
/// With the cosine metric the points are scaled to unit length. With the others the Float copy is centred and
/// scaled so that its largest coordinate is 1, which keeps it clear of overflow and of cancellation. With the Euclidean metric
/// and more than eight axes it is turned to its principal axes.
package struct SearchPoints: Sendable {
  package let count: Int
  package let dimension: Int
  package let metric: NeighbourMetric

  /// Points are looked at in blocks of this size.
  static let block = 64
  /// `count` rounded up to whole blocks.
  let paddedCount: Int
  /// The number of rows of `features`: the dimension, rounded up to one that has a kernel of its own.
  let paddedDimension: Int
  /// The number of doubles of a point in `coordinates`: 6, or a multiple of 8.
  let pointStride: Int
  /// The index of the point at each place: `[count]`.
  let order: [UInt32]
  /// The place of each point, the inverse of `order`.
  let places: [UInt32]
  /// `paddedDimension × paddedCount`; padding points never come out as near.
  let features: [Float]
  /// The features of unit vectors in 16 bits, padded with zeros; `nil` for other metrics.
  let fractions: DirectionFractions?
  /// `count × pointStride`, padded with zeros.
  let coordinates: [Double]
  /// The smallest and the largest features of each block.
  let boxes: BlockBoxes
  /// The distance that is 1 in units of `features`.
  let featureScale: Double

  /// - Parameters:
  ///   - points: `[point, axis]`, finite.
  ///   - metric: with `.cosine` no row may be zero (`rowsWithDirection` finds those that are not).
  /// - Throws: `DimensionReductionError.tooManyPoints`.
  package init(_ points: Matrix<Double>, metric: NeighbourMetric) throws {
    let count = points.rows
    let dimension = points.columns
    guard count <= Int(Int32.max) else {
      throw DimensionReductionError.tooManyPoints(found: count, largest: Int(Int32.max))
    }
    self.count = count
    self.dimension = dimension
    self.metric = metric
    paddedCount = (count + Self.block - 1) / Self.block * Self.block
    paddedDimension = Self.kernelDimensions.first { $0 >= dimension } ?? dimension
    pointStride = dimension <= 6 ? 6 : (dimension + 7) / 8 * 8

    let scaled = metric == .cosine ? Self.unitVectors(points) : points.elements
    let (single, scale) = try Self.singlePrecision(scaled, points, metric: metric)
    order = spatialOrder(single, dimension: dimension, leaf: Self.block)
    var places = [UInt32](repeating: 0, count: count)
    var coordinates = [Double](repeating: 0, count: count * pointStride)
    let padding: Float = metric == .cosine ? .nan : .infinity
    var features = [Float](repeating: 0, count: paddedDimension * paddedCount)
    for (place, point) in order.enumerated() {
      places[Int(point)] = UInt32(place)
      for axis in 0..<dimension {
        coordinates[place * pointStride + axis] = scaled[Int(point) * dimension + axis]
        features[axis * paddedCount + place] = single[Int(point) * dimension + axis]
      }
    }
    for axis in 0..<dimension {
      for place in count..<paddedCount { features[axis * paddedCount + place] = padding }
    }
    self.places = places
    self.coordinates = coordinates
    self.features = features
    fractions = metric == .cosine ? DirectionFractions(features) : nil
    featureScale = scale
    boxes = BlockBoxes(features, count: count, paddedCount: paddedCount, dimension: paddedDimension)
  }

  private static func unitVectors(_ points: Matrix<Double>) -> [Double] {
    var scaled = points.elements
    for point in 0..<points.rows {
      let inverse = 1 / length(of: points.row(point))
      for entry in point * points.columns..<(point + 1) * points.columns { scaled[entry] *= inverse }
    }
    return scaled
  }

  /// Points of more axes than this stand along their principal axes in single precision.
  private static let mostUnturnedAxes = 8

  /// The points for the pass over all of them, and the distance that is 1 there.
  ///
  /// Distances stay what they are when the points are turned. Along the principal axes the first few hold most of a distance,
  /// so most blocks are passed over, or left after a few axes.
  private static func singlePrecision(
    _ scaled: [Double], _ points: Matrix<Double>, metric: NeighbourMetric
  ) throws -> (values: [Float], scale: Double) {
    let dimension = points.columns
    if metric == .cosine { return (scaled.map { Float($0) }, 1) }
    let (centre, scale) = frame(points)
    let framed = scaled.indices.map { (scaled[$0] - centre[$0 % dimension]) / scale }
    guard metric == .euclidean, dimension > mostUnturnedAxes, points.rows >= 4 * dimension else {
      return (framed.map { Float($0) }, scale)
    }
    let matrix = Matrix(rows: points.rows, columns: dimension, elements: framed)
    let turned = try PrincipalComponents.fit(matrix, components: dimension).scores(of: matrix).elements
    let widest = turned.reduce(0) { max($0, abs($1)) }
    return widest > 0
      ? (turned.map { Float($0 / widest) }, scale * widest) : (framed.map { Float($0) }, scale)
  }

  /// The middle of the points and half their widest extent.
  private static func frame(_ points: Matrix<Double>) -> (centre: [Double], scale: Double) {
    let dimension = points.columns
    var low = [Double](repeating: .infinity, count: dimension)
    var high = [Double](repeating: -.infinity, count: dimension)
    for point in 0..<points.rows {
      for (axis, value) in points.row(point).enumerated() {
        low[axis] = min(low[axis], value)
        high[axis] = max(high[axis], value)
      }
    }
    if points.rows == 0 { return ([Double](repeating: 0, count: dimension), 1) }
    var centre = [Double](repeating: 0, count: dimension)
    var widest = 0.0
    for axis in 0..<dimension {
      centre[axis] = low[axis] / 2 + high[axis] / 2
      widest = max(widest, high[axis] / 2 - low[axis] / 2)
    }
    return (centre, widest > 0 ? widest : 1)
  }

  /// The dimensions with an unrolled kernel; others are padded up to one of these or run a loop.
  static let kernelDimensions = [2, 3, 4, 6, 8]

  private static func length(of row: ArraySlice<Double>) -> Double {
    // Scaled by the largest entry, so that neither tiny nor huge vectors lose their length.
    let largest = row.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return 0 }
    return largest * row.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }

  /// The rows that have a direction: longer than 10⁻¹² of the longest row.
  ///
  /// The cosine of a zero vector with anything is undefined, and what rounding leaves of one points nowhere.
  package static func rowsWithDirection(_ points: Matrix<Double>) -> [Int] {
    let lengths = (0..<points.rows).map { length(of: points.row($0)) }
    let smallest = 1e-12 * (lengths.max() ?? 0)
    return (0..<points.rows).filter { lengths[$0] > smallest }
  }

  /// The same points, chosen and ordered by `indices`; nothing is scaled again.
  package func selecting(_ indices: [Int]) throws -> SearchPoints {
    var chosen = [Double]()
    chosen.reserveCapacity(indices.count * dimension)
    for index in indices {
      let start = Int(places[index]) * pointStride
      chosen.append(contentsOf: coordinates[start..<start + dimension])
    }
    return try SearchPoints(
      Matrix(rows: indices.count, columns: dimension, elements: chosen), metric: metric)
  }
}

extension SearchPoints {
  /// Lends the points to the loops over all of them; the pointers are valid within `body` only.
  func withPointers<Result>(
    _ body: (FeatureBlock, CoordinateRows, UnsafePointer<UInt32>) throws -> Result
  ) rethrows -> Result? {
    try features.withUnsafeBufferPointer { features in
      try coordinates.withUnsafeBufferPointer { coordinates in
        try order.withUnsafeBufferPointer { order in
          try boxes.lows.withUnsafeBufferPointer { lows in
            try boxes.highs.withUnsafeBufferPointer { highs in
              guard let features = features.baseAddress, let coordinates = coordinates.baseAddress,
                let order = order.baseAddress, let lows = lows.baseAddress, let highs = highs.baseAddress
              else { return nil }
              let block = FeatureBlock(
                features: features, count: count, stride: paddedCount, dimension: paddedDimension, metric: metric,
                lows: lows, highs: highs, boxStride: boxes.stride)
              let rows = CoordinateRows(coordinates: coordinates, stride: pointStride, metric: metric)
              return try body(block, rows, order)
            }
          }
        }
      }
    }
  }
}

extension SearchPoints {
  /// Lends the fractions of unit vectors.
  func withFractions<Result>(_ body: (UnsafePointer<Int16>?) -> Result) -> Result {
    guard let fractions else { return body(nil) }
    return fractions.values.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}

// MARK: - What a Float closeness says about the distance

extension SearchPoints {
  /// The largest error of a distance that is computed from `features`, for a true distance of `distance`;
  /// twice the rounding of the coordinates, of the products and of the sum.
  private func proposalError(_ distance: Double) -> Double {
    let unit = 0x1p-24
    let terms = Double(paddedDimension + 3)
    if metric == .cosine { return 2 * terms * unit }
    return 2 * unit * (terms * distance + 2 * terms * featureScale)
  }

  /// Every point that is at most this distance away has at least this closeness.
  func closeness(within distance: Double) -> Float {
    let farthest = distance + proposalError(distance)
    switch metric {
    case .cosine:
      return Float(1 - farthest).nextDown
    case .euclidean:
      let scaled = farthest / featureScale
      return Float(-scaled * scaled).nextDown
    case .manhattan, .chebyshev:
      return Float(-farthest / featureScale).nextDown
    }
  }

  /// Every point whose closeness is below `closeness` is farther away than this.
  func distance(outside closeness: Float) -> Double {
    let value = Double(closeness)
    let proposed =
      switch metric {
      case .cosine: 1 - value
      case .euclidean: max(0, -value).squareRoot() * featureScale
      case .manhattan, .chebyshev: -value * featureScale
      }
    return proposed - proposalError(proposed)
  }
}
