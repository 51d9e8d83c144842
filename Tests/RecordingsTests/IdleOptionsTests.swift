import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Schema
import TestSupport
import Testing

/// Options that can do nothing with a file, and numbers in units.
@Suite struct IdleOptionsTests {
  private let folder: TemporaryFolder
  private let files: [String: URL]

  init() throws {
    folder = try TemporaryFolder()
    let t: [Double] = (0..<200).map { Double($0) / 50 }
    let x: [Double] = t.map { 0.5 + 0.4 * sin($0) }
    let y: [Double] = t.map { 0.5 + 0.4 * cos($0) }
    let path: [(name: String, array: DataArray)] = [("t", DataArray(t)), ("x", DataArray(x)), ("y", DataArray(y))]
    let cells: [Int64] = [0, 1, 0]
    let trains: [(name: String, array: DataArray)] = [
      ("spike_times", DataArray([0.1, 0.5, 1])), ("spike_clusters", DataArray(cells, shape: [3])),
    ]
    let values: [Int64] = (0..<400).map { Int64($0 % 3) }
    let counts: [(name: String, array: DataArray)] = [("spikes", DataArray(values, shape: [200, 2]))]
    var files: [String: URL] = [:]
    for (name, arrays) in [("trains", trains), ("tracked", trains + path), ("counts", counts)] {
      files[name] = folder.file("\(name).npz")
      try NPZArchive.write(arrays, to: folder.file("\(name).npz"))
    }
    self.files = files
  }

  private func read(_ name: String, _ change: (inout ReadingOptions) -> Void) throws -> Recording {
    var options = ReadingOptions()
    change(&options)
    return try RecordingReader.read(url: try #require(files[name]), options: options)
  }

  @Test(arguments: [
    ("trains", "bin-width"), ("tracked", "bin-width"), ("counts", "spike-time-unit"), ("tracked", "angle-unit"),
    ("trains", "position-unit"), ("trains", "lost-value"), ("trains", "frame-rate"),
  ])
  func anOptionThatCanDoNothingIsRefused(_ file: String, _ option: String) throws {
    #expect {
      try read(file) {
        if file == "counts" { $0.binWidth = 0.02 }
        switch option {
        case "bin-width": $0.binWidth = 0.02
        case "spike-time-unit": $0.spikeTimeUnit = .second
        case "angle-unit": $0.angleUnit = .degree
        case "position-unit": $0.positionUnit = .metre
        case "lost-value": $0.lostValue = .number(-1)
        default: $0.frameRate = 50
        }
      }
    } throws: { error in
      guard case ParameterError.idle(let name, let condition) = error else { return false }
      return name == option && condition.contains("\(file).npz holds none")
    }
  }

  @Test func optionsThatDoSomethingAreTaken() throws {
    #expect(try read("counts") { $0.binWidth = 0.02 }.spikes?.cellCount == 2)
    let tracked = try read("tracked") {
      $0.positionUnit = .metre
      $0.lostValue = .some(.none)
      $0.spikeTimeUnit = .second
      $0.frameRate = 25
    }
    #expect(tracked.trajectory?.t[1] == 0.02)
    #expect(tracked.says("the tracking has times of its own; --frame-rate 25 was not used for it", .warning))
  }

  @Test(arguments: ["px:0x10", "px:0x1p-5", "px:1,5", "px: 1", "px:inf", "px:-1", "px:"])
  func lengthsAreDecimal(_ text: String) {
    #expect(PositionUnit(argument: text) == nil)
  }

  @Test(arguments: ["samples:0x10", "samples:0x1p3", "samples:1_000", "samples:nan", "samples:0"])
  func ratesAreDecimal(_ text: String) {
    #expect(TimeUnit(argument: text) == nil)
  }

  @Test func decimalsAreUnderstood() {
    #expect(PositionUnit(argument: "px:2.5e-3") == .pixel(metresPerPixel: 0.0025))
    #expect(TimeUnit(argument: "samples:30000") == .sample(rate: 30_000))
    #expect(LostValue(argument: "0x10") == nil && LostValue(argument: "-1") == .number(-1))
  }
}
