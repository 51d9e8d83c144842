import Foundation
import Testing

/// The guide that lists every warning and refusal of the readers, beside their source.
@Suite struct ListOfChecksTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ place: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(place), encoding: .utf8)
  }

  /// The sentences of the list, by the file that says them.
  private func listed() throws -> [String: [String]] {
    var rows: [String: [String]] = [:]
    for line in try text("Sources/Recordings/Documentation.docc/EveryCheck.md").split(separator: "\n") {
      let cells = line.components(separatedBy: " | ")
      guard cells.count == 4, ["warns", "refuses"].contains(cells[1]) else { continue }
      rows[String(cells[0].dropFirst(2)), default: []].append(cells[2])
    }
    return rows
  }

  private func sources() throws -> [URL] {
    try ["Recordings", "PopulationActivity"].flatMap { module in
      let folder = root.appendingPathComponent("Sources/\(module)")
      return try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)).compactMap { $0 as? URL }
        .filter { $0.pathExtension == "swift" }
    }
  }

  /// What of a sentence stands in the source as it is: the words between what is put in.
  private func fixed(_ sentence: String) -> [String] {
    sentence.components(separatedBy: "…").flatMap { $0.split(separator: " ") }.map(String.init).filter { $0.count > 3 }
  }

  @Test func whatIsListedIsSaidByItsFile() throws {
    let rows = try listed()
    #expect(rows.values.reduce(0) { $0 + $1.count } > 300)
    let sources = try Dictionary(
      sources().map { ($0.deletingPathExtension().lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) },
      uniquingKeysWith: +)
    for (file, sentences) in rows {
      let source = try #require(sources[file], "\(file)")
      for sentence in sentences {
        for word in fixed(sentence) where !word.contains("|") && !word.contains("\"") {
          #expect(source.contains(word), "\(file): \(sentence)")
        }
      }
    }
  }

  /// A file that warns or refuses is in the list, with a row for each of them.
  @Test func everyFileThatWarnsOrRefusesIsListed() throws {
    let rows = try listed()
    for url in try sources() {
      let source = try String(contentsOf: url, encoding: .utf8)
      let file = url.deletingPathExtension().lastPathComponent
      let refusals = source.components(separatedBy: "throw FileError").count - 1
      let warnings = source.components(separatedBy: "note(\n").filter { $0.drop { $0 == " " }.hasPrefix(".warning") }.count
      let listed = rows[file]?.count ?? 0
      // Two that say the same are one row.
      #expect(listed + 1 >= refusals + warnings, "\(file): \(listed) rows, \(refusals) refusals, \(warnings) warnings")
    }
  }
}
