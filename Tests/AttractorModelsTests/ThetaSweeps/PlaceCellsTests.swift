import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct PlaceCellsTests {
  /// The run of canns 1.5: a box of 1 x 0.5 m with squares of 25 cm, rows from the top, ways in eight directions, the animal in
  /// the square that canns takes for that of (0.6, 0.2).
  @Test func repeatsCanns() throws {
    let places = (0..<8).map { (cell: Int) -> SIMD2<Double> in
      let (column, row) = (Double(cell % 4), Double(cell / 4))
      return SIMD2(0.25 * column + 0.125, 0.375 - 0.25 * row)
    }
    let distances = (0..<8).map { first in
      (0..<8).map { second -> Double in
        let columns = abs(first % 4 - second % 4)
        let rows = abs(first / 4 - second / 4)
        let (straight, diagonal) = (Double(abs(columns - rows)), Double(min(columns, rows)))
        return 0.25 * (straight + 2.0.squareRoot() * diagonal)
      }
    }
    let cells = try PlaceCells(
      centers: places, distances: distances, parameters: .cannsPlaceCells, kernel: .exponential)
    let state = try Run(cells, integrator: .exponentialEuler, dt: 1, steps: 5)() { _ in
      .init(distances: distances[2], modulation: 1)
    }.state
    let u = [0.007897656, 0.179503, 3.992576, 0.1795027, 0.002182614, 0.0487264, 0.1795579, 0.04872628]
    let r = [
      1.482095e-05, 0.007656373, 3.787791, 0.007656343, 1.131966e-06, 0.0005641678, 0.007661052, 0.0005641649,
    ]
    for cell in 0..<8 {
      #expect(abs(state[cell] - u[cell]) < 1e-5)
      #expect(abs(cells.rates(of: state)[cell] - r[cell]) < 1e-5)
    }
  }

  /// A corridor that is bent back on itself: a thin wall in the middle, open at the right.
  private func bent() throws -> Geodesics {
    try Geodesics(
      Arena(width: 1, height: 0.4, innerWalls: [Wall(SIMD2(0, 0.2), SIMD2(0.8, 0.2))]))
  }

  @Test func activityDoesNotReachThroughWalls() throws {
    let ways = try bent()
    let cells = try PlaceCells(in: ways, side: 0.05)
    let animal = SIMD2(0.125, 0.175)
    let distances = try ways.distances(from: [animal], to: cells.centers)[0]
    let state = try Run(cells, integrator: .exponentialEuler, dt: 1, steps: 300)() { _ in
      .init(distances: distances, modulation: 1)
    }.state
    let rates = cells.rates(of: state)
    func rate(_ place: SIMD2<Double>) throws -> Double {
      let cell = try #require(cells.centers.firstIndex { abs($0.x - place.x) < 1e-9 && abs($0.y - place.y) < 1e-9 })
      return rates[cell]
    }
    #expect(try rate(SIMD2(0.125, 0.225)) < 1e-12 * (try rate(SIMD2(0.125, 0.175))))
    #expect(try rate(SIMD2(0.125, 0.125)) > 0.2 * (try rate(SIMD2(0.125, 0.175))))
    let place = cells.position(of: state)
    #expect(abs(place.x - 0.13) < 0.03 && abs(place.y - 0.14) < 0.03)
  }

  /// A run along a corridor: within a theta cycle the place goes from behind the animal to ahead of it. The extremes are those
  /// of a run in NumPy with the same squares: −1.42 and 9.61 cm on average over the last ten cycles.
  @Test func thetaSweepsAheadOfARunningAnimal() throws {
    let ways = try Geodesics(Arena(width: 1.5, height: 0.5))
    var parameters = SweepParameters.placeCells
    parameters.adaptationStrength = 16.5
    let cells = try PlaceCells(in: ways, side: 0.05, parameters: parameters)
    let modulation = ThetaModulation(directionStrength: 0, positionStrength: 0.5)
    let path = (0..<2000).map { SIMD2(0.15 + 0.3 * Double($0) / 1000, 0.25) }
    let trace = Trace(every: 1) { cells.position(of: $0).x }
    try Run(cells, integrator: .exponentialEuler, dt: 1, steps: 2000)(observing: [trace]) { clock in
      let theta = modulation(time: clock.time, linearGain: 0.5, angularGain: 0).position
      let distances = cells.centers.map { center -> Double in
        let way = center - path[clock.step]
        return (way * way).sum().squareRoot()
      }
      return .init(distances: distances, modulation: theta)
    }
    let offsets = trace.values.indices.map { trace.values[$0] - path[$0].x }
    let cycles = (10..<20).map { offsets[($0 * 100)..<($0 * 100 + 100)] }
    let (behind, ahead) = (cycles.map { $0.min() ?? 0 }, cycles.map { $0.max() ?? 0 })
    #expect(abs(behind.reduce(0, +) / 10 + 0.0142) < 2e-4)
    #expect(abs(ahead.reduce(0, +) / 10 - 0.0961) < 2e-4)
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let two = [SIMD2(0.0, 0), SIMD2(1, 0)]
    #expect(throws: AttractorModelsError.self) { try PlaceCells(centers: two, distances: [[0, 1]]) }
    #expect(throws: AttractorModelsError.self) { try PlaceCells(centers: two, distances: [[0, -1], [1, 0]]) }
    #expect(throws: AttractorModelsError.self) { try PlaceCells(centers: two, distances: [[0, .nan], [1, 0]]) }
    #expect(throws: AttractorModelsError.self) { try PlaceCells(in: try bent(), side: 0.001) }
    // A place that cannot be reached is no reason.
    let apart = try PlaceCells(centers: two, distances: [[0, .infinity], [.infinity, 0]])
    #expect(apart.position(of: [0, 0, 0, 0]).x.isNaN)
  }
}
