import ArrayNumerics
import Foundation
import LatentStates
import TestSupport
import Testing

/// How empty the middle of the states is and how thin their loop, where both can be calculated.
@Suite struct StateShapeTests {
  static let blocks = 8000
  static let cells = 12
  static let half = timeHalves(blocks)
  static let angles = (0..<blocks).map { 2 * .pi * uniform(90, $0) }

  private static func uniform(_ stream: UInt64, _ index: Int) -> Double { hashedUniform(stream, UInt64(index)) }
  /// Mean 0, variance 1.
  private static func noise(_ stream: UInt64, _ index: Int) -> Double { (uniform(stream, index) - 0.5) * 12.0.squareRoot() }
  private static func preferred(_ cell: Int) -> Double { 2 * .pi * Double(cell) / Double(cells) }

  private static func scores(radius: (Int) -> Double, across: Double = 0) -> Matrix<Float> {
    Matrix(
      rows: blocks, columns: cells,
      elements: (0..<blocks * cells).map { index in
        let (block, cell) = (index / cells, index % cells)
        let sign = cell % 2 == 0 ? 1.0 : -1.0
        return Float(
          radius(block) * cos(angles[block] - preferred(cell)) + across * sign * noise(91, block) + 0.7 * noise(92, index))
      })
  }

  /// E[r²] / E[r]² − 1: of a circle 0, of a disc (½) / (⅔)² − 1, of a plane of two Gaussian signals 4/π − 1.
  @Test func theRadiusVariesAsCalculated() {
    func variation(_ radius: (Int) -> Double) -> Double {
      variationOfRadius(Self.scores(radius: radius), along: Self.angles, half: Self.half)
    }
    #expect(close(variation { _ in 1 }, 0, 0.01))
    #expect(close(variation { Self.uniform(93, $0).squareRoot() * 1.5 }, 0.125, 0.015))
    #expect(close(variation { (-2 * log(1 - Self.uniform(94, $0))).squareRoot() }, 4 / .pi - 1, 0.03))
  }

  /// With N cells the size along a leading axis is (N/4 − ½) / (1 − 3/(2N)), and what is shared across the loop has b²N. The
  /// tangent turns within a sector, so that a perfect ring is not quite 0.
  @Test func theLoopIsAsThickAsCalculated() throws {
    let n = Double(Self.cells)
    func thickness(_ across: Double, threads: Int = 1) throws -> Double {
      let scores = Self.scores(radius: { _ in 1 }, across: across)
      return try stateThickness(scores, along: Self.angles, half: Self.half, work: Work(threads: threads))
    }
    let ring = try thickness(0)
    #expect(abs(ring) < 0.03, "\(ring)")
    // Of weaker things the direction is not found in one half of the time.
    for across in [0.2, 0.3] {
      let expected = across * across * n / ((n / 4 - 0.5) / (1 - 1.5 / n))
      let found = try thickness(across)
      #expect(close(found - ring, expected, 0.01 + 0.08 * expected), "\(found), \(ring), \(expected)")
    }
    #expect(try thickness(0.2, threads: 3) == thickness(0.2))
  }

  /// Ring, disc and plane of spiking cells, beside surrogates of themselves as a perfect ring.
  @Test func spikesOfARingAreThoseOfTheirSurrogates() throws {
    let (blocks, cells) = (3000, 30)
    /// A walk over the angle as of an animal that turns its head.
    var angle = 0.0
    let course = (0..<blocks).map { block -> Double in
      angle += 0.08 * Self.noise(95, block)
      return wrapAngle(angle)
    }
    func shape(_ rate: (Int, Double) -> Double) throws -> LoopShape {
      let counts = Matrix<Float>(
        rows: blocks, columns: cells,
        elements: (0..<blocks * cells).map { index in
          var random = RandomStream(seed: 1, name: "test.spikes", index: UInt64(index))
          let preferred = 2 * Double.pi * Double(index % cells) / Double(cells)
          return Float(random.poisson(mean: 0.1 * rate(index / cells, preferred)))
        })
      let activity = ActivityBlocks(
        counts: counts, places: Array(0..<blocks), gridBlocks: blocks, width: 0.1, middles: Array(0..<blocks))
      let shape = try LoopShape(activity, along: course, seed: 1, stream: 0, work: Work())
      #expect(try LoopShape(activity, along: course, seed: 1, stream: 0, work: Work(threads: 3)) == shape)
      return try #require(shape)
    }
    let ring = try shape { block, preferred in 0.5 + 20 * exp(4 * (cos(course[block] - preferred) - 1)) }
    #expect(abs(ring.filling) < 0.02 && abs(ring.thickness) < 0.03 && ring.share > 0.9, "ring: \(ring)")
    // The bump grows and shrinks by itself, within a second or so, and the rate of the population with it; but every cell has
    // a rate from which it falls, so that this is no common gain.
    let radius = (0..<blocks).map { Self.uniform(96, $0 / 8).squareRoot() * 1.4 }
    let disc = try shape { block, preferred in 5 + 5 * radius[block] / 1.4 * cos(course[block] - preferred) }
    #expect(disc.filling > 0.06 && disc.radiusVariation > 0.05, "\(disc)")
  }
}
