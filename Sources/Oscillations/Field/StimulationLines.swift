import ArrayNumerics

/// Lines of a periodic stimulus in the theta band: sharper than any rhythm of the brain, and with harmonics.
struct StimulationLines {
  /// Hz.
  var frequencies: [Double] = []
  /// Stretches of the series in which a line stands out.
  var stretches: [Range<Int>] = []

  /// A line is so many times its neighbours (0.2 to 1 Hz away).
  static let ratio = 4.0

  /// On Welch's spectrum in segments of 20 s, half overlapping.
  ///
  /// - Throws: `NumericsError` when a transform fails.
  init(_ samples: [Double], rate: Double, band: ClosedRange<Double> = 4...12) throws {
    let length = Int(20 * rate)
    guard samples.count >= length else { return }
    var welch = try SegmentedSpectrum(rate: rate, tapers: .hann(length))
    try welch.push(samples)
    guard let mean = welch.average() else { return }
    let lines = mean.indices(in: band).filter { index in
      Self.isLine(mean, at: index)
        && [2, 3].contains { order in
          [-1, 0, 1].contains { offset in Self.isLine(mean, at: order * index + offset) }
        }
    }
    guard !lines.isEmpty else { return }
    frequencies = lines.map { mean.frequencies[$0] }
    for (number, segment) in welch.segments.enumerated() {
      let own = PowerSpectrum(frequencies: welch.frequencies, power: segment)
      guard lines.contains(where: { Self.isLine(own, at: $0) }) else { continue }
      stretches.append(welch.starts[number]..<welch.starts[number] + length)
    }
  }

  /// A peak of at most two bins beside its flanks that stands over the median of its neighbourhood.
  private static func isLine(_ spectrum: PowerSpectrum, at index: Int) -> Bool {
    let near = Int((0.2 / spectrum.step).rounded())
    let far = Int((1 / spectrum.step).rounded())
    guard near >= 3, index - far > 0, index + far < spectrum.power.count else { return false }
    let power = spectrum.power
    guard power[index] >= power[index - 1], power[index] >= power[index + 1] else { return false }
    let around = (near...far).flatMap { [power[index - $0], power[index + $0]] }
    let level = ratio * median(around)
    // Hann's window widens a line to three bins; what is wide at three bins from the middle is a rhythm.
    return power[index] > level && power[index - 3] < level && power[index + 3] < level
      && power[index - 3] < power[index] / 4 && power[index + 3] < power[index] / 4
  }
}
