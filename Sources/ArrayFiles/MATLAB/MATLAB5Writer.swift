import ArrayNumerics
import FoundationEssentials

/// Writes MATLAB v5 files (`.mat`) that MATLAB, Octave and SciPy read: numbers by columns, text as `char`, lists of text as
/// columns of cells. One-dimensional arrays become columns, single numbers 1 × 1.
///
/// The same arrays give the same bytes: the header holds no date. Level 5 MAT-file format, MathWorks.
package enum MATLAB5Writer {
  /// Bytes of one variable that MATLAB reads.
  private static let limit = Int(Int32.max)

  /// - Throws: `FileError` when a variable is larger than the format holds, or the file cannot be written.
  package static func write(contents: [(name: String, content: WrittenArray)], to url: URL) throws {
    let output = try OutputFile(url)
    var header = Array("MATLAB 5.0 MAT-file, written by canns-analyze".utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: 116 - header.count)
    // No data of subsystems; version 1; the order of bytes.
    header += [UInt8](repeating: 0, count: 8) + [0, 1] + Array("IM".utf8)
    try output.write(header)
    for (name, content) in contents {
      switch content {
      case .array(let array): try write(array, name, to: output)
      case .rows(let rows): try write(rows.whole, name, to: output)
      case .stream(let stream):
        try begin(name, mxClass: 6, [stream.count, 1], .double, bytes: 8 * stream.count, to: output)
        try stream.forEachPiece { piece in try piece.withUnsafeBytes { try output.write(Array($0)) } }
      }
    }
    try output.finish()
  }

  private static func write(_ array: DataArray, _ name: String, to output: OutputFile) throws {
    if let texts = array.strings {
      return try output.write(array.shape.isEmpty ? text(texts[0], name: name) : cells(texts, name: name))
    }
    let (mxClass, type, isLogical) = kind(of: array.storage)
    var shape = array.shape
    while shape.count < 2 { shape.append(1) }
    try begin(
      name, mxClass: mxClass, shape, type, bytes: type.size * array.count, isLogical: isLogical, to: output)
    try output.write(padded(bytesByColumns(array, elementSize: type.size)))
  }

  /// The elements with the first axis fastest.
  private static func bytesByColumns(_ array: DataArray, elementSize: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(elementSize * array.count)
    try NPYFile.encodeElements(array, characters: 0) { bytes.append(contentsOf: $0) }
    guard array.shape.count > 1, array.count > 0 else { return bytes }
    var strides = [Int](repeating: elementSize, count: array.shape.count)
    for axis in stride(from: array.shape.count - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * array.shape[axis + 1]
    }
    var turned = [UInt8](repeating: 0, count: bytes.count)
    var index = [Int](repeating: 0, count: array.shape.count)
    var (source, target) = (0, 0)
    while target < turned.count {
      for byte in 0..<elementSize { turned[target + byte] = bytes[source + byte] }
      target += elementSize
      for axis in array.shape.indices {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < array.shape[axis] { break }
        source -= strides[axis] * array.shape[axis]
        index[axis] = 0
      }
    }
    return turned
  }

  private static func kind(of storage: DataArray.Storage) -> (mxClass: Int, type: MATLAB5Type, isLogical: Bool) {
    switch storage {
    case .float32: (7, .single, false)
    case .float64: (6, .double, false)
    case .int8: (8, .int8, false)
    case .int16: (10, .int16, false)
    case .int32: (12, .int32, false)
    case .int64: (14, .int64, false)
    case .uint8: (9, .uint8, false)
    case .uint16: (11, .uint16, false)
    case .uint32: (13, .uint32, false)
    case .uint64: (15, .uint64, false)
    case .bool: (9, .uint8, true)
    case .string: (4, .utf16, false)
    }
  }

  /// The head of a variable of numbers, up to its elements.
  private static func begin(
    _ name: String, mxClass: Int, _ shape: [Int], _ type: MATLAB5Type, bytes: Int, isLogical: Bool = false,
    to output: OutputFile
  ) throws {
    let head = self.head(name, mxClass: mxClass, shape, isLogical: isLogical)
    let whole = head.count + 8 + (bytes + 7) & ~7
    guard whole <= limit else {
      throw FileError(
        .cannotWrite, file: output.url.path, place: name,
        problem: "it has \(bytes) bytes, and a variable in a MATLAB v5 file at most 2147483647.",
        remedy: "Convert to .h5, which MATLAB reads with h5read.")
    }
    try output.write(tag(.matrix, whole) + head + tag(type, bytes))
  }

  private static func head(_ name: String, mxClass: Int, _ shape: [Int], isLogical: Bool = false) -> [UInt8] {
    tag(.uint32, 8) + word(mxClass | (isLogical ? 0x200 : 0)) + word(0)
      + tag(.int32, 4 * shape.count) + padded(shape.flatMap(word))
      + tag(.int8, name.utf8.count) + padded(Array(name.utf8))
  }

  private static func text(_ value: String, name: String) -> [UInt8] {
    let units = Array(value.utf16)
    let body =
      head(name, mxClass: 4, [units.isEmpty ? 0 : 1, units.count]) + tag(.utf16, 2 * units.count)
      + padded(units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
    return tag(.matrix, body.count) + body
  }

  private static func cells(_ values: [String], name: String) -> [UInt8] {
    let body = head(name, mxClass: 1, [values.count, 1]) + values.flatMap { text($0, name: "") }
    return tag(.matrix, body.count) + body
  }

  private static func tag(_ type: MATLAB5Type, _ count: Int) -> [UInt8] { word(type.rawValue) + word(count) }

  private static func word(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }
}
