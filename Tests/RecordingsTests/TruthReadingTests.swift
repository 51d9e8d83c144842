import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// The angles that a recording was simulated with.
@Suite struct TruthReadingTests {
  private func read(_ angles: DataArray, truthTimes: [Double]? = nil) throws -> Recording {
    let folder = try TemporaryFolder()
    var arrays: [(String, DataArray)] = [
      ("t", DataArray((0..<100).map { 0.1 * Double($0) })),
      ("head_direction", DataArray((0..<100).map { 0.05 * Double($0) })), ("spike_times", DataArray([0.5, 1.5, 2.5])),
      ("spike_index", DataArray([3])), ("truth_angles", angles),
    ]
    if let truthTimes { arrays.append(("truth_t", DataArray(truthTimes))) }
    try NPZArchive.write(arrays, to: folder.file("a.npz"))
    return try RecordingReader.read(url: folder.file("a.npz"))
  }

  @Test func oneAngleOrTwoAreReadWithTheirTimes() throws {
    let one = try #require(try read(DataArray((0..<100).map { $0 == 7 ? .nan : 0.3 * Double($0) - 1 })).truth)
    #expect(one.circles == 1 && one.t.count == 100 && one.angles[7, 0].isNaN)
    #expect(abs(one.angles[0, 0] - (2 * .pi - 1)) < 1e-12 && abs(one.angles[30, 0] - (8 - 2 * .pi)) < 1e-12)
    let two = try #require(
      try read(DataArray((0..<20).map { Double($0) / 7 }, shape: [10, 2]), truthTimes: (0..<10).map(Double.init)).truth)
    #expect(two.circles == 2 && two.t == (0..<10).map(Double.init) && abs(two.angles[3, 1] - 1) < 1e-12)
  }

  /// Nothing else depends on it: what does not fit is a warning, and the recording is read.
  @Test(arguments: [
    (DataArray((0..<99).map(Double.init)), nil), (DataArray((0..<800).map(Double.init), shape: [100, 8]), nil),
    (DataArray([Double](repeating: .nan, count: 100)), nil),
    (DataArray((0..<3).map(Double.init)), [0.0, 2, 1]),
  ])
  func whatDoesNotFitIsSaid(angles: DataArray, times: [Double]?) throws {
    let recording = try read(angles, truthTimes: times)
    #expect(recording.truth == nil && recording.spikes != nil && recording.trajectory?.t.count == 100)
    #expect(recording.findings.contains { $0.level == .warning && $0.what == "simulated truth" })
  }

  @Test(arguments: ["npz", "h5", "mat"])
  func itSurvivesConversion(format: String) throws {
    let folder = try TemporaryFolder()
    var original = Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "/"), format: "made"),
      spikes: .trains([SpikeTrain(id: "a", times: [0.5, 1.25])]))
    original.truth = LatentTruth(
      t: [0, 0.5, 1.5], angles: Matrix(rows: 3, columns: 2, elements: [0.1, 0.2, 3, .nan, 6, 5]))
    try original.write(to: folder.file("a.\(format)"))
    let read = try #require(try RecordingReader.read(url: folder.file("a.\(format)")).truth)
    // As text: a NaN equals no other.
    #expect("\(read)" == "\(try #require(original.truth))")
    let (table, _) = try convert(from: folder.file("a.\(format)"), to: folder.file("b.csv"))
    #expect(table.findings.contains { $0.level == .warning && $0.message.contains("the simulated truth") })
  }
}
