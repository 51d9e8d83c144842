import ArrayNumerics
import Recordings
import Schema
import Stages

extension Embedding {
  /// The embedding of calcium signals: on the grid of their frames, with the behaviour at the centres of the frames.
  ///
  /// Deconvolved signals are smoothed and divided by the bin's width like spike counts. ΔF/F and other signals are taken as
  /// they are, since the indicator has smoothed them already.
  static func embedSignals(
    _ signals: ROISignals, recording: Recording, parameters: EmbeddingParameters, context: RunContext
  ) throws -> EmbeddingResult {
    if parameters.usesCannsScale {
      throw StageError.unusableData(
        stage: "embed", reason: "canns embeds spikes only, and the recording has calcium signals.",
        remedy: "Leave out --compat canns and --scale canns.")
    }
    if parameters.minimumRate > 0 {
      throw ParameterError.invalid(
        name: "min-rate", reason: "the recording has calcium signals, which have no rate in hertz; choose with --cells.")
    }
    if parameters.detrending > 0 {
      throw ParameterError.idle(name: "detrend-s", condition: "with spikes; the recording has calcium signals")
    }
    try checkTimes(recording, parameters: parameters)
    try context.reserve(
      16 * signals.matrix.count, for: "A rate matrix of \(signals.matrix.rows) frames and \(signals.ids.count) regions",
      remedy: "Take fewer cells (--cells).")
    let selected = try SelectedSignals(signals, parameters: parameters)
    let grid = selected.grid
    context.work.report("binning and smoothing", completed: 0, of: 2)
    let times = grid.centers
    var selection = try BinSelection(times, recording: recording, choice: parameters.timeChoice)
    selection.drop("no frame: the imaging has a gap of more than \(formatted(parameters.maximumGap)) s") {
      !selected.covered[$0]
    }
    let isKept = selection.mask(of: grid.count)
    let known = selected.covered.contains(false) ? selected.values.map { $0.isNaN ? 0 : $0 } : selected.values
    var rates = known
    if selected.kind.isSummable {
      let factor = Float(1 / grid.width)
      let sigma = parameters.sigma / grid.width
      if let isKept { rates.clearRows { !isKept[$0] } }
      rates = try gaussianFilterColumns(rates, sigma: sigma, border: .constant(0), work: context.work).map { $0 * factor }
      if let isKept { rates = try dividedByKeptWeight(rates, isKept: isKept, sigma: sigma) }
    }
    context.work.report("binning and smoothing", completed: 1, of: 2)
    let tracking = try recording.trajectory.map {
      try Tracking($0, at: times, maximumGap: parameters.maximumGap).withSpeed(
        binWidth: grid.width, smoothing: parameters.speedSmoothing, among: isKept, work: context.work)
    }
    selection.dropRest(tracking, parameters: parameters)
    guard selection.kept.count > 1 else {
      throw StageError.unusableData(
        stage: "embed", reason: "no bins are left: the frames and the bins that were kept do not overlap.",
        remedy: "Signals and tracking must be on one clock; check both with 'canns-analyze inspect'.")
    }
    context.work.report("binning and smoothing", completed: 2, of: 2)
    let result = try assemble(
      KeptActivity(rates: rates, signal: known, kept: selection.kept), kind: selected.kind, times: times,
      tracking: tracking, truth: recording.truth, cellIDs: selected.cellIDs, grid: grid, parameters: parameters,
      notes: StageNotes(dropped: selected.dropped + selection.dropped, warnings: selected.warnings + selection.warnings))
    return result.addingWarnings(try signalWarnings(result, recording: recording))
  }

  private static func signalWarnings(_ result: EmbeddingResult, recording: Recording) throws -> [String] {
    var warnings: [String] = []
    if result.kind == .fluorescence {
      warnings.append(
        "Fluorescence keeps the baseline of each region; deconvolved signals or dF/F suit the analyses of populations better.")
    }
    let rates = try result.rates()
    let constant = (0..<rates.columns).filter { column in
      (1..<max(1, rates.rows)).allSatisfy { rates[$0, column] == rates[0, column] }
    }
    if !constant.isEmpty {
      let names = constant.prefix(6).map { result.cellIDs[$0] }.joined(separator: ", ")
      warnings.append("\(constant.count) of \(result.cellIDs.count) cells have a constant signal (\(names)).")
    }
    if let t = recording.trajectory?.t, let first = t.first, let last = t.last,
      let start = result.times.first, let end = result.times.last, start > last || end < first
    {
      warnings.append("Signals and tracking do not overlap in time; they must be on one clock.")
    }
    return warnings
  }
}

extension EmbeddingResult {
  fileprivate func addingWarnings(_ warnings: [String]) -> EmbeddingResult {
    var copy = self
    copy.notes.warnings += warnings
    return copy
  }
}
