import ArrayNumerics

/// The coordinates of points on the axes along which they differ most, `[point, axis]`, three at most.
///
/// - Throws: `NumericsError`, `CancellationError`.
func principalCoordinates(_ points: Matrix<Double>, axes: Int = 3, work: Work) throws -> Matrix<Double> {
  let (n, d) = (points.rows, points.columns)
  let count = min(axes, d, max(1, n))
  var centred = points
  for column in 0..<d {
    var mean = 0.0
    for row in 0..<n { mean += points[row, column] }
    mean /= Double(max(1, n))
    for row in 0..<n { centred[row, column] -= mean }
  }
  var result = Matrix<Double>(rows: n, columns: count, repeating: 0)
  if n <= d {
    // Through the products of points with each other: coordinates are vectors times √λ.
    let eigen = try symmetricEigen(try gram(centred.transposed(), work: work))
    for axis in 0..<count {
      let length = max(0, eigen.values[axis]).squareRoot()
      for row in 0..<n { result[row, axis] = length * eigen.vectors[row, axis] }
    }
    return result
  }
  let eigen = try symmetricEigen(try gram(centred, work: work))
  for row in 0..<n {
    for axis in 0..<count {
      var sum = 0.0
      for column in 0..<d { sum += centred[row, column] * eigen.vectors[column, axis] }
      result[row, axis] = sum
    }
  }
  return result
}
