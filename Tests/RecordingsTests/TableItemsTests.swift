import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Tables of records and data frames in HDF5 files, written by pandas 2 and PyTables (make_tables.py).
@Suite struct TableItemsTests {
  /// t = k / 25, x = 0.5 + 0.3 sin(t), y = 0.4 + 0.2 cos(t); a spike of cell k % 3 at 0.1 k + 0.05.
  @Test(arguments: ["fixed", "table", "fixed-index", "table-index", "table-columns", "records"])
  func columnsOfATableAreArrays(kind: String) throws {
    let recording = try RecordingReader.read(url: fixture("tables-\(kind).h5"))
    let trajectory = try #require(recording.trajectory)
    #expect(trajectory.t.count == 100 && abs(trajectory.t[50] - 2) < 1e-12)
    #expect(abs((trajectory.x?[50] ?? 0) - (0.5 + 0.3 * sin(2))) < 1e-12)
    #expect(abs((trajectory.y?[50] ?? 0) - (0.4 + 0.2 * cos(2))) < 1e-12)
    #expect(recording.cellIDs == ["0", "1", "2"] && recording.spikes?.spikeCounts == [14, 13, 13])
    guard case .trains(let trains)? = recording.spikes else {
      Issue.record("no trains")
      return
    }
    #expect(try zip(trains[1].times, (0..<13).map { 0.1 * Double(3 * $0 + 1) + 0.05 }).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// numpy.savez pickles a dictionary as one object.
  @Test func entriesOfADictionaryBesideTheSpikesAreArrays() throws {
    let recording = try RecordingReader.read(url: fixture("tables-dictionary.npz"))
    #expect(recording.trajectory?.t.count == 100 && recording.trajectory?.x?.count == 100)
    #expect(recording.spikes?.spikeCounts == [14, 13, 13])
  }
}
