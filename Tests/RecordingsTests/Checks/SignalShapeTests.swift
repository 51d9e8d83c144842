import ArrayFiles
import ArrayNumerics
import Recordings
import Testing

/// Signals with the right name and a shape that no recording has.
@Suite struct SignalShapeTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  @Test func oneFrameOfSignalsIsNamedWithItsShape() throws {
    let url = try files.npz([("dff", DataArray([Double](repeating: 0.5, count: 16), shape: [1, 16]))])
    expectRefusal(of: url, saying: "and its shape", "dff (1, 16)")
  }

  @Test func signalsOfAWrongShapeBesideARecordingAreAWarning() throws {
    let flat = DataArray([Double](repeating: 0.5, count: 1500))
    let channels = DataArray([Double](repeating: 0.5, count: 3000), shape: [1500, 2])
    let url = try files.npz(CheckedFiles.concatenated() + CheckedFiles.tracking() + [("roi", flat), ("lfp", channels)])
    let recording = try RecordingReader.read(url: url)
    #expect(recording.says(.warning, "ROI signals", "roi (1500,) has their name and not their shape (a matrix [time, region]"))
    #expect(recording.says(.warning, "field potential", "lfp (1500, 2)"))
    #expect(recording.roiSignals == nil && recording.fieldPotential == nil)
  }

  @Test func otherArraysOfOneLetterAreLeftInPeace() throws {
    let url = try files.npz(
      CheckedFiles.concatenated() + CheckedFiles.tracking() + [("f", DataArray([8.0, 9.0]))])
    #expect(try RecordingReader.read(url: url).warnings.allSatisfy { !$0.contains("their shape") })
  }
}
