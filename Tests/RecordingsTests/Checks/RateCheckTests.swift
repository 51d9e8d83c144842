import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct RateCheckTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private let counts = DataArray([Int32](repeating: 1, count: 6000), shape: [3000, 2])

  private func width(_ recording: Recording) -> Double? {
    guard case .counts(_, let width, _)? = recording.spikes else { return nil }
    return width
  }

  @Test func binWidthsHaveTheirUnit() throws {
    for (name, value) in [("bin_width_ms", 20.0), ("bin_width", 0.02), ("dt_us", 20_000), ("dt", 0.02)] {
      let url = try files.npz([("spikes", counts), (name, DataArray([value], shape: []))])
      #expect(width(try RecordingReader.read(url: url)) == 0.02)
    }
    let attribute = try files.hdf5([("spikes", counts, nil), ("bin_width", DataArray([20.0], shape: []), "ms")])
    #expect(width(try RecordingReader.read(url: attribute)) == 0.02)
    let beside = try files.npz([
      ("spikes", counts), ("bin_width", DataArray([20.0], shape: [])), ("bin_width_unit", DataArray(["ms"], shape: [])),
    ])
    #expect(width(try RecordingReader.read(url: beside)) == 0.02)
  }

  @Test func binWidthsThatNoBinsHaveAreRefused() throws {
    for (name, value) in [("bin_width", 20.0), ("bin_width_ms", 0.02)] {
      let url = try files.npz([("spikes", counts), (name, DataArray([value], shape: []))])
      expectRefusal(of: url, saying: name, "--bin-width 0.02")
      #expect(width(try RecordingReader.read(url: url, options: ReadingOptions(binWidth: 0.02))) == 0.02)
    }
    let t = DataArray((0..<3000).map { Double($0) * 0.01 })
    let both = try files.npz([("spikes", counts), ("bin_width", DataArray([0.02], shape: [])), ("t", t)])
    expectRefusal(of: both, saying: "0.02 s", "0.01 s", "--bin-width")
  }

  @Test func ratesHaveTheirUnit() throws {
    let lfp = DataArray((0..<5000).map { sin(Double($0) / 20) })
    for (name, value) in [("fs", 1250.0), ("fs_khz", 1.25), ("fs_ms", 0.8)] {
      let url = try files.npz([("lfp", lfp), (name, DataArray([value], shape: []))])
      #expect(abs((try RecordingReader.read(url: url).fieldPotential?.rate ?? 0) - 1250) < 1e-9)
    }
    let interval = try files.npz([("lfp", lfp), ("fs", DataArray([0.0008], shape: []))])
    expectRefusal(of: interval, saying: "time between samples", "--map fs=1250")
    expectRefusal(of: try files.npz([("lfp", lfp), ("fs", DataArray([0.5], shape: []))]), saying: "0.5 Hz")
    #expect(throws: FileError.self) {
      try RecordingReader.read(
        url: files.npz(CheckedFiles.tracking() + [("lfp", lfp), ("fs", DataArray([1_250_000.0], shape: []))]))
    }
    let slow = try files.npz([("lfp", lfp), ("fs", DataArray([1.25], shape: []))])
    #expect(try RecordingReader.read(url: slow).says(.warning, "field potential", "unusual"))
  }

  @Test func convertRefusesToLoseTheSpikes() throws {
    let times = try files.npz([("t", DataArray(CheckedFiles.time))])
    let error = #expect(throws: FileError.self) { try convert(from: times, to: files.folder.file("out.h5")) }
    #expect(error?.description.contains("nothing would be written of it but times") ?? false)
    let lost = try files.npz(CheckedFiles.tracking() + [("my_spikes", DataArray(CheckedFiles.train(0)))])
    let named = #expect(throws: FileError.self) { try convert(from: lost, to: files.folder.file("out.h5")) }
    #expect(named?.description.contains("--map spikes=NAME") ?? false)
    #expect(files.folder.names == ["session.npz"])
  }
}
