import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Columns of matrices by their numbers.
@Suite struct ColumnItemsTests {
  @Test func aTableWithoutNamesIsReadByItsColumns() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("walk.csv")
    try write((0..<50).map { "\(Double($0) / 10),\($0 + 10),\(3 * $0),7\n" }.joined(), to: file)
    let map = ["t": "matrix[0]", "x": "matrix[1]", "y": "matrix[2]"]
    let recording = try RecordingReader.read(url: file, options: ReadingOptions(positionUnit: .centimetre, map: map))
    #expect(recording.trajectory?.t[3] == 0.3)
    #expect(recording.trajectory?.x?[3] == 0.13 && recording.trajectory?.y?[3] == 0.09)
    #expect(failure(file, map: ["t": "matrix[4]", "x": "matrix[1]"]).contains("there is no column 4; matrix has 4, from 0"))
    let plain = try RecordingReader.read(url: file)
    #expect(plain.says("no line names the 4 columns") && plain.says("--map 't=matrix[0],x=matrix[1],y=matrix[2]'"))
  }

  @Test func columnsOfAnArrayInAFileAreReadByTheirNumbers() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("lights.npz")
    try NPZArchive.write(
      [
        ("t", DataArray((0..<50).map { Double($0) / 10 })),
        ("lights", DataArray((0..<200).map { Double($0) / 100 }, shape: [50, 4])),
      ], to: file)
    let recording = try RecordingReader.read(
      url: file, options: ReadingOptions(positionUnit: .metre, map: ["x": "lights[2]", "y": "lights[3]"]))
    #expect(recording.trajectory?.x?[1] == 0.06 && recording.trajectory?.y?[1] == 0.07)
  }
}
