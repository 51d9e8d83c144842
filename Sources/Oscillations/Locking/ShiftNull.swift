import ArrayNumerics
import Foundation

/// Locking against the same spikes at every circular shift, all shifts at once by Fourier transform.
///
/// The phase is e^{iφ} = e^{iω₀t} v(t) with v slow, so that |Σⱼ e^{iφ(tⱼ + τ)}| = |Σⱼ e^{iω₀tⱼ} v(tⱼ + τ)| needs v only
/// fifty times a second; ω₀ makes a whole number of turns, so that a spike that is shifted over the end meets the phase that
/// stands at the start. Time that is left out is cut away, and the rest joined.
package struct ShiftNull: Sendable {
  /// Shifts that are shorter, either way, are not part of the null, s.
  package static let leastShift = 5.0
  /// Values of v per second.
  private static let rate = 50.0
  private let carrier: Double
  private let slow: [Complex]
  /// e^{-iω₀t} at every 256th of the samples that are used, and at the first 256: tables that stay in the cache.
  private let coarse: [Complex]
  private let fine: [Complex]
  private let slowTransform: [Complex]
  private let transform: FourierTransform
  /// The place of each sample among those that are used, -1 for the others.
  private let place: [Int32]
  private let samplesPerBin: Double

  /// - Parameters:
  ///   - phase: rad, evenly sampled at `rate`.
  ///   - isUsed: which samples count.
  ///   - frequency: about that of the rhythm, Hz.
  /// - Returns: `nil` with less than twenty seconds.
  /// - Throws: `NumericsError` when a transform fails.
  package init?(phase: [Double], isUsed: [Bool], rate: Double, frequency: Double) throws {
    var next: Int32 = 0
    place = isUsed.map { used in
      guard used else { return -1 }
      defer { next += 1 }
      return next
    }
    samplesPerBin = rate / Self.rate
    let bins = Int(Double(next) / samplesPerBin)
    guard Double(bins) >= 4 * Self.leastShift * Self.rate else { return nil }
    let length = Double(bins) * samplesPerBin
    carrier = 2 * .pi * (frequency * length / rate).rounded() / length
    let turn = carrier
    coarse = (0...Int(next) / 256).map { Complex(cos(turn * Double(256 * $0)), -sin(turn * Double(256 * $0))) }
    fine = (0..<256).map { Complex(cos(turn * Double($0)), -sin(turn * Double($0))) }
    var sums = [Complex](repeating: .zero, count: bins)
    var counts = [Double](repeating: 0, count: bins)
    for (sample, position) in place.enumerated() where position >= 0 {
      let bin = Int(Double(position) / samplesPerBin)
      guard bin < bins else { continue }
      let angle = phase[sample] - carrier * Double(position)
      sums[bin] = sums[bin] + Complex(cos(angle), sin(angle))
      counts[bin] += 1
    }
    slow = zip(sums, counts).map { $1 > 0 ? $0 * (1 / $1) : .zero }
    transform = try FourierTransform(size: bins)
    slowTransform = try transform.forward(slow)
  }

  /// Σⱼ e^{iφ(tⱼ + τ)} up to a factor of length 1, for each shift of a fiftieth of a second; the first is that of the data.
  ///
  /// - Parameter samples: the places of the spikes among the samples of the phase, fractions allowed.
  package func sums(_ samples: [Double]) -> [Complex] {
    withSums(samples) { sums in sums.map { $0 * (1 / Double(sums.count)) } }
  }

  /// The same times the number of shifts, in memory that is valid within `body` only.
  private func withSums<Result>(_ samples: [Double], _ body: (UnsafeMutableBufferPointer<Complex>) -> Result) -> Result {
    let bins = slow.count
    return withUnsafeTemporaryAllocation(of: Complex.self, capacity: 2 * bins) { memory in
      let turned = UnsafeMutableBufferPointer(rebasing: memory[..<bins])
      let spikes = UnsafeMutableBufferPointer(rebasing: memory[bins...])
      memory.initialize(repeating: .zero)
      add(samples, to: turned)
      guard let first = turned.baseAddress, let second = spikes.baseAddress else { return body(turned) }
      transform.forward(first, into: second)
      for bin in 0..<bins { spikes[bin] = spikes[bin].conjugate * slowTransform[bin] }
      transform.inverse(second, into: first)
      return body(turned)
    }
  }

  /// Adds e^{-iω₀t} of each spike to its bin.
  private func add(_ samples: [Double], to sums: UnsafeMutableBufferPointer<Complex>) {
    let (places, coarse, fine) = (place.span, coarse.span, fine.span)
    let (carrier, perSample) = (carrier, 1 / samplesPerBin)
    for sample in samples {
      let index = Int(sample.rounded(.down))
      guard index >= 0, index < places.count, places[index] >= 0 else { continue }
      let (own, rest) = (Int(places[index]), sample - Double(index))
      let bin = Int((Double(own) + rest) * perSample)
      guard bin < sums.count else { continue }
      sums[bin] = sums[bin] + coarse[own >> 8] * fine[own & 255] * turnBack(carrier * rest)
    }
  }

  /// (1 + shifts with a resultant as long) / (1 + shifts).
  package func pValue(_ samples: [Double]) -> Double {
    let lengths = withSums(samples) { $0.map(\.squaredMagnitude) }
    let least = Int(Self.leastShift * Self.rate)
    let null = lengths[least..<lengths.count - least + 1]
    return Double(1 + null.count { $0 >= lengths[0] }) / Double(1 + null.count)
  }
}

/// cos and -sin of an angle between samples, by their series: an error below 10⁻¹⁵ up to 1 rad, 10⁻¹² up to π/2.
@inline(__always)
private func turnBack(_ angle: Double) -> Complex {
  let x = angle * angle
  var cosine = 1.0 / 20_922_789_888_000
  cosine = cosine * x - 1.0 / 87_178_291_200
  cosine = cosine * x + 1.0 / 479_001_600
  cosine = cosine * x - 1.0 / 3_628_800
  cosine = cosine * x + 1.0 / 40_320
  cosine = cosine * x - 1.0 / 720
  cosine = cosine * x + 1.0 / 24
  cosine = cosine * x - 1.0 / 2
  cosine = cosine * x + 1
  var sine = 1.0 / 355_687_428_096_000
  sine = sine * x - 1.0 / 1_307_674_368_000
  sine = sine * x + 1.0 / 6_227_020_800
  sine = sine * x - 1.0 / 39_916_800
  sine = sine * x + 1.0 / 362_880
  sine = sine * x - 1.0 / 5_040
  sine = sine * x + 1.0 / 120
  sine = sine * x - 1.0 / 6
  sine = sine * x + 1
  return Complex(cosine, -angle * sine)
}
