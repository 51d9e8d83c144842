import ArrayNumerics
import AttractorModels
import Schema

/// The vectors of the largest eigenvalues at the first point of each family, of both sides.
struct EigenvectorTable: FieldTable, Equatable {
  /// `[orbit, vector, 2]`: eigenvalues, real and imaginary part.
  var values: DataArray
  /// `[orbit, vector, value, 2]`.
  var right: DataArray
  /// `[orbit, vector, value, 2]`.
  var left: DataArray
  /// `[orbit, vector]`.
  var overlaps: Matrix<Double>

  static let fields = Field<EigenvectorTable>.table {
    Field.array(
      "vector_eigenvalues", \.values, unit: "per unit of time", axes: ["orbit", "vector", "2"], type: "float64",
      "eigenvalues of the vectors, real and imaginary part")
    Field.array(
      "right_vectors", \.right, axes: ["orbit", "vector", "state", "2"], type: "float64",
      "right eigenvectors at the first point of each family, of length 1: how the state changes; v stands behind u"
    )
    Field.array(
      "left_vectors", \.left, axes: ["orbit", "vector", "state", "2"], type: "float64",
      "left eigenvectors, their product with the right ones 1: how much of a push goes into that change")
    Field.array(
      "vector_overlap", \.overlaps, axes: ["orbit", "vector"],
      "product of both vectors of length 1: 1 in symmetric dynamics, 0 at a defective eigenvalue; its inverse is the condition")
  }
}

extension EigenvectorTable {
  init?(from fields: FieldReader<EigenvectorTable>) throws {
    guard fields.holds(\.values) else { return nil }
    values = try fields[\.values]
    right = try fields[\.right]
    left = try fields[\.left]
    overlaps = try fields[\.overlaps]
  }

  /// - Parameters:
  ///   - points: a whole state of each family.
  ///   - count: vectors of each.
  /// - Throws: `NumericsError`, `AttractorModelsError`, `CancellationError`.
  init(_ points: [[Double]], of model: RestingModel, count: Int, seed: UInt64, work: Work) throws {
    let size = points.first?.count ?? 0
    let count = min(count, size)
    let found = try points.map { state -> GeneralEigen in
      try work.checkCancellation()
      switch model {
      case .ring(let network): return try LinearizedAttractor(network, at: state).leading(count, seed: seed)
      case .torus(let network): return try LinearizedAttractor(network, at: state).leading(count, seed: seed)
      case .recurrent(let network, let input, _):
        var jacobian = network.jacobian(at: state, input)
        for index in state.indices { jacobian[index, index] -= 1 }
        let columns = jacobian.transposed()
        func product(_ matrix: Matrix<Double>, _ x: [Double]) -> [Double] {
          (0..<matrix.rows).map { row in zip(matrix.row(row), x).reduce(0) { $0 + $1.0 * $1.1 } / network.timeConstant }
        }
        return try leadingEigenpairs(size: size, count: count, seed: seed) {
          product(jacobian, $0)
        } applyTransposed: {
          product(columns, $0)
        }
      case .theta, .released:
        throw AttractorModelsError.badParameter(
          name: "the number of eigenvectors", value: Double(count), expected: "0, where nothing is at rest")
      }
    }
    func pair(_ value: Complex) -> [Double] { [value.real, value.imaginary] }
    func vectors(_ path: KeyPath<GeneralEigen, [[Complex]]>) -> DataArray {
      DataArray(
        found.flatMap { $0[keyPath: path].prefix(count).flatMap { $0.flatMap(pair) } }, shape: [found.count, count, size, 2])
    }
    values = DataArray(found.flatMap { $0.values.prefix(count).flatMap(pair) }, shape: [found.count, count, 2])
    right = vectors(\.right)
    left = vectors(\.left)
    overlaps = Matrix(rows: found.count, columns: count, elements: found.flatMap { $0.overlaps.prefix(count) })
  }
}
