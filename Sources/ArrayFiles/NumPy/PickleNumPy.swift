import ArrayNumerics

/// The globals that are understood: constructors of NumPy arrays, and of the dates and paths among the settings of suite2p.
enum PickleGlobal {
  case reconstruct
  case scalar
  case frombuffer
  case ndarray
  case dtype
  case encode
  case bytes
  case date
  case timeSpan
  case timeZone
  case path
  case orderedDictionary

  /// - Throws: `FileError` that names any other global.
  init(module: String, name: String) throws {
    switch (module, name) {
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      self = .reconstruct
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): self = .scalar
    case ("numpy.core.numeric", "_frombuffer"), ("numpy._core.numeric", "_frombuffer"): self = .frombuffer
    case ("numpy", "ndarray"): self = .ndarray
    case ("numpy", "dtype"): self = .dtype
    case ("_codecs", "encode"): self = .encode
    // Protocol 2 writes bytes of length 0 as a call without arguments.
    case ("__builtin__", "bytes"), ("builtins", "bytes"): self = .bytes
    case ("datetime", "datetime"): self = .date
    case ("datetime", "timedelta"): self = .timeSpan
    case ("datetime", "timezone"): self = .timeZone
    case ("pathlib", _) where Self.paths.contains(name), ("pathlib._local", _) where Self.paths.contains(name): self = .path
    case ("collections", "OrderedDict"): self = .orderedDictionary
    default:
      throw FileError.unusable(
        "its pickle asks Python to run '\(module.prefix(80)).\(name.prefix(80))'. Pickles are read as data here and "
          + "nothing in them is run; only NumPy arrays, lists, dictionaries, numbers, text, dates and paths are accepted.",
        remedy: "Save the data as plain arrays (numpy.savez with float64 arrays). "
          + "If you do not know where the file comes from, do not load it with allow_pickle=True.")
    }
  }

  private static let paths = ["PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"]
}

extension PickleParser {
  /// What a constructor of the allow-list describes.
  mutating func construct(_ global: PickleGlobal, _ arguments: [Item]) throws -> Item {
    switch global {
    case .reconstruct:
      nodes.append(.emptyArray)
      return .node(nodes.count - 1)
    case .dtype:
      guard case .value(.string(let text))? = arguments.first else {
        throw damaged("an element type without name")
      }
      return .dtype(try ElementType(text))
    case .scalar:
      guard arguments.count == 2, case .dtype(let type) = arguments[0] else { throw damaged("a scalar") }
      if type.kind == .object { return arguments[1] }
      let array = try decode(type, shape: [], fortranOrder: false, data: try rawBytes(arguments[1]))
      return .value(.array(array))
    case .frombuffer:
      guard arguments.count == 4, case .dtype(let type) = arguments[1],
        case .value(.string(let order)) = arguments[3]
      else { throw damaged("an array") }
      return .value(
        .array(
          try decode(
            type, shape: try shape(arguments[2]), fortranOrder: order == "F", data: try rawBytes(arguments[0])
          )))
    case .encode:
      // Protocol 2 has no bytes: they are text whose characters are the bytes.
      guard let first = arguments.first else { throw damaged("text without characters") }
      return .value(.bytes(try rawBytes(first)))
    case .bytes:
      guard arguments.isEmpty else { throw damaged("bytes with arguments") }
      return .value(.bytes([]))
    case .ndarray: throw damaged("an array without contents")
    case .date: return .value(.string(try dateText(arguments)))
    case .timeSpan:
      let parts = arguments.map { if case .value(.int(let number)) = $0 { Double(number) } else { Double.nan } }
      guard parts.count == 3, parts.allSatisfy(\.isFinite) else { throw damaged("a span of time") }
      return .value(.double(parts[0] * 86_400 + parts[1] + parts[2] * 1e-6))
    case .timeZone:
      guard let offset = arguments.first else { throw damaged("a time zone without offset") }
      return offset
    case .path:
      let parts = try arguments.map { part in
        guard case .value(.string(let text)) = part else { throw damaged("a path") }
        return text
      }
      return .value(.string(parts.joined(separator: "/").replacing("//", with: "/")))
    case .orderedDictionary:
      guard arguments.isEmpty else { throw damaged("a dictionary with arguments") }
      nodes.append(.dictionary([]))
      return .node(nodes.count - 1)
    }
  }

  /// `2024-05-06T07:08:09` of the ten bytes in which Python keeps a date: year (2), month, day, hour, minute, second and
  /// microsecond (3). The time zone is left out.
  private func dateText(_ arguments: [Item]) throws -> String {
    guard let first = arguments.first, arguments.count <= 2 else { throw damaged("a date") }
    let bytes = try rawBytes(first).map(Int.init)
    guard bytes.count == 10 else { throw damaged("a date of \(bytes.count) bytes") }
    func padded(_ number: Int, _ width: Int = 2) -> String {
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    // The highest bit of the month marks the second of two equal hours when clocks are turned back.
    let day = [padded(bytes[0] << 8 | bytes[1], 4), padded(bytes[2] & 0x7F), padded(bytes[3])].joined(separator: "-")
    return day + "T" + bytes[4...6].map { padded($0) }.joined(separator: ":")
  }

  /// Gives an array or an element type its state.
  mutating func build(_ target: Item, state: Item) throws -> Item {
    let fields = try tuple(state)
    switch target {
    case .dtype(var type):
      // (version, byte order, subdtype, names, fields, size, alignment, flags)
      guard fields.count >= 7, case .value(.string(let order)) = fields[1] else {
        throw damaged("an element type")
      }
      if case .value(.none) = fields[3] {} else { _ = try ElementType("V") }
      type.bigEndian = order == ">"
      return .dtype(type)
    case .node(let index):
      // (version, shape, element type, is Fortran order, bytes or list of objects)
      guard case .emptyArray = nodes[index], fields.count == 5, case .dtype(let type) = fields[2],
        case .value(.bool(let fortranOrder)) = fields[3]
      else { throw damaged("an array") }
      let shape = try shape(fields[1])
      if type.kind == .object {
        guard case .node(let list) = fields[4], case .list(let items) = nodes[list],
          elementCount(shape) == items.count
        else { throw damaged("an object array whose shape does not fit its items") }
        nodes[index] = .objectArray(shape: shape, fortranOrder ? rowMajor(items, shape: shape) : items)
      } else {
        nodes[index] = .array(
          try decode(type, shape: shape, fortranOrder: fortranOrder, data: try rawBytes(fields[4])))
      }
      return target
    default: throw damaged("a state for what has none")
    }
  }

  private func shape(_ item: Item) throws -> [Int] {
    let lengths: [Int] = try tuple(item).map { length in
      guard case .value(.int(let length)) = length, length >= 0 else { throw damaged("a shape") }
      return length
    }
    guard lengths.count <= 32 else { throw damaged("a shape of \(lengths.count) dimensions") }
    return lengths
  }

  private func rawBytes(_ item: Item) throws -> [UInt8] {
    switch item {
    case .value(.bytes(let bytes)): return bytes
    case .value(.string(let text)):
      return try text.unicodeScalars.map { scalar in
        guard let byte = UInt8(exactly: scalar.value) else { throw damaged("bytes that are not Latin-1") }
        return byte
      }
    default: throw damaged("an array without bytes")
    }
  }

  private func decode(
    _ type: ElementType, shape: [Int], fortranOrder: Bool, data: [UInt8]
  ) throws -> DataArray {
    let stream = MemoryStream(data)
    let array = try decodeArray(type, shape: shape, fortranOrder: fortranOrder, from: stream)
    guard stream.remaining == 0 else { throw damaged("an array with \(stream.remaining) bytes too many") }
    return array
  }
}

// MARK: - From the machine's items to values

extension PickleParser {
  /// The finished value. Shared containers are expanded once and shared again; a container that holds itself, deep
  /// nesting, and sharing that would expand to far more than the pickle holds are errors.
  func expand(_ item: Item) throws -> PickleValue {
    var known: [Int: (value: PickleValue, size: Int)] = [:]
    var open: Set<Int> = []
    let limit = 16 * bytes.count + 1024

    func visit(_ item: Item, depth: Int) throws -> (PickleValue, Int) {
      switch item {
      case .value(let value): return (value, 1)
      case .global, .dtype: throw damaged("a constructor that makes nothing")
      case .node(let index):
        if let done = known[index] { return done }
        guard depth < PickleParser.deepestNesting else {
          throw damaged("values nested more than \(PickleParser.deepestNesting) deep")
        }
        guard open.insert(index).inserted else { throw damaged("a container that holds itself") }
        var size = 1
        func values(_ items: [Item]) throws -> [PickleValue] {
          try items.map { item in
            let (value, count) = try visit(item, depth: depth + 1)
            size += count
            guard size <= limit else { throw damaged("references that expand without bound") }
            return value
          }
        }
        let value: PickleValue =
          switch nodes[index] {
          case .list(let items): .list(try values(items))
          case .tuple(let items): .tuple(try values(items))
          case .dictionary(let entries):
            .dictionary(Array(zip(try values(entries.map(\.0)), try values(entries.map(\.1)))))
          case .array(let array): .array(array)
          case .objectArray(let shape, let items): .objectArray(shape: shape, try values(items))
          case .emptyArray: throw damaged("an array without contents")
          }
        open.remove(index)
        known[index] = (value, size)
        return (value, size)
      }
    }
    return try visit(item, depth: 0).0
  }
}

/// Bytes in memory as a stream.
package final class MemoryStream: ByteStream {
  private let data: [UInt8]
  private var position = 0

  package init(_ data: [UInt8]) { self.data = data }

  package var remaining: Int { data.count - position }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard buffer.count <= remaining else { throw FileError.unusable("it ends early.") }
    data.withUnsafeBytes { source in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[position..<position + buffer.count]))
    }
    position += buffer.count
  }

  package func finish() throws {}
}
