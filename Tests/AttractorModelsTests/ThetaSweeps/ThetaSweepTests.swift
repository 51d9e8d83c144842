import ArrayNumerics
import AttractorModels
import Foundation
import Testing

/// Reference values: canns 1.5.0 in single precision.
struct ThetaSweepTests {
  private func directionCells(_ steps: Int) throws -> (network: DirectionCells, state: [Double]) {
    let network = try DirectionCells(count: 8, images: .nearest)
    let run = try Run(network, integrator: .exponentialEuler, dt: 1, steps: steps)
    return (network, try run { _ in .init(heading: 0.5, modulation: 1.2) }.state)
  }

  @Test func theDirectionCellsOfCannsAreRepeated() throws {
    let (network, state) = try directionCells(5)
    let u5 = "0.002491246 0.0009879817 0.02594144 0.3105492 1.218211 1.43991 0.5071781 0.05630152"
    let v5 = "5.351671e-05 1.893274e-05 0.000678337 0.009120348 0.03715595 0.0440442 0.01511873 0.00154205"
    let r5 = "3.480862e-06 5.474586e-07 0.0003774345 0.05408966 0.8323358 1.162852 0.1442695 0.001777845"
    #expect(relativeDifference(Array(state[..<8]), numbers(u5)) < 5e-6)
    #expect(relativeDifference(Array(state[8...]), numbers(v5)) < 5e-6)
    #expect(relativeDifference(network.rates(of: state), numbers(r5)) < 5e-6)
    // canns decodes the rates of the step before.
    let before = try directionCells(4)
    #expect(abs(RingDecoder(network.grid).mean(of: network.rates(of: before.state)).position - 0.5022239) < 1e-6)
  }

  @Test func theGridCellsOfCannsAreRepeated() throws {
    let network = try GridCells(side: 4, ratio: 2, metric: .wrapped, repeatsFirstDirection: true)
    let rates = numbers("3.480862e-06 5.474586e-07 0.0003774345 0.05408966 0.8323358 1.162852 0.1442695 0.001777845")
    let position = SIMD2(0.3, 0.2)
    let input = network.conjunctiveInput(position: position, directionRates: rates, modulation: 1.1)
    func after(_ steps: Int) throws -> [Double] {
      try Run(network, integrator: .exponentialEuler, dt: 1, steps: steps) { _ in input }.state
    }
    var (workspace, drive) = (try network.makeWorkspace(), [Double](repeating: 0, count: 32))
    network.drive(network.restingState(), input, &workspace, into: &drive)
    let conjunctive = """
      1.628981e-07 0.04640588 0.03309746 0.0005029778 0.02477514 0.0002037539 0.04736656 0.2346506 0.02192211 0.05877177
      1.985252 1.428996 0.0004106915 0.3589145 1.761665 0.1842496
      """
    let u5 = """
      0.00138234 0.03263174 0.02702389 0.001357405 0.01898986 0.0005309569 0.03678295 0.1206978 0.01784382 0.04170411 0.9227487
      0.6536725 0.00157118 0.1764105 0.81244 0.09647643
      """
    let v5 = """
      1.827326e-05 0.0007885229 0.0006133973 2.172581e-05 0.0004428153 8.468614e-06 0.0008510952 0.003384991 0.0004060373
      0.001002734 0.02730855 0.01952067 2.390589e-05 0.005065895 0.02415112 0.002682084
      """
    let r5 = """
      0.0006370856 0.3550167 0.2434804 0.0006143095 0.1202298 9.399113e-05 0.4510882 4.856991 0.1061558 0.5798639 283.8803
      142.4586 0.0008230388 10.3757 220.065 3.103207
      """
    #expect(relativeDifference(Array(drive[..<16]), numbers(conjunctive)) < 5e-6)
    let state = try after(5)
    #expect(relativeDifference(Array(state[..<16]), numbers(u5)) < 5e-6)
    #expect(relativeDifference(Array(state[16...]), numbers(v5)) < 5e-6)
    #expect(relativeDifference(network.rates(of: state), numbers(r5)) < 5e-6)
    let before = try after(4)
    let (phase, place) = (network.phase(of: before), network.position(of: before, near: position))
    #expect(abs(phase.x - 0.277428) < 2e-6 && abs(phase.y - 0.477121) < 2e-6)
    #expect(abs(place.x - 0.2579943) < 2e-6 && abs(place.y - 0.2065995) < 2e-6)
  }

  @Test func theModulationOfCannsIsRepeated() {
    let compatible = ThetaModulation(directionStrength: 1, positionStrength: 1, signsTurns: true)
    let known: [(Double, [Double])] = [
      (0, [-3.1415927, 0.8, -0.3]), (25, [-1.5707964, 1, 1]), (130, [-1.256637, 1.0618035, 1.4017222]),
    ]
    for (time, values) in known {
      let found = compatible(time: time, linearGain: 0.8, angularGain: -0.3)
      #expect(relativeDifference([found.phase, found.direction, found.position], values) < 1e-7)
    }
    // Left and right turns are alike without it.
    let ours = ThetaModulation(directionStrength: 1, positionStrength: 1)
    let (left, right) = (ours(time: 30, linearGain: 0, angularGain: -0.7), ours(time: 30, linearGain: 0, angularGain: 0.7))
    #expect(left.direction == right.direction)
  }

  /// Against the sum over cells of the Gaussian summed over the lattice.
  @Test(arguments: [12, 21])
  func theLatticeProductIsThatOfTheDenseMatrix(_ side: Int) throws {
    let parameters = SweepParameters(inhibition: 1, width: 0.8, coupling: 5, gain: 1000)
    let network = try GridCells(side: side, ratio: 2, parameters: parameters)
    let n = network.count
    func gaussian(_ d: SIMD2<Double>) -> Double {
      var sum = 0.0
      for i in -3...3 {
        for j in -3...3 {
          let turns = SIMD2(2 * .pi * Double(i), 2 * .pi * Double(j))
          let q = PhaseLattice.unsheared(d + turns)
          sum += exp(-0.5 * (q * q).sum() / 0.64)
        }
      }
      return sum
    }
    let turn = 2 * Double.pi / Double(side)
    let places = (0..<n).map { cell -> SIMD2<Double> in
      SIMD2(-.pi + turn * Double(cell % side), -.pi + turn * Double(cell / side))
    }
    let state = (0..<2 * n).map { $0 < n ? 0.5 + 0.5 * sin(Double($0 * $0)) : 0 }
    let inputs = [PhaseInput(phase: SIMD2(0.4, -2.9), weight: 0.7), PhaseInput(phase: SIMD2(3, 1), weight: 0.2)]
    let rates = network.rates(of: state)
    let weight = 5 / 1000 / ((2 * Double.pi).squareRoot() * 0.8)
    let expected = (0..<n).map { i -> Double in
      var sum = 0.0
      for j in 0..<n { sum += weight * gaussian(places[i] - places[j]) * rates[j] }
      for input in inputs { sum += 3 * input.weight * gaussian(places[i] - input.phase) }
      return sum
    }
    var (workspace, drive) = (try network.makeWorkspace(), [Double](repeating: 0, count: 2 * n))
    network.drive(state, inputs, &workspace, into: &drive)
    // On a small sheet there are fewer waves than the Gaussian has: 2π/12 is coarse for a width of 0.8.
    #expect(relativeDifference(Array(drive[..<n]), expected) < (side == 12 ? 1e-3 : 1e-10))
  }

  @Test func phasesAndPositionsBelongTogether() {
    let lattice = PhaseLattice(ratio: 10)
    for index in 0..<50 {
      let position: SIMD2<Double> = SIMD2(3 * sin(Double(index)), 2 * cos(1.7 * Double(index)))
      let phase = lattice.phase(of: position)
      let reach = 0.3 * lattice.spacing
      let near = position + SIMD2(reach * cos(Double(index)), reach * sin(Double(index)))
      let found = lattice.position(of: phase, near: near)
      #expect(abs(found.x - position.x) < 1e-12 && abs(found.y - position.y) < 1e-12)
      for shift in [SIMD2(1, 0), SIMD2(0.5, 3.0.squareRoot() / 2)] {
        let moved = lattice.phase(of: position + lattice.spacing * shift)
        #expect(abs(angleDifference(moved.x, phase.x)) < 1e-11 && abs(angleDifference(moved.y, phase.y)) < 1e-11)
      }
    }
  }

  /// In every cycle the decoded position runs from just ahead of the animal far ahead and comes back; to the left in one cycle
  /// and to the right in the next.
  @Test func theGridCellsSweepAheadAndAlternate() throws {
    var parameters = SweepParameters.gridCells
    parameters.adaptationStrength = 15
    let grid = try GridCells(side: 32, ratio: 10, parameters: parameters)
    let sweep = try ThetaSweep(directionCells: DirectionCells(), gridCells: grid)
    let theta = ThetaModulation(directionStrength: 1, positionStrength: 1)
    func position(_ time: Double) -> SIMD2<Double> { SIMD2(0.2 + 5e-4 * time, 0.4) }
    func input(_ clock: Clock) -> SweepInput {
      let factors = theta(time: clock.time, linearGain: 0.5, angularGain: 0)
      return SweepInput(position: position(clock.time), heading: 0, modulation: (factors.direction, factors.position))
    }
    var offsets: [SIMD2<Double>] = []
    let end = try sweep(steps: 1500, input: input) { state, clock in
      let truth = position(clock.time)
      if clock.step > 500 { offsets.append(grid.position(of: state.grid, near: truth) - truth) }
    }
    let cycles = (0..<10).map { Array(offsets[100 * $0..<100 * ($0 + 1)]) }
    for cycle in cycles {
      let (least, most) = (cycle.map(\.x).min() ?? .nan, cycle.map(\.x).max() ?? .nan)
      #expect(least > 0.04 && least < 0.07)
      #expect(most > 0.2 && most < 0.27)
    }
    let sides = cycles.map { cycle in cycle.map(\.y).max { abs($0) < abs($1) } ?? .nan }
    #expect(sides.allSatisfy { abs($0) > 0.05 })
    #expect(zip(sides, sides.dropFirst()).allSatisfy { $0 * $1 < 0 })
    #expect(try sweep(steps: 1500, input: input) == end)
  }

  @Test func wrongNetworksAreRefused() {
    #expect(throws: AttractorModelsError.self) { try DirectionCells(count: 1) }
    #expect(throws: AttractorModelsError.self) { try GridCells(side: 2, ratio: 1) }
    #expect(throws: AttractorModelsError.self) { try GridCells(side: 20, ratio: 0) }
    #expect(throws: AttractorModelsError.self) { try GridCells(side: 20, ratio: 1, offset: .nan) }
    #expect(throws: AttractorModelsError.self) {
      try DirectionCells(parameters: SweepParameters(inhibition: 0.2, width: -1, coupling: 1, gain: 1))
    }
  }
}
