import ArrayNumerics
import Stages

/// A recording on a grid of time bins: smoothed rates, counts and behaviour, all with the same rows.
public struct EmbeddingResult: StageResult {
  /// Smoothed firing rates `[T, N]`, Hz (or the units of canns); of calcium signals in the unit of `kind`.
  public var rates: Matrix<Float>
  /// Spikes in each bin `[T, N]`; empty for calcium signals.
  public var counts: Matrix<Int32>
  /// The calcium signal in each bin `[T, N]`, not smoothed; `nil` for spikes.
  public var signal: Matrix<Float>?
  public var kind = ActivityKind.spikes
  /// Time of each row, s: bin centres (left edges in compatibility with canns).
  public var times: [Double]
  public var cellIDs: [String]
  /// Position of each row, m; `nil` without tracking, NaN in long gaps of it.
  public var x: [Double]?
  public var y: [Double]?
  /// Speed of each row, cm/s.
  public var speed: [Double]?
  /// Head direction of each row, rad in [0, 2π).
  public var headDirection: [Double]?
  /// Index of each row on the full grid of bins.
  public var bins: [Int]
  public var binWidth: Double
  public var fullBinCount: Int
  public var summary: StageSummary

  /// No cells and no bins, to let the arrays of another go.
  static var empty: EmbeddingResult {
    EmbeddingResult(
      rates: Matrix(rows: 0, columns: 0, elements: []), counts: Matrix(rows: 0, columns: 0, elements: []), times: [],
      cellIDs: [], x: nil, y: nil, speed: nil, headDirection: nil, bins: [], binWidth: 0, fullBinCount: 0,
      summary: StageSummary(headline: "", numbers: []))
  }

  public init(
    rates: Matrix<Float>, counts: Matrix<Int32>, times: [Double], cellIDs: [String], x: [Double]?, y: [Double]?,
    speed: [Double]?, headDirection: [Double]?, bins: [Int], binWidth: Double, fullBinCount: Int,
    summary: StageSummary
  ) {
    self.rates = rates
    self.counts = counts
    self.times = times
    self.cellIDs = cellIDs
    self.x = x
    self.y = y
    self.speed = speed
    self.headDirection = headDirection
    self.bins = bins
    self.binWidth = binWidth
    self.fullBinCount = fullBinCount
    self.summary = summary
  }

  public var arrays: [ResultArray] {
    var arrays = [
      ResultArray("rates", DataArray(rates), unit: rateUnit, meaning: kind.meaningOfRates),
      signal.map {
        ResultArray("signal", DataArray($0), unit: kind.unit, meaning: "signal in each bin, not smoothed [time, cell]")
      } ?? ResultArray("counts", DataArray(counts), unit: "spikes", meaning: "spikes in each bin [time, cell]"),
      ResultArray("t", DataArray(times), unit: "s", meaning: "time of each row"),
      ResultArray("cell_ids", DataArray(cellIDs), meaning: "identifier of each cell"),
    ]
    func add(_ key: String, _ values: [Double]?, _ unit: String, _ meaning: String) {
      if let values { arrays.append(ResultArray(key, DataArray(values), unit: unit, meaning: meaning)) }
    }
    add("x", x, "m", "position, rightward")
    add("y", y, "m", "position, upward")
    add("speed", speed, "cm/s", "speed of the smoothed path")
    add("head_direction", headDirection, "rad", "head direction in [0, 2 pi)")
    arrays.append(ResultArray("bin", DataArray(bins), meaning: "index of each row on the full grid of bins"))
    return arrays
  }

  private var rateUnit: String {
    summary.numbers.first { $0.key == "rate_unit" }?.value.string ?? "Hz"
  }

  public init(from stored: StoredResult) throws {
    let activity = try Self.activity(in: stored)
    let rates = try stored.floatMatrix("rates")
    let rows = rates.rows
    let behaviour = ["x", "y", "speed", "head_direction"].compactMap { stored.optionalArray($0)?.count }
    let bins = try stored.integers("bin")
    let fullBinCount = try stored.wholeNumber("bins_in_recording")
    guard activity.shape == [rows, rates.columns], try stored.doubles("t").count == rows, bins.count == rows,
      try stored.strings("cell_ids").count == rates.columns, behaviour.allSatisfy({ $0 == rows }),
      zip(bins, bins.dropFirst()).allSatisfy(<), (bins.first ?? 0) >= 0, (bins.last ?? 0) < fullBinCount
    else {
      throw StageError.damagedResult(
        file: stored.file, reason: "its arrays do not have the same rows and cells")
    }
    self.init(
      rates: rates,
      counts: activity.counts,
      times: try stored.doubles("t"), cellIDs: try stored.strings("cell_ids"),
      x: stored.optionalArray("x")?.doubles, y: stored.optionalArray("y")?.doubles,
      speed: stored.optionalArray("speed")?.doubles,
      headDirection: stored.optionalArray("head_direction")?.doubles, bins: bins,
      binWidth: try stored.number("bin_ms") * 1e-3, fullBinCount: fullBinCount,
      summary: StageSummary(stored.record))
    (signal, kind) = (activity.signal, activity.kind)
  }

  /// Counts or signal as they are stored, and their shape.
  private static func activity(
    in stored: StoredResult
  ) throws -> (counts: Matrix<Int32>, signal: Matrix<Float>?, kind: ActivityKind, shape: [Int]) {
    let name = stored.record.summary["activity"]?.string
    if let kind = name.flatMap(ActivityKind.init(rawValue:)), kind != .spikes {
      let signal = try stored.floatMatrix("signal")
      return (Matrix(rows: 0, columns: 0, elements: []), signal, kind, [signal.rows, signal.columns])
    }
    let counts = try stored.array("counts")
    guard case .int32(let spikes) = counts.storage, counts.shape.count == 2 else {
      throw StageError.damagedResult(file: stored.file, reason: "'counts' is not a matrix of int32")
    }
    return (
      Matrix(rows: counts.shape[0], columns: counts.shape[1], elements: spikes), nil, .spikes, counts.shape
    )
  }
}

extension EmbeddingResult {
  /// What each bin adds to a sum over time of which the rate is the mean: spikes, deconvolved activity, or a signal times the
  /// width of the bin; `nil` for spikes, whose counts it is.
  var signalAmounts: Matrix<Float>? {
    guard let signal else { return nil }
    if kind.isSummable { return signal }
    let width = Float(binWidth)
    return signal.map { $0 * width }
  }
}

extension ActivityKind {
  var meaningOfRates: String {
    switch self {
    case .spikes: "smoothed firing rates [time, cell]"
    case .deconvolved: "smoothed deconvolved activity per second, on an arbitrary scale [time, cell]"
    case .dff, .fluorescence, .signal: "signal, not smoothed [time, cell]"
    }
  }
}

extension StageSummary {
  /// The summary as it stands in a record.
  init(_ record: StageRecord) {
    self.init(
      headline: record.headline, numbers: record.summary.members ?? [], dropped: record.dropped,
      warnings: record.warnings)
  }
}
