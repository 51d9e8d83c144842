import ArrayFiles
import ArrayNumerics

/// The objects of an NWB file, found by what they say they are (`neurodata_type`), never by name or place.
struct NWBContents {
  typealias Node = HDF5Tree.Node

  let file: HDF5File
  let tree: HDF5Tree
  let types: NeurodataTypes

  init(_ file: HDF5File, _ tree: HDF5Tree) {
    self.file = file
    self.tree = tree
    types = NeurodataTypes(file, tree)
  }

  /// The objects of a type or of one that inherits from it, in natural order of their paths.
  func objects(_ base: String) -> [Node] {
    tree.nodes.filter { $0.target == nil && types.isA($0.neurodataType, base) }
      .sorted { naturallyPrecedes($0.path, $1.path) }
  }

  /// The typed object that a path given by the user means: the object itself, or the one whose data it is.
  func object(at path: String) -> Node? {
    let absolute = path.hasPrefix("/") ? path : "/" + path
    guard let node = resolved(absolute) else { return nil }
    if node.kind == .group { return node.neurodataType == nil ? nil : node }
    guard let parent = resolved(node.parent), parent.neurodataType != nil, parent.neurodataType != "NWBFile" else {
      return nil
    }
    return parent
  }

  /// A node, and for a link what it leads to when that is listed.
  private func resolved(_ path: String) -> Node? {
    guard let node = tree[path] else { return nil }
    return node.target == nil ? node : tree.node(at: node.address) ?? node
  }

  /// The member of a group, links followed.
  ///
  /// - Throws: `FileError` when there is one and it cannot be opened: a link to nothing or to another file.
  func member(_ name: String, of group: Node) throws -> Node? {
    guard let node = tree[group.path + "/" + name] else { return nil }
    switch node.kind {
    case .dataset, .group: return node
    case .unreadable:
      throw FileError.unusable(
        "it cannot be opened: damaged, or written by a newer HDF5 library.", file: file.name, place: node.path)
    case .other:
      throw FileError.unusable(
        "it is a link to " + (node.target.map { "'\($0)', which is not there." } ?? "another file, which is not followed."),
        file: file.name, place: node.path,
        remedy: "Write the file anew with everything in it (pynwb: export with link_data=False).")
    }
  }

  /// The type of the object that holds another: `Position`, `LFP`, `DfOverF`, …
  func containerType(of node: Node) -> String? { tree[node.parent]?.neurodataType }

  /// A text that a group holds as a dataset, such as the root's `identifier`.
  func text(_ path: String) -> String? {
    guard let node = tree[path], node.kind == .dataset, (elementCount(node.shape) ?? 2) == 1 else { return nil }
    return (try? file.read(path))?.strings?.first
  }

  /// Texts that a group holds as a dataset of one axis; `nil` where there are none.
  func texts(_ path: String) -> [String]? {
    guard let node = tree[path], node.kind == .dataset, (elementCount(node.shape) ?? 1000) < 1000 else { return nil }
    return (try? file.read(path))?.strings.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A number of an object's attribute.
  func number(_ attribute: String, of path: String) -> Double? {
    file.attribute(attribute, of: path)?.doubles?.first
  }
}
