import ArrayNumerics
import FoundationEssentials

extension ArraySource {
  /// Groups below this are not walked.
  private static let deepestGroup = 16
  /// Attributes of the root that are looked for.
  private static let rootAttributes = ["description", "dt", "bin_width", "fs", "sampling_rate"]

  /// The datasets and groups of a file, and the attributes of its root that name units of time.
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
        throw FileError.unusable("there is no such attribute.", file: file.name, place: item.path)
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
