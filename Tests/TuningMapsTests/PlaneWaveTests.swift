import ArrayNumerics
import Foundation
import TestSupport
import Testing
import TuningMaps

/// Plane waves and lattices against closed forms.
@Suite struct PlaneWaveTests {
  static let grid = SpatialGrid(
    xEdges: (0...40).map { -0.2 + 0.03 * Double($0) }, yEdges: (0...30).map { 0.5 + 0.03 * Double($0) })

  static func map(_ phase: (Double, Double) -> Double) -> Matrix<Double> {
    var map = Matrix<Double>(rows: grid.rows, columns: grid.columns, repeating: .nan)
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        map[row, column] = wrapAngle(
          phase(-0.2 + 0.03 * (Double(column) + 0.5), 0.5 + 0.03 * (Double(row) + 0.5)))
      }
    }
    return map
  }

  @Test(arguments: [(12.0, 5.0, 1.0), (-9.3, 14.2, 3.0), (0, 20, 0.2), (25.1, -0.4, 6)])
  func aWaveIsFoundExactly(kx: Double, ky: Double, offset: Double) throws {
    let wave = try #require(PlaneWave(fitting: Self.map { kx * $0 + ky * $1 + offset }, grid: Self.grid))
    #expect(close(wave.kx, kx, 1e-6) && close(wave.ky, ky, 1e-6))
    #expect(abs(angleDifference(wrapAngle(wave.offset), wrapAngle(offset))) < 1e-6)
    #expect(wave.error < 1e-10)
  }

  @Test func emptyBinsAreLeftOut() throws {
    var map = Self.map { 11 * $0 - 7 * $1 }
    for row in 0..<Self.grid.rows { for column in 0..<15 { map[row, column] = .nan } }
    let wave = try #require(PlaneWave(fitting: map, grid: Self.grid))
    #expect(close(wave.kx, 11, 1e-6) && close(wave.ky, -7, 1e-6) && wave.error < 1e-10)
    let empty = Matrix(rows: 30, columns: 40, repeating: Double.nan)
    #expect(PlaneWave(fitting: empty, grid: Self.grid) == nil)
  }

  @Test func noiseHasAnErrorNearOne() throws {
    var counter: UInt64 = 0
    let noise = Self.map { _, _ in
      counter += 1
      return 2 * .pi * hashedUniform(99, counter)
    }
    let wave = try #require(PlaneWave(fitting: noise, grid: Self.grid))
    #expect(wave.error > 0.8 && wave.error < 1.1, "\(wave.error)")
  }

  static func wave(_ kx: Double, _ ky: Double) throws -> PlaneWave {
    try #require(PlaneWave(fitting: map { kx * $0 + ky * $1 }, grid: grid))
  }

  /// Two waves 60° apart, each with rows half a metre times √3/2 apart: a hexagonal lattice of half a metre, whichever
  /// integer combination of the two was decoded.
  @Test(arguments: [(1.0, 0.0, 0.0, 1.0), (1, 1, 0, 1), (1, 0, -1, 1), (-1, 0, 1, 1)])
  func aHexagonalLattice(a: Double, b: Double, c: Double, d: Double) throws {
    let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
    let (u, v) = ((k, 0.0), (k / 2, k * 0.75.squareRoot()))
    let lattice = try #require(
      Lattice(
        try Self.wave(a * u.0 + b * v.0, a * u.1 + b * v.1),
        try Self.wave(c * u.0 + d * v.0, c * u.1 + d * v.1)))
    #expect(close(lattice.angle, 60, 1e-4))
    for length in lattice.lengths { #expect(close(length, 0.5, 1e-6)) }
  }

  @Test func aRectangularLatticeWithTheShorterVectorFirst() throws {
    let lattice = try #require(Lattice(try Self.wave(2 * .pi / 0.6, 0), try Self.wave(0, 2 * .pi / 0.4)))
    #expect(close(lattice.angle, 90, 1e-4))
    #expect(close(lattice.lengths[0], 0.4, 1e-6) && close(lattice.lengths[1], 0.6, 1e-6))
    #expect(close(abs(lattice.first.y), 0.4, 1e-6) && close(lattice.first.x, 0, 1e-6))
  }

  @Test func parallelWavesHaveNoLattice() throws {
    #expect(try Lattice(Self.wave(10, 4), Self.wave(20, 8)) == nil)
  }
}
