import Foundation
import Schema

/// Cells that a result calls by one name: a class of cells, a module. The record of the result names them, and later stages can
/// be told to take only these.
public struct CellGroup: Sendable, Equatable {
  /// As a person types it: `grid`, `1`.
  public var name: String
  /// Identifiers of its cells.
  public var cells: [String]

  public init(_ name: String, cells: [String]) {
    self.name = name
    self.cells = cells
  }

  /// The cells of which something holds.
  public init(_ name: String, of identifiers: [String], where holds: (Int) -> Bool) {
    self.init(name, cells: identifiers.indices.filter(holds).map { identifiers[$0] })
  }
}

extension StageRecord {
  /// Groups of cells that the result names.
  public var cellGroups: [CellGroup] {
    (json["cell_groups"]?.members ?? []).map { CellGroup($0.key, cells: ($0.value.array ?? []).compactMap(\.string)) }
  }
}

/// A group of cells by an earlier stage's result in the same folder, as a parameter: `cell-classes:grid`.
public struct CellGroupChoice: ParameterValue, Equatable {
  /// The stem of the stage's result.
  public var stage: String
  /// The name of the group, or several with commas between.
  public var group: String

  public static var expectedText: String { "STAGE:CLASS, such as cell-classes:grid or modules:1" }

  public init?(parameterText: String) {
    let parts = parameterText.split(separator: ":", maxSplits: 1).map { $0.trimmingWhitespace }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    (stage, group) = (parts[0], parts[1])
  }

  public var json: JSONValue { .string("\(stage):\(group)") }
}

extension Substring {
  fileprivate var trimmingWhitespace: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension InputSource {
  /// Places of the cells of a group among identifiers, ascending.
  ///
  /// - Parameters:
  ///   - parameter: the option that chose, for messages.
  ///   - consumer: the command that needs them.
  /// - Throws: `StageError.unusableData` without such a result, for a result without groups, without this one, or for a group
  ///   without cells.
  public func cells(
    of choice: CellGroupChoice, among identifiers: [String], parameter: String, neededBy consumer: String
  ) throws -> [Int] {
    func unusable(_ reason: String, _ remedy: String) -> StageError {
      .unusableData(stage: consumer, reason: "--\(parameter) \(choice.stage):\(choice.group): \(reason)", remedy: remedy)
    }
    guard let record = try record(ofStem: choice.stage) else {
      throw unusable(
        "\(folder.path) holds no result of \(choice.stage).",
        "Run that command on this folder first (theta: on the recording, with -o and this folder), or name another stage.")
    }
    let groups = record.cellGroups
    guard !groups.isEmpty else {
      throw unusable(
        "the result of \(choice.stage) names no groups of cells.",
        "Tested rate maps and grid scores, head direction, cell classes, modules, ensembles and models of cells do; one of an "
          + "older version has to be run again (--force).")
    }
    let names = groups.map(\.name).joined(separator: ", ")
    func group(_ name: some StringProtocol) -> CellGroup? {
      groups.first { $0.name.lowercased() == name.trimmingCharacters(in: .whitespaces).lowercased() }
    }
    let parts = group(choice.group) == nil ? choice.group.split(separator: ",").map(String.init) : [choice.group]
    var wanted: Set<String> = []
    for part in parts {
      guard let group = group(part) else {
        throw unusable("there is no group '\(part)'; the groups are \(names).", "Name one or more of them.")
      }
      wanted.formUnion(group.cells)
    }
    let found = identifiers.indices.filter { wanted.contains(identifiers[$0]) }
    guard !found.isEmpty else {
      throw unusable("the group has no cell of this embedding (groups: \(names)).", "Take another group, or all cells.")
    }
    return found
  }
}
