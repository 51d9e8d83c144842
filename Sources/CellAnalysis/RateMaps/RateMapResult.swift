import ArrayNumerics
import Schema
import Stages
import TuningMaps

/// Maps, occupancy and what the maps say about the cells.
public struct RateMapResult: StageResult {
  /// `[y, x]` for each cell, row 0 at the smallest y; Hz, NaN where the animal was not.
  public var maps: [Matrix<Double>]
  /// Time spent `[y, x]`, not smoothed, s.
  public var occupancy: Matrix<Double>
  /// The bins of the arena.
  public var grid: SpatialGrid
  /// `[N]`, bits per spike; NaN for a silent cell.
  public var information: [Double]
  /// `[N]`, spikes over time in the arena, Hz.
  public var meanRate: [Double]
  /// Null, stability and fields.
  public var statistics: RateMapStatistics
  /// Maps for each direction of running; `nil` in an arena.
  public var track: TrackMaps?
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// Unit of the rates: Hz, or that of a calcium signal.
  public var unit: String
  /// Shifts that tested the information of each cell.
  public var shuffles: Int
  private var furtherWarnings: [String]

  /// Hz, in the precision in which maps are kept, so that a result that was read back has the same peaks.
  public var peakRate: [Double] {
    maps.map { map in map.elements.filter(\.isFinite).max().map { Double(Float($0)) } ?? .nan }
  }

  public static let fields = Field<RateMapResult>.table {
    Field.array(
      "maps", \.mapArray, unit: .of(\.unit, "Hz; of calcium signals their own"), axes: ["cell", "y", "x"], type: "float32",
      "firing rate, row 0 at the smallest y; NaN where not visited")
    Field.array("occupancy", \.occupancy, unit: "s", axes: ["y", "x"], "time spent")
    Field.array("x_edges", \.grid.xEdges, unit: "m", axes: ["x+1"], "edges of the bins along x")
    Field.array("y_edges", \.grid.yEdges, unit: "m", axes: ["y+1"], "edges of the bins along y")
    Field.array("information", \.information, unit: "bits/spike", axes: ["cell"], "spatial information")
    Field.array("peak_rate", \.peakRate, unit: .of(\.unit, "as maps"), axes: ["cell"], "largest rate of the map")
    Field.array(
      "mean_rate", \.meanRate, unit: .of(\.unit, "as maps"), axes: ["cell"],
      .of(\.meaningOfMean, "spikes over time in the arena"))
    Field.part(\.statistics)
    Field.part(\.track)
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("median_information_bits_per_spike", \.medianInformation, "median spatial information")
    Field.number("visited_bins", \.visitedBins, "bins that were visited")
    Field.number("time_s", \.time, "time in the arena")
    Field.number("information_shuffles", \.shuffles, "shifts that tested the information of each cell")
    Field.number("informative", \.informative, "cells with p of the information up to 0.01, where that can be reached")
    Field.number("is_track", \.isTrack, "whether the position has one dimension")
    Field.number("rate_unit", \.unit, "unit of the rates")
  }

  public init(
    maps: [Matrix<Double>], occupancy: Matrix<Double>, grid: SpatialGrid, information: [Double],
    meanRate: [Double], statistics: RateMapStatistics, track: TrackMaps? = nil, cellIDs: [String], unit: String = "Hz",
    shuffles: Int = 0, furtherWarnings: [String] = []
  ) {
    self.statistics = statistics
    self.track = track
    self.furtherWarnings = furtherWarnings
    self.maps = maps
    self.occupancy = occupancy
    self.grid = grid
    self.information = information
    self.meanRate = meanRate
    self.cellIDs = cellIDs
    self.unit = unit
    self.shuffles = shuffles
  }

  public init(from stored: StoredResult<RateMapResult>) throws {
    let grid = SpatialGrid(xEdges: try stored[\.grid.xEdges], yEdges: try stored[\.grid.yEdges])
    let values = try stored[\.mapArray].doubles ?? []
    let unit = try stored.number(\.unit)
    self.init(
      maps: grid.maps(values), occupancy: try stored[\.occupancy], grid: grid, information: try stored[\.information],
      meanRate: try stored[\.meanRate],
      statistics: try RateMapStatistics(from: stored.fields.part(RateMapStatistics.self), unit: unit),
      track: try stored.number(\.isTrack) ? TrackMaps(from: stored.fields.part(TrackMaps.self), unit: unit) : nil,
      cellIDs: try stored[\.cellIDs], unit: unit, shuffles: try stored.number(\.shuffles),
      furtherWarnings: stored.notes.warnings.filter { $0.contains("too short") || $0.hasPrefix(SignalKinetics.opening) })
  }
}

extension RateMapResult {
  private var mapArray: DataArray {
    DataArray(maps.flatMap { $0.elements.map(Float.init) }, shape: [maps.count, grid.rows, grid.columns])
  }
  private var meaningOfMean: String { unit == "Hz" ? "spikes over time" : "mean over time" }
  /// bits per spike; NaN when no cell has any.
  public var medianInformation: Double {
    let known = information.filter(\.isFinite)
    return known.isEmpty ? .nan : median(known)
  }
  private var visitedBins: Int { occupancy.elements.count { $0 > 0 } }
  private var time: Double { rounded(occupancy.elements.reduce(0, +)) }

  /// The level at which cells are counted.
  static let level = 0.01
  /// Cells with p of the information up to the level; `nil` where none was tested, or with too few shifts to reach it.
  public var informative: Int? {
    guard DrawsOfNull(shuffles).reach(Self.level), statistics.informationP.contains(where: \.isFinite) else { return nil }
    return statistics.informationP.count { $0 <= Self.level }
  }
  private var isTrack: Bool { track != nil }

  public var notes: StageNotes {
    let silent = information.count { !$0.isFinite }
    if silent == information.count, unit != "Hz" {
      return StageNotes(
        warnings: ["Spatial information is defined for spikes and deconvolved signals, not for \(unit)."]
          + furtherWarnings)
    }
    return StageNotes(
      warnings: (silent == 0 ? [] : ["\(counted(silent, "silent cell")) without spatial information."]) + furtherWarnings)
  }
}
