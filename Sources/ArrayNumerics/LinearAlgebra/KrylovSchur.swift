import CLAPACK

/// Which eigenvalues of an operator are wanted.
public enum SpectrumEnd: Sendable, Hashable {
  /// Those with the largest real parts, which decide on stability in time that flows.
  case largestReal
  /// Those of the largest magnitude, which decide on stability in steps.
  case largestMagnitude

  func key(_ value: Complex) -> Double { self == .largestReal ? value.real : value.squaredMagnitude }
}

/// Eigenvalues and right vectors of an operator that is known by its products alone.
public struct LeadingEigen: Sendable, Equatable {
  /// The wanted ones first, of a pair the one with the positive imaginary part first.
  public var values: [Complex]
  /// Of length 1, one for each value.
  public var vectors: [[Complex]]
  /// |A v − λ v| of each, from the basis.
  public var residuals: [Double]
  /// Products with the operator that it took.
  public var products: Int
}

/// Eigenvalues at one end of the spectrum of a real operator by Arnoldi's method with thick restarts (Krylov and Schur;
/// Stewart 2002, doi:10.1137/S0895479800371529). Memory: `basis` + 1 vectors. Operators with up to 64 rows are decomposed as
/// matrices.
///
/// One start sees one vector of an eigenvalue that comes several times. What was found is therefore kept, and the search goes
/// on beside it from another random direction, until that finds nothing more.
///
/// - Parameters:
///   - size: rows of the operator.
///   - count: how many eigenvalues; one more where a pair would be torn apart.
///   - basis: vectors that are kept; `nil` for 2 `count` + 20.
///   - tolerance: for |A v − λ v|, as a part of the largest |λ| in sight.
///   - limit: of restarts.
///   - apply: the product with a vector.
/// - Throws: `NumericsError.noConvergence` when the limit is reached; `.notFinite`; what `apply` throws.
public func leadingEigen(
  size: Int, count: Int, end: SpectrumEnd = .largestReal, basis: Int? = nil, tolerance: Double = 1e-11, limit: Int = 300,
  seed: UInt64 = 0, apply: ([Double]) throws -> [Double]
) throws -> LeadingEigen {
  if size == 0 || count <= 0 { return LeadingEigen(values: [], vectors: [], residuals: [], products: 0) }
  let width = min(size, max(basis ?? 2 * count + 20, count + 4))
  if size <= 64 || width == size { return try denseLeadingEigen(size: size, count: count, end: end, apply) }
  var space = try KrylovSpace(size: size, width: width, seed: seed)
  var known: LeadingEigen?
  for _ in 0..<max(1, limit) {
    try space.expand(apply)
    if let found = try space.converged(count: count, end: end, tolerance: tolerance) {
      let scale = found.values.reduce(1e-300) { max($0, $1.magnitude) }
      if let known, known.values.count == found.values.count,
        zip(known.values, found.values).allSatisfy({ ($0 - $1).magnitude <= 1e-7 * scale })
      {
        return found
      }
      known = found
      try space.restart(keeping: count, end: end, isDone: true)
    } else {
      try space.restart(keeping: count, end: end)
    }
  }
  throw NumericsError.noConvergence(
    method: "Arnoldi iteration", detail: "\(count) eigenvalues of \(size) were not found in \(limit) restarts")
}

/// The same from all columns.
private func denseLeadingEigen(
  size: Int, count: Int, end: SpectrumEnd, _ apply: ([Double]) throws -> [Double]
) throws -> LeadingEigen {
  let eigen = try generalEigen(try operatorMatrix(size: size, apply))
  let kept = wholePairs(leadingOrder(eigen.values, end), count, eigen.values)
  return LeadingEigen(
    values: kept.map { eigen.values[$0] }, vectors: kept.map { eigen.right[$0] },
    residuals: [Double](repeating: 0, count: kept.count), products: size)
}

/// An operator as a matrix: its products with the axes.
///
/// - Throws: what `apply` throws.
public func operatorMatrix(size: Int, _ apply: ([Double]) throws -> [Double]) rethrows -> Matrix<Double> {
  var matrix = Matrix<Double>(rows: size, columns: size, repeating: 0)
  var axis = [Double](repeating: 0, count: size)
  for column in 0..<size {
    axis[column] = 1
    let values = try apply(axis)
    axis[column] = 0
    for row in 0..<size { matrix[row, column] = values[row] }
  }
  return matrix
}

/// The left and right vectors at one end of the spectrum of a real operator: both by Arnoldi's method, those of the transposed
/// operator on the left, and matched by their values.
///
/// - Parameters:
///   - apply: A x.
///   - applyTransposed: Aᵀ x.
/// - Throws: as `leadingEigen`; `.noConvergence` where a left value has no right one within 1e-6 of the largest.
public func leadingEigenpairs(
  size: Int, count: Int, end: SpectrumEnd = .largestReal, seed: UInt64 = 0, apply: ([Double]) throws -> [Double],
  applyTransposed: ([Double]) throws -> [Double]
) throws -> GeneralEigen {
  if size <= 200 { return try denseEigenpairs(size: size, count: count, end: end, apply) }
  let right: LeadingEigen, left: LeadingEigen
  do {
    right = try leadingEigen(size: size, count: count, end: end, limit: size <= mostDense ? 60 : 300, seed: seed, apply: apply)
    // A few more, so that none of a cluster at the border is missing.
    left = try leadingEigen(
      size: size, count: count + 4, end: end, limit: size <= mostDense ? 60 : 300, seed: seed, apply: applyTransposed)
  } catch NumericsError.noConvergence where size <= mostDense {
    // Values that lie close together all along a line, as those of adaptation, part too slowly.
    return try denseEigenpairs(size: size, count: count, end: end, apply)
  }
  let scale = right.values.reduce(0) { max($0, $1.magnitude) }
  var free = Array(left.values.indices)
  let vectors = try right.values.map { value -> [Complex] in
    // wᴴ A = λ wᴴ is Aᵀ w̄ = λ w̄.
    let nearest = free.min { (left.values[$0] - value).squaredMagnitude < (left.values[$1] - value).squaredMagnitude }
    guard let nearest, (left.values[nearest] - value).magnitude <= 1e-6 * max(scale, 1e-300) else {
      throw NumericsError.noConvergence(
        method: "Arnoldi iteration", detail: "the eigenvalue \(value.real) + \(value.imaginary) i has no left vector")
    }
    free.removeAll { $0 == nearest }
    return left.vectors[nearest].map(\.conjugate)
  }
  return GeneralEigen(values: right.values, right: right.vectors, left: vectors)
}

/// Operators with more rows are not decomposed as matrices, which takes their third power: a quarter of a minute here.
private let mostDense = 2000

/// The same from all columns.
private func denseEigenpairs(
  size: Int, count: Int, end: SpectrumEnd, _ apply: ([Double]) throws -> [Double]
) throws -> GeneralEigen {
  let eigen = try generalEigen(try operatorMatrix(size: size, apply))
  let kept = wholePairs(leadingOrder(eigen.values, end), count, eigen.values)
  return GeneralEigen(
    values: kept.map { eigen.values[$0] }, right: kept.map { eigen.right[$0] }, left: kept.map { eigen.left[$0] })
}

/// Places of the values in the order in which they are wanted.
private func leadingOrder(_ values: [Complex], _ end: SpectrumEnd) -> [Int] {
  values.indices.sorted { first, second in
    let (a, b) = (end.key(values[first]), end.key(values[second]))
    // The members of a pair have the same key but for rounding, and stay together.
    if a != b { return a > b }
    return (values[first].imaginary, -first) > (values[second].imaginary, -second)
  }
}

/// The first of an order, and one more where they end between the members of a pair.
private func wholePairs(_ order: [Int], _ count: Int, _ values: [Complex]) -> [Int] {
  let kept = min(count, order.count)
  guard kept > 0, kept < order.count, values[order[kept - 1]].imaginary > 0,
    values[order[kept]] == values[order[kept - 1]].conjugate
  else { return Array(order.prefix(kept)) }
  return Array(order.prefix(kept + 1))
}

/// A V = V H + v bᵀ: an orthonormal basis V of a space that A nearly maps into itself.
private struct KrylovSpace {
  let size: Int
  let width: Int
  /// `width` + 1 columns one after another.
  private var basis: [Double]
  /// `width` x `width` by columns.
  private var projection: [Double]
  /// Length of what is left after the last product; b of the restart is in the projection.
  private var rest = 0.0
  /// Columns that are done.
  private var filled = 0
  private var products = 0
  /// Largest column of the products so far: what rounding is a part of.
  private var scale = 0.0
  private var stream: RandomStream

  init(size: Int, width: Int, seed: UInt64) throws(NumericsError) {
    SingleThreadedBLAS.prepare()
    (self.size, self.width) = (size, width)
    basis = [Double](repeating: 0, count: size * (width + 1))
    projection = [Double](repeating: 0, count: width * width)
    stream = RandomStream(seed: seed, name: "Arnoldi", 0, 0)
    setColumn(0, (0..<size).map { _ in stream.normal() })
    _ = normalize(0)
  }

  private mutating func setColumn(_ column: Int, _ values: [Double]) {
    for row in 0..<size { basis[column * size + row] = values[row] }
  }

  /// - Returns: the length that it had.
  private mutating func normalize(_ column: Int) -> Double {
    var square = 0.0
    for index in column * size..<(column + 1) * size { square += basis[index] * basis[index] }
    let length = square.squareRoot()
    if length > 0 { for index in column * size..<(column + 1) * size { basis[index] /= length } }
    return length
  }

  /// Takes the parts along the first columns off a column, twice, so that rounding is all that stays.
  ///
  /// - Returns: the parts.
  private mutating func orthogonalize(_ column: Int) -> [Double] {
    var parts = [Double](repeating: 0, count: column)
    let (rows, size) = (Int32(size), size)
    for _ in 0..<2 {
      var part = [Double](repeating: 0, count: column)
      basis.withUnsafeMutableBufferPointer { basis in
        guard let v = basis.baseAddress else { return }
        let w = v + column * size
        cblas_dgemv(CblasColMajor, CblasTrans, rows, Int32(column), 1, v, rows, w, 1, 0, &part, 1)
        cblas_dgemv(CblasColMajor, CblasNoTrans, rows, Int32(column), -1, v, rows, part, 1, 1, w, 1)
      }
      for index in parts.indices { parts[index] += part[index] }
    }
    return parts
  }

  /// Adds columns until the basis is full.
  mutating func expand(_ apply: ([Double]) throws -> [Double]) throws {
    while filled < width {
      let values = try apply(Array(basis[filled * size..<(filled + 1) * size]))
      products += 1
      guard values.count == size else {
        throw NumericsError.wrongShape(what: "product", found: "\(values.count) values", expected: "\(size)")
      }
      if let index = values.firstIndex(where: { !$0.isFinite }) { throw NumericsError.notFinite(what: "product", index: index) }
      scale = max(scale, values.reduce(0) { $0 + $1 * $1 }.squareRoot())
      setColumn(filled + 1, values)
      let parts = orthogonalize(filled + 1)
      for row in parts.indices { projection[filled * width + row] = parts[row] }
      rest = normalize(filled + 1)
      if rest <= 1e-14 * max(scale, 1e-300) {
        // The space is closed: go on with another direction.
        rest = 0
        setColumn(filled + 1, (0..<size).map { _ in stream.normal() })
        _ = orthogonalize(filled + 1)
        _ = normalize(filled + 1)
      }
      if filled + 1 < width { projection[filled * width + filled + 1] = rest }
      filled += 1
    }
  }

  /// The wanted eigenvalues, when all of them are within the tolerance.
  func converged(count: Int, end: SpectrumEnd, tolerance: Double) throws -> LeadingEigen? {
    var matrix = Matrix<Double>(rows: width, columns: width, repeating: 0)
    for column in 0..<width { for row in 0..<width { matrix[row, column] = projection[column * width + row] } }
    let eigen = try generalEigen(matrix)
    let kept = wholePairs(leadingOrder(eigen.values, end), count, eigen.values)
    let residuals = kept.map { rest * eigen.right[$0][width - 1].magnitude }
    let largest = eigen.values.reduce(1e-300) { max($0, $1.magnitude) }
    guard residuals.allSatisfy({ $0 <= tolerance * largest }) else { return nil }
    let vectors = kept.map { index -> [Complex] in
      var vector = [Complex](repeating: .zero, count: size)
      for column in 0..<width {
        let factor = eigen.right[index][column]
        for row in 0..<size { vector[row] = vector[row] + factor * basis[column * size + row] }
      }
      return GeneralEigen.normalized(vector)
    }
    return LeadingEigen(values: kept.map { eigen.values[$0] }, vectors: vectors, residuals: residuals, products: products)
  }

  /// Keeps the part of the space that belongs to the wanted eigenvalues, and half of what is beside them.
  ///
  /// - Parameter isDone: whether the wanted ones are found: then they alone are kept, and a random direction comes next.
  mutating func restart(keeping count: Int, end: SpectrumEnd, isDone: Bool = false) throws {
    let n = Int32(width)
    var (triangle, vectors) = (projection, [Double](repeating: 0, count: width * width))
    var (real, imaginary) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
    var selected: Int32 = 0
    let (v, none) = (CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "N")))
    var info = LAPACKE_dgees(
      LAPACK_COL_MAJOR, v, none, nil, n, &triangle, n, &selected, &real, &imaginary, &vectors, n)
    if info != 0 { throw NumericsError.library(routine: "dgees", code: Int(info)) }
    let values = zip(real, imaginary).map { Complex($0, $1) }
    let order = leadingOrder(values, end)
    let kept = wholePairs(order, isDone ? count : min(width - 2, count + (width - count) / 2), values)
    var choice = [Int32](repeating: 0, count: width)
    for index in kept {
      choice[index] = 1
      // Members of a pair stand beside each other.
      if imaginary[index] > 0 { choice[index + 1] = 1 }
      if imaginary[index] < 0 { choice[index - 1] = 1 }
    }
    var (condition, separation) = (0.0, 0.0)
    // With memory of our own: LAPACKE allots none for what dtrsen writes all the same.
    var (room, places) = ([Double](repeating: 0, count: width * width), [Int32](repeating: 0, count: width * width))
    info = LAPACKE_dtrsen_work(
      LAPACK_COL_MAJOR, none, v, &choice, n, &triangle, n, &vectors, n, &real, &imaginary, &selected, &condition,
      &separation, &room, Int32(room.count), &places, Int32(places.count))
    if info != 0 { throw NumericsError.library(routine: "dtrsen", code: Int(info)) }
    let left = Int(selected)
    var next = [Double](repeating: 0, count: size * (width + 1))
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans, Int32(size), selected, n, 1, basis, Int32(size), vectors, n, 0, &next,
      Int32(size))
    for row in 0..<size { next[left * size + row] = basis[width * size + row] }
    basis = next
    var matrix = [Double](repeating: 0, count: width * width)
    for column in 0..<left {
      for row in 0..<left { matrix[column * width + row] = triangle[column * width + row] }
      matrix[column * width + left] = rest * vectors[column * width + width - 1]
    }
    projection = matrix
    filled = left
    guard isDone else { return }
    for column in 0..<left { projection[column * width + left] = 0 }
    setColumn(left, (0..<size).map { _ in stream.normal() })
    _ = orthogonalize(left)
    _ = normalize(left)
  }
}
