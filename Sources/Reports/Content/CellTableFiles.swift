import ArrayFiles
import ArrayNumerics
import Schema

extension CellTable {
  /// The whole table as CSV: a column for each array under the name of its stage, with all digits; empty where a stage has no
  /// such cell, and for what is not a number.
  var csv: String {
    func text(_ value: Value?) -> String {
      switch value {
      case .words(let words)?: delimitedCell(words, separator: ",")
      case .flag(let flag)?: flag ? "true" : "false"
      case .number(let number)?: number.isNaN ? "" : Int(exactly: number).map(String.init) ?? "\(number)"
      case nil: ""
      }
    }
    let header = (["cell"] + columns.map(\.key)).joined(separator: ",")
    let rows = rows(cells.count, of: columns).map { row in
      ([delimitedCell(row.cell, separator: ",")] + row.values.map(text)).joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// The same as arrays, with `cell_ids` first: numbers (NaN where a stage has no such cell), words, or 1 and 0 for yes and no.
  var arrays: [(name: String, array: DataArray)] {
    [("cell_ids", DataArray(cells))]
      + columns.map { column in
        let values = cells.map { column.values[$0] }
        let isWords = column.values.values.contains { if case .words = $0 { true } else { false } }
        if isWords { return (column.key, DataArray(values.map { $0?.text ?? "" })) }
        return (
          column.key,
          DataArray(
            values.map { value in
              if case .number(let number)? = value { number } else { value?.order ?? .nan }
            })
        )
      }
  }
}

/// A text as a cell of a table; what cannot be one as it stands is written as the terminal shows it.
///
/// - Parameter separator: one character of ASCII.
func delimitedCell(_ text: String, separator: String) -> String {
  if text.isEmpty { return "" }
  return DelimitedTable.cell(text, separator: separator)
    ?? "\"" + escapingControls(text, isOneLine: true).replacing("\"", with: "\"\"") + "\""
}
