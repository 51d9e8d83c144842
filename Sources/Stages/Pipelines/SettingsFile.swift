import ArrayFiles
import ArrayNumerics
import Foundation
import Schema
import Yams

extension StageFamily {
  /// The settings that a YAML file holds for the stages behind this command: a line for each option, `epochs: 30`, with the
  /// option that chooses among them and `seed`; hyphens may be underscores, and values of lists stand in brackets.
  ///
  /// Those that were given go before; names of other files are as they are seen from the file.
  ///
  /// - Returns: `nil` for stages that read no settings.
  /// - Throws: `StageError.badSettings` for a key that no stage has, with the nearest one; `FileError`.
  public func settings(inFile url: URL, beside given: [ParameterSetting]) throws -> [ParameterSetting]? {
    guard standard.description.readsSettings else { return nil }
    let written = try SettingsFile(contentsOf: url).settings(known: options.map(\.name) + ["seed"])
    let own = written.filter { setting in !given.contains { $0.name == setting.name } }
    return standard.located(own, url)
  }
}

/// The settings that a YAML file holds for what is no stage: a line for each, `key: value`, with underscores or hyphens.
///
/// - Throws: `StageError.badSettings` for a key that is not known, with the nearest one; `FileError`.
package func settings(inFile url: URL, known: [String]) throws -> [ParameterSetting] {
  try SettingsFile(contentsOf: url).settings(known: known)
}

/// A YAML file of keys with values.
struct SettingsFile {
  private let name: String
  private let mapping: Node.Mapping
  /// Such a file is a page, not a data set.
  private static let largest = 1_000_000

  /// - Throws: `FileError`, `StageError.badSettings`
  init(contentsOf url: URL) throws {
    name = url.lastPathComponent
    let file = try InputFile(url)
    guard file.size <= Self.largest else {
      throw StageError.badSettings(file: name, reason: "it has \(byteText(file.size)), and a page of YAML was expected.")
    }
    guard let text = String(validating: try file.bytes(at: 0, count: file.size), as: UTF8.self), !text.utf8.contains(0) else {
      throw StageError.badSettings(file: name, reason: "it is no text; YAML with lines such as 'epochs: 30' was expected.")
    }
    guard !hasTooManyAliases(yaml: text) else {
      throw StageError.badSettings(
        file: name, reason: "it refers to its own anchors (*name) more than 32 times; write the values out.")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw StageError.badSettings(file: name, reason: "it is not YAML (\(error)).")
    }
    guard let mapping = root?.mapping else {
      throw StageError.badSettings(file: name, reason: "it needs lines of the form 'epochs: 30'.")
    }
    self.mapping = mapping
  }

  /// - Throws: `StageError.badSettings`
  func settings(known: [String]) throws -> [ParameterSetting] {
    var settings: [ParameterSetting] = []
    for (key, node) in mapping {
      let written = key.string ?? "?"
      let option = written.replacing("_", with: "-")
      guard known.contains(option) else {
        let nearest = nearestName(to: written, in: known).map { $0.replacing("-", with: "_") }
        throw StageError.badSettings(
          file: name, reason: "there is no key '\(written)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "."))
      }
      guard !settings.contains(where: { $0.name == option }) else {
        throw StageError.badSettings(file: name, reason: "the key '\(written)' stands there twice.")
      }
      settings.append(ParameterSetting(name: option, text: try text(of: node, written)))
    }
    return settings
  }

  private func text(of node: Node, _ key: String) throws -> String {
    if let scalar = node.scalar {
      guard !scalar.string.isEmpty else { throw StageError.badSettings(file: name, reason: "'\(key)' has no value.") }
      return scalar.string
    }
    guard let list = node.sequence, !list.isEmpty else {
      throw StageError.badSettings(file: name, reason: "'\(key)' has no value, or a mapping where a value was expected.")
    }
    return try list.map { element in
      guard let scalar = element.scalar, !scalar.string.contains(",") else {
        throw StageError.badSettings(file: name, reason: "'\(key)' is a list of lists, or has a comma in one of its values.")
      }
      return scalar.string
    }.joined(separator: ",")
  }
}
