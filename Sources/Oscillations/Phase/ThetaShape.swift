import ArrayNumerics
import Foundation

/// The average waveform of theta, and the phase that follows it: peak, half height and trough at multiples of 90°.
///
/// Four harmonics of the field potential on the tracked phase, of the samples with the upper 70 % of amplitudes, weighted by
/// them. Averaging first is what makes such a phase exact: extrema of single cycles are not.
package struct ThetaShape: Sendable, Equatable {
  /// Of the harmonics 1 to 4, as parts of the first: |c₁| is 1.
  package let harmonics: [Complex]
  /// Tracked phases of the peak, the decay to half of the height, the trough, and the rise to it, rad: the peak in [−π, π), the
  /// others after it within a turn.
  package let knots: [Double]

  private static let count = 4
  /// The share of samples, those with the smallest amplitudes, that are left out.
  private static let weakest = 0.3

  /// - Parameters:
  ///   - phase: tracked, of the samples.
  ///   - isUsed: which samples count.
  /// - Returns: `nil` without samples, or where the average has no peak and trough.
  package init?(_ samples: [Double], phase: [Double], amplitude: [Double], isUsed: [Bool]) {
    let known = samples.indices.filter { isUsed[$0] && phase[$0].isFinite }
    guard known.count > 100 else { return nil }
    let least = quantile(known.map { amplitude[$0] }, Self.weakest)
    let strong = known.filter { amplitude[$0] >= least }
    let level = mean(strong.map { samples[$0] })
    var sums = [Complex](repeating: .zero, count: Self.count)
    for sample in strong {
      let value = (samples[sample] - level) * amplitude[sample]
      for harmonic in sums.indices {
        let angle = Double(harmonic + 1) * phase[sample]
        sums[harmonic] = sums[harmonic] + Complex(value * cos(angle), -value * sin(angle))
      }
    }
    guard sums[0].magnitude > 0 else { return nil }
    let harmonics = sums.map { $0 * (1 / sums[0].magnitude) }
    self.harmonics = harmonics
    let steps = 3600
    let wave = (0..<steps).map { Self.value(harmonics, 2 * .pi * Double($0) / Double(steps)) }
    guard let top = wave.indices.max(by: { wave[$0] < wave[$1] }), let bottom = wave.indices.min(by: { wave[$0] < wave[$1] })
    else { return nil }
    let middle = (wave[top] + wave[bottom]) / 2
    func crossing(from start: Int, to end: Int, falling: Bool) -> Double? {
      let length = (end - start + steps) % steps
      for step in 0..<length {
        let (a, b) = (wave[(start + step) % steps] - middle, wave[(start + step + 1) % steps] - middle)
        if falling ? a >= 0 && b < 0 : a <= 0 && b > 0 { return Double(start + step) + a / (a - b) }
      }
      return nil
    }
    guard let decay = crossing(from: top, to: bottom, falling: true), let rise = crossing(from: bottom, to: top, falling: false)
    else { return nil }
    let turn = 2 * Double.pi / Double(steps)
    let peak = angleDifference(Double(top) * turn, 0)
    func after(_ place: Double) -> Double { peak + wrapAngle(place * turn - peak) }
    knots = [peak, after(decay), after(Double(bottom)), after(rise)]
    guard knots[0] < knots[1], knots[1] < knots[2], knots[2] < knots[3] else { return nil }
  }

  private static func value(_ harmonics: [Complex], _ phase: Double) -> Double {
    harmonics.enumerated().reduce(0) { sum, item in
      let angle = Double(item.offset + 1) * phase
      return sum + item.element.real * cos(angle) - item.element.imaginary * sin(angle)
    }
  }

  /// The average at a tracked phase, in amplitudes of the fundamental.
  package func value(at phase: Double) -> Double { Self.value(harmonics, phase) }

  /// The share of the cycle in which it rises, and above half of its height.
  package var riseShare: Double { 1 - (knots[2] - knots[0]) / (2 * .pi) }
  /// The share above half of its height.
  package var peakShare: Double { 1 - (knots[3] - knots[1]) / (2 * .pi) }

  /// The phase by the shape, of tracked phases: monotone cubic through the knots (Fritsch & Carlson 1980), periodic.
  package func phases(_ tracked: [Double]) -> [Double] {
    // A knot on either side of one turn.
    let turn = 2 * Double.pi
    var x = [knots[3] - turn]
    x += knots
    x += [knots[0] + turn, knots[1] + turn]
    let quarter = Double.pi / 2
    let y = x.indices.map { Double($0 - 1) * quarter }
    let slopes = zip(x, x.dropFirst()).map { quarter / ($1 - $0) }
    func tangent(_ place: Int) -> Double {
      let (before, after) = (x[place] - x[place - 1], x[place + 1] - x[place])
      let (w1, w2) = (2 * after + before, after + 2 * before)
      return (w1 + w2) / (w1 / slopes[place - 1] + w2 / slopes[place])
    }
    var tangents = [Double](repeating: 0, count: x.count)
    for place in 1..<x.count - 1 { tangents[place] = tangent(place) }
    return tracked.map { phase in
      guard phase.isFinite else { return .nan }
      let place = knots[0] + wrapAngle(phase - knots[0])
      let part = (1..<x.count - 2).last { x[$0] <= place } ?? 1
      let width = x[part + 1] - x[part]
      let t = (place - x[part]) / width
      let (t2, t3) = (t * t, t * t * t)
      let ends = (2 * t3 - 3 * t2 + 1) * y[part] + (3 * t2 - 2 * t3) * y[part + 1]
      let bends = (t3 - 2 * t2 + t) * tangents[part] + (t3 - t2) * tangents[part + 1]
      return wrapAngle(ends + width * bends)
    }
  }
}
