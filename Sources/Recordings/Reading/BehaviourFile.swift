import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// A recording whose behaviour is in a file of its own: spikes in one table and the path in another, a folder of a sorter and a
/// file of the tracking.
extension RecordingReader {
  /// Roles of `--map` that speak of the behaviour's file when there is one.
  private static let behaviourRoles: Set<Role> = [
    .time, .x, .y, .position, .headDirection, .positionUnit, .epochs, .epochNames,
  ]

  /// Options for the recording and for the file of its behaviour.
  static func split(_ options: ReadingOptions) -> (recording: ReadingOptions, behaviour: ReadingOptions) {
    var (recording, behaviour) = (options, options)
    recording.map = options.map.filter { !(Role(mapKey: $0.key).map(behaviourRoles.contains) ?? false) }
    behaviour.map = options.map.filter { Role(mapKey: $0.key).map(behaviourRoles.contains) ?? false }
    (recording.behaviour, behaviour.behaviour) = (nil, nil)
    recording.poses = PoseOptions()
    (behaviour.cells, behaviour.module, behaviour.spikeTimeUnit) = (nil, nil, nil)
    return (recording, behaviour)
  }

  /// Puts trajectory and epochs of another file into a recording. Both are taken to be on one clock.
  ///
  /// - Throws: `FileError` when that file cannot be read or has no behaviour.
  static func join(
    _ recording: Recording, behaviour url: URL, options: ReadingOptions, spikeOrigin: UnitOrigin
  ) throws -> Recording {
    var source = try ArraySource(contentsOf: url, threads: options.threads)
    // Of a table with a table of spikes beside it only the behaviour is meant.
    if source.format == TableFolder.format, source.url == url { source = try ArraySource(contentsOf: url, asSession: false) }
    let other = try readAny(source, options: options)
    guard let trajectory = other.trajectory else {
      throw FileError.unusable(
        "no position and no head direction with times were found in it.", file: url.lastPathComponent,
        remedy: "A table has columns such as t,x,y,hd; for other names give --map t=NAME,x=NAME,y=NAME.")
    }
    var joined = recording
    if recording.trajectory != nil {
      // What was said of it, and a unit that is meant for the other file, is of no use any more.
      joined.findings.removeAll { ["position", "head direction"].contains($0.what) }
      joined.findings.append(
        Finding(
          .warning, "position", "the recording has a trajectory of its own; that of \(url.lastPathComponent) took its place."))
    }
    joined.trajectory = trajectory
    joined.positionUnit = other.positionUnit
    if !other.epochs.isEmpty { joined.epochs = other.epochs }
    joined.source.behaviour = other.source.url
    joined.findings.append(
      Finding(
        .found, "behaviour",
        "trajectory from \(url.lastPathComponent) (\(other.source.format)), taken to be on the clock of the recording."))
    joined.findings += other.findings.filter { ["time", "position", "head direction"].contains($0.what) }
    joined.findings += try overlap(joined, spikeOrigin: spikeOrigin)
    return joined
  }

  /// Whether the recording and its behaviour lie in the same time.
  ///
  /// - Throws: `FileError` when nearly all spikes lie elsewhere.
  private static func overlap(_ recording: Recording, spikeOrigin: UnitOrigin) throws -> [Finding] {
    guard let t = recording.trajectory?.t, let first = t.first, let last = t.last else { return [] }
    switch recording.spikes {
    case .trains(let trains)?:
      let total = trains.reduce(0) { $0 + $1.count }
      let outside = try trains.reduce(0) { sum, train in sum + (try train.times).count { $0 < first || $0 > last } }
      let check = SpikeClockCheck(
        try trains.map { TrainSurvey(try $0.times) }, outside: outside, tracking: first...max(first, last), step: medianStep(t),
        origin: spikeOrigin)
      let odd = check.oddities.filter { [.outsideTracking, .shortAgainstTracking, .frameNumbers].contains($0.oddity) }
      if let (oddity, _) = odd.first(where: { $0.verdict == .contradicted }) { throw check.error(oddity, place: nil) }
      guard outside > 0 else { return [] }
      return [
        Finding(
          .warning, "spikes",
          "\(outside) of \(total) spikes lie outside the tracking (\(measured(first)) to \(measured(last)) s).",
          option: 2 * outside > total ? "--spike-time-unit ms|samples:<Hz>, --time-unit ms" : nil)
      ]
    case .counts?: return []
    case nil: break
    }
    guard let signals = recording.roiSignals, let clock = signals.clock else { return [] }
    let span =
      switch clock {
      case .rate(let rate): (0.0, Double(signals.matrix.rows) / rate)
      case .times(let t): (t.first ?? 0, t.last ?? 0)
      }
    guard abs(span.0 - first) > 1 || abs(span.1 - last) > 1 else { return [] }
    return [
      Finding(
        .warning, "time",
        sentence {
          "the frames run from \(measured(span.0)) to \(measured(span.1)) s "
          "and the tracking from \(measured(first)) to \(measured(last)) s: are they on one clock?"
        })
    ]
  }
}
