import ArrayNumerics
import FoundationEssentials

/// A row of samples in a file that is read when it is asked for, all at once or block after block:
/// V = number · scale + offset.
package struct DeferredSignal: Sendable, Equatable {
  /// Where the numbers stand.
  package enum Place: Sendable, Equatable {
    /// In a dataset; a column of one with two axes.
    case hdf5(path: String, column: Int?)
    /// In a member of an archive.
    case npz(String)
    /// In the one array of the file.
    case npy
    /// Signed integers of one or two bytes, little-endian: the first at a byte, each so many bytes after the one before.
    case integers(at: Int, every: Int, width: Int)
  }

  package var url: URL
  package var place: Place
  package var count: Int
  package var scale: Double
  package var offset: Double
  /// Threads that unpack it.
  package var threads: Int

  package init(url: URL, _ place: Place, count: Int, scale: Double = 1, offset: Double = 0, threads: Int = 1) {
    self.url = url
    self.place = place
    self.count = count
    self.scale = scale
    self.offset = offset
    self.threads = threads
  }

  /// Samples that are read at a time; of chunked datasets more, so that few chunks are unpacked twice.
  private static let blockCount = 1 << 18
  private static let chunkedCount = 1 << 21
  /// A dataset with larger chunks is read as a whole.
  private static let largestChunk = 1 << 26

  /// All samples.
  ///
  /// - Throws: `FileError` when the file can no longer be read, or is shorter than it was.
  package func read() throws -> [Double] {
    if case .hdf5(let path, let column) = place {
      return try values(try HDF5File(contentsOf: url, threads: threads).read(path, rows: 0..<count, column: column))
    }
    try reserveMemory(8 * count)
    var samples: [Double] = []
    samples.reserveCapacity(count)
    try forEachBlock { samples += $0 }
    return samples
  }

  /// Hands out the samples in order, a block at a time; no more than a block is held.
  ///
  /// - Throws: as `read()`, and what `body` throws.
  package func forEachBlock(_ body: ([Double]) throws -> Void) throws {
    switch place {
    case .hdf5(let path, let column):
      let file = try HDF5File(contentsOf: url, threads: threads)
      let chunk = file.chunkBytes(path)
      let step = chunk == 0 ? Self.blockCount : chunk > Self.largestChunk ? max(1, count) : Self.chunkedCount
      for lower in stride(from: 0, to: count, by: step) {
        try body(values(try file.read(path, rows: lower..<min(count, lower + step), column: column)))
      }
    case .npz(let name):
      try NPZArchive(contentsOf: url).readRows(name, rowsAtATime: Self.blockCount) { _, array in
        try body(values(array))
        return true
      }
    case .npy:
      let file = try InputFile(url)
      try NPYFile.readRows(from: StoredStream(file, offset: 0, count: file.size), rowsAtATime: Self.blockCount) { _, array in
        try body(values(array))
        return true
      }
    case .integers(let start, let every, let width):
      let file = try InputFile(url)
      let step = max(1, min(Self.blockCount, (1 << 22) / max(1, every)))
      for lower in stride(from: 0, to: count, by: step) {
        let samples = min(step, count - lower)
        let bytes = try file.bytes(at: start + lower * every, count: (samples - 1) * every + width)
        try body(converted(Self.integers(bytes, samples, every: every, width: width)))
      }
    }
  }

  private static func integers(_ bytes: [UInt8], _ count: Int, every: Int, width: Int) -> [Double] {
    bytes.withUnsafeBufferPointer { bytes in
      (0..<count).map { sample in
        let place = sample * every
        if width == 1 { return Double(Int8(bitPattern: bytes[place])) }
        return Double(Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8))
      }
    }
  }

  private func values(_ array: DataArray) throws -> [Double] {
    guard let numbers = array.doubles else {
      throw FileError.unusable("numbers were expected; it is \(array.typeName).", file: url.lastPathComponent)
    }
    return converted(numbers)
  }

  private func converted(_ numbers: [Double]) -> [Double] {
    scale == 1 && offset == 0 ? numbers : numbers.map { $0 * scale + offset }
  }
}

extension ArraySource {
  /// A row of numbers that can be read block after block; `nil` where the format or the shape does not allow it.
  package func deferredSignal(_ item: Item) -> DeferredSignal? {
    guard ["float", "int", "uint"].contains(where: item.typeName.hasPrefix), let count = item.shape.first, count > 1,
      item.shape.dropFirst().allSatisfy({ $0 == 1 }), !item.path.contains("[")
    else { return nil }
    if format == "NPZ" { return DeferredSignal(url: url, .npz(item.path), count: count) }
    if format == "NPY" { return DeferredSignal(url: url, .npy, count: count) }
    guard let hdf5, item.shape.count <= 2, !item.path.hasPrefix("@") else { return nil }
    let column = item.shape.count == 2 ? 0 : nil
    return DeferredSignal(url: url, .hdf5(path: item.path, column: column), count: count, threads: hdf5.file.threads)
  }
}
