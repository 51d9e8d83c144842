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

  /// Eight regions or cells of 1500 samples would be eight samples of 1500.
  @Test func wideMatricesAreRefusedUntilSomethingSaysWhichIsTime() throws {
    let values = DataArray((0..<12_000).map { Double($0 % 3) }, shape: [8, 1500])
    let rate = ("fs", DataArray([25.0], shape: []))
    let width = ("bin_width", DataArray([0.04], shape: []))
    let signals = try files.npz([("dff", values), rate])
    expectRefusal(of: signals, saying: "8 samples of 1500 regions", "--map roi=dff.T")
    let turned = try RecordingReader.read(url: signals, options: ReadingOptions(map: ["roi": "dff.T"]))
    #expect(turned.roiSignals?.matrix.rows == 1500 && turned.roiSignals?.matrix[4, 1] == 1)
    let asIs = try RecordingReader.read(url: signals, options: ReadingOptions(map: ["roi": "dff"]))
    #expect(asIs.roiSignals?.matrix.rows == 8)
    let counts = try files.npz([("spikes", values), width])
    expectRefusal(of: counts, saying: "8 samples of 1500 cells", "--map spikes=spikes.T")
    let cells = try RecordingReader.read(url: counts, options: ReadingOptions(map: ["spikes": "spikes.T"]))
    #expect(cells.cellIDs.count == 8)
    // What says which is time settles it.
    let timed = try RecordingReader.read(url: files.npz([("dff", values)] + CheckedFiles.tracking()))
    #expect(timed.roiSignals?.matrix.rows == 1500)
  }

  @Test func timeBetweenFramesIsNoRate() throws {
    let values = DataArray((0..<3000).map { Double($0 % 7) }, shape: [1500, 2])
    let url = try files.npz([("dff", values), ("fs", DataArray([0.04], shape: []))])
    expectRefusal(of: url, saying: "no sampling rate of imaging", "--map fs=25")
  }

  @Test func positionsThatAreNoMatrixAreRefused() throws {
    let lights = DataArray([Double](repeating: 0.5, count: 6000), shape: [2, 1500, 2])
    let url = try files.npz([("t", DataArray(CheckedFiles.time)), ("position", lights)] + CheckedFiles.concatenated())
    expectRefusal(of: url, saying: "[time, 2]", "(2, 1500, 2)", "--map position=none")
    let lost = DataArray([Double](repeating: .nan, count: 1500))
    expectRefusal(
      of: try files.npz([("t", DataArray(CheckedFiles.time)), ("x", lost), ("y", lost)]), saying: "none of the 1500 samples")
  }

  /// A row for each spike, with its time and its cell.
  @Test func matricesOfTimesAndCellsNameTheirColumns() throws {
    let rows = CheckedFiles.trains.enumerated().flatMap { cell, times in times.map { (time: $0, cell: Double(cell)) } }
      .sorted { $0.time < $1.time }
    let url = try files.npz([("spikes", DataArray(rows.flatMap { [$0.cell, $0.time] }, shape: [800, 2]))])
    expectRefusal(of: url, saying: "--map 'spikes=spikes[1],spike_index=spikes[0]'")
    let read = try RecordingReader.read(
      url: url, options: ReadingOptions(map: ["spikes": "spikes[1]", "spike_index": "spikes[0]"]))
    #expect(read.spikes?.spikeCounts == [200, 200, 200, 200])
  }

  @Test func otherArraysOfOneLetterAreLeftInPeace() throws {
    let url = try files.npz(
      CheckedFiles.concatenated() + CheckedFiles.tracking() + [("f", DataArray([8.0, 9.0]))])
    #expect(try RecordingReader.read(url: url).warnings.allSatisfy { !$0.contains("their shape") })
  }
}
