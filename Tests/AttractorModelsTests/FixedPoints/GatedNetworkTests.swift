import ArrayNumerics
import AttractorModels
import Foundation
import Testing

/// Networks of torch with gates.
@Suite struct GatedNetworkTests {
  private static func weights(_ rows: Int, _ columns: Int, _ stream: String) -> Matrix<Double> {
    var random = RandomStream(seed: 4, name: stream)
    return Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in 2 * random.uniform() - 1 })
  }

  private static func networks() throws -> [any RecurrentMap] {
    [
      try GatedRecurrentNetwork(
        recurrent: weights(12, 4, "h"), input: weights(12, 2, "x"), recurrentBias: weights(12, 1, "b").elements,
        inputBias: weights(12, 1, "c").elements),
      try LongShortTermNetwork(
        recurrent: weights(16, 4, "h"), input: weights(16, 2, "x"), recurrentBias: weights(16, 1, "b").elements,
        inputBias: weights(16, 1, "c").elements),
    ]
  }

  /// By hand: one unit, one input.
  @Test func oneStepByHand() throws {
    let (x, h) = (0.3, -0.4)
    let gru = try GatedRecurrentNetwork(
      recurrent: Matrix(rows: 3, columns: 1, elements: [0.5, -0.7, 1.1]),
      input: Matrix(rows: 3, columns: 1, elements: [0.2, 0.9, -1.3]), recurrentBias: [0.1, 0.2, 0.3],
      inputBias: [-0.05, 0.04, 0.6])
    func sigma(_ value: Double) -> Double { 1 / (1 + exp(-value)) }
    let r = sigma(0.2 * x - 0.05 + 0.5 * h + 0.1)
    let z = sigma(0.9 * x + 0.04 - 0.7 * h + 0.2)
    // The bias of the state stands within the reset gate, that of the input beside it.
    let n = tanh(-1.3 * x + 0.6 + r * (1.1 * h + 0.3))
    #expect(abs(gru.image(of: [h], [x])[0] - ((1 - z) * n + z * h)) < 1e-15)
    let lstm = try LongShortTermNetwork(
      recurrent: Matrix(rows: 4, columns: 1, elements: [0.5, -0.7, 1.1, 0.8]),
      input: Matrix(rows: 4, columns: 1, elements: [0.2, 0.9, -1.3, -0.6]), recurrentBias: [0.1, 0.2, 0.3, 0.4],
      inputBias: [-0.05, 0.04, 0.6, -0.1])
    let c = 0.7
    let (i, f) = (sigma(0.2 * x - 0.05 + 0.5 * h + 0.1), sigma(0.9 * x + 0.04 - 0.7 * h + 0.2))
    let (g, o) = (tanh(-1.3 * x + 0.6 + 1.1 * h + 0.3), sigma(-0.6 * x - 0.1 + 0.8 * h + 0.4))
    let next = lstm.image(of: [h, c], [x])
    #expect(abs(next[1] - (f * c + i * g)) < 1e-15 && abs(next[0] - o * tanh(f * c + i * g)) < 1e-15)
  }

  /// Jacobians are those of central differences.
  @Test func jacobiansAreThoseOfDifferences() throws {
    for network in try Self.networks() {
      let size = network.stateCount
      var random = RandomStream(seed: 9, name: "state")
      let state = (0..<size).map { _ in 1.6 * random.uniform() - 0.8 }
      let input = [0.4, -0.9]
      let (ofState, ofInput) = (network.jacobian(at: state, input), network.inputJacobian(at: state, input))
      let step = 1e-6
      for column in 0..<size {
        var (up, down) = (state, state)
        up[column] += step
        down[column] -= step
        let (above, below) = (network.image(of: up, input), network.image(of: down, input))
        for row in 0..<size { #expect(abs((above[row] - below[row]) / (2 * step) - ofState[row, column]) < 1e-8) }
      }
      for column in 0..<2 {
        var (up, down) = (input, input)
        up[column] += step
        down[column] -= step
        let (above, below) = (network.image(of: state, up), network.image(of: state, down))
        for row in 0..<size { #expect(abs((above[row] - below[row]) / (2 * step) - ofInput[row, column]) < 1e-8) }
      }
    }
  }

  /// Points at rest are, and their indices sum to one: the cube is mapped into itself.
  @Test func pointsAtRest() throws {
    for network in try Self.networks() {
      func found(_ network: some RecurrentMap) throws -> RecurrentFixedPoints {
        try RecurrentFixedPoints(network, input: [0.5, 0], random: 64, seed: 1)
      }
      let points = try found(network)
      #expect(!points.points.isEmpty && points.indexSum == 1)
      for point in points.points {
        let image = network.image(of: point.state, [0.5, 0])
        #expect(zip(image, point.state).allSatisfy { abs($0 - $1) < 1e-12 })
      }
    }
  }

  /// A gate of update that is open always and no new activity leave the closed form h = n = tanh(w h): three points for w = 2.
  @Test func aUnitThatDecidesForItself() throws {
    // r = σ(60) = 1 and z = σ(−60) = 0 to double precision.
    let network = try GatedRecurrentNetwork(
      recurrent: Matrix(rows: 3, columns: 1, elements: [0, 0, 2]), recurrentBias: [60, -60, 0])
    let found = try RecurrentFixedPoints(network, input: [], random: 32)
    let states = found.points.map(\.state[0]).sorted()
    #expect(states.count == 3)
    var root = 0.9
    for _ in 0..<200 { root = tanh(2 * root) }
    #expect(zip(states, [-root, 0, root]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Far outside of the cube the gate of update is shut to double precision and every state would stay: none of them counts.
  @Test func statesBehindAShutGateAreNone() throws {
    let network = try GatedRecurrentNetwork(
      recurrent: Matrix(rows: 3, columns: 1, elements: [0, 9, 0.5]), recurrentBias: [0, 0, 0.2])
    #expect(network.image(of: [6], []) == [6] && !network.isDriven([6], []))
    let found = try RecurrentFixedPoints(network, input: [], given: [[6], [40]], random: 64)
    #expect(found.points.count == 1 && found.points.allSatisfy { abs($0.state[0]) < 1 })
    // r = 1/2: h = tanh((h + 0.4)/4).
    var root = 0.0
    for _ in 0..<200 { root = tanh(0.5 * (0.5 * root + 0.2)) }
    #expect(abs(found.points[0].state[0] - root) < 1e-12 && found.indexSum == 1 && found.lostStarts >= 2)
  }

  @Test func sizesThatDoNotFitAreRefused() {
    let (square, tall) = (Self.weights(4, 4, "h"), Self.weights(12, 4, "h"))
    #expect(throws: AttractorModelsError.self) { try GatedRecurrentNetwork(recurrent: square) }
    #expect(throws: AttractorModelsError.self) { try LongShortTermNetwork(recurrent: tall) }
    #expect(throws: AttractorModelsError.self) { try GatedRecurrentNetwork(recurrent: tall, input: Self.weights(4, 2, "x")) }
    #expect(throws: AttractorModelsError.self) { try GatedRecurrentNetwork(recurrent: tall, recurrentBias: [1, 2]) }
    let bad = Matrix(rows: 3, columns: 1, elements: [0, Double.nan, 2])
    #expect(throws: AttractorModelsError.self) { try GatedRecurrentNetwork(recurrent: bad) }
  }
}
