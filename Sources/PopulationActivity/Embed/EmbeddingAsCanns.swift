import ArrayNumerics
import Foundation
import Recordings
import Schema
import Stages

extension Embedding {
  /// The embedding as canns 1.5 makes it, to repeat a published analysis number by number.
  ///
  /// Differences from the default: bins are counted in ticks of 10 µs from the floor of the first time, a spike on the first
  /// edge and all spikes of the last bin are lost, rates carry that program's scale, times are left edges, and the speed
  /// assumes 10 ms bins and smooths over 100 bins whatever their width.
  static func embedAsCanns(
    _ spikes: SelectedSpikes, recording: Recording, parameters: EmbeddingParameters, context: RunContext
  ) throws -> EmbeddingResult {
    guard case .trains(let trains) = spikes.source else {
      throw StageError.unusableData(
        stage: "embed", reason: "canns has no right way to read a count matrix (it takes the rows for cells).",
        remedy: "Leave out --compat canns for this file.")
    }
    guard let trajectory = recording.trajectory, let first = trajectory.t.first, let last = trajectory.t.last
    else {
      throw StageError.unusableData(
        stage: "embed", reason: "canns needs the times of the tracking, and the file has none.",
        remedy: "Leave out --compat canns for this file.")
    }
    let resolution = 100_000.0
    try checkSpan(last - first, parameters: parameters)
    // In ticks, of which a bin has at least one.
    let width = max(1, (parameters.binWidth * resolution).rounded())
    let origin = (first * resolution).rounded(.down)
    let end = (last * resolution).rounded(.up) + 1
    let count = max(1, Int(((end - origin) / width).rounded(.up)))
    let length = width * Double(count - 1)
    var counts = SparseCounts(rows: count)
    var lost = 0
    for train in trains {
      let times = try train.times
      let bins = times.compactMap { time -> Int32? in
        let tick = (time * resolution - origin).rounded(.towardZero)
        return time >= first && time < last && tick > 0 && tick < length ? Int32(tick / width) : nil
      }
      lost += times.count - bins.count
      counts.appendCell(bins: bins)
    }
    let totals = counts.columnTotals
    let (cells, slow) = try cellsAboveMinimumRate(
      totals, duration: Double(count) * width / resolution, parameters: parameters)
    if cells.count < totals.count { counts = counts.selectingColumns(cells) }
    let sigma = parameters.sigma * resolution / width
    try context.reserve(
      KeptActivity.memoryForecast(counts), for: "A rate matrix of \(count) bins and \(cells.count) cells",
      remedy: "Take wider bins (--bin-ms) or fewer cells (--cells).")
    let times = (0..<count).map { (origin + Double($0) * width) / resolution }
    let tracking = try cannsTracking(trajectory, times: times, first: first, last: last, work: context.work)
    if parameters.speedFilter && tracking.speed == nil {
      throw StageError.unusableData(
        stage: "embed", reason: "canns needs a complete position for its speed filter.",
        remedy: "Give --no-speed-filter, or leave out --compat canns.")
    }
    var selection = try BinSelection(times, recording: recording, choice: parameters.timeChoice)
    selection.dropRest(tracking, parameters: parameters)
    try selection.requireBins(of: times.count)
    let lostSpikes = DroppedItems(
      "spikes", count: lost, reason: "outside the bins of canns (first edge, last bin, other times)")
    let grid = TimeGrid(start: origin / resolution, width: width / resolution, count: count)
    return try assemble(
      KeptActivity(
        counts: counts, kept: selection.kept, sigma: sigma,
        scale: parameters.sigma > 0 ? 1 / (2 * Double.pi * parameters.sigma * parameters.sigma).squareRoot() : 1,
        weights: nil, binWidth: grid.width, work: context.work), times: times, tracking: tracking, truth: recording.truth,
      cellIDs: cells.map { spikes.cellIDs[$0] }, grid: grid, parameters: parameters,
      notes: StageNotes(
        dropped: slow + [lostSpikes] + spikes.dropped + selection.dropped,
        warnings: spikes.warnings + selection.warnings))
  }

  private static func cannsTracking(
    _ trajectory: Trajectory, times: [Double], first: Double, last: Double, work: Work
  ) throws -> Tracking {
    var tracking = try Tracking(
      Trajectory(t: trajectory.t, x: nil, y: nil, headDirection: trajectory.headDirection), at: times,
      maximumGap: .infinity)
    guard let xs = trajectory.x, let ys = trajectory.y else { return tracking }
    let samples = trajectory.t.indices.filter { trajectory.t[$0] >= first && trajectory.t[$0] < last }
    guard !samples.isEmpty, samples.allSatisfy({ xs[$0].isFinite && ys[$0].isFinite }) else { return tracking }
    let known = samples.map { trajectory.t[$0] }
    let x = try interpolate(times, positions: known, values: samples.map { xs[$0] })
    let y = try interpolate(times, positions: known, values: samples.map { ys[$0] })
    tracking.x = x
    tracking.y = y
    tracking.speed = try Tracking.speed(
      [x.map { $0 - (x.min() ?? 0) }, y.map { $0 - (y.min() ?? 0) }],
      isValid: [Bool](repeating: true, count: times.count), binWidth: 0.01, smoothing: 1, work: work)
    return tracking
  }
}
