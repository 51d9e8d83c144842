import CZlib

/// Bytes that can be read from any place: a file as it stands, or an inflated part of one.
protocol SeekableBytes: AnyObject {
  /// Fills the buffer with the bytes at `offset`. - Throws: `FileError` when there are fewer.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws
  /// How many bytes there can be at most; what claims more is damaged.
  var limit: Int { get }
}

extension SeekableBytes {
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard count >= 0, offset >= 0, count <= limit, offset <= limit - count else { throw seekableBytesEnd(offset) }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }
}

func seekableBytesEnd(_ offset: Int) -> FileError {
  .unusable(
    "it ends early: more bytes were expected at byte \(offset).",
    remedy: "The file is damaged or incomplete; fetch or save it again.")
}

extension InputFile: SeekableBytes {
  var limit: Int { size }
}

/// A zlib stream that can be read from any place. While it is inflated, zlib's state (40 KB) is kept every 4 MB; going
/// back starts from the nearest kept state. So nothing of the inflated data stays in memory, and reading the elements
/// of a struct or cell in the order of the file inflates it once.
final class InflatedBytes: SeekableBytes {
  /// Deflate cannot shrink data more than this (258 bytes from two bits).
  static let largestRatio = 1032
  private static let chunk = 1 << 16
  private static let stride = 4 << 20

  let limit: Int
  private let file: InputFile
  private let start: Int
  private let compressed: Int
  private var current: State
  private var kept: [State] = []
  /// What was inflated last, for the small pieces that headers are.
  private var window = [UInt8](repeating: 0, count: InflatedBytes.chunk)
  private var windowStart = 0
  private var windowCount = 0

  /// zlib's state after some output, and how much input it has taken.
  private final class State {
    // zlib keeps a pointer to the stream, so it must not move.
    let stream: UnsafeMutablePointer<z_stream>
    var taken = 0
    var produced = 0
    var isEnded = false

    init() throws {
      stream = .allocate(capacity: 1)
      stream.initialize(to: z_stream())
      guard canns_inflateInit2(stream, 15) == Z_OK else { throw State.outOfMemory }
    }

    init(copying other: State) throws {
      stream = .allocate(capacity: 1)
      stream.initialize(to: z_stream())
      guard inflateCopy(stream, other.stream) == Z_OK else { throw State.outOfMemory }
      (taken, produced, isEnded) = (other.taken, other.produced, other.isEnded)
    }

    deinit {
      inflateEnd(stream)
      stream.deallocate()
    }

    private static var outOfMemory: FileError {
      FileError(.inputOutput, problem: "zlib could not start (out of memory).")
    }
  }

  /// The zlib stream of `compressed` bytes at `start`.
  init(_ file: InputFile, start: Int, compressed: Int) throws {
    self.file = file
    self.start = start
    self.compressed = compressed
    let (product, overflow) = compressed.multipliedReportingOverflow(by: InflatedBytes.largestRatio)
    limit = overflow ? .max : product
    current = try State()
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    guard offset >= 0, offset <= limit - buffer.count else { throw seekableBytesEnd(offset) }
    var done = 0
    while done < buffer.count {
      let position = offset + done
      if position >= windowStart, position < windowStart + windowCount {
        let count = min(buffer.count - done, windowStart + windowCount - position)
        window.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position - windowStart..<position - windowStart + count]))
        }
        done += count
        continue
      }
      guard try seek(to: position) else { continue }
      if buffer.count - done >= InflatedBytes.chunk {
        let count = min(buffer.count - done, InflatedBytes.stride)
        let produced = try inflateNext(UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count]))
        guard produced == count else { throw seekableBytesEnd(position + produced) }
        done += count
      } else {
        try fillWindow()
        guard windowCount > 0 else { throw seekableBytesEnd(position) }
      }
    }
  }

  /// Inflates what follows the first `offset` bytes, so that the checksum (Adler-32) at the end is compared.
  func verify(after offset: Int) throws {
    guard current.produced == offset else { return }
    try fillWindow()
  }

  /// Brings the stream to a place; `false` when the window now reaches past it.
  private func seek(to position: Int) throws -> Bool {
    if position < current.produced {
      // The furthest state that was kept before it; a copy, so that it can be used again.
      current = try kept.last { $0.produced <= position }.map { try State(copying: $0) } ?? State()
    }
    while current.produced < position {
      try fillWindow()
      guard windowCount > 0 else { throw seekableBytesEnd(position) }
      if current.produced > position { return false }
    }
    return true
  }

  private func fillWindow() throws {
    windowStart = current.produced
    windowCount = 0
    windowCount = try window.withUnsafeMutableBytes { try inflateNext($0) }
  }

  /// Fills the buffer, up to the end of the stream; returns how many bytes there were.
  private func inflateNext(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    let stream = current.stream
    stream.pointee.next_out = base.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(buffer.count)
    while stream.pointee.avail_out > 0, !current.isEnded {
      let status = try step()
      current.isEnded = status == Z_STREAM_END
      let isStuck = status == Z_BUF_ERROR && current.taken == compressed
      guard !isStuck, status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        let place = current.produced
        // What was inflated up to here was not handed out: the next reading starts again.
        current = try State()
        throw FileError.unusable(
          "its compressed data are damaged after \(place) bytes.", remedy: "Fetch or save the file again.")
      }
    }
    let produced = buffer.count - Int(stream.pointee.avail_out)
    current.produced += produced
    if current.produced - (kept.last?.produced ?? 0) >= InflatedBytes.stride { kept.append(try State(copying: current)) }
    return produced
  }

  /// One call of zlib with the next piece of the file as its input.
  private func step() throws -> Int32 {
    let count = min(InflatedBytes.chunk, compressed - current.taken)
    var input = try file.bytes(at: start + current.taken, count: count)
    return input.withUnsafeMutableBufferPointer { buffer in
      current.stream.pointee.next_in = buffer.baseAddress
      current.stream.pointee.avail_in = UInt32(count)
      let status = inflate(current.stream, Z_NO_FLUSH)
      current.taken += count - Int(current.stream.pointee.avail_in)
      // The buffer is gone after this; what was not taken is read again.
      current.stream.pointee.next_in = nil
      current.stream.pointee.avail_in = 0
      return status
    }
  }
}
