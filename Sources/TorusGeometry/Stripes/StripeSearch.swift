import ArrayNumerics
import Foundation
import TuningMaps

/// Where on a grid of wave vectors a map of unit vectors looks most like a wave: the start of `StripeFit`.
///
/// The discrete Fourier sum over the map is taken along x and then along y, at wave vectors that are closer together than the
/// peaks are wide; the tables are made once for an arena, since a null distribution asks for hundreds of maps.
package struct StripeSearch: Sendable {
  /// Waves are looked for up to this many periods along either axis of the longer side.
  package static let mostPeriods = 12.0
  /// Distance of wave vectors, in periods across the longer side.
  private static let stepInPeriods = 0.4

  private let columns: Int
  private let rows: Int
  /// Wave vectors along either axis, rad/m.
  private let waves: [Double]
  /// cos and sin of wave · place, `[place, wave]`.
  private let (cosX, sinX): ([Double], [Double])
  private let (cosY, sinY): ([Double], [Double])

  package init(_ grid: SpatialGrid) {
    columns = grid.columns
    rows = grid.rows
    let width = max(grid.xRange.upperBound - grid.xRange.lowerBound, grid.yRange.upperBound - grid.yRange.lowerBound)
    let step = 2 * Double.pi / width * Self.stepInPeriods
    // A wave needs two bins for each period.
    let periods = min(Self.mostPeriods, Double(max(columns, rows)) / 2)
    let reach = Int((periods / Self.stepInPeriods).rounded())
    let waves = (-reach...reach).map { Double($0) * step }
    func tables(_ edges: [Double]) -> ([Double], [Double]) {
      let turns = zip(edges, edges.dropFirst()).flatMap { (low: Double, high: Double) -> [Double] in
        let middle = (low + high) / 2 - edges[0]
        return waves.map { (wave: Double) -> Double in wave * middle }
      }
      return (turns.map { cos($0) }, turns.map { sin($0) })
    }
    (cosX, sinX) = tables(grid.xEdges)
    (cosY, sinY) = tables(grid.yEdges)
    self.waves = waves
  }

  /// The wave vector with the largest |Σ z exp(−ik · r)|, rad/m; the first one on a tie.
  ///
  /// O(bins · waves + rows · waves²).
  /// - Parameters:
  ///   - real: of the mean unit vector in each bin, `[y, x]`; 0 where there is none.
  ///   - imaginary: the same.
  package func start(real: [Double], imaginary: [Double]) -> (kx: Double, ky: Double) {
    let count = waves.count
    // Along x: one sum for each row and wave.
    var (rowReal, rowImaginary) = ([Double](repeating: 0, count: rows * count), [Double](repeating: 0, count: rows * count))
    for row in 0..<rows {
      for column in 0..<columns {
        let (re, im) = (real[row * columns + column], imaginary[row * columns + column])
        if re == 0 && im == 0 { continue }
        accumulate(re, im, cosX, sinX, from: column * count, into: &rowReal, &rowImaginary, at: row * count, count: count)
      }
    }
    var best = (power: -1.0, kx: 0.0, ky: 0.0)
    var (sumReal, sumImaginary) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for (place, ky) in waves.enumerated() {
      for index in 0..<count { (sumReal[index], sumImaginary[index]) = (0, 0) }
      for row in 0..<rows {
        turn(
          rowReal, rowImaginary, from: row * count, by: (cosY[row * count + place], sinY[row * count + place]),
          into: &sumReal, &sumImaginary)
      }
      for index in 0..<count {
        let power = sumReal[index] * sumReal[index] + sumImaginary[index] * sumImaginary[index]
        if power > best.power { best = (power, waves[index], ky) }
      }
    }
    return (best.kx, best.ky)
  }
}

/// Adds z exp(−i turn) for a row of turns.
private func accumulate(
  _ re: Double, _ im: Double, _ cosines: [Double], _ sines: [Double], from first: Int, into real: inout [Double],
  _ imaginary: inout [Double], at target: Int, count: Int
) {
  let (cosines, sines) = (cosines.span, sines.span)
  var real = real.mutableSpan
  var imaginary = imaginary.mutableSpan
  for index in 0..<count {
    let (c, s) = (cosines[first &+ index], sines[first &+ index])
    real[target &+ index] += re * c + im * s
    imaginary[target &+ index] += im * c - re * s
  }
}

/// Adds a row of numbers times exp(−i turn).
private func turn(
  _ rowReal: [Double], _ rowImaginary: [Double], from first: Int, by turn: (c: Double, s: Double),
  into real: inout [Double], _ imaginary: inout [Double]
) {
  let (rowReal, rowImaginary) = (rowReal.span, rowImaginary.span)
  var real = real.mutableSpan
  var imaginary = imaginary.mutableSpan
  for index in 0..<real.count {
    let (re, im) = (rowReal[first &+ index], rowImaginary[first &+ index])
    real[index] += re * turn.c + im * turn.s
    imaginary[index] += im * turn.c - re * turn.s
  }
}
