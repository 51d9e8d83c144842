import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// DeepLabCut writes tables whose columns have three names above each other (scorer, body part, coordinate), or four with
/// several animals (scorer, individual, body part, coordinate).
extension ArraySource {
  static let deepLabCutCSV = "DeepLabCut CSV"

  /// The source of a CSV file of DeepLabCut, with arrays `part/x` or `individual/part/x`; `nil` for any other text.
  static func deepLabCutTable(_ file: InputFile) throws -> ArraySource? {
    let start = try file.bytes(at: 0, count: min(file.size, 16))
    guard start.starts(with: Array("scorer,".utf8)) || start.starts(with: Array("\u{FEFF}scorer,".utf8)),
      let header = try HeaderLines(of: file, most: 4, until: { $0.first == "coords" })
    else { return nil }
    let names = header.cells
    guard names.count >= 3, Set(names.map(\.count)).count == 1 else { return nil }
    let table = try header.table()
    // Frames are named by their pictures, the name in one column or after two of folders.
    let unnamed = table.columns.indices.filter { index in index == 0 || names.dropFirst().allSatisfy { $0[index].isEmpty } }
    var pictures: [Double]?
    if case .text = table.columns[0].values, case .text(let stills)? = unnamed.last.map({ table.columns[$0].values }) {
      guard let numbers = PoseTable.consecutiveFrames(stills) else {
        throw PoseTable.handLabelled(stills).located(file: file.name)
      }
      pictures = numbers
    }
    var arrays: [String: DataArray] = [:]
    var items: [Item] = []
    if let pictures {
      arrays["frame"] = DataArray(pictures)
      items.append(Item(path: "frame", shape: [pictures.count], typeName: "float64"))
    }
    for (index, column) in table.columns.enumerated() where pictures == nil || !unnamed.contains(index) {
      guard case .numbers(let values) = column.values else { continue }
      let label = names.dropFirst().map { $0[index] }.filter { !$0.isEmpty }
      let path = index == 0 ? "frame" : label.joined(separator: "/")
      guard arrays.updateValue(DataArray(values), forKey: path) == nil else {
        throw FileError.unusable("two columns are named '\(path)'.", file: file.name, remedy: "Rename one of them.")
      }
      items.append(Item(path: path, shape: [values.count], typeName: "float64"))
    }
    return ArraySource(url: file.url, format: deepLabCutCSV, items: items) {
      .array(arrays[$0.path] ?? DataArray([] as [Double]))
    }
  }
}

extension PoseTable {
  /// The numbers in the names of pictures (`img0002.png`) when these follow each other without a gap, as those of a whole
  /// video do; `nil` when they do not.
  static func consecutiveFrames(_ pictures: [String]) -> [Double]? {
    let numbers = pictures.map { name -> Double? in
      let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
      return Double(String(stem.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()))
    }
    let frames = numbers.compactMap { $0 }
    guard frames.count == pictures.count, frames.count > 1, zip(frames.dropFirst(), frames).allSatisfy({ $0 == $1 + 1 }) else {
      return nil
    }
    return frames
  }

  /// The refusal of frames that a person labelled, which are no tracking.
  ///
  /// - Parameter pictures: how the table calls them.
  static func handLabelled(_ pictures: [String]) -> FileError {
    .unusable(
      sentence {
        "these are \(pictures.count) frames that a person labelled to train DeepLabCut, named by their pictures "
        "(\(firstNames(pictures, 2))), and no tracking: they follow each other at no fixed rate."
      },
      remedy: "Analyse the video (deeplabcut.analyze_videos) and take its table, which has a likelihood for each point.")
  }

  /// The points of a CSV file of DeepLabCut.
  static func deepLabCutCSV(_ source: ArraySource) throws -> PoseTable? {
    guard source.format == ArraySource.deepLabCutCSV else { return nil }
    var columns: [(label: [String], values: [Double])] = []
    var frames: [Double]?
    for item in source.items {
      guard case .array(let array) = try source.read(item), let values = array.doubles else { continue }
      if item.path == "frame" {
        frames = values
      } else {
        columns.append((item.path.split(separator: "/").map(String.init), values))
      }
    }
    let count = columns.first?.values.count ?? 0
    return PoseTable(
      program: "DeepLabCut", frames: frames ?? (0..<count).map(Double.init), columns: columns)
  }

  /// The points of an HDF5 file of DeepLabCut: a table of pandas, in its `table` or its `fixed` format.
  static func deepLabCutHDF5(_ source: ArraySource) throws -> PoseTable? {
    guard source.format == "HDF5" else { return nil }
    for item in source.items where item.path.hasSuffix("/table") && item.typeName == "compound" {
      if let table = try pandasTable(HDF5File(contentsOf: source.url), item.path) { return table }
    }
    for item in source.items where item.path.hasSuffix("/block0_values") && item.shape.count == 2 {
      if let table = try pandasBlock(source, item) { return table }
    }
    return nil
  }

  /// Rows are records of an index and of blocks of columns; what the columns are stands in a pickled attribute.
  private static func pandasTable(_ file: HDF5File, _ path: String) throws -> PoseTable? {
    var columns: [(label: [String], values: [Double])] = []
    var block = 0
    while let text = file.attribute("values_block_\(block)_kind", of: path)?.strings?.first {
      let labels = pandasLabels(text)
      guard !labels.isEmpty else { return nil }
      let values = try file.readRecordField("values_block_\(block)", of: path, width: labels.count)
      let rows = values.count / labels.count
      for (index, label) in labels.enumerated() {
        columns.append((label, (0..<rows).map { values[$0 * labels.count + index] }))
      }
      block += 1
    }
    guard columns.contains(where: { $0.label.last == "x" }), columns.contains(where: { $0.label.last == "y" }) else {
      return nil
    }
    let index = file.attribute("index_kind", of: path)?.strings?.first
    let hasLikelihood = columns.contains { $0.label.last == "likelihood" }
    guard hasLikelihood || index == nil || index == "integer" || index == "float" else {
      throw handLabelled((0..<columns[0].values.count).map { "row \($0)" })
    }
    let count = columns[0].values.count
    let frames =
      index == "integer" ? try file.readRecordField("index", of: path, width: 1) : (0..<count).map(Double.init)
    return PoseTable(program: "DeepLabCut", frames: frames, columns: columns)
  }

  /// Tuples (scorer, …, coordinate) without the scorer.
  private static func pandasLabels(_ pickle: String) -> [[String]] {
    guard case .list(let entries)? = try? PickleParser.parse(Array(pickle.utf8)) else { return [] }
    return entries.compactMap { entry in
      guard case .tuple(let levels) = entry else { return nil }
      return levels.dropFirst().compactMap(\.label)
    }
  }

  /// A matrix of values, with the names of each level and, for each column, their numbers.
  private static func pandasBlock(_ source: ArraySource, _ item: ArraySource.Item) throws -> PoseTable? {
    let group = String(item.path.dropLast("block0_values".count))
    func array(_ name: String) throws -> DataArray? {
      guard let item = source.item(group + name), case .array(let array) = try source.read(item) else { return nil }
      return array
    }
    let (rows, width) = (item.shape[0], item.shape[1])
    var labels = [[String]](repeating: [], count: width)
    var level = 1
    while let names = try array("block0_items_level\(level)")?.strings,
      let numbers = try array("block0_items_label\(level)")?.integers, numbers.count == width
    {
      for (column, number) in numbers.enumerated() where names.indices.contains(number) {
        labels[column].append(names[number])
      }
      level += 1
    }
    guard labels.contains(where: { $0.last == "x" }), let values = try array("block0_values")?.doubles else {
      return nil
    }
    var index = try array("axis1")?.doubles
    if let stills = try array("axis1_level2")?.strings ?? array("axis1_level1")?.strings ?? array("axis1")?.strings {
      let places = try array("axis1_label2")?.integers ?? array("axis1_label1")?.integers ?? Array(stills.indices)
      let pictures = places.compactMap { stills.indices.contains($0) ? stills[$0] : nil }
      index = consecutiveFrames(pictures)
      guard index != nil || labels.contains(where: { $0.last == "likelihood" }) else { throw handLabelled(pictures) }
    }
    return PoseTable(
      program: "DeepLabCut", frames: index.flatMap { $0.count == rows ? $0 : nil } ?? (0..<rows).map(Double.init),
      columns: labels.indices.map { column in (labels[column], (0..<rows).map { values[$0 * width + column] }) })
  }
}
