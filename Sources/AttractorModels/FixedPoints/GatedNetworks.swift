import ArrayNumerics
import Foundation

/// A network of gated recurrent units as torch has it (Cho et al. 2014, doi:10.3115/v1/D14-1179, with the reset gate behind
/// the weights of the state):
///
/// r = σ(W_ir x + b_ir + W_hr h + b_hr), z = σ(W_iz x + b_iz + W_hz h + b_hz),
/// n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h ← (1 − z) n + z h.
///
/// The state h stays within [−1, 1].
public struct GatedRecurrentNetwork: RecurrentMap {
  private var reset: GateWeights
  private var update: GateWeights
  private var new: GateWeights
  /// τ of the flow.
  public let timeConstant: Double

  /// - Parameters:
  ///   - recurrent: torch's `weight_hh_l0`, `[3 units, units]`: reset, update, new.
  ///   - input: torch's `weight_ih_l0`, `[3 units, inputs]`, in the same order.
  ///   - recurrentBias: torch's `bias_hh_l0`.
  ///   - inputBias: torch's `bias_ih_l0`.
  /// - Throws: `wrongCount`, `notFinite`, `badParameter`.
  public init(
    recurrent: Matrix<Double>, input: Matrix<Double>? = nil, recurrentBias: [Double]? = nil, inputBias: [Double]? = nil,
    timeConstant: Double = 1
  ) throws(AttractorModelsError) {
    try checkPositive("the time constant", timeConstant)
    let gates = try GateWeights.blocks(
      3, recurrent: recurrent, input: input, recurrentBias: recurrentBias, inputBias: inputBias)
    (reset, update, new) = (gates[0], gates[1], gates[2])
    self.timeConstant = timeConstant
  }

  /// With the weights of h in all gates multiplied by a factor.
  public func scaled(by factor: Double) -> GatedRecurrentNetwork {
    var network = self
    (network.reset, network.update) = (reset.scaled(by: factor), update.scaled(by: factor))
    network.new = new.scaled(by: factor)
    return network
  }

  /// How many units there are.
  public var units: Int { new.recurrent.rows }
  /// Columns of the input weights.
  public var inputCount: Int { new.input.columns }
  /// h.
  public var fields: [StateField] { [StateField("h", "activity", shape: [units], timeConstant: timeConstant)] }

  /// r, z, W_hn h + b_hn and n of a unit.
  private func gates(_ h: ArraySlice<Double>, _ x: [Double], _ unit: Int) -> (r: Double, z: Double, q: Double, n: Double) {
    let r = logistic(reset.ofInput(x, unit) + reset.ofState(h, unit))
    let z = logistic(update.ofInput(x, unit) + update.ofState(h, unit))
    let q = new.ofState(h, unit)
    return (r, z, q, tanh(new.ofInput(x, unit) + r * q))
  }

  /// (1 − z) n + z h.
  public func drive(_ state: [Double], _ input: [Double], _ workspace: inout Void, into drive: inout [Double]) {
    precondition(input.count == inputCount, "\(input.count) inputs for \(inputCount) weights")
    for unit in 0..<units {
      let (_, z, _, n) = gates(state[...], input, unit)
      drive[unit] = (1 - z) * n + z * state[unit]
    }
  }

  /// Whether h = n: with the gate of update shut (z = 1) any state would stay.
  public func isDriven(_ state: [Double], _ input: [Double]) -> Bool {
    (0..<units).allSatisfy { abs(gates(state[...], input, $0).n - state[$0]) < 1e-6 }
  }

  /// ∂h′/∂h.
  public func jacobian(at state: [Double], _ input: [Double]) -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: units, columns: units, repeating: 0)
    for unit in 0..<units {
      let (r, z, q, n) = gates(state[...], input, unit)
      let (ofNew, ofUpdate) = ((1 - z) * (1 - n * n), (state[unit] - n) * z * (1 - z))
      for other in 0..<units {
        let inner = r * new.recurrent[unit, other] + q * r * (1 - r) * reset.recurrent[unit, other]
        matrix[unit, other] = ofNew * inner + ofUpdate * update.recurrent[unit, other]
      }
      matrix[unit, unit] += z
    }
    return matrix
  }

  /// ∂h′/∂x.
  public func inputJacobian(at state: [Double], _ input: [Double]) -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: units, columns: inputCount, repeating: 0)
    for unit in 0..<units {
      let (r, z, q, n) = gates(state[...], input, unit)
      let (ofNew, ofUpdate) = ((1 - z) * (1 - n * n), (state[unit] - n) * z * (1 - z))
      for column in 0..<inputCount {
        let inner = new.input[unit, column] + q * r * (1 - r) * reset.input[unit, column]
        matrix[unit, column] = ofNew * inner + ofUpdate * update.input[unit, column]
      }
    }
    return matrix
  }
}

/// A network with long short-term memory as torch has it (Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735, with
/// the gate of forgetting of Gers et al. 2000, doi:10.1162/089976600300015015):
///
/// i, f, o = σ(W x + b + W_h h + b_h) each with its own weights, g = tanh(…), c ← f c + i g, h ← o tanh(c).
///
/// A state is h of all units, then c of all.
public struct LongShortTermNetwork: RecurrentMap {
  /// In torch's order: input, forget, cell, output.
  private var gates: [GateWeights]
  /// τ of the flow.
  public let timeConstant: Double

  /// - Parameters:
  ///   - recurrent: torch's `weight_hh_l0`, `[4 units, units]`: input, forget, cell, output.
  ///   - input: torch's `weight_ih_l0`, `[4 units, inputs]`, in the same order.
  ///   - recurrentBias: torch's `bias_hh_l0`.
  ///   - inputBias: torch's `bias_ih_l0`.
  /// - Throws: `wrongCount`, `notFinite`, `badParameter`.
  public init(
    recurrent: Matrix<Double>, input: Matrix<Double>? = nil, recurrentBias: [Double]? = nil, inputBias: [Double]? = nil,
    timeConstant: Double = 1
  ) throws(AttractorModelsError) {
    try checkPositive("the time constant", timeConstant)
    gates = try GateWeights.blocks(
      4, recurrent: recurrent, input: input, recurrentBias: recurrentBias, inputBias: inputBias)
    self.timeConstant = timeConstant
  }

  /// With the weights of h in all gates multiplied by a factor.
  public func scaled(by factor: Double) -> LongShortTermNetwork {
    var network = self
    network.gates = gates.map { $0.scaled(by: factor) }
    return network
  }

  /// How many units there are; a state has twice as many values.
  public var units: Int { gates[0].recurrent.rows }
  /// Columns of the input weights.
  public var inputCount: Int { gates[0].input.columns }
  /// h and c.
  public var fields: [StateField] {
    [
      StateField("h", "activity", shape: [units], timeConstant: timeConstant),
      StateField("c", "memory of the cells", shape: [units], timeConstant: timeConstant),
    ]
  }

  /// i, f, g and o of a unit.
  private func values(_ state: [Double], _ x: [Double], _ unit: Int) -> [Double] {
    let h = state[..<units]
    return gates.enumerated().map { number, gate in
      let sum = gate.ofInput(x, unit) + gate.ofState(h, unit)
      return number == 2 ? tanh(sum) : logistic(sum)
    }
  }

  /// o tanh(c′) of all units, then c′ = f c + i g.
  public func drive(_ state: [Double], _ input: [Double], _ workspace: inout Void, into drive: inout [Double]) {
    precondition(input.count == inputCount, "\(input.count) inputs for \(inputCount) weights")
    let n = units
    for unit in 0..<n {
      let value = values(state, input, unit)
      drive[n + unit] = value[1] * state[n + unit] + value[0] * value[2]
      drive[unit] = value[3] * tanh(drive[n + unit])
    }
  }

  /// Whether (1 − f) c = i g, of which both sides vanish where nothing is forgotten and nothing let in.
  public func isDriven(_ state: [Double], _ input: [Double]) -> Bool {
    (0..<units).allSatisfy { unit in
      let value = values(state, input, unit)
      let (kept, new) = ((1 - value[1]) * state[units + unit], value[0] * value[2])
      return abs(kept - new) <= 1e-6 * (abs(kept) + abs(new)) + 1e-300
    }
  }

  /// ∂(h′, c′)/∂(h, c).
  public func jacobian(at state: [Double], _ input: [Double]) -> Matrix<Double> {
    let n = units
    var matrix = Matrix<Double>(rows: 2 * n, columns: 2 * n, repeating: 0)
    for unit in 0..<n {
      let (slopes, t, outer) = slopes(state, input, unit)
      let ofMemory = values(state, input, unit)[1]
      for other in 0..<n {
        let memory = (0..<3).reduce(0.0) { $0 + slopes[$1] * gates[$1].recurrent[unit, other] }
        matrix[n + unit, other] = memory
        matrix[unit, other] = outer * memory + slopes[3] * t * gates[3].recurrent[unit, other]
      }
      matrix[n + unit, n + unit] = ofMemory
      matrix[unit, n + unit] = outer * ofMemory
    }
    return matrix
  }

  /// ∂(h′, c′)/∂x.
  public func inputJacobian(at state: [Double], _ input: [Double]) -> Matrix<Double> {
    let n = units
    var matrix = Matrix<Double>(rows: 2 * n, columns: inputCount, repeating: 0)
    for unit in 0..<n {
      let (slopes, t, outer) = slopes(state, input, unit)
      for column in 0..<inputCount {
        let memory = (0..<3).reduce(0.0) { $0 + slopes[$1] * gates[$1].input[unit, column] }
        matrix[n + unit, column] = memory
        matrix[unit, column] = outer * memory + slopes[3] * t * gates[3].input[unit, column]
      }
    }
    return matrix
  }

  /// How c′ of a unit depends on the sums of its gates i, f and g, and o on its own; tanh c′; and how h′ depends on c′.
  private func slopes(_ state: [Double], _ input: [Double], _ unit: Int) -> (gates: [Double], t: Double, outer: Double) {
    let value = values(state, input, unit)
    let (i, f, g, o, c) = (value[0], value[1], value[2], value[3], state[units + unit])
    let t = tanh(f * c + i * g)
    return ([g * i * (1 - i), c * f * (1 - f), i * (1 - g * g), o * (1 - o)], t, o * (1 - t * t))
  }
}

/// σ.
private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
