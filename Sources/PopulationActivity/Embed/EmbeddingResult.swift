import ArrayNumerics
import Schema
import Stages

/// A recording on a grid of time bins: smoothed rates, counts and behaviour, all with the same rows.
///
/// The large arrays are made when they are asked for, from the archive or from the spikes: a stage holds those that it needs.
public struct EmbeddingResult: StageResult {
  /// Smoothed firing rates `[T, N]`, Hz (or the units of canns); of calcium signals in the unit of `kind`.
  public var rates: Deferred<Matrix<Float>>
  /// Spikes in each bin `[T, N]`; `nil` for calcium signals.
  public var counts: Deferred<Matrix<Int32>>?
  /// Spikes in all bins that were kept; `nil` for calcium signals.
  public var spikes: Int?
  /// The calcium signal in each bin `[T, N]`, not smoothed; `nil` for spikes.
  public var signal: Matrix<Float>?
  /// What the rates were made from.
  public var kind: ActivityKind
  /// Unit of the rates: Hz, "canns units", or that of a calcium signal.
  public var rateUnit: String
  /// Standard deviation of the Gaussian that smoothed the rates, s; 0 where nothing was smoothed.
  public var sigma: Double
  /// Time of each row, s: bin centres (left edges in compatibility with canns).
  public var times: [Double]
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// The behaviour in the same rows.
  public var behaviour: RowBehaviour
  /// How much the rate of each cell changes over the session; `nil` for calcium signals.
  package var drift: RateDrift?
  /// Standard deviation of the slow course by which the rates were divided, s; 0 where they were not.
  public var detrending = 0.0
  /// Index of each row on the full grid of bins.
  public var bins: [Int]
  /// Width of a bin, s.
  public var binWidth: Double
  /// Bins of the whole recording, kept or not.
  public var fullBinCount: Int
  /// What was taken of an earlier embedding, in words; `nil` for one of a whole recording.
  public var part: String?
  public var notes: StageNotes

  public init(
    rates: Deferred<Matrix<Float>>, counts: Deferred<Matrix<Int32>>?, spikes: Int?, signal: Matrix<Float>? = nil,
    kind: ActivityKind = .spikes,
    rateUnit: String = "Hz", sigma: Double = 0, times: [Double], cellIDs: [String],
    behaviour: RowBehaviour = RowBehaviour(), bins: [Int], binWidth: Double, fullBinCount: Int,
    part: String? = nil, notes: StageNotes = StageNotes()
  ) {
    self.part = part
    self.rates = rates
    self.counts = counts
    self.spikes = spikes
    self.signal = signal
    self.kind = kind
    self.rateUnit = rateUnit
    self.sigma = sigma
    self.times = times
    self.cellIDs = cellIDs
    self.behaviour = behaviour
    self.bins = bins
    self.binWidth = binWidth
    self.fullBinCount = fullBinCount
    self.notes = notes
  }

  /// Arrays that are in memory.
  ///
  /// - Parameter counts: empty for calcium signals.
  public init(
    rates: Matrix<Float>, counts: Matrix<Int32>, signal: Matrix<Float>? = nil, kind: ActivityKind = .spikes,
    rateUnit: String = "Hz", sigma: Double = 0, times: [Double], cellIDs: [String],
    behaviour: RowBehaviour = RowBehaviour(), bins: [Int], binWidth: Double, fullBinCount: Int,
    notes: StageNotes = StageNotes()
  ) {
    let spikes = kind == .spikes ? columnTotals(counts).reduce(0, +) : nil
    self.init(
      rates: Deferred(rates), counts: spikes == nil ? nil : Deferred(counts), spikes: spikes, signal: signal, kind: kind,
      rateUnit: rateUnit, sigma: sigma, times: times, cellIDs: cellIDs, behaviour: behaviour, bins: bins, binWidth: binWidth,
      fullBinCount: fullBinCount, notes: notes)
  }

  public static let fields = Field<EmbeddingResult>.table {
    Field.deferred(
      "rates", \.rates, unit: .of(\.rateUnit, "Hz; of calcium signals their own"), axes: ["time", "cell"],
      .of(\.kind.meaningOfRates, "smoothed firing rates, or the signal"))
    Field.array(
      "signal", \.signal, unit: .of(\.kind.unit, "that of the signal"), axes: ["time", "cell"],
      "calcium signal in each bin, not smoothed")
    Field.deferred("counts", \.counts, unit: "spikes", axes: ["time", "cell"], "spikes in each bin")
    Field.array("t", \.times, unit: "s", axes: ["time"], "time of each row")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.part(\.behaviour)
    Field.array(
      "rate_drift", \.rateDrift, axes: ["cell"],
      "standard deviation of the slow part of each rate in parts of its mean, NaN below 8 minutes")
    Field.array(
      "rate_drift_score", \.rateDriftScore, axes: ["cell"],
      "by how many standard deviations the minutes next to each other agree more than in random order")
    Field.array("bin", \.bins, axes: ["time"], "index of each row on the full grid of bins")
    Field.number("cells", \.cellCount, "cells")
    Field.number("bins", \.binCount, "bins that were kept")
    Field.number("bins_in_recording", \.fullBinCount, "bins of the whole recording")
    Field.number("bin_ms", \.binMilliseconds, "width of a bin")
    Field.number("kept_s", \.keptSeconds, "time that was kept")
    Field.number("sigma_ms", \.sigmaMilliseconds, "standard deviation of the smoothing")
    Field.number("detrend_s", \.detrending, "standard deviation of the slow course by which the rates were divided, or 0")
    Field.number("spikes", \.spikes, "spikes in the bins that were kept")
    Field.number("mean_rate_hz", \.meanRate, "spikes over time and cells")
    Field.number("drifting_cells", \.driftingCells, "cells whose rate changes slowly by a quarter of its mean or more")
    Field.number("rate_unit", \.rateUnit, "unit of the rates")
    Field.number("activity", \.kind, "what the rates were made from")
    Field.number("likelihood", \.likelihood, "by which the latent decoder takes it")
    Field.number("part", \.part, "what was taken of an earlier embedding")
    Field.number("speed_quantiles_cm_s", \.behaviour.speedQuantiles, "speed below which 5, 50 and 95 % of the bins are")
    Field.number("x_range_m", \.behaviour.xRange, "smallest and largest x")
    Field.number("y_range_m", \.behaviour.yRange, "smallest and largest y")
  }

  public init(from stored: StoredResult<EmbeddingResult>) throws {
    let bins = try stored[\.bins]
    let fullBinCount = try stored.number(\.fullBinCount)
    let kind = try stored.number(\.kind)
    guard zip(bins, bins.dropFirst()).allSatisfy(<), (bins.first ?? 0) >= 0, (bins.last ?? 0) < fullBinCount else {
      throw FieldError.unfit("'bin' does not ascend on the grid of the recording")
    }
    let signal = kind == .spikes ? nil : try stored[\.signal]
    if kind != .spikes, signal == nil { throw FieldError.missing("the array 'signal' is missing") }
    self.init(
      rates: try stored.deferred(\.rates), counts: kind == .spikes ? try stored.deferred(\.counts) : nil,
      spikes: try stored.number(\.spikes), signal: signal, kind: kind, rateUnit: try stored.number(\.rateUnit),
      sigma: try stored.number(\.sigmaMilliseconds) * 1e-3, times: try stored[\.times], cellIDs: try stored[\.cellIDs],
      behaviour: try RowBehaviour(from: stored.fields.part(RowBehaviour.self)), bins: bins,
      binWidth: try stored.number(\.binMilliseconds) * 1e-3, fullBinCount: fullBinCount, part: try stored.number(\.part),
      notes: stored.notes)
    drift = RateDrift(variation: try stored[\.rateDrift], score: try stored[\.rateDriftScore])
    detrending = try stored.number(\.detrending)
  }
}

// MARK: - What follows from it

extension EmbeddingResult {
  /// Position of each row along x, m, `[T]`; `nil` without tracking, NaN in long gaps of it.
  public var x: [Double]? { behaviour.x }
  /// As `x`, along y, upward; `nil` also on a linear track.
  public var y: [Double]? { behaviour.y }
  /// Speed of each row, cm/s.
  public var speed: [Double]? { behaviour.speed }
  /// Head direction of each row, rad in [0, 2π).
  public var headDirection: [Double]? { behaviour.headDirection }

  /// Spikes in each bin `[T, N]`.
  ///
  /// - Throws: `FieldError` for calcium signals, which have none; what reading them throws.
  public func spikeCounts() throws -> Matrix<Int32> {
    guard let counts else { throw FieldError.missing("the array 'counts' is missing") }
    return try counts()
  }

  /// The same as a list of those that are not 0; no matrix of all is made of a large recording.
  ///
  /// - Throws: as `spikeCounts()`.
  public func sparseCounts() throws -> SparseCounts {
    guard let counts else { throw FieldError.missing("the array 'counts' is missing") }
    return try SparseCounts(rows: counts.rows, columns: counts.columns) { body in
      try counts.forEachPiece { _, piece in
        body(piece)
        return true
      }
    }
  }

  /// Bytes that making and holding that list takes: events twice, and a piece of the matrix or all of a small one.
  package var sparseCountsForecast: Int {
    guard let counts, let spikes else { return 0 }
    return 32 * min(spikes, counts.count) + (counts.isKept ? 4 * counts.count : 1 << 26)
  }

  /// How many rates change slowly, and by how much; `nil` where few do.
  package var driftFinding: String? { drift?.finding(cellIDs) }
  var rateDrift: [Double]? { drift?.variation }
  var rateDriftScore: [Double]? { drift?.score }
  var driftingCells: Int? { drift?.cells.count }
  var cellCount: Int { cellIDs.count }
  var binCount: Int { bins.count }
  var binMilliseconds: Double { rounded(binWidth * 1e3) }
  /// Time in the bins that were kept, s.
  public var seconds: Double { Double(bins.count) * binWidth }
  var keptSeconds: Double { rounded(seconds) }
  package var sigmaMilliseconds: Double { rounded(sigma * 1e3) }
  /// Spikes of a cell per second, mean over the cells, Hz; `nil` for signals that are no spikes.
  package var meanRate: Double? { spikes.map { Double($0) / seconds / Double(max(1, cellIDs.count)) } }
  var likelihood: String { kind.likelihood }

  /// What each bin adds to a sum over time of which the rate is the mean: spikes, deconvolved activity, or a signal times the
  /// width of the bin; `nil` for spikes, whose counts it is.
  package var signalAmounts: Matrix<Float>? {
    guard let signal else { return nil }
    if kind.isSummable { return signal }
    let width = Float(binWidth)
    return signal.map { $0 * width }
  }
}

extension ActivityKind {
  var meaningOfRates: String {
    switch self {
    case .spikes: "smoothed firing rates"
    case .deconvolved: "smoothed deconvolved activity per second, on an arbitrary scale"
    case .dff, .fluorescence, .signal: "signal, not smoothed"
    }
  }
}
