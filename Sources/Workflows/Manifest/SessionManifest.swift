import ArrayFiles
import Foundation
import Schema

/// A table of sessions: where the recording or the results of each are, and what else is known of it.
///
/// ```
/// session   recording          results       --module   animal
/// R-day1    data/r1.npz        out/R-day1    2          R
/// Q-day1    data/q1.nwb        out/Q-day1               Q
/// ```
///
/// Tabs or commas separate, the first line names the columns, `#` begins a comment. `session`, `recording` and `results` are
/// known; a column whose name begins with `--` is an option for this session (an empty cell gives none), any other one is a
/// label that goes into the tables. Paths are relative to the manifest. Cells are text: `007` stays `007`.
public struct SessionManifest: Sendable, Equatable {
  /// One line of the table.
  public struct Session: Sendable, Equatable {
    /// Not the name of another session.
    public var name: String
    /// `nil` where the table has no such column.
    public var recording: URL?
    /// The recording as it is written in the table, relative to it.
    public var writtenRecording: String?
    /// `nil` where the table has no such column.
    public var results: URL?
    /// Options for this session alone, without the dashes.
    public var options: [ParameterSetting]
    /// Name and text of every other column, in order.
    public var labels: [ParameterSetting]
  }

  /// Where it was read.
  public var url: URL
  /// In the order of the lines, at least one.
  public var sessions: [Session]

  /// - Throws: `FileError` with the line.
  public init(contentsOf url: URL) throws {
    let file = try InputFile(url)
    let text = String(decoding: try file.bytes(at: 0, count: file.size), as: UTF8.self)
    do {
      try self.init(text: text, url: url)
    } catch let error as FileError {
      throw error.located(file: url.relativePath)
    }
  }

  init(text: String, url: URL) throws {
    self.url = url
    let lines = Self.rows(text)
    guard let header = lines.first else {
      throw FileError.unusable("the table of sessions is empty.", remedy: Self.form)
    }
    let names = header.cells
    guard names.contains("recording") || names.contains("results") else {
      throw FileError.unusable(
        "its first line names neither a column 'recording' nor 'results'.", place: "line \(header.number)",
        remedy: Self.form)
    }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw FileError.unusable("the column '\(twice)' is there twice.", place: "line \(header.number)")
    }
    guard lines.count > 1 else {
      throw FileError.unusable("it names no session.", remedy: Self.form)
    }
    sessions = try lines.dropFirst().map { line in
      guard line.cells.count == names.count else {
        throw FileError.unusable(
          "\(line.cells.count) cells where the first line names \(counted(names.count, "column")).",
          place: "line \(line.number)", remedy: "Cells are separated by tabs, or by commas; an empty cell is one too.")
      }
      return try Session(zip(names, line.cells).map { ParameterSetting(name: $0, text: $1) }, line: line.number, of: url)
    }
    var known: Set<String> = []
    for (session, line) in zip(sessions, lines.dropFirst()) where !known.insert(session.name).inserted {
      throw FileError.unusable(
        "two sessions are called '\(session.name)'.", place: "line \(line.number)",
        remedy: "Give each its own name in a column 'session'.")
    }
  }

  private static let form = "The first line names the columns, for example: session, recording, results."

  /// Lines that are neither blank nor comments, in cells.
  private static func rows(_ text: String) -> [(number: Int, cells: [String])] {
    // The mark that some editors put first is no letter of a name.
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let told = lines.enumerated().filter { _, line in !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("#") }
    let separator: Character = told.first.map { $0.element.contains("\t") ? "\t" : "," } ?? "\t"
    return told.map { number, line in (number + 1, cells(line, separator)) }
  }

  /// The cells of a line; quotes protect separators, and two of them are one.
  private static func cells(_ line: Substring, _ separator: Character) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    func add() { cells.append(cell.trimmingCharacters(in: .whitespaces)) }
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"": cell.append(rest.removeFirst())
      case "\"": isQuoted.toggle()
      case separator where !isQuoted:
        add()
        cell = ""
      default: cell.append(character)
      }
    }
    add()
    return cells
  }
}

extension SessionManifest.Session {
  /// - Parameter cells: a text for each column.
  fileprivate init(_ cells: [ParameterSetting], line: Int, of manifest: URL) throws {
    func text(_ name: String) throws -> String? {
      guard let cell = cells.first(where: { $0.name == name }) else { return nil }
      guard !cell.text.isEmpty else {
        throw FileError.unusable("the cell of '\(name)' is empty.", place: "line \(line)")
      }
      return cell.text
    }
    let folder = manifest.deletingLastPathComponent()
    func place(_ path: String) -> URL { URL(fileURLWithPath: path, relativeTo: folder).absoluteURL }
    writtenRecording = try text("recording")
    recording = writtenRecording.map(place)
    let written = try text("results")
    results = written.map(place)
    let stem = writtenRecording.map { place($0).deletingPathExtension().lastPathComponent }
    name = try text("session") ?? stem ?? written ?? ""
    options = cells.filter { $0.name.hasPrefix("--") && !$0.text.isEmpty }.map {
      ParameterSetting(name: String($0.name.dropFirst(2)), text: $0.text)
    }
    labels = cells.filter { !$0.name.hasPrefix("--") && !["session", "recording", "results"].contains($0.name) }
  }
}
