import Oscillations
import Recordings
import Schema

/// What the field potential is, and what of it was left out.
public struct FieldDescription: FieldTable {
  /// Samples per second, and seconds from the first to the last.
  public var rate: Double, duration: Double
  /// The file that it stands in.
  public var file: String
  /// Samples, gaps included, and those of them without a value.
  public var samples: Int, missing: Int
  /// Samples at the ends of the range, and in stretches without change.
  public var saturated: Int, flat: Int
  /// Stretches that stand far away from what is around them.
  public var jumps: Int
  /// Frequencies of a periodic stimulus in the band, Hz.
  public var lines: [Double]
  /// Gaps of the clock, and the time that is missing in them, s.
  public var gaps: Int, gapSeconds: Double
  /// Time that was left out for damage, time that was excluded by whom asked, and what remains, s.
  public var maskedSeconds: Double, excludedSeconds: Double, usedSeconds: Double
  /// Time in bouts of theta, s.
  public var thetaSeconds: Double
  /// Quartiles of the frequency in bouts, Hz; empty without any.
  public var frequencyQuartiles: [Double]
  /// Where phase 0 is, and whether the polarity was turned.
  public var phaseZero: String, isInverted: Bool

  public static let fields = Field<FieldDescription>.table {
    Field.number("file", \.file, "file with the field potential")
    Field.number("rate_hz", \.rate, "samples per second")
    Field.number("duration_s", \.duration, "from the first to the last sample")
    Field.number("samples", \.samples, "samples, those in gaps of the clock included")
    Field.number("samples_missing", \.missing, "samples without a value")
    Field.number("samples_saturated", \.saturated, "samples at an end of the range")
    Field.number("samples_flat", \.flat, "samples in stretches of one value for 20 ms or longer")
    Field.number("jumps", \.jumps, "stretches more than six robust deviations away from the second around them")
    Field.number("stimulation_hz", \.lines, "lines of a periodic stimulus in the band")
    Field.number("gaps", \.gaps, "gaps of the clock")
    Field.number("gaps_s", \.gapSeconds, "time that is missing in them")
    Field.number("left_out_s", \.maskedSeconds, "time left out for damage, with 0.25 s on both sides")
    Field.number("excluded_s", \.excludedSeconds, "time that was not asked for")
    Field.number("used_s", \.usedSeconds, "time that was used")
    Field.number("theta_s", \.thetaSeconds, "time with theta")
    Field.number("frequency_quartiles_hz", \.frequencyQuartiles, "quartiles of the frequency while there is theta")
    Field.number("phase_zero", \.phaseZero, "where phase 0 is")
    Field.number("inverted", \.isInverted, "whether the polarity was turned")
  }

  init(from fields: FieldReader<FieldDescription>) throws {
    file = try fields.number(\.file)
    rate = try fields.number(\.rate)
    duration = try fields.number(\.duration)
    samples = try fields.number(\.samples)
    missing = try fields.number(\.missing)
    saturated = try fields.number(\.saturated)
    flat = try fields.number(\.flat)
    jumps = try fields.number(\.jumps)
    lines = try fields.number(\.lines)
    gaps = try fields.number(\.gaps)
    gapSeconds = try fields.number(\.gapSeconds)
    maskedSeconds = try fields.number(\.maskedSeconds)
    excludedSeconds = try fields.number(\.excludedSeconds)
    usedSeconds = try fields.number(\.usedSeconds)
    thetaSeconds = try fields.number(\.thetaSeconds)
    frequencyQuartiles = try fields.number(\.frequencyQuartiles)
    phaseZero = try fields.number(\.phaseZero)
    isInverted = try fields.number(\.isInverted)
  }

  init(_ rhythm: ThetaRhythm, of potential: FieldPotential, file: String, phaseZero: String, isInverted: Bool) {
    let (field, found) = (rhythm.field, rhythm.field.artefacts)
    func samples(_ share: Double) -> Int { Int((share * Double(field.count)).rounded()) }
    rate = field.rate
    duration = rounded(Double(field.count) / field.rate)
    self.file = file
    self.samples = field.count
    missing = samples(found.missing)
    saturated = samples(found.rail)
    flat = samples(found.flat)
    jumps = found.jumps
    lines = found.lines
    gaps = potential.gaps.count
    gapSeconds = rounded(potential.gaps.reduce(0) { $0 + $1.seconds })
    let excluded = field.isExcluded.count { $0 }
    excludedSeconds = rounded(Double(excluded) * rhythm.step)
    maskedSeconds = rounded(Double(field.isMasked.count { $0 } - excluded) * rhythm.step)
    usedSeconds = rounded(rhythm.seconds)
    thetaSeconds = rounded(rhythm.secondsInBouts)
    frequencyQuartiles = rhythm.bouts.stretches.isEmpty ? [] : rhythm.frequencyQuartiles
    self.phaseZero = phaseZero
    self.isInverted = isInverted
  }

  /// Shares of the samples and of the time.
  var saturatedShare: Double { Double(saturated) / Double(max(1, samples)) }
  var flatShare: Double { Double(flat) / Double(max(1, samples)) }
  var thetaShare: Double { usedSeconds > 0 ? thetaSeconds / usedSeconds : 0 }
  var usableShare: Double { usedSeconds / max(1e-9, usedSeconds + maskedSeconds) }
}
