import ArrayNumerics
import FoundationEssentials

/// An archive of NumPy arrays (`.npz`): a zip file with one `.npy` member for each array.
///
/// Opening reads the directory only; each array is read, inflated and checked (sizes and CRC-32) when asked for.
public struct NPZArchive {
  /// The names of the arrays in the order of the file, without `.npy`.
  public let names: [String]
  private let file: InputFile
  private let members: [String: ZipMember]

  /// Opens an archive.
  ///
  /// - Throws: `FileError` when the file is missing, empty, not a zip archive, or cut short.
  public init(contentsOf url: URL) throws {
    file = try InputFile(url)
    var names: [String] = []
    var members: [String: ZipMember] = [:]
    for member in try ZipDirectory.read(file) where !member.name.hasSuffix("/") {
      let name = member.name.hasSuffix(".npy") ? String(member.name.dropLast(4)) : member.name
      if members.updateValue(member, forKey: name) == nil { names.append(name) }
    }
    self.names = names
    self.members = members
  }

  /// Reads one array. Complexity: one pass over its bytes.
  ///
  /// - Throws: `FileError` when there is no such array, it is damaged, or its elements are of a type that is not
  ///   read (complex numbers, dates, records).
  public func read(_ name: String) throws -> NPYContent {
    try located(name) { try NPYFile.read(from: try stream(name)) }
  }

  /// Reads one array some rows at a time, until `body` returns false.
  ///
  /// - Throws: as for the whole, and what `body` throws.
  package func readRows(_ name: String, rowsAtATime: Int, _ body: (Range<Int>, DataArray) throws -> Bool) throws {
    try located(name) { try NPYFile.readRows(from: try stream(name), rowsAtATime: rowsAtATime, body) }
  }

  /// The shape and NumPy element type of an array, without reading its elements.
  public func shape(of name: String) throws -> (shape: [Int], type: String) {
    let header = try header(of: name)
    return (header.shape, header.description)
  }

  /// The header of an array.
  package func header(of name: String) throws -> NPYHeader { try located(name) { try NPYHeader(from: try stream(name)) } }

  /// One column of a structured array.
  ///
  /// - Throws: as for a whole array.
  package func readColumn(_ column: String, of name: String) throws -> NPYContent {
    try located(name) { try NPYFile.readColumn(column, from: try stream(name)) }
  }

  private func stream(_ name: String) throws -> any ByteStream {
    guard let member = members[name] else {
      throw FileError.unusable("there is no such array; the file has \(names.joined(separator: ", ")).")
    }
    return try ZipDirectory.stream(member, in: file)
  }

  private func located<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FileError {
      throw error.located(file: file.name, place: "array \(name)")
    }
  }

  /// Writes arrays to an archive that `numpy.load` reads without pickle; text is written as `<U`.
  ///
  /// The same arrays give the same bytes: the members' times are fixed and deflate runs at a fixed level. The file is
  /// written under a temporary name and renamed, so that a file that exists is whole.
  ///
  /// - Parameter compressed: deflate the members (level 1: about as small as NumPy's level 6 for measured data, and
  ///   several times faster); what would hardly shrink is stored.
  /// - Throws: `FileError` when the file cannot be written.
  public static func write(
    _ arrays: [(name: String, array: DataArray)], to url: URL, compressed: Bool = true
  ) throws {
    try write(contents: arrays.map { ($0.name, .array($0.array)) }, to: url, compressed: compressed)
  }

  /// The same for contents that need not be in memory.
  package static func write(
    contents: [(name: String, content: WrittenArray)], to url: URL, compressed: Bool = true
  ) throws {
    let writer = try ZipWriter(url, level: compressed ? 1 : 0)
    for (name, content) in contents {
      switch content {
      case .array(let array):
        try writer.append(name: name + ".npy", size: NPYEncoding(array).size) { try NPYFile.encode(array, $0) }
      case .rows(let rows):
        let encoding = try NPYEncoding(rows)
        try writer.append(name: name + ".npy", size: encoding.size) { sink in
          try encoding.header.withUnsafeBytes(sink)
          try rows.forEachPiece { try NPYFile.encodeElements($0, characters: 0, sink) }
        }
      case .stream(let stream):
        let header = NPYHeader(description: "<f8", fortranOrder: false, shape: [stream.count]).encoded
        try writer.append(name: name + ".npy", size: header.count + 8 * stream.count) { sink in
          try header.withUnsafeBytes(sink)
          try stream.forEachPiece { try $0.withUnsafeBytes(sink) }
        }
      }
    }
    try writer.finish()
  }
}
