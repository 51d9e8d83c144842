import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Files that are not read, refused with what they are and what converts them; and names of other conventions.
@Suite struct ForeignFilesTests {
  @Test(arguments: [("PAR1", "Parquet", "pandas.read_parquet"), ("ARROW1\0\0", "Feather", "pandas.read_feather")])
  func columnarFilesAreNamed(_ start: String, _ name: String, _ way: String) throws {
    let files = try CheckedFiles()
    let url = files.folder.file("table.bin")
    try Data(Array(start.utf8) + (0..<300).map { UInt8($0 % 251) }).write(to: url)
    expectRefusal(of: url, saying: "a \(name) file", way)
  }

  @Test(arguments: [(".zgroup", "zarr.open"), (".zarray", "zarr.open"), ("zarr.json", "zarr.open"), (".zattrs", "NWBZarrIO")])
  func foldersOfZarrAreNamed(_ mark: String, _ way: String) throws {
    let files = try CheckedFiles()
    let folder = files.folder.file("session.zarr")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data((way == "NWBZarrIO" ? "{\"neurodata_type\": \"NWBFile\"}" : "{\"zarr_format\": 2}").utf8)
      .write(to: folder.appendingPathComponent(mark))
    expectRefusal(of: folder, saying: "Zarr folder", way)
    // What is asked for the checksum before anything is read.
    let error = #expect(throws: FileError.self) { try ArraySource.files(readFrom: folder) }
    #expect(error?.description.contains(way) == true)
  }

  @Test(arguments: [
    ("x_in", "y_in", 0.0254), ("x_inch", "y_inch", 0.0254), ("x (in)", "y (in)", 0.0254), ("x_ft", "y_ft", 0.3048),
  ])
  func lengthsInInchesAndFeetAreMetres(_ x: String, _ y: String, _ metres: Double) throws {
    let files = try CheckedFiles()
    let url = try files.npz(
      CheckedFiles.concatenated() + [
        ("t", DataArray(CheckedFiles.time)), (x, DataArray(CheckedFiles.x.map { $0 / metres })),
        (y, DataArray(CheckedFiles.y.map { $0 / metres })),
      ])
    let recording = try RecordingReader.read(url: url)
    let path = try #require(recording.trajectory?.x)
    #expect(zip(path, CheckedFiles.x).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(recording.positionUnit?.guessed == false)
  }

  @Test func inchesAsAnAttributeAndAnOption() throws {
    let files = try CheckedFiles()
    let inches = { (values: [Double]) in DataArray(values.map { $0 / 0.0254 }) }
    let url = try files.hdf5([
      ("t", DataArray(CheckedFiles.time), "s"), ("x", inches(CheckedFiles.x), "inches"),
      ("y", inches(CheckedFiles.y), "inches"),
    ])
    #expect(abs(try #require(try RecordingReader.read(url: url).trajectory?.x)[9] - CheckedFiles.x[9]) < 1e-12)
    let plain = try files.npz(
      [("t", DataArray(CheckedFiles.time)), ("x", inches(CheckedFiles.x)), ("y", inches(CheckedFiles.y))])
    var options = ReadingOptions()
    options.positionUnit = PositionUnit(argument: "in")
    let x = try #require(try RecordingReader.read(url: plain, options: options).trajectory?.x)
    #expect(abs(x[9] - CheckedFiles.x[9]) < 1e-12)
  }

  @Test func namesOfALFInOneFileAreSpikes() throws {
    let files = try CheckedFiles()
    let trains = CheckedFiles.trains
    let order = trains.enumerated().flatMap { cell, times in times.map { ($0, 10 * cell + 3) } }.sorted { $0.0 < $1.0 }
    let url = try files.npz(
      [("spikes.times", DataArray(order.map(\.0))), ("spikes.clusters", DataArray(order.map(\.1)))] + CheckedFiles.tracking())
    let recording = try RecordingReader.read(url: url)
    #expect(recording.cellIDs == ["3", "13", "23", "33"])
    guard case .trains(let read)? = recording.spikes else {
      Issue.record("no trains")
      return
    }
    let times = try read.map { try $0.times }
    #expect(times == trains)
  }
}
