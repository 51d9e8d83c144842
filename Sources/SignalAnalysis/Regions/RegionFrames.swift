import ArrayNumerics
import CalciumBumps
import PopulationActivity
import Recordings
import Schema
import Stages

/// The frames of a recording of regions that are analysed, with the heading in each, and what was left out.
struct RegionFrames {
  /// Index of each frame in the recording.
  var frames: [Int]
  /// Time of each frame, s.
  var times: [Double]
  /// Median time from one frame to the next, s.
  var step: Double
  /// `[frame, region]` of all regions of the recording, in the unit of the signal.
  var values: Matrix<Double>
  /// Whether a frame comes after a gap or after frames that were left out.
  var restarts: [Bool]
  /// Names of all regions.
  var ids: [String]
  /// What the signal of the recording is.
  var kind: ActivityKind
  /// Unit of the values.
  var unit: String
  /// Time constant of the bleaching that was taken out, s; `nil` where that was not asked.
  var bleachingTime: Double?
  /// Regions that can be used: chosen, and neither constant nor mostly missing.
  var isUsed: [Bool]
  /// rad in [0, 2π), NaN where unknown; `nil` where the recording has no heading in these frames.
  var heading: [Double]?
  var dropped: [DroppedItems] = []
  var warnings: [String] = []

  /// Longer steps than this many of the median are gaps.
  static let gap = 1.5
  /// A region that misses a larger share of the frames is not used.
  static let mostMissing = 0.5
  /// Gaps of the heading up to this length are filled, s.
  static let headingGap = 0.5

  /// - Throws: `StageError.unusableData`, `ParameterError` for cells and epochs that are not there.
  init(_ recording: Recording, cells: [String], time: TimeChoice, stage: String) throws {
    guard let signals = recording.roiSignals else {
      throw StageError.unusableData(
        stage: stage,
        reason: sentence {
          "no signals of regions were found in \(recording.source.url.lastPathComponent)"
          if recording.spikes != nil { ", which has spikes" }
          "."
        },
        remedy: "A matrix [time, region] of several frames and regions is needed. See what is there with "
          + "'canns-analyze inspect', and name it with --map roi=NAME.")
    }
    let matrix = signals.matrix
    try Self.checkOrientation(matrix, stage: stage)
    let clock = try FrameTimes(signals.clock, count: matrix.rows, stage: stage)
    let all = signals.t ?? (0..<matrix.rows).map { Double($0) * clock.step }
    step = clock.step
    let selection = try BinSelection(all, recording: recording, choice: time, noun: "frames")
    let kept = selection.kept
    (frames, dropped, warnings) = (kept, selection.dropped, selection.warnings)
    guard kept.count > 1 else {
      throw StageError.unusableData(
        stage: stage, reason: "\(counted(kept.count, "frame")) of \(matrix.rows) are left.",
        remedy: "Check --epoch and --exclude against the times of the frames ('canns-analyze inspect').")
    }
    times = kept.map { all[$0] }
    values = matrix.selectingRows(kept).map(Double.init)
    (ids, kind) = (signals.ids, ActivityKind(signals.quantity))
    unit = ActivityKind(signals.quantity).unit
    let longest = Self.gap * step
    restarts = kept.indices.map { index in
      index == 0 || kept[index] != kept[index - 1] + 1 || all[kept[index]] - all[kept[index - 1]] > longest
    }
    let chosen = Set(try chosenCells(cells, of: signals.ids))
    isUsed = signals.ids.indices.map(chosen.contains)
    dropped.append(DroppedItems("regions", count: signals.ids.count - chosen.count, reason: "not among --cells"))
    if let curation = signals.curation { restore(curation) }
    dropDeadRegions()
    noteGaps(all)
    heading = try recording.trajectory.flatMap { try Tracking($0, at: times, maximumGap: Self.headingGap).headDirection }
      .flatMap { $0.contains(where: \.isFinite) ? $0 : nil }
    if heading == nil, recording.trajectory?.headDirection != nil {
      warnings.append("Signals and head direction do not overlap in time; they must be on one clock to be compared.")
    }
    let missing = missingFrames
    if missing > 0 {
      dropped.append(DroppedItems("frames", count: missing, reason: "a region has no value; the position is bridged"))
    }
  }

  /// Gives the regions that the file's own curation left out their places again, without values.
  private mutating func restore(_ curation: RegionCuration) {
    var whole = Matrix(rows: values.rows, columns: curation.count, repeating: Double.nan)
    var (names, used) = ((0..<curation.count).map { "\($0), left out" }, [Bool](repeating: false, count: curation.count))
    for (column, place) in curation.kept.enumerated() {
      for row in 0..<values.rows { whole[row, place] = values[row, column] }
      (names[place], used[place]) = (ids[column], isUsed[column])
    }
    (values, ids, isUsed) = (whole, names, used)
    dropped.append(
      DroppedItems(
        "regions", count: curation.count - curation.kept.count,
        reason: "left out by the file's own curation; the others keep their places on the ring"))
  }

  /// Frames in which a region that is used has no value.
  private var missingFrames: Int {
    (0..<values.rows).count { row in values.row(row).enumerated().contains { isUsed[$0.offset] && !$0.element.isFinite } }
  }

  private static func checkOrientation(_ matrix: Matrix<Float>, stage: String) throws {
    guard matrix.columns > matrix.rows else { return }
    throw StageError.unusableData(
      stage: stage,
      reason: sentence {
        "the signals are \(counted(matrix.rows, "frame")) of \(counted(matrix.columns, "region"))"
        if matrix.rows >= CalciumBumpsError.fewest.regions { ": rows are time, and this matrix looks the wrong way round" }
        "."
      },
      remedy: sentence {
        if matrix.rows >= CalciumBumpsError.fewest.regions {
          "Turn it to [time, region] with --map roi=NAME.T (NAME is what 'canns-analyze inspect' calls it)."
        } else {
          "A bump is followed through \(CalciumBumpsError.fewest.frames) frames or more."
        }
      })
  }

  private mutating func dropDeadRegions() {
    var (constant, missing): ([String], [String]) = ([], [])
    for column in ids.indices where isUsed[column] {
      let known = values.column(column).filter(\.isFinite)
      if Double(values.rows - known.count) > Self.mostMissing * Double(values.rows) {
        missing.append(ids[column])
        isUsed[column] = false
      } else if known.allSatisfy({ $0 == known[0] }) {
        constant.append(ids[column])
        isUsed[column] = false
      }
    }
    dropped.append(DroppedItems("regions", count: constant.count, reason: "the signal never changes"))
    dropped.append(DroppedItems("regions", count: missing.count, reason: "no value in more than half of the frames"))
    let dead = constant + missing
    if !dead.isEmpty {
      warnings.append("\(listed(dead, "region")) of the ring cannot be used; the others keep their places.")
    }
  }

  private mutating func noteGaps(_ all: [Double]) {
    let gaps = restarts.indices.dropFirst().filter { restarts[$0] && frames[$0] == frames[$0 - 1] + 1 }
    guard let longest = gaps.map({ times[$0] - times[$0 - 1] }).max() else { return }
    warnings.append(
      sentence {
        "The imaging has \(counted(gaps.count, "gap")) of up to \(formatted(longest, digits: 3)) s "
        "(frames are \(formatted(step, digits: 3)) s apart); nothing is known of the bump's way across."
      })
  }
}
