import ArrayNumerics
import Schema
import Stages
import TuningMaps

/// The place of the animal decoded from its cells, with the truth beside it.
public struct PositionDecodingResult: StageResult {
  /// Whether in an arena or along a track.
  public var kind: PathCompareResult.Kind
  /// Middle of each bin of time, s, `[K]`.
  public var times: [Double]
  /// The real place, m, `[K, 2]` or along a track `[K, 1]`; NaN where it is unknown.
  public var actual: Matrix<Double>
  /// Decoded with the motion.
  var moving: DecodedPath
  /// Decoded without it.
  var flat: DecodedPath
  /// Which fifth of the time a row was held out with, `[K]`.
  public var folds: [Int]
  /// Median error with the positions moved against the spikes, m, `[shuffles]`.
  public var nullError: [Double]
  /// The same without the motion.
  public var flatNullError: [Double]
  /// 95 % of the median error, m, by drawing blocks of 30 s; `nil` for fewer than four blocks.
  public var interval: [Double]?
  /// The same without the motion.
  public var flatInterval: [Double]?
  /// Standard deviation of the motion along each axis in a bin of time, m.
  public var step: Double
  /// How sure the posterior was made.
  var calibration: PlaceCalibration
  /// Width of a bin of time, s.
  public var window: Double
  /// What the decoder without a motion takes together, s.
  public var flatWindow: Double
  /// Bins of the arena, or one row of them along a track.
  public var grid: SpatialGrid
  /// Cells that were read.
  public var cells: Int
  /// What the torus gives in the same time, where its path was compared.
  public var torus: PlaceBesideTorus?
  public var notes: StageNotes

  public static let fields = Field<PositionDecodingResult>.table {
    Field.array("t", \.times, unit: "s", axes: ["row"], "middle of each bin of time")
    Field.array(
      "decoded", \.decodedArray, unit: "m", type: "float64",
      "decoded place [row, 2] or along a track [row]: mean of the posterior around its highest bin")
    Field.array(
      "decoded_flat", \.flatArray, unit: "m", type: "float64", "the same without a motion, all places as likely beforehand")
    Field.array("actual", \.actualArray, unit: "m", type: "float64", "the real place, alike")
    Field.array("error", \.moving.error, unit: "m", axes: ["row"], "distance of the decoded place from the real one")
    Field.array("error_flat", \.flat.error, unit: "m", axes: ["row"], "the same without a motion")
    Field.array(
      "spread", \.moving.spread, unit: "m", axes: ["row"],
      "root mean square distance of the posterior from the decoded place")
    Field.array("spread_flat", \.flat.spread, unit: "m", axes: ["row"], "the same without a motion")
    Field.array(
      "level", \.moving.level, axes: ["row"], "what the posterior holds at places that are likelier than the real one")
    Field.array("level_flat", \.flat.level, axes: ["row"], "the same without a motion")
    Field.array("fold", \.folds, axes: ["row"], "fifth of the time with which the row was held out")
    Field.array(
      "null_error", \.nullError, unit: "m", axes: ["shuffle"], "median error with the positions moved against the spikes")
    Field.array("null_error_flat", \.flatNullError, unit: "m", axes: ["shuffle"], "the same without a motion")
    Field.array("x_edges", \.grid.xEdges, unit: "m", axes: ["x+1"], "edges of the bins of place along x")
    Field.array("y_edges", \.grid.yEdges, unit: "m", axes: ["y+1"], "edges along y; of a track nothing but one row")
    Field.number("decoded_in", \.kind, "whether in an arena or along a track")
    Field.number("cells", \.cells, "cells that were read")
    Field.number("rows_compared", \.rowsCompared, "bins of time with a real place")
    Field.number("median_error_m", \.medianError, "median error")
    Field.number("median_error_interval_m", \.interval, "95 % of that median, by drawing blocks of 30 s")
    Field.number("error_quantiles_m", \.errorQuantiles, "error below which 25, 75 and 95 % of the rows are")
    Field.number("within_10_cm", \.within10, "share of the rows with an error up to 10 cm")
    Field.number("within_20_cm", \.within20, "share of the rows with an error up to 20 cm")
    Field.number("coverage_50", \.coverage50, "share of the rows in which the most probable half holds the real place")
    Field.number("coverage_95", \.coverage95, "share of the rows in which the most probable 95 % hold the real place")
    Field.number("chance_m", \.chance, "median error at the level of chance: median over the shuffles")
    Field.number("p", \.p, "(1 + shuffles with a median error as small) / (1 + shuffles)")
    Field.number("flat_median_error_m", \.flatMedianError, "median error without a motion")
    Field.number("flat_median_error_interval_m", \.flatInterval, "95 % of that median")
    Field.number("flat_within_10_cm", \.flatWithin10, "share of the rows up to 10 cm without a motion")
    Field.number("flat_within_20_cm", \.flatWithin20, "share of the rows up to 20 cm without a motion")
    Field.number("flat_coverage_95", \.flatCoverage95, "coverage_95 without a motion")
    Field.number("flat_chance_m", \.flatChance, "level of chance without a motion")
    Field.number("flat_p", \.flatP, "p without a motion")
    Field.number("motion_step_m", \.step, "standard deviation of the motion along an axis in a bin of time")
    Field.number("window_s", \.window, "width of a bin of time")
    Field.number("flat_window_s", \.flatWindow, "what the decoder without a motion takes together")
    Field.part(\.calibration)
    Field.part(\.torus)
  }

  init(
    kind: PathCompareResult.Kind, times: [Double], actual: Matrix<Double>, moving: DecodedPath, flat: DecodedPath,
    folds: [Int], nullError: [Double], flatNullError: [Double], interval: [Double]?, flatInterval: [Double]?, step: Double,
    calibration: PlaceCalibration, window: Double, flatWindow: Double, grid: SpatialGrid, cells: Int, torus: PlaceBesideTorus?,
    notes: StageNotes
  ) {
    (self.kind, self.times, self.actual, self.moving, self.flat) = (kind, times, actual, moving, flat)
    (self.folds, self.nullError, self.flatNullError) = (folds, nullError, flatNullError)
    (self.interval, self.flatInterval, self.step, self.window) = (interval, flatInterval, step, window)
    self.calibration = calibration
    (self.flatWindow, self.grid, self.cells, self.torus, self.notes) = (flatWindow, grid, cells, torus, notes)
  }

  public init(from stored: StoredResult<PositionDecodingResult>) throws {
    let kind = try stored.number(\.kind)
    func path(_ array: DataArray, _ name: String) throws -> Matrix<Double> {
      guard let matrix = Matrix<Double>(array: array), matrix.columns == (kind == .arena ? 2 : 1) else {
        throw FieldError.unfit("'\(name)' is not [row] or [row, 2] as '\(kind.rawValue)' has it")
      }
      return matrix
    }
    let beside = stored.fields.part(PlaceBesideTorus.self)
    self.init(
      kind: kind, times: try stored[\.times], actual: try path(try stored[\.actualArray], "actual"),
      moving: DecodedPath(
        places: try path(try stored[\.decodedArray], "decoded"), error: try stored[\.moving.error],
        spread: try stored[\.moving.spread], level: try stored[\.moving.level]),
      flat: DecodedPath(
        places: try path(try stored[\.flatArray], "decoded_flat"), error: try stored[\.flat.error],
        spread: try stored[\.flat.spread], level: try stored[\.flat.level]),
      folds: try stored[\.folds], nullError: try stored[\.nullError], flatNullError: try stored[\.flatNullError],
      interval: try stored.number(\.interval), flatInterval: try stored.number(\.flatInterval),
      step: try stored.number(\.step),
      calibration: try PlaceCalibration(from: stored.fields.part(PlaceCalibration.self)), window: try stored.number(\.window),
      flatWindow: try stored.number(\.flatWindow),
      grid: SpatialGrid(xEdges: try stored[\.grid.xEdges], yEdges: try stored[\.grid.yEdges]),
      cells: try stored.number(\.cells), torus: try beside.holds(\.bins) ? PlaceBesideTorus(from: beside) : nil,
      notes: stored.notes)
    guard moving.places.rows == times.count, flat.places.rows == times.count, actual.rows == times.count else {
      throw FieldError.unfit("the paths have not the rows of 't'")
    }
  }
}

/// How sure the posterior is made: the power of the likelihood that held-out time asks for, and the share without a word.
struct PlaceCalibration: FieldTable {
  /// Mean over the folds of the exponent of the likelihood, with the motion and without it; 1 leaves it as it is.
  var (power, flatPower): (Double, Double)
  /// Mean over the folds of the share of the time in which the cells say nothing of the place.
  var (silence, flatSilence): (Double, Double)
  /// Share of the rows in which the most probable 95 % held the real place before.
  var (rawCoverage, flatRawCoverage): (Double, Double)
  /// Share of the rows with a real place that is none of the places of the maps: no posterior can hold it.
  var elsewhere: Double

  init(
    power: Double, flatPower: Double, silence: Double, flatSilence: Double, rawCoverage: Double, flatRawCoverage: Double,
    elsewhere: Double
  ) {
    (self.power, self.flatPower, self.silence, self.flatSilence) = (power, flatPower, silence, flatSilence)
    (self.rawCoverage, self.flatRawCoverage) = (rawCoverage, flatRawCoverage)
    self.elsewhere = elsewhere
  }

  static let fields = Field<PlaceCalibration>.table {
    Field.number("likelihood_power", \.power, "exponent of the likelihood for spread and level, mean over the folds")
    Field.number("flat_likelihood_power", \.flatPower, "the same without a motion")
    Field.number(
      "silent_share", \.silence,
      "share of the time in which the cells say nothing of the place, for spread and level; mean over the folds")
    Field.number("flat_silent_share", \.flatSilence, "the same without a motion")
    Field.number("coverage_95_uncalibrated", \.rawCoverage, "coverage_95 of the likelihood as it is")
    Field.number("flat_coverage_95_uncalibrated", \.flatRawCoverage, "the same without a motion")
    Field.number("elsewhere", \.elsewhere, "share of the rows whose real place was never visited in the time of their maps")
  }

  init(from fields: FieldReader<PlaceCalibration>) throws {
    self.init(
      power: try fields.number(\.power), flatPower: try fields.number(\.flatPower),
      silence: try fields.number(\.silence), flatSilence: try fields.number(\.flatSilence),
      rawCoverage: try fields.number(\.rawCoverage), flatRawCoverage: try fields.number(\.flatRawCoverage),
      elsewhere: try fields.number(\.elsewhere))
  }
}

/// The place from all cells beside the place from the torus, in the time that both held out.
public struct PlaceBesideTorus: FieldTable {
  /// Bins of time in which both are known.
  public var bins: Int
  /// Median error of the place from all cells, m.
  public var own: Double
  /// Median error of the place from the torus, m: of all images of the periodic code the one nearest to the truth.
  public var torus: Double
  /// Its level of chance, m.
  public var chance: Double

  public static let fields = Field<PlaceBesideTorus>.table {
    Field.number("bins_beside_torus", \.bins, "bins of time in which the path from the torus was held out too")
    Field.number("median_error_in_them_m", \.own, "median error of the decoded place in them")
    Field.number(
      "torus_median_error_m", \.torus,
      "median error of the path from the torus in them, of all images of the periodic code the nearest to the truth")
    Field.number("torus_chance_m", \.chance, "level of chance of that path, with the same choice of images")
  }

  init(bins: Int, own: Double, torus: Double, chance: Double) {
    (self.bins, self.own, self.torus, self.chance) = (bins, own, torus, chance)
  }

  init(from fields: FieldReader<PlaceBesideTorus>) throws {
    self.init(
      bins: try fields.number(\.bins), own: try fields.number(\.own), torus: try fields.number(\.torus),
      chance: try fields.number(\.chance))
  }
}

extension PositionDecodingResult {
  /// The decoded place with the motion, m, `[K, 2]` or `[K, 1]`.
  public var decoded: Matrix<Double> { moving.places }
  /// Distance from the real place with the motion, m, `[K]`; NaN where the real place is unknown.
  public var error: [Double] { moving.error }
  /// The same without the motion.
  public var flatError: [Double] { flat.error }

  private func array(_ path: Matrix<Double>) -> DataArray {
    path.columns == 1 ? DataArray(path.elements) : DataArray(path.elements, shape: [path.rows, path.columns])
  }
  private var decodedArray: DataArray { array(moving.places) }
  private var flatArray: DataArray { array(flat.places) }
  private var actualArray: DataArray { array(actual) }

  private func middle(_ values: [Double]) -> Double {
    let known = values.filter(\.isFinite)
    return known.isEmpty ? .nan : median(known)
  }
  private func share(_ values: [Double], _ holds: (Double) -> Bool) -> Double {
    let known = values.filter(\.isFinite)
    return known.isEmpty ? .nan : Double(known.count(where: holds)) / Double(known.count)
  }
  private func p(_ value: Double, _ null: [Double]) -> Double {
    null.isEmpty ? .nan : Double(1 + null.count { $0 <= value }) / Double(1 + null.count)
  }

  private var rowsCompared: Int { moving.error.count(where: \.isFinite) }
  /// m.
  public var medianError: Double { middle(moving.error) }
  /// m, without the motion.
  public var flatMedianError: Double { middle(flat.error) }
  private var errorQuantiles: [Double] {
    let known = moving.error.filter(\.isFinite)
    return known.isEmpty ? [.nan, .nan, .nan] : quantiles(known, [0.25, 0.75, 0.95])
  }
  private var within10: Double { share(moving.error) { $0 <= 0.1 } }
  /// Share of the time with an error up to 20 cm.
  public var within20: Double { share(moving.error) { $0 <= 0.2 } }
  private var flatWithin10: Double { share(flat.error) { $0 <= 0.1 } }
  private var flatWithin20: Double { share(flat.error) { $0 <= 0.2 } }
  private var coverage50: Double { share(moving.level) { $0 < 0.5 } }
  /// Share of the time in which the most probable 95 % hold the real place.
  public var coverage95: Double { share(moving.level) { $0 < 0.95 } }
  private var flatCoverage95: Double { share(flat.level) { $0 < 0.95 } }
  /// Median error at the level of chance, m; NaN without shuffles.
  public var chance: Double { middle(nullError) }
  private var flatChance: Double { middle(flatNullError) }
  /// (1 + shuffles with a median error as small) / (1 + shuffles); NaN without shuffles.
  public var p: Double { p(medianError, nullError) }
  private var flatP: Double { p(flatMedianError, flatNullError) }
}
