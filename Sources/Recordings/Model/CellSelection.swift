import ArrayFiles

/// Which cells to keep, by name.
public struct CellSelection: Sendable, Equatable {
  /// Names, or ranges of whole numbers such as `3-7`.
  public var entries: [String]

  public init(_ entries: [String]) { self.entries = entries }

  /// Reads a list separated by commas, spaces or line breaks: `0,4,10-19`.
  public init(argument: String) {
    entries = argument.split { $0 == "," || $0.isWhitespace }.map(String.init)
  }

  /// The indices of the chosen cells in the order of the file.
  ///
  /// - Throws: `FileError` that names an entry no cell has.
  public func indices(in ids: [String]) throws -> [Int] {
    var places: [String: [Int]] = [:]
    for (index, id) in ids.enumerated() { places[id, default: []].append(index) }
    var chosen: Set<Int> = []
    for entry in entries {
      if let found = places[entry] {
        chosen.formUnion(found)
        continue
      }
      let ends = entry.split(separator: "-").compactMap { Int($0) }
      let inRange =
        ends.count == 2
        ? ids.indices.filter { index in Int(ids[index]).map { $0 >= ends[0] && $0 <= ends[1] } ?? false } : []
      guard !inRange.isEmpty else {
        throw FileError.unusable(
          "there is no cell '\(entry)'; the \(ids.count) cells are named \(ids.prefix(6).joined(separator: ", "))"
            + (ids.count > 6 ? ", …" : "."), remedy: "List names or ranges: --cells 0,4,10-19.")
      }
      chosen.formUnion(inRange)
    }
    return chosen.sorted()
  }
}
