import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// What stands in attributes of HDF5 files: quality and kinds of cells are followed or said, and all else is listed.
@Suite struct AttributesTests {
  private let folder: TemporaryFolder
  private var url: URL { folder.file("session.h5") }

  init() throws { folder = try TemporaryFolder() }

  private func read(_ fill: (HDF5Writer) throws -> Void) throws -> Recording {
    let writer = try HDF5Writer(url)
    try fill(writer)
    try writer.dataset("/t", DataArray(CheckedFiles.time))
    try writer.dataset("/x", DataArray(CheckedFiles.x), [("frame", .text("box")), ("confidence", .number(0.2))])
    try writer.dataset("/y", DataArray(CheckedFiles.y), [("unit", .text("m")), ("description", .text("of the box"))])
    try writer.finish()
    return try RecordingReader.read(url: url)
  }

  @Test func wordsAtEachTrainAreFollowed() throws {
    let recording = try read { writer in
      for (cell, train) in CheckedFiles.trains.enumerated() {
        try writer.dataset("/spikes/c\(cell)", DataArray(train), [("quality", .text(cell == 2 ? "noise" : "good"))])
      }
    }
    #expect(recording.cellIDs == ["c0", "c1", "c3"])
    #expect(recording.says(.warning, "spikes", "'quality' calls 1 of 4 cells none: they were left out"))
    #expect(recording.says(.found, "attributes", "frame of /x"))
    #expect(recording.says(.warning, "attributes", "confidence of /x may tell"))
    #expect(!recording.findings.contains { $0.message.contains("description") })
  }

  @Test func flagsAndRegionsAtEachGroup() throws {
    let recording = try read { writer in
      for (cell, train) in CheckedFiles.trains.enumerated() {
        try writer.group(
          "/units/unit_\(cell)", [("accepted", .number(cell == 1 ? 0 : 1)), ("region", .text(cell < 3 ? "MEC" : "CA1"))])
        try writer.dataset("/units/unit_\(cell)/spike_times", DataArray(train))
      }
    }
    #expect(recording.cellIDs == ["unit_0", "unit_2", "unit_3"])
    #expect(recording.says(.warning, "spikes", "'region' says that the cells are of 2 kinds ('MEC' 2, 'CA1' 1)"))
  }

  @Test(arguments: ["/spikes", "/"]) func anEntryForEachCell(_ place: String) throws {
    let words = HDF5Writer.Attribute.texts(["good", "good", "mua", "noise"])
    let recording = try read { writer in
      try writer.group("/spikes", place == "/" ? [] : [("cluster_group", words)])
      for (cell, train) in CheckedFiles.trains.enumerated() { try writer.dataset("/spikes/c\(cell)", DataArray(train)) }
      if place == "/" { try writer.attributes([("cluster_group", words)]) }
    }
    #expect(recording.cellIDs == ["c0", "c1", "c2"])
    #expect(recording.says(.warning, "spikes", "calls 1 of 4 cells more than one or poor; they were kept"))
  }

  @Test func gradesOfConcatenatedTrainsAreSaid() throws {
    let recording = try read { writer in
      try writer.dataset(
        "/spike_times", DataArray(CheckedFiles.trains.flatMap(\.self)),
        [("isolation_distance", .array(DataArray([5.0, 12, 30, 8])))])
      try writer.dataset("/spike_index", DataArray([200, 400, 600, 800] as [Int64], shape: [4]))
    }
    #expect(recording.cellIDs.count == 4)
    #expect(recording.says(.warning, "spikes", "isolation_distance (5 to 30) grades the cells and was not used"))
  }

  /// What only names a place or a unit is no reason to warn.
  @Test func whatSaysNothingOfCellsIsListedOnly() throws {
    let recording = try read { writer in
      try writer.dataset(
        "/spike_times", DataArray(CheckedFiles.trains[0]), [("region", .text("MEC")), ("label", .text("ticks"))])
    }
    #expect(recording.says(.found, "attributes", "label of /spike_times, region of /spike_times"))
    #expect(recording.warnings.filter { $0.hasPrefix("attributes") }.count == 1)
  }
}
