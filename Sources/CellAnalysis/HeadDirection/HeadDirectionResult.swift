import ArrayNumerics
import CellTuning
import Schema
import Stages

/// Tuning curves of all cells to head direction, and what they say.
public struct HeadDirectionResult: StageResult {
  /// Smoothed rates `[N, bin]`, Hz; NaN where never faced.
  public var tuning: Matrix<Double>
  /// Middles of the bins, rad.
  public var binCenters: [Double]
  /// Time spent facing each, s.
  public var occupancy: [Double]
  /// Length of the mean vector of the curve that was not smoothed, `[N]`; NaN for a silent cell.
  public var meanVectorLength: [Double]
  /// Its direction, rad in [0, 2π), `[N]`.
  public var preferredDirection: [Double]
  /// (1 + shifts with a mean vector as long) / (1 + shifts), `[N]`.
  public var p: [Double]
  /// Of Rayleigh's test on the spikes, `[N]`; it takes spikes as independent and decides nothing.
  public var rayleighP: [Double]
  /// Spikes where the direction is known, `[N]`.
  public var spikes: [Double]
  /// Correlation between the first and second half of the time, `[N]`.
  public var stability: [Double]
  /// Lags of the scan, s; positive: the cell fires for a direction that comes later.
  public var lags: [Double]
  /// Length of the mean vector at each lag `[N, lag]`.
  public var lengthByLag: Matrix<Double>
  /// The lag of the longest, s, `[N]`.
  public var bestLag: [Double]
  /// Curves of one peak.
  public var vonMises: VonMisesCurves
  /// Whether it counts as a head-direction cell, `[N]`.
  public var isTuned: [Bool]
  /// Why not, `[N]`; empty for those that count.
  public var reasons: [String]
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// Unit of the rates: Hz, or that of a calcium signal.
  public var unit: String
  public var notes: StageNotes

  public static let fields = Field<HeadDirectionResult>.table {
    Field.array(
      "tuning", \.tuning, unit: .of(\.unit, "Hz; of calcium signals their own"), axes: ["cell", "direction"],
      "smoothed firing rate; NaN for directions that were never faced")
    Field.array("bin_centers", \.binCenters, unit: "rad", axes: ["direction"], "middles of the bins of direction")
    Field.array("occupancy", \.occupancy, unit: "s", axes: ["direction"], "time spent facing each direction")
    Field.array(
      "mean_vector_length", \.meanVectorLength, axes: ["cell"], "of the rates that were not smoothed; NaN for a silent cell")
    Field.array("preferred_direction", \.preferredDirection, unit: "rad", axes: ["cell"], "of the mean vector, in [0, 2 pi)")
    Field.array("p", \.p, axes: ["cell"], "(1 + shifts with a mean vector as long) / (1 + shifts)")
    Field.array(
      "rayleigh_p", \.rayleighP, axes: ["cell"],
      "Rayleigh's test, which takes spikes as independent: not decisive; NaN for calcium signals")
    Field.array(
      "spikes", \.spikes, unit: "spikes", axes: ["cell"],
      "spikes where the direction is known; events of calcium signals")
    Field.array("stability", \.stability, axes: ["cell"], "correlation of the tuning in both halves of the time")
    Field.array("lags", \.lags, unit: "s", axes: ["lag"], "lags; positive: for a direction that comes later")
    Field.array("length_by_lag", \.lengthByLag, axes: ["cell", "lag"], "length of the mean vector at each lag")
    Field.array("best_lag", \.bestLag, unit: "s", axes: ["cell"], "lag of the longest mean vector")
    Field.part(\.vonMises)
    Field.array("head_direction_cell", \.isTuned, axes: ["cell"], "whether it counts as a head-direction cell")
    Field.array("reason", \.reasons, axes: ["cell"], "why a cell does not count; empty for those that do")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("head_direction_cells", \.tunedCount, "cells that count as head-direction cells")
    Field.number("rate_unit", \.unit, "unit of the rates")
    Field.number("median_lag_ms", \.medianLag, "median lag of the head-direction cells")
  }

  public init(from stored: StoredResult<HeadDirectionResult>) throws {
    tuning = try stored[\.tuning]
    binCenters = try stored[\.binCenters]
    occupancy = try stored[\.occupancy]
    meanVectorLength = try stored[\.meanVectorLength]
    preferredDirection = try stored[\.preferredDirection]
    p = try stored[\.p]
    rayleighP = try stored[\.rayleighP]
    spikes = try stored[\.spikes]
    stability = try stored[\.stability]
    lags = try stored[\.lags]
    lengthByLag = try stored[\.lengthByLag]
    bestLag = try stored[\.bestLag]
    vonMises = try VonMisesCurves(
      from: stored.fields.part(VonMisesCurves.self), unit: try stored.number(\.unit))
    isTuned = try stored[\.isTuned]
    reasons = try stored[\.reasons]
    cellIDs = try stored[\.cellIDs]
    unit = try stored.number(\.unit)
    notes = stored.notes
  }
}

extension HeadDirectionResult {
  init(
    _ cells: [DirectionAnalysis], occupancy: DirectionOccupancy, lags: [Double], parameters: HeadDirectionParameters,
    cellIDs: [String], unit: String, notes: StageNotes
  ) {
    tuning = Matrix(rows: cells.count, columns: occupancy.bins, elements: cells.flatMap(\.tuning))
    binCenters = occupancy.centres
    self.occupancy = occupancy.seconds
    meanVectorLength = cells.map(\.meanVectorLength)
    preferredDirection = cells.map(\.direction)
    p = cells.map(\.p)
    rayleighP = cells.map(\.rayleighP)
    spikes = cells.map(\.spikes)
    stability = cells.map(\.stability)
    self.lags = lags
    lengthByLag = Matrix(rows: cells.count, columns: lags.count, elements: cells.flatMap(\.lengthsByLag))
    bestLag = cells.map { cell in
      let known = cell.lengthsByLag.indices.filter { cell.lengthsByLag[$0].isFinite }
      return known.max { cell.lengthsByLag[$0] < cell.lengthsByLag[$1] }.map { lags[$0] } ?? .nan
    }
    vonMises = VonMisesCurves(cells.map(\.vonMises), unit: unit)
    reasons = cells.map { HeadDirection.shortcomings($0, parameters).joined(separator: "; ") }
    isTuned = reasons.map(\.isEmpty)
    self.cellIDs = cellIDs
    self.unit = unit
    self.notes = notes
    if let lag = medianLag {
      self.notes.warnings.append(
        "The median lag of the head-direction cells, \(formatted(lag)) ms, holds the delays of tracker and clock as well: "
          + "compare lags between cells, and trust their size only with synchronised clocks.")
    }
    let broad = zip(isTuned, vonMises.explained).count { $0 && $1 < 0.8 }
    if broad > 0 {
      self.notes.warnings.append(
        "\(counted(broad, "head-direction cell")) are not well described by one peak (explained below 0.8): see their curves.")
    }
  }

  /// Cells that count as head-direction cells.
  public var tunedCount: Int { isTuned.count { $0 } }
  /// ms; `nil` without such cells.
  var medianLag: Double? {
    let known = bestLag.indices.filter { isTuned[$0] && bestLag[$0].isFinite }.map { 1000 * bestLag[$0] }
    return known.isEmpty ? nil : rounded(median(known))
  }
}
