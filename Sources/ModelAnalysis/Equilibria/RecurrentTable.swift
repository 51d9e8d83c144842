import ArrayNumerics
import AttractorModels
import Schema

/// What is told of the states of a recurrent network besides, by the names of other finders.
struct RecurrentTable: FieldTable, Equatable {
  /// ½ |F − h|² of each.
  var speed: [Double]
  /// Newton steps to each.
  var iterations: [Int]
  /// `[point, eigenvalue]`, of the Jacobian of one step, largest magnitude first.
  var multipliers: Matrix<Double>
  /// Their imaginary parts.
  var imaginary: Matrix<Double>
  /// `[point, unit, unit]`; only where asked for.
  var jacobian: DataArray?
  /// `[point, unit, input]`; only where asked for.
  var inputJacobian: DataArray?
  /// Under which input.
  var input: [Double]
  /// Starts that led nowhere.
  var lostStarts: Int

  static let fields = Field<RecurrentTable>.table {
    Field.array("q", \.speed, axes: ["point"], "half of the squared length of F - h")
    Field.array("iterations", \.iterations, axes: ["point"], "Newton steps to the point")
    Field.array(
      "multipliers", \.multipliers, axes: ["point", "eigenvalue"],
      "real parts of the eigenvalues of the Jacobian of a step, largest magnitude first")
    Field.array("multipliers_imag", \.imaginary, axes: ["point", "eigenvalue"], "their imaginary parts")
    Field.array(
      "jacobian", \.jacobian, axes: ["point", "neuron", "from"], type: "float64", "dF/dh at each point")
    Field.array(
      "input_jacobian", \.inputJacobian, axes: ["point", "neuron", "input"], type: "float64", "dF/dx at each point")
    Field.array("input", \.input, axes: ["input"], "the input under which the points are at rest")
    Field.number("lost_starts", \.lostStarts, "starts from which no point was reached")
  }
}

extension RecurrentTable {
  init?(from fields: FieldReader<RecurrentTable>) throws {
    guard fields.holds(\.speed) else { return nil }
    speed = try fields[\.speed]
    iterations = try fields[\.iterations]
    multipliers = try fields[\.multipliers]
    imaginary = try fields[\.imaginary]
    jacobian = try fields[\.jacobian]
    inputJacobian = try fields[\.inputJacobian]
    input = try fields[\.input]
    lostStarts = try fields.number(\.lostStarts)
  }

  /// - Parameter keepsJacobians: whether these are wanted.
  init(
    _ network: some RecurrentMap, _ found: RecurrentFixedPoints, input: [Double], eigenvalues kept: Int, keepsJacobians: Bool
  ) {
    let (points, n) = (found.points, network.stateCount)
    speed = points.map { point -> Double in
      let image = network.image(of: point.state, input)
      var squares = 0.0
      for (next, value) in zip(image, point.state) { squares += (next - value) * (next - value) }
      return squares / 2
    }
    iterations = points.map(\.steps)
    multipliers = Matrix(
      rows: points.count, columns: kept, elements: points.flatMap { $0.multipliers.prefix(kept).map(\.real) })
    imaginary = Matrix(
      rows: points.count, columns: kept, elements: points.flatMap { $0.multipliers.prefix(kept).map(\.imaginary) })
    if keepsJacobians {
      jacobian = DataArray(points.flatMap { network.jacobian(at: $0.state, input).elements }, shape: [points.count, n, n])
      inputJacobian = DataArray(
        points.flatMap { network.inputJacobian(at: $0.state, input).elements },
        shape: [points.count, n, network.inputCount])
    }
    self.input = input
    lostStarts = found.lostStarts
  }
}
