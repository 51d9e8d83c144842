import ArrayFiles
import ArrayNumerics

extension ArraySource {
  /// The same source with the columns of matrices that `--map` names by number, from 0, as items of their own:
  /// `x=matrix[1]` is the second column of `matrix`.
  ///
  /// - Throws: `FileError` when the matrix has no such column.
  func withColumns(of map: [String: String]) throws -> ArraySource {
    var columns: [String: (item: Item, column: Int)] = [:]
    for (key, text) in map where text.hasSuffix("]") && item(text) == nil {
      guard let bracket = text.lastIndex(of: "["), let item = item(String(text[..<bracket])), item.shape.count == 2,
        let column = Int(text[text.index(after: bracket)...].dropLast())
      else { continue }
      guard (0..<item.shape[1]).contains(column) else {
        throw FileError.unusable(
          "--map \(key)=\(text): there is no column \(column); \(item.path) has \(item.shape[1]), from 0.",
          file: url.lastPathComponent)
      }
      columns[text] = (item, column)
    }
    guard !columns.isEmpty else { return self }
    let added = columns.sorted { $0.key < $1.key }.map { path, part in
      Item(path: path, shape: [part.item.shape[0]], typeName: part.item.typeName, unit: part.item.unit)
    }
    let whole = self
    let named = columns
    var result = ArraySource(url: url, format: format, items: items + added, files: files) { item in
      guard let part = named[item.path] else { return try whole.read(item) }
      guard case .array(let array) = try whole.read(part.item), array.shape == part.item.shape,
        let values = array.doubles
      else {
        throw FileError.unusable("a matrix of numbers was expected; it is \(part.item.typeName).", place: part.item.path)
      }
      let width = array.shape[1]
      return .array(DataArray(stride(from: part.column, to: values.count, by: width).map { values[$0] }))
    }
    result.hdf5 = hdf5
    return result
  }
}
