import ArrayNumerics
import CalciumBumps
import Foundation
import Schema

/// The regions on the ring, and what the fit says of each.
public struct RegionFacts: FieldTable {
  /// `[region]`
  public var ids: [String]
  /// Where each stands, rad in [0, 2π), `[region]`.
  public var angles: [Double]
  /// In the unit of the signals, `[region]`.
  public var baseline: [Double]
  /// Height of a bump of amplitude 1 in this region, `[region]`.
  public var gain: [Double]
  /// Standard deviation of the noise, in the unit of the signals, `[region]`.
  public var noise: [Double]
  /// How they were placed: even, bridge, given or found.
  public var placement: String
  /// Unit of the signals.
  var unit: String
  /// Time constant of the bleaching that was taken out, s; `nil` where that was not asked.
  public var bleachingTime: Double?
  /// Log-likelihood per frame as a folded bridge and as an even ring, nats, and the phase of the right side, rad; `nil` where
  /// there are not as many regions as glomeruli.
  public var bridge: Double?, even: Double?, bridgeOffset: Double?
  /// That of an even ring with up to two bumps, nats; `nil` as well where one suits it better than the bridge.
  public var pair: Double?

  public static let fields = Field<RegionFacts>.table {
    Field.array("region_ids", \.ids, axes: ["region"], "identifier of each region")
    Field.array("region_angles", \.angles, unit: "rad", axes: ["region"], "where each region stands on the ring")
    Field.array(
      "region_baseline", \.baseline, unit: .of(\.unit, "that of the signals"), axes: ["region"], "signal without a bump")
    Field.array("region_gain", \.gain, axes: ["region"], "height of a bump of amplitude 1 in each region")
    Field.array(
      "region_noise", \.noise, unit: .of(\.unit, "that of the signals"), axes: ["region"],
      "standard deviation of the noise")
    Field.number("regions", \.ids.count, "regions that were used")
    Field.number("ring", \.placement, "how they were placed: even, bridge, given or found")
    Field.number("bleaching_time_s", \.bleachingTime, "time constant of the bleaching that was taken out")
    Field.number("bridge_log_likelihood", \.bridge, "log-likelihood per frame as a folded bridge, nats")
    Field.number("even_log_likelihood", \.even, "log-likelihood per frame as an even ring, nats")
    Field.number(
      "pair_log_likelihood", \.pair, "the same with up to two bumps, where the bridge was more likely than one, nats")
    Field.number("bridge_offset_rad", \.bridgeOffset, "phase of the right side of the bridge that is most likely")
  }

  init(from fields: FieldReader<RegionFacts>, unit: String) throws {
    self.unit = unit
    ids = try fields[\.ids]
    angles = try fields[\.angles]
    baseline = try fields[\.baseline]
    gain = try fields[\.gain]
    noise = try fields[\.noise]
    placement = try fields.number(\.placement)
    bleachingTime = try fields.number(\.bleachingTime)
    bridge = try fields.number(\.bridge)
    even = try fields.number(\.even)
    pair = try fields.number(\.pair)
    bridgeOffset = try fields.number(\.bridgeOffset)
  }

  init(_ fit: HiddenMarkovBump, frames: RegionFrames, placement: PlacedRegions) {
    let (scale, model) = (fit.scale, fit.model)
    (unit, bleachingTime) = (frames.unit, frames.bleachingTime)
    ids = placement.arrangement.columns.map { frames.ids[$0] }
    angles = model.angles
    baseline = ids.indices.map { scale.low[$0] + scale.range[$0] * model.baseline[$0] }
    gain = ids.indices.map { scale.range[$0] * model.gain[$0] / scale.meanRange }
    noise = ids.indices.map { scale.range[$0] * model.noise[$0].squareRoot() }
    self.placement = placement.kind.rawValue
    (bridge, even, bridgeOffset) = (placement.evidence?.bridge, placement.evidence?.even, placement.evidence?.offset)
    pair = placement.evidence?.pair
  }
}

/// What the hidden Markov fit found, and how far it can be relied on.
public struct FitFacts: FieldTable {
  /// Whether the signals speak for a bump, with the gain in log-likelihood over none and what it had to exceed, nats.
  var evidence: BumpEvidence
  /// The scale of the regions, and how it was chosen.
  var scale: ScaleChoice
  /// The order of the regions against permuted ones; `nil` where that was not asked.
  var ring: RingTest?
  /// The label and its numbers.
  var quality: BumpQuality
  /// Power of the likelihoods.
  public var tempering: Double
  /// Autocorrelation time of the residual, frames.
  public var correlationTime: Double
  /// κ of the profile that all frames share.
  public var concentration: Double
  /// Mean amplitude, in the unit of the signals.
  public var amplitude: Double
  /// Amplitude over the noise of a region.
  public var signalToNoise: Double
  /// Scale of the steps from frame to frame, rad.
  public var step: Double
  /// Probabilities per frame of going away and of coming back.
  public var offRate: Double, onRate: Double
  /// What velocities that last gain, nats per frame; their spread, rad/s, and how long they last, s; `nil` unless asked for.
  public var momentumGain: Double?, velocitySpread: Double?, velocityTime: Double?
  /// Median deviation of the position, rad: of the frames with a bump, or of all where none has one.
  public var deviation: Double
  /// Frames that were observed, and those of them with a bump.
  public var frames: Int, present: Int
  /// Frames per second.
  public var rate: Double
  /// Frames with a second bump: row of the frame, centre (rad), amplitude, z.
  public var secondBumps: Matrix<Double>

  public static let fields = Field<FitFacts>.table {
    Field.number("frames", \.frames, "frames with a value of every region")
    Field.number("frames_with_bump", \.present, "those of them with a bump: a presence above 0.5")
    Field.number("rate_hz", \.rate, "frames per second")
    Field.number("quality", \.quality.label.rawValue, "good, partial or poor")
    Field.number("usable_share", \.quality.usable, "share of the frames with a bump that is known to 0.2 rad")
    Field.number("presence_mean", \.quality.presence, "mean probability of a bump")
    Field.number("vague_share", \.quality.vague, "share of the frames with a deviation of 0.2 rad or more")
    Field.number("median_deviation_rad", \.deviation, "median standard deviation of the position in frames with a bump")
    Field.number("bump_found", \.evidence.isBump, "whether the signals speak for a bump at all")
    Field.number("evidence", \.evidence.gain, "twice the log-likelihood gained over noise and shared brightness, nats")
    Field.number("evidence_threshold", \.evidence.threshold, "what the evidence has to exceed")
    Field.number("ring_log_likelihood", \.ring?.logLikelihood, "log-likelihood per frame of the order of the regions, nats")
    Field.number("ring_margin", \.ring?.margin, "what that order gains over the best permuted one, nats per frame")
    Field.number("ring_p", \.ring?.pValue, "share of permuted orders as good, the true one counted")
    Field.array(
      "permuted_log_likelihood", \.ring?.permuted, unit: "nats", axes: ["order"], "log-likelihood per frame of permuted orders")
    Field.number("normalized", \.scale.isNormalized, "whether regions were brought to one range and their gains learnt")
    Field.number("normalization_gain", \.scale.gain, "twice the log-likelihood gained by that, nats; NaN where it was given")
    Field.number("normalization_threshold", \.scale.threshold, "what that has to exceed")
    Field.number("tempering", \.tempering, "power of the likelihoods")
    Field.number("residual_correlation_frames", \.correlationTime, "autocorrelation time of the residual")
    Field.number("kappa", \.concentration, "concentration of the profile")
    Field.number("fwhm_rad", \.fullWidth, "full width of the profile at half maximum")
    Field.number("amplitude", \.amplitude, "mean amplitude in the unit of the signals")
    Field.number("signal_to_noise", \.signalToNoise, "amplitude over the noise of a region")
    Field.number("step_scale_rad", \.step, "scale of the bump's steps from frame to frame")
    Field.number("off_rate", \.offRate, "probability per frame that the bump goes away")
    Field.number("on_rate", \.onRate, "probability per frame that it comes back")
    Field.number("momentum_gain", \.momentumGain, "log-likelihood that lasting velocities gain, nats per frame")
    Field.number("velocity_sd_rad_s", \.velocitySpread, "standard deviation of the bump's lasting velocity")
    Field.number("velocity_time_s", \.velocityTime, "time after which its autocorrelation has fallen to 1/e")
    Field.number("second_bump_share", \.secondShare, "share of the frames that show a second bump")
    Field.array(
      "second_bumps", \.secondBumps, axes: ["second", "4"], "frame (row of t), centre (rad), amplitude and z of second bumps")
  }

  init(from fields: FieldReader<FitFacts>) throws {
    frames = try fields.number(\.frames)
    present = try fields.number(\.present)
    rate = try fields.number(\.rate)
    deviation = try fields.number(\.deviation)
    evidence = BumpEvidence(gain: try fields.number(\.evidence.gain), threshold: try fields.number(\.evidence.threshold))
    if fields.holds(\.ring?.permuted), let permuted = try fields[\.ring?.permuted],
      let logLikelihood = try fields.number(\.ring?.logLikelihood)
    {
      ring = RingTest(logLikelihood: logLikelihood, permuted: permuted)
    }
    scale = ScaleChoice(
      isNormalized: try fields.number(\.scale.isNormalized), gain: try fields.number(\.scale.gain),
      threshold: try fields.number(\.scale.threshold))
    quality = BumpQuality(
      usable: try fields.number(\.quality.usable), presence: try fields.number(\.quality.presence),
      vague: try fields.number(\.quality.vague), isBump: evidence.isBump, isRing: ring.map { $0.margin > 0 })
    tempering = try fields.number(\.tempering)
    correlationTime = try fields.number(\.correlationTime)
    concentration = try fields.number(\.concentration)
    amplitude = try fields.number(\.amplitude)
    signalToNoise = try fields.number(\.signalToNoise)
    step = try fields.number(\.step)
    (offRate, onRate) = (try fields.number(\.offRate), try fields.number(\.onRate))
    (momentumGain, velocitySpread) = (try fields.number(\.momentumGain), try fields.number(\.velocitySpread))
    velocityTime = try fields.number(\.velocityTime)
    secondBumps = try fields[\.secondBumps]
    quality.second = secondShare
  }

  /// - Parameter track: whose frames are judged, where it knows presence and deviation; else those of the fit are.
  init(_ fit: HiddenMarkovBump, ring: RingTest?, second: SecondBumps, frames: RegionFrames, track: BumpTrack) {
    let model = fit.model
    (evidence, scale, self.ring) = (fit.evidence, fit.choice, ring)
    let seen = fit.signals.observedFrames
    let isJudged = seen.contains { track.presence[$0].isFinite && track.centerDeviation[$0].isFinite }
    let deviations = isJudged ? track.centerDeviation : fit.posterior.deviation
    quality = BumpQuality(
      presence: isJudged ? track.presence : fit.posterior.presence, deviation: deviations, frames: seen,
      second: Double(second.found.count) / Double(max(1, seen.count)), isBump: fit.evidence.isBump,
      isRing: ring.map { $0.margin > 0 })
    (tempering, correlationTime) = (fit.tempering, fit.correlationTime)
    (concentration, step, signalToNoise) = (model.concentration, model.step, model.signalToNoise)
    amplitude = model.amplitude * fit.scale.meanRange
    (offRate, onRate) = (model.offRate, model.onRate)
    let presence = isJudged ? track.presence : fit.posterior.presence
    let withBump = seen.filter { presence[$0] > BumpQuality.presentAbove }
    present = withBump.count
    deviation = median((withBump.isEmpty ? seen : withBump).map { deviations[$0] }.filter(\.isFinite))
    self.frames = fit.signals.observedFrames.count
    rate = 1 / frames.step
    (momentumGain, velocitySpread) = (fit.momentum?.gain, fit.momentum.map { $0.spread / frames.step })
    velocityTime = fit.momentum.map { -frames.step / log($0.persistence) }
    secondBumps = Matrix(
      rows: second.found.count, columns: 4,
      elements: second.found.flatMap { [Double($0.frame), $0.position, $0.amplitude * fit.scale.meanRange, $0.z] })
  }
}

extension FitFacts {
  /// rad
  var fullWidth: Double { BumpModel.fullWidth(concentration: concentration) }
  /// 0 to 1
  var secondShare: Double { Double(secondBumps.rows) / Double(max(1, frames)) }
}
