import CZlib

/// Bytes that come one after the other, from a file or from a deflated member of a zip archive.
package protocol ByteStream: AnyObject {
  /// How many bytes are still to come; never more than the file can justify.
  var remaining: Int { get }
  /// Fills the buffer.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws
  /// Called when everything was read: checks checksums.
  func finish() throws
}

extension ByteStream {
  /// The next `count` bytes. - Throws: `FileError` when there are fewer.
  package func bytes(_ count: Int) throws -> [UInt8] {
    guard count >= 0, count <= remaining else {
      throw FileError.unusable("it ends early: \(count) bytes were expected, \(remaining) are left.")
    }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }
}

/// A part of a file as it stands, with an optional CRC-32.
package final class StoredStream: ByteStream {
  private let file: InputFile
  private var position: Int
  package private(set) var remaining: Int
  private let expectedChecksum: UInt32?
  private var checksum: UInt32 = 0
  private static let piece = 1 << 18

  package init(_ file: InputFile, offset: Int, count: Int, checksum: UInt32? = nil) {
    self.file = file
    position = offset
    remaining = count
    expectedChecksum = checksum
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard buffer.count <= remaining else {
      throw FileError.unusable(
        "it ends early: \(buffer.count) bytes were expected, \(remaining) are left.")
    }
    // In pieces, so that the checksum finds each of them in the cache.
    var done = 0
    while done < buffer.count {
      let count = min(buffer.count - done, StoredStream.piece)
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count])
      try file.read(at: position, into: part)
      position += count
      remaining -= count
      done += count
      if expectedChecksum != nil { checksum = crc(checksum, UnsafeRawBufferPointer(part)) }
    }
  }

  package func finish() throws {
    if let expectedChecksum, remaining == 0, checksum != expectedChecksum { throw checksumError() }
  }
}

/// A deflated member, inflated as it is read.
package final class InflatingStream: ByteStream {
  private let file: InputFile
  private var position: Int
  private var compressedLeft: Int
  package private(set) var remaining: Int
  private let expectedChecksum: UInt32
  private var checksum: UInt32 = 0
  // zlib keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: UnsafeMutableRawBufferPointer
  private static let chunk = 1 << 18

  package init(_ file: InputFile, offset: Int, compressed: Int, size: Int, checksum: UInt32) throws {
    self.file = file
    position = offset
    compressedLeft = compressed
    remaining = size
    expectedChecksum = checksum
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(byteCount: min(InflatingStream.chunk, max(compressed, 1)), alignment: 16)
    guard canns_inflateInit2(stream, -15) == Z_OK else {
      throw FileError(.inputOutput, problem: "zlib could not start (out of memory).")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard buffer.count <= remaining else {
      throw FileError.unusable(
        "it ends early: \(buffer.count) bytes were expected, \(remaining) are left.")
    }
    var done = 0
    while done < buffer.count {
      if stream.pointee.avail_in == 0 && compressedLeft > 0 { try refill() }
      let wanted = min(buffer.count - done, 1 << 30)
      stream.pointee.next_out = (buffer.baseAddress! + done).assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(wanted)
      let status = inflate(stream, Z_NO_FLUSH)
      let produced = wanted - Int(stream.pointee.avail_out)
      done += produced
      let ended = status == Z_STREAM_END || (status == Z_BUF_ERROR && compressedLeft == 0)
      if (ended && done < buffer.count) || (status != Z_OK && !ended && status != Z_BUF_ERROR) {
        throw FileError.unusable(
          "its compressed data are damaged after \(done) of \(buffer.count) bytes.",
          remedy: "Fetch or save the file again.")
      }
    }
    remaining -= done
    checksum = crc(checksum, UnsafeRawBufferPointer(buffer))
  }

  private func refill() throws {
    let count = min(input.count, compressedLeft)
    try file.read(at: position, into: UnsafeMutableRawBufferPointer(rebasing: input[..<count]))
    position += count
    compressedLeft -= count
    stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
  }

  package func finish() throws {
    if remaining == 0, checksum != expectedChecksum { throw checksumError() }
  }
}

/// CRC-32 of more bytes, going on from `start`.
package func crc(_ start: UInt32, _ buffer: UnsafeRawBufferPointer) -> UInt32 {
  guard let base = buffer.baseAddress else { return start }
  return UInt32(crc32_z(UInt(start), base.assumingMemoryBound(to: UInt8.self), buffer.count))
}

private func checksumError() -> FileError {
  .unusable(
    "its checksum (CRC-32) does not match: the file was damaged.", remedy: "Fetch or save the file again.")
}
