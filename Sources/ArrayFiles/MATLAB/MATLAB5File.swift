import ArrayNumerics
import FoundationEssentials

/// A MATLAB file of level 5 (`save -v6`, `-v7`): variables one after the other, each as it stands or deflated.
///
/// Opening reads headers only. Of a deflated array the first 64 KB are inflated; a deflated struct or cell is inflated
/// once to find its fields, and nothing of it is kept but their places. Reading an array allocates what its elements
/// need as stored and as read, and never more than deflate's 1032 bytes for each byte of the file, eight times that where
/// whole numbers were stored as bytes for an array of doubles.
///
/// Source: MathWorks, "MAT-File Format", Level 5.
final class MATLAB5File: MATLABFile {
  let name: String
  private(set) var variables: [(name: String, node: MATLABNode)] = []
  private let file: InputFile
  private let isBigEndian: Bool
  /// The bytes that each variable stands in: the file itself, or the inflated element.
  private var contents: [any SeekableBytes] = []

  /// Bits of a place that count bytes within its variable; the others number the variable.
  private static let offsetBits = 44
  private static let mostVariables = 1 << 18

  /// Whether the first 128 bytes of a file are the header of this format: version 1 and the mark of the byte order.
  static func isHeader(_ start: [UInt8]) -> Bool {
    guard start.count >= 128 else { return false }
    let end = start[124..<128]
    return end.elementsEqual([0x00, 0x01, 0x49, 0x4D]) || end.elementsEqual([0x01, 0x00, 0x4D, 0x49])
  }

  /// Whether a file starts as one of level 4: the type of a matrix, its rows and columns, a flag, and the length of its name.
  static func isLevel4(_ start: [UInt8]) -> Bool {
    guard start.count >= 20 else { return false }
    func word(_ index: Int) -> Int {
      start[4 * index..<4 * index + 4].reversed().reduce(0) { (value: Int, byte: UInt8) -> Int in value << 8 | Int(byte) }
    }
    return word(0) <= 52 && word(3) <= 1 && (1...64).contains(word(4))
  }

  /// - Throws: `FileError` when the file is missing or not of this format. A variable that is damaged is listed as
  ///   such; the others can be read.
  init(contentsOf url: URL) throws {
    file = try InputFile(url)
    name = file.name
    let header = try file.bytes(at: 0, count: min(128, file.size))
    guard MATLAB5File.isHeader(header) else {
      throw FileError.unusable("this is not a MATLAB v5 file.", file: name)
    }
    isBigEndian = header[126] == 0x4D
    var budget = MATLABNodeBudget(fileSize: file.size)
    var offset = 128
    while offset < file.size {
      guard offset + 8 <= file.size, contents.count < MATLAB5File.mostVariables,
        let tag = try? MATLAB5Elements(bytes: file, isBigEndian: isBigEndian).tag(at: offset), tag.end <= file.size
      else {
        let why = "the file ends in the middle of it, or is damaged from byte \(offset) on."
        variables.append(("(rest of the file)", MATLABNode("not readable", [], .explained(why))))
        return
      }
      try addVariable(tag, at: offset, &budget)
      offset = max(tag.end, offset + 8)
    }
  }

  private func addVariable(_ tag: MATLAB5Tag, at offset: Int, _ budget: inout MATLABNodeBudget) throws {
    guard tag.type == .matrix || tag.type == .compressed, tag.count > 0 else { return }
    let bytes: any SeekableBytes =
      tag.type == .compressed ? try InflatedBytes(file, start: tag.data, compressed: tag.count) : file
    let start = tag.type == .compressed ? 0 : offset
    let elements = MATLAB5Elements(bytes: bytes, isBigEndian: isBigEndian)
    contents.append(bytes)
    do {
      var (name, node, _) = try elements.node(at: start, depth: 0, &budget)
      // What has no name is the store of objects and functions, which only MATLAB decodes.
      guard !name.isEmpty else { return }
      number(&node, contents.count - 1)
      variables.append((name, node))
    } catch let error as FileError {
      variables.append(("(variable \(variables.count + 1))", MATLABNode("not readable", [], .explained(error.problem))))
    }
  }

  /// Puts the number of the variable into the places of its parts.
  private func number(_ node: inout MATLABNode, _ variable: Int) {
    let mark = variable << MATLAB5File.offsetBits
    node.place |= mark
    switch node.content {
    case .array, .explained: break
    case .cellOfArrays(let places, let isText): node.content = .cellOfArrays(places.map { $0 | mark }, isText: isText)
    case .cell(var children):
      for index in children.indices { number(&children[index], variable) }
      node.content = .cell(children)
    case .structure(var fields):
      for field in fields.indices {
        for index in fields[field].values.indices { number(&fields[field].values[index], variable) }
      }
      node.content = .structure(fields)
    }
  }

  func readArray(at place: Int) throws -> DataArray {
    let variable = place >> MATLAB5File.offsetBits
    guard contents.indices.contains(variable) else { throw FileError.unusable("there is no such array.", file: name) }
    let bytes = contents[variable]
    let elements = MATLAB5Elements(bytes: bytes, isBigEndian: isBigEndian)
    do {
      let offset = place & ((1 << MATLAB5File.offsetBits) - 1)
      let (array, end) = try elements.array(at: offset, fileSize: file.size)
      try (bytes as? InflatedBytes)?.verify(after: end)
      return array
    } catch let error as FileError {
      throw error.located(file: name)
    }
  }

  func readArrays(at places: [Int]) throws -> [DataArray] { try places.map(readArray) }
}
