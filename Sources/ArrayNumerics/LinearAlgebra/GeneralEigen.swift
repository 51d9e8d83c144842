import CLAPACK

/// Eigenvalues of a matrix that need not be symmetric, with the vectors on both sides.
public struct GeneralEigen: Sendable, Equatable {
  /// λ, largest real part first, of a pair the one with the positive imaginary part first.
  public var values: [Complex]
  /// A v = λ v, of length 1, one for each value; the component of largest magnitude (the first such) is real and positive.
  public var right: [[Complex]]
  /// wᴴ A = λ wᴴ, one for each value, so long that wᴴ v = 1; of length 1 where w and v are orthogonal, as at a defective value.
  public var left: [[Complex]]
  /// |wᴴ v| / (|w| |v|) of each: how far its value moves at most is 1/overlap times the change of the matrix. 1 for a symmetric
  /// matrix, 0 for a defective value.
  public var overlaps: [Double]
}

/// Decomposes a square matrix (LAPACK's `dgeev`). O(n³).
///
/// - Throws: `NumericsError` when the matrix is not square, not finite, or the iteration fails.
public func generalEigen(_ matrix: Matrix<Double>) throws(NumericsError) -> GeneralEigen {
  let size = matrix.rows
  let n = try preparedForEigen(matrix)
  if size == 0 { return GeneralEigen(values: [], right: [], left: [], overlaps: []) }
  // By columns, so that each vector comes out in one piece.
  var a = matrix.transposed().elements
  var (real, imaginary) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
  var (left, right) = ([Double](repeating: 0, count: size * size), [Double](repeating: 0, count: size * size))
  let both = CChar(UInt8(ascii: "V"))
  let info = LAPACKE_dgeev(LAPACK_COL_MAJOR, both, both, n, &a, n, &real, &imaginary, &left, n, &right, n)
  try checkEigen("dgeev", info)
  /// Of a pair the vector is in two columns: real and imaginary part of the first.
  func vector(_ index: Int, _ columns: [Double]) -> [Complex] {
    let isSecond = imaginary[index] < 0
    let first = isSecond ? index - 1 : index
    return (0..<size).map { row in
      let part = imaginary[index] == 0 ? 0 : columns[(first + 1) * size + row]
      return Complex(columns[first * size + row], isSecond ? -part : part)
    }
  }
  let order = (0..<size).sorted { (real[$0], imaginary[$0]) > (real[$1], imaginary[$1]) }
  return GeneralEigen(
    values: order.map { Complex(real[$0], imaginary[$0]) }, right: order.map { vector($0, right) },
    left: order.map { vector($0, left) })
}

extension GeneralEigen {
  /// Brings vectors of any length to the lengths and phases of this type. Those of values that are the same to 1e-8 of the
  /// largest are combined, so that each left one is orthogonal to every right one but its own.
  init(values: [Complex], right: [[Complex]], left: [[Complex]]) {
    (self.values, overlaps) = (values, [])
    (self.right, self.left) = (right.map(Self.normalized), left.map { Self.scaled($0, by: Complex(1 / Self.length($0))) })
    let scale = values.reduce(0) { max($0, $1.squaredMagnitude) }
    for index in values.indices {
      for known in 0..<index where (values[index] - values[known]).squaredMagnitude <= 1e-16 * scale {
        // Left ones of the known values have wᴴ v = 1 already.
        let part = Self.product(self.left[known], self.right[index])
        self.right[index] = Self.sum(self.right[index], self.right[known], times: Complex(-part.real, -part.imaginary))
        let other = Self.product(self.right[known], self.left[index])
        let length = Self.product(self.right[known], self.left[known])
        let ratio = other / length
        self.left[index] = Self.sum(self.left[index], self.left[known], times: Complex(-ratio.real, -ratio.imaginary))
      }
      self.right[index] = Self.normalized(self.right[index])
      let size = Self.length(self.left[index])
      if size > 0 { self.left[index] = Self.scaled(self.left[index], by: Complex(1 / size)) }
      let overlap = Self.product(self.left[index], self.right[index])
      let magnitude = overlap.squaredMagnitude.squareRoot()
      overlaps.append(magnitude)
      if magnitude > 1e-13 {
        // (s w)ᴴ v = s̄ wᴴ v
        self.left[index] = Self.scaled(self.left[index], by: Complex(1) / overlap.conjugate)
      }
    }
  }

  /// Of length 1, its largest component real and positive.
  static func normalized(_ vector: [Complex]) -> [Complex] {
    var largest = Complex.zero
    for value in vector where value.squaredMagnitude > largest.squaredMagnitude * (1 + 1e-9) { largest = value }
    let size = length(vector)
    if size == 0 { return vector }
    let magnitude = largest.squaredMagnitude.squareRoot()
    return scaled(vector, by: Complex(largest.real / (magnitude * size), -largest.imaginary / (magnitude * size)))
  }

  static func length(_ vector: [Complex]) -> Double { vector.reduce(0) { $0 + $1.squaredMagnitude }.squareRoot() }

  /// firstᴴ second
  static func product(_ first: [Complex], _ second: [Complex]) -> Complex {
    zip(first, second).reduce(Complex.zero) { $0 + $1.0.conjugate * $1.1 }
  }

  static func scaled(_ vector: [Complex], by factor: Complex) -> [Complex] { vector.map { $0 * factor } }

  static func sum(_ first: [Complex], _ second: [Complex], times factor: Complex) -> [Complex] {
    zip(first, second).map { $0 + $1 * factor }
  }
}

extension Complex {
  /// Without overflow protection; not finite where `b` is 0.
  static func / (a: Complex, b: Complex) -> Complex { a * b.conjugate * (1 / b.squaredMagnitude) }
}
