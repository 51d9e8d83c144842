import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct RingDecoderTests {
  /// The mean vector of u² term by term, on rings that fill the last vector of eight and that do not.
  @Test(arguments: [3, 8, 17, 64, 101])
  func theBumpIsTheMeanVectorOfTheSquares(_ count: Int) throws {
    let grid = try RingGrid(count: count, lower: 0, circumference: 10)
    for place in [0.3, 4.9, 9.8] {
      let u: [Double] = grid.positions.map { 2 * cos(2 * Double.pi * ($0 - place) / 10) - 3 }
      var (c, s, total) = (0.0, 0.0, 0.0)
      for (x, u) in zip(grid.positions, u) {
        c += u * u * cos(x * .pi / 5)
        s += u * u * sin(x * .pi / 5)
        total += u * u
      }
      // What stands behind the neurons is no part of the bump.
      let bump = RingDecoder(grid).bump(in: u + [100, 100])
      let center = atan2(s, c) * 5 / Double.pi
      #expect(abs(grid.distance(bump.center, center)) < 1e-13)
      #expect(abs(bump.concentration - (c * c + s * s).squareRoot() / total) < 1e-14)
      #expect(bump.height == u.max())
      let mean = RingDecoder(grid).mean(of: u.map { $0 * $0 })
      #expect(abs(grid.distance(mean.position, bump.center)) < 1e-13)
    }
    #expect(RingDecoder(grid).mean(of: [Double](repeating: 0, count: count)).concentration == 0)
  }
}
