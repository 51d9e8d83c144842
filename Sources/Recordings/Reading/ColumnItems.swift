import ArrayFiles
import ArrayNumerics

extension ArraySource {
  /// The same source with the columns of matrices that `--map` names by number, from 0, as items of their own:
  /// `x=matrix[1]` is the second column of `matrix`. A channel of a field potential is a row where the matrix is
  /// [channel, time], which has more samples than channels, and may be named by its number alone where the matrix has a usual
  /// name.
  ///
  /// - Throws: `FileError` when the matrix has no such column.
  func withColumns(of map: [String: String]) throws -> ArraySource {
    var columns: [String: (item: Item, column: Int, isRow: Bool)] = [:]
    for (key, text) in map where item(text) == nil {
      let isChannel = Role(mapKey: key) == .lfp
      guard let (item, column) = column(text) ?? (isChannel ? channel(text) : nil) else { continue }
      let isRow = isChannel && item.shape[0] < item.shape[1]
      let count = item.shape[isRow ? 0 : 1]
      guard (0..<count).contains(column) else {
        throw FileError.unusable(
          "--map \(key)=\(text): there is no \(isChannel ? "channel" : "column") \(column); \(item.path) has \(count), from 0.",
          file: url.lastPathComponent)
      }
      columns[text] = (item, column, isRow)
    }
    guard !columns.isEmpty else { return self }
    let added = columns.sorted { $0.key < $1.key }.map { path, part in
      Item(path: path, shape: [part.item.shape[part.isRow ? 1 : 0]], typeName: part.item.typeName, unit: part.item.unit)
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
      if part.isRow { return .array(DataArray(Array(values[part.column * width..<(part.column + 1) * width]))) }
      return .array(DataArray(stride(from: part.column, to: values.count, by: width).map { values[$0] }))
    }
    result.hdf5 = hdf5
    return result
  }

  /// `matrix[1]`.
  private func column(_ text: String) -> (item: Item, column: Int)? {
    guard text.hasSuffix("]"), let bracket = text.lastIndex(of: "["), let item = item(String(text[..<bracket])),
      item.shape.count == 2, let column = Int(text[text.index(after: bracket)...].dropLast())
    else { return nil }
    return (item, column)
  }

  /// `1`, of the field potential with a usual name.
  private func channel(_ text: String) -> (item: Item, column: Int)? {
    guard let column = Int(text), let item = fieldPotentialChannels else { return nil }
    return (item, column)
  }

  /// The field potential of several channels with a usual name.
  var fieldPotentialChannels: Item? {
    items.first { $0.depth == 1 && $0.shape.count == 2 && Role.lfp.names.contains($0.key) && !$0.isContainer }
  }
}
