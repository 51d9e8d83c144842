import Foundation
import Schema
import Stages

/// One of the folders of the page and what is answered about it.
struct ServedFolder: Sendable {
  private let viewed: ViewedFolder
  /// Counts the readings of the folder.
  private let version: Int
  private let selection: CellSelection
  private let isEditable: Bool
  private let columns: Answer
  /// Mean and maximum of the columns of each matrix that has a time.
  private let ranges: [Int: [UInt8]]

  /// Bytes of numbers in one answer at most.
  private static let mostBytes = 1 << 26
  /// Bytes of a file at most.
  private static let mostFileBytes = 1 << 28

  init(_ viewed: ViewedFolder, version: Int, isEditable: Bool) {
    self.viewed = viewed
    self.version = version
    self.isEditable = isEditable
    selection = CellSelection(in: viewed.folder, known: viewed.cells)
    columns = .json(viewed.cellColumns)
    let known = viewed.arrays.indices.compactMap { index in viewed.ranges(index).map { (index, $0) } }
    ranges = Dictionary(uniqueKeysWithValues: known)
  }

  var name: String { viewed.name }

  /// - Parameters:
  ///   - path: below the folder's own address.
  ///   - query: the part after the question mark, as numbers by name.
  func answer(to path: Substring, query: Query) -> Answer {
    if let asked = query["version"], asked != version {
      return .refusal(409, "The folder has changed since: its arrays have other numbers now.")
    }
    switch path {
    case "catalogue": return .json(viewed.catalogue(version: version, editable: isEditable, kept: selection.kept))
    case "cells": return columns
    case "rows": return rows(query)
    case "ranges": return .numbers(query["array"].flatMap { ranges[$0] })
    case "series": return series(query) ?? .refusal(404, "There is nothing of this name.")
    default:
      guard path.hasPrefix("files/") else { break }
      return file(path.dropFirst("files/".count))
    }
    return .refusal(404, "There is nothing of this name.")
  }

  /// Rows of an array along its first axis, in its own type.
  private func rows(_ query: Query) -> Answer {
    guard let index = query["array"], let array = viewed.arrays[safe: index], let from = query["from"],
      let count = query["count"], from >= 0, count >= 0, from <= array.rows, count <= array.rows - from
    else { return .refusal(400, "There are no such rows.") }
    guard 4 * count * array.width <= Self.mostBytes else { return Self.tooLarge }
    return .numbers(array.bytes(of: from..<from + count))
  }

  /// Columns of an array along a clock: every row of a window, or of the whole as many as are sent.
  private func series(_ query: Query) -> Answer? {
    guard let array = query["array"], let place = query["clock"], !query.columns.isEmpty else { return nil }
    guard let clock = viewed.clocks[safe: place] else { return .numbers(nil) }
    var window: Range<Int>?
    if let from = query["from"], let count = query["count"] {
      guard from >= 0, count >= 0, from <= clock.times.count, count <= clock.times.count - from else { return .numbers(nil) }
      window = from..<from + count
    }
    guard 4 * (window?.count ?? clock.frameCount) * query.columns.count <= Self.mostBytes else { return Self.tooLarge }
    return .numbers(viewed.series(array, columns: query.columns, clock: place, window: window))
  }

  private static let tooLarge = Answer.refusal(413, "That is more than is sent at once.")

  /// Whatever a figure holds, it runs nothing and reads nothing: the folder may come from somebody else.
  private func file(_ name: Substring) -> Answer {
    guard let file = FolderFile(name, in: viewed.folder), let content = FileManager.default.contents(atPath: file.path),
      content.count <= Self.mostFileBytes
    else { return .refusal(404, "There is no such file in the folder.") }
    return Answer(
      type: file.contentType, body: Array(content),
      policy: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'")
  }

  /// Writes the cells that are kept.
  func keep(_ text: String) -> Answer {
    guard isEditable else {
      return .refusal(403, "This page is for reading. Start it with --edit to write \(CellSelection.fileName).")
    }
    do {
      try selection.write(text)
      return .json(.record(["file": .string(selection.url.path)]))
    } catch let error as ViewerError {
      return .refusal(422, error.description)
    } catch {
      return .refusal(500, "\(error)")
    }
  }
}

/// The numbers of a query: `array=3&columns=0,1`.
struct Query: Sendable {
  private var values: [String: String] = [:]

  init(_ text: String) {
    for part in text.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      if sides.count == 2 { values[sides[0]] = sides[1] }
    }
  }

  subscript(name: String) -> Int? { values[name].flatMap { Int($0) } }

  /// Empty where one of them is no number.
  var columns: [Int] {
    let words = (values["columns"] ?? "").split(separator: ",")
    let numbers = words.compactMap { Int($0) }
    return numbers.count == words.count ? numbers : []
  }
}
