/// One member of a zip archive, as its central directory describes it.
package struct ZipMember: Equatable {
  package var name: String
  package var isDeflated: Bool
  package var checksum: UInt32
  package var compressedSize: Int
  package var size: Int
  package var headerOffset: Int
}

/// Reads the central directory of a zip archive, with the zip64 extension.
///
/// Source: PKWARE, APPNOTE.TXT 6.3, "ZIP File Format Specification", §4.3 and §4.5.3.
package enum ZipDirectory {
  /// Deflate cannot shrink data more than this (258 bytes from two bits), so no honest member claims more.
  private static let largestRatio = 1032

  package static func read(_ file: InputFile) throws -> [ZipMember] {
    guard file.size > 0 else { throw NPYFile.emptyFile(file.name) }
    guard file.size >= 22 else { throw notZip(file) }
    let tailCount = min(file.size, 22 + 0xFFFF)
    let tailStart = file.size - tailCount
    let tail = LittleEndianBytes(try file.bytes(at: tailStart, count: tailCount))
    guard
      let end = stride(from: tailCount - 22, through: 0, by: -1).first(where: { tail.u32($0) == 0x0605_4B50 })
    else { throw notZip(file) }
    var count = tail.u16(end + 10)
    var size = tail.u32(end + 12)
    var offset = tail.u32(end + 16)
    var directoryEnd = tailStart + end
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
      guard end >= 20, tail.u32(end - 20) == 0x0706_4B50, let position = tail.u64(end - 12) else {
        throw damaged(file, "its zip64 directory is missing")
      }
      let record = LittleEndianBytes(try file.bytes(at: position, count: 56))
      guard record.u32(0) == 0x0606_4B50, let c = record.u64(32), let s = record.u64(40),
        let o = record.u64(48)
      else { throw damaged(file, "its zip64 directory is damaged") }
      (count, size, offset, directoryEnd) = (c, s, o, position)
    }
    guard size <= directoryEnd, offset <= directoryEnd - size, count <= size / 46 else {
      throw damaged(file, "its directory claims \(count) members in \(size) bytes at byte \(offset)")
    }
    let directory = LittleEndianBytes(try file.bytes(at: offset, count: size))
    var members: [ZipMember] = []
    var position = 0
    for index in 0..<count {
      guard position + 46 <= size, directory.u32(position) == 0x0201_4B50 else {
        throw damaged(file, "entry \(index) of its directory is damaged")
      }
      let nameCount = directory.u16(position + 28)
      let extraCount = directory.u16(position + 30)
      let next = position + 46 + nameCount + extraCount + directory.u16(position + 32)
      guard next <= size else { throw damaged(file, "entry \(index) of its directory is damaged") }
      members.append(
        try member(directory, position, nameCount: nameCount, extraCount: extraCount, file: file))
      position = next
    }
    return members
  }

  private static func member(
    _ bytes: LittleEndianBytes, _ start: Int, nameCount: Int, extraCount: Int, file: InputFile
  ) throws -> ZipMember {
    let name = String(decoding: bytes.bytes[(start + 46)..<(start + 46 + nameCount)], as: UTF8.self)
    let method = bytes.u16(start + 10)
    guard bytes.u16(start + 8) & 1 == 0 else {
      throw FileError.unusable("it is encrypted.", file: file.name, place: name)
    }
    guard method == 0 || method == 8 else {
      throw FileError.unusable(
        "it is compressed with zip method \(method); stored (0) and deflated (8) members are read.",
        file: file.name, place: name, remedy: "Save it with numpy.savez_compressed.")
    }
    var fields = [bytes.u32(start + 24), bytes.u32(start + 20), bytes.u32(start + 42)]
    if fields.contains(0xFFFF_FFFF) {
      var position = start + 46 + nameCount
      let end = position + extraCount
      while position + 4 <= end {
        let length = bytes.u16(position + 2)
        if bytes.u16(position) == 1 {
          var value = position + 4
          for index in fields.indices where fields[index] == 0xFFFF_FFFF {
            guard value + 8 <= min(end, position + 4 + length), let wide = bytes.u64(value) else {
              throw damaged(file, "the zip64 sizes of \(name) are missing")
            }
            fields[index] = wide
            value += 8
          }
          break
        }
        position += 4 + length
      }
    }
    let (size, compressed, offset) = (fields[0], fields[1], fields[2])
    let justified = method == 0 ? size == compressed : size / largestRatio <= compressed
    guard justified, compressed <= file.size, offset <= file.size - compressed else {
      throw damaged(
        file, "member \(name) claims \(size) bytes from \(compressed) at byte \(offset) of \(file.size)")
    }
    return ZipMember(
      name: name, isDeflated: method == 8, checksum: UInt32(bytes.u32(start + 16)),
      compressedSize: compressed, size: size, headerOffset: offset)
  }

  /// The bytes of a member; its local header says where they start.
  package static func stream(_ member: ZipMember, in file: InputFile) throws -> any ByteStream {
    let header = LittleEndianBytes(try file.bytes(at: member.headerOffset, count: 30))
    guard header.u32(0) == 0x0403_4B50 else { throw damaged(file, "the header of \(member.name) is damaged") }
    let start = member.headerOffset + 30 + header.u16(26) + header.u16(28)
    guard start <= file.size - member.compressedSize else {
      throw damaged(file, "member \(member.name) runs past the end of the file")
    }
    if member.isDeflated {
      return try InflatingStream(
        file, offset: start, compressed: member.compressedSize, size: member.size, checksum: member.checksum)
    }
    return StoredStream(file, offset: start, count: member.size, checksum: member.checksum)
  }

  private static func notZip(_ file: InputFile) -> FileError {
    .unusable(
      "this is not a complete zip archive (an .npz file is one): its directory, which stands at the end, is missing.",
      file: file.name, remedy: "It may be the rest of an interrupted copy or download; fetch it again.")
  }

  private static func damaged(_ file: InputFile, _ what: String) -> FileError {
    .unusable("\(what); the archive is damaged.", file: file.name, remedy: "Fetch or save the file again.")
  }
}

/// Little-endian integers at given places of some bytes.
package struct LittleEndianBytes {
  package let bytes: [UInt8]
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package func u16(_ position: Int) -> Int { Int(bytes[position]) | Int(bytes[position + 1]) << 8 }
  package func u32(_ position: Int) -> Int { u16(position) | u16(position + 2) << 16 }
  /// `nil` when the number does not fit `Int`.
  package func u64(_ position: Int) -> Int? {
    Int(exactly: UInt64(u32(position)) | UInt64(u32(position + 4)) << 32)
  }
}
