import ArrayNumerics
import FoundationEssentials

extension ArraySource {
  /// Groups below this are not walked.
  private static let deepestGroup = 16
  /// Attributes of the root that are looked for.
  private static let rootAttributes = ["description", "dt", "bin_width", "fs", "sampling_rate"]

  static func hdf5(_ url: URL, isMatlab: Bool) throws -> ArraySource {
    let file = try HDF5File(contentsOf: url)
    var items: [Item] = []
    for name in rootAttributes {
      guard let array = file.attribute(name, of: "/") else { continue }
      items.append(Item(path: "@" + name, shape: array.shape, typeName: array.typeName))
    }
    // MATLAB keeps the contents of cells in these groups; they are reached through their references.
    let tree = try HDF5Tree(file, skipping: isMatlab ? ["#refs#", "#subsystem#"] : [])
    items += tree.nodes.filter { $0.depth <= deepestGroup }.map(item)
    var format = isMatlab ? "MATLAB v7.3" : "HDF5"
    if file.attribute("neurodata_type", of: "/")?.strings?.first == "NWBFile" {
      format = "NWB " + (file.attribute("nwb_version", of: "/")?.strings?.first ?? "2")
    }
    var source = ArraySource(url: url, format: format, items: items) { item in
      try value(of: item, in: file, isMatlab: isMatlab)
    }
    source.hdf5 = (file, tree)
    return source
  }

  private static func item(_ node: HDF5Tree.Node) -> Item {
    switch node.kind {
    case .other: Item(path: node.path, shape: [], typeName: "link")
    case .unreadable: Item(path: node.path, shape: [], typeName: "not readable")
    case .dataset, .group: Item(path: node.path, shape: node.shape, typeName: node.typeName, unit: node.unit)
    }
  }

  private static func value(of item: Item, in file: HDF5File, isMatlab: Bool) throws -> Value {
    if item.path.hasPrefix("@") {
      guard let array = file.attribute(String(item.path.dropFirst()), of: "/") else {
        throw RecordingError.unusable("there is no such attribute.", file: file.name, place: item.path)
      }
      return .array(array)
    }
    if item.typeName == "group" {
      let children = try file.children(of: item.path).filter { $0.kind == .dataset }
        .sorted { naturallyPrecedes($0.name, $1.name) }
      return .ragged(try children.map { ($0.name, try file.read($0.path)) })
    }
    if item.typeName.hasPrefix("vlen") || item.typeName == "reference" {
      return .ragged(try file.readRagged(item.path).enumerated().map { (String($0.offset), $0.element) })
    }
    let array = try file.read(item.path)
    // MATLAB stores columns first, so what is [time, cell] there arrives as [cell, time].
    if isMatlab, array.shape.count == 2, array.shape[0] > 0 {
      return .array(transposed(array))
    }
    return .array(array)
  }

  private static func transposed(_ array: DataArray) -> DataArray {
    let shape = [array.shape[1], array.shape[0]]
    func turn<T>(_ values: [T]) -> [T] { rowMajor(values, shape: shape) }
    let storage: DataArray.Storage =
      switch array.storage {
      case .float32(let values): .float32(turn(values))
      case .float64(let values): .float64(turn(values))
      case .int8(let values): .int8(turn(values))
      case .int16(let values): .int16(turn(values))
      case .int32(let values): .int32(turn(values))
      case .int64(let values): .int64(turn(values))
      case .uint8(let values): .uint8(turn(values))
      case .uint16(let values): .uint16(turn(values))
      case .uint32(let values): .uint32(turn(values))
      case .uint64(let values): .uint64(turn(values))
      case .bool(let values): .bool(turn(values))
      case .string(let values): .string(turn(values))
      }
    return DataArray(shape: shape, storage: storage)
  }
}

/// Whether a name comes before another when runs of digits count as numbers: `2` before `10`, `cell2` before `cell10`.
package func naturallyPrecedes(_ a: String, _ b: String) -> Bool {
  func parts(_ text: String) -> [(text: Substring, number: Double?)] {
    var parts: [(Substring, Double?)] = []
    var rest = Substring(text)
    while let first = rest.first {
      let isDigit = first.isASCII && first.isNumber
      let part = rest.prefix { ($0.isASCII && $0.isNumber) == isDigit }
      parts.append((part, isDigit ? Double(part) : nil))
      rest = rest.dropFirst(part.count)
    }
    return parts
  }
  let (left, right) = (parts(a), parts(b))
  for (l, r) in zip(left, right) {
    if let m = l.number, let n = r.number {
      if m != n { return m < n }
    } else if l.text != r.text {
      return l.text < r.text
    }
  }
  return left.count != right.count ? left.count < right.count : a < b
}
