import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TorusGeometry
import TuningMaps

/// Plane waves and lattices against closed forms.
@Suite struct StripeFitTests {
  /// Places all over a box that is not square, without order in time.
  static let places: (x: [Double], y: [Double]) = {
    var (x, y) = ([Double](), [Double]())
    for sample in 0..<4000 {
      x.append(-0.2 + 1.2 * hashedUniform(70, UInt64(sample)))
      y.append(0.5 + 0.9 * hashedUniform(71, UInt64(sample)))
    }
    return (x, y)
  }()
  static let phases = Result { try #require(ArenaPhases(x: places.x, y: places.y)) }

  static func fit(_ phase: (Double, Double) -> Double) throws -> StripeFit {
    let (x, y) = places
    return try phases.get().fit(x.indices.map { wrapAngle(phase(x[$0], y[$0])) }, x: x, y: y)
  }

  @Test(arguments: [(12.0, 5.0, 1.0), (-9.3, 14.2, 3.0), (0, 20, 0.2), (25.1, -0.4, 6), (-41, 33, 2)])
  func aWaveIsFoundExactly(kx: Double, ky: Double, offset: Double) throws {
    let wave = try Self.fit { kx * $0 + ky * $1 + offset }
    #expect(close(wave.kx, kx, 1e-8) && close(wave.ky, ky, 1e-8))
    #expect(abs(angleDifference(wave.offset, wrapAngle(offset))) < 1e-8)
    #expect(wave.strength > 1 - 1e-12)
  }

  /// The maximum of |F| has no slope: moved by a little in any direction it is smaller.
  @Test func theFitIsAMaximum() throws {
    let (x, y) = Self.places
    let angles = x.indices.map { wrapAngle(11 * x[$0] - 7 * y[$0] + 2 * hashedUniform(72, UInt64($0))) }
    let wave = try Self.phases.get().fit(angles, x: x, y: y)
    func strength(_ kx: Double, _ ky: Double) -> Double {
      let (c, s) = angles.indices.reduce((0.0, 0.0)) { sum, index in
        let rest = angles[index] - kx * x[index] - ky * y[index]
        return (sum.0 + cos(rest), sum.1 + sin(rest))
      }
      return hypot(c, s) / Double(angles.count)
    }
    #expect(close(strength(wave.kx, wave.ky), wave.strength, 1e-12))
    for direction in 0..<8 {
      let turn = Double(direction) * .pi / 4
      #expect(strength(wave.kx + 1e-3 * cos(turn), wave.ky + 1e-3 * sin(turn)) < wave.strength)
    }
  }

  /// Noise of 40° (standard deviation) on four thousand samples: the strength is exp(−σ²/2).
  @Test func theStrengthIsThatOfTheNoise() throws {
    let (x, y) = Self.places
    var random = RandomStream(seed: 3, name: "noise")
    let sigma = 40 * Double.pi / 180
    let angles = x.indices.map { wrapAngle(14 * x[$0] + 3 * y[$0] + sigma * random.normal()) }
    let wave = try Self.phases.get().fit(angles, x: x, y: y)
    #expect(close(wave.strength, exp(-sigma * sigma / 2), 0.02), "\(wave.strength)")
    #expect(close(wave.kx, 14, 0.15) && close(wave.ky, 3, 0.2), "\(wave)")
  }

  @Test func rolledAnglesAreTheNull() throws {
    let (x, y) = Self.places
    func null(_ angle: (Int) -> Double) throws -> StripeNull {
      try StripeNull(
        x.indices.map(angle), in: Self.phases.get(), rolls: 99, shortest: 100, work: Work(threads: 2)
      ) { RandomStream(seed: 1, name: "rolls", index: UInt64($0)) }
    }
    let stripes = try null { wrapAngle(12 * x[$0] + 5 * y[$0]) }
    #expect(stripes.p == 0.01 && stripes.observed > 0.98 && (stripes.strengths.max() ?? 1) < 0.2)
    let noise = try null { 2 * .pi * hashedUniform(73, UInt64($0)) }
    #expect(noise.p > 0.01 && noise.observed < 0.2, "\(noise.p)")
  }

  @Test func tooFewPlacesHaveNoWaves() {
    #expect(ArenaPhases(x: [0, 1, 0, 1], y: [0, 0, 1, 1]) == nil)
    #expect(ArenaPhases(x: (0..<100).map(Double.init), y: [Double](repeating: 0, count: 100)) == nil)
    #expect(ArenaPhases(x: [.nan, .nan], y: [.nan, .nan]) == nil)
  }

  /// Two waves 60° apart, each with rows half a metre times √3/2 apart: a hexagonal lattice of half a metre, whichever integer
  /// combination of the two was decoded, and the inverse of the basis brings its angles back.
  @Test(arguments: [(1, 0, 0, 1), (1, 1, 0, 1), (1, 0, -1, 1), (-1, 0, 1, 1), (2, 1, 1, 1), (0, 1, 1, 0)])
  func aHexagonalLattice(a: Int, b: Int, c: Int, d: Int) throws {
    let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
    let (u, v) = ((k, 0.0), (k / 2, k * 0.75.squareRoot()))
    func wave(_ first: Int, _ second: Int) throws -> StripeFit {
      let (kx, ky) = (Double(first) * u.0 + Double(second) * v.0, Double(first) * u.1 + Double(second) * v.1)
      return try Self.fit { kx * $0 + ky * $1 }
    }
    let (first, second) = (try wave(a, b), try wave(c, d))
    let lattice = try #require(PhaseLattice(first, second))
    #expect(close(lattice.angle, 60, 1e-6))
    for length in lattice.lengths { #expect(close(length, 0.5, 1e-8)) }
    #expect(lattice.first.x * lattice.second.y - lattice.first.y * lattice.second.x > 0)
    let determinant = lattice.basis[0][0] * lattice.basis[1][1] - lattice.basis[0][1] * lattice.basis[1][0]
    #expect(abs(determinant) == 1)
    // Along the first displacement the first angle of the new basis goes round once, the second stands still.
    for (place, turns) in [(lattice.first, [1.0, 0]), (lattice.second, [0, 1])] {
      let own = [first.kx * place.x + first.ky * place.y, second.kx * place.x + second.ky * place.y]
      for circle in 0..<2 {
        let row = lattice.inverseBasis[circle].map(Double.init)
        #expect(close((row[0] * own[0] + row[1] * own[1]) / (2 * .pi), turns[circle], 1e-6))
      }
    }
  }

  @Test func parallelWavesHaveNoLattice() throws {
    let (first, second) = (try Self.fit { 10 * $0 + 4 * $1 }, try Self.fit { 20 * $0 + 8 * $1 })
    #expect(PhaseLattice(first, second) == nil)
  }
}
