import ArrayNumerics
import Testing
import Topology

@Suite struct FlatTorusTests {
  @Test func aFlatTorusIsWrappedAlongEachAxis() throws {
    let points = Matrix<Double>(rows: 3, columns: 2, elements: [0.1, 0, 9.9, 0, 5.1, 39])
    let distances = try distanceMatrix(of: points, metric: .flatTorus, periods: [10, 40])
    #expect(abs(distances[0, 1] - 0.2) < 1e-6)
    #expect(abs(distances[0, 2] - Float(26).squareRoot()) < 1e-5)
    // Angles without periods, and coordinates outside of one period.
    let angles = Matrix<Double>(rows: 2, columns: 1, elements: [-0.25, 4 * .pi + 0.25])
    #expect(abs(try distanceMatrix(of: angles, metric: .flatTorus)[0, 1] - 0.5) < 1e-6)
  }

  /// A torus of angles has two loops and one void that fill at their known sizes: a regular grid of 12 x 12 points, period 12.
  @Test func aGridOnATorusHasTwoLoops() throws {
    let points = Matrix<Double>(
      rows: 144, columns: 2, elements: (0..<144).flatMap { [Double($0 / 12), Double($0 % 12)] })
    let result = try persistentCohomology(
      of: try distanceMatrix(of: points, metric: .flatTorus, periods: [12]), parameters: .init(coefficient: 2))
    let loops = result.diagrams[1].filter { $0.lifetime > 1 }
    #expect(loops == [PersistencePair](repeating: PersistencePair(birth: 1, death: 4), count: 2))
  }

  @Test(arguments: [[0.0], [-1], [.nan], [1, 2, 3], [.infinity]]) func badPeriodsAreRefused(periods: [Double]) {
    #expect(throws: TopologyError.self) {
      try distanceMatrix(of: Matrix<Double>(rows: 2, columns: 2, repeating: 0), metric: .flatTorus, periods: periods)
    }
  }
}
