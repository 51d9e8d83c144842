import ArrayFiles
import ArrayNumerics

/// Tables with a column for each region, `time,roi0,roi1,…`: their columns are one matrix [time, region].
extension ArraySource {
  /// What columns of regions are called before their number, in lower case.
  private static let regionNames: Set<String> = [
    "roi", "region", "wedge", "glomerulus", "dff", "df_f", "df/f", "f", "mean", "trace", "signal",
  ]
  /// Fewer columns of one name are no population.
  private static let fewestRegions = 3

  /// The same source with the columns of regions as one matrix, `dff`, `f` or `roi`, and their names as `roi_ids`; a table
  /// that has none, or an array of that name, as it is.
  func withRegionColumns() -> ArraySource {
    guard ["CSV", "TSV", "text"].contains(format) else { return self }
    var groups: [String: [Item]] = [:]
    for item in items where item.shape.count == 1 && item.typeName.hasPrefix("float") {
      if let name = ArraySource.regionName(item.path) { groups[name, default: []].append(item) }
    }
    // Of groups of one size the first by name.
    let largest = groups.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
    guard let (name, columns) = largest, columns.count >= ArraySource.fewestRegions, let rows = columns[0].shape.first
    else { return self }
    let path = ["dff", "f"].contains(name) ? name : name.hasPrefix("df") ? "dff" : "roi"
    guard item(path) == nil, item("roi_ids") == nil else { return self }
    let places = Set(columns.map(\.path))
    let matrix = Item(path: path, shape: [rows, columns.count], typeName: "float64")
    let names = Item(path: "roi_ids", shape: [columns.count], typeName: "str")
    let whole = self
    return ArraySource(
      url: url, format: format, items: items.filter { !places.contains($0.path) } + [matrix, names], files: files
    ) { item in
      if item == names { return .array(DataArray(columns.map(\.path))) }
      guard item == matrix else { return try whole.read(item) }
      let series = try columns.map { column -> [Double] in
        guard case .array(let array) = try whole.read(column), let values = array.doubles, values.count == rows else {
          throw FileError.unusable("a column of numbers was expected; it is \(column.typeName).", place: column.path)
        }
        return values
      }
      return .array(DataArray((0..<rows).flatMap { row in series.map { $0[row] } }, shape: matrix.shape))
    }
  }

  /// The name before the number of a column of a region: `roi` of `ROI_12`; `nil` for any other column.
  private static func regionName(_ path: String) -> String? {
    let digits = path.reversed().prefix { $0.isASCII && $0.isNumber }.count
    guard digits > 0 else { return nil }
    var name = path.dropLast(digits).lowercased()
    while let last = name.last, "_ -.#".contains(last) { name.removeLast() }
    return regionNames.contains(name) ? name : nil
  }
}
