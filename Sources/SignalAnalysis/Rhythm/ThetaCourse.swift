import ArrayNumerics
import Foundation
import Oscillations
import Schema

/// Theta over time.
public struct ThetaCourse: FieldTable {
  /// Of every sample up to 2,000 Hz, else of 1,000 to 2,000 a second, s.
  public var times: [Double]
  /// Radians in [0, 2π); NaN in time that is left out.
  public var phase: [Double]
  /// Of the fundamental, in the unit of the field potential.
  public var amplitude: [Double]
  /// Hz.
  public var frequency: [Double]
  /// Whether there is theta.
  public var isTheta: [Bool]
  /// Power over the background at the tracked frequency.
  public var strength: [Float]
  /// From when to when there is theta `[bout, 2]`, s.
  public var bouts: Matrix<Double>
  /// A few seconds of the field potential as it was recorded: times, s, and values.
  public var traceTimes: [Double], trace: [Double]
  /// The unit of the samples.
  public var unit: String

  public static let fields = Field<ThetaCourse>.table {
    Field.array("t", \.times, unit: "s", axes: ["time"], "time of each sample")
    Field.array("phase", \.phase, unit: "rad", axes: ["time"], "phase of theta in [0, 2 pi); NaN where left out")
    Field.array(
      "amplitude", \.amplitude, unit: .of(\.unit, "that of the field potential"), axes: ["time"],
      "amplitude of the fundamental")
    Field.array("frequency_inst", \.frequency, unit: "Hz", axes: ["time"], "frequency of theta")
    Field.array("strength", \.strength, axes: ["time"], "power over the background at that frequency")
    Field.array("is_theta", \.isTheta, axes: ["time"], "whether there is theta")
    Field.array("bouts", \.bouts, unit: "s", axes: ["bout", "2"], "from when to when there is theta")
    Field.array("trace_t", \.traceTimes, unit: "s", axes: ["trace"], "times of an example")
    Field.array(
      "trace", \.trace, unit: .of(\.unit, "that of the field potential"), axes: ["trace"],
      "the field potential in the example, in the polarity that was analysed")
  }

  init(from fields: FieldReader<ThetaCourse>, unit: String) throws {
    times = try fields[\.times]
    phase = try fields[\.phase]
    amplitude = try fields[\.amplitude]
    frequency = try fields[\.frequency]
    strength = try fields[\.strength]
    isTheta = try fields[\.isTheta]
    bouts = try fields[\.bouts]
    traceTimes = try fields[\.traceTimes]
    trace = try fields[\.trace]
    self.unit = unit
  }

  /// The length of the example, s.
  static let traceLength = 3.0

  /// - Parameter zero: added to the phase of the peak, rad.
  init(_ rhythm: consuming ThetaRhythm, zero: Double, unit: String) {
    let samples = Self.example(rhythm, factor: rhythm.field.factor)
    trace = samples.map { rhythm.field.base[$0] }
    // These are the longest arrays of all: what is not needed beside them goes.
    let count = rhythm.field.base.count
    rhythm.field.forgetBase()
    let field = rhythm.field
    let factor = field.factor
    let tracked = rhythm.tracked
    func fine(_ values: [Double]) -> [Double] { interpolate(values, factor: factor, count: count) }
    func shown(_ values: consuming [Double], _ change: (Double) -> Double = { $0 }) -> [Double] {
      for sample in values.indices {
        let isLeftOut = field.isMasked[min((sample + factor / 2) / factor, field.slow.count - 1)]
        values[sample] = isLeftOut ? .nan : change(values[sample])
      }
      return values
    }
    // Before the others, since it is in double precision meanwhile.
    strength = shown(fine(tracked.strength)).map(Float.init)
    times = (0..<count).map { field.start + Double($0) / field.baseRate }
    // Unwrapped, so that a straight line lies between two samples.
    phase = shown(rhythm.fine?.phase ?? fine(unwrapAngles(tracked.phase))) { wrapAngle($0 + zero) }
    amplitude = shown(rhythm.fine?.amplitude ?? fine(tracked.amplitude))
    frequency = shown(fine(tracked.frequency))
    var isTheta = [Bool](repeating: false, count: count)
    for bout in rhythm.bouts.stretches {
      for sample in bout.lowerBound * factor..<min(count, bout.upperBound * factor) { isTheta[sample] = true }
    }
    self.isTheta = isTheta
    bouts = Matrix(
      rows: rhythm.bouts.stretches.count, columns: 2,
      elements: rhythm.bouts.stretches.flatMap { [field.time(ofSlow: $0.lowerBound), field.time(ofSlow: $0.upperBound)] })
    traceTimes = samples.map { field.start + Double($0) / field.baseRate }
    self.unit = unit
  }

  /// The middle of the longest bout, or of the recording.
  private static func example(_ rhythm: ThetaRhythm, factor: Int) -> Range<Int> {
    let count = rhythm.field.base.count
    let length = min(count, Int(traceLength * rhythm.field.baseRate))
    let longest = rhythm.bouts.stretches.max { ($0.count, -$0.lowerBound) < ($1.count, -$1.lowerBound) }
    let middle = longest.map { ($0.lowerBound + $0.upperBound) / 2 * factor } ?? count / 2
    let first = min(max(0, middle - length / 2), count - length)
    return first..<first + length
  }
}
