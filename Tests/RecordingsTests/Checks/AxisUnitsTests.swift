import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// x and y in two units, and tracks that only look like it.
@Suite struct AxisUnitsTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func session(_ x: [Double], _ y: [Double], names: (String, String) = ("x", "y")) throws -> URL {
    try files.npz([("t", DataArray(CheckedFiles.time)), (names.0, DataArray(x)), (names.1, DataArray(y))])
  }

  private func scaled(_ values: [Double], _ factor: Double) -> [Double] { values.map { $0 * factor } }

  @Test(arguments: [(100.0, 1.0), (1, 100), (1, 1000), (1000, 1)])
  func coordinatesInTwoUnitsAreRefused(x: Double, y: Double) throws {
    let url = try session(scaled(CheckedFiles.x, x), scaled(CheckedFiles.y, y))
    expectRefusal(of: url, saying: "move alike", "another unit", "--position-unit")
    // Said by an option they are taken as they are.
    let given = try RecordingReader.read(url: url, options: ReadingOptions(positionUnit: .centimetre))
    #expect(given.trajectory?.x?[7] == CheckedFiles.x[7] * x / 100 && given.says(.warning, "position", "move alike"))
    #expect(
      try RecordingReader.read(url: session(scaled(CheckedFiles.x, x), scaled(CheckedFiles.y, x))).trajectory?.x != nil)
  }

  @Test func unitOfOneNameDoesNotHoldForTheOtherWithoutALook() throws {
    expectRefusal(of: try session(CheckedFiles.x, scaled(CheckedFiles.y, 100), names: ("x", "y_cm")), saying: "another unit")
    let attribute = try files.hdf5([
      ("t", DataArray(CheckedFiles.time), nil), ("x", DataArray(scaled(CheckedFiles.x, 100)), "cm"),
      ("y", DataArray(CheckedFiles.y), nil),
    ])
    expectRefusal(of: attribute, saying: "another unit")
    let matrix = zip(CheckedFiles.x, CheckedFiles.y).flatMap { [100 * $0, $1] }
    let columns = try files.npz([("t", DataArray(CheckedFiles.time)), ("position", DataArray(matrix, shape: [1500, 2]))])
    expectRefusal(of: columns, saying: "another unit")
  }

  /// Two metres along the track; across it the tracker's noise, a slope, or the sway of the animal over 5 cm.
  @Test func longNarrowTracksAreRead() throws {
    let along = CheckedFiles.time.map { 1 + sin($0 / 4) }
    let noise = CheckedFiles.time.indices.map { 0.5 + 0.004 * sin(Double($0 * $0)) }
    let slope = along.map { 0.3 + 0.006 * $0 }
    let sway = CheckedFiles.time.map { 0.5 + 0.025 * sin(1.7 * $0) }
    let narrow = CheckedFiles.time.map { 0.05 + 0.005 * sin(0.31 * $0) }
    for across in [noise, slope, sway, narrow, along.map { _ in 0.3 }] {
      let recording = try RecordingReader.read(url: session(along, across))
      #expect(recording.trajectory?.y == across && !recording.says(.warning, "position", "move alike"))
    }
  }
}
