import ArrayNumerics
import Foundation

/// The frequency of theta over time: the best path through a short-time spectrum, 25 times a second.
///
/// Gaussian windows of 0.3 s for every frequency, so that their powers are comparable; Z is the power over what the aperiodic
/// background gives in the same window, about Exp(1) in noise; the path of Viterbi's algorithm gains Z and pays for changes of
/// frequency.
package struct ThetaRidge: Sendable {
  /// Samples of the field from one value to the next.
  package let hop: Int
  /// Hz, one for each hop.
  package let frequency: [Double]
  /// Power over the background at that frequency.
  package let strength: [Double]

  /// Standard deviation of the window, s; change of frequency that is usual, Hz per √s.
  package static let window = 0.3
  package static let wander = 1.0
  /// How wide a band may be, Hz: it has to hold some of the frequencies looked at, and to fit between two hops.
  package static let widths = 0.5...15

  /// - Parameters:
  ///   - samples: evenly sampled at `rate`, bridged where damaged.
  ///   - band: Hz.
  /// - Throws: `OscillationError.untrackableBand`; `NumericsError` when a transform fails; `CancellationError`.
  package init(
    _ samples: [Double], rate: Double, background: AperiodicFit, band: ClosedRange<Double>, work: Work = Work()
  ) throws {
    guard Self.widths.contains(band.upperBound - band.lowerBound) else {
      throw OscillationError.untrackableBand(
        [band.lowerBound, band.upperBound], widths: [Self.widths.lowerBound, Self.widths.upperBound])
    }
    let hop = max(1, Int((0.04 * rate).rounded()))
    self.hop = hop
    let centre = (band.lowerBound + band.upperBound) / 2
    let reach = (band.upperBound - band.lowerBound) / 2 + 4 / (2 * .pi * Self.window)
    let baseband = try Self.baseband(samples, rate: rate, centre: centre, reach: reach, hop: hop)
    let own = rate / Double(hop)
    let half = Int((4 * Self.window * own).rounded())
    let weights = (-half...half).map { exp(-0.5 * pow(Double($0) / (Self.window * own), 2)) }
    let energy = weights.reduce(0) { $0 + $1 * $1 }
    let size = max(2 * half + 1, Int((own / 0.1).rounded()))
    let step = own / Double(size)
    let bins = Array(
      Int(((band.lowerBound - centre) / step).rounded(.up))...Int(((band.upperBound - centre) / step).rounded(.down)))
    let frequencies = bins.map { centre + Double($0) * step }
    let expected = frequencies.map { background.power(at: $0) / 2 * own * energy }
    let power = try ShortTimePower(baseband, weights: weights, turns: bins.map { Double($0) / Double(size) }, work: work)
    let path = try RidgePath(power, over: expected, step: step, duration: Double(hop) / rate, work: work)
    var (frequency, strength) = ([Double](), [Double]())
    frequency.reserveCapacity(power.hops)
    strength.reserveCapacity(power.hops)
    for (index, bin) in path.bins.enumerated() {
      let row = power.row(index)
      var top = bin
      for _ in 0..<3 {
        if top > 0, row[top - 1] > row[top], top + 1 == row.count || row[top - 1] >= row[top + 1] {
          top -= 1
        } else if top + 1 < row.count, row[top + 1] > row[top] {
          top += 1
        } else {
          break
        }
      }
      frequency.append(frequencies[top] + step * vertex(row, at: top))
      strength.append(Double(row[top]) / expected[top])
    }
    (self.frequency, self.strength) = (frequency, strength)
  }

  /// x(t) exp(−2πi f₀ t), low-passed and taken at every hop.
  private static func baseband(
    _ samples: [Double], rate: Double, centre: Double, reach: Double, hop: Int
  ) throws -> [Complex] {
    let angle = 2 * Double.pi * centre / rate
    let low = Decimator(rate: rate, factors: [hop], pass: min(0.4, reach / (rate / Double(hop))))
    let real = low(samples.indices.map { samples[$0] * cos(angle * Double($0)) })
    let imaginary = low(samples.indices.map { -samples[$0] * sin(angle * Double($0)) })
    return zip(real, imaginary).map { Complex($0, $1) }
  }
}

/// Where the parabola through the logarithms of three values has its top, from the middle one, in steps; 0 at the ends.
private func vertex(_ values: [Float], at index: Int) -> Double {
  guard index > 0, index + 1 < values.count, values[index - 1] > 0, values[index + 1] > 0 else { return 0 }
  let (a, b, c) = (log(Double(values[index - 1])), log(Double(values[index])), log(Double(values[index + 1])))
  let curvature = a - 2 * b + c
  return curvature < 0 ? min(0.5, max(-0.5, 0.5 * (a - c) / curvature)) : 0
}
