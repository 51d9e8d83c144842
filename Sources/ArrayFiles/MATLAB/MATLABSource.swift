import ArrayNumerics
import FoundationEssentials

extension ArraySource {
  /// Items of a MATLAB file that are listed at most.
  private static let mostItems = 20_000

  /// A MATLAB file of either version, its variables listed with their fields and elements: `/S/times`, `/S(2)/name`,
  /// `/C{3}`. The fields of a struct array are also listed as the cell that `{S.field}` is in MATLAB.
  static func matlab(_ file: any MATLABFile, url: URL, format: String) -> ArraySource {
    var list = MATLABItems(most: mostItems)
    for (name, node) in file.variables { list.add(node, "/" + name) }
    let (items, nodes) = (list.items, list.nodes)
    return ArraySource(url: url, format: format, items: items) { item in
      guard let node = nodes[item.path] else {
        throw FileError.unusable("there is no such array.", file: file.name, place: item.path)
      }
      do {
        return try value(of: node, in: file)
      } catch let error as FileError {
        throw error.located(file: file.name, place: item.path)
      }
    }
  }

  private static func value(of node: MATLABNode, in file: any MATLABFile) throws -> Value {
    switch node.content {
    case .explained(let why): throw FileError.unusable("it is not read: \(why)")
    case .array: return .array(try file.readArray(at: node.place))
    case .cellOfArrays(let places, let isText):
      let arrays = try file.readArrays(at: places)
      if isText {
        let text = arrays.map { $0.strings?.joined(separator: "\n") ?? "" }
        let isLine = node.shape.filter { $0 != 1 }.count <= 1
        let turned = isLine ? text : rowMajor(text, shape: node.shape)
        return .array(DataArray(turned, shape: isLine ? [text.count] : node.shape))
      }
      return .ragged(arrays.enumerated().map { (String($0.offset), flat($0.element)) })
    case .cell(let children): return try ragged(children.enumerated().map { (String($0.offset), $0.element) }, in: file)
    case .structure(let fields):
      guard fields.allSatisfy({ $0.values.count == 1 }) else {
        throw FileError.unusable("it is a struct array; name one of its fields.")
      }
      return try ragged(fields.map { ($0.name, $0.values[0]) }, in: file)
    }
  }

  /// Arrays with names; what is no array of numbers among them is an error that names it.
  private static func ragged(_ parts: [(name: String, node: MATLABNode)], in file: any MATLABFile) throws -> Value {
    for (name, node) in parts {
      guard case .array = node.content, !node.isText || node.shape.contains(0) else {
        throw FileError.unusable(
          "arrays of numbers were expected; its element \(name) is of the class \(node.className).",
          remedy: "Name what is inside it (`inspect` lists it).")
      }
    }
    let arrays = try file.readArrays(at: parts.map(\.node.place))
    return .ragged(zip(parts, arrays).map { ($0.name, $1.strings == nil ? flat($1) : DataArray([] as [Double])) })
  }

  /// Vectors without MATLAB's second dimension.
  private static func flat(_ array: DataArray) -> DataArray {
    array.shape.filter { $0 != 1 }.count <= 1 || array.count == 0
      ? DataArray(shape: [array.count], storage: array.storage) : array
  }
}

/// The items of a MATLAB file, and what each of them is.
private struct MATLABItems {
  var items: [ArraySource.Item] = []
  var nodes: [String: MATLABNode] = [:]
  let most: Int

  init(most: Int) { self.most = most }

  mutating func add(_ node: MATLABNode, _ path: String) {
    guard items.count < most else {
      if items.count == most {
        items.append(ArraySource.Item(path: "\(path) and what follows", shape: [], typeName: "not listed"))
      }
      return
    }
    // Two variables of one name do not occur in files that MATLAB wrote; the first is kept.
    guard nodes.updateValue(node, forKey: path) == nil else { return }
    switch node.content {
    case .explained: append(path, [], node.className)
    case .array:
      let text = node.shape.first.map { $0 > 1 ? [$0] : [] } ?? []
      append(path, node.isText ? text : node.shape, node.typeName)
    case .cellOfArrays(let places, let isText):
      let isLine = node.shape.filter { $0 != 1 }.count <= 1
      append(path, isText && isLine ? [places.count] : node.shape, isText ? "str" : "cell")
    case .cell(let children):
      append(path, node.shape, "nested cell")
      for (index, child) in children.enumerated() { add(child, "\(path){\(index + 1)}") }
    case .structure(let fields): addFields(fields, node, path)
    }
  }

  private mutating func addFields(
    _ fields: [(name: String, values: [MATLABNode])], _ node: MATLABNode, _ path: String
  ) {
    append(path, node.shape, "struct")
    for (name, values) in fields {
      if node.shape.allSatisfy({ $0 == 1 }), values.count == 1 {
        add(values[0], "\(path)/\(name)")
        continue
      }
      if let isText = MATLABNode.isCellOfText(values) {
        add(MATLABNode("cell", node.shape, .cellOfArrays(values.map(\.place), isText: isText)), "\(path)/\(name)")
      } else {
        for (index, value) in values.enumerated() { add(value, "\(path)(\(index + 1))/\(name)") }
      }
    }
  }

  private mutating func append(_ path: String, _ shape: [Int], _ typeName: String) {
    items.append(ArraySource.Item(path: path, shape: shape, typeName: typeName))
  }
}
