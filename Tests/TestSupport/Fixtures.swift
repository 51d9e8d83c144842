import Foundation

/// A small file committed beside the tests of files or of recordings, by its name in their folder `Fixtures`.
public func fixture(_ name: String) -> URL {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  let places = ["ArrayFilesTests", "RecordingsTests"].map { tests.appendingPathComponent("\($0)/Fixtures/\(name)") }
  return places.first { FileManager.default.fileExists(atPath: $0.path) } ?? places[0]
}
