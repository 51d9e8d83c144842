import ArrayFiles
import FoundationEssentials

/// One file of the Axona acquisition system: lines of `name value`, then, after `data_start`, binary records up to `data_end`
/// (Axona Ltd., DacqUSB file formats). Files of settings (`.set`) have the lines only.
struct AxonaFile {
  let file: InputFile
  let header: [String: String]
  /// Where the records are.
  let data: Range<Int>

  private static let marker = Array("data_start".utf8)
  private static let end = Array("\r\ndata_end".utf8)
  private static let longestHeader = 1 << 20

  /// Whether a file starts as Axona's do.
  static func isAxona(_ start: [UInt8]) -> Bool { start.starts(with: Array("trial_date ".utf8)) }

  /// - Throws: `FileError` when it is no file of Axona.
  init(_ url: URL) throws {
    file = try InputFile(url)
    let start = try file.bytes(at: 0, count: min(file.size, Self.longestHeader))
    guard Self.isAxona(start) else {
      throw FileError.unusable(
        "this is no file of Axona: it does not start with 'trial_date'.", file: file.name)
    }
    let place = Self.find(Self.marker, in: start)
    var header: [String: String] = [:]
    for line in start[..<(place ?? start.count)].split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let parts = line.split(separator: 0x20, maxSplits: 1)
      guard let name = parts.first else { continue }
      let value = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self).trimmed : ""
      let key = String(decoding: name, as: UTF8.self)
      if header[key] == nil { header[key] = value }
    }
    self.header = header
    guard let place else {
      data = 0..<0
      return
    }
    let first = place + Self.marker.count
    var last = file.size
    let tail = try file.bytes(at: max(first, file.size - 64), count: file.size - max(first, file.size - 64))
    if let end = Self.find(Self.end, in: tail) { last = file.size - tail.count + end }
    data = first..<max(first, last)
  }

  private static func find(_ pattern: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return (0...bytes.count - pattern.count).first { start in
      bytes[start] == pattern[0] && pattern.indices.allSatisfy { bytes[start + $0] == pattern[$0] }
    }
  }

  /// The number that a line starts with: `96000` of `timebase 96000 hz`.
  func number(_ name: String) -> Double? {
    header[name]?.split(separator: " ").first.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  func whole(_ name: String) -> Int? { number(name).flatMap { Int(exactly: $0) } }

  /// A positive number.
  ///
  /// - Throws: `FileError` when the header does not have it.
  func required(_ name: String) throws -> Double {
    guard let value = number(name), value > 0 else {
      throw FileError.unusable("its header does not say \(name).", file: file.name)
    }
    return value
  }

  /// Whole records of a size; fewer than the header promises when the file is truncated.
  func records(of size: Int, promised: Int?) -> (count: Int, missing: Int) {
    let there = data.count / max(1, size)
    guard let promised, promised >= 0 else { return (there, 0) }
    return (min(there, promised), max(0, promised - there))
  }
}
