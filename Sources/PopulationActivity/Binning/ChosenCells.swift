import Schema

/// Indices of the cells that were asked for, in the order of asking; all where none was.
///
/// - Throws: `ParameterError` that names a cell that is not there.
package func chosenCells(_ cells: [String], of identifiers: [String]) throws -> [Int] {
  if cells.isEmpty { return Array(identifiers.indices) }
  return try cells.map { wanted in
    guard let index = identifiers.firstIndex(of: wanted) else {
      throw ParameterError.invalid(
        name: "cells",
        reason: sentence {
          "there is no cell '\(wanted)'; the cells are \(identifiers.prefix(8).joined(separator: ", "))"
          if identifiers.count > 8 { ", … (\(identifiers.count) in all)" }
          "."
        })
    }
    return index
  }
}
