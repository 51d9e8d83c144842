import ArrayFiles
import Foundation
import Stages

/// The cells that somebody keeps, in a file that `--cells` takes: one identifier a line.
struct CellSelection: Sendable {
  /// The file in the results folder.
  let url: URL
  /// Identifiers that may stand in it.
  let known: [String]

  /// The name of the file.
  static let fileName = "cells.txt"

  init(in folder: ResultsFolder, known: [String]) {
    url = folder.url.appendingPathComponent(Self.fileName)
    self.known = known
  }

  /// What the file says; `nil` when there is none.
  var kept: [String]? {
    guard let text = FileManager.default.contents(atPath: url.path) else { return nil }
    return String(decoding: text, as: UTF8.self).split { $0.isWhitespace || $0 == "," }.map(String.init)
  }

  /// Writes the identifiers of a text, one a line, in the order of the folder.
  ///
  /// - Throws: `ViewerError.unusableCells`, `FileError`
  func write(_ text: String) throws {
    let names = text.split(whereSeparator: \.isNewline).map(String.init)
    guard !names.isEmpty else { throw ViewerError.unusableCells(reason: "none is left, and --cells needs one at least.") }
    if let name = names.first(where: { !known.contains($0) }) {
      throw ViewerError.unusableCells(reason: "there is no cell '\(name)' in this folder.")
    }
    if let name = names.first(where: { $0.contains { $0.isWhitespace || $0 == "," } }) {
      throw ViewerError.unusableCells(
        reason: "the name '\(name)' has a space or a comma, which separates cells for --cells. Rename it in the recording.")
    }
    let chosen = Set(names)
    let lines = known.filter(chosen.contains).map { $0 + "\n" }
    try OutputFile.write(lines.joined().utf8, to: url)
  }
}
