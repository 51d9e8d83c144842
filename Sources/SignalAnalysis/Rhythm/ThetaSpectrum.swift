import ArrayNumerics
import Foundation
import Oscillations
import Schema

/// The spectrum of a field potential with its background and the peak of theta.
public struct ThetaSpectrum: FieldTable {
  /// Hz, from 0 to half of the decimated rate.
  public var frequencies: [Double]
  /// Of the multitaper, unit² per Hz.
  public var power: [Double]
  /// The same by Welch's method.
  public var welchFrequencies: [Double], welchPower: [Double]
  /// Middle of each segment of the spectrogram, s.
  public var segmentTimes: [Double]
  /// Hz, up to 40.
  public var segmentFrequencies: [Double]
  /// Of the multitaper `[segment, frequency]`; NaN where a segment was left out.
  public var segments: Matrix<Float>
  /// The integral over the band of theta and over 1.5 to 4 Hz in each segment, unit².
  public var thetaPower: [Double], deltaPower: [Double]
  /// log₁₀ of the background at 1 Hz, how steeply it falls, and the robust deviation around it in powers of ten.
  public var offset: Double, exponent: Double, residual: Double
  /// The peak, or why there is none.
  public var peak: PeakWord
  /// Hz; `nil` without a peak.
  public var peakFrequency: Double?
  /// The largest power over the background in the band; `nil` where it stands at an end of the band.
  public var peakRatio: Double?
  /// Where the peak is above half of its height, Hz, or the end of the band at which the power is largest.
  public var peakRange: [Double]
  /// Where theta was looked for, Hz.
  public var band: [Double]
  /// The same peak by Welch's method, Hz; `nil` without one.
  public var welchPeakFrequency: Double?
  /// The unit of the samples.
  public var unit: String

  public static let fields = Field<ThetaSpectrum>.table {
    Field.array("frequency", \.frequencies, unit: "Hz", axes: ["frequency"], "frequency of the spectrum")
    Field.array(
      "spectrum", \.power, unit: .of(\.powerUnit, "that of the field potential squared, per Hz"), axes: ["frequency"],
      "power spectral density by multitaper")
    Field.array("welch_frequency", \.welchFrequencies, unit: "Hz", axes: ["welch"], "frequency of Welch's spectrum")
    Field.array(
      "welch_spectrum", \.welchPower, unit: .of(\.powerUnit, "as spectrum"), axes: ["welch"],
      "power spectral density by Welch's method")
    Field.array("spectrogram_t", \.segmentTimes, unit: "s", axes: ["segment"], "middle of each segment")
    Field.array("spectrogram_frequency", \.segmentFrequencies, unit: "Hz", axes: ["slow"], "frequency of the spectrogram")
    Field.array(
      "spectrogram", \.segments, unit: .of(\.powerUnit, "as spectrum"), axes: ["segment", "slow"],
      "multitaper spectrum of each segment; NaN where it was left out")
    Field.array(
      "theta_power", \.thetaPower, unit: .of(\.squareUnit, "that of the field potential squared"), axes: ["segment"],
      "power in the band in each segment")
    Field.array(
      "delta_power", \.deltaPower, unit: .of(\.squareUnit, "as theta_power"), axes: ["segment"],
      "power from 1.5 to 4 Hz in each segment")
    Field.number("peak", \.peak, "whether there is a theta peak: found, at-edge or too-weak")
    Field.number("peak_hz", \.peakFrequency, "frequency of the theta peak")
    Field.number("peak_ratio", \.peakRatio, "largest power over the background in the band")
    Field.number("peak_range_hz", \.peakRange, "where the peak is above half of its height, or the end of the band")
    Field.number("peak_welch_hz", \.welchPeakFrequency, "the peak by Welch's method")
    Field.number("band_hz", \.band, "where theta was looked for")
    Field.number("background_exponent", \.exponent, "how steeply the background falls")
    Field.number("background_offset", \.offset, "log10 of the background at 1 Hz")
    Field.number("background_residual", \.residual, "robust deviation around the background, powers of ten")
    Field.number("unit", \.unit, "unit of the field potential")
  }

  /// Whether there is a peak of theta.
  public enum PeakWord: String, RecordWord {
    case found
    case atEdge = "at-edge"
    case tooWeak = "too-weak"
  }

  init(from fields: FieldReader<ThetaSpectrum>) throws {
    frequencies = try fields[\.frequencies]
    power = try fields[\.power]
    welchFrequencies = try fields[\.welchFrequencies]
    welchPower = try fields[\.welchPower]
    segmentTimes = try fields[\.segmentTimes]
    segmentFrequencies = try fields[\.segmentFrequencies]
    segments = try fields[\.segments]
    thetaPower = try fields[\.thetaPower]
    deltaPower = try fields[\.deltaPower]
    offset = try fields.number(\.offset)
    exponent = try fields.number(\.exponent)
    residual = try fields.number(\.residual)
    peak = try fields.number(\.peak)
    peakFrequency = try fields.number(\.peakFrequency)
    peakRatio = try fields.number(\.peakRatio)
    peakRange = try fields.number(\.peakRange)
    band = try fields.number(\.band)
    welchPeakFrequency = try fields.number(\.welchPeakFrequency)
    unit = try fields.number(\.unit)
    guard band.count == 2, !frequencies.isEmpty else { throw FieldError.unfit("'band_hz' should be two frequencies") }
  }

  /// The highest frequency of the spectrogram, Hz.
  static let highest = 40.0

  init(_ rhythm: ThetaRhythm, band: ClosedRange<Double>, unit: String) {
    let spectra = rhythm.spectra
    let start = rhythm.field.start
    frequencies = spectra.multitaper.frequencies
    power = spectra.multitaper.power
    welchFrequencies = spectra.welch.frequencies
    welchPower = spectra.welch.power
    segmentTimes = spectra.segmentTimes.map { start + $0 }
    let shown = spectra.multitaper.indices(in: 0...Self.highest)
    segmentFrequencies = shown.map { spectra.multitaper.frequencies[$0] }
    segments = Matrix(
      rows: spectra.segments.count, columns: shown.count,
      elements: zip(spectra.segments, spectra.isUsed).flatMap { segment, used in
        shown.map { used ? Float(segment[$0]) : .nan }
      })
    func integral(over band: ClosedRange<Double>) -> [Double] {
      zip(spectra.segments, spectra.isUsed).map { segment, used in
        used ? PowerSpectrum(frequencies: spectra.multitaper.frequencies, power: segment).power(in: band) : .nan
      }
    }
    thetaPower = integral(over: band)
    deltaPower = integral(over: 1.5...4)
    offset = spectra.background.offset
    exponent = spectra.background.exponent
    residual = spectra.background.residual
    self.band = [band.lowerBound, band.upperBound]
    welchPeakFrequency = spectra.welchPeak.frequency
    self.unit = unit
    switch spectra.peak {
    case .found(let frequency, let ratio, let from, let to):
      (peak, peakFrequency, peakRatio, peakRange) = (.found, frequency, ratio, [from, to])
    case .atEdge(let frequency): (peak, peakFrequency, peakRatio, peakRange) = (.atEdge, nil, nil, [frequency, frequency])
    case .tooWeak(let ratio): (peak, peakFrequency, peakRatio, peakRange) = (.tooWeak, nil, ratio, self.band)
    }
  }

  var powerUnit: String { "\(squareUnit)/Hz" }
  var squareUnit: String { unit.contains(" ") ? "(\(unit))^2" : "\(unit)^2" }

  /// The background at a frequency, unit² per Hz.
  public func background(at frequency: Double) -> Double {
    pow(10, offset - exponent * log10(frequency))
  }

  /// The largest power in the band over that of the background, for a peak that is none.
  static var leastRatio: Double { ThetaPeak.leastRatio }
  /// Below this exponent the spectrum does not fall as that of a brain does.
  static var leastExponent: Double { AperiodicFit.leastExponent }
}
