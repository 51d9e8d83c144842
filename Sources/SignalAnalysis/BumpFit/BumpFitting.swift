import ArrayNumerics
import CalciumBumps
import Foundation
import PopulationActivity
import Recordings
import Schema
import Stages

/// A bump of activity on a ring of regions, followed through the frames of a recording.
public enum BumpFitting: Stage {
  public typealias Input = BumpFittingInput

  public static let description = StageDescription(
    key: "bump-fit", group: .recordings, title: "Bump on the ring",
    summary: "ROI signals to a bump's centre, width and amplitude",
    purpose: """
      Follows one bump of activity through the signals of regions on a ring, as of E-PG neurons in the fly's ellipsoid body or \
      protocerebral bridge: where it is in every frame and how well that is known, how high and how wide it is, and whether \
      there is one at all; by a sampler, how many there are. The order of the regions is tested against permuted orders, a \
      second bump is looked for, and where the recording has a heading the bump is compared with it. Two simpler methods run \
      beside it.
      """,
    example: "canns-analyze bump-fit trial.mat -o results", version: 4,
    references: [
      .turnerEvans2017, .seelig2015, .rabiner1989, .schwarz1978, .wolff2015, .phipson2010,
      .kim2017, .green1995, .vehtari2021,
    ], usesSeed: true,
    inputName: "RECORDING")

  public static func input(from source: InputSource, parameters: BumpFittingParameters) throws -> BumpFittingInput {
    try BumpFittingInput(from: source, channel: parameters.otherChannel, stage: description.command)
  }

  public static func run(
    _ input: consuming Input, parameters: BumpFittingParameters, context: RunContext
  ) throws -> BumpFittingResult {
    let (recording, beside) = (input.recording, input.other)
    var frames = try RegionFrames(
      recording, cells: parameters.cells, time: parameters.time, stage: description.command)
    try context.reserve(
      HiddenMarkovBump.memoryForecast(
        frames: frames.times.count, regions: frames.ids.count, hasMomentum: parameters.hasMomentum),
      for: "A bump in \(counted(frames.times.count, "frame"))", remedy: "Take a part of the recording (--epoch).")
    try frames.prepare(parameters.prepared, stage: description.command, work: context.work)
    let placement = try PlacedRegions(
      frames, ring: parameters.ring, angles: parameters.angles, stage: description.command, work: context.work)
    let arrangement = placement.arrangement
    let signals = RingSignals(
      values: frames.values.selectingColumns(arrangement.columns), angles: arrangement.angles.map(wrapAngle),
      restarts: frames.restarts)
    let plain = try followed(signals, parameters, work: context.work)
    let indicator = IndicatorFacts(signals, parameters, step: frames.step, seed: context.seed)
    let decay = indicator?.model(rise: parameters.rise, step: frames.step)
    let fit = try decay.map { try followed($0.innovations(signals), parameters, work: context.work) } ?? plain
    // An order that was found in the signals cannot be tested on them.
    let ring =
      try parameters.permutations == 0 || placement.kind == .found
      ? nil
      : RingTest.run(
        fit.signals, learnsGain: fit.choice.isNormalized, permutations: parameters.permutations, seed: context.seed,
        work: context.work)
    let second = try fit.secondBumps(work: context.work)
    let methods = try BumpMethods(
      fit, recorded: signals, decay: decay.map { ($0, plain) },
      sampler: sampler(fit, second: second, recorded: signals, parameters, context), work: context.work)
    let options = HeadingOptions(rate: 1 / frames.step, stepSeconds: parameters.step, mostShifts: parameters.shifts)
    let other = try beside.flatMap {
      try otherChannel(
        $0, of: recording, beside: plain, at: arrangement, frames, parameters, options: options, work: context.work)
    }
    let method = parameters.resultMethod
    let track = BumpTrack(methods, method, frames: frames)
    let position = methods.position(method)
    let comparison = try frames.heading.flatMap {
      try HeadingFacts(
        position: position, present: methods.present(position), alone: methods.alone(method), heading: $0,
        restarts: signals.restarts, options: options, work: context.work)
    }
    let apart =
      frames.heading != nil && comparison == nil ? ["No two frames have a bump and a heading, so they are not compared."] : []
    let regions = RegionFacts(fit, frames: frames, placement: placement)
    let facts = FitFacts(fit, ring: ring, second: second, frames: frames, track: track)
    let (sampler, published) = methods.samplerFacts(unit: frames.unit)
    let unseen = plain.signals.observedFrames.count - fit.signals.observedFrames.count
    let unknown = DroppedItems("frames", count: unseen, reason: "a frame before, which the decay needs, is missing")
    return BumpFittingResult(
      track: track,
      regions: regions, fit: facts,
      indicator: indicator, methods: MethodTable(methods, heading: frames.heading, options: options), sampler: sampler,
      published: published, heading: comparison, other: other,
      notes: StageNotes(
        dropped: frames.dropped + placement.dropped + [unknown],
        warnings: frames.warnings + placement.warnings + apart + warnings(facts, regions, comparison, parameters)
          + samplerWarnings(sampler, facts, parameters) + (indicator?.warnings ?? [])
          + (other?.warnings ?? (beside == nil ? [] : ["No two frames have both bumps, so the channels are not compared."]))))
  }

  /// The hidden Markov fit, with what it refuses said to the person.
  static func followed(
    _ signals: RingSignals, _ parameters: BumpFittingParameters, work: Work
  ) throws -> HiddenMarkovBump {
    do {
      return try HiddenMarkovBump.fit(
        signals, normalizes: parameters.scale.normalizes, tempering: parameters.tempering,
        hasMomentum: parameters.hasMomentum, work: work)
    } catch let error as CalciumBumpsError {
      throw StageError.unusableData(
        stage: description.command, reason: error.reason,
        remedy: "Look at the signals with 'canns-analyze inspect'; check --cells, --epoch and --exclude.")
    }
  }
}

extension RegionScaling {
  /// What the engine is told; `nil` leaves it to the criterion.
  var normalizes: Bool? {
    switch self {
    case .auto: nil
    case .raw: false
    case .normalized: true
    }
  }
}
