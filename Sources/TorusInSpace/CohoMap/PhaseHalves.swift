import ArrayNumerics
import Foundation
import Schema
import TorusGeometry
import TuningMaps

/// How alike the phase maps of the two halves of a session are: two rooms in the same coordinates, or a lattice that moves,
/// make maps that differ.
public struct PhaseHalves: FieldTable {
  /// Resultant length of the differences of the two maps over the bins that both have, for each circle, 0 to 1.
  public var agreement: [Double]
  /// Mean difference, second less first, for each circle, degrees in [-180, 180).
  public var offset: [Double]

  /// Fewer bins that both halves have say nothing.
  private static let fewestBins = 50

  public static let fields = Field<PhaseHalves>.table {
    Field.number("halves_agreement", \.agreement, "resultant length of the differences of the maps of either half")
    Field.number("halves_offset_deg", \.offset, "mean difference of these maps, second less first")
  }

  init?(from fields: FieldReader<PhaseHalves>) throws {
    guard fields.holds(\.agreement) else { return nil }
    agreement = try fields.number(\.agreement)
    offset = try fields.number(\.offset)
  }

  /// - Parameters:
  ///   - coordinates: `[row, circle]`, rad.
  ///   - indices: bin of each row, -1 for none.
  /// - Returns: `nil` when the halves have too few bins in common.
  init?(_ coordinates: Matrix<Double>, indices: [Int], grid: SpatialGrid) throws {
    let middle = indices.count / 2
    var (agreement, offset): ([Double], [Double]) = ([], [])
    for circle in 0..<coordinates.columns {
      let angles = coordinates.column(circle)
      let maps = try [0..<middle, middle..<indices.count].map { rows in
        try phaseMap(
          angles: Array(angles[rows]), indices: Array(indices[rows]), grid: grid, sigma: 1, fillsEmptyBins: false
        ).elements
      }
      let differences = zip(maps[0], maps[1]).map { $1 - $0 }.filter(\.isFinite)
      guard differences.count >= Self.fewestBins else { return nil }
      let (x, y) = differences.reduce((0.0, 0.0)) { ($0.0 + cos($1), $0.1 + sin($1)) }
      agreement.append(hypot(x, y) / Double(differences.count))
      offset.append(atan2(y, x) * 180 / .pi)
    }
    (self.agreement, self.offset) = (agreement, offset)
  }
}
