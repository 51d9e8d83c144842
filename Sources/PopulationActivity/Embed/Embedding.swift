import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema
import Stages

/// Spikes to a matrix of smoothed firing rates on a grid of time bins, with the behaviour on the same grid.
public enum Embedding: Stage {
  public typealias Input = EmbeddingInput

  public static let description = StageDescription(
    key: "embed", group: .recordings, title: "Spike embedding",
    summary: "spikes to smoothed rates, with behaviour on the same bins",
    purpose: """
      Counts the spikes of every cell in equal time bins, smooths the counts with a Gaussian to firing rates in Hz, \
      brings position, speed and head direction to the centres of the same bins, and keeps the bins in which the animal \
      moves. All later stages read its result. Of a recording with calcium signals and without spikes the signals are taken \
      on the grid of their frames: deconvolved ones smoothed like spikes, dF/F as it is. Of a results folder it makes a part \
      in another folder (--cells, --epoch, --exclude), which all later stages then analyse apart.
      """,
    example: "canns-analyze embed session.npz -o results --sigma-ms 50 --min-speed 2.5", version: 3,
    references: [.gardner2022], inputName: "RECORDING", partParameters: ["cells", "epoch", "exclude", "min-rate"])

  public static func run(
    _ input: Input, parameters: EmbeddingParameters, context: RunContext
  ) throws -> EmbeddingResult {
    let recording: Recording
    switch input {
    case .part(let whole, let parameterRecords):
      return try part(of: whole, madeWith: parameterRecords, parameters: parameters, context: context)
    case .recording(let read): recording = read
    }
    if recording.spikes == nil, let signals = recording.roiSignals {
      return try embedSignals(signals, recording: recording, parameters: parameters, context: context)
    }
    let spikes = try SelectedSpikes(recording, parameters: parameters)
    if parameters.compatibility == .canns {
      return try embedAsCanns(spikes, recording: recording, parameters: parameters, context: context)
    }
    try checkTimes(recording, parameters: parameters)
    let (grid, strays) = try grid(for: spikes, recording: recording, parameters: parameters)
    // Gaps and rest may leave out most bins, and nothing leaves out so many cells.
    if spikes.cellIDs.count > 20_000 { try checkSize(bins: grid.count, cells: spikes.cellIDs.count, largest: 1e10) }
    let ofBins = KeptActivity.memoryForecast(of: grid, isTracked: recording.trajectory != nil)
    try context.reserve(
      ofBins, for: "What is known of each of \(grid.count) bins",
      remedy: "Take wider bins (--bin-ms), or see with 'canns-analyze inspect' whether the times are right.")
    var binned = try spikes.binned(on: grid)
    try context.reserve(
      ofBins + KeptActivity.memoryForecast(binned.counts),
      for: "A rate matrix of \(grid.count) bins and \(spikes.cellIDs.count) cells",
      remedy: "Take wider bins (--bin-ms), fewer cells (--cells) or a part of the recording (--epoch).")
    context.work.report("binning and smoothing", completed: 0, of: 2)
    let totals = binned.counts.columnTotals
    guard totals.contains(where: { $0 > 0 }) else {
      throw StageError.unusableData(
        stage: "embed",
        reason: sentence {
          "all \(binned.outside) spikes lie outside the recorded time, "
          "\(formatted(grid.start)) to \(formatted(grid.end)) s."
        },
        remedy: "Spikes and tracking must be on one clock: is one of them in other units (--spike-time-unit, --time-unit)?")
    }
    let times = grid.centers
    let path = try recording.trajectory.map { try Tracking($0, at: times, maximumGap: parameters.maximumGap) }
    let silence = Silence(
      firing: binned.counts.firing, spikes: totals.reduce(0, +), isTracked: path?.isTracked, binWidth: grid.width)
    var selection = try BinSelection(times, recording: recording, choice: parameters.timeChoice)
    selection.dropSilence(silence, on: grid, epochs: recording.epochs)
    try selection.requireBins(of: grid.count)
    // Time that was left out is no part of the analysis: its spikes and positions do not leak into what was kept.
    let isKept = selection.mask(of: grid.count)
    if let isKept { binned.counts = binned.counts.clearing { !isKept[$0] } }
    let keptTotals = isKept == nil ? totals : binned.counts.columnTotals
    let (cells, dropped) = try cellsAboveMinimumRate(
      keptTotals, duration: Double(selection.kept.count) * grid.width, parameters: parameters)
    if cells.count < totals.count { binned.counts = binned.counts.selectingColumns(cells) }
    let identifiers = cells.map { spikes.cellIDs[$0] }
    let presence = CellPresence(binned.counts, isKept: isKept)
    let sigma = parameters.sigma / grid.width
    let weights = try isKept.map { try keptWeights($0, sigma: sigma) }
    context.work.report("binning and smoothing", completed: 1, of: 2)
    let tracking = try path?.withSpeed(
      binWidth: grid.width, smoothing: parameters.speedSmoothing, among: isKept, work: context.work)
    selection.dropRest(tracking, parameters: parameters)
    try selection.requireBins(of: grid.count)
    context.work.report("binning and smoothing", completed: 2, of: 2)
    try checkSize(bins: selection.kept.count, cells: cells.count)
    let outside = DroppedItems("spikes", count: binned.outside, reason: "outside the recorded time")
    let activity = KeptActivity(
      counts: binned.counts, kept: selection.kept, sigma: sigma, scale: parameters.rateFactor(binWidth: grid.width),
      weights: weights, gains: try slowGains(binned.counts, kept: selection.kept, parameters: parameters, binWidth: grid.width),
      binWidth: grid.width, work: context.work)
    var warnings = spikes.warnings + strays + selection.warnings
    warnings += silentCellWarning(keptTotals, spikes.cellIDs)
    warnings += presence.warnings(identifiers)
    warnings += activity.drift?.warnings(identifiers, isDivided: parameters.detrending > 0) ?? []
    if let trajectory = recording.trajectory {
      let jumps = try TrackingJumps(trajectory, speed: tracking?.speed, binWidth: grid.width) {
        try Tracking($0, at: times, maximumGap: parameters.maximumGap).withSpeed(
          binWidth: grid.width, smoothing: parameters.speedSmoothing, among: isKept, work: context.work
        ).speed
      }
      let rooms = JoinedRooms.all(in: trajectory)
      warnings += rooms.map(\.warning)
      // What leads to another room is no fault of the tracker.
      if jumps?.jumps ?? 0 > rooms.count { warnings += jumps?.warnings ?? [] }
    }
    return try assemble(
      activity, times: times, tracking: tracking, truth: recording.truth, cellIDs: identifiers, grid: grid,
      parameters: parameters,
      notes: StageNotes(dropped: dropped + [outside] + spikes.dropped + selection.dropped, warnings: warnings))
  }

  /// Refuses tracking with samples so far apart that no bin can have a speed, before millions of bins are made for it.
  static func checkTimes(_ recording: Recording, parameters: EmbeddingParameters) throws {
    guard parameters.speedFilter, let trajectory = recording.trajectory, trajectory.x != nil, trajectory.t.count > 2 else {
      return
    }
    let step = quantile(zip(trajectory.t.dropFirst(), trajectory.t).map { $0 - $1 }, 0.5)
    guard step >= 1, step > parameters.maximumGap else { return }
    throw StageError.unusableData(
      stage: "embed", reason: "the samples of the tracking are \(formatted(step)) s apart, too far for a speed.",
      remedy:
        "Are the times in milliseconds or sample numbers? Say so with --time-unit ms or samples:HERTZ; "
        + "if they are right, give --no-speed-filter.")
  }

  /// Cells that fire at the minimum rate or more, and how many do not.
  static func cellsAboveMinimumRate(
    _ totals: [Int], duration: Double, parameters: EmbeddingParameters
  ) throws -> (cells: [Int], dropped: [DroppedItems]) {
    if parameters.minimumRate == 0 { return (Array(totals.indices), []) }
    let cells = totals.indices.filter { Double(totals[$0]) / duration >= parameters.minimumRate }
    guard !cells.isEmpty else {
      throw StageError.unusableData(
        stage: "embed", reason: "no cell reaches \(formatted(parameters.minimumRate)) Hz.",
        remedy: "Lower --min-rate.")
    }
    let slow = DroppedItems(
      "cells", count: totals.count - cells.count,
      reason: "mean rate below \(formatted(parameters.minimumRate)) Hz")
    return (cells, [slow])
  }

  /// The bins: from the first to the last sample of the behaviour, or of the spikes when there is no behaviour.
  ///
  /// - Returns: with a warning of what lies too far away to be covered.
  static func grid(
    for spikes: SelectedSpikes, recording: Recording, parameters: EmbeddingParameters
  ) throws -> (grid: TimeGrid, strays: [String]) {
    if case .counts(let counts, let width, let start) = spikes.source {
      let merged = (parameters.binWidth / width).rounded()
      guard merged <= Double(max(1, counts.rows)) else {
        throw StageError.unusableData(
          stage: "embed",
          reason: sentence {
            "the \(counts.rows) bins of the count matrix are \(formatted(width * 1e3)) ms wide, "
            "so all of them are less than one bin of \(formatted(parameters.binWidth * 1e3)) ms."
          },
          remedy: "Is the bin width of the file right? --bin-width SECONDS overrules it; --bin-ms makes narrower bins.")
      }
      let factor = max(1, Int(merged))
      return (TimeGrid(start: start, width: width * Double(factor), count: counts.rows / factor), [])
    }
    let tracked = recording.trajectory.flatMap { RecordedSpan(ofOrdered: $0.t, binWidth: parameters.binWidth) }
    let found = try tracked ?? spikes.span(binWidth: parameters.binWidth)
    guard let found, found.range.upperBound > found.range.lowerBound else {
      throw StageError.unusableData(
        stage: "embed", reason: "the recording spans no time: there are no spikes and no behaviour to bin.",
        remedy: "Check with 'canns-analyze inspect' what was found in the file.")
    }
    try checkSpan(found.range.upperBound - found.range.lowerBound, parameters: parameters)
    let grid = TimeGrid(from: found.range.lowerBound, through: found.range.upperBound, width: parameters.binWidth)
    return (grid, found.warnings(tracked == nil ? "spike" : "sample of the tracking"))
  }

  /// Refuses a time in seconds that makes more bins than can be meant.
  static func checkSpan(_ duration: Double, parameters: EmbeddingParameters) throws {
    guard duration / parameters.binWidth < 1e8 else {
      throw StageError.unusableData(
        stage: "embed",
        reason: sentence {
          "the recording spans \(formatted(duration)) s, "
          "which makes more than 100 million bins of \(formatted(parameters.binWidth * 1e3)) ms."
        },
        remedy: "Are the times in milliseconds or samples? They should be seconds.")
    }
  }

  /// Refuses matrices that nobody can write in reasonable time, twenty gigabytes each.
  package static func checkSize(bins: Int, cells: Int, largest: Double = 5e9) throws {
    guard Double(bins) * Double(cells) > largest else { return }
    throw StageError.unusableData(
      stage: "embed",
      reason: "\(bins) bins of \(cells) cells make \(byteText(4 * bins * cells)) of rates, and as much of counts.",
      remedy: "Are these cells? See with 'canns-analyze inspect'. Take fewer (--cells, --min-rate) or wider bins (--bin-ms).")
  }

  /// The rows of the bins that were kept.
  static func assemble(
    _ activity: KeptActivity, kind: ActivityKind = .spikes, times: [Double], tracking: Tracking?, truth: LatentTruth?,
    cellIDs: [String], grid: TimeGrid, parameters: EmbeddingParameters, notes: StageNotes
  ) throws -> EmbeddingResult {
    let bins = activity.bins
    let all = bins.count == times.count
    func rows<T>(_ values: [T]) -> [T] { all ? values : bins.map { values[$0] } }
    var result = EmbeddingResult(
      rates: activity.rates, counts: activity.counts, spikes: activity.spikes, signal: activity.signal, kind: kind,
      rateUnit: parameters.usesCannsScale ? "canns units" : kind.rateUnit, sigma: kind.isSummable ? parameters.sigma : 0,
      times: rows(times), cellIDs: cellIDs,
      behaviour: RowBehaviour(
        x: tracking?.x.map(rows), y: tracking?.y.map(rows), speed: tracking?.speed.map(rows),
        speedTime: tracking?.speed.map { RowBehaviour.time(at: $0, binWidth: grid.width) },
        headDirection: tracking?.headDirection.map(rows),
        truth: try truth?.angles(at: rows(times), maximumGap: parameters.maximumGap)),
      bins: bins, binWidth: grid.width, fullBinCount: grid.count, notes: notes)
    result.drift = activity.drift
    result.detrending = kind == .spikes ? parameters.detrending : 0
    return result
  }
}

extension EmbeddingParameters {
  /// Factor from counts per bin to the unit of the rates.
  func rateFactor(binWidth: Double) -> Double {
    if sigma == 0 { return scale == .hz ? 1 / binWidth : 1 }
    // canns divides a kernel that sums to one by sqrt(2 pi) sigma once more.
    return scale == .hz ? 1 / binWidth : 1 / (2 * Double.pi * sigma * sigma).squareRoot()
  }
}

/// The sum of every column.
package func columnTotals(_ counts: Matrix<Int32>) -> [Int] {
  var totals = [Int](repeating: 0, count: counts.columns)
  counts.withUnsafeBufferPointer { counts in
    totals.withUnsafeMutableBufferPointer { totals in
      let columns = totals.count
      var index = 0
      while index < counts.count {
        for column in 0..<columns { totals[column] &+= Int(counts[index + column]) }
        index += columns
      }
    }
  }
  return totals
}
