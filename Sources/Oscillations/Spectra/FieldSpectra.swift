import ArrayNumerics

/// The spectra of a prepared field: multitaper (the default), Welch's beside it, and the background.
package struct FieldSpectra: Sendable {
  /// Multitaper: segments of 8 s, NW 4, seven tapers (4 s, NW 2.5 for recordings under a minute).
  package var multitaper: PowerSpectrum
  /// Welch: segments of 4 s, Hann.
  package var welch: PowerSpectrum
  /// `[segment, frequency]` of the multitaper, the times of the segments' middles (s from the first sample), which count.
  package var segments: [[Double]]
  package var segmentTimes: [Double]
  package var isUsed: [Bool]
  /// Of the multitaper, 2 to 40 Hz.
  package var background: AperiodicFit
  /// Of the multitaper and of Welch's spectrum.
  package var peak, welchPeak: ThetaPeak

  /// Segments of which a larger share is masked are left out.
  package static let mostMasked = 0.1

  /// - Parameter band: in which theta is looked for, Hz.
  /// - Throws: `OscillationError.badRate` below 10 Hz, where there is no background to see; `.bandAboveNyquist`, `.tooShort`.
  package init(_ field: PreparedField, band: ClosedRange<Double>) throws {
    let rate = field.slowRate
    guard rate >= 10 else { throw OscillationError.badRate(rate) }
    guard band.upperBound < rate / 2 else {
      throw OscillationError.bandAboveNyquist(band: [band.lowerBound, band.upperBound], rate: rate)
    }
    let duration = Double(field.slow.count) / rate
    let isShort = duration < 60
    let length = Int(((isShort ? 4.0 : 8.0) * rate).rounded())
    let tapers = try TaperSet.slepian(length, halfBandwidth: isShort ? 2.5 : 4)
    var tapered = try SegmentedSpectrum(rate: rate, tapers: tapers)
    try tapered.push(field.slow)
    var hann = try SegmentedSpectrum(rate: rate, tapers: .hann(Int((4 * rate).rounded())))
    try hann.push(field.slow)
    func usable(_ starts: [Int], _ length: Int) -> [Bool] {
      starts.map { start in
        Double(field.isMasked[start..<start + length].count { $0 }) <= Self.mostMasked * Double(length)
      }
    }
    let (used, usedHann) = (usable(tapered.starts, length), usable(hann.starts, Int((4 * rate).rounded())))
    guard let multitaper = tapered.average(where: { used[$0] }), let welch = hann.average(where: { usedHann[$0] }),
      let background = AperiodicFit(multitaper, band: 2...min(40, 0.4 * rate)),
      let welchBackground = AperiodicFit(welch, band: 2...min(40, 0.4 * rate))
    else {
      throw OscillationError.tooShort(
        seconds: duration * (1 - field.maskedShare), needed: isShort ? 4 : 8)
    }
    (self.multitaper, self.welch, self.background) = (multitaper, welch, background)
    segments = tapered.segments
    segmentTimes = tapered.starts.map { (Double($0) + Double(length) / 2) / rate }
    isUsed = used
    // Segments overlap by half: every second one counts as one of its own.
    func deviation(_ used: [Bool], tapers: Int) -> Double {
      1 / (Double(tapers) * Double(1 + used.count { $0 }) / 2).squareRoot()
    }
    peak = ThetaPeak(multitaper, over: background, band: band, deviation: deviation(used, tapers: tapers.windows.count))
    welchPeak = ThetaPeak(welch, over: welchBackground, band: band, deviation: deviation(usedHann, tapers: 1))
  }
}

extension FieldSpectra {
  /// The power in a band that stands above the background, over that of the background there.
  package func excess(in band: ClosedRange<Double>) -> Double {
    var (above, below) = (0.0, 0.0)
    for index in multitaper.indices(in: band) {
      let level = background.power(at: multitaper.frequencies[index])
      above += max(0, multitaper.power[index] - level)
      below += level
    }
    return below > 0 ? above / below : .nan
  }
}
