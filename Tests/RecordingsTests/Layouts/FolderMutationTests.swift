import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Damaged files in the folders of laboratories end in words or in data, never in a crash.
@Suite(.serialized) struct FolderMutationTests {
  private func mutated(_ original: [UInt8], _ index: Int, _ name: String) -> [UInt8] {
    var stream = RandomStream(seed: 5, name: name, index: UInt64(index))
    var bytes = original
    guard bytes.count > 8 else { return index % 2 == 0 ? [] : bytes + bytes }
    switch index % 4 {
    case 0:
      for _ in 0...stream.integer(below: 6) {
        bytes[stream.integer(below: bytes.count)] ^= 1 << UInt8(stream.integer(below: 8))
      }
    case 1: bytes.removeLast(1 + stream.integer(below: bytes.count))
    case 2:
      let place = stream.integer(below: bytes.count - 4)
      for position in place..<place + 1 + stream.integer(below: 4) {
        bytes[position] = [0xFF, 0x00, 0x39, 0x2D][stream.integer(below: 4)]
      }
    default:
      let from = stream.integer(below: bytes.count)
      let count = min(bytes.count - from, 1 + stream.integer(below: 40))
      bytes.insert(contentsOf: bytes[from..<from + count], at: stream.integer(below: bytes.count))
    }
    return bytes
  }

  @Test(
    arguments: [
      "suite2p", "suite2p-1.0", "phy", "phy-info", "kilosort", "neurosuite", "axona", "alf", "tables", "spikeinterface",
    ])
  func mutatedFoldersDoNotCrash(name: String) throws {
    let folder = try TemporaryFolder()
    let copied = try copy(of: name, in: folder)
    let files = try #require(FileManager.default.enumerator(at: copied, includingPropertiesForKeys: [.isRegularFileKey]))
      .compactMap { $0 as? URL }.filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
    #expect(files.count > 1)
    for file in files {
      let original = [UInt8](try Data(contentsOf: file))
      for index in 0..<48 {
        try Data(mutated(original, index, file.lastPathComponent)).write(to: file)
        try inspectOnly(copied)
      }
      try FileManager.default.removeItem(at: file)
      try inspectOnly(copied)
      try Data(original).write(to: file)
    }
    // Of two segments one has to be chosen.
    let options = ReadingOptions(map: name == "spikeinterface" ? ["segment": "0"] : [:])
    #expect(try InspectionReport.inspect(copied, options: options).isRecording)
  }

  private func inspectOnly(_ url: URL) throws {
    do {
      _ = try InspectionReport.inspect(url).text
    } catch is FileError {
      return
    }
  }
}
