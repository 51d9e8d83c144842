import ArrayFiles
import Foundation
import Recordings

/// A text with a line "cell time" for each spike, time in seconds.
public struct SpikeList: RecordingFormat {
  public init() {}

  public func recording(at url: URL, options: ReadingOptions) throws -> Recording? {
    // Somebody else's file: the next reader is asked.
    guard url.pathExtension == "spikes" else { return nil }
    var trains: [String: [Double]] = [:]
    for (number, line) in try String(contentsOf: url, encoding: .utf8).split(separator: "\n").enumerated() {
      let words = line.split(separator: " ")
      guard words.count == 2, let time = Double(words[1]), time.isFinite else {
        throw FileError(
          .unusableData, file: url.lastPathComponent, place: "line \(number + 1)",
          problem: "'\(line)' is not a cell and a time.", remedy: "Write a line such as 'A1 12.345' for each spike.")
      }
      trains[String(words[0]), default: []].append(time)
    }
    let names = trains.keys.sorted()
    return Recording(
      source: RecordingSource(url: url, format: "spike list"),
      spikes: .trains(names.map { SpikeTrain(id: $0, times: (trains[$0] ?? []).sorted()) }), cellIDs: names)
  }
}
