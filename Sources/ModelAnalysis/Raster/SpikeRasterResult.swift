import ArrayNumerics
import Schema
import Stages

/// Spikes of a stretch of time.
public struct SpikeRasterResult: StageResult {
  /// s, ascending, of each cell.
  public var trains: [[Double]]
  /// `[cell]`
  public var cellIDs: [String]
  /// Whose cells.
  public var source: String
  /// s.
  public var start: Double
  /// s.
  public var stop: Double

  public static let fields = Field<SpikeRasterResult>.table {
    Field.array("spike_times", \.times, unit: "s", axes: ["spike"], "times of the spikes, cell after cell")
    Field.array("spike_index", \.ends, axes: ["cell"], "where the spikes of each cell end")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "name of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("spikes", \.times.count, "spikes")
    Field.number("source", \.source, "whose cells")
    Field.number("start_s", \.start, "where the stretch begins")
    Field.number("stop_s", \.stop, "where it ends")
  }

  init(trains: [[Double]], cellIDs: [String], source: String, start: Double, stop: Double) {
    self.trains = trains
    self.cellIDs = cellIDs
    self.source = source
    self.start = start
    self.stop = max(start, stop)
  }

  public init(from stored: StoredResult<SpikeRasterResult>) throws {
    let (times, ends) = (try stored[\.times], try stored[\.ends])
    guard zip([0] + ends, ends).allSatisfy({ $0 <= $1 }), ends.last ?? 0 == times.count else {
      throw FieldError.unfit("'spike_index' does not end where 'spike_times' does")
    }
    self.init(
      trains: zip([0] + ends, ends).map { Array(times[$0..<$1]) }, cellIDs: try stored[\.cellIDs],
      source: try stored.number(\.source), start: try stored.number(\.start), stop: try stored.number(\.stop))
  }

  public var notes: StageNotes {
    let silent = trains.count(where: \.isEmpty)
    return StageNotes(warnings: silent == 0 ? [] : ["\(counted(silent, "cell")) of \(trains.count) are silent in this time."])
  }

  private var times: [Double] { trains.flatMap(\.self) }
  private var ends: [Int] { trains.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) } }

  /// Spikes a second of one cell on average, Hz.
  var meanRate: Double {
    let cellSeconds = Double(max(1, trains.count)) * max(stop - start, .leastNormalMagnitude)
    return Double(trains.reduce(0) { $0 + $1.count }) / cellSeconds
  }
}
