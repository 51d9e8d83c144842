import ArrayNumerics
import Foundation

/// The power of a complex series at some frequencies in a window around every sample, by products of matrices.
struct ShortTimePower: Sendable {
  /// Samples, and frequencies.
  let hops: Int
  let bins: Int
  /// `[hop, frequency]`, single precision: an hour has ten million.
  private(set) var values: [Float]

  /// Samples that are worked on together.
  private static let block = 2048

  /// - Parameters:
  ///   - weights: of the window, an odd number, the middle at the sample.
  ///   - turns: frequencies, cycles per sample.
  /// - Throws: `CancellationError`.
  init(_ series: [Complex], weights: [Double], turns: [Double], work: Work) throws {
    hops = series.count
    bins = turns.count
    let (half, bins) = (weights.count / 2, turns.count)
    // Σ (x + iy)(c − is): the columns of the real parts, then those of the imaginary ones.
    var waves = Matrix<Double>(rows: 2 * weights.count, columns: 2 * bins, repeating: 0)
    for (tap, weight) in weights.enumerated() {
      for (bin, turn) in turns.enumerated() {
        let angle = 2 * Double.pi * turn * Double(tap - half)
        let (c, s) = (weight * cos(angle), weight * sin(angle))
        waves[2 * tap, bin] = c
        waves[2 * tap + 1, bin] = s
        waves[2 * tap, bins + bin] = -s
        waves[2 * tap + 1, bins + bin] = c
      }
    }
    var values = [Float](repeating: 0, count: hops * bins)
    for first in stride(from: 0, to: hops, by: Self.block) {
      try work.checkCancellation()
      let count = min(Self.block, hops - first)
      var windows = [Double](repeating: 0, count: count * 2 * weights.count)
      windows.withUnsafeMutableBufferPointer { windows in
        series.withUnsafeBufferPointer { series in
          for hop in 0..<count {
            let row = hop * 2 * weights.count
            for tap in max(0, half - first - hop)..<min(weights.count, series.count - first - hop + half) {
              let sample = series[first + hop + tap - half]
              windows[row + 2 * tap] = sample.real
              windows[row + 2 * tap + 1] = sample.imaginary
            }
          }
        }
      }
      let product = try matrixProduct(
        Matrix(rows: count, columns: 2 * weights.count, elements: windows), waves, work: work)
      product.withUnsafeBufferPointer { product in
        values.withUnsafeMutableBufferPointer { values in
          for hop in 0..<count {
            let (row, out) = (hop * 2 * bins, (first + hop) * bins)
            for bin in 0..<bins {
              let (re, im) = (product[row + bin], product[row + bins + bin])
              values[out + bin] = Float(re * re + im * im)
            }
          }
        }
      }
    }
    self.values = values
  }

  /// The powers around one sample.
  func row(_ hop: Int) -> [Float] { Array(values[hop * bins..<(hop + 1) * bins]) }
}

/// The best path of a frequency through short-time powers (Viterbi's algorithm).
struct RidgePath: Sendable {
  /// One for each sample.
  let bins: [Int]

  /// Bins that the path may move by between two samples.
  private static let reach = 5

  /// The bins with the largest sum of Z·hop/(2√π σ) − Δf²/(2 q² hop); on a tie the lower bin.
  ///
  /// - Parameters:
  ///   - expected: power of the background at each frequency.
  ///   - step: between frequencies, Hz.
  ///   - duration: between samples, s.
  /// - Throws: `CancellationError`.
  init(_ power: ShortTimePower, over expected: [Double], step: Double, duration: Double, work: Work) throws {
    let (count, reach) = (power.bins, Self.reach)
    guard power.hops > 0 else {
      bins = []
      return
    }
    let gain = duration / (2 * Double.pi.squareRoot() * ThetaRidge.window)
    let gains = expected.map { gain / $0 }
    let penalty = (-reach...reach).map {
      pow(Double($0) * step, 2) / (2 * ThetaRidge.wander * ThetaRidge.wander * duration)
    }
    // Out of the band nothing is ever best.
    var score = [Double](repeating: -.infinity, count: count + 2 * reach)
    for bin in 0..<count { score[reach + bin] = gains[bin] * Double(power.values[bin]) }
    var next = score
    var from = [Int8](repeating: 0, count: power.hops * count)
    for hop in 1..<max(1, power.hops) {
      if hop % 16_384 == 0 { try work.checkCancellation() }
      score.withUnsafeBufferPointer { score in
        next.withUnsafeMutableBufferPointer { next in
          from.withUnsafeMutableBufferPointer { from in
            power.values.withUnsafeBufferPointer { values in
              penalty.withUnsafeBufferPointer { penalty in
                for bin in 0..<count {
                  var (best, origin) = (-Double.infinity, 0)
                  for shift in 0..<2 * reach + 1 {
                    let value = score[bin + shift] - penalty[shift]
                    if value > best { (best, origin) = (value, shift) }
                  }
                  from[hop * count + bin] = Int8(truncatingIfNeeded: origin - reach)
                  next[reach + bin] = best + gains[bin] * Double(values[hop * count + bin])
                }
              }
            }
          }
        }
      }
      swap(&score, &next)
    }
    var bin = (0..<count).max { (score[reach + $0], $1) < (score[reach + $1], $0) } ?? 0
    var path = [Int](repeating: 0, count: power.hops)
    for hop in stride(from: power.hops - 1, through: 0, by: -1) {
      path[hop] = bin
      bin += Int(from[hop * count + bin])
    }
    bins = path
  }
}
