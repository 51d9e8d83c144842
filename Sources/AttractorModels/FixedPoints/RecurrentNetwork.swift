import ArrayNumerics
import Foundation

/// A recurrent network of rate units, such as one that was trained: τ dh/dt = −h + tanh(W h + W_in x + b), or in steps
/// h ← tanh(W h + W_in x + b). Both have the same states at rest.
public struct RecurrentNetwork: RecurrentMap {
  /// `[to, from]`.
  public private(set) var weights: Matrix<Double>
  /// `[unit, input]`; no columns without input.
  public let inputWeights: Matrix<Double>
  /// Of each unit.
  public let bias: [Double]
  /// τ.
  public let timeConstant: Double

  /// - Throws: `wrongCount` where the sizes do not fit; `notFinite`; `badParameter`.
  public init(
    weights: Matrix<Double>, inputWeights: Matrix<Double>? = nil, bias: [Double]? = nil, timeConstant: Double = 1
  ) throws(AttractorModelsError) {
    try checkPositive("the time constant", timeConstant)
    let n = weights.rows
    guard n > 0, weights.columns == n else {
      throw .wrongCount(what: "matrix of weights", found: weights.rows * weights.columns, expected: n * n)
    }
    let inputWeights = inputWeights ?? Matrix(rows: n, columns: 0, elements: [])
    let bias = bias ?? [Double](repeating: 0, count: n)
    guard inputWeights.rows == n else {
      throw .wrongCount(what: "first axis of the input weights", found: inputWeights.rows, expected: n)
    }
    guard bias.count == n else { throw .wrongCount(what: "bias", found: bias.count, expected: n) }
    for (what, values) in [("weights", weights.elements), ("input weights", inputWeights.elements), ("bias", bias)] {
      if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: what, index: index) }
    }
    self.weights = weights
    self.inputWeights = inputWeights
    self.bias = bias
    self.timeConstant = timeConstant
  }

  /// With W multiplied by a factor.
  public func scaled(by factor: Double) -> RecurrentNetwork {
    var network = self
    network.weights = weights.scaled(by: factor)
    return network
  }

  /// How many units there are.
  public var units: Int { weights.rows }

  /// h.
  public var fields: [StateField] { [StateField("h", "activity", shape: [units], timeConstant: timeConstant)] }

  /// Columns of the input weights.
  public var inputCount: Int { inputWeights.columns }

  /// ∂ tanh(W h + W_in x + b) / ∂h.
  public func jacobian(at state: [Double], _ input: [Double]) -> Matrix<Double> { jacobian(rates: image(of: state, input)) }

  /// ∂ tanh(W h + W_in x + b) / ∂x.
  public func inputJacobian(at state: [Double], _ input: [Double]) -> Matrix<Double> {
    inputJacobian(rates: image(of: state, input))
  }

  /// tanh(W h + W_in x + b).
  ///
  /// - Precondition: an input for each column of the input weights.
  public func drive(_ state: [Double], _ input: [Double], _ workspace: inout Void, into drive: inout [Double]) {
    precondition(input.count == inputWeights.columns, "\(input.count) inputs for \(inputWeights.columns) weights")
    let n = units
    for unit in 0..<n {
      var sum = bias[unit]
      for column in 0..<input.count { sum += inputWeights[unit, column] * input[column] }
      for other in 0..<n { sum += weights[unit, other] * state[other] }
      drive[unit] = tanh(sum)
    }
  }

  /// ∂ tanh(W h + W_in x + b) / ∂h for what it gives, `[of unit, by unit]`.
  public func jacobian(rates: [Double]) -> Matrix<Double> {
    var matrix = weights
    for row in 0..<units {
      let slope = 1 - rates[row] * rates[row]
      for column in 0..<units { matrix[row, column] *= slope }
    }
    return matrix
  }

  /// The same by the inputs, `[of unit, by input]`.
  public func inputJacobian(rates: [Double]) -> Matrix<Double> {
    var matrix = inputWeights
    for row in 0..<units {
      let slope = 1 - rates[row] * rates[row]
      for column in 0..<matrix.columns { matrix[row, column] *= slope }
    }
    return matrix
  }
}
