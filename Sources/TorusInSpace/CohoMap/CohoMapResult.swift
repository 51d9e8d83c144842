import ArrayNumerics
import Schema
import Stages
import TorusGeometry
import TuningMaps

/// Phase maps with the waves and the lattice that fit them.
public struct CohoMapResult: StageResult {
  /// `[y, x]` for each circle, rad in [0, 2π), NaN where there is none.
  public var maps: [Matrix<Double>]
  /// The bins of the arena.
  public var grid: SpatialGrid
  /// Error of the plane wave of each circle: mean squared difference of the cosines; NaN without a wave.
  public var fitError: [Double]
  /// The wave of each circle; `nil` for places in fewer than ten bins.
  public var waves: PhaseWaves?
  /// `nil` unless there are two circles with waves in different directions, both beyond chance.
  public var lattice: LatticeInArena?
  /// Why there is no lattice, as a sentence without its full stop; `nil` where there is one.
  public var noLattice: String?
  /// Bins of the recording outside the map.
  public var outside: Int
  /// The two halves of the session; `nil` where they have too few bins in common.
  public var halves: PhaseHalves?

  public static let fields = Field<CohoMapResult>.table {
    Field.array(
      "phase_maps", \.mapArray, unit: "rad", axes: ["circle", "y", "x"], type: "float64",
      "mean angle, row 0 at the smallest y; NaN where not visited")
    Field.array("x_edges", \.grid.xEdges, unit: "m", axes: ["x+1"], "edges of the bins along x")
    Field.array("y_edges", \.grid.yEdges, unit: "m", axes: ["y+1"], "edges of the bins along y")
    Field.array(
      "fit_error", \.fitError, axes: ["circle"], "mean squared difference of the cosines of map and plane wave")
    Field.part(\.waves)
    Field.part(\.lattice)
    Field.number("circles", \.maps.count, "circles")
    Field.number("fit_error", \.fitError, "mean squared difference of the cosines of map and plane wave")
    Field.number("no_lattice", \.noLattice, "why there is no lattice")
    Field.number("bins_outside", \.outside, "bins of the recording outside the map")
    Field.part(\.halves)
  }

  public init(
    maps: [Matrix<Double>], grid: SpatialGrid, fitError: [Double], waves: PhaseWaves?, lattice: LatticeInArena?,
    noLattice: String?, outside: Int, halves: PhaseHalves? = nil
  ) {
    self.maps = maps
    self.grid = grid
    self.fitError = fitError
    self.waves = waves
    self.lattice = lattice
    self.noLattice = noLattice
    self.outside = outside
    self.halves = halves
  }

  public init(from stored: StoredResult<CohoMapResult>) throws {
    let grid = SpatialGrid(xEdges: try stored[\.grid.xEdges], yEdges: try stored[\.grid.yEdges])
    self.init(
      maps: grid.maps(try stored[\.mapArray].doubles ?? []), grid: grid, fitError: try stored[\.fitError],
      waves: try PhaseWaves(from: stored.fields.part(PhaseWaves.self)),
      lattice: try LatticeInArena(from: stored.fields.part(LatticeInArena.self)),
      noLattice: try stored.number(\.noLattice), outside: try stored.number(\.outside),
      halves: try PhaseHalves(from: stored.fields.part(PhaseHalves.self)))
  }
}

extension CohoMapResult {
  public var notes: StageNotes {
    StageNotes(
      dropped: [DroppedItems("bins", count: outside, reason: "outside the map")],
      warnings: noLattice.map { ["There is no lattice: \($0)."] } ?? [])
  }

  private var mapArray: DataArray {
    DataArray(maps.flatMap(\.elements), shape: [maps.count, grid.rows, grid.columns])
  }
}
