import ArrayNumerics

/// A trained network of units whose state is mapped from step to step under an input: h ← F(h, x), or as a flow
/// τ dh/dt = −h + F(h, x). Both have the same states at rest.
public protocol RecurrentMap: DynamicalModel where Input == [Double], Workspace == Void {
  /// How many numbers an input has.
  var inputCount: Int { get }
  /// τ of the flow.
  var timeConstant: Double { get }
  /// ∂F/∂h at a state, `[of value, by value]`.
  func jacobian(at state: [Double], _ input: [Double]) -> Matrix<Double>
  /// ∂F/∂x at a state, `[of value, by input]`.
  func inputJacobian(at state: [Double], _ input: [Double]) -> Matrix<Double>
  /// The network with its weights of the state multiplied by a factor; biases and weights of inputs stay.
  func scaled(by factor: Double) -> Self
  /// Whether a state that F leaves alone rests by what drives it, and not only since its gates are shut to double precision, as
  /// they are far outside of the states that the network can reach. Yes if not given.
  func isDriven(_ state: [Double], _ input: [Double]) -> Bool
}

extension RecurrentMap {
  /// Yes.
  public func isDriven(_ state: [Double], _ input: [Double]) -> Bool { true }

  /// Nothing is needed.
  public func makeWorkspace() {}

  /// F of a state.
  ///
  /// - Precondition: as many inputs as `inputCount`.
  public func image(of state: [Double], _ input: [Double]) -> [Double] {
    var image = state
    var none: Void = ()
    drive(state, input, &none, into: &image)
    return image
  }
}

/// The weights of one kind of gate, or of what is gated: W_h h + b_h and W_x x + b_x.
public struct GateWeights: Sendable, Equatable {
  /// `[unit, from]`, of the state.
  public var recurrent: Matrix<Double>
  /// `[unit, input]`.
  public var input: Matrix<Double>
  /// Of each unit, beside the state.
  public var recurrentBias: [Double]
  /// Of each unit, beside the input.
  public var inputBias: [Double]

  public init(recurrent: Matrix<Double>, input: Matrix<Double>, recurrentBias: [Double], inputBias: [Double]) {
    (self.recurrent, self.input, self.recurrentBias, self.inputBias) = (recurrent, input, recurrentBias, inputBias)
  }

  /// With the weights of the state multiplied by a factor.
  func scaled(by factor: Double) -> GateWeights {
    var weights = self
    weights.recurrent = recurrent.scaled(by: factor)
    return weights
  }

  /// The part of the state.
  func ofState(_ h: ArraySlice<Double>, _ unit: Int) -> Double {
    zip(recurrent.row(unit), h).reduce(recurrentBias[unit]) { $0 + $1.0 * $1.1 }
  }

  /// The part of the input.
  func ofInput(_ x: [Double], _ unit: Int) -> Double {
    zip(input.row(unit), x).reduce(inputBias[unit]) { $0 + $1.0 * $1.1 }
  }

  /// Blocks of units in matrices and biases of torch, which stand one below the other.
  ///
  /// - Parameters:
  ///   - weights: `[gates · units, units]` and `[gates · units, inputs]`.
  ///   - biases: both of torch.
  /// - Throws: `wrongCount` where the sizes do not fit; `notFinite`.
  public static func blocks(
    _ gates: Int, recurrent: Matrix<Double>, input: Matrix<Double>?, recurrentBias: [Double]?, inputBias: [Double]?
  ) throws(AttractorModelsError) -> [GateWeights] {
    let n = recurrent.columns
    guard n > 0, recurrent.rows == gates * n else {
      throw .wrongCount(what: "first axis of the recurrent weights", found: recurrent.rows, expected: gates * n)
    }
    let input = input ?? Matrix(rows: gates * n, columns: 0, elements: [])
    guard input.rows == gates * n else {
      throw .wrongCount(what: "first axis of the input weights", found: input.rows, expected: gates * n)
    }
    let zeros = [Double](repeating: 0, count: gates * n)
    let (stateBias, driveBias) = (recurrentBias ?? zeros, inputBias ?? zeros)
    for (what, bias) in [("bias of the state", stateBias), ("bias of the input", driveBias)] where bias.count != gates * n {
      throw .wrongCount(what: what, found: bias.count, expected: gates * n)
    }
    let all = [
      ("recurrent weights", recurrent.elements), ("input weights", input.elements), ("bias", stateBias), ("bias", driveBias),
    ]
    for (what, values) in all {
      if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: what, index: index) }
    }
    func rows(_ matrix: Matrix<Double>, _ gate: Int) -> Matrix<Double> {
      let size = n * matrix.columns
      return Matrix(
        rows: n, columns: matrix.columns, elements: Array(matrix.elements[gate * size..<(gate + 1) * size]))
    }
    return (0..<gates).map { gate in
      GateWeights(
        recurrent: rows(recurrent, gate), input: rows(input, gate),
        recurrentBias: Array(stateBias[gate * n..<(gate + 1) * n]), inputBias: Array(driveBias[gate * n..<(gate + 1) * n]))
    }
  }
}

extension Matrix<Double> {
  /// Every element multiplied by a factor.
  func scaled(by factor: Double) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns, elements: elements.map { $0 * factor })
  }
}
