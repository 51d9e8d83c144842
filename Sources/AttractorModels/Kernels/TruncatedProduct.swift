import ArrayNumerics

/// W r with the connections cut to their largest singular values, as canns' modes of acceleration cut them. O(n · rank) on a
/// ring.
///
/// A cut through a pair of waves leaves a bump that is drawn to places; rank 1 leaves an even kernel, which holds none. Where
/// two singular values are the same, as on a torus, the first axis comes first.
package struct TruncatedProduct: Sendable {
  /// λ of what is kept with the vector along y (0 on a ring) and x.
  private let kept: [(value: Double, y: Int, x: Int)]
  /// By vector, neurons along an axis.
  private let vectors: [[Double]]
  private let count: Int
  private let isTorus: Bool

  /// - Parameters:
  ///   - grid: of each axis.
  ///   - weight: along an axis, at a distance.
  ///   - amplitude: of the product along both axes; 1 on a ring.
  package init(
    _ grid: RingGrid, rank: Int, isTorus: Bool, amplitude: Double = 1, weight: (Double) -> Double
  ) throws(NumericsError) {
    let eigen = try Self.eigen(grid, weight)
    count = grid.count
    self.isTorus = isTorus
    kept = Array(Self.sorted(eigen.values, isTorus: isTorus).prefix(rank)).map { ($0.value * amplitude, $0.y, $0.x) }
    let most = 1 + (kept.map { max($0.y, $0.x) }.max() ?? 0)
    vectors = (0..<most).map { column in (0..<grid.count).map { eigen.vectors[$0, column] } }
  }

  /// The singular values of the connections, largest first.
  package static func spectrum(
    _ grid: RingGrid, isTorus: Bool, weight: (Double) -> Double
  ) throws(NumericsError) -> [Double] {
    sorted(try eigen(grid, weight).values, isTorus: isTorus).map { abs($0.value) }
  }

  private static func eigen(_ grid: RingGrid, _ weight: (Double) -> Double) throws(NumericsError) -> SymmetricEigen {
    let n = grid.count
    let line = (0..<n).map { weight(grid.distance(Double($0) * grid.spacing, 0)) }
    var eigen = try symmetricEigen(Matrix(rows: n, columns: n, elements: (0..<n * n).map { line[abs($0 / n - $0 % n)] }))
    // By size: a Gaussian that takes the nearest turn has values a little below 0.
    let order = eigen.values.indices.sorted { abs(eigen.values[$0]) > abs(eigen.values[$1]) }
    var vectors = eigen.vectors
    for (column, source) in order.enumerated() { for row in 0..<n { vectors[row, column] = eigen.vectors[row, source] } }
    eigen.values = order.map { eigen.values[$0] }
    eigen.vectors = vectors
    return eigen
  }

  private static func sorted(_ values: [Double], isTorus: Bool) -> [(value: Double, y: Int, x: Int)] {
    if !isTorus { return values.enumerated().map { ($0.element, 0, $0.offset) } }
    let products = values.indices.flatMap { y in values.indices.map { (value: values[y] * values[$0], y: y, x: $0) } }
    return products.sorted { (-abs($0.value), $0.y, $0.x) < (-abs($1.value), $1.y, $1.x) }
  }

  /// Writes `scale` · W r.
  package func apply(to rates: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double) {
    let n = count
    func dot(_ vector: [Double], _ values: UnsafePointer<Double>) -> Double {
      var sum = 0.0
      for index in 0..<n { sum += vector[index] * values[index] }
      return sum
    }
    result.update(repeating: 0, count: isTorus ? n * n : n)
    guard isTorus else {
      for part in kept {
        let vector = vectors[part.x]
        add(vector, times: scale * part.value * dot(vector, rates), to: result)
      }
      return
    }
    var row = [Double](repeating: 0, count: n)
    for y in Set(kept.map(\.y)).sorted() {
      let vector = vectors[y]
      for column in 0..<n { row[column] = 0 }
      for line in 0..<n { for column in 0..<n { row[column] += vector[line] * rates[line * n + column] } }
      var answer = [Double](repeating: 0, count: n)
      for part in kept where part.y == y {
        let other = vectors[part.x]
        let weight = scale * part.value * row.withUnsafeBufferPointer { $0.baseAddress.map { dot(other, $0) } ?? 0 }
        for column in 0..<n { answer[column] += weight * other[column] }
      }
      for line in 0..<n { add(answer, times: vector[line], to: result + line * n) }
    }
  }

  private func add(_ values: [Double], times factor: Double, to result: UnsafeMutablePointer<Double>) {
    for index in values.indices { result[index] += factor * values[index] }
  }
}
