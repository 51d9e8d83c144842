// The tool behind Scripts/notebook. It turns a percent file into a program, and the program's output into a notebook.
//
//   program SOURCE             the program to compile, on standard output
//   assemble SOURCE OUTPUT     the notebook with its outputs, on standard output
//   compare FRESH COMMITTED    says how two notebooks differ; exit code 1 when they do
import Foundation

// MARK: - Percent files

/// A cell of a percent file: it begins with `// %%`, or `// %% [markdown]` for text in comments.
struct Cell {
  var isMarkdown: Bool
  /// Number of the first line below the `// %%`, counted from 1.
  var firstLine: Int
  var lines: [String]
}

/// The cells of a percent file. What stands before the first `// %%` belongs to no cell.
func cells(of text: String) -> [Cell] {
  var cells: [Cell] = []
  for (index, line) in text.components(separatedBy: "\n").enumerated() {
    if line.hasPrefix("// %%") {
      cells.append(Cell(isMarkdown: line.contains("[markdown]"), firstLine: index + 2, lines: []))
    } else if !cells.isEmpty {
      cells[cells.count - 1].lines.append(line)
    }
  }
  for index in cells.indices {
    while cells[index].lines.last?.trimmingCharacters(in: .whitespaces) == "" { cells[index].lines.removeLast() }
    if cells[index].isMarkdown {
      cells[index].lines = cells[index].lines.map { line in
        String(line.hasPrefix("// ") ? line.dropFirst(3) : line.hasPrefix("//") ? line.dropFirst(2) : line[...])
      }
    }
  }
  return cells.filter { !$0.lines.isEmpty }
}

/// The code cells as one program that marks in its output where each of them begins.
func program(_ cells: [Cell], file: String) -> String {
  var text = ""
  for (index, cell) in cells.enumerated() where !cell.isMarkdown {
    // Errors are then reported with the lines of the percent file.
    text += "beginCell(\(index))\n#sourceLocation(file: \"\(file)\", line: \(cell.firstLine))\n"
    text += cell.lines.joined(separator: "\n") + "\n#sourceLocation()\n"
  }
  return text
}

// MARK: - Notebooks (nbformat 4.5)

struct Notebook: Codable {
  struct Kernel: Codable {
    var display_name = "Swift"
    var language = "swift"
    var name = "swift"
  }
  struct Language: Codable {
    var file_extension = ".swift"
    var mimetype = "text/x-swift"
    var name = "swift"
  }
  struct Metadata: Codable {
    var kernelspec = Kernel()
    var language_info = Language()
  }
  struct Output: Codable {
    var output_type: String
    var name: String?
    var text: [String]?
    var data: [String: String]?
    var metadata: [String: String]?
  }
  struct Entry: Codable {
    var cell_type: String
    var id: String
    var metadata: [String: String] = [:]
    var source: [String]
    var execution_count: Int?
    var outputs: [Output]?
  }
  var cells: [Entry]
  var metadata = Metadata()
  var nbformat = 4
  var nbformat_minor = 5
}

/// Lines as notebooks keep them: all but the last with their line break.
func notebookLines(_ text: String) -> [String] {
  let lines = text.components(separatedBy: "\n")
  let all = lines.enumerated().map { $0 < lines.count - 1 ? $1 + "\n" : $1 }
  return all.last == "" ? Array(all.dropLast()) : all
}

/// The outputs of each cell, by its number. Records in the output stand between U+001E and U+001F: `cell;NUMBER` begins a
/// cell, `image/png;BASE64` (or `image/gif`) is a picture; all else is text.
func outputs(in text: String) -> [Int: [Notebook.Output]] {
  var outputs: [Int: [Notebook.Output]] = [:]
  var cell = -1
  func add(text: Substring) {
    if !text.allSatisfy(\.isNewline) {
      outputs[cell, default: []].append(
        Notebook.Output(output_type: "stream", name: "stdout", text: notebookLines(String(text))))
    }
  }
  for (index, part) in text.split(separator: "\u{1e}", omittingEmptySubsequences: false).enumerated() {
    guard index > 0, let end = part.firstIndex(of: "\u{1f}"), let middle = part[..<end].firstIndex(of: ";") else {
      add(text: part)
      continue
    }
    let value = part[part.index(after: middle)..<end]
    if part[..<middle] == "cell" {
      cell = Int(value) ?? -1
    } else {
      outputs[cell, default: []].append(
        Notebook.Output(
          output_type: "display_data", data: [String(part[..<middle]): String(value)], metadata: [:]))
    }
    // The line break after a record belongs to it.
    let rest = part[part.index(after: end)...]
    add(text: rest.first == "\n" ? rest.dropFirst() : rest)
  }
  return outputs
}

func notebook(_ cells: [Cell], output: String) -> Notebook {
  let outputs = outputs(in: output)
  var count = 0
  return Notebook(
    cells: cells.enumerated().map { index, cell in
      let source = notebookLines(cell.lines.joined(separator: "\n"))
      let id = "cell-\(index + 1)"
      if cell.isMarkdown { return Notebook.Entry(cell_type: "markdown", id: id, source: source) }
      count += 1
      return Notebook.Entry(
        cell_type: "code", id: id, source: source, execution_count: count, outputs: outputs[index] ?? [])
    })
}

// MARK: - Comparison

/// What is said about the first difference between two texts, or `nil` when they agree. Numbers agree within two percent,
/// since the last digits depend on the processor; all other characters agree exactly.
func difference(_ fresh: String, _ committed: String, tolerance: Double = 0.02) -> String? {
  let number = /-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?/
  func words(_ text: String) -> String { text.replacing(number, with: "#") }
  func numbers(_ text: String) -> [Double] { text.matches(of: number).compactMap { Double($0.output) } }
  for (a, b) in zip(fresh.components(separatedBy: "\n"), committed.components(separatedBy: "\n")) {
    let agree =
      words(a) == words(b)
      && zip(numbers(a), numbers(b)).allSatisfy { abs($0 - $1) <= tolerance * max(abs($0), abs($1)) }
    if !agree { return "now       \(a)\n  committed \(b)" }
  }
  return fresh.filter(\.isNewline).count == committed.filter(\.isNewline).count
    ? nil : "the output has another number of lines"
}

/// The differences between a notebook that was just run and the one that is committed, a paragraph each.
func differences(_ fresh: Notebook, _ committed: Notebook) -> [String] {
  if fresh.cells.count != committed.cells.count {
    return ["There are \(fresh.cells.count) cells in the source and \(committed.cells.count) in the notebook."]
  }
  return zip(fresh.cells, committed.cells).compactMap { now, before in
    func text(_ entry: Notebook.Entry) -> String { (entry.outputs ?? []).flatMap { $0.text ?? [] }.joined() }
    func pictures(_ entry: Notebook.Entry) -> Int { (entry.outputs ?? []).count { $0.data != nil } }
    if now.source != before.source || now.cell_type != before.cell_type {
      return "\(now.id): the source was changed after the notebook was written."
    }
    if pictures(now) != pictures(before) {
      return "\(now.id): \(pictures(now)) figures, \(pictures(before)) in the notebook."
    }
    return difference(text(now), text(before)).map { "\(now.id):\n  \($0)" }
  }
}

// MARK: - Command line

func run(_ arguments: [String]) throws -> Bool {
  func text(_ index: Int) throws -> String { try String(contentsOfFile: arguments[index], encoding: .utf8) }
  func read(_ index: Int) throws -> Notebook { try JSONDecoder().decode(Notebook.self, from: Data(text(index).utf8)) }
  switch (arguments.first, arguments.count) {
  case ("program", 2):
    print(program(cells(of: try text(1)), file: arguments[1]))
  case ("assemble", 3):
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(notebook(cells(of: text(1)), output: text(2))), as: UTF8.self))
  case ("compare", 3):
    let found = differences(try read(1), try read(2))
    found.forEach { print($0) }
    return found.isEmpty
  default:
    print("Give program SOURCE, assemble SOURCE OUTPUT or compare FRESH COMMITTED.")
    return false
  }
  return true
}

do {
  exit(try run(Array(CommandLine.arguments.dropFirst())) ? 0 : 1)
} catch {
  print("\(error)")
  exit(1)
}
