import ArrayNumerics
import Schema
import Stages
import TuningMaps

/// Phase maps with the waves and the lattice that fit them.
public struct CohoMapResult: StageResult {
  /// `[y, x]` for each circle, rad in [0, 2π), NaN where there is none.
  public var maps: [Matrix<Double>]
  /// The bins of the arena.
  public var grid: SpatialGrid
  /// Error of the plane wave of each circle: mean squared difference of the cosines; NaN for a map of fewer than ten bins.
  public var fitError: [Double]
  /// `nil` unless there are two circles with waves in different directions.
  public var lattice: Lattice?
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
    Field.array(
      "lattice_vectors", \.latticeVectors, unit: "m", axes: ["2", "2"],
      "displacements after which both angles repeat, as rows x, y")
    Field.array("lattice_angle_deg", \.lattice?.angle, unit: "deg", axes: [], "angle between them")
    Field.array("lattice_lengths", \.lattice?.lengths, unit: "m", axes: ["2"], "their lengths")
    Field.number("circles", \.maps.count, "circles")
    Field.number("fit_error", \.fitError, "mean squared difference of the cosines of map and plane wave")
    Field.number("lattice_angle_deg", \.lattice?.angle, "angle between the displacements after which both angles repeat")
    Field.number("lattice_lengths_m", \.lattice?.lengths, "their lengths")
    Field.number("bins_outside", \.outside, "bins of the recording outside the map")
    Field.part(\.halves)
  }

  public init(
    maps: [Matrix<Double>], grid: SpatialGrid, fitError: [Double], lattice: Lattice?, outside: Int,
    halves: PhaseHalves? = nil
  ) {
    self.maps = maps
    self.grid = grid
    self.fitError = fitError
    self.lattice = lattice
    self.outside = outside
    self.halves = halves
  }

  public init(from stored: StoredResult<CohoMapResult>) throws {
    let grid = SpatialGrid(xEdges: try stored[\.grid.xEdges], yEdges: try stored[\.grid.yEdges])
    let vectors = try stored[\.latticeVectors]
    self.init(
      maps: grid.maps(try stored[\.mapArray].doubles ?? []), grid: grid, fitError: try stored[\.fitError],
      lattice: vectors.flatMap { Lattice(vectors: $0.elements) }, outside: try stored.number(\.outside),
      halves: try PhaseHalves(from: stored.fields.part(PhaseHalves.self)))
  }
}

extension CohoMapResult {
  public var notes: StageNotes {
    StageNotes(dropped: [DroppedItems("bins", count: outside, reason: "outside the map")])
  }

  private var mapArray: DataArray {
    DataArray(maps.flatMap(\.elements), shape: [maps.count, grid.rows, grid.columns])
  }
  private var latticeVectors: Matrix<Double>? {
    lattice.map {
      Matrix(rows: 2, columns: 2, elements: [$0.first.x, $0.first.y, $0.second.x, $0.second.y])
    }
  }
}
