import ArrayFiles
import ArrayNumerics
import Schema

/// What the attributes of HDF5 objects say: the quality and the kind of cells, how far samples can be trusted, and whatever
/// else a laboratory keeps there.
enum Attributes {
  /// What libraries keep for themselves, what is read elsewhere, and what only describes.
  private static let known: Set<String> = [
    "unit", "units", "description", "descriptions", "comment", "comments", "help", "name", "title", "version", "class", "type",
    "dtype", "shape", "author", "created", "creation_date", "date", "dimension_list", "reference_list", "dimension_labels",
    "h5path", "neurodata_type", "namespace", "object_id", "nwb_version", "conversion", "resolution", "offset", "rate",
    "colnames",
    "table", "target_tables", "interval", "source", "ancestry", "data_link", "timestamp_link", "sweep_number", "data_type",
    "flavor", "pytables_format_version", "nrows", "extdim", "encoding", "encoding-type", "encoding-version", "errors",
    "nan_rep",
    "pandas_type", "pandas_version", "table_type", "non_index_axes", "index_cols", "values_cols", "data_columns", "levels",
    "metadata", "info", "ndim", "nblocks", "axis0_variety", "axis1_variety", "transposed", "tz", "freq", "index_variety",
    ".specloc", "value", "json_data", "empty", "target", "file_name", "starting_frame", "manufacturer",
  ]
  /// Beginnings of such names.
  private static let prefixes = ["matlab_", "_nc", "_netcdf4", "field_", "block", "values_"]

  /// Whether nobody needs to be told of it.
  static func isKnown(_ name: String) -> Bool {
    let key = name.lowercased()
    return known.contains(key) || prefixes.contains(where: key.hasPrefix)
  }

  /// Whether an attribute that was not used tells of cells or samples apart, or calls what it stands at doubtful.
  static func speaks(_ key: String, _ values: [String]) -> Bool {
    guard values.count == 1, let value = values.first?.trimmed.lowercased() else {
      return CellColumn.isKnown(key) || SampleLabels.isTrust(key) || SampleLabels.isAnimal(key)
    }
    if QualityWords.textColumns.contains(key) { return QualityWords.verdict(value) == false }
    let isFalse = ["0", "false", "0.0", "no"].contains(value)
    if QualityWords.accepting.contains(key) { return isFalse }
    if QualityWords.rejecting.contains(key) { return !isFalse }
    return QualityWords.isGrade(key) || SampleLabels.isTrust(key) && Double(value).map { $0 < 0.9 } ?? isFalse
  }
}

extension ArraySource {
  /// The values of an attribute of an object in an HDF5 file.
  func attribute(_ name: String, of path: String) -> DataArray? { hdf5?.file.attribute(name, of: path) }

  /// The names of the attributes of an object.
  func attributeNames(of path: String) -> [String] {
    guard let tree = hdf5?.tree else { return [] }
    return path == "/" ? tree.rootAttributes : tree[path]?.attributes ?? []
  }

  /// Says which attributes were not used, those that speak of quality or kind in a warning.
  ///
  /// - Parameter used: as `path@name`.
  func unusedAttributes(_ used: Set<String> = []) -> [Finding] {
    guard let tree = hdf5?.tree else { return [] }
    var (heavy, light): ([String: [String]], [String: [String]]) = ([:], [:])
    let read = Set(items.map(\.path).filter { $0.hasPrefix("@") })
    let objects = [("/", tree.rootAttributes)] + tree.nodes.filter { $0.target == nil }.map { ($0.path, $0.attributes) }
    for (path, names) in objects where !names.isEmpty && !path.hasPrefix("/specifications") {
      for name in names where !Attributes.isKnown(name) && !used.contains(path + "@" + name) {
        if path == "/" && read.contains("@" + name) { continue }
        let speaks = Attributes.speaks(name.lowercased(), attribute(name, of: path)?.texts ?? [])
        if speaks { heavy[name, default: []].append(path) } else { light[name, default: []].append(path) }
      }
    }
    func listed(_ names: [String: [String]]) -> String {
      let parts = names.sorted { $0.key < $1.key }.map { name, paths in
        paths.count == 1 ? "\(name) of \(paths[0])" : "\(name) of \(paths[0]) and \(counted(paths.count - 1, "other"))"
      }
      return firstNames(parts, RecordingReading.mostListed)
    }
    var findings: [Finding] = []
    if !heavy.isEmpty {
      findings.append(
        Finding(
          .warning, "attributes",
          sentence {
            "\(listed(heavy)) may tell what is a cell, or how far it can be trusted, and "
            "\(heavy.count == 1 ? "was" : "were") not used."
          }, option: "--cells LIST"))
    }
    if !light.isEmpty {
      findings.append(
        Finding(.found, "attributes", "not used: \(listed(light)); no part of a recording is kept under such a name."))
    }
    return findings
  }
}

extension RecordingReading {
  /// The attributes that grade cells or tell kinds of them apart: one at each train or its group, or with an entry for each
  /// cell at the spikes, the group around them or the root. They count as used.
  mutating func attributeColumns() -> [CellColumn] {
    guard source.hdf5 != nil, cellIDs.count > 1, let chosen = roles.items[.spikes] else { return [] }
    var columns: [CellColumn] = []
    let paths = trainPaths(chosen)
    if paths.count == cellIDs.count {
      // The train itself, and the group around it where each has one of its own.
      let groups = paths.map { parent(of: $0) }
      for objects in Set(groups).count == groups.count ? [paths, groups] : [paths] {
        columns += columnsOfEach(objects)
      }
    }
    let around = chosen.count == 1 ? [chosen[0].path, parent(of: chosen[0].path), "/"] : ["/"]
    for path in Set(around).sorted() {
      for name in source.attributeNames(of: path) where CellColumn.isKnown(name.lowercased()) {
        guard let array = source.attribute(name, of: path), let column = CellColumn(name, .array(array), cells: cellIDs.count)
        else { continue }
        heeded.insert(path + "@" + name)
        columns.append(column)
      }
    }
    return columns
  }

  /// Attributes of objects that stand for one cell each.
  private mutating func columnsOfEach(_ objects: [String]) -> [CellColumn] {
    var names: [String] = []
    for object in objects {
      for name in source.attributeNames(of: object) where CellColumn.isKnown(name.lowercased()) && !names.contains(name) {
        names.append(name)
      }
    }
    return names.sorted().map { name in
      CellColumn(
        name,
        objects.map { object in
          guard let text = source.attribute(name, of: object)?.texts?.first else { return "" }
          heeded.insert(object + "@" + name)
          return text
        })
    }
  }

  /// The dataset of each cell, in their order; empty where the cells are not datasets.
  private func trainPaths(_ chosen: [ArraySource.Item]) -> [String] {
    if chosen.count > 1 {
      let byName = Dictionary(
        zip(SpikeGroups.names(chosen.map(\.path)), chosen.map(\.path)), uniquingKeysWith: { first, _ in first })
      return cellIDs.compactMap { byName[$0] }
    }
    guard let group = chosen.first, group.typeName == "group", let tree = source.hdf5?.tree else { return [] }
    let datasets = tree.children(of: group.path).filter { $0.kind == .dataset }.sorted { naturallyPrecedes($0.name, $1.name) }
    let named = cellIDs.compactMap { id in datasets.first { $0.name == id }?.path }
    return named.count == cellIDs.count || datasets.count != cellIDs.count ? named : datasets.map(\.path)
  }

  private func parent(of path: String) -> String {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    return end == path.startIndex ? "/" : String(path[..<end])
  }
}
