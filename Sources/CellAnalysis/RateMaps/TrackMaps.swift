import ArrayNumerics
import CellTuning
import PopulationActivity
import Schema
import TuningMaps

/// Rates along a track, for each direction of running.
public struct TrackMaps: FieldTable {
  /// Rates while the position grows `[N, x]`, NaN where not visited.
  public var rightward: Matrix<Double>
  /// Rates while it shrinks.
  public var leftward: Matrix<Double>
  /// Correlation of both, `[N]`; NaN where one is silent.
  public var correlation: [Double]
  /// Unit of the rates.
  public var unit: String

  public static let fields = Field<TrackMaps>.table {
    Field.array(
      "maps_rightward", \.rightward, unit: .of(\.unit, "as maps"), axes: ["cell", "x"], "rate along the track while x grows")
    Field.array("maps_leftward", \.leftward, unit: .of(\.unit, "as maps"), axes: ["cell", "x"], "rate while x shrinks")
    Field.array("direction_correlation", \.correlation, axes: ["cell"], "correlation of the maps of both directions")
  }

  init(from fields: FieldReader<TrackMaps>, unit: String) throws {
    rightward = try fields[\.rightward]
    leftward = try fields[\.leftward]
    correlation = try fields[\.correlation]
    self.unit = unit
  }

  /// The direction at a bin of time is that of the way from a quarter of a second before to a quarter after.
  init(
    _ events: [CellEvents], embedding: EmbeddingResult, grid: SpatialGrid, indices: [Int], parameters: RateMapParameters
  ) throws {
    let ways = embedding.waysAlongTrack() ?? []
    func maps(_ isUsed: (Double) -> Bool) throws -> [Matrix<Double>] {
      let rates = try ArenaRates(
        at: zip(indices, ways).map { isUsed($1) ? $0 : -1 }, grid: grid, binWidth: embedding.binWidth,
        sigma: parameters.smoothing, minimumOccupancy: parameters.minimumOccupancy)
      return try events.map { try rates.rates(of: rates.amounts(of: $0)) }
    }
    let (right, left) = (try maps { $0 > 0 }, try maps { $0 < 0 })
    func table(_ maps: [Matrix<Double>]) -> Matrix<Double> {
      Matrix(rows: maps.count, columns: grid.columns, elements: maps.flatMap(\.elements))
    }
    (rightward, leftward) = (table(right), table(left))
    correlation = try zip(right, left).map { right, left in
      let both = right.elements.indices.filter { right.elements[$0].isFinite && left.elements[$0].isFinite }
      return try pearsonCorrelation(both.map { right.elements[$0] }, both.map { left.elements[$0] })
    }
    unit = embedding.kind.rateUnit
  }
}
