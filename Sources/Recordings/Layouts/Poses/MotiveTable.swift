import ArrayFiles
import ArrayNumerics

/// OptiTrack's Motive exports a take as a table (`Format Version` 1.2 and later): a line of settings, an empty one, lines with
/// the type, the name and the identifier of what each column belongs to, one with what it is, one with its axis.
extension ArraySource {
  static let motive = "Motive CSV"

  /// The source of such a table, with `Time (Seconds)` and `NAME/X`, `NAME/Y`, `NAME/Z` of each rigid body or, where there is
  /// none, of each named marker; `nil` for any other file.
  ///
  /// - Throws: `FileError` when it holds neither.
  static func motiveTable(_ file: InputFile) throws -> ArraySource? {
    let opening = Array("Format Version,".utf8)
    let start = try file.bytes(at: 0, count: min(file.size, opening.count + 3))
    guard start.starts(with: opening) || start.dropFirst(3).starts(with: opening) else { return nil }
    func refusal(_ problem: String) -> FileError {
      .unusable(
        problem, file: file.name, remedy: "Export it from Motive again as CSV, with Rigid Bodies and header information.")
    }
    let isLast = { (cells: [String]) in cells.count > 2 && cells[0] == "Frame" && cells[1].hasPrefix("Time") }
    guard let header = try HeaderLines(of: file, most: 10, until: isLast), header.cells.count >= 6 else {
      throw refusal("it is a take of OptiTrack's Motive, and its lines of names do not end with 'Frame,Time (Seconds)'.")
    }
    let settings = header.cells[0]
    func setting(_ name: String) -> String? {
      settings.firstIndex(of: name).flatMap { settings.indices.contains($0 + 1) ? settings[$0 + 1] : nil }
    }
    let names = Array(header.cells.dropFirst().drop { $0.allSatisfy(\.isEmpty) })
    guard names.count >= 4, let axes = names.last, names.allSatisfy({ $0.count == axes.count }) else {
      throw refusal("it is a take of OptiTrack's Motive, and its lines of names are not of one length.")
    }
    let (types, owners, kinds) = (names[0], names[1], names[names.count - 2])
    func places(_ type: String) -> [Int] {
      axes.indices.filter { types[$0] == type && kinds[$0] == "Position" && !owners[$0].hasPrefix("Unlabeled") }
    }
    let bodies = places("Rigid Body")
    let taken = bodies.isEmpty ? places("Marker") : bodies
    guard !taken.isEmpty else {
      throw refusal("it is a take of OptiTrack's Motive that holds no rigid body and no marker with a name.")
    }
    let table = try header.table()
    var arrays: [(name: String, array: DataArray)] = [("@length_unit", DataArray([setting("Length Units") ?? ""], shape: []))]
    for place in [1] + taken {
      guard case .numbers(let values) = table.columns[place].values else {
        throw FileError.unusable("numbers were expected in column \(place + 1).", file: file.name)
      }
      let name = place == 1 ? "Time (Seconds)" : "\(owners[place])/\(axes[place])"
      guard !arrays.contains(where: { $0.name == name }) else {
        throw FileError.unusable("two columns are named '\(name)'.", file: file.name, remedy: "Rename one of them in Motive.")
      }
      arrays.append((name, DataArray(values)))
    }
    let items = arrays.map { Item(path: $0.name, shape: $0.array.shape, typeName: $0.array.typeName) }
    return ArraySource(url: file.url, format: motive, items: items) { item in
      .array(arrays.first { $0.name == item.path }?.array ?? DataArray([] as [Double]))
    }
  }
}

extension PoseTable {
  /// The rigid bodies or markers of a take of Motive. Which way a body looks its rotation does not say, as nobody knows which
  /// of its axes is the front.
  static func motive(_ source: ArraySource) throws -> PoseTable? {
    guard source.format == ArraySource.motive, let item = source.item("Time (Seconds)"), let t = try column(item, source)
    else { return nil }
    let parts = source.items.map(\.path).filter { $0.hasSuffix("/X") }.map { String($0.dropLast(2)) }
    let points = try parts.compactMap { part -> SpatialPoint? in
      let axes = try ["X", "Y", "Z"].compactMap { axis in
        try source.items.first { $0.path == "\(part)/\(axis)" }.flatMap { try column($0, source) }
      }
      return axes.count == 3 ? SpatialPoint(part: part, axes: axes) : nil
    }
    var table = PoseTable(program: "Motive", spatial: points, times: t, up: 1)
    table.clockRate = 1
    table.isVideo = false
    if let item = source.item("@length_unit"), case .array(let array) = try source.read(item) {
      table.unit = array.strings?.first.flatMap(PositionUnit.init(argument:))
    }
    table.isInPixels = false
    return table
  }
}
