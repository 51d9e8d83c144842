import ArrayNumerics

/// A one-sided power spectral density.
package struct PowerSpectrum: Sendable, Equatable {
  /// Hz, ascending and evenly spaced from 0.
  package var frequencies: [Double]
  /// Unit² per Hz, one for each frequency.
  package var power: [Double]

  package init(frequencies: [Double], power: [Double]) {
    self.frequencies = frequencies
    self.power = power
  }

  /// Hz between neighbouring frequencies.
  package var step: Double { frequencies.count > 1 ? frequencies[1] - frequencies[0] : 0 }

  /// The indices of the frequencies in a band, both ends included.
  package func indices(in band: ClosedRange<Double>) -> [Int] {
    frequencies.indices.filter { band.contains(frequencies[$0]) }
  }

  /// The integral of the density over a band by the sum of its bins, unit².
  package func power(in band: ClosedRange<Double>) -> Double {
    indices(in: band).reduce(0) { $0 + power[$1] } * step
  }
}

/// Spectra of overlapping segments, from samples that come in blocks of any length.
///
/// Welch's method (1967, doi:10.1109/TAU.1967.1161901) with one taper, Thomson's multitaper with several: the mean of a segment
/// is removed, DC and Nyquist are not doubled. The result does not depend on how the samples were cut into blocks.
package struct SegmentedSpectrum: Sendable {
  /// Samples per second.
  package let rate: Double
  /// Samples from one segment to the next.
  package let hop: Int
  /// The spectra `[segment, frequency]` so far.
  package private(set) var segments: [[Double]] = []
  /// The first sample of each segment.
  package private(set) var starts: [Int] = []
  private let tapers: TaperSet
  private let transform: RealFourierTransform
  private var pending: [Double] = []
  private var received = 0

  /// - Parameter overlap: the share of a segment that it has in common with the next, in 0..<1.
  /// - Throws: `NumericsError` for tapers without samples.
  package init(rate: Double, tapers: TaperSet, overlap: Double = 0.5) throws(NumericsError) {
    self.rate = rate
    self.tapers = tapers
    hop = max(1, tapers.length - Int(Double(tapers.length) * overlap))
    transform = try RealFourierTransform(size: tapers.length)
  }

  /// The frequencies of every segment, Hz.
  package var frequencies: [Double] {
    (0..<transform.coefficientCount).map { Double($0) * rate / Double(tapers.length) }
  }

  /// Takes the samples that follow those before.
  ///
  /// - Throws: `NumericsError` when a transform fails.
  package mutating func push(_ samples: some Collection<Double>) throws(NumericsError) {
    pending += samples
    received += samples.count
    var first = 0
    while pending.count - first >= tapers.length {
      segments.append(try density(Array(pending[first..<first + tapers.length])))
      starts.append(received - pending.count + first)
      first += hop
    }
    pending.removeFirst(min(first, pending.count))
  }

  private func density(_ segment: [Double]) throws(NumericsError) -> [Double] {
    let centre = mean(segment)
    var power = [Double](repeating: 0, count: transform.coefficientCount)
    for (window, weight) in zip(tapers.windows, tapers.weights) {
      let coefficients = try transform.forward(zip(segment, window).map { ($0 - centre) * $1 })
      for index in power.indices { power[index] += weight * coefficients[index].squaredMagnitude }
    }
    let scale = 2 / (rate * tapers.weights.reduce(0, +))
    for index in power.indices { power[index] *= scale }
    power[0] /= 2
    if tapers.length % 2 == 0 { power[power.count - 1] /= 2 }
    return power
  }

  /// The mean over the segments for which `isUsed` holds (by their number); `nil` without any.
  package func average(where isUsed: (Int) -> Bool = { _ in true }) -> PowerSpectrum? {
    var sum = [Double](repeating: 0, count: transform.coefficientCount)
    var count = 0
    for (number, segment) in segments.enumerated() where isUsed(number) {
      for index in sum.indices { sum[index] += segment[index] }
      count += 1
    }
    if count == 0 { return nil }
    return PowerSpectrum(frequencies: frequencies, power: sum.map { $0 / Double(count) })
  }
}
