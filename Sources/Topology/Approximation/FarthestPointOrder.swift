import ArrayNumerics

/// The points of a cloud in greedy order: each is the one farthest from all before it (Gonzalez 1985).
public struct FarthestPointOrder: Sendable, Equatable {
  /// The points, from the first chosen (index 0 of the cloud); of equally far ones the lowest index comes first.
  public var order: [Int]
  /// The distance of each from those before it, not increasing; +infinity for the first.
  public var radii: [Double]

  public init(order: [Int], radii: [Double]) {
    self.order = order
    self.radii = radii
  }
}

/// The greedy order of a cloud. O(n²) time, O(n) memory.
///
/// - Throws: `TopologyError` as for `distanceMatrix`; `CancellationError`.
public func farthestPointOrder(
  of points: Matrix<Double>, metric: Metric = .euclidean, periods: [Double] = [], work: Work = Work()
) throws -> FarthestPointOrder {
  let rows = CloudRows(try PreparedCloud(points, metric: metric, periods: periods))
  return try farthestPointOrder(rows, work: work) { _, _, _ in }
}

/// The greedy order; `visit` gets each point as it is chosen, with its radius and its distances from all points, and those
/// that were chosen before it (the point itself not among them).
func farthestPointOrder(
  _ rows: some DistanceRows, work: Work,
  visit: (_ chosen: (point: Int, radius: Double), _ distances: UnsafePointer<Double>, _ earlier: ArraySlice<Int>) throws
    -> Void
) throws -> FarthestPointOrder {
  let n = rows.points
  var row = [Double](repeating: 0, count: n)
  var nearest = [Double](repeating: .infinity, count: n)
  // Chosen points stand before the others, in the order of the choice.
  var order = Array(0..<n)
  var radii: [Double] = []
  radii.reserveCapacity(n)
  var place = 0
  var radius = Double.infinity
  for step in 0..<n {
    if step & 0x3F == 0 {
      try work.checkCancellation()
      work.report("farthest points", completed: step, of: n)
    }
    order.swapAt(step, place)
    radii.append(radius)
    let point = order[step]
    try row.withUnsafeMutableBufferPointer { row in
      guard let row = row.baseAddress else { return }
      rows.fill(from: point, into: row)
      try visit((point, radius), UnsafePointer(row), order[..<step])
      (place, radius) = order.withUnsafeBufferPointer { order in
        nearest.withUnsafeMutableBufferPointer { nearest in
          farthest(after: step, order, row, nearest)
        }
      }
    }
  }
  return FarthestPointOrder(order: order, radii: radii)
}

/// Takes the new distances into account and finds the farthest of the points that are left.
private func farthest(
  after step: Int, _ order: UnsafeBufferPointer<Int>, _ row: UnsafeMutablePointer<Double>,
  _ nearest: UnsafeMutableBufferPointer<Double>
) -> (place: Int, radius: Double) {
  var best = (place: step + 1, radius: -1.0)
  for place in step + 1..<max(step + 1, order.count) {
    let point = order[place]
    let distance = min(nearest[point], row[point])
    nearest[point] = distance
    if distance > best.radius || (distance == best.radius && point < order[best.place]) {
      best = (place, distance)
    }
  }
  return best
}
