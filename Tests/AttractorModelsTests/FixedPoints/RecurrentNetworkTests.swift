import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct RecurrentNetworkTests {
  private func diagonal(_ values: [Double]) -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: values.count, columns: values.count, repeating: 0)
    for index in values.indices { matrix[index, index] = values[index] }
    return matrix
  }

  /// h = tanh(2h) at 0 and ±0.957504…; three such units are three bits: 27 states, 8 of them stable.
  @Test func threeBitsHaveTwentySevenStates() throws {
    let network = try RecurrentNetwork(weights: diagonal([2, 2, 2]))
    let found = try RecurrentFixedPoints(network, input: [], random: 64)
    #expect(found.points.count == 27)
    let root = 0.9575040240772687
    #expect(abs(tanh(2 * root) - root) < 1e-15)
    for point in found.points {
      #expect(point.state.allSatisfy { abs(abs($0) - root) < 1e-12 || abs($0) < 1e-12 })
      let zeros = point.state.count { abs($0) < 1e-6 }
      #expect(point.unstableCount == zeros)
      #expect(point.kind == (zeros == 0 ? .stable : .unstable))
      let multipliers = point.multipliers.map(\.real)
      #expect(multipliers.allSatisfy { abs($0 - 2) < 1e-11 || abs($0 - 2 * (1 - root * root)) < 1e-11 })
      #expect(point.residual < 1e-13)
    }
    #expect((0...3).map { count in found.points.count { $0.unstableCount == count } } == [8, 12, 6, 1])
    #expect(found.indexSum == 1)
    let again = try RecurrentFixedPoints(network, input: [], random: 64, work: Work(threads: 3))
    #expect(again.points == found.points)
  }

  /// Without recurrence the state is tanh(W_in x + b).
  @Test func inputAndBiasDecideWithoutRecurrence() throws {
    let network = try RecurrentNetwork(
      weights: diagonal([0, 0]), inputWeights: Matrix(rows: 2, columns: 1, elements: [1, -2]), bias: [0.1, 0.2])
    let found = try RecurrentFixedPoints(network, input: [0.5])
    #expect(found.points.count == 1)
    #expect(abs(found.points[0].state[0] - tanh(0.6)) < 1e-15 && abs(found.points[0].state[1] - tanh(-0.8)) < 1e-15)
    let sensitivity = network.inputJacobian(rates: found.points[0].state)
    #expect(abs(sensitivity[1, 0] + 2 * (1 - tanh(-0.8) * tanh(-0.8))) < 1e-15)
  }

  /// A rotation: the state 0 is left in a spiral in steps; with continuous time it depends on the real part.
  @Test func stepsAndFlowAreJudgedByTheirOwnRules() throws {
    let (c, s) = (1.2 * cos(1.5), 1.2 * sin(1.5))
    let network = try RecurrentNetwork(weights: Matrix(rows: 2, columns: 2, elements: [c, -s, s, c]))
    let steps = try RecurrentFixedPoints(network, input: [])
    let flow = try RecurrentFixedPoints(network, input: [], dynamics: .flow)
    #expect(steps.points.count == 1 && flow.points.count == 1)
    #expect(steps.points[0].unstableCount == 2)
    #expect(flow.points[0].kind == .stable)
    #expect(abs(steps.points[0].multipliers[0].real - c) < 1e-12 && abs(steps.points[0].multipliers[0].imaginary - s) < 1e-12)
    #expect(steps.indexSum == 1)
  }

  @Test func wrongSizesAreRefused() {
    let square = Matrix<Double>(rows: 2, columns: 2, repeating: 0)
    #expect(throws: AttractorModelsError.self) {
      try RecurrentNetwork(weights: Matrix<Double>(rows: 2, columns: 3, repeating: 0))
    }
    #expect(throws: AttractorModelsError.self) { try RecurrentNetwork(weights: square, bias: [0]) }
    #expect(throws: AttractorModelsError.self) { try RecurrentNetwork(weights: square, bias: [0, .nan]) }
    #expect(throws: AttractorModelsError.self) {
      try RecurrentNetwork(weights: square, inputWeights: Matrix<Double>(rows: 3, columns: 1, repeating: 0))
    }
  }
}
