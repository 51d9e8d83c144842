import ArrayFiles
import ArrayNumerics

extension InspectionReport {
  /// What the objects of an HDF5 file say of themselves: types, links, first values; nothing large is read.
  static func describe(_ item: ArraySource.Item, in source: ArraySource, _ file: HDF5File, _ tree: HDF5Tree) -> Item {
    var result = Item(path: item.path, shape: item.shape, type: item.typeName, unit: item.unit, first: [])
    guard let node = tree[item.path] else {
      if case .array(let array)? = try? source.read(item) { result.first = firstValues(array) }
      return result
    }
    result.neurodataType = node.neurodataType
    result.link = node.target
    guard node.kind == .dataset else { return result }
    if item.typeName.hasPrefix("vlen") {
      result.note = "arrays of different lengths"
    } else if item.typeName == "reference" || item.typeName == "compound" {
      result.note = nil
    } else if let values = file.firstValues(node.path, shape: node.shape, count: 4) {
      result.first = firstValues(values)
    } else if !node.shape.contains(0) {
      do {
        _ = try file.read(node.path, rows: 0..<1)
      } catch {
        result.note = (error as? FileError)?.problem ?? "its values cannot be read"
      }
    }
    return result
  }

  /// The objects as a tree: each below the group that holds it.
  var treeLines: [String] {
    let names = items.map { item -> String in
      let depth = item.path.split(separator: "/").count
      let name = item.path.split(separator: "/").last.map(String.init) ?? item.path
      return String(repeating: "  ", count: depth) + name + (item.type == "group" && item.link == nil ? "/" : "")
    }
    let width = min(44, names.map(\.count).max() ?? 0)
    return zip(names, items).map { name, item in
      var parts: [String] = []
      if let type = item.neurodataType { parts.append(type) }
      if let link = item.link { parts.append("-> \(link)") }
      if item.type != "group" || item.neurodataType == nil {
        let isGroup = item.type == "group"
        parts.append(
          isGroup ? "group of \(item.shape.first ?? 0)" : item.type + (item.shape.isEmpty ? "" : " " + shapeText(item.shape)))
      }
      if let unit = item.unit, !unit.isEmpty { parts.append("[\(unit)]") }
      if !item.first.isEmpty {
        let text = item.first.map { $0.count > 40 ? $0.prefix(39) + "…" : $0[...] }.joined(separator: ", ")
        parts.append(" " + text + ((elementCount(item.shape) ?? 0) > max(1, item.first.count) ? ", …" : ""))
      }
      if let note = item.note { parts.append(" " + note) }
      if let takenAs = item.takenAs { parts.append(" => \(takenAs)") }
      return name + String(repeating: " ", count: max(0, width - name.count) + 2) + parts.joined(separator: " ")
    }
  }
}
