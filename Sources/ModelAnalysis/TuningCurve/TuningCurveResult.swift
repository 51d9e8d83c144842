import ArrayNumerics
import Foundation
import Schema
import Stages

/// Tuning curves of all neurons.
public struct TuningCurveResult: StageResult {
  /// `[neuron, bin]`, NaN where no sample fell.
  public var tuning: Matrix<Double>
  /// rad.
  public var binCenters: [Double]
  /// In each bin.
  public var samples: [Int]
  /// `[neuron]`
  public var cellIDs: [String]
  /// Hz, or none for that of a model.
  public var unit: String
  /// The angle.
  public var over: String
  /// Whose neurons.
  public var source: String

  public static let fields = Field<TuningCurveResult>.table {
    Field.array(
      "tuning", \.tuning, unit: .of(\.unit, "Hz; of a model its own"), axes: ["cell", "bin"],
      "mean activity; NaN in a bin without samples")
    Field.array("bin_centers", \.binCenters, unit: "rad", axes: ["bin"], "middle of each bin")
    Field.array("samples", \.samples, axes: ["bin"], "samples in each bin")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "name of each neuron")
    Field.array("preferred", \.preferred, unit: "rad", axes: ["cell"], "mean direction of each curve")
    Field.array("mean_vector_length", \.lengths, axes: ["cell"], "length of its mean vector, 0 to 1")
    Field.number("cells", \.cellIDs.count, "neurons")
    Field.number("over", \.over, "the angle")
    Field.number("source", \.source, "whose neurons")
    Field.number("empty_bins", \.emptyBins, "bins without samples")
    Field.number("rate_unit", \.unit, "unit of the activity; empty for that of a model")
  }

  init(
    tuning: Matrix<Double>, binCenters: [Double], samples: [Int], cellIDs: [String], unit: String, over: String, source: String
  ) {
    self.tuning = tuning
    self.binCenters = binCenters
    self.samples = samples
    self.cellIDs = cellIDs
    self.unit = unit
    self.over = over
    self.source = source
  }

  public init(from stored: StoredResult<TuningCurveResult>) throws {
    self.init(
      tuning: try stored[\.tuning], binCenters: try stored[\.binCenters], samples: try stored[\.samples],
      cellIDs: try stored[\.cellIDs], unit: try stored.number(\.unit), over: try stored.number(\.over),
      source: try stored.number(\.source))
  }

  public var notes: StageNotes {
    StageNotes(
      warnings: emptyBins == 0 ? [] : ["\(emptyBins) of \(counted(samples.count, "bin")) of the angle have no sample."])
  }

  var emptyBins: Int { samples.count { $0 == 0 } }

  /// rad, NaN for a neuron without activity.
  var preferred: [Double] {
    vectors.map { $0.x == 0 && $0.y == 0 ? .nan : wrapAngle(atan2($0.y, $0.x)) }
  }

  /// 0 for a neuron without activity.
  var lengths: [Double] { vectors.map { ($0 * $0).sum().squareRoot() } }

  /// The mean vector of each curve over the bins that have samples.
  private var vectors: [SIMD2<Double>] {
    let units = binCenters.map { SIMD2(cos($0), sin($0)) }
    return (0..<tuning.rows).map { row in
      var (sum, total) = (SIMD2<Double>.zero, 0.0)
      for (value, unit) in zip(tuning.row(row), units) where value.isFinite {
        sum += value * unit
        total += value
      }
      return total > 0 ? sum / total : .zero
    }
  }
}
