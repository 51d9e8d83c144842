import ArrayNumerics
import CHDF5

/// All objects of an HDF5 file by their headers alone; no values are read.
///
/// Every object is listed once, where its first hard link in the order of names stands; soft links are listed as links
/// and never entered, so that loops of links end.
package struct HDF5Tree {
  /// An object, or a link.
  package struct Node: Sendable, Equatable {
    package var path: String
    package var kind: HDF5File.ObjectKind
    /// Links from the root to it.
    package var depth: Int
    /// Where its header stands in the file; tells objects apart.
    package var address: UInt64
    /// What a soft link leads to, as it is written; a hard link to what is listed before.
    package var target: String?
    /// Of a dataset; of a group the number of its links.
    package var shape: [Int] = []
    package var typeName = ""
    /// The attribute `unit` or `units`.
    package var unit: String?
    /// The attribute `neurodata_type`, by which NWB says what an object is.
    package var neurodataType: String?
    /// The names of all its attributes.
    package var attributes: [String] = []

    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    package var parent: String {
      let end = path.lastIndex(of: "/") ?? path.startIndex
      return end == path.startIndex ? "/" : String(path[..<end])
    }
  }

  /// In the order of names, each group before what it holds.
  package let nodes: [Node]
  /// The names of the attributes of the root.
  package let rootAttributes: [String]
  private let places: [String: Int]
  private let addresses: [UInt64: Int]

  package init(_ file: HDF5File, skipping hidden: Set<String> = []) throws {
    var walk = HDF5Walk(file: file, hidden: hidden)
    try withHDF5 { try walk.run() }
    let found = walk.nodes
    (nodes, rootAttributes) = (found, walk.rootAttributes)
    places = Dictionary(found.indices.map { (found[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
    addresses = Dictionary(
      found.indices.filter { found[$0].target == nil }.map { (found[$0].address, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  package subscript(path: String) -> Node? { places[path].map { nodes[$0] } }

  /// The object whose header stands at an address.
  package func node(at address: UInt64) -> Node? { addresses[address].map { nodes[$0] } }

  /// The links of a group.
  package func children(of path: String) -> [Node] {
    let prefix = path == "/" ? "/" : path + "/"
    guard var index = path == "/" ? 0 : places[path].map({ $0 + 1 }) else { return [] }
    var children: [Node] = []
    let depth = path == "/" ? 1 : nodes[index - 1].depth + 1
    while index < nodes.count, nodes[index].path.hasPrefix(prefix) {
      if nodes[index].depth == depth { children.append(nodes[index]) }
      index += 1
    }
    return children
  }
}

/// The walk through the groups, with the HDF5 library locked.
private struct HDF5Walk {
  private static let mostObjects = 200_000
  private static let deepestGroup = 64

  let file: HDF5File
  let hidden: Set<String>
  var nodes: [HDF5Tree.Node] = []
  var rootAttributes: [String] = []
  private var visited: [UInt64: String] = [:]

  init(file: HDF5File, hidden: Set<String>) {
    self.file = file
    self.hidden = hidden
  }

  mutating func run() throws {
    let root = try HDF5Handle(H5Gopen2(file.identifier, "/", canns_H5P_DEFAULT()), H5Gclose) { file.damaged("/") }
    visited[canns_H5_address(root.id)] = "/"
    rootAttributes = file.attributeNames(of: root.id)
    try enter(root.id, "/", depth: 1)
  }

  private mutating func enter(_ group: hid_t, _ path: String, depth: Int) throws {
    let prefix = path == "/" ? "/" : path + "/"
    for name in try file.linkNames(group, path) where !hidden.contains(name) {
      guard nodes.count < HDF5Walk.mostObjects else {
        throw FileError.unusable("it has more than \(HDF5Walk.mostObjects) objects.", file: file.name)
      }
      try visit(group, name, prefix + name, depth: depth)
    }
  }

  private mutating func visit(_ group: hid_t, _ name: String, _ path: String, depth: Int) throws {
    var node = HDF5Tree.Node(path: path, kind: .other, depth: depth, address: .max)
    var link = H5L_info_t()
    let none = canns_H5P_DEFAULT()
    guard H5Lget_info(group, name, &link, none) >= 0, link.type == H5L_TYPE_HARD || link.type == H5L_TYPE_SOFT
    else {
      nodes.append(node)
      return
    }
    if link.type == H5L_TYPE_SOFT { node.target = softTarget(group, name, size: link.u.val_size) }
    let object = H5Oopen(group, name, none)
    guard object >= 0 else {
      node.kind = link.type == H5L_TYPE_HARD ? .unreadable : .other
      nodes.append(node)
      return
    }
    defer { H5Oclose(object) }
    node.address = canns_H5_address(object)
    switch H5Iget_type(object) {
    case H5I_DATASET:
      node.kind = .dataset
      guard let info = try? file.info(of: object, path) else {
        node.kind = .unreadable
        break
      }
      (node.shape, node.typeName) = (info.shape, info.typeName)
      node.unit = file.unit(of: object)
    case H5I_GROUP:
      node.kind = .group
      node.unit = file.unit(of: object)
      node.typeName = "group"
      var info = H5G_info_t()
      if H5Gget_info(object, &info) >= 0 { node.shape = [Int(clamping: info.nlinks)] }
    default: break
    }
    if node.kind != .other {
      node.attributes = file.attributeNames(of: object)
      if node.attributes.contains("neurodata_type") { node.neurodataType = file.textAttribute("neurodata_type", of: object) }
    }
    if node.target == nil, node.kind == .group { node.target = visited[node.address] }
    nodes.append(node)
    guard node.kind == .group, node.target == nil, depth < HDF5Walk.deepestGroup else { return }
    visited[node.address] = path
    try enter(object, path, depth: depth + 1)
  }

  private func softTarget(_ group: hid_t, _ name: String, size: Int) -> String {
    guard size > 0, size < 1 << 16 else { return "" }
    var bytes = [CChar](repeating: 0, count: size + 1)
    guard H5Lget_val(group, name, &bytes, size, canns_H5P_DEFAULT()) >= 0 else { return "" }
    return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension HDF5File {
  /// The names of a group's links, sorted; all in one pass, which large groups in the old format need.
  func linkNames(_ group: hid_t, _ path: String) throws -> [String] {
    final class Names { var list: [String] = [] }
    let names = Names()
    var index: hsize_t = 0
    let status = H5Literate(
      group, H5_INDEX_NAME, H5_ITER_INC, &index,
      { _, name, _, context in
        guard let name, let context else { return -1 }
        Unmanaged<Names>.fromOpaque(context).takeUnretainedValue().list.append(String(cString: name))
        return 0
      }, Unmanaged.passUnretained(names).toOpaque())
    guard status >= 0 else { throw damaged(path) }
    return names.list
  }

  /// The names of the attributes of an open object, in their order; empty where they cannot be listed.
  func attributeNames(of object: hid_t) -> [String] {
    final class Names { var list: [String] = [] }
    let names = Names()
    var index: hsize_t = 0
    let status = H5Aiterate2(
      object, H5_INDEX_NAME, H5_ITER_INC, &index,
      { _, name, _, context in
        guard let name, let context else { return -1 }
        Unmanaged<Names>.fromOpaque(context).takeUnretainedValue().list.append(String(cString: name))
        return 0
      }, Unmanaged.passUnretained(names).toOpaque())
    return status >= 0 ? names.list : []
  }

  /// A text attribute of an open object.
  func textAttribute(_ name: String, of object: hid_t) -> String? {
    guard H5Aexists(object, name) > 0 else { return nil }
    let attribute = H5Aopen(object, name, canns_H5P_DEFAULT())
    guard attribute >= 0 else { return nil }
    defer { H5Aclose(attribute) }
    return (try? readAttribute(attribute, name))?.strings?.first
  }

  /// The unit that an object states in the attribute `unit`, or `units` as other programs call it; `nil` for an empty one.
  func unit(of object: hid_t) -> String? {
    let stated = textAttribute("unit", of: object) ?? textAttribute("units", of: object)
    return stated?.isEmpty == true ? nil : stated
  }

  /// Shape and type of an open dataset.
  func info(of dataset: hid_t, _ path: String) throws -> DatasetInfo {
    let type = try HDF5Handle(H5Dget_type(dataset), H5Tclose) { self.damaged(path) }
    return DatasetInfo(shape: try shape(dataset, path), typeName: HDF5Type(type.id).name)
  }
}
