import ArrayNumerics
import Schema
import Stages
import TorusGeometry

/// How well each cell is predicted in held-out time by each family alone, by all, and by all but one.
public struct TuningModelResult: StageResult {
  /// What cells may be tuned to, `[F]`.
  public var families: [String]
  /// Part of the deviance that a family alone explains, `[N, F]`; NaN for a cell without spikes.
  public var aloneDeviance: Matrix<Double>
  /// The same in bits per spike over the mean rate.
  public var aloneBits: Matrix<Double>
  /// By all families, `[N]`.
  public var fullDeviance: [Double]
  /// The same in bits per spike.
  public var fullBits: [Double]
  /// What is lost without a family, part of the deviance, `[N, F]`.
  public var ownDeviance: Matrix<Double>
  /// The same in bits per spike.
  public var ownBits: Matrix<Double>
  /// Lower and upper end of 95 % of that, by drawing blocks of 10 s, bits per spike, `[N, F]`.
  public var ownLow: Matrix<Double>
  /// The upper end.
  public var ownHigh: Matrix<Double>
  /// Smoothness of each family, `[N, F]`.
  public var smoothness: Matrix<Double>
  /// Families with a part of their own joined by ×; "none" without any, `[N]`.
  public var label: [String]
  /// Why a cell has no numbers, `[N]`; empty for one that has.
  public var reasons: [String]
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// Bins of time in which all families are known.
  public var rows: Int
  /// Width of one, s.
  public var window: Double
  public var notes: StageNotes

  public static let fields = Field<TuningModelResult>.table {
    Field.array("families", \.families, axes: ["family"], "what cells may be tuned to")
    Field.array(
      "explained_deviance_alone", \.aloneDeviance, axes: ["cell", "family"],
      "part of the deviance that the family alone explains in held-out time")
    Field.array(
      "bits_per_spike_alone", \.aloneBits, unit: "bits/spike", axes: ["cell", "family"],
      "gain of the family alone over the mean rate in held-out time")
    Field.array(
      "explained_deviance", \.fullDeviance, axes: ["cell"], "part of the deviance that all families together explain")
    Field.array("bits_per_spike", \.fullBits, unit: "bits/spike", axes: ["cell"], "gain of all families over the mean rate")
    Field.array(
      "own_deviance", \.ownDeviance, axes: ["cell", "family"], "part of the explained deviance that is lost without the family")
    Field.array(
      "own_bits_per_spike", \.ownBits, unit: "bits/spike", axes: ["cell", "family"], "gain that is lost without the family")
    Field.array(
      "own_low", \.ownLow, unit: "bits/spike", axes: ["cell", "family"],
      "lower end of 95 % of own_bits_per_spike, by drawing blocks of 10 s")
    Field.array("own_high", \.ownHigh, unit: "bits/spike", axes: ["cell", "family"], "upper end")
    Field.array(
      "smoothness", \.smoothness, axes: ["cell", "family"], "weight of the smoothness, chosen in the training; median of folds")
    Field.array("label", \.label, axes: ["cell"], "families with own_low above 0 joined by ×; none without any")
    Field.array("reason", \.reasons, axes: ["cell"], "why a cell has no numbers; empty for one that has")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("cells_tuned", \.tuned, "cells with a family of their own part above 0")
    Field.number("cells_by_family", \.counts, "cells whose own part of each family is above 0")
    Field.number("median_explained_deviance", \.medianDeviance, "median over the cells, all families")
    Field.number("median_explained_deviance_alone", \.medianAlone, "median over the cells, each family alone")
    Field.number("bins_of_time", \.rows, "bins of time in which all families are known")
    Field.number("window_s", \.window, "width of one")
  }

  public init(from stored: StoredResult<TuningModelResult>) throws {
    families = try stored[\.families]
    aloneDeviance = try stored[\.aloneDeviance]
    aloneBits = try stored[\.aloneBits]
    fullDeviance = try stored[\.fullDeviance]
    fullBits = try stored[\.fullBits]
    ownDeviance = try stored[\.ownDeviance]
    ownBits = try stored[\.ownBits]
    ownLow = try stored[\.ownLow]
    ownHigh = try stored[\.ownHigh]
    smoothness = try stored[\.smoothness]
    label = try stored[\.label]
    reasons = try stored[\.reasons]
    cellIDs = try stored[\.cellIDs]
    rows = try stored.number(\.rows)
    window = try stored.number(\.window)
    notes = stored.notes
    let tables = [aloneDeviance, aloneBits, ownDeviance, ownBits, ownLow, ownHigh, smoothness]
    guard tables.allSatisfy({ $0.rows == cellIDs.count && $0.columns == families.count }) else {
      throw FieldError.unfit("the models do not fit the cells and families")
    }
  }

  init(
    _ cells: [ModelComparison], families: [String], cellIDs: [String], rows: Int, window: Double, notes: StageNotes
  ) {
    func table(_ value: (ModelComparison, Int) -> Double) -> Matrix<Double> {
      Matrix(
        rows: cells.count, columns: families.count,
        elements: cells.flatMap { cell in families.indices.map { value(cell, $0) } })
    }
    self.families = families
    aloneDeviance = table { $0.alone[$1].explainedDeviance }
    aloneBits = table { $0.alone[$1].bitsPerSpike }
    fullDeviance = cells.map(\.full.explainedDeviance)
    fullBits = cells.map(\.full.bitsPerSpike)
    ownDeviance = table { $0.full.explainedDeviance - $0.without[$1].explainedDeviance }
    ownBits = table { $0.full.bitsPerSpike - $0.without[$1].bitsPerSpike }
    let low = table { $0.lost[$1].low }
    ownLow = low
    ownHigh = table { $0.lost[$1].high }
    smoothness = table { $0.smoothness[$1] }
    label = cells.indices.map { cell in
      let own = families.indices.filter { low[cell, $0] > 0 }.map { families[$0] }
      return own.isEmpty ? "none" : own.joined(separator: " × ")
    }
    reasons = cells.map { $0.full.bitsPerSpike.isFinite ? "" : TuningModels.silent }
    (self.cellIDs, self.rows, self.window, self.notes) = (cellIDs, rows, window, notes)
  }
}

extension TuningModelResult {
  var tuned: Int { label.count { $0 != "none" } }
  /// Cells whose own part of each family is above 0.
  public var counts: [Int] { families.indices.map { family in (0..<ownLow.rows).count { ownLow[$0, family] > 0 } } }
  private func middle(_ values: [Double]) -> Double {
    let known = values.filter(\.isFinite)
    return known.isEmpty ? .nan : median(known)
  }
  var medianDeviance: Double { middle(fullDeviance) }
  var medianAlone: [Double] { families.indices.map { middle(aloneDeviance.column($0)) } }
}
