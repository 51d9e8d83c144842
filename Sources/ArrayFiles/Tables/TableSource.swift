import ArrayNumerics
import FoundationEssentials

extension ArraySource {
  /// Each name is looked at for what it may mean, and no recording has more.
  private static let mostNamedColumns = 50_000

  /// The columns of a table by their names, or one `matrix` when all of it is numbers without a header.
  static func table(_ url: URL) throws -> ArraySource {
    let table = try DelimitedTable(contentsOf: url)
    let format =
      url.pathExtension.lowercased() == "tsv"
      ? "TSV" : url.pathExtension.lowercased() == "csv" ? "CSV" : "text"
    let numbers = table.columns.compactMap {
      if case .numbers(let values) = $0.values { values } else { nil }
    }
    if !table.hasHeader && numbers.count == table.columns.count {
      let elements = [Double](unsafeUninitializedCapacity: table.rowCount * numbers.count) { buffer, count in
        for (column, values) in numbers.enumerated() {
          for (row, value) in values.enumerated() { buffer[row * numbers.count + column] = value }
        }
        count = table.rowCount * numbers.count
      }
      let array = DataArray(elements, shape: [table.rowCount, numbers.count])
      let item = Item(path: "matrix", shape: array.shape, typeName: array.typeName)
      return ArraySource(url: url, format: format, items: [item]) { _ in .array(array) }
    }
    guard table.columns.count <= mostNamedColumns else {
      throw FileError.unusable(
        "the table has \(table.columns.count) columns with names; at most \(mostNamedColumns) are looked at.",
        file: url.lastPathComponent, remedy: "Is it turned? A row is one time. A matrix without a header may be wider.")
    }
    var arrays: [String: DataArray] = [:]
    var items: [Item] = []
    for column in table.columns {
      let array: DataArray =
        switch column.values {
        case .numbers(let values): DataArray(values)
        case .text(let values): DataArray(values)
        }
      guard arrays.updateValue(array, forKey: column.name) == nil else {
        throw FileError.unusable(
          "two columns are named '\(column.name)'.", file: url.lastPathComponent,
          remedy: "Rename one of them.")
      }
      let areDates = array.strings.map { TableDates.areAll($0) } ?? false
      items.append(
        Item(
          path: column.name, shape: array.shape, typeName: areDates ? TableDates.typeName : array.typeName, unit: column.unit))
    }
    return ArraySource(url: url, format: format, items: items) { item in
      .array(arrays[item.path] ?? DataArray([] as [Double]))
    }
  }
}
