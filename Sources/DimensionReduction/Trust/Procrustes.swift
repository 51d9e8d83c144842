import ArrayNumerics

/// How alike two pictures of the same points are after the best shift, rotation, reflection and scale: 1 for the same, 0 for
/// nothing in common. One less the disparity of Procrustes analysis (Gower 1975, doi:10.1007/BF02291478).
///
/// - Parameters:
///   - first: `[point, axis]`.
///   - second: of the same shape.
/// - Returns: NaN where all points of one are equal.
/// - Throws: `NumericsError.wrongShape` for other shapes.
public func procrustesSimilarity(_ first: Matrix<Float>, _ second: Matrix<Float>) throws -> Double {
  guard first.rows == second.rows, first.columns == second.columns else {
    throw NumericsError.wrongShape(
      what: "second picture", found: "\(second.rows) x \(second.columns)", expected: "\(first.rows) x \(first.columns)")
  }
  let (a, b) = (unitPicture(first), unitPicture(second))
  let product = try matrixProduct(a, b, transposeFirst: true)
  let squares = try symmetricEigen(matrixProduct(product, product, transposeFirst: true)).values
  let sum = squares.reduce(0) { $0 + max(0, $1).squareRoot() }
  return min(1, sum * sum)
}

/// Centred, with a sum of squares of 1.
private func unitPicture(_ picture: Matrix<Float>) -> Matrix<Double> {
  var result = picture.map(Double.init)
  for axis in 0..<result.columns {
    let middle = mean(result.column(axis))
    for point in 0..<result.rows { result[point, axis] -= middle }
  }
  let length = result.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return result.map { $0 / length }
}
