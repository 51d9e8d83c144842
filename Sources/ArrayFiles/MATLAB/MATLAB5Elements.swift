import ArrayNumerics

/// The types of data elements in a MATLAB v5 file.
enum MATLAB5Type: Int {
  case int8 = 1
  case uint8, int16, uint16, int32, uint32, single
  case double = 9
  case int64 = 12
  case uint64, matrix, compressed, utf8, utf16, utf32

  /// Bytes of one element; 0 for what has none.
  var size: Int {
    switch self {
    case .int8, .uint8, .utf8: 1
    case .int16, .uint16, .utf16: 2
    case .int32, .uint32, .single, .utf32: 4
    case .double, .int64, .uint64: 8
    case .matrix, .compressed: 0
    }
  }
}

/// The tag of a data element: its type and where its data stand.
struct MATLAB5Tag {
  var type: MATLAB5Type
  var data: Int
  /// Bytes of data.
  var count: Int
  /// Where the next element starts.
  var end: Int
}

/// Walks the data elements of a MATLAB v5 file, or of one inflated variable.
struct MATLAB5Elements {
  let bytes: any SeekableBytes
  let isBigEndian: Bool

  private static let damage = FileError.unusable(
    "its headers contradict themselves: it is damaged.", remedy: "Fetch or save the file again.")

  func words(at offset: Int, count: Int) throws -> [UInt32] {
    let raw = try bytes.bytes(at: offset, count: 4 * count)
    return (0..<count).map { index in
      let value = (0..<4).reduce(UInt32(0)) { $0 | UInt32(raw[4 * index + $1]) << UInt32(8 * $1) }
      return isBigEndian ? value.byteSwapped : value
    }
  }

  /// Elements of up to four bytes stand in the tag itself; others are padded to eight bytes, but for deflated ones.
  func tag(at offset: Int) throws -> MATLAB5Tag {
    let words = try words(at: offset, count: 2)
    let isSmall = words[0] >> 16 != 0
    guard let type = MATLAB5Type(rawValue: Int(isSmall ? words[0] & 0xFFFF : words[0])) else {
      throw FileError.unusable(
        "it has an element of the unknown type \(isSmall ? words[0] & 0xFFFF : words[0]): it is damaged.",
        remedy: "Fetch or save the file again.")
    }
    if isSmall {
      let count = Int(words[0] >> 16)
      guard count <= 4, type.size > 0 else { throw MATLAB5Elements.damage }
      return MATLAB5Tag(type: type, data: offset + 4, count: count, end: offset + 8)
    }
    let count = Int(words[1])
    let padded = type == .compressed || type == .matrix ? count : (count + 7) & ~7
    guard count <= bytes.limit, offset + 8 <= bytes.limit - count else { throw seekableBytesEnd(offset + 8) }
    return MATLAB5Tag(type: type, data: offset + 8, count: count, end: offset + 8 + padded)
  }

  /// The header of an array: what all classes but opaque objects begin with.
  struct Header {
    var mxClass: Int
    var isComplex: Bool
    var isLogical: Bool
    var shape: [Int]
    /// Number of elements of the shape.
    var count: Int
    var name: String
    /// Where the elements or fields start, and where the array ends.
    var body: Int
    var end: Int
  }

  /// The header at the tag of an array. - Throws: `FileError` when there is none.
  func header(at offset: Int) throws -> Header {
    let matrix = try tag(at: offset)
    guard matrix.type == .matrix else { throw MATLAB5Elements.damage }
    let end = matrix.data + matrix.count
    // `[]` inside cells and structs may be written as nothing at all.
    if matrix.count == 0 {
      return Header(
        mxClass: 6, isComplex: false, isLogical: false, shape: [0, 0], count: 0, name: "", body: end, end: end)
    }
    let flags = try tag(at: matrix.data)
    guard flags.type == .uint32, flags.count == 8 else { throw MATLAB5Elements.damage }
    let word = try words(at: flags.data, count: 1)[0]
    var header = Header(
      mxClass: Int(word & 0xFF), isComplex: word & 0x0800 != 0, isLogical: word & 0x0200 != 0, shape: [], count: 0,
      name: "", body: flags.end, end: end)
    if header.mxClass != 17 {
      let dimensions = try tag(at: flags.end)
      guard dimensions.type == .int32, dimensions.count.isMultiple(of: 4), dimensions.count <= 4 * 32 else {
        throw MATLAB5Elements.damage
      }
      header.shape = try words(at: dimensions.data, count: dimensions.count / 4).map { Int(Int32(bitPattern: $0)) }
      guard header.shape.count >= 2, let count = elementCount(header.shape) else { throw MATLAB5Elements.damage }
      header.count = count
      header.body = dimensions.end
    }
    let name = try text(at: header.body)
    header.name = name.text
    header.body = name.end
    guard header.body <= end else { throw MATLAB5Elements.damage }
    return header
  }

  func text(at offset: Int) throws -> (text: String, end: Int) {
    let tag = try tag(at: offset)
    guard tag.type.size == 1, tag.count <= 1 << 16 else { throw MATLAB5Elements.damage }
    let raw = try bytes.bytes(at: tag.data, count: tag.count)
    return (String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self), tag.end)
  }

  /// The array at a tag with all below it, its name, and where it ends.
  func node(
    at offset: Int, depth: Int, _ budget: inout MATLABNodeBudget
  ) throws -> (name: String, node: MATLABNode, end: Int) {
    try budget.take()
    let header = try header(at: offset)
    let node: MATLABNode
    switch header.mxClass {
    case 1:
      node = try cell(header, offset, depth, &budget)
    case 2: node = try structure(header, offset, from: header.body, depth, &budget)
    case 3:
      // An object of an old-style class is a struct with a name.
      node = try structure(header, offset, from: text(at: header.body).end, depth, &budget)
    case 4: node = MATLABNode("char", header.shape, .array, place: offset)
    case 5...15:
      guard header.mxClass == 5 || header.count <= header.end - header.body else { throw MATLAB5Elements.damage }
      let name = header.isLogical ? "logical" : MATLAB5Elements.className(header.mxClass)
      node = MATLABNode(header.isComplex ? "complex \(name)" : name, header.shape, .array, place: offset)
    case 16:
      node = MATLABNode("function_handle", [], .explained(matlabExplanation(ofClass: "function_handle")))
    case 17:
      // Name, type system (`MCOS`, `java`) and class.
      let system = try text(at: header.body)
      let name = try text(at: system.end).text
      node = MATLABNode(name, [], .explained(matlabExplanation(ofClass: name)))
    default:
      node = MATLABNode("object", [], .explained("it is of a class that is not known (number \(header.mxClass))."))
    }
    return (header.name, node, header.end)
  }

  static func className(_ mxClass: Int) -> String {
    let names = [
      "double", "double", "single", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
    ]
    return names.indices.contains(mxClass - 5) ? names[mxClass - 5] : "double"
  }

  private func cell(
    _ header: Header, _ offset: Int, _ depth: Int, _ budget: inout MATLABNodeBudget
  ) throws -> MATLABNode {
    guard header.count <= (header.end - header.body) / 8, depth < matlabDeepest else { throw MATLAB5Elements.damage }
    var position = header.body
    var children: [MATLABNode] = []
    while children.count < min(header.count, matlabElementsExamined) {
      let (_, node, end) = try node(at: position, depth: depth + 1, &budget)
      children.append(node)
      position = end
    }
    if let isText = MATLABNode.isCellOfText(children) {
      var places = children.map(\.place)
      try budget.take(header.count - places.count)
      while places.count < header.count {
        places.append(position)
        position = try tag(at: position).end
      }
      return MATLABNode("cell", header.shape, .cellOfArrays(places, isText: isText))
    }
    while children.count < header.count {
      let (_, node, end) = try node(at: position, depth: depth + 1, &budget)
      children.append(node)
      position = end
    }
    return MATLABNode("cell", header.shape, .cell(children))
  }

  private func structure(
    _ header: Header, _ offset: Int, from start: Int, _ depth: Int, _ budget: inout MATLABNodeBudget
  ) throws -> MATLABNode {
    guard depth < matlabDeepest else { throw MATLAB5Elements.damage }
    let lengthTag = try tag(at: start)
    guard lengthTag.type == .int32, lengthTag.count == 4 else { throw MATLAB5Elements.damage }
    let length = Int(try words(at: lengthTag.data, count: 1)[0])
    let namesTag = try tag(at: lengthTag.end)
    guard namesTag.type.size == 1, length > 0, namesTag.count <= 1 << 22, namesTag.count.isMultiple(of: length) else {
      throw MATLAB5Elements.damage
    }
    let raw = try bytes.bytes(at: namesTag.data, count: namesTag.count)
    var fields: [(name: String, values: [MATLABNode])] = (0..<raw.count / length).map { index in
      let slice = raw[index * length..<(index + 1) * length]
      return (String(decoding: slice.prefix { $0 != 0 }, as: UTF8.self), [])
    }
    let (values, overflow) = header.count.multipliedReportingOverflow(by: fields.count)
    guard !overflow, values <= max(0, header.end - namesTag.end) / 8 else { throw MATLAB5Elements.damage }
    var position = namesTag.end
    for _ in 0..<(fields.isEmpty ? 0 : header.count) {
      for field in fields.indices {
        let (_, node, end) = try node(at: position, depth: depth + 1, &budget)
        fields[field].values.append(node)
        position = end
      }
    }
    return MATLABNode("struct", header.shape, .structure(fields))
  }
}
