import Foundation
import Recordings
import TestSupport
import Testing

/// A file of the reports that lie beside the repository on some machines.
func fieldReport(_ path: String) -> URL? {
  let file = SharedFixtures.folder?.appendingPathComponent("field-reports").appendingPathComponent(path)
  return file.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
}

/// Frames that a person labelled for DeepLabCut are no tracking.
@Suite struct HandLabelledTests {
  private static let names = [
    "scorer,p,p,p,p\nbodyparts,snout,snout,tail,tail\ncoords,x,y,x,y\n",
    "scorer,,,p,p,p,p\nbodyparts,,,snout,snout,tail,tail\ncoords,,,x,y,x,y\n",
    "scorer,,,p,p,p,p\nindividuals,,,a,a,a,a\nbodyparts,,,snout,snout,tail,tail\ncoords,,,x,y,x,y\n",
  ]

  @Test(arguments: names, ["\n", "\r\n", "\r"]) func theirTablesAreRefused(_ head: String, _ end: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("CollectedData_p.csv")
    let first = head.contains(",,,") ? "labeled-data,v,img0002.png" : "labeled-data/v/img0002.png"
    let rows = (0..<3).map { _ in "\(first),304.30,414.97,284.30,414.97\n" }.joined()
    try write((head + rows).replacing("\n", with: end), to: file)
    let error = failure(file)
    #expect(error.contains("3 frames that a person labelled"))
    #expect(error.contains("analyze_videos"))
  }

  @Test(arguments: ["\n", "\r"]) func tablesOfAVideoAreRead(_ end: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("v.csv")
    let rows = (0..<5).map { "\($0),\(10 * $0),5,0.99\n" }.joined()
    try write(
      ("scorer,p,p,p\nbodyparts,snout,snout,snout\ncoords,x,y,likelihood\n" + rows).replacing("\n", with: end), to: file)
    var options = ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.01))
    options.frameRate = 10
    let trajectory = try #require(try RecordingReader.read(url: file, options: options).trajectory)
    #expect(trajectory.t == [0, 0.1, 0.2, 0.3, 0.4])
    #expect(trajectory.x?.map { ($0 * 10).rounded() } == [0, 1, 2, 3, 4])
  }

  @Test(
    .enabled(if: fieldReport("06-dlc-hand-labels") != nil),
    arguments: ["CollectedData_p.csv", "CollectedData_three_columns.csv", "CollectedData_p.h5"])
  func theFilesOfAReport(_ name: String) throws {
    let file = try #require(fieldReport("06-dlc-hand-labels/\(name)"))
    var options = ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.002))
    options.frameRate = 30
    let error = #expect(throws: (any Error).self) { try RecordingReader.read(url: file, options: options) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("40 frames that a person labelled"))
  }
}
