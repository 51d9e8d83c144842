import ArrayNumerics
import CellTuning
import Schema
import TuningMaps

/// What the maps say of the cells besides their information.
public struct RateMapStatistics: FieldTable {
  /// Information of spikes over the time weighted by the cell's rate over minutes, bits per spike, `[N]`: what p and the
  /// difference compare; NaN without shuffles and for a silent cell.
  public var steadyInformation: [Double]
  /// Its mean of the shuffles, bits per spike, `[N]`; NaN without shuffles and for a silent cell.
  public var shuffledInformation: [Double]
  /// `steadyInformation` less that mean, bits per spike, `[N]`: above chance, and no estimate of the information.
  public var informationDifference: [Double]
  /// (1 + shuffles with as much of it) / (1 + shuffles), `[N]`.
  public var informationP: [Double]
  /// Bits per spike of maps made from other time, `[N]`: what may be quoted, a lower bound.
  public var crossValidated: [Double]
  /// Part of the arena in which the cell fires, `[N]`.
  public var sparsity: [Double]
  /// Correlation of bins with their neighbours, not smoothed, `[N]`.
  public var coherence: [Double]
  /// Correlation of the maps of both halves of the time, `[N]`.
  public var stabilityHalves: [Double]
  /// Of odd and even minutes, `[N]`.
  public var stabilityMinutes: [Double]
  /// Fields, `[N]`.
  public var fieldCount: [Int]
  /// Area of the field with the highest peak, m² (on a track its length times the side of a bin), `[N]`; NaN without a field.
  public var fieldArea: [Double]
  /// Its peak, Hz, `[N]`.
  public var fieldPeak: [Double]
  /// Its middle, weighted by the rate, m, `[N]`.
  public var fieldX: [Double]
  /// The same across, m, `[N]`.
  public var fieldY: [Double]
  /// Unit of the rates.
  public var unit: String

  public static let fields = Field<RateMapStatistics>.table {
    Field.array(
      "information_steady", \.steadyInformation, unit: "bits/spike", axes: ["cell"],
      "information of spikes over the time weighted by the cell's rate over minutes, which the shuffles are compared with")
    Field.array(
      "information_shuffled", \.shuffledInformation, unit: "bits/spike", axes: ["cell"], "its mean of the shuffles")
    Field.array(
      "information_difference", \.informationDifference, unit: "bits/spike", axes: ["cell"],
      "information_steady less that mean")
    Field.array("information_p", \.informationP, axes: ["cell"], "(1 + shuffles with as much of it) / (1 + shuffles)")
    Field.array(
      "information_cross_validated", \.crossValidated, unit: "bits/spike", axes: ["cell"],
      "bits per spike of maps made from other time, over five folds: a lower bound")
    Field.array("sparsity", \.sparsity, axes: ["cell"], "part of the arena in which the cell fires, 0 to 1")
    Field.array("coherence", \.coherence, axes: ["cell"], "correlation of bins with their neighbours, not smoothed")
    Field.array("stability_halves", \.stabilityHalves, axes: ["cell"], "correlation of the maps of both halves of the time")
    Field.array("stability_minutes", \.stabilityMinutes, axes: ["cell"], "correlation of the maps of odd and even minutes")
    Field.array("field_count", \.fieldCount, axes: ["cell"], "firing fields")
    Field.array("field_area", \.fieldArea, unit: "m^2", axes: ["cell"], "area of the field with the highest peak")
    Field.array("field_peak", \.fieldPeak, unit: .of(\.unit, "as maps"), axes: ["cell"], "its largest rate")
    Field.array("field_x", \.fieldX, unit: "m", axes: ["cell"], "its middle along x, weighted by the rate")
    Field.array("field_y", \.fieldY, unit: "m", axes: ["cell"], "its middle along y")
  }

  init(from fields: FieldReader<RateMapStatistics>, unit: String) throws {
    steadyInformation = try fields[\.steadyInformation]
    shuffledInformation = try fields[\.shuffledInformation]
    informationDifference = try fields[\.informationDifference]
    informationP = try fields[\.informationP]
    crossValidated = try fields[\.crossValidated]
    sparsity = try fields[\.sparsity]
    coherence = try fields[\.coherence]
    stabilityHalves = try fields[\.stabilityHalves]
    stabilityMinutes = try fields[\.stabilityMinutes]
    fieldCount = try fields[\.fieldCount]
    fieldArea = try fields[\.fieldArea]
    fieldPeak = try fields[\.fieldPeak]
    fieldX = try fields[\.fieldX]
    fieldY = try fields[\.fieldY]
    self.unit = unit
  }

  /// - Parameter information: of the cells, bits per spike; NaN where it has no meaning, and then all of it is.
  init(_ cells: [MapStatistics], information: [Double], grid: SpatialGrid, unit: String) {
    steadyInformation = zip(cells, information).map { $1.isNaN ? .nan : $0.steadyInformation }
    shuffledInformation = zip(cells, information).map { cell, own in
      cell.nullInformation.isEmpty || own.isNaN ? .nan : mean(cell.nullInformation)
    }
    informationDifference = zip(steadyInformation, shuffledInformation).map { $0 - $1 }
    informationP = zip(cells, information).map { $1.isNaN ? .nan : $0.p }
    crossValidated = zip(cells, information).map { $1.isNaN ? .nan : $0.crossValidated }
    sparsity = cells.map(\.sparsity)
    coherence = cells.map(\.coherence)
    stabilityHalves = cells.map(\.halves)
    stabilityMinutes = cells.map(\.minutes)
    fieldCount = cells.map(\.fields.count)
    let (width, height) = (grid.xEdges[1] - grid.xEdges[0], grid.yEdges[1] - grid.yEdges[0])
    fieldArea = cells.map { $0.fields.sizes.first.map { Double($0) * width * height } ?? .nan }
    fieldPeak = cells.map { $0.fields.peaks.first ?? .nan }
    fieldX = cells.map { $0.fields.centres.first.map { grid.xEdges[0] + ($0.column + 0.5) * width } ?? .nan }
    fieldY = cells.map { $0.fields.centres.first.map { grid.yEdges[0] + ($0.row + 0.5) * height } ?? .nan }
    self.unit = unit
  }
}
