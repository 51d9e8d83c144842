import ArrayNumerics

/// The header of a NumPy array file: `\x93NUMPY`, a version and a Python dictionary in text.
///
/// Source: NumPy enhancement proposal 1, "A simple file format for NumPy arrays", versions 1.0 to 3.0.
package struct NPYHeader: Equatable {
  package var description: String
  package var fortranOrder: Bool
  package var shape: [Int]
  /// The columns of a structured array, whose `description` is `V`.
  package var record: RecordType?

  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  package init(description: String, fortranOrder: Bool, shape: [Int]) {
    self.description = description
    self.fortranOrder = fortranOrder
    self.shape = shape
  }

  /// Reads the header and leaves the stream at the first element.
  package init(from stream: some ByteStream) throws {
    let start = try stream.bytes(8)
    guard Array(start[..<6]) == NPYHeader.magic else {
      throw FileError.unusable(
        "this is not a NumPy array: it does not start with \\x93NUMPY.",
        remedy: "Save it with numpy.save or numpy.savez.")
    }
    let version = start[6]
    guard (1...3).contains(version) else {
      throw FileError.unusable(
        "its NumPy format version \(version).\(start[7]) is not known (1 to 3 are).")
    }
    let lengthBytes = try stream.bytes(version == 1 ? 2 : 4)
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= 1 << 20 else {
      throw FileError.unusable("its header claims \(length) bytes; it is damaged.")
    }
    let bytes = try stream.bytes(length)
    // Version 3 is UTF-8, the others Latin-1; both agree on what is used here.
    try self.init(text: String(decoding: bytes, as: UTF8.self))
  }

  /// The dictionary in a header, for example `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
  package init(text: String) throws {
    var parser = PythonLiteralParser(text)
    guard case .dictionary(let entries)? = parser.parse() else {
      throw NPYHeader.damaged(text)
    }
    var description: String?
    var order: Bool?
    var shape: [Int]?
    var fields: [PythonLiteralParser.Literal]?
    for (key, value) in entries {
      switch (key, value) {
      case ("descr", .string(let text)): description = text
      case ("descr", .tuple(let list)): fields = list
      case ("fortran_order", .bool(let flag)): order = flag
      case ("shape", .tuple(let lengths)):
        shape = lengths.compactMap { if case .integer(let length) = $0, length >= 0 { length } else { nil } }
        if shape?.count != lengths.count { shape = nil }
      default: break
      }
    }
    if fields != nil { description = "V" }
    guard let description, let order, let shape, shape.count <= 32 else { throw NPYHeader.damaged(text) }
    self.init(description: description, fortranOrder: order, shape: shape)
    record = fields.flatMap(RecordType.init)
  }

  private static func damaged(_ text: String) -> FileError {
    .unusable(
      "its NumPy header is damaged: '\(text.prefix(80).filter { !$0.isNewline })'.",
      remedy: "Fetch or save the file again.")
  }

  /// The header as bytes, padded so that the elements start at a multiple of 64.
  package var encoded: [UInt8] {
    let dictionary =
      "{'descr': '\(description)', 'fortran_order': \(fortranOrder ? "True" : "False"), "
      + "'shape': \(shapeText(shape)), }"
    let text = Array(dictionary.utf8)
    let version: UInt8 = text.count + 75 < 1 << 16 ? 1 : 2
    let prefix = version == 1 ? 10 : 12
    let padding = 63 - (prefix + text.count) % 64
    let length = text.count + padding + 1
    let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return NPYHeader.magic + [version, 0] + lengthBytes + text + [UInt8](repeating: 0x20, count: padding) + [
      0x0A
    ]
  }
}

/// A parser for the Python literals that stand in NumPy headers: dictionaries with text keys, tuples and lists, text,
/// integers, `True`, `False` and `None`.
package struct PythonLiteralParser {
  package indirect enum Literal: Equatable {
    case string(String)
    case integer(Int)
    case bool(Bool)
    case none
    case tuple([Literal])
    case dictionary([(String, Literal)])

    package static func == (a: Literal, b: Literal) -> Bool { "\(a)" == "\(b)" }
  }

  private let text: [UInt8]
  private var position = 0

  package init(_ text: String) { self.text = Array(text.utf8) }

  /// The literal at the current place, or `nil` when there is none.
  package mutating func parse(depth: Int = 0) -> Literal? {
    guard depth < 16 else { return nil }
    skipSpace()
    guard position < text.count else { return nil }
    switch text[position] {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return string().map(Literal.string)
    case UInt8(ascii: "("): return sequence(until: UInt8(ascii: ")"), depth: depth)
    case UInt8(ascii: "["): return sequence(until: UInt8(ascii: "]"), depth: depth)
    case UInt8(ascii: "{"): return dictionary(depth: depth)
    default: return word()
    }
  }

  private mutating func skipSpace() {
    while position < text.count, text[position] == 0x20 || (9...13).contains(text[position]) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func string() -> String? {
    let quote = text[position]
    let start = position + 1
    guard let end = text[start...].firstIndex(of: quote) else { return nil }
    position = end + 1
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  private mutating func sequence(until end: UInt8, depth: Int) -> Literal? {
    position += 1
    var items: [Literal] = []
    while !take(end) {
      guard let item = parse(depth: depth + 1) else { return nil }
      items.append(item)
      if !take(UInt8(ascii: ",")) {
        guard take(end) else { return nil }
        break
      }
    }
    return .tuple(items)
  }

  private mutating func dictionary(depth: Int) -> Literal? {
    position += 1
    var entries: [(String, Literal)] = []
    while !take(UInt8(ascii: "}")) {
      guard case .string(let key)? = parse(depth: depth + 1), take(UInt8(ascii: ":")),
        let value = parse(depth: depth + 1)
      else { return nil }
      entries.append((key, value))
      if !take(UInt8(ascii: ",")) {
        guard take(UInt8(ascii: "}")) else { return nil }
        break
      }
    }
    return .dictionary(entries)
  }

  private mutating func word() -> Literal? {
    let start = position
    while position < text.count, !",:)]} \n".utf8.contains(text[position]) { position += 1 }
    var word = String(decoding: text[start..<position], as: UTF8.self)
    switch word {
    case "True": return .bool(true)
    case "False": return .bool(false)
    case "None": return Literal.none
    default:
      // Python 2 wrote long integers as 3L.
      if word.hasSuffix("L") { word.removeLast() }
      return Int(word).map(Literal.integer)
    }
  }
}
