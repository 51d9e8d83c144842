import ArrayNumerics
import FoundationEssentials

extension ArraySource {
  /// Groups below this are not walked.
  private static let deepestGroup = 16
  /// Attributes of the root that are looked for.
  private static let rootAttributes = ["description", "dt", "bin_width", "fs", "sampling_rate"]

  static func hdf5(_ url: URL, threads: Int) throws -> ArraySource {
    let file = try HDF5File(contentsOf: url, threads: threads)
    var items: [Item] = []
    for name in rootAttributes {
      guard let array = file.attribute(name, of: "/") else { continue }
      items.append(Item(path: "@" + name, shape: array.shape, typeName: array.typeName))
    }
    let tree = try HDF5Tree(file)
    items += tree.nodes.filter { $0.depth <= deepestGroup }.map(item)
    var format = "HDF5"
    if file.attribute("neurodata_type", of: "/")?.strings?.first == "NWBFile" {
      format = "NWB " + (file.attribute("nwb_version", of: "/")?.strings?.first ?? "2")
    }
    var source = ArraySource(url: url, format: format, items: items) { item in try value(of: item, in: file) }
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

  private static func value(of item: Item, in file: HDF5File) throws -> Value {
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
    return .array(try file.read(item.path))
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
