import ArrayNumerics
import Foundation
import Oscillations
import Schema

/// The shape of theta: its average waveform, and its cycles one by one.
public struct ThetaWaveform: FieldTable {
  /// Tracked phases from where phase 0 was asked to be, rad, and the average waveform there, in amplitudes of the fundamental.
  public var phases: [Double], values: [Double]
  /// The phase by the shape at the same tracked phases, rad: peak 0, half height 90°, trough 180°.
  public var shapePhases: [Double]
  /// Phases of the peak, the decay, the trough and the rise, from where phase 0 was asked to be, degrees.
  public var knots: [Double]
  /// The shares of the average cycle in which it rises, and in which it is above half of its height.
  public var riseShare: Double, peakShare: Double
  /// Amplitudes of the harmonics 2 to 4 over the first.
  public var harmonics: [Double]
  /// Of each cycle the time of its peak and its period, s, the shares of rise and peak, and its height.
  public var peakTimes: [Double], periods: [Double], riseShares: [Double], peakShares: [Double], heights: [Double]
  /// The unit of the samples.
  public var unit: String

  public static let fields = Field<ThetaWaveform>.table {
    Field.array("waveform_phase", \.phases, unit: "rad", axes: ["waveform"], "phase of theta")
    Field.array("waveform", \.values, axes: ["waveform"], "average waveform, in amplitudes of the fundamental")
    Field.array(
      "waveform_shape_phase", \.shapePhases, unit: "rad", axes: ["waveform"],
      "phase by the shape: 0 at the peak, 90, 180 and 270 degrees at decay, trough and rise")
    Field.array("cycle_t", \.peakTimes, unit: "s", axes: ["cycle"], "time of the peak of each cycle")
    Field.array("cycle_period", \.periods, unit: "s", axes: ["cycle"], "from trough to trough")
    Field.array("cycle_rise", \.riseShares, axes: ["cycle"], "share of the cycle in which it rises")
    Field.array("cycle_peak", \.peakShares, axes: ["cycle"], "share of the cycle above half of its height")
    Field.array(
      "cycle_height", \.heights, unit: .of(\.unit, "that of the field potential"), axes: ["cycle"],
      "peak over the mean of both troughs")
    Field.number("waveform_knots_deg", \.knots, "phases of peak, decay, trough and rise of the average waveform")
    Field.number("waveform_rise", \.riseShare, "share of the average cycle in which it rises")
    Field.number("waveform_peak", \.peakShare, "share of the average cycle above half of its height")
    Field.number("waveform_harmonics", \.harmonics, "amplitudes of the harmonics 2 to 4 over the first")
    Field.number("cycles", \.peakTimes.count, "complete cycles while there is theta")
    Field.number("cycle_rise_median", \.medianRise, "median of cycle_rise")
    Field.number("cycle_peak_median", \.medianPeak, "median of cycle_peak")
  }

  var medianRise: Double { riseShares.isEmpty ? .nan : median(riseShares) }
  var medianPeak: Double { peakShares.isEmpty ? .nan : median(peakShares) }

  init?(from fields: FieldReader<ThetaWaveform>, unit: String) throws {
    guard fields.holds(\.phases) else { return nil }
    phases = try fields[\.phases]
    values = try fields[\.values]
    shapePhases = try fields[\.shapePhases]
    knots = try fields.number(\.knots)
    riseShare = try fields.number(\.riseShare)
    peakShare = try fields.number(\.peakShare)
    harmonics = try fields.number(\.harmonics)
    peakTimes = try fields[\.peakTimes]
    periods = try fields[\.periods]
    riseShares = try fields[\.riseShares]
    peakShares = try fields[\.peakShares]
    heights = try fields[\.heights]
    self.unit = unit
  }

  /// Points of the average waveform.
  private static let points = 72

  /// - Parameter zero: added to the phase of the peak, rad.
  init?(_ rhythm: ThetaRhythm, zero: Double, unit: String) throws {
    guard let shape = rhythm.shape else { return nil }
    phases = (0..<Self.points).map { 2 * .pi * Double($0) / Double(Self.points) }
    values = phases.map { shape.value(at: $0 - zero) }
    shapePhases = shape.phases(phases.map { wrapAngle($0 - zero) })
    knots = shape.knots.map { rounded(wrapAngle($0 + zero) * 180 / .pi) }
    (riseShare, peakShare) = (shape.riseShare, shape.peakShare)
    harmonics = shape.harmonics.dropFirst().map(\.magnitude)
    let cycles = try rhythm.waves().cycles
    peakTimes = cycles.map { rhythm.field.start + $0.peak }
    periods = cycles.map(\.period)
    riseShares = cycles.map(\.riseShare)
    peakShares = cycles.map(\.peakShare)
    heights = cycles.map(\.height)
    self.unit = unit
  }
}
