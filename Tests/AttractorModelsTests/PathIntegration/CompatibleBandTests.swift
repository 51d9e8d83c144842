import AttractorModels
import Foundation
import Testing

/// Bands and a module as canns 1.5 computes them, against its numbers (single precision, without noise).
@Suite struct CompatibleBandTests {
  private func band() throws -> CompatibleBandCells { try CompatibleBandCells(count: 12, dt: 0.05) }

  private func run(_ band: CompatibleBandCells, _ input: BandCells.Input) throws -> [Double] {
    try Run(band, integrator: .euler, dt: 0.05, steps: 20)(input: { _ in input }).state
  }

  private func error(_ found: some Collection<Double>, _ expected: [Double]) -> Double {
    let scale = expected.map(abs).max() ?? 1
    return zip(found, expected).map { abs($0 - $1) / scale }.max() ?? .infinity
  }

  @Test func aBandFollowsAVelocity() throws {
    let band = try band()
    let wave = 2 * Double.pi / 2 * SIMD2(cos(0.3 - .pi / 2), sin(0.3 - .pi / 2))
    #expect(abs(wave.x - 0.9284043) < 1e-6 && abs(wave.y + 3.001278) < 1e-6)
    let start = band.restingState()
    let u0 = [
      0.0002289502, 0.005050556, 0.06348155, 0.454637, 1.855204, 4.313476, 5.714427, 4.313475, 1.855202, 0.454637, 0.06348155,
      0.005050556,
    ]
    #expect(error(start[..<12], u0) < 1e-6)
    #expect(error(start[12..<24], u0.map { 3 * $0 }) < 1e-6)
    let end = try run(band, .init(speed: (wave * SIMD2(0.2, -0.1)).sum()))
    let u20 = [
      0.01956896, 0.001128305, 0.03119072, 0.2885635, 1.229194, 2.997606, 4.444208, 4.195228, 2.673126, 1.223938, 0.4190957,
      0.1078554,
    ]
    let r20 = [
      0.0003185781, 1.16411e-06, 0.001042738, 0.08578875, 1.540399, 9.084516, 19.71658, 17.21944, 6.796344, 1.378311, 0.1563899,
      0.01004593,
    ]
    #expect(error(end[..<12], u20) < 5e-6)
    #expect(error(end[12..<24], r20) < 5e-6)
    #expect(abs(band.phase(of: end) - 0.2125404) < 2e-6)
  }

  @Test func aPlaceDrawsABand() throws {
    let band = try band()
    let wave = 2 * Double.pi / 2 * SIMD2(cos(0.3 - .pi / 2), sin(0.3 - .pi / 2))
    let turn = (wave * SIMD2(0.4, 0.7)).sum()
    let phase = turn - 2 * .pi * (turn / (2 * .pi)).rounded(.down) - .pi
    #expect(abs(phase - 1.41206) < 1e-5)
    let end = try run(band, .init(speed: 0, anchor: (phase, 100)))
    #expect(abs(band.phase(of: end) - 1.34948) < 1e-5)
  }

  @Test func aModuleDrivesItsGridByTwoBands() throws {
    let network = try CompatibleHierarchy(
      spacings: [2.5], angle: 0.1, bands: band(), gridSide: 4, places: [SIMD2(0, 0), SIMD2(1, 1), SIMD2(0.5, 2)])
    let run = try Run(network, integrator: .euler, dt: 0.05, steps: 20)
    let end = try run(input: { _ in .init(velocity: SIMD2(0.2, -0.1)) }).state
    let grid = network.modules(of: end)[0].grid
    let u = [
      0.01644659, 0, 0.01529001, 0.4634019, 0, 44.72326, 46.33051, 0.05610899, 0.00399234, 89.71197, 2936.903, 96.3708,
      0.2359917, 0.2117475, 188.2431, 195.1893,
    ]
    let v = [
      6.723057e-06, 1.053609e-05, 6.456465e-06, 0.0001819779, 1.053602e-05, 0.06064155, 0.06140257, 7.265666e-05, 3.324123e-06,
      0.07947393, 2.531299, 0.08189375, 0.0001241894, 0.0001277865, 0.1113737, 0.1133582,
    ]
    let r = [
      6.203465e-09, 0, 5.36165e-09, 4.924911e-06, 0, 0.04587222, 0.04922854, 7.220173e-08, 3.655425e-10, 0.1845795, 197.8163,
      0.2129971, 1.277251e-06, 1.028299e-06, 0.8126828, 0.8737654,
    ]
    #expect(error(grid[..<16], u) < 5e-6)
    #expect(error(grid[16...], v) < 5e-6)
    #expect(error(network.grid.rates(of: grid), r) < 5e-6)
    #expect(error(network.placeInput(of: end), [0.01814276, 0.03855193, 0.00106551]) < 5e-6)
  }
}
