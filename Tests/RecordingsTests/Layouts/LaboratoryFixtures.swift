import Foundation
import Recordings
import TestSupport

/// A folder or file of `Fixtures/laboratories`.
func laboratory(_ name: String) -> URL { fixture("laboratories/\(name)") }

/// A copy of a laboratory's folder that a test may spoil.
func copy(of name: String, in folder: TemporaryFolder) throws -> URL {
  let target = folder.file(name)
  try FileManager.default.copyItem(at: laboratory(name), to: target)
  return target
}

func write(_ text: String, to url: URL) throws { try Data(text.utf8).write(to: url) }

extension Recording {
  /// Whether a finding of a level has a text in it.
  func says(_ text: String, _ level: Finding.Level? = nil) -> Bool {
    findings.contains { (level == nil || $0.level == level) && $0.text.contains(text) }
  }

  var trains: [String: [Double]] {
    guard case .trains(let trains)? = spikes else { return [:] }
    return Dictionary(uniqueKeysWithValues: trains.map { ($0.id, (try? $0.times) ?? []) })
  }
}

/// The words of the error that reading ends in; empty when it does not.
func failure(_ url: URL, map: [String: String] = [:]) -> String {
  do {
    _ = try RecordingReader.read(url: url, options: ReadingOptions(map: map))
    return ""
  } catch {
    return "\(error)"
  }
}
