import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TorusGeometry

/// Places and headings read from angles.
@Suite struct LiftedPathTests {
  static let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
  static let waves = (
    StripeFit(kx: k, ky: 0, offset: 1, strength: 1),
    StripeFit(kx: k / 2, ky: k * 0.75.squareRoot(), offset: 4, strength: 1)
  )

  /// What is within half a cell of the lattice is read as it is; what is farther comes to the nearest image.
  @Test func placesAreReadAtTheNearestImage() throws {
    let reading = AngleReading.arena(Self.waves.0, Self.waves.1)
    var random = RandomStream(seed: 1, name: "places")
    for _ in 0..<200 {
      let place = (random.uniform(), random.uniform())
      let angles = [Self.waves.0, Self.waves.1].map { wrapAngle($0.phase(place.0, place.1)) }
      let (angle, length) = (2 * .pi * random.uniform(), 0.24 * random.uniform())
      let near = [place.0 + length * cos(angle), place.1 + length * sin(angle)]
      let found = reading.read(angles[...], near: near)
      #expect(close(found[0], place.0, 1e-9) && close(found[1], place.1, 1e-9))
      #expect(close(reading.error(of: found, from: near), length, 1e-9))
      // A lattice vector further it is read there.
      let other = reading.read(angles[...], near: [near[0], near[1] + 0.5])
      #expect(hypot(other[0] - near[0], other[1] - near[1] - 0.5) <= 0.5 / 3.0.squareRoot() + 1e-9)
    }
    #expect(reading.read([.nan, 1][...], near: [0, 0]).allSatisfy { $0.isNaN })
    #expect(reading.read([1, 1][...], near: [.nan, 0]).allSatisfy { $0.isNaN })
  }

  @Test func headingsAreTurnedBack() {
    let headings = (0..<500).map { 2 * Double.pi * hashedUniform(80, UInt64($0)) }
    let fit = HeadingFit(headings.map { wrapAngle(2 - $0) }, heading: headings)
    #expect(fit.sign == -1 && close(fit.strength, 1, 1e-9))
    let reading = AngleReading.heading(sign: fit.sign, offset: fit.offset)
    #expect(close(reading.read([wrapAngle(2 - 0.7)][...], near: [0])[0], 0.7, 1e-9))
    #expect(close(reading.error(of: [0.1], from: [2 * .pi - 0.1]), 0.2, 1e-9))
  }

  /// A track of two metres with a wave every 40 cm.
  @Test func aTrackIsReadAlongItself() throws {
    let x = (0..<3000).map { 2 * hashedUniform(81, UInt64($0)) }
    let angles = x.map { wrapAngle(2 * .pi / 0.4 * $0 + 1) }
    let fit = try #require(LineFit(angles, x: x))
    #expect(close(fit.k, 2 * .pi / 0.4, 1e-6) && close(fit.offset, 1, 1e-6))
    let reading = AngleReading.track([fit])
    #expect(close(reading.read([wrapAngle(2 * .pi / 0.4 * 1.3 + 1)][...], near: [1.2])[0], 1.3, 1e-6))
    #expect(LineFit(angles, x: x.map { _ in 1 }) == nil)
  }

  /// The interval of the median of blocks that are alike is that of their number.
  @Test func theIntervalOfAMedianHoldsIt() {
    var holds = 0
    for seed in 0..<40 {
      var random = RandomStream(seed: UInt64(seed), name: "median")
      // Blocks of one level each, around 1: the true median is 1.
      let levels = (0..<60).map { _ in 1 + 0.3 * random.normal() }
      let values = (0..<6000).map { max(0, levels[$0 / 100] + 0.01 * random.normal()) }
      let found = BlockMedian(values, blocks: (0..<6000).map { $0 / 100 }, draws: 300, random: &random)
      if found.interval[0] <= 1 && found.interval[1] >= 1 { holds += 1 }
      #expect(found.interval[0] <= found.median && found.median <= found.interval[1])
    }
    #expect(holds >= 33, "\(holds) of 40")
    var random = RandomStream(seed: 0, name: "few")
    let few = BlockMedian([1, 2], blocks: [0, 1], random: &random)
    let none = BlockMedian([.nan], blocks: [0], random: &random)
    #expect(few.interval.allSatisfy { $0.isNaN } && none.median.isNaN)
  }
}
