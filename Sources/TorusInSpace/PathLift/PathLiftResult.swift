import ArrayNumerics
import Schema
import Stages

/// A path that was lifted from two decoded circles.
public struct PathLiftResult: StageResult {
  /// Time of each decoded row, s, `[K]`.
  public var times: [Double]
  /// Smoothed angles that run on, rad, `[K, 2]`; NaN in rows that are not used.
  public var lifted: Matrix<Double>
  /// Number of the segment of each row, from 0; −1 for a row that is not used, `[K]`.
  public var segments: [Int]
  /// Time that was lifted, s.
  public var seconds: Double
  /// Steps from row to row of more than a third of a turn.
  public var doubtfulSteps: Int
  /// The path in the arena; `nil` without places.
  public var comparison: LiftedComparison?
  public var notes: StageNotes

  public static let fields = Field<PathLiftResult>.table {
    Field.array("t", \.times, unit: "s", axes: ["row"], "time of each decoded row")
    Field.array(
      "lifted", \.lifted, unit: "rad", axes: ["row", "circle"],
      "smoothed angles that run on over whole turns; NaN in rows that are not used")
    Field.array("segment", \.segments, axes: ["row"], "stretch without a gap that the row is in; -1 for none")
    Field.number("segments", \.segmentCount, "stretches without a gap")
    Field.number("lifted_s", \.seconds, "time that was lifted")
    Field.number("doubtful_steps", \.doubtfulSteps, "steps of more than a third of a turn from row to row")
    Field.part(\.comparison)
  }

  public init(
    times: [Double], lifted: Matrix<Double>, segments: [Int], seconds: Double, doubtfulSteps: Int,
    comparison: LiftedComparison?, notes: StageNotes
  ) {
    self.times = times
    self.lifted = lifted
    self.segments = segments
    self.seconds = seconds
    self.doubtfulSteps = doubtfulSteps
    self.comparison = comparison
    self.notes = notes
  }

  public init(from stored: StoredResult<PathLiftResult>) throws {
    self.init(
      times: try stored[\.times], lifted: try stored[\.lifted], segments: try stored[\.segments],
      seconds: try stored.number(\.seconds), doubtfulSteps: try stored.number(\.doubtfulSteps),
      comparison: try LiftedComparison(from: stored.fields.part(LiftedComparison.self)), notes: stored.notes)
    guard lifted.rows == times.count, segments.count == times.count, lifted.columns == 2,
      comparison?.error.count ?? times.count == times.count
    else { throw FieldError.unfit("the lifted path has not the rows of 't'") }
  }
}

extension PathLiftResult {
  fileprivate var segmentCount: Int { (segments.max() ?? -1) + 1 }
}

/// A lifted path in the arena, beside the real one.
public struct LiftedComparison: FieldTable {
  /// Where the lifted path is, m, `[K, 2]`; NaN in rows that are not compared.
  public var place: Matrix<Double>
  /// The real place, m, `[K, 2]`; NaN where it is unknown.
  public var actual: Matrix<Double>
  /// Their distance, m, `[K]`; NaN where there is none, and in the first second of each piece, which sets its start.
  public var error: [Double]
  /// Whether a row was held out from the fit of the map, `[K]`.
  public var heldOut: [Bool]
  /// Middle of each bin of time since the start of a piece, s, `[bins]`.
  public var elapsed: [Double]
  /// Median error of held-out rows in each, m; NaN with fewer than 20 rows.
  public var elapsedError: [Double]
  /// When the lifted path jumped against the real one by a vector of the lattice, s, `[slips]`.
  public var slipTimes: [Double]
  /// By which, in multiples of the two vectors of the lattice, `[slips, 2]`.
  public var slips: Matrix<Int>
  /// Median error of held-out rows with the real path rolled, m, `[rolls]`.
  public var nullError: [Double]
  /// The two shortest vectors of the lattice, m, `[2, 2]`, one in a row.
  public var lattice: Matrix<Double>
  /// 95 % of the median error of held-out rows, m, by drawing blocks; `nil` for fewer than four blocks.
  public var interval: [Double]?
  /// Root mean square error over the root mean square distance of the real places from where the piece began.
  public var mismatch: Double
  /// Part of the held-out rows where no vector of the lattice brings the path nearer to the real place.
  public var rightCell: Double
  /// The longest time of a segment without a slip, s.
  public var longestWithoutSlip: Double
  /// Lifted time with a known place, s.
  public var seconds: Double
  /// Mean cosine of angle less map over the training rows, for each circle.
  public var strength: [Double]

  public static let fields = Field<LiftedComparison>.table {
    Field.array(
      "place", \.place, unit: "m", axes: ["row", "axis"], "place of the lifted path; each piece starts from the real place")
    Field.array("actual", \.actual, unit: "m", axes: ["row", "axis"], "the real place; NaN where it is unknown")
    Field.array(
      "error", \.error, unit: "m", axes: ["row"],
      "distance of the two; NaN without either, and in the first second of a piece, which sets its start")
    Field.array("held_out", \.heldOut, axes: ["row"], "whether the map was not fitted to the row")
    Field.array("elapsed", \.elapsed, unit: "s", axes: ["bin"], "time since the start of a piece")
    Field.array(
      "elapsed_error", \.elapsedError, unit: "m", axes: ["bin"],
      "median error of held-out rows at that time; NaN with fewer than 20 rows")
    Field.array("slip_t", \.slipTimes, unit: "s", axes: ["slip"], "when the path jumped by a vector of the lattice")
    Field.array("slips", \.slips, axes: ["slip", "vector"], "the jump, in multiples of the two vectors of the lattice")
    Field.array(
      "null_error", \.nullError, unit: "m", axes: ["roll"],
      "median error of held-out rows with the real path rolled against the lifted one")
    Field.array("lattice", \.lattice, unit: "m", axes: ["vector", "axis"], "the two shortest vectors of the lattice")
    Field.number("rows_held_out", \.rowsHeldOut, "rows with an error that were held out")
    Field.number("median_error_m", \.medianError, "median error of held-out rows")
    Field.number("median_error_interval", \.interval, "95 % of that median, m, by drawing blocks")
    Field.number("chance_m", \.chance, "median error at the level of chance: median over the rolls")
    Field.number("p", \.p, "part of the rolls with a median error as small")
    Field.number(
      "mismatch", \.mismatch, "root mean square error over that of a path that stays where its piece began; held-out rows")
    Field.number("right_cell", \.rightCell, "part of the held-out rows in the right cell of the lattice")
    Field.number("slip_count", \.slipTimes.count, "jumps by a vector of the lattice, over whole segments")
    Field.number("slips_per_minute", \.slipsPerMinute, "the same per minute of lifted time with a known place")
    Field.number("longest_without_slip_s", \.longestWithoutSlip, "longest time of a segment without a slip")
    Field.number("compared_s", \.seconds, "lifted time with a known place")
    Field.number("map_strength", \.strength, "mean cosine of angle less map over the rows it was fitted to")
  }

  init(
    place: Matrix<Double>, actual: Matrix<Double>, error: [Double], heldOut: [Bool], elapsed: [Double],
    elapsedError: [Double], slipTimes: [Double], slips: Matrix<Int>, nullError: [Double], lattice: Matrix<Double>,
    interval: [Double]?, mismatch: Double, rightCell: Double, longestWithoutSlip: Double, seconds: Double, strength: [Double]
  ) {
    self.place = place
    self.actual = actual
    self.error = error
    self.heldOut = heldOut
    self.elapsed = elapsed
    self.elapsedError = elapsedError
    self.slipTimes = slipTimes
    self.slips = slips
    self.nullError = nullError
    self.lattice = lattice
    self.interval = interval
    self.mismatch = mismatch
    self.rightCell = rightCell
    self.longestWithoutSlip = longestWithoutSlip
    self.seconds = seconds
    self.strength = strength
  }

  init?(from fields: FieldReader<LiftedComparison>) throws {
    guard fields.holds(\.place) else { return nil }
    self.init(
      place: try fields[\.place], actual: try fields[\.actual], error: try fields[\.error], heldOut: try fields[\.heldOut],
      elapsed: try fields[\.elapsed], elapsedError: try fields[\.elapsedError], slipTimes: try fields[\.slipTimes],
      slips: try fields[\.slips], nullError: try fields[\.nullError], lattice: try fields[\.lattice],
      interval: try fields.number(\.interval), mismatch: try fields.number(\.mismatch),
      rightCell: try fields.number(\.rightCell), longestWithoutSlip: try fields.number(\.longestWithoutSlip),
      seconds: try fields.number(\.seconds), strength: try fields.number(\.strength))
    guard place.rows == error.count, actual.rows == error.count, heldOut.count == error.count, place.columns == 2,
      actual.columns == 2, slips.rows == slipTimes.count, elapsed.count == elapsedError.count
    else { throw FieldError.unfit("the arrays of the comparison do not go together") }
  }
}

extension LiftedComparison {
  /// Errors of held-out rows, those that are known.
  public var heldOutErrors: [Double] { zip(error, heldOut).compactMap { $1 && $0.isFinite ? $0 : nil } }
  private var rowsHeldOut: Int { heldOutErrors.count }
  /// m; NaN when no row with a known place was held out.
  public var medianError: Double { heldOutErrors.isEmpty ? .nan : median(heldOutErrors) }
  /// m.
  public var chance: Double { nullError.isEmpty ? .nan : median(nullError) }
  /// (1 + rolls with an error as small) / (1 + rolls).
  public var p: Double { Double(1 + nullError.count { $0 <= medianError }) / Double(1 + nullError.count) }
  /// Of lifted time with a known place.
  public var slipsPerMinute: Double { seconds > 0 ? 60 * Double(slipTimes.count) / seconds : .nan }
}
