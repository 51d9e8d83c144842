import ArrayNumerics
import Foundation

/// The cycles of theta, one by one: peaks and troughs of the field potential below 25 Hz, within the half cycles that the
/// tracked phase gives, and the shape that they make (after Cole & Voytek 2019, doi:10.1152/jn.00273.2019).
///
/// The extrema of single cycles are moved by noise (8 to 20° of phase); their averages are not.
package struct ThetaCycles: Sendable, Equatable {
  /// From trough to trough around each peak, with the crossings of half the height, s from the first sample.
  package struct Cycle: Sendable, Equatable {
    package var firstTrough, rise, peak, decay, lastTrough: Double
    /// Height of the peak over the mean of both troughs.
    package var height: Double

    package var period: Double { lastTrough - firstTrough }
    /// The share of the cycle in which the field rises: 0.5 for a symmetric one.
    package var riseShare: Double { (peak - firstTrough) / period }
    /// The share above half of the height: 0.5 for a symmetric one.
    package var peakShare: Double { (decay - rise) / period }
  }

  /// Complete cycles in time that is used, ascending.
  package let cycles: [Cycle]

  /// What is faster than this, Hz, is smoothed away, and a parabola is laid through so many seconds around an extremum.
  package static let lowPass = 25.0
  private static let reach = 0.02

  /// - Parameters:
  ///   - samples: at `rate`, with the tracked cycle (unwrapped phase / 2π) at each.
  ///   - isUsed: whether a sample counts.
  package init(_ samples: [Double], rate: Double, cycles numbers: [Double], isUsed: [Bool]) throws {
    let smooth = try gaussianFilter(samples, sigma: 0.1325 / Self.lowPass * rate)
    let half = max(1, Int((Self.reach * rate).rounded()))
    // Half cycles: around whole numbers the peaks, around halves the troughs.
    var extrema: [(isPeak: Bool, place: Double, value: Double, number: Int)] = []
    var index = 0
    while index < numbers.count {
      let number = Int((2 * numbers[index]).rounded())
      var end = index
      while end < numbers.count, Int((2 * numbers[end]).rounded()) == number { end += 1 }
      let isPeak = number % 2 == 0
      let isWhole = index > 0 && end < numbers.count && !isUsed[index..<end].contains(false)
      if isWhole, let top = (index..<end).max(by: { isPeak ? smooth[$0] < smooth[$1] : smooth[$0] > smooth[$1] }) {
        let place = Double(top) + Self.vertex(smooth, at: top, half: half)
        extrema.append((isPeak, place, smooth[top], number))
      }
      index = end
    }
    var found: [Cycle] = []
    for place in extrema.indices.dropFirst().dropLast() where extrema[place].isPeak {
      let (before, peak, after) = (extrema[place - 1], extrema[place], extrema[place + 1])
      guard before.number == peak.number - 1, after.number == peak.number + 1, before.place < peak.place,
        peak.place < after.place,
        let rise = Self.crossing(smooth, (before.value + peak.value) / 2, from: before.place, to: peak.place),
        let decay = Self.crossing(smooth, (after.value + peak.value) / 2, from: after.place, to: peak.place)
      else { continue }
      found.append(
        Cycle(
          firstTrough: before.place / rate, rise: rise / rate, peak: peak.place / rate, decay: decay / rate,
          lastTrough: after.place / rate, height: peak.value - (before.value + after.value) / 2))
    }
    self.cycles = found
  }

  /// Where the parabola through the samples around an extremum has its top, in samples from it.
  private static func vertex(_ values: [Double], at top: Int, half: Int) -> Double {
    guard top >= half, top + half < values.count else { return 0 }
    // Least squares on −half...half: the odd and the even part do not mix.
    var (odd, even, square, fourth) = (0.0, 0.0, 0.0, 0.0)
    let count = Double(2 * half + 1)
    let middle = (-half...half).reduce(0.0) { $0 + values[top + $1] } / count
    let meanSquare = (-half...half).reduce(0.0) { $0 + Double($1 * $1) } / count
    for offset in -half...half {
      let x = Double(offset)
      odd += x * values[top + offset]
      square += x * x
      even += (x * x - meanSquare) * (values[top + offset] - middle)
      fourth += (x * x - meanSquare) * (x * x - meanSquare)
    }
    let (slope, curvature) = (odd / square, even / max(1e-300, fourth))
    guard curvature != 0 else { return 0 }
    return min(Double(half), max(-Double(half), -slope / (2 * curvature)))
  }

  /// Where a level is crossed on the way from a trough to a peak: the middle of the first and the last crossing.
  private static func crossing(_ values: [Double], _ level: Double, from start: Double, to end: Double) -> Double? {
    let (low, high) = (Int(min(start, end).rounded(.up)), Int(max(start, end)))
    guard low >= 0, high < values.count, high > low else { return nil }
    let places = (low..<high).compactMap { sample -> Double? in
      let (a, b) = (values[sample] - level, values[sample + 1] - level)
      return a == 0 ? Double(sample) : a * b < 0 ? Double(sample) + a / (a - b) : nil
    }
    guard let first = places.first, let last = places.last else { return nil }
    return (first + last) / 2
  }

  /// The phase by the four points of each cycle, linear between them: 0 at the peak, 90° at the decay, 180° at the trough.
  ///
  /// - Parameter count: of samples at `rate`.
  /// - Returns: rad in [0, 2π), NaN outside of cycles.
  package func phase(count: Int, rate: Double) -> [Double] {
    var phase = [Double](repeating: .nan, count: count)
    for cycle in cycles {
      let knots = [cycle.firstTrough, cycle.rise, cycle.peak, cycle.decay, cycle.lastTrough].map { $0 * rate }
      for part in 0..<4 where knots[part + 1] > knots[part] {
        let first = Int(knots[part].rounded(.up))
        for sample in max(0, first)..<max(max(0, first), min(count, Int(knots[part + 1].rounded(.up)))) {
          let share = (Double(sample) - knots[part]) / (knots[part + 1] - knots[part])
          phase[sample] = wrapAngle(.pi + (Double(part) + share) * .pi / 2)
        }
      }
    }
    return phase
  }
}
