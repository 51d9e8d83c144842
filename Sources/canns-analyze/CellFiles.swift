import Foundation
import Schema
import Stages

/// `--cells FILE` names a file with one identifier a line.
enum CellFiles {
  /// The setting with what its files name: one file, or names and files (each behind `@`) between commas, as repeated options
  /// give them.
  ///
  /// - Throws: `UsageError` for a file that is missing or names no cell, and for two files that name different cells: which of
  ///   them is meant cannot be known.
  static func reading(_ setting: ParameterSetting) throws -> ParameterSetting {
    guard setting.name == "cells" || setting.name.hasSuffix(".cells") else { return setting }
    if isFile(setting.text) {
      return ParameterSetting(name: setting.name, text: try names(in: setting.text).joined(separator: ","))
    }
    let parts = setting.text.split(separator: ",").map { String($0).trimmingCharacters(in: .whitespaces) }
    let hasFiles = parts.contains { $0.hasPrefix("@") || isFile($0) && !$0.allSatisfy(\.isNumber) }
    guard hasFiles else {
      guard parts.contains(where: { !$0.isEmpty }) else {
        throw UsageError("--cells: '\(setting.text)' names no cell; write their names, such as 0,4,10-19, or leave it out.")
      }
      return setting
    }
    var (files, cells): ([(path: String, names: [String])], [String]) = ([], [])
    for part in parts where !part.isEmpty {
      guard part.hasPrefix("@") || isFile(part) && !part.allSatisfy(\.isNumber) else {
        cells.append(part)
        continue
      }
      let path = part.hasPrefix("@") ? String(part.dropFirst()) : part
      files.append((path, try names(in: path)))
      if let disagreement = disagreement(files[0], files[files.count - 1]) { throw UsageError(disagreement) }
    }
    var known: Set<String> = []
    let all = (files[0].names + cells).filter { known.insert($0).inserted }
    return ParameterSetting(name: setting.name, text: all.joined(separator: ","))
  }

  private static func isFile(_ text: String) -> Bool {
    var isFolder = ObjCBool(false)
    let path = text.hasPrefix("@") ? String(text.dropFirst()) : text
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  private static func names(in file: String) throws -> [String] {
    let path = file.hasPrefix("@") ? String(file.dropFirst()) : file
    guard isFile(path) else { throw UsageError("--cells: there is no file \(path).") }
    let text = givenText(path) ?? ""
    let names = text.split { $0.isWhitespace || $0 == "," }.map(String.init)
    if names.isEmpty { throw UsageError("--cells: the file \(path) names no cell.") }
    return names
  }

  /// What to say of two files that name different cells.
  private static func disagreement(_ first: (path: String, names: [String]), _ second: (path: String, names: [String]))
    -> String?
  {
    func only(_ own: (path: String, names: [String]), _ other: [String]) -> String? {
      let known = Set(other)
      let names = own.names.filter { !known.contains($0) }
      return names.isEmpty ? nil : "\(counted(names.count, "cell")) only in \(own.path) (\(firstNames(names)))"
    }
    let differences = [only(first, second.names), only(second, first.names)].compactMap { $0 }
    if differences.isEmpty { return nil }
    return sentence {
      "--cells: the files \(first.path) and \(second.path) name different cells: \(differences.joined(separator: ", ")). Give "
      "one of them, or write the cells that you mean into one file."
    }
  }
}
