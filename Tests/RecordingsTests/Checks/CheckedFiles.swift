import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Files of a few arrays for the tests of checks, and a walk and trains to put into them.
struct CheckedFiles {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func npz(_ arrays: [(name: String, array: DataArray)]) throws -> URL {
    let url = folder.file("session.npz")
    try NPZArchive.write(arrays, to: url)
    return url
  }

  func hdf5(_ arrays: [(name: String, array: DataArray, unit: String?)]) throws -> URL {
    let url = folder.file("session.h5")
    try HDF5File.write(arrays, to: url)
    return url
  }

  func text(_ content: String, _ name: String) throws -> URL {
    try Data(content.utf8).write(to: folder.file(name))
    return folder.file(name)
  }

  /// 60 s at 25 Hz.
  static let time = (0..<1500).map { Double($0) / 25 }
  /// A smooth walk in a box of 70 × 60 cm, in metres.
  static let x = time.map { 0.5 + 0.35 * sin($0 / 3) }
  static let y = time.map { 0.45 + 0.3 * sin($0 / 4.1 + 1) }
  /// Head direction, unwrapped, in radians: it turns at 0.6 to 1.8 rad/s, always one way.
  static let turning = time.map { 0.5 + 1.2 * $0 + 0.3 * sin(2 * $0) }
  static let wrapped = turning.map { $0.truncatingRemainder(dividingBy: 2 * .pi) }

  /// The spikes of a cell: about 3.3 a second, in seconds.
  static func train(_ cell: Int) -> [Double] { (0..<200).map { 0.013 * Double(cell) + 0.2983 * Double($0) } }
  static let trains = (0..<4).map(train)

  static func concatenated(_ trains: [[Double]] = trains) -> [(name: String, array: DataArray)] {
    var ends: [Int] = []
    for train in trains { ends.append((ends.last ?? 0) + train.count) }
    return [
      ("spike_times", DataArray(trains.flatMap(\.self))), ("spike_index", DataArray(ends)),
      ("cell_ids", DataArray(trains.indices.map { "c\($0)" })),
    ]
  }

  static func tracking(x: [Double] = x, y: [Double] = y) -> [(name: String, array: DataArray)] {
    [("t", DataArray(time)), ("x", DataArray(x)), ("y", DataArray(y))]
  }
}

extension Recording {
  /// Whether a finding of a level speaks of something with certain words.
  func says(_ level: Finding.Level, _ what: String, _ words: String) -> Bool {
    findings.contains { $0.level == level && $0.what == what && $0.message.contains(words) }
  }

  var warnings: [String] { findings.filter { $0.level == .warning }.map(\.text) }
}

/// The refusal of a file, with all of these words.
func expectRefusal(
  of url: URL, _ options: ReadingOptions = ReadingOptions(), saying words: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) {
    try RecordingReader.read(url: url, options: options)
  }
  for word in words {
    #expect(error?.description.contains(word) ?? false, "\(word): \(error?.description ?? "")", sourceLocation: sourceLocation)
  }
  #expect(error?.kind == .unusableData, sourceLocation: sourceLocation)
}
