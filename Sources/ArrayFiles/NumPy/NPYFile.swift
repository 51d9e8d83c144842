import ArrayNumerics
import FoundationEssentials

/// What a NumPy array file holds: numbers and text, or Python objects that were pickled.
public enum NPYContent: Sendable {
  case array(DataArray)
  /// The pickled value, parsed as data; nothing in it was executed.
  case object(PickleValue)

  /// The array, if it is one.
  public var array: DataArray? {
    switch self {
    case .array(let array): array
    case .object(.array(let array)): array
    default: nil
    }
  }
}

/// Single NumPy arrays in files (`.npy`), format versions 1 to 3.
public enum NPYFile {
  /// Reads a `.npy` file: C or Fortran order, either byte order; floats of 2, 4 and 8 bytes (2 become `float32`),
  /// integers of 1 to 8 bytes, booleans, text (`U`, `S`), and object arrays as pickled data.
  ///
  /// - Throws: `FileError` when the file is missing, damaged, or holds an element type that is not read.
  public static func read(contentsOf url: URL) throws -> NPYContent {
    let file = try InputFile(url)
    guard file.size > 0 else { throw emptyFile(file.name) }
    do {
      return try read(from: StoredStream(file, offset: 0, count: file.size))
    } catch let error as FileError {
      throw error.located(file: file.name)
    }
  }

  package static func read(from stream: some ByteStream) throws -> NPYContent {
    let header = try NPYHeader(from: stream)
    let type = try ElementType(header.description)
    if type.kind == .object {
      // The bytes, and the values that are made of them.
      try reserveMemory(2 * stream.remaining, shape: header.shape)
      let value = try PickleParser.parse(stream.bytes(stream.remaining))
      try stream.finish()
      return .object(value)
    }
    let array = try decodeArray(type, shape: header.shape, fortranOrder: header.fortranOrder, from: stream)
    if stream.remaining > 0 {
      throw FileError.unusable(
        "\(stream.remaining) bytes follow the \(array.count) elements that its header names; it is damaged.")
    }
    try stream.finish()
    return .array(array)
  }

  /// Hands out the rows of an array in row-major order, so many at a time, until `body` returns false. The checksum is looked
  /// at after the last row.
  package static func readRows(
    from stream: some ByteStream, rowsAtATime: Int, _ body: (Range<Int>, DataArray) throws -> Bool
  ) throws {
    let header = try NPYHeader(from: stream)
    let type = try ElementType(header.description)
    guard type.kind != .object, !header.fortranOrder, let rows = header.shape.first else {
      throw FileError.unusable("an array of numbers, row after row, was expected.")
    }
    for start in stride(from: 0, to: rows, by: max(1, rowsAtATime)) {
      let range = start..<min(rows, start + max(1, rowsAtATime))
      let piece = try decodeArray(type, shape: [range.count] + header.shape.dropFirst(), fortranOrder: false, from: stream)
      if range.upperBound == rows { try stream.finish() }
      guard try body(range, piece) else { return }
    }
  }

  /// Writes one array, little-endian and row-major, under a temporary name first.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  public static func write(_ array: DataArray, to url: URL) throws {
    let output = try OutputFile(url)
    try encode(array) { try output.write($0) }
    try output.finish()
  }

  /// Hands out header and elements as consecutive pieces of bytes.
  package static func encode(_ array: DataArray, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let encoding = NPYEncoding(array)
    try encoding.header.withUnsafeBytes(body)
    try encodeElements(array, characters: encoding.characters, body)
  }

  /// Hands out the elements alone.
  ///
  /// - Parameter characters: of each text; what is shorter is filled up.
  static func encodeElements(
    _ array: DataArray, characters: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch array.storage {
    case .float32(let values): try values.withUnsafeBytes(body)
    case .float64(let values): try values.withUnsafeBytes(body)
    case .int8(let values): try values.withUnsafeBytes(body)
    case .int16(let values): try values.withUnsafeBytes(body)
    case .int32(let values): try values.withUnsafeBytes(body)
    case .int64(let values): try values.withUnsafeBytes(body)
    case .uint8(let values): try values.withUnsafeBytes(body)
    case .uint16(let values): try values.withUnsafeBytes(body)
    case .uint32(let values): try values.withUnsafeBytes(body)
    case .uint64(let values): try values.withUnsafeBytes(body)
    case .bool(let values): try values.map { $0 ? UInt8(1) : 0 }.withUnsafeBytes(body)
    case .string(let values):
      for value in values {
        var units = value.unicodeScalars.map(\.value.littleEndian)
        units.append(contentsOf: repeatElement(0, count: characters - units.count))
        try units.withUnsafeBytes(body)
      }
    }
  }

  package static func emptyFile(_ name: String) -> FileError {
    .unusable("the file is empty.", file: name, remedy: "It may be an interrupted download; fetch it again.")
  }
}

/// Header and size of an array as NumPy writes it.
package struct NPYEncoding {
  package var header: [UInt8]
  /// Characters of the longest text, at least 1; 0 for numbers.
  package var characters = 0
  /// Bytes of header and elements together.
  package var size: Int

  /// Of an array whose elements come later.
  ///
  /// - Throws: `FileError` for text, whose length nobody knows yet.
  init(_ rows: WrittenRows) throws {
    guard let (type, width) = Self.numberTypes[rows.typeName] else {
      throw FileError.unusable("text cannot be written in pieces.")
    }
    header = NPYHeader(description: type, fortranOrder: false, shape: rows.shape).encoded
    size = header.count + width * rows.shape.reduce(1, *)
  }

  /// How NumPy writes the types of numbers, and their bytes.
  private static let numberTypes: [String: (String, Int)] = [
    "float32": ("<f4", 4), "float64": ("<f8", 8), "int32": ("<i4", 4), "int64": ("<i8", 8), "bool": ("|b1", 1),
  ]

  package init(_ array: DataArray) {
    let type: String
    let width: Int
    switch array.storage {
    case .float32: (type, width) = ("<f4", 4)
    case .float64: (type, width) = ("<f8", 8)
    case .int8: (type, width) = ("|i1", 1)
    case .int16: (type, width) = ("<i2", 2)
    case .int32: (type, width) = ("<i4", 4)
    case .int64: (type, width) = ("<i8", 8)
    case .uint8: (type, width) = ("|u1", 1)
    case .uint16: (type, width) = ("<u2", 2)
    case .uint32: (type, width) = ("<u4", 4)
    case .uint64: (type, width) = ("<u8", 8)
    case .bool: (type, width) = ("|b1", 1)
    case .string(let values):
      characters = max(1, values.map(\.unicodeScalars.count).max() ?? 1)
      (type, width) = ("<U\(characters)", 4 * characters)
    }
    header = NPYHeader(description: type, fortranOrder: false, shape: array.shape).encoded
    size = header.count + width * array.count
  }
}
