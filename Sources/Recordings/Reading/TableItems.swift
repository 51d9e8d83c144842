import ArrayFiles
import ArrayNumerics
import Schema

/// A column of a table of records, or of a block of numbers, in an HDF5 file.
private enum StoredColumn {
  /// A field of records, or one of its columns.
  case field(dataset: String, name: String, width: Int, column: Int)
  /// A column of a matrix.
  case matrix(ArraySource.Item, column: Int)
  /// A dataset of its own.
  case dataset(ArraySource.Item)
}

/// A table of an HDF5 file, whose columns are read as arrays of a group.
private struct StoredTable {
  var path: String
  var rows: Int
  var columns: [(name: String, place: StoredColumn)] = []
  /// What is read by the columns and is no array of its own any more.
  var hidden: [String] = []
}

extension ArraySource {
  /// The same source with the columns of its tables as arrays of a group: `/tracking/x` of the records `/tracking`, as
  /// PyTables and h5py write them, and of a data frame of pandas in its `fixed` or its `table` format.
  ///
  /// An index of a frame is a column where it has a name. Columns of text are listed and cannot be read.
  func withTables() throws -> ArraySource {
    guard let (file, tree) = hdf5 else { return try withDictionaries() }
    var tables: [StoredTable] = []
    for node in tree.nodes where node.target == nil {
      if node.kind == .group, let table = try fixedFrame(node, file) ?? frameTable(node, file, tree) {
        tables.append(table)
      } else if node.kind == .dataset, item(node.path)?.typeName == "compound", node.shape.count == 1,
        !tables.contains(where: { $0.path == node.parent })
      {
        var table = StoredTable(path: node.path, rows: node.shape[0])
        try table.add(file.recordFields(of: node.path), of: node.path)
        tables.append(table)
      }
    }
    guard !tables.isEmpty else { return self }
    var places: [String: StoredColumn] = [:]
    var kept = items.filter { item in
      !tables.contains { table in
        table.path == item.path || table.hidden.contains { item.path == $0 || item.path.hasPrefix($0 + "/") }
      }
    }
    for table in tables {
      kept.append(Item(path: table.path, shape: [table.columns.count], typeName: "group"))
      for (name, place) in table.columns {
        let path = table.path + "/" + name
        places[path] = place
        kept.append(Item(path: path, shape: [table.rows], typeName: place.typeName))
      }
    }
    let (whole, columns) = (self, places)
    func array(_ item: Item) throws -> DataArray {
      guard case .array(let array) = try whole.read(item), array.shape == item.shape else {
        throw FileError.unusable("an array of the shape that the file lists was expected.", place: item.path)
      }
      return array
    }
    func read(_ place: StoredColumn) throws -> DataArray {
      switch place {
      case .dataset(let item):
        return try array(item)
      case .matrix(let item, let column):
        return try array(item).column(column)
      case .field(let dataset, let name, let width, let column):
        guard width > 0 else {
          throw FileError.unusable(
            "this column of a table holds no numbers, and is not read.", place: "\(dataset).\(name)",
            remedy: "Save it as an array of its own.")
        }
        let values = try file.readRecordField(name, of: dataset, width: width)
        return DataArray(stride(from: column, to: values.count, by: width).map { values[$0] })
      }
    }
    let groups = Dictionary(tables.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var result = ArraySource(url: url, format: format, items: kept, files: files) { item in
      if let place = columns[item.path] { return .array(try read(place)) }
      guard let table = groups[item.path] else { return try whole.read(item) }
      return .ragged(try table.columns.filter { $0.place.isNumeric }.map { ($0.name, try read($0.place)) })
    }
    result.hdf5 = hdf5
    return result
  }

  /// The same NPZ file with the arrays of dictionaries, which `numpy.savez` pickles, as arrays of a group: `tracking/x`. Those
  /// of spikes are trains.
  private func withDictionaries() throws -> ArraySource {
    guard format == "NPZ" else { return self }
    var groups: [String: [(name: String, array: DataArray)]] = [:]
    var opened: [Item] = []
    for item in items {
      guard item.typeName == "object", item.shape.isEmpty, !Role.spikes.names.contains(item.key),
        !item.key.hasPrefix("spike"), case .object(.dictionary(let entries)) = try read(item)
      else {
        opened.append(item)
        continue
      }
      let arrays = entries.compactMap { key, value -> (name: String, array: DataArray)? in
        guard case .string(let name) = key, case .array(let array) = value else { return nil }
        return (name, array)
      }
      guard !arrays.isEmpty else {
        opened.append(item)
        continue
      }
      groups[item.path] = arrays
      opened.append(Item(path: item.path, shape: [arrays.count], typeName: "group"))
      opened += arrays.map { Item(path: item.path + "/" + $0.name, shape: $0.array.shape, typeName: $0.array.typeName) }
    }
    guard !groups.isEmpty else { return self }
    let (whole, dictionaries) = (self, groups)
    return ArraySource(url: url, format: format, items: opened, files: files) { item in
      if let arrays = dictionaries[item.path] { return .ragged(arrays) }
      guard let end = item.path.lastIndex(of: "/"), let arrays = dictionaries[String(item.path[..<end])],
        let array = arrays.first(where: { $0.name == item.path[item.path.index(after: end)...] })?.array
      else { return try whole.read(item) }
      return .array(array)
    }
  }

  /// A data frame in blocks of columns of one type: `block0_items` names those of `block0_values`.
  private func fixedFrame(_ node: HDF5Tree.Node, _ file: HDF5File) throws -> StoredTable? {
    guard let index = item(node.path + "/axis1"), item(node.path + "/axis0") != nil, index.shape.count == 1 else { return nil }
    var table = StoredTable(path: node.path, rows: index.shape[0])
    table.hidden = ["/axis0", "/axis1"].map { node.path + $0 }
    if let name = file.attribute("name", of: index.path)?.strings?.first, name != "N." {
      table.columns.append((name, .dataset(index)))
    }
    var block = 0
    while let names = item(node.path + "/block\(block)_items"), let values = item(node.path + "/block\(block)_values") {
      table.hidden += [names.path, values.path]
      guard case .array(let array) = try read(names), let labels = array.texts else { return nil }
      for (column, label) in labels.enumerated() {
        // Blocks of text are pickled.
        let isMatrix = values.shape == [index.shape[0], labels.count]
        table.columns.append(
          (label, isMatrix ? .matrix(values, column: column) : .field(dataset: values.path, name: label, width: 0, column: 0)))
      }
      block += 1
    }
    return table.columns.isEmpty ? nil : table
  }

  /// A data frame as records of an index and of blocks of columns, whose names stand in pickled attributes.
  private func frameTable(_ node: HDF5Tree.Node, _ file: HDF5File, _ tree: HDF5Tree) throws -> StoredTable? {
    let path = node.path + "/table"
    guard let records = tree[path], item(path) != nil, records.typeName == "compound", records.shape.count == 1,
      node.attributes.contains("pandas_type")
    else { return nil }
    var table = StoredTable(path: node.path, rows: records.shape[0])
    table.hidden = [path, node.path + "/_i_table"]
    for (name, width) in try file.recordFields(of: path) {
      if name == "index" {
        if let index = indexName(of: node, file) {
          table.columns.append((index, .field(dataset: path, name: name, width: width, column: 0)))
        }
        continue
      }
      guard name.hasPrefix("values_block_") else {
        table.columns.append((name, .field(dataset: path, name: name, width: width, column: 0)))
        continue
      }
      guard let text = file.attribute(name + "_kind", of: path)?.strings?.first,
        case .list(let entries)? = try? PickleParser.parse(Array(text.utf8))
      else { return nil }
      // Names in several levels are those of poses.
      let labels = entries.compactMap(\.label)
      guard labels.count == entries.count, width == 0 || width == labels.count else { return nil }
      for (column, label) in labels.enumerated() {
        table.columns.append((label, .field(dataset: path, name: name, width: width, column: column)))
      }
    }
    return table.columns.isEmpty ? nil : table
  }

  /// The name of a frame's index, in the pickled attribute `info`: `{'index': {'index_name': 't'}}`.
  private func indexName(of node: HDF5Tree.Node, _ file: HDF5File) -> String? {
    func entry(_ value: PickleValue?, _ name: String) -> PickleValue? {
      guard case .dictionary(let entries)? = value else { return nil }
      return entries.first { key, _ in key.label == name }.map { _, value in value }
    }
    guard let text = file.attribute("info", of: node.path)?.strings?.first else { return nil }
    return entry(entry(try? PickleParser.parse(Array(text.utf8)), "index"), "index_name")?.label
  }
}

extension StoredTable {
  mutating func add(_ fields: [(name: String, width: Int)], of path: String) {
    for (name, width) in fields {
      for column in 0..<max(1, width) {
        columns.append(
          (width > 1 ? "\(name)[\(column)]" : name, .field(dataset: path, name: name, width: width, column: column)))
      }
    }
  }
}

extension StoredColumn {
  var isNumeric: Bool {
    if case .field(_, _, 0, _) = self { return false }
    return true
  }

  /// As items call it.
  var typeName: String {
    switch self {
    case .field(_, _, let width, _): width > 0 ? "float64" : "text of a table"
    case .matrix(let item, _), .dataset(let item): item.typeName
    }
  }
}

extension DataArray {
  /// A column of a matrix, as numbers.
  fileprivate func column(_ column: Int) -> DataArray {
    if let whole = integers { return DataArray(stride(from: column, to: whole.count, by: shape[1]).map { whole[$0] }) }
    let values = doubles ?? []
    return DataArray(stride(from: column, to: values.count, by: shape[1]).map { values[$0] })
  }
}
