import CZlib
import FoundationEssentials

/// Writes a zip archive, member after member; zip64 fields are used only where sizes need them.
package final class ZipWriter {
  private let output: OutputFile
  private let level: Int32
  /// Sizes and offsets from here on go into zip64 fields; lower in tests.
  private let zip64Threshold: Int
  private var directory: [UInt8] = []
  private var count = 0

  /// - Parameter level: zlib's level; 0 stores members as they are.
  package init(_ url: URL, level: Int32, zip64Threshold: Int = 0xFFFF_0000) throws {
    output = try OutputFile(url)
    self.level = level
    self.zip64Threshold = zip64Threshold
  }

  /// Appends a member of `size` bytes, which `body` hands to the sink it is given, piece by piece.
  package func append(
    name: String, size: Int, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let offset = output.offset
    // Deflate may lengthen what it cannot shrink by a few bytes in each 16 kB.
    let wide = size + size / 1000 + 1024 >= zip64Threshold
    let nameBytes = Array(name.utf8)
    try output.write(localHeader(nameBytes, wide: wide, checksum: 0, compressed: 0, size: 0))
    let start = output.offset
    var checksum: UInt32 = 0
    if level == 0 {
      try body { piece in
        checksum = crc(checksum, piece)
        try output.write(piece)
      }
    } else {
      let deflater = try Deflater(output, level: level)
      try body { piece in
        checksum = crc(checksum, piece)
        try deflater.write(piece)
      }
      try deflater.finish()
    }
    let compressed = output.offset - start
    try output.overwrite(
      localHeader(nameBytes, wide: wide, checksum: checksum, compressed: compressed, size: size), at: offset)

    let wideOffset = offset >= zip64Threshold
    var extra: [UInt8] = []
    if wide { extra += little(size, 8) + little(compressed, 8) }
    if wideOffset { extra += little(offset, 8) }
    if !extra.isEmpty { extra = little(1, 2) + little(extra.count, 2) + extra }
    directory += little(0x0201_4B50, 4) + little(0x0300 | (wide || wideOffset ? 45 : 20), 2)
    directory += common(
      wide: wide, wideOffset: wideOffset, checksum: checksum, compressed: compressed, size: size)
    directory +=
      little(nameBytes.count, 2) + little(extra.count, 2) + little(0, 6) + little(0o100644 << 16, 4)
    directory += little(wideOffset ? 0xFFFF_FFFF : offset, 4) + nameBytes + extra
    count += 1
  }

  /// Writes the directory and gives the file its name.
  package func finish() throws {
    let offset = output.offset
    try output.write(directory)
    if count >= 0xFFFF || offset >= zip64Threshold || directory.count >= zip64Threshold {
      let position = output.offset
      try output.write(
        little(0x0606_4B50, 4) + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8)
          + little(count, 8) + little(count, 8) + little(directory.count, 8) + little(offset, 8))
      try output.write(little(0x0706_4B50, 4) + little(0, 4) + little(position, 8) + little(1, 4))
      try output.write(end(count: 0xFFFF, size: 0xFFFF_FFFF, offset: 0xFFFF_FFFF))
    } else {
      try output.write(end(count: count, size: directory.count, offset: offset))
    }
    try output.finish()
  }

  private func end(count: Int, size: Int, offset: Int) -> [UInt8] {
    little(0x0605_4B50, 4) + little(0, 4) + little(count, 2) + little(count, 2) + little(size, 4)
      + little(offset, 4) + little(0, 2)
  }

  private func localHeader(
    _ name: [UInt8], wide: Bool, checksum: UInt32, compressed: Int, size: Int
  ) -> [UInt8] {
    let extra = wide ? little(1, 2) + little(16, 2) + little(size, 8) + little(compressed, 8) : []
    return little(0x0403_4B50, 4)
      + common(wide: wide, wideOffset: false, checksum: checksum, compressed: compressed, size: size)
      + little(name.count, 2) + little(extra.count, 2) + name + extra
  }

  /// What local header and directory entry share: version, flags (UTF-8 names), method, time, CRC-32, sizes.
  private func common(
    wide: Bool, wideOffset: Bool, checksum: UInt32, compressed: Int, size: Int
  ) -> [UInt8] {
    // 1980-01-01 00:00, the first time that the format can express: equal arrays give equal bytes.
    little(wide || wideOffset ? 45 : 20, 2) + little(0x0800, 2) + little(level == 0 ? 0 : 8, 2)
      + little(0, 2) + little(0x21, 2) + little(Int(checksum), 4)
      + little(wide ? 0xFFFF_FFFF : compressed, 4) + little(wide ? 0xFFFF_FFFF : size, 4)
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

/// Deflates bytes into a file. Bytes that hardly shrink, such as those of measured numbers, are stored in the same stream: a
/// unit beyond the first 4 MB is tried, and where it shrinks by less than a quarter the following ones are stored before the
/// next is tried. Deflating them would take most of the time of a stage that writes a field potential's phase, for a tenth of
/// the size.
private final class Deflater {
  private let output: OutputFile
  private let level: Int32
  // zlib keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  /// The bytes of the unit at hand, handed on when it is whole, so that the same bytes come out however they came in.
  private let gathered = UnsafeMutableRawBufferPointer.allocate(byteCount: Deflater.unit, alignment: 16)
  private var filled = 0
  /// Where the output of the unit at hand began.
  private var start: Int
  /// How many units are still to be stored.
  private var stored = 0
  /// Units before one is tried: what is small is deflated in any case.
  private var untried = 16

  private static let unit = 1 << 18
  private static let storedUnits = 16

  init(_ output: OutputFile, level: Int32) throws {
    self.output = output
    self.level = level
    start = output.offset
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard canns_deflateInit2(stream, level, -15) == Z_OK else {
      throw FileError(.inputOutput, problem: "zlib could not start (out of memory).")
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    buffer.deallocate()
    gathered.deallocate()
  }

  func write(_ piece: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < piece.count {
      let count = min(piece.count - done, Self.unit - filled)
      UnsafeMutableRawBufferPointer(rebasing: gathered[filled...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: piece[done..<done + count]))
      done += count
      filled += count
      if filled == Self.unit {
        try handOn()
        try endUnit()
      }
    }
  }

  private func handOn() throws {
    stream.pointee.next_in = gathered.baseAddress!.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(filled)
    try drain { deflate($0, Z_NO_FLUSH) }
    filled = 0
  }

  func finish() throws {
    try handOn()
    try drain { deflate($0, Z_FINISH) }
  }

  /// Decides what becomes of the next unit.
  private func endUnit() throws {
    if untried > 0 {
      untried -= 1
      if untried == 0 { try drain { deflate($0, Z_BLOCK) } }
    } else if stored > 0 {
      stored -= 1
      if stored == 0 { try drain { deflateParams($0, self.level, Z_DEFAULT_STRATEGY) } }
    } else {
      try drain { deflate($0, Z_BLOCK) }
      if output.offset - start > Self.unit / 4 * 3 {
        stored = Self.storedUnits
        try drain { deflateParams($0, 0, Z_DEFAULT_STRATEGY) }
      }
    }
    start = output.offset
  }

  private func drain(_ step: (UnsafeMutablePointer<z_stream>) -> Int32) throws {
    repeat {
      stream.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(buffer.count)
      _ = step(stream)
      try output.write(
        UnsafeRawBufferPointer(rebasing: buffer[..<(buffer.count - Int(stream.pointee.avail_out))]))
    } while stream.pointee.avail_out == 0
  }
}
