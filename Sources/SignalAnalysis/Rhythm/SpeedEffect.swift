import ArrayNumerics
import Foundation
import Oscillations
import Schema

/// How frequency and power of theta go with the speed of the animal.
public struct SpeedEffect: FieldTable {
  /// Middles of bins of speed, cm/s, and the means in them: frequency, Hz, and log₁₀ of power over the background.
  public var speeds: [Double], frequency: [Double], power: [Double]
  /// Slope per cm/s, its middle 95 % by blocks, correlation, and value at rest: of the frequency, and of the power.
  public var frequencySlope: Double, frequencyInterval: [Double], frequencyCorrelation: Double, frequencyAtRest: Double
  /// The same of the power.
  public var powerSlope: Double, powerInterval: [Double], powerCorrelation: Double
  /// Blocks of ten seconds.
  public var blocks: Int

  public static let fields = Field<SpeedEffect>.table {
    Field.array("speed_bins", \.speeds, unit: "cm/s", axes: ["speed"], "middles of bins of speed")
    Field.array("speed_frequency", \.frequency, unit: "Hz", axes: ["speed"], "mean frequency of theta in each")
    Field.array("speed_power", \.power, axes: ["speed"], "mean of log10 of the power over the background in each")
    Field.number("frequency_per_speed", \.frequencySlope, "slope of the frequency, Hz per cm/s")
    Field.number("frequency_per_speed_interval", \.frequencyInterval, "its middle 95 % by blocks of 10 s")
    Field.number("frequency_speed_correlation", \.frequencyCorrelation, "correlation of frequency and speed")
    Field.number("frequency_at_rest_hz", \.frequencyAtRest, "frequency of the line at a speed of 0")
    Field.number("power_per_speed", \.powerSlope, "slope of log10 of the power over the background, per cm/s")
    Field.number("power_per_speed_interval", \.powerInterval, "its middle 95 % by blocks of 10 s")
    Field.number("power_speed_correlation", \.powerCorrelation, "correlation of power and speed")
    Field.number("speed_blocks", \.blocks, "blocks of 10 s that counted")
  }

  init?(from fields: FieldReader<SpeedEffect>) throws {
    guard fields.holds(\.speeds) else { return nil }
    speeds = try fields[\.speeds]
    frequency = try fields[\.frequency]
    power = try fields[\.power]
    frequencySlope = try fields.number(\.frequencySlope)
    frequencyInterval = try fields.number(\.frequencyInterval)
    frequencyCorrelation = try fields.number(\.frequencyCorrelation)
    frequencyAtRest = try fields.number(\.frequencyAtRest)
    powerSlope = try fields.number(\.powerSlope)
    powerInterval = try fields.number(\.powerInterval)
    powerCorrelation = try fields.number(\.powerCorrelation)
    blocks = try fields.number(\.blocks)
  }

  /// Samples a second that are compared.
  private static let rate = 10.0

  /// - Parameter speed: cm/s at a time; NaN where unknown.
  /// - Returns: `nil` where too little counts.
  init?(_ rhythm: ThetaRhythm, seed: UInt64, speed: (Double) -> Double) {
    let step = max(1, Int((rhythm.field.slowRate / Self.rate).rounded()))
    let samples = Array(stride(from: 0, to: rhythm.isUsed.count, by: step))
    let speeds = samples.map { speed(rhythm.field.time(ofSlow: $0)) }
    let rate = rhythm.field.slowRate / Double(step)
    // The frequency where there is theta, its power in all time that is not left out.
    let frequencies = samples.map { rhythm.isUsed[$0] ? rhythm.tracked.frequency[$0] : .nan }
    let powers = samples.map { sample -> Double in
      let strength = rhythm.tracked.strength[sample]
      return rhythm.field.isMasked[sample] || strength <= 0 ? .nan : log10(strength)
    }
    guard let frequency = SpeedDependence(frequencies, speed: speeds, rate: rate, seed: seed, name: "frequency"),
      let power = SpeedDependence(powers, speed: speeds, rate: rate, seed: seed, name: "power")
    else { return nil }
    let count = min(frequency.speeds.count, power.speeds.count)
    self.speeds = Array(frequency.speeds.prefix(count))
    self.frequency = Array(frequency.means.prefix(count))
    self.power = Array(power.means.prefix(count))
    frequencySlope = frequency.slope
    frequencyInterval = [frequency.interval.lowerBound, frequency.interval.upperBound]
    frequencyCorrelation = frequency.correlation
    frequencyAtRest = frequency.intercept
    powerSlope = power.slope
    powerInterval = [power.interval.lowerBound, power.interval.upperBound]
    powerCorrelation = power.correlation
    blocks = frequency.blocks
  }
}
