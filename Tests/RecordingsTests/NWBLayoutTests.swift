import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// NWB 2 files written by pynwb (Fixtures/make_nwb.py), and broken ones.
@Suite struct NWBLayoutTests {
  private func read(_ name: String, _ map: [String: String] = [:], unit: PositionUnit? = nil) throws -> Recording {
    try RecordingReader.read(url: fixture("nwb-\(name).nwb"), options: ReadingOptions(positionUnit: unit, map: map))
  }

  private func says(_ recording: Recording, _ level: Finding.Level, _ words: String) -> Bool {
    recording.findings.contains { $0.level == level && ($0.message + ($0.option ?? "")).contains(words) }
  }

  private func times(_ recording: Recording) throws -> [[Double]] {
    if case .trains(let trains)? = recording.spikes { return try trains.map { try $0.times } }
    return []
  }

  private func isClose(_ a: [Double]?, _ b: [Double], _ tolerance: Double = 1e-12) -> Bool {
    a?.count == b.count && zip(a ?? [], b).allSatisfy { abs($0 - $1) <= tolerance || ($0.isNaN && $1.isNaN) }
  }

  // MARK: What is found

  @Test func unitsPositionDirectionAndEpochs() throws {
    let recording = try read("behaviour")
    #expect(recording.source.format.hasPrefix("NWB 2."))
    #expect(recording.cellIDs == ["3", "7", "12"])
    let expected: [[Double]] = [3, 7, 12].map { count in (0..<count).map { 5 + Double($0) / 7 } }
    #expect(try times(recording) == expected)
    #expect(says(recording, .found, "quality ('good' 2, 'mua' 1)") && says(recording, .found, "snr (1.5 to 6)"))
    let trajectory = try #require(recording.trajectory)
    let frames: [Double] = (0..<60).map { Double($0) }
    #expect(trajectory.t == frames.map { $0 / 20 + 5 })
    // data · conversion + offset, in metres
    #expect(isClose(trajectory.x, frames.map { $0 * 0.01 - 0.5 }))
    #expect(isClose(trajectory.y, frames.map { (100 - $0) * 0.01 - 0.5 }))
    #expect(recording.positionUnit?.unit == .metre && recording.positionUnit?.guessed == false)
    // Degrees from -90, its timestamps a soft link to those of the position.
    let degrees = (0..<60).map { (Double($0) * 12 - 90 + 360).truncatingRemainder(dividingBy: 360) }
    #expect(isClose(trajectory.headDirection, degrees.map { $0 * .pi / 180 }))
    #expect(Set(recording.epochs.map(\.name)) == ["run", "dark", "rest", "trials", "REM", "SWS"])
    #expect(recording.epochs.contains(Epoch(name: "dark", start: 5, stop: 6)))
    #expect(recording.epochs.count { $0.name == "trials" } == 2)
    #expect(recording.epochs.count { $0.name == "SWS" } == 2)
    #expect(recording.session?.identifier == "behaviour-1" && recording.session?.subjectID == "rat7")
    #expect(says(recording, .found, "/acquisition/licks"))
  }

  @Test(arguments: [0, 1, 2]) func aChannelOfTheFieldPotentialIsReadWhenItIsAskedFor(channel: Int) throws {
    let recording = try read("behaviour", ["lfp": "/processing/ecephys/LFP/lfp[\(channel)]"])
    let lfp = try #require(recording.fieldPotential)
    #expect(lfp.rate == 250 && lfp.start == 5 && lfp.count == 100)
    let factor = [1.0, 2, 4][channel] * 1e-6
    #expect(isClose(try lfp.samples, (0..<100).map { Double(3 * $0 + channel - 150) * factor + 0.5 }))
  }

  @Test func aChannelIsGuessedAndTheRawRecordingIsNotTaken() throws {
    let recording = try read("behaviour")
    #expect(recording.fieldPotential?.rate == 250)
    #expect(says(recording, .guessed, "--map lfp=/processing/ecephys/LFP/lfp[CHANNEL]"))
    #expect(try read("behaviour", ["lfp": "acquisition/raw/data[1]"]).fieldPotential?.rate == 30_000)
    for (place, words) in [
      ("/processing/ecephys/LFP/lfp[3]", "no channel 3"), ("/processing/ecephys/LFP/lfp[-1]", "from 0"),
      ("/units", "ElectricalSeries was expected"), ("/nowhere", "Possible: /acquisition/raw"),
    ] {
      let error = #expect(throws: FileError.self) { try read("behaviour", ["lfp": place]) }
      #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
    }
  }

  @Test(arguments: ["u1", "u2", "u4", "u8"]) func indicesOfEveryType(name: String) throws {
    let recording = try read("tables", ["spikes": "/processing/sorting/\(name)"])
    let all = (0..<10).map { Double($0) / 3 }
    #expect(try times(recording) == [Array(all[..<4]), [], Array(all[4...])])
    #expect(recording.cellIDs == ["0", "1", "2"])
  }

  @Test func nestedIndicesAndNamesOfCells() throws {
    let all = (0..<10).map { Double($0) / 3 }
    let nested = try read("tables", ["spikes": "/processing/sorting/nested/spike_times"])
    #expect(try times(nested) == [Array(all[..<4]), [], Array(all[4...])])
    let first = try read("tables")
    #expect(first.cellIDs == ["a", "b"] && says(first, .guessed, "--map spikes=/processing/sorting/nested"))
  }

  @Test func regionsAreTurnedToTimeFirstByTheirNumber() throws {
    let values = (0..<24).map(Float.init)
    let turned = try #require(try read("imaging", ["roi": "/processing/ophys/DfOverF/turned"]).roiSignals)
    #expect(turned.matrix == Matrix(rows: 6, columns: 4, elements: values))
    #expect(isClose(turned.t, (0..<6).map { Double($0) / 20 + 5 }))
    let first = try read("imaging")
    #expect(says(first, .guessed, "--map roi="))
    let upright = try #require(try read("imaging", ["roi": "/processing/ophys/DfOverF/upright"]).roiSignals)
    #expect(upright.matrix == Matrix(rows: 6, columns: 4, elements: values) && upright.rate == 10)
    let raw = try #require(try read("imaging", ["roi": "processing/ophys/Fluorescence/raw"]).roiSignals)
    #expect(raw.matrix.elements == values.map { 2 * $0 + 1 })
    #expect(says(first, .found, "4 of the PlaneSegmentation /processing/ophys/ImageSegmentation/wedges (pixel_mask)"))
  }

  @Test func oneOfSeveralPositionsIsTakenAndTheOthersNamed() throws {
    let recording = try read("places")
    #expect(says(recording, .guessed, "/processing/behavior/leds/green was taken; also there:"))
    #expect(isClose(recording.trajectory?.x, (0..<60).map { Double($0) / 100 }))
    // Its own clock of 10 Hz against 20 Hz.
    #expect(isClose(recording.trajectory?.headDirection, (0..<60).map { Double($0) / 20 }, 1e-9))
    let red = try read("places", ["position": "/processing/behavior/leds/red/data"])
    #expect(isClose(red.trajectory?.y, (0..<60).map { Double($0) / 50 }) && red.trajectory?.t.first == 5)
    let axes = try read("places", ["x": "/processing/behavior/axes/x", "y": "/processing/behavior/axes/y"])
    #expect(axes.trajectory?.y?.last == 1.18 && axes.positionUnit?.unit == .centimetre && axes.positionUnit?.guessed == true)
    #expect(isClose(try read("places", ["position": "/scratch/track"]).trajectory?.x, (0..<60).map { Double($0) / 1000 }))
    // Velocities, which are series of places too, are only listed.
    #expect(says(recording, .found, "/processing/behavior/derived/a_velocity"))
    #expect(!says(recording, .guessed, "/processing/behavior/derived"))
    // Of a laboratory's own type, known by the specification in the file.
    #expect(recording.findings.contains { $0.what == "position" && $0.message.contains("/acquisition/linear") })
    // One metre from sample to sample at 20 Hz.
    #expect(throws: FileError.self) { try read("places", ["position": "/acquisition/linear"]) }
    let linear = try read("places", ["position": "/acquisition/linear"], unit: .metre)
    #expect(linear.trajectory?.y == nil && linear.trajectory?.x?.last == 59)
    #expect(says(linear, .warning, "59 m wide"))
    let pixels = try read("places", ["position": "/analysis/pixels"], unit: .pixel(metresPerPixel: 0.0025))
    #expect(isClose(pixels.trajectory?.x, (0..<60).map { Double($0) / 100 }))
  }

  // MARK: What is refused

  @Test(arguments: [
    ("beyond", "ends at 7"), ("descends", "ends at 2, before"), ("huge", "whole numbers"), ("rows", "the table has 3"),
    ("text", "spike times are numbers"), ("plane", "only 3 values"), ("missing", "no spike_times"),
    ("fraction", "whole numbers"),
    ("nan", "spike number 0 (from 0) of cell 1"), ("lost", "link to '/nowhere/at/all'"), ("outside", "another file"),
  ]) func brokenUnitsAreRefusedInWords(name: String, words: String) throws {
    let error = #expect(throws: FileError.self) {
      try read("hostile", ["spikes": "/units/\(name)", "position": "/places/good"])
    }
    #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
    #expect(error?.kind == .unusableData)
  }

  @Test(arguments: ["good", "cycle", "nothing"]) func referencesThatLeadNowhereDoNoHarm(name: String) throws {
    let recording = try read("hostile", ["spikes": "/units/\(name)", "position": "/places/good"])
    #expect(try times(recording) == [[0, 1], [2, 3, 4, 5]])
    // Broken tables of intervals are left out with a warning each.
    #expect(recording.findings.count { $0.level == .warning && $0.what == "epochs" } == 4)
    #expect(recording.epochs == [Epoch(name: "backwards", start: 2, stop: 3)])
  }

  @Test(arguments: [
    ("lfp", "/electrical/narrow[0]", "(3,) factors for 2 channels"), ("roi", "/roi/neither", "(5, 2)"),
    ("epochs", "/intervals/tags", "ends at 9"), ("epochs", "/units/good", "TimeIntervals was expected"),
  ]) func brokenSignalsAndIntervalsAreRefusedInWords(role: String, place: String, words: String) throws {
    let map = [role: place, "spikes": "/units/good", "position": "/places/good"]
    let error = #expect(throws: FileError.self) { try read("hostile", map) }
    #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("empty", "no data"), ("text", "holds str"), ("short", "5 samples and 4 timestamps"), ("wide", "one to three columns"),
    ("clockless", "neither timestamps"), ("cube", "(5, 2, 2)"), ("infinite", "conversion inf"), ("scalar", "shape ()"),
    ("nan_time", "number 2"), ("still", "rate above 0"), ("circle", "is not there"),
  ]) func brokenPositionsAreRefusedInWords(name: String, words: String) throws {
    let error = #expect(throws: FileError.self) { try read("hostile", ["position": "/places/\(name)"]) }
    #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
  }

  @Test func otherFormsOfNWBAreRefusedByName() throws {
    let old = #expect(throws: FileError.self) { try read("version1") }
    #expect(old?.description.contains("NWB 1.0.6") ?? false)
    #expect(try read("version1", ["spikes": "/processing/units"]).spikes?.cellCount == 1)
    let folder = try TemporaryFolder()
    try Data("{}".utf8).write(to: folder.file(".zgroup"))
    let zarr = #expect(throws: FileError.self) { try RecordingReader.read(url: folder.url) }
    #expect(zarr?.description.contains("Zarr") ?? false)
  }

  // MARK: Real files

  @Test(.enabled(if: SharedFixtures.exist)) func realFiles() throws {
    let folder = try #require(SharedFixtures.folder).deletingLastPathComponent()
      .appendingPathComponent("recordings/nwb-fixtures")
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let mouse = try RecordingReader.read(url: folder.appendingPathComponent("A8604-211122.nwb"))
    #expect(mouse.cellIDs == ["6", "191", "206"] && mouse.spikes?.spikeCounts == [11020, 4690, 5644])
    #expect(mouse.epochs == [Epoch(name: "wake", start: 0, stop: 1087.5289)])
    let human = try RecordingReader.read(url: folder.appendingPathComponent("sub-4_ses-4_ecephys+image.nwb"))
    #expect(human.spikes?.cellCount == 35 && human.spikes?.spikeCounts.reduce(0, +) == 214_278)
  }
}
