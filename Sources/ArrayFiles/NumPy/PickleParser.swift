import ArrayNumerics

/// Parses Python pickles, protocols 0 to 5, as data. Nothing is ever imported or called: the few NumPy constructors of
/// an allow-list are understood as descriptions of arrays, and any other global is an error that names it.
///
/// Stack, memo, nesting and the size of what shared references expand to are all bounded by the length of the pickle.
///
/// Source: the opcode documentation of Python's `pickletools`; the constructors are what NumPy 1 and 2 write.
package struct PickleParser {
  /// An item of the pickle machine's stack. Containers live in `nodes` and are named by their index, so that shared
  /// and still growing containers need no reference counting.
  enum Item {
    case value(PickleValue)
    case node(Int)
    case global(PickleGlobal)
    case dtype(ElementType)
  }

  enum Node {
    case list([Item])
    case tuple([Item])
    case dictionary([(Item, Item)])
    /// An array whose contents come later, with BUILD.
    case emptyArray
    case array(DataArray)
    case objectArray(shape: [Int], [Item])
  }

  static let deepestNesting = 100

  var bytes: [UInt8]
  var position = 0
  var stack: [Item] = []
  var marks: [Int] = []
  var memo: [Int: Item] = [:]
  var nodes: [Node] = []

  /// - Throws: `FileError` with the offending global, or where the pickle is damaged.
  package static func parse(_ bytes: [UInt8]) throws -> PickleValue {
    var parser = PickleParser(bytes: bytes)
    let result = try parser.run()
    return try parser.expand(result)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  func damaged(_ what: String) -> FileError {
    .unusable("the pickled data are damaged at byte \(position): \(what).", remedy: "Save the file again.")
  }

  private mutating func run() throws -> Item {
    while true {
      let opcode = try byte()
      if opcode == UInt8(ascii: ".") { return try pop() }
      try step(opcode)
    }
  }

  private mutating func step(_ opcode: UInt8) throws {
    switch opcode {
    case 0x80:
      let version = try byte()
      guard (0...5).contains(version) else { throw damaged("protocol \(version) is not known") }
    case 0x95: _ = try length(8, checked: false)  // FRAME: a hint for readers of streams
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "N"): stack.append(.value(.none))
    case 0x88: stack.append(.value(.bool(true)))
    case 0x89: stack.append(.value(.bool(false)))
    case UInt8(ascii: "K"): stack.append(.value(.int(Int(try byte()))))
    case UInt8(ascii: "M"): stack.append(.value(.int(try unsigned(2))))
    case UInt8(ascii: "J"): stack.append(.value(.int(Int(Int32(truncatingIfNeeded: try unsigned(4))))))
    case 0x8A: stack.append(.value(try long(Int(try byte()))))
    case UInt8(ascii: "G"):
      let bits = try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      stack.append(.value(.double(Double(bitPattern: bits))))
    case 0x8C: try pushText(Int(try byte()))
    case UInt8(ascii: "X"): try pushText(try length(4))
    case 0x8D: try pushText(try length(8))
    case UInt8(ascii: "C"): try pushBytes(Int(try byte()))
    case UInt8(ascii: "B"): try pushBytes(try length(4))
    case 0x8E, 0x96: try pushBytes(try length(8))
    // Text of Python 2, which NumPy reads with encoding='latin1'.
    case UInt8(ascii: "U"): try pushLatin(Int(try byte()))
    case UInt8(ascii: "T"): try pushLatin(try length(4))
    case UInt8(ascii: "]"): push(.list([]))
    case UInt8(ascii: ")"): push(.tuple([]))
    case UInt8(ascii: "}"): push(.dictionary([]))
    case UInt8(ascii: "d"):
      let items = try popToMark()
      push(.dictionary([]))
      try setItems(items)
    case UInt8(ascii: "t"): push(.tuple(try popToMark()))
    case UInt8(ascii: "l"): push(.list(try popToMark()))
    case 0x85: push(.tuple(try pop(count: 1)))
    case 0x86: push(.tuple(try pop(count: 2)))
    case 0x87: push(.tuple(try pop(count: 3)))
    case UInt8(ascii: "a"): try append(try pop(count: 1))
    case UInt8(ascii: "e"): try append(try popToMark())
    case UInt8(ascii: "s"): try setItems(try pop(count: 2))
    case UInt8(ascii: "u"): try setItems(try popToMark())
    case UInt8(ascii: "q"): try remember(Int(try byte()))
    case UInt8(ascii: "r"): try remember(try unsigned(4))
    case 0x94: try remember(memo.count)
    case UInt8(ascii: "h"): try recall(Int(try byte()))
    case UInt8(ascii: "j"): try recall(try unsigned(4))
    case UInt8(ascii: "c"):
      let module = try line()
      stack.append(.global(try PickleGlobal(module: module, name: try line())))
    case 0x93:
      guard case .value(.string(let name)) = try pop(), case .value(.string(let module)) = try pop() else {
        throw damaged("a global without a name")
      }
      stack.append(.global(try PickleGlobal(module: module, name: name)))
    // Protocol 0 writes numbers, text and memos as lines.
    case UInt8(ascii: "I"), UInt8(ascii: "L"): stack.append(.value(try wholeNumber(try line())))
    case UInt8(ascii: "F"):
      guard let value = Double(try line()) else { throw damaged("a number that is none") }
      stack.append(.value(.double(value)))
    case UInt8(ascii: "V"): stack.append(.value(.string(try line())))
    case UInt8(ascii: "S"): stack.append(.value(.string(String(try line().dropFirst().dropLast()))))
    case UInt8(ascii: "p"), UInt8(ascii: "g"):
      guard let index = Int(try line()), index >= 0 else { throw damaged("a memo without number") }
      if opcode == UInt8(ascii: "p") { try remember(index) } else { try recall(index) }
    case UInt8(ascii: "R"):
      let arguments = try tuple(try pop())
      guard case .global(let global) = try pop() else { throw damaged("a call of what is not a constructor") }
      stack.append(try construct(global, arguments))
    case UInt8(ascii: "b"):
      let state = try pop()
      let target = try pop()
      stack.append(try build(target, state: state))
    default:
      let hex = String(opcode, radix: 16)
      throw FileError.unusable(
        "its pickle uses the opcode 0x\(hex) at byte \(position - 1), which is not needed for arrays, lists and "
          + "dictionaries and is not accepted.",
        remedy: "Save the data as plain arrays (numpy.savez without allow_pickle).")
    }
  }
}

// MARK: - Bytes

extension PickleParser {
  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw damaged("it ends early") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw damaged("it ends early") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func unsigned(_ count: Int) throws -> Int {
    try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// A length of `width` bytes; no more than what is left when `checked`.
  private mutating func length(_ width: Int, checked: Bool = true) throws -> Int {
    let value = try take(width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let count = Int(exactly: value), !checked || count <= bytes.count - position else {
      throw damaged("a length of \(value) bytes")
    }
    return count
  }

  private mutating func long(_ count: Int) throws -> PickleValue {
    let digits = try take(count)
    let negative = digits.last.map { $0 >= 0x80 } ?? false
    if count <= 8 {
      var value: UInt64 = negative ? .max : 0
      for digit in digits.reversed() { value = value << 8 | UInt64(digit) }
      return .int(Int(Int64(bitPattern: value)))
    }
    // Beyond 64 bits only the magnitude matters.
    var value = 0.0
    for digit in digits.reversed() { value = value * 256 + Double(digit) }
    return .double(negative ? value - Double(sign: .plus, exponent: 8 * count, significand: 1) : value)
  }

  /// `01` and `00` are the truth values of protocol 0.
  private func wholeNumber(_ text: String) throws -> PickleValue {
    if text == "01" || text == "00" { return .bool(text == "01") }
    guard let value = Int(text.hasSuffix("L") ? String(text.dropLast()) : text) else {
      throw damaged("a whole number that is none")
    }
    return .int(value)
  }

  private mutating func line() throws -> String {
    guard let end = bytes[position...].prefix(1024).firstIndex(of: 0x0A) else {
      throw damaged("a name without end")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private mutating func pushText(_ count: Int) throws {
    stack.append(.value(.string(String(decoding: try take(count), as: UTF8.self))))
  }

  private mutating func pushBytes(_ count: Int) throws {
    stack.append(.value(.bytes(Array(try take(count)))))
  }

  private mutating func pushLatin(_ count: Int) throws {
    stack.append(
      .value(.string(String(String.UnicodeScalarView(try take(count).map { Unicode.Scalar($0) })))))
  }
}

// MARK: - Stack

extension PickleParser {
  mutating func push(_ node: Node) {
    stack.append(.node(nodes.count))
    nodes.append(node)
  }

  mutating func pop() throws -> Item {
    guard stack.count > (marks.last ?? 0), let item = stack.popLast() else {
      throw damaged("nothing on the stack")
    }
    return item
  }

  private mutating func pop(count: Int) throws -> [Item] {
    guard stack.count >= (marks.last ?? 0) + count else { throw damaged("too little on the stack") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws -> [Item] {
    guard let mark = marks.popLast() else { throw damaged("no mark") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func append(_ items: [Item]) throws {
    guard case .node(let index)? = stack.last, case .list(var list) = nodes[index] else {
      throw damaged("items for what is not a list")
    }
    nodes[index] = .list([])  // so that appending does not copy
    list.append(contentsOf: items)
    nodes[index] = .list(list)
  }

  private mutating func setItems(_ items: [Item]) throws {
    guard items.count.isMultiple(of: 2), case .node(let index)? = stack.last,
      case .dictionary(var entries) = nodes[index]
    else { throw damaged("entries for what is not a dictionary") }
    nodes[index] = .dictionary([])
    for start in stride(from: 0, to: items.count, by: 2) { entries.append((items[start], items[start + 1])) }
    nodes[index] = .dictionary(entries)
  }

  private mutating func remember(_ index: Int) throws {
    guard let item = stack.last, index <= bytes.count else { throw damaged("a memo of nothing") }
    memo[index] = item
  }

  private mutating func recall(_ index: Int) throws {
    guard let item = memo[index] else { throw damaged("memo \(index) was never set") }
    stack.append(item)
  }

  func tuple(_ item: Item) throws -> [Item] {
    guard case .node(let index) = item, case .tuple(let items) = nodes[index] else {
      throw damaged("arguments that are not a tuple")
    }
    return items
  }
}
