import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Spikes as a structured array of NumPy, a record for each: SpikeInterface's vector of spikes, and tables of time and cell.
@Suite struct StructuredSpikesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An archive with `spikes`, a structured array of eight-byte columns, and plain arrays.
  private func archive(_ columns: [(name: String, type: String, bits: [UInt64])], _ plain: [(String, DataArray)] = []) throws
    -> URL
  {
    let rows = columns[0].bits.count
    let types = columns.map { "('\($0.name)', '\($0.type)')" }.joined(separator: ", ")
    let text = "{'descr': [\(types)], 'fortran_order': False, 'shape': (\(rows),), }"
    let padding = (64 - (10 + text.utf8.count + 1) % 64) % 64
    let header = Array((text + String(repeating: " ", count: padding) + "\n").utf8)
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count % 256), UInt8(header.count / 256)] + header
    for row in 0..<rows {
      for column in columns { withUnsafeBytes(of: column.bits[row].littleEndian) { bytes += $0 } }
    }
    let url = folder.file("session.npz")
    let writer = try ZipWriter(url, level: 1)
    try writer.append(name: "spikes.npy", size: bytes.count) { sink in try bytes.withUnsafeBytes(sink) }
    for (name, array) in plain {
      let values = array.doubles ?? []
      let content = NPYHeader(description: "<f8", fortranOrder: false, shape: array.shape).encoded
      try writer.append(name: "\(name).npy", size: content.count + 8 * values.count) { sink in
        try content.withUnsafeBytes(sink)
        try values.withUnsafeBytes(sink)
      }
    }
    try writer.finish()
    return url
  }

  private func vector(segments: [UInt64] = [0, 0, 0, 0]) -> [(name: String, type: String, bits: [UInt64])] {
    [
      ("sample_index", "<i8", [0, 15_000, 30_000, 135_000]), ("unit_index", "<i8", [1, 0, 1, 1]),
      ("segment_index", "<i8", segments),
    ]
  }

  private let rate = ("sampling_frequency", DataArray([30_000.0], shape: []))

  @Test func aVectorOfSpikesIsReadWithItsRateAndNames() throws {
    let recording = try RecordingReader.read(url: archive(vector(), [rate, ("unit_ids", DataArray([7.0, 3, 9]))]))
    #expect(recording.cellIDs == ["7.0", "3.0", "9.0"] || recording.cellIDs == ["7", "3", "9"])
    let trains = recording.trains
    #expect(trains.values.map(\.count).sorted() == [0, 1, 3])
    #expect(trains.first { $0.key.hasPrefix("7") }?.value == [0.5])
    #expect(trains.first { $0.key.hasPrefix("3") }?.value == [0, 1, 4.5])
  }

  @Test func withoutARateItIsRefusedUntilOneIsGiven() throws {
    let url = try archive(vector())
    expectRefusal(of: url, saying: "times are in 'samples'", "--spike-time-unit")
    var options = ReadingOptions()
    options.spikeTimeUnit = .sample(rate: 30_000)
    #expect(try RecordingReader.read(url: url, options: options).trains == ["0": [0.5], "1": [0, 1, 4.5]])
  }

  @Test func segmentsWithClocksOfTheirOwnAreRefused() throws {
    expectRefusal(of: try archive(vector(segments: [0, 0, 1, 1]), [rate]), saying: "2 segments, each with a clock of its own")
    expectRefusal(of: try archive(vector(), [rate, ("unit_ids", DataArray([7.0]))]), saying: "a spike is of cell 1", "names 1")
  }

  @Test func aTableOfTimesAndCells() throws {
    let url = try archive([
      ("time", "<f8", [0.25, 1.5, 2].map(\.bitPattern)), ("unit", "<i8", [4, 2, 4]),
    ])
    #expect(try RecordingReader.read(url: url).trains == ["2": [1.5], "4": [0.25, 2]])
  }
}
