import ArrayNumerics
import CWideVectors

/// Points row by row in single precision, for distances between few of them.
package struct PointTable: Sendable {
  package let count: Int
  /// Values of a row: the axes, padded with zeros to a multiple of eight.
  package let width: Int
  let values: [Float]

  /// The points by their places.
  init(_ points: SearchPoints) {
    (count, width) = (points.count, (points.dimension + 7) & ~7)
    var values = [Float](repeating: 0, count: count * width)
    for axis in 0..<points.dimension {
      for place in 0..<count { values[place * width + axis] = points.features[axis * points.paddedCount + place] }
    }
    self.values = values
  }

  /// - Parameter rows: `[point, axis]`.
  package init(_ rows: Matrix<Float>) {
    (count, width) = (rows.rows, (rows.columns + 7) & ~7)
    var values = [Float](repeating: 0, count: count * width)
    for row in 0..<count { for axis in 0..<rows.columns { values[row * width + axis] = rows[row, axis] } }
    self.values = values
  }

  /// The squared distances of a point to others, the same in either order.
  ///
  /// - Parameter isWide: whether the loop for wide vectors is taken where there is one.
  package func squares(
    from own: Int, to others: UnsafePointer<UInt32>, count: Int, into result: UnsafeMutablePointer<Float>,
    isWide: Bool = hasWideVectors
  ) {
    values.withUnsafeBufferPointer { values in
      guard let table = values.baseAddress else { return }
      if isWide { return wide_row_squares(table, Int64(width), Int64(own), others, Int64(count), result) }
      for entry in 0..<count {
        let (a, b) = (table + own &* width, table + Int(others[entry]) &* width)
        var sum = SIMD8<Float>(repeating: 0)
        for axis in stride(from: 0, to: width, by: 8) {
          let gap = load8(b + axis) - load8(a + axis)
          sum += gap * gap
        }
        let four = sum.lowHalf + sum.highHalf
        result[entry] = (four.x + four.z) + (four.y + four.w)
      }
    }
  }
}
