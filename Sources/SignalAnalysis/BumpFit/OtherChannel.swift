import ArrayNumerics
import CalciumBumps
import PopulationActivity
import Recordings
import Schema
import Stages

/// The bump of another channel, as of a second cell type in another colour, against that of the first.
public struct OtherChannel: FieldTable {
  /// Where its bump is or would be, rad in [0, 2π), with the deviation, and its probability, `[time]`.
  public var position: [Double], deviation: [Double], presence: [Double]
  /// Of its bump, in the unit of the signals, `[time]`; NaN where there is none.
  public var amplitude: [Double]
  /// Unit of the signals.
  var unit: String
  /// Frames in which both bumps are there.
  public var frames: Int
  /// Share of its frames with a bump that is known to 0.2 rad.
  public var usable: Double
  /// Its movements against those of the first bump.
  var match: HeadingMatch
  /// p by circular shifts of 20 s or more; NaN where the recording is too short for any.
  public var correlationP: Double, resultantP: Double, windowedP: Double
  /// Mean over the regions of the correlation of what both fits leave over in the same region, and in that opposite.
  public var sameRest: Double, oppositeRest: Double

  public static let fields = Field<OtherChannel>.table {
    Field.array(
      "other_position", \.position, unit: "rad", axes: ["time"], "place of the bump of the other channel in [0, 2 pi)")
    Field.array("other_sd", \.deviation, unit: "rad", axes: ["time"], "standard deviation of its posterior")
    Field.array("other_presence", \.presence, axes: ["time"], "posterior probability of that bump")
    Field.array(
      "other_amplitude", \.amplitude, unit: .of(\.unit, "that of the signals"), axes: ["time"],
      "height of that bump; NaN where there is none")
    Field.number("other_unit", \.unit, "unit of the signals of the other channel")
    Field.number("other_frames", \.frames, "frames with both bumps, which were compared")
    Field.number("other_usable_share", \.usable, "share of the frames with a bump of the other channel known to 0.2 rad")
    Field.number("other_direction", \.match.direction, "1 where both bumps turn the same way, -1 against each other")
    Field.number("other_correlation", \.match.correlation, "correlation of the movements of both bumps, without its sign")
    Field.number("other_correlation_p", \.correlationP, "its p")
    Field.number("other_best_correlation", \.match.bestCorrelation, "correlation at the best lag")
    Field.number(
      "other_lag_s", \.match.lag, "best lag, by which the other bump trails the first; with what the indicators differ by")
    Field.number("other_gain", \.match.gain, "turn of the other bump for one of the first")
    Field.number("other_offset_rad", \.match.offset, "mean of the other bump less the first")
    Field.number("other_resultant", \.match.resultant, "resultant of that difference over the whole recording")
    Field.number("other_resultant_p", \.resultantP, "its p")
    Field.number("other_windowed_resultant", \.match.windowedResultant, "median of it in sliding windows of 10 s")
    Field.number("other_windowed_resultant_p", \.windowedP, "its p")
    Field.number(
      "other_rest_correlation", \.sameRest, "correlation of what both fits leave over in the same region, mean over regions")
    Field.number("other_rest_opposite", \.oppositeRest, "the same with the region opposite")
  }

  /// From this difference of both correlations on, light of one channel is likely to be seen in the other.
  static let mostBleeding = 0.2

  /// What a region shares with the same one of the other channel and not with that opposite.
  public var bleeding: Double { sameRest - oppositeRest }

  /// Mean of the other bump less the first, degrees in [−180, 180).
  var offsetDegrees: Double { angleDifference(match.offset, 0) * 180 / .pi }

  init?(from fields: FieldReader<OtherChannel>) throws {
    guard fields.holds(\.position) else { return nil }
    (position, deviation) = (try fields[\.position], try fields[\.deviation])
    (presence, amplitude) = (try fields[\.presence], try fields[\.amplitude])
    unit = try fields.number(\.unit)
    (frames, usable) = (try fields.number(\.frames), try fields.number(\.usable))
    (correlationP, resultantP) = (try fields.number(\.correlationP), try fields.number(\.resultantP))
    windowedP = try fields.number(\.windowedP)
    (sameRest, oppositeRest) = (try fields.number(\.sameRest), try fields.number(\.oppositeRest))
    match = HeadingMatch(
      direction: try fields.number(\.match.direction), correlation: try fields.number(\.match.correlation),
      bestCorrelation: try fields.number(\.match.bestCorrelation), lag: try fields.number(\.match.lag),
      gain: try fields.number(\.match.gain), offset: try fields.number(\.match.offset),
      resultant: try fields.number(\.match.resultant), windowedResultant: try fields.number(\.match.windowedResultant),
      drift: .nan, slips: .nan)
  }

  /// - Parameters:
  ///   - fit: of the other channel, of the regions that the first has too.
  ///   - first: of the first channel.
  /// - Returns: `nil` where both bumps are not known together in two frames.
  /// - Throws: `CancellationError`.
  init?(_ fit: HiddenMarkovBump, against first: HiddenMarkovBump, unit: String, options: HeadingOptions, work: Work) throws {
    func present(_ fit: HiddenMarkovBump) -> [Double] {
      fit.posterior.position.indices.map {
        fit.signals.isObserved[$0] && fit.posterior.isPresent($0) ? fit.posterior.position[$0] : .nan
      }
    }
    let (own, others) = (present(fit), present(first))
    guard
      let pair = BumpAndHeading(
        bump: own, alone: fit.posterior.alone, heading: others, restarts: fit.signals.restarts, options: options)
    else { return nil }
    (position, deviation, presence) = (fit.posterior.position, fit.posterior.deviation, fit.posterior.presence)
    amplitude = own.indices.map { own[$0].isFinite ? fit.posterior.amplitude[$0] * fit.scale.meanRange : .nan }
    self.unit = unit
    frames = own.indices.count { own[$0].isFinite && others[$0].isFinite }
    let quality = BumpQuality(
      presence: presence, deviation: deviation, frames: fit.signals.observedFrames, second: 0, isBump: fit.evidence.isBump,
      isRing: nil)
    usable = quality.usable
    match = pair.match()
    let null = try pair.null(work: work)
    correlationP = nullShare(match.correlation, null.map(\.correlation))
    resultantP = nullShare(match.resultant, null.map(\.resultant))
    windowedP = nullShare(match.windowedResultant, null.map(\.windowedResultant))
    (sameRest, oppositeRest) = try Self.rests(fit, first)
  }

  /// Correlations of what the fits leave over, in the same region and in the one nearest to opposite; means over the regions.
  private static func rests(
    _ one: HiddenMarkovBump, _ two: HiddenMarkovBump
  ) throws -> (same: Double, opposite: Double) {
    func rest(_ fit: HiddenMarkovBump, _ region: Int, _ frames: [Int]) -> [Double] {
      frames.map { fit.signals.values[$0, region] - Double(fit.posterior.reconstruction[$0, region]) }
    }
    let frames = one.signals.observedFrames.filter { two.signals.isObserved[$0] }
    let angles = one.signals.angles
    let seen = two.signals.angles
    func nearest(_ angle: Double) -> Int? {
      seen.indices.min { (abs(angleDifference(seen[$0], angle)), $0) < (abs(angleDifference(seen[$1], angle)), $1) }
    }
    func shared(_ turn: Double) throws -> Double {
      let found = try angles.indices.compactMap { region in
        try nearest(angles[region] + turn).map {
          try pearsonCorrelation(rest(one, region, frames), rest(two, $0, frames))
        }
      }
      return mean(found.filter(\.isFinite))
    }
    return (try shared(0), try shared(.pi))
  }
}

extension OtherChannel {
  /// What has to be said of the comparison.
  var warnings: [String] {
    var warnings: [String] = []
    if usable < BumpQuality.bounds.partial {
      warnings.append(
        "The bump of the other channel is known to 0.2 rad in \(percent(usable)) of the frames only: its comparison is poor.")
    }
    if bleeding > Self.mostBleeding {
      warnings.append(
        sentence {
          "What both channels leave over correlates by \(formatted(sameRest, digits: 2)) in the same region and "
          "\(formatted(oppositeRest, digits: 2)) in that opposite: light of one channel may be seen in the other, or tissue "
          "moves."
        })
    }
    return warnings
  }
}

extension BumpFitting {
  /// The other channel's bump, on the places of the first, against it; both as they were recorded.
  ///
  /// - Throws: `StageError.unusableData` for a channel of other frames or regions.
  static func otherChannel(
    _ signals: ROISignals, of recording: Recording, beside first: HiddenMarkovBump, at arrangement: RingArrangement,
    _ frames: RegionFrames, _ parameters: BumpFittingParameters, options: HeadingOptions, work: Work
  ) throws -> OtherChannel? {
    var whole = recording
    whole.roiSignals = signals
    var own = try RegionFrames(whole, cells: parameters.cells, time: parameters.time, stage: description.command)
    guard own.frames == frames.frames, own.ids.count == frames.ids.count else {
      throw StageError.unusableData(
        stage: description.command,
        reason: sentence {
          "the other channel has \(counted(own.frames.count, "frame")) of \(counted(own.ids.count, "region")), and the first "
          "\(counted(frames.frames.count, "frame")) of \(counted(frames.ids.count, "region"))."
        }, remedy: "Two bumps are compared in the same frames and regions.")
    }
    try own.prepare(parameters.prepared, stage: description.command, work: work)
    let used = arrangement.columns.indices.filter { own.isUsed[arrangement.columns[$0]] }
    let ring = RingSignals(
      values: own.values.selectingColumns(used.map { arrangement.columns[$0] }),
      angles: used.map { wrapAngle(arrangement.angles[$0]) }, restarts: own.restarts)
    return try OtherChannel(
      followed(ring, parameters, work: work), against: first, unit: own.unit, options: options, work: work)
  }
}
