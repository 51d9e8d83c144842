import ArrayNumerics
import Schema
import Stages

/// The decoded path beside the real one.
public struct PathCompareResult: StageResult {
  /// What was decoded.
  public enum Kind: String, RecordWord {
    case arena, track, heading
  }

  /// What was decoded.
  public var kind: Kind
  /// Time of each decoded row, s, `[K]`.
  public var times: [Double]
  /// The decoded place, m, `[K, 2]` or along a track `[K, 1]`; the decoded heading, rad, `[K, 1]`. NaN where the real one is
  /// unknown.
  public var decoded: Matrix<Double>
  /// The real place or heading in the same rows, as `decoded`.
  public var actual: Matrix<Double>
  /// Their distance, m or rad, `[K]`; NaN where either is unknown.
  public var error: [Double]
  /// Whether a row was held out from the fit of the map, `[K]`.
  public var heldOut: [Bool]
  /// Median error of held-out rows when the decoded path is rolled against the real one, m or rad, `[rolls]`.
  public var nullError: [Double]
  /// Middle of each window of the drift, s.
  public var driftTimes: [Double]
  /// Mean displacement of the decoded path in each window, m or rad, as `decoded`; NaN in windows with too little time.
  public var drift: Matrix<Double>
  /// 95 % of the median error of held-out rows, by drawing blocks of 30 s; `nil` for fewer than four blocks.
  public var interval: [Double]?
  /// Strength of the fit of the map to the training rows, for each circle, 0 to 1.
  public var strength: [Double]
  public var notes: StageNotes

  public static let fields = Field<PathCompareResult>.table {
    Field.array("t", \.times, unit: "s", axes: ["row"], "time of each decoded row")
    Field.array(
      "decoded", \.decodedArray, unit: .of(\.unit, "m; rad for a heading"), type: "float64",
      "decoded place [row, 2] or along a track [row], or decoded heading [row]; of all images of a periodic code the nearest")
    Field.array(
      "actual", \.actualArray, unit: .of(\.unit, "m; rad for a heading"), type: "float64", "the real one, alike")
    Field.array("error", \.error, unit: .of(\.unit, "m; rad for a heading"), axes: ["row"], "distance of the two")
    Field.array("held_out", \.heldOut, axes: ["row"], "whether the map was not fitted to the row")
    Field.array(
      "null_error", \.nullError, unit: .of(\.unit, "m; rad for a heading"), axes: ["roll"],
      "median error of held-out rows with the decoded path rolled against the real one")
    Field.array("drift_t", \.driftTimes, unit: "s", axes: ["window"], "middle of each window of the drift")
    Field.array(
      "drift", \.drift, unit: .of(\.unit, "m; rad for a heading"), axes: ["window", "axis"],
      "mean displacement of the decoded path in each window")
    Field.number("compared", \.kind, "what was decoded")
    Field.number("rows_held_out", \.rowsHeldOut, "rows with an error that were held out")
    Field.number("median_error", \.medianError, "median error of held-out rows")
    Field.number("median_error_interval", \.interval, "95 % of that median, by drawing blocks of 30 s")
    Field.number("error_quantiles", \.errorQuantiles, "error below which 25, 75 and 95 % of held-out rows are")
    Field.number("chance", \.chance, "median error at the level of chance: median over the rolls")
    Field.number("p", \.p, "part of the rolls with a median error as small")
    Field.number("drift_sd", \.driftDeviation, "root mean square displacement over the windows")
    Field.number("map_strength", \.strength, "mean cosine of angle less map over the rows it was fitted to")
    Field.number("unit", \.unit, "unit of errors and drift")
  }

  public init(
    kind: Kind, times: [Double], decoded: Matrix<Double>, actual: Matrix<Double>, error: [Double], heldOut: [Bool],
    nullError: [Double], driftTimes: [Double], drift: Matrix<Double>, interval: [Double]?, strength: [Double], notes: StageNotes
  ) {
    self.kind = kind
    self.times = times
    self.decoded = decoded
    self.actual = actual
    self.error = error
    self.heldOut = heldOut
    self.nullError = nullError
    self.driftTimes = driftTimes
    self.drift = drift
    self.interval = interval
    self.strength = strength
    self.notes = notes
  }

  public init(from stored: StoredResult<PathCompareResult>) throws {
    let kind = try stored.number(\.kind)
    func paths(_ array: DataArray, _ name: String) throws -> Matrix<Double> {
      guard let matrix = Matrix<Double>(array: array), matrix.columns == (kind == .arena ? 2 : 1) else {
        throw FieldError.unfit("'\(name)' is not [row] or [row, 2] as '\(kind.rawValue)' has it")
      }
      return matrix
    }
    self.init(
      kind: kind, times: try stored[\.times], decoded: try paths(stored[\.decodedArray], "decoded"),
      actual: try paths(stored[\.actualArray], "actual"), error: try stored[\.error], heldOut: try stored[\.heldOut],
      nullError: try stored[\.nullError], driftTimes: try stored[\.driftTimes], drift: try stored[\.drift],
      interval: try stored.number(\.interval), strength: try stored.number(\.strength), notes: stored.notes)
    guard decoded.rows == times.count, actual.rows == times.count, interval?.count ?? 2 == 2 else {
      throw FieldError.unfit("the paths have not the rows of 't'")
    }
  }
}

extension PathCompareResult {
  /// Unit of errors and drift.
  public var unit: String { kind == .heading ? "rad" : "m" }
  private func array(_ path: Matrix<Double>) -> DataArray {
    path.columns == 1 ? DataArray(path.elements) : DataArray(path.elements, shape: [path.rows, path.columns])
  }
  private var decodedArray: DataArray { array(decoded) }
  private var actualArray: DataArray { array(actual) }
  /// Errors of held-out rows, those that are known.
  public var heldOutErrors: [Double] { zip(error, heldOut).compactMap { $1 && $0.isFinite ? $0 : nil } }
  private var rowsHeldOut: Int { heldOutErrors.count }
  /// m or rad; NaN when no row with a known place was held out.
  public var medianError: Double { heldOutErrors.isEmpty ? .nan : median(heldOutErrors) }
  private var errorQuantiles: [Double] {
    heldOutErrors.isEmpty ? [.nan, .nan, .nan] : quantiles(heldOutErrors, [0.25, 0.75, 0.95])
  }
  /// m or rad.
  public var chance: Double { nullError.isEmpty ? .nan : median(nullError) }
  /// (1 + rolls with an error as small) / (1 + rolls).
  public var p: Double { Double(1 + nullError.count { $0 <= medianError }) / Double(1 + nullError.count) }
  /// m or rad; NaN without windows.
  public var driftDeviation: Double {
    let rows = (0..<drift.rows).filter { drift[$0, 0].isFinite }
    guard !rows.isEmpty else { return .nan }
    let squares = rows.reduce(0) { sum, row in sum + drift.row(row).reduce(0) { $0 + $1 * $1 } }
    return (squares / Double(rows.count)).squareRoot()
  }
}
