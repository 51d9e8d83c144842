import AttractorModels
import Foundation
import Testing

/// Reference values: canns 1.5.0 in single precision.
struct TorusNetworkTests {
  private static let stimulus = """
    9.497973e-05 0.009300819 0.07552752 9.497973e-05 0.009300806 0.9107726 7.395947 0.009300806 0.0001410429 0.01381149
    0.1121567 0.0001410429 9.497973e-05 0.009300819 0.07552752 9.497973e-05
    """
  private static let u10 = """
    6.229485e-05 0.00607186 0.0519518 6.229485e-05 0.008317172 0.635483 19.30146 0.008317172 9.230372e-05 0.009010517
    0.07585198 9.230372e-05 6.229485e-05 0.00607186 0.0519518 6.229485e-05
    """
  private static let r10 = """
    1.120583e-10 1.065565e-06 7.761666e-05 1.120583e-10 1.92423e-06 0.01176646 9.661266 1.92423e-06 2.460754e-10 2.346369e-06
    0.0001657205 2.460754e-10 1.120583e-10 1.065565e-06 7.761666e-05 1.120583e-10
    """

  @Test func theNetworkOfCannsIsRepeated() throws {
    let network = try TorusNetwork.compatible(side: 4, parameters: AttractorParameters(inhibition: 0.1))
    let position = SIMD2(0.5, -1.0)
    #expect(relativeDifference(network.stimulus(at: position), numbers(Self.stimulus)) < 5e-6)
    func after(_ steps: Int) throws -> [Double] {
      try Run(network, integrator: .euler, dt: 0.1, steps: steps) { _ in .bump(at: position) }.state
    }
    #expect(relativeDifference(try after(10), numbers(Self.u10)) < 5e-6)
    #expect(relativeDifference(network.rates(of: try after(9)), numbers(Self.r10)) < 5e-6)
    let x = network.grid.positions
    let row = (0..<16).map { cell -> Double in
      let (dx, dy) = (network.grid.distance(x[cell % 4], x[0]), network.grid.distance(x[cell / 4], x[0]))
      return network.weight(at: SIMD2(dx, dy))
    }
    let known = "3.191538 0.0004942448 0.0004942448 3.191538 0.0004942448 7.653924e-08 7.653924e-08 0.0004942448"
    #expect(relativeDifference(Array(row[..<8]), numbers(known)) < 5e-6)
  }

  /// Both ways of the product, and adaptation, against sums over all pairs of neurons.
  @Test(arguments: [(7, RingGrid.Ends.doubled), (8, .joined), (9, .joined)])
  func aStepIsThatOfTheDenseNetwork(_ side: Int, _ ends: RingGrid.Ends) throws {
    let network = try TorusNetwork(
      grid: RingGrid(count: side, ends: ends),
      parameters: AttractorParameters(inhibition: 0.1, adaptation: Adaptation(timeConstant: 5, strength: 0.7)))
    let (n, x) = (network.neurons, network.grid.positions)
    let start = (0..<2 * n).map { sin(Double($0 * $0)) }
    let end = try Run(network, integrator: .euler, dt: 0.1, steps: 1)(from: Checkpoint(state: start)) { _ in
      .bump(at: SIMD2(0.4, -3))
    }
    let (rates, stimulus) = (network.rates(of: start), network.stimulus(at: SIMD2(0.4, -3)))
    let expected = (0..<n).map { i -> Double in
      let recurrent = (0..<n).reduce(0.0) { sum, j in
        let d = SIMD2(network.grid.distance(x[i % side], x[j % side]), network.grid.distance(x[i / side], x[j / side]))
        return sum + network.weight(at: d) * rates[j]
      }
      return start[i] + 0.1 * (-start[i] + recurrent + stimulus[i] - start[n + i])
    }
    let adapted = (0..<n).map { (i: Int) -> Double in start[n + i] + 0.02 * (-start[n + i] + 0.7 * start[i]) }
    #expect(relativeDifference(end.state, expected + adapted) < 1e-14)
  }

  /// The trapezoidal rule is exact for smooth activity, so that 58 × 58 neurons of four times the strength, which go through
  /// dense products (58 = 2 · 29 is slow to transform), have the activity of 116 × 116, which go through a transform.
  @Test func theTransformAgreesWithTheDenseProducts() throws {
    func end(_ side: Int) throws -> [Double] {
      let ratio = (58.0 / Double(side)) * (58.0 / Double(side))
      let parameters = AttractorParameters(inhibition: 0.1 * ratio, coupling: 4 * ratio)
      let network = try TorusNetwork(grid: RingGrid(count: side), parameters: parameters)
      let line = network.grid.positions.map { 10 * exp(2 * (cos($0) - 1)) }
      let start = line.flatMap { y in line.map { y * $0 } }
      let run = try Run(network, integrator: .euler, dt: 0.1, steps: 30)
      return try run(from: Checkpoint(state: start)) { _ in .none }.state
    }
    let (coarse, fine) = (try end(58), try end(116))
    var picked: [Double] = []
    for row in 0..<58 { for column in 0..<58 { picked.append(fine[232 * row + 2 * column]) } }
    #expect(relativeDifference(coarse, picked) < 1e-13)
  }

  /// With the defaults 18 neurons along each axis are the fewest: 0.10978 against 0.109753 in theory; 17 decay.
  @Test func aBumpIsHeldFromEighteenNeuronsOn() throws {
    func settled(_ side: Int) throws -> (TorusBump, BumpTheory) {
      let network = try TorusNetwork(grid: RingGrid(count: side))
      let run = try Run(network, integrator: .exponentialEuler, dt: 1, steps: 1500)
      let place = SIMD2(network.grid.positions[side / 2], network.grid.positions[4])
      let end = try run { $0.step < 50 ? .bump(at: place) : .none }
      return (TorusDecoder(network.grid).bump(in: end.state), network.theory)
    }
    let (held, theory) = try settled(18)
    #expect(abs(held.center.x) < 1e-9 && abs(held.center.y + .pi / 9 * 5) < 1e-9)
    #expect(abs(held.height - 0.10978) < 1e-4)
    #expect(abs(try #require(theory.heights).stable - 0.109753) < 1e-6)
    #expect(try settled(17).0.isLost)
    #expect(try settled(17).1.heights == nil)
  }
}
