import ArrayNumerics
import CalciumBumps
import Schema

/// The bump in every frame.
public struct BumpTrack: FieldTable {
  /// `[time]`, s.
  public var t: [Double]
  /// Index of each frame in the recording, `[time]`.
  public var frame: [Int]
  /// rad in [0, 2π), `[time]`; NaN where there is no bump.
  public var center: [Double]
  /// Standard deviation of the posterior, rad, `[time]`.
  public var centerDeviation: [Double]
  /// Ends of the central 90 % of the posterior, rad in [0, 2π), `[time]`.
  public var centerLow: [Double], centerHigh: [Double]
  /// Where the bump is, or would be while it is away, rad in [0, 2π), `[time]`.
  public var position: [Double]
  /// In `amplitudeUnit`, `[time]`; NaN where there is no bump.
  public var amplitude: [Double]
  /// Full width at half maximum, rad, `[time]`; NaN where there is no bump.
  public var width: [Double]
  /// Posterior probability of a bump, `[time]`.
  public var presence: [Double]
  /// The signals that were fitted, `[time, region]`, in the unit of the recording.
  public var signals: Matrix<Float>
  /// What the fit makes of them, `[time, region]`.
  public var reconstruction: Matrix<Float>
  /// κ of each frame, `[time]`; NaN where there is no bump.
  public var concentration: [Double]
  /// Rows frame, centre (rad), amplitude, κ and weight, one for each bump.
  public var bumps: Matrix<Double>
  /// Unit of the signals.
  public var unit: String
  /// Unit of the amplitude: that of the signals, or none for the strength of a population vector.
  public var amplitudeUnit: String

  public static let fields = Field<BumpTrack>.table {
    Field.array("t", \.t, unit: "s", axes: ["time"], "time of each frame")
    Field.array("frame", \.frame, axes: ["time"], "index of each frame in the recording")
    Field.array("center", \.center, unit: "rad", axes: ["time"], "centre of the bump in [0, 2 pi); NaN where there is none")
    Field.array(
      "center_sd", \.centerDeviation, unit: "rad", axes: ["time"], "standard deviation of the posterior of the position")
    Field.array("center_low", \.centerLow, unit: "rad", axes: ["time"], "lower end of the central 90 % of the posterior")
    Field.array("center_high", \.centerHigh, unit: "rad", axes: ["time"], "upper end of it")
    Field.array(
      "position", \.position, unit: "rad", axes: ["time"], "centre, or where the bump would be while it is away")
    Field.array(
      "amplitude", \.amplitude, unit: .of(\.amplitudeUnit, "that of the signals"), axes: ["time"],
      "height of the bump; NaN where there is none")
    Field.array(
      "width", \.width, unit: "rad", axes: ["time"], "full width of the bump at half maximum; NaN where there is none")
    Field.array("presence", \.presence, axes: ["time"], "posterior probability of a bump; NaN in frames without a value")
    Field.array(
      "reconstruction", \.reconstruction, unit: .of(\.unit, "that of the signals"), axes: ["time", "region"],
      "signals as the fit has them")
    Field.array(
      "signals", \.signals, unit: .of(\.unit, "that of the signals"), axes: ["time", "region"], "signals that were fitted")
    Field.array("kappa", \.concentration, axes: ["time"], "concentration of the profile exp(kappa (cos d - 1))")
    Field.array(
      "bumps", \.bumps, axes: ["bump", "5"],
      "one row for each bump: frame (row of t), centre (rad), amplitude, kappa, weight (probability)")
    Field.number("signal_unit", \.unit, "unit of the signals")
    Field.number("amplitude_unit", \.amplitudeUnit, "unit of the amplitude")
  }

  init(from fields: FieldReader<BumpTrack>) throws {
    t = try fields[\.t]
    frame = try fields[\.frame]
    center = try fields[\.center]
    centerDeviation = try fields[\.centerDeviation]
    centerLow = try fields[\.centerLow]
    centerHigh = try fields[\.centerHigh]
    position = try fields[\.position]
    amplitude = try fields[\.amplitude]
    width = try fields[\.width]
    presence = try fields[\.presence]
    reconstruction = try fields[\.reconstruction]
    signals = try fields[\.signals]
    concentration = try fields[\.concentration]
    bumps = try fields[\.bumps]
    unit = try fields.number(\.unit)
    amplitudeUnit = try fields.number(\.amplitudeUnit)
  }

  /// The track of one method.
  init(_ methods: BumpMethods, _ method: BumpMethod, frames: RegionFrames) {
    let (fit, posterior) = (methods.fit, methods.fit.posterior)
    let count = frames.times.count
    let unknown = [Double](repeating: .nan, count: count)
    (t, frame) = (frames.times, frames.frames)
    (unit, amplitudeUnit) = (frames.unit, frames.unit)
    signals = methods.recorded.values.map(Float.init)
    position = methods.position(method)
    (centerDeviation, centerLow, centerHigh, presence) = (unknown, unknown, unknown, unknown)
    (amplitude, width, concentration, center) = (unknown, unknown, unknown, position)
    reconstruction = Matrix(rows: count, columns: signals.columns, repeating: .nan)
    bumps = Matrix(rows: 0, columns: 5, repeating: 0)
    if method == .sampler { center = unknown }
    switch method {
    case .hiddenMarkov:
      (centerDeviation, presence, concentration) = (posterior.deviation, posterior.presence, posterior.concentration)
      (centerLow, centerHigh) = (posterior.low, posterior.high)
      for frame in 0..<count {
        if !posterior.isPresent(frame) { center[frame] = .nan }
        amplitude[frame] = posterior.isPresent(frame) ? posterior.amplitude[frame] * fit.scale.meanRange : .nan
      }
      let expected = fit.scale.undone(posterior.reconstruction)
      reconstruction = methods.decay.map { $0.model.traced(expected, of: methods.recorded) } ?? expected
    case .populationVector:
      amplitude = methods.vector.strength
      amplitudeUnit = ""
    case .sampler:
      switch methods.sampler {
      case .reversibleJump(let sampled): take(sampled, methods)
      case .published(let fit): take(fit)
      case nil: break
      }
      return
    case .vonMises:
      let plain = methods.plain
      amplitude = methods.leastSquares.amplitude.map { $0 * plain.scale.meanRange }
      concentration = methods.leastSquares.concentration
      reconstruction = plain.scale.undone(methods.leastSquares.reconstruction(plain.signals))
    }
    width = concentration.map { BumpModel.fullWidth(concentration: $0) }
    bumps = oneEach
  }

  /// A row for each frame with a bump.
  private var oneEach: Matrix<Double> {
    let rows = center.indices.filter { center[$0].isFinite }
    return Matrix(
      rows: rows.count, columns: 5,
      elements: rows.flatMap { row in
        [Double(row), center[row], amplitude[row], concentration[row], presence[row].isNaN ? 1 : presence[row]]
      })
  }

  /// What samples say of each frame: the strongest bump in the arrays, all that are likely in the rows.
  private mutating func take(_ sampled: SampledBumps, _ methods: BumpMethods) {
    let fit = methods.fit
    var rows: [Double] = []
    var expected = sampled.samples.expected
    for (row, frame) in sampled.posterior.frames.enumerated() {
      for region in 0..<expected.columns {
        expected[row, region] =
          fit.signals.isObserved[row] ? expected[row, region] + Float(sampled.samples.model.observation.baseline[region]) : .nan
      }
      guard let bump = frame.bumps.first else { continue }
      (centerDeviation[row], centerLow[row], centerHigh[row]) = (bump.deviation, bump.low, bump.high)
      guard fit.signals.isObserved[row], frame.isPresent else { continue }
      center[row] = bump.center
      amplitude[row] = bump.height * fit.scale.meanRange
      (width[row], concentration[row]) = (bump.width, bump.concentration)
      rows += frame.bumps.flatMap {
        [Double(row), $0.center, $0.height * fit.scale.meanRange, $0.concentration, $0.weight]
      }
    }
    presence = sampled.posterior.frames.indices.map { row in
      fit.signals.isObserved[row] ? sampled.posterior.frames[row].presence : .nan
    }
    bumps = Matrix(rows: rows.count / 5, columns: 5, elements: rows)
    let seen = fit.scale.undone(expected)
    reconstruction = methods.decay.map { $0.model.traced(seen, of: methods.recorded) } ?? seen
  }

  /// The last state of the sampler of canns: the highest bump in the arrays, all in the rows.
  private mutating func take(_ fit: PublishedFit) {
    var rows: [Double] = []
    for (row, set) in fit.sets.enumerated() {
      presence[row] = set.isEmpty ? 0 : 1
      for region in 0..<reconstruction.columns {
        reconstruction[row, region] = Float(fit.median * (Double(fit.prediction[row, region]) + 1))
      }
      rows += set.flatMap { [Double(row), $0.center, fit.height($0), $0.concentration, 1] }
      guard let bump = fit.highest(set) else { continue }
      (center[row], amplitude[row], concentration[row]) = (bump.center, fit.height(bump), bump.concentration)
      width[row] = BumpModel.fullWidth(concentration: bump.concentration)
    }
    bumps = Matrix(rows: rows.count / 5, columns: 5, elements: rows)
  }
}
