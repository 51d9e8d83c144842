import ArrayNumerics

/// The elements of a structured array as a NumPy header names them: columns side by side in records of the same size, as in
/// `[('sample_index', '<i8'), ('unit_index', '<i8')]`.
///
/// Columns without a name are padding and only take their place. A title (`(('title', 'name'), '<f8')`) is passed over.
package struct RecordType: Equatable {
  package struct Column: Equatable {
    package var name: String
    /// The element type as NumPy writes it; a column that is a record or an array in itself has one that is not read.
    package var description: String
    /// Bytes from the start of a record.
    package var offset: Int
  }

  package private(set) var columns: [Column] = []
  /// Bytes of one record.
  package private(set) var size = 0

  /// What no record of a measurement has; a header that claims more is damaged.
  private static let (mostColumns, largestSize) = (1 << 12, 1 << 24)

  /// - Parameter fields: the list in the header.
  /// - Returns: `nil` when it is no list of columns, or a size cannot be known.
  init?(_ fields: [PythonLiteralParser.Literal]) {
    guard (1...Self.mostColumns).contains(fields.count) else { return nil }
    for field in fields {
      guard let (name, description, bytes) = Self.column(field), bytes <= Self.largestSize - size else { return nil }
      if !name.isEmpty { columns.append(Column(name: name, description: description, offset: size)) }
      size += bytes
    }
    guard size > 0, !columns.isEmpty, Set(columns.map(\.name)).count == columns.count else { return nil }
  }

  package func column(_ name: String) -> Column? { columns.first { $0.name == name } }

  private static func column(_ field: PythonLiteralParser.Literal) -> (name: String, description: String, bytes: Int)? {
    guard case .tuple(let parts) = field, parts.count == 2 || parts.count == 3, let name = name(parts[0]) else { return nil }
    var repeats = 1
    if parts.count == 3 {
      guard case .tuple(let lengths) = parts[2] else { return nil }
      let shape = lengths.compactMap { if case .integer(let length) = $0, length >= 0 { length } else { nil } }
      guard shape.count == lengths.count, let count = elementCount(shape), count <= largestSize else { return nil }
      repeats = count
    }
    switch parts[1] {
    case .string(let description):
      guard let bytes = bytes(description), bytes * repeats <= largestSize else { return nil }
      return (name, parts.count == 3 ? "V\(bytes * repeats)" : description, bytes * repeats)
    case .tuple(let inner):
      guard let record = RecordType(inner), record.size * repeats <= largestSize else { return nil }
      return (name, "V\(record.size * repeats)", record.size * repeats)
    default: return nil
    }
  }

  private static func name(_ literal: PythonLiteralParser.Literal) -> String? {
    switch literal {
    case .string(let name): name
    case .tuple(let pair):
      if pair.count == 2, case .string(let name) = pair[1] { name } else { nil }
    default: nil
    }
  }

  /// The bytes of an element, of types that are not read too: these have to be stepped over.
  private static func bytes(_ description: String) -> Int? {
    if let type = try? ElementType(description) { return type.kind == .object ? nil : min(type.size, largestSize + 1) }
    let plain = description.drop { "<>|=".contains($0) }
    guard let letter = plain.first, "VcfMm".contains(letter) else { return nil }
    // `<M8[ns]`: the unit stands behind the size.
    guard let size = Int(plain.dropFirst().prefix { $0.isNumber }), (0...largestSize).contains(size) else { return nil }
    return size
  }
}

extension NPYFile {
  /// One column of a structured array, as an array of its own.
  ///
  /// Complexity: one pass over the records; holds the column and a few thousand records.
  /// - Throws: `FileError` when there is no such column, its type is not read, or records are missing.
  package static func readColumn(_ name: String, from stream: some ByteStream) throws -> NPYContent {
    let header = try NPYHeader(from: stream)
    guard let record = header.record, let column = record.column(name) else {
      throw FileError.unusable("there is no column \(name).")
    }
    let type = try ElementType(column.description)
    guard let count = elementCount(header.shape),
      count.multipliedReportingOverflow(by: record.size) == (stream.remaining, false)
    else {
      throw FileError.unusable(
        "its header claims the shape \(shapeText(header.shape)) of records of \(record.size) bytes, but "
          + "\(stream.remaining) bytes follow.",
        remedy: "The file is damaged or incomplete; fetch or save it again.")
    }
    try reserveMemory(count * max(type.size, 1), shape: header.shape)
    let values = try [UInt8](unsafeUninitializedCapacity: count * type.size) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      let atATime = max(1, blockBytes / record.size)
      for start in stride(from: 0, to: count, by: atATime) {
        let records = try stream.bytes(min(atATime, count - start) * record.size)
        records.withUnsafeBytes { source in
          for index in 0..<records.count / record.size {
            let from = index * record.size + column.offset
            UnsafeMutableRawBufferPointer(rebasing: bytes[filled..<filled + type.size])
              .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[from..<from + type.size]))
            filled += type.size
          }
        }
      }
    }
    try stream.finish()
    return .array(
      try decodeArray(type, shape: header.shape, fortranOrder: header.fortranOrder, from: BytesInMemory(values)))
  }

  /// Records that are held at a time.
  private static let blockBytes = 1 << 20
}

/// Bytes that are in memory already.
private final class BytesInMemory: ByteStream {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - position }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard buffer.count <= remaining else {
      throw FileError.unusable("it ends early: \(buffer.count) bytes were expected, \(remaining) are left.")
    }
    buffer.copyBytes(from: bytes[position..<position + buffer.count])
    position += buffer.count
  }

  func finish() throws {}
}
