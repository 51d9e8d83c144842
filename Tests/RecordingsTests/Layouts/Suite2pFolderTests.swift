import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct Suite2pFolderTests {
  private func read(_ name: String, _ map: [String: String] = [:]) throws -> Recording {
    try RecordingReader.read(url: laboratory(name), options: ReadingOptions(map: map))
  }

  @Test func deconvolvedSignalsOfAcceptedRegionsAreTheDefault() throws {
    let recording = try read("suite2p")
    let signals = try #require(recording.roiSignals)
    // Plane 1 has a frame less; ROI 1 of either plane is rejected.
    #expect(signals.ids == ["plane0_0", "plane0_2", "plane0_3", "plane0_4", "plane1_0", "plane1_2"])
    #expect(signals.matrix.rows == 59)
    #expect(signals.rate == 10)
    #expect(signals.quantity == .deconvolved)
    for frame in 0..<59 {
      #expect(Array(signals.matrix.row(frame)) == [0, 2, 3, 4, 0, 2].map { frame % 10 == $0 ? Float($0 + 1) : 0 })
    }
    #expect(recording.says("2 of 8 are rejected"))
    #expect(recording.says("differ by 1 frames", .warning))
    #expect(recording.source.format == "suite2p")
  }

  @Test func oneOfThePlanesCanBeChosen() throws {
    let byMap = try #require(try read("suite2p", ["plane": "1"]).roiSignals)
    let byFolder = try #require(try read("suite2p/plane1").roiSignals)
    #expect(byMap.matrix == byFolder.matrix)
    #expect(byFolder.ids == ["0", "2"])
    #expect(failure(laboratory("suite2p"), map: ["plane": "7"]).contains("there are plane0, plane1"))
  }

  @Test func theNeuropilCoefficientIsThatOfTheRun() throws {
    let signals = try #require(try read("suite2p/plane0", ["roi": "corrected"]).roiSignals)
    // F - 0.5 Fneu = 100 (i + 1) + frame - 0.5 (10 + i)
    let corrected: Float = 307 - 0.5 * 12
    #expect(signals.matrix[7, 1] == corrected)
    #expect(signals.quantity == .fluorescence)
    let given = try #require(try read("suite2p/plane0", ["roi": "corrected", "neuropil": "1"]).roiSignals)
    #expect(given.matrix[7, 1] == 300 + 7 - 12)
    #expect(try read("suite2p/plane0", ["roi": "F"]).roiSignals?.matrix[7, 1] == 307)
    #expect(try read("suite2p/plane0", ["roi": "Fneu"]).roiSignals?.matrix[7, 1] == 12)
  }

  @Test func aFileOfAPlaneStandsForThePlane() throws {
    let whole = try read("suite2p/plane0")
    for (name, quantity) in [
      ("F", ROIQuantity.fluorescence), ("Fneu", .fluorescence), ("spks", .deconvolved), ("iscell", .deconvolved),
      ("ops", .deconvolved),
    ] {
      let recording = try read("suite2p/plane0/\(name).npy")
      #expect(recording.roiSignals?.ids == whole.roiSignals?.ids)
      #expect(recording.roiSignals?.quantity == quantity)
      #expect(recording.says("\(name).npy is one of the files of a recording (suite2p), which was opened whole", .found))
      #expect(try recording.source.sha256() == whole.source.sha256())
    }
    #expect(try read("suite2p/plane0/F.npy").roiSignals?.matrix[7, 1] == 307)
    #expect(try read("suite2p/plane0/F.npy", ["roi": "spks"]).roiSignals == whole.roiSignals)
  }

  @Test func aSignalWithoutItsFolderIsTurnedByItsName() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(at: laboratory("suite2p/plane0/F.npy"), to: folder.file("F.npy"))
    func alone(_ map: [String: String] = [:]) throws -> Recording {
      try RecordingReader.read(url: folder.file("F.npy"), options: ReadingOptions(map: map))
    }
    let recording = try alone(["fs": "10"])
    #expect(recording.roiSignals?.matrix.rows == 60)
    #expect(recording.roiSignals?.matrix[7, 1] == 207)
    #expect(recording.roiSignals?.quantity == .fluorescence)
    #expect(recording.roiSignals?.rate == 10)
    #expect(recording.says("by its name: [ROI, time]", .guessed) && recording.says("--map roi=F takes rows as time"))
    #expect(try alone(["roi": "F"]).roiSignals?.matrix.rows == 5)
    #expect(try alone(["roi": "F.T"]).roiSignals?.matrix.rows == 60)
    // Somebody turned it before it was saved: more rows than columns.
    try NPYFile.write(DataArray([1.0, 2, 3, 4, 5, 6], shape: [3, 2]), to: folder.file("spks.npy"))
    let turned = try RecordingReader.read(url: folder.file("spks.npy"))
    #expect(turned.roiSignals?.matrix.rows == 3)
    #expect(turned.roiSignals?.quantity == .deconvolved)
    #expect(turned.says("more rows than columns", .guessed) && turned.says("--map roi=spks.T"))
    try NPYFile.write(DataArray([1.0, 2, 3, 4], shape: [2, 2]), to: folder.file("iscell.npy"))
    try FileManager.default.removeItem(at: folder.file("F.npy"))
    try FileManager.default.removeItem(at: folder.file("spks.npy"))
    #expect(failure(folder.file("iscell.npy")).contains("suite2p's curation"))
  }

  @Test func ratesBeyondReasonAreNoReasonToStop() throws {
    #expect(try read("suite2p/plane0", ["roi": "dff", "fs": "1e300"]).roiSignals?.matrix.rows == 60)
  }

  @Test func rejectedRegionsAreKeptOnRequest() throws {
    #expect(try read("suite2p/plane0", ["accepted": "all"]).roiSignals?.matrix.columns == 5)
    // Probabilities 0.2, 0.375, 0.55, 0.725, 0.9
    #expect(try read("suite2p/plane0", ["accepted": "0.5"]).roiSignals?.ids == ["2", "3", "4"])
  }

  @Test func filesOfVersionOneAreRead() throws {
    let recording = try read("suite2p-1.0")
    let signals = try #require(recording.roiSignals)
    #expect(signals.rate == 2)
    #expect(signals.quantity == .dff)
    #expect(recording.says("spks.npy is missing", .warning))
    #expect(recording.says("coefficient is 0.6"))
    // F - 0.6 · 10 = 94 but for 144 in frame 20; the baseline is that of the smoothed trace.
    #expect(abs(signals.matrix[20, 0] - 0.523_972_45) < 1e-6)
    #expect(abs(signals.matrix[0, 0] - (-0.005_184_667)) < 1e-6)
  }

  @Test func dffHasTheBaselineOfSuite2p() throws {
    let signals = try #require(try read("suite2p-1.0", ["fs": "0.1"]).roiSignals)
    // SciPy: gaussian_filter1d(F, 10), then minimum_filter1d and maximum_filter1d of 6 frames.
    #expect(abs(signals.matrix[0, 0] - (-0.005_184_667)) < 1e-6)
    #expect(abs(signals.matrix[20, 0] - 0.501_406_1) < 1e-6)
  }

  @Test func theFrameRateIsAskedForWhereNoFileSaysIt() throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: "suite2p", in: folder)
    let plane = copied.appendingPathComponent("plane0")
    try FileManager.default.removeItem(at: plane.appendingPathComponent("ops.npy"))
    let recording = try RecordingReader.read(url: plane)
    #expect(recording.roiSignals?.clock == nil)
    #expect(recording.says("--frame-rate HZ", .warning))
    #expect(failure(plane, map: ["roi": "dff"]).contains("--frame-rate HZ"))
    let corrected = try RecordingReader.read(url: plane, options: ReadingOptions(map: ["roi": "corrected"]))
    #expect(corrected.says("0.7", .guessed))
    var told = ReadingOptions()
    told.frameRate = 12.5
    #expect(try RecordingReader.read(url: plane, options: told).roiSignals?.clock == .rate(12.5))
  }

  @Test func curationAfterTheRunCounts() throws {
    let folder = try TemporaryFolder()
    let plane = try copy(of: "suite2p", in: folder).appendingPathComponent("plane0")
    let before = try RecordingReader.read(url: plane).source.sha256()
    try NPYFile.write(
      DataArray([0, 0.1, 1, 0.9, 0, 0.1, 0, 0.1, 0, 0.1], shape: [5, 2]), to: plane.appendingPathComponent("iscell.npy"))
    let after = try RecordingReader.read(url: plane)
    #expect(after.roiSignals?.ids == ["1"])
    #expect(try after.source.sha256() != before)
  }

  @Test func disagreeingFilesAreErrorsInWords() throws {
    let folder = try TemporaryFolder()
    let plane = try copy(of: "suite2p", in: folder).appendingPathComponent("plane0")
    let cells = plane.appendingPathComponent("iscell.npy")
    try NPYFile.write(DataArray([1.0, 1, 1, 1], shape: [2, 2]), to: cells)
    #expect(failure(plane).contains("iscell.npy is (2, 2); one row for each of 5 regions was expected"))
    try NPYFile.write(DataArray([Double](repeating: 0, count: 10), shape: [5, 2]), to: cells)
    #expect(failure(plane).contains("accepts none of 5 regions"))
    try FileManager.default.removeItem(at: cells)
    try write("x", to: plane.appendingPathComponent("stat.npy"))
    #expect(try RecordingReader.read(url: plane).says("iscell.npy is missing", .warning))
    try NPYFile.write(DataArray([1.0, 2, 3], shape: [3]), to: plane.appendingPathComponent("spks.npy"))
    #expect(failure(plane).contains("a matrix of numbers was expected"))
    try Data().write(to: plane.appendingPathComponent("spks.npy"))
    #expect(failure(plane).contains("the file is empty"))
  }

  @Test func settingsThatAskForCodeAreRefusedAndReported() throws {
    let folder = try TemporaryFolder()
    let plane = try copy(of: "suite2p", in: folder).appendingPathComponent("plane0")
    let pickle = Array("\u{80}\u{02}cposix\nsystem\nU\u{04}truetR.".utf8).filter { $0 != 0xC2 }
    let header = NPYHeader(description: "|O", fortranOrder: false, shape: []).encoded
    try Data(header + pickle).write(to: plane.appendingPathComponent("ops.npy"))
    let recording = try RecordingReader.read(url: plane)
    #expect(recording.says("posix.system", .warning))
    #expect(recording.roiSignals?.clock == nil)
  }

  @Test func settingsThatDoNotExistAreNamed() {
    #expect(failure(laboratory("suite2p"), map: ["spikes": "F"]).contains("roi=…, plane=…"))
    #expect(failure(laboratory("suite2p"), map: ["roi": "x"]).contains("spks, dff, corrected, F or Fneu"))
    #expect(failure(laboratory("suite2p"), map: ["fs": "x"]).contains("a number was expected"))
  }
}
