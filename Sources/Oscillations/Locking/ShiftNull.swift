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
  package func sums(_ samples: [Double]) throws -> [Complex] {
    var turned = [Complex](repeating: .zero, count: slow.count)
    let (places, carrier, samplesPerBin, bins) = (place.span, carrier, samplesPerBin, turned.count)
    var sums = turned.mutableSpan
    for sample in samples {
      let index = Int(sample.rounded(.down))
      guard index >= 0, index < places.count, places[index] >= 0 else { continue }
      let own = Double(places[index]) + sample - Double(index)
      let bin = Int(own / samplesPerBin)
      guard bin < bins else { continue }
      sums[bin] = sums[bin] + Complex(cos(carrier * own), -sin(carrier * own))
    }
    let spikes = try transform.forward(turned)
    return try transform.inverse(zip(spikes, slowTransform).map { $0.conjugate * $1 })
  }

  /// (1 + shifts with a resultant as long) / (1 + shifts).
  package func pValue(_ samples: [Double]) throws -> Double {
    let lengths = try sums(samples).map(\.squaredMagnitude)
    let least = Int(Self.leastShift * Self.rate)
    let null = lengths[least..<lengths.count - least + 1]
    return Double(1 + null.count { $0 >= lengths[0] }) / Double(1 + null.count)
  }
}
