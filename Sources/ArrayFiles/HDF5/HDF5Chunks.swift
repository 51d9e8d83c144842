import ArrayNumerics
import CDeflate
import CHDF5

/// How a chunked dataset is stored that deflate packed, after the bytes of its elements were shuffled or not. Its chunks
/// are read as they are in the file and unpacked here, on several threads: the library itself does it on one.
///
/// Source: The HDF Group, "HDF5 File Format Specification", version 3, IV.A.2.l (filter pipeline).
struct HDF5Chunks {
  private enum Filter { case deflate, shuffle }

  /// Less is read by the library itself as quickly.
  private static let smallestBox = 1 << 18
  /// Larger chunks are left to the library.
  private static let largestChunk = 64 << 20
  /// Packed bytes that are read before they are unpacked together, except for a single chunk of more.
  private static let batchBytes = 16 << 20
  private static let batchCount = 1024

  private let chunk: [Int]
  private let elementSize: Int
  /// In the order in which they were applied; bit i of a chunk's mask says that filter i was not.
  private let filters: [Filter]
  private let chunkBytes: Int

  /// `nil` when the dataset is stored in another way, its elements are to be converted, or the part of it is small: the
  /// library then reads it.
  init?(_ dataset: hid_t, _ memoryType: hid_t, _ box: HDF5Box) {
    let elementSize = H5Tget_size(memoryType)
    guard let wanted = elementCount(box.count + [elementSize]), wanted >= HDF5Chunks.smallestBox else { return nil }
    let list = H5Dget_create_plist(dataset)
    guard list >= 0 else { return nil }
    defer { H5Pclose(list) }
    var options: UInt32 = 0
    guard H5Pget_layout(list) == H5D_CHUNKED, H5Pget_chunk_opts(list, &options) >= 0, options == 0 else { return nil }
    let type = H5Dget_type(dataset)
    guard type >= 0 else { return nil }
    defer { H5Tclose(type) }
    // Texts and references of variable length stand otherwise in the file than in memory.
    guard [H5T_FLOAT, H5T_INTEGER, H5T_ENUM].contains(H5Tget_class(type)), H5Tequal(type, memoryType) > 0 else { return nil }
    guard let filters = HDF5Chunks.filters(list, elementSize: elementSize) else { return nil }
    let rank = box.count.count
    var lengths = [hsize_t](repeating: 0, count: max(1, rank))
    guard rank > 0, H5Pget_chunk(list, Int32(rank), &lengths) == Int32(rank) else { return nil }
    let chunk = lengths.compactMap { Int(exactly: $0) }
    guard chunk.count == rank, chunk.allSatisfy({ $0 > 0 }), let bytes = elementCount(chunk + [elementSize]),
      bytes <= HDF5Chunks.largestChunk
    else { return nil }
    (self.chunk, self.elementSize, self.filters, chunkBytes) = (chunk, elementSize, filters, bytes)
  }

  /// Deflate alone or after shuffling; `nil` for every other row of filters.
  private static func filters(_ list: hid_t, elementSize: Int) -> [Filter]? {
    let count = H5Pget_nfilters(list)
    guard (1...2).contains(count) else { return nil }
    var filters: [Filter] = []
    for index in 0..<count {
      var (flags, configuration): (UInt32, UInt32) = (0, 0)
      var valueCount = 8
      var values = [UInt32](repeating: 0, count: 8)
      switch H5Pget_filter2(list, UInt32(index), &flags, &valueCount, &values, 0, nil, &configuration) {
      case H5Z_FILTER_DEFLATE: filters.append(.deflate)
      case H5Z_FILTER_SHUFFLE where valueCount >= 1 && Int(values[0]) == elementSize: filters.append(.shuffle)
      default: return nil
      }
    }
    return filters == [.deflate] || filters == [.shuffle, .deflate] ? filters : nil
  }

  /// A chunk as it stands in the file.
  private struct Packed {
    var origin: [Int]
    /// Where its bytes are in the batch.
    var bytes: Range<Int>
    var mask: UInt32 = 0
  }

  /// Reads a part of the dataset into a buffer, in row-major order.
  ///
  /// - Returns: false when a chunk was never written, which the library knows to fill.
  /// - Throws: the error when a chunk is not what it must be; `CancellationError` never.
  func read(
    _ box: HDF5Box, of dataset: hid_t, into buffer: UnsafeMutableRawPointer, fileSize: Int, threads: Int,
    orThrow error: () -> FileError
  ) throws -> Bool {
    var origin: [Int]? = zip(box.start, chunk).map { $0 / $1 * $1 }
    while origin != nil {
      var batch: [Packed] = []
      var size = 0
      while let place = origin, batch.count < HDF5Chunks.batchCount, size < HDF5Chunks.batchBytes {
        var stored: hsize_t = 0
        guard H5Dget_chunk_storage_size(dataset, place.map { hsize_t($0) }, &stored) >= 0, stored > 0 else { return false }
        // Deflate lengthens what it cannot shrink by less than this.
        guard let length = Int(exactly: stored), length <= min(fileSize, chunkBytes + chunkBytes / 100 + 1024) else {
          throw error()
        }
        batch.append(Packed(origin: place, bytes: size..<size + length))
        size += length
        origin = next(after: place, in: box)
      }
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 16)
      defer { bytes.deallocate() }
      for index in batch.indices {
        guard
          H5Dread_chunk(
            dataset, canns_H5P_DEFAULT(), batch[index].origin.map { hsize_t($0) }, &batch[index].mask,
            bytes.baseAddress! + batch[index].bytes.lowerBound) >= 0
        else { throw error() }
      }
      // Chunks do not overlap: each is unpacked to places of the buffer that are its own, which are no rows.
      nonisolated(unsafe) let (packed, target) = (UnsafeRawBufferPointer(bytes), buffer)
      let unpacked = batch
      let isSound = try concurrentMap(batch.count, work: Work(threads: threads)) { index in
        unpack(unpacked[index], packed, box, into: target)
      }
      guard !isSound.contains(false) else { throw error() }
    }
    return true
  }

  /// The origin of the chunk that follows in row-major order among those that a part touches.
  private func next(after place: [Int], in box: HDF5Box) -> [Int]? {
    var place = place
    for axis in place.indices.reversed() {
      place[axis] += chunk[axis]
      if place[axis] < box.start[axis] + box.count[axis] { return place }
      place[axis] = box.start[axis] / chunk[axis] * chunk[axis]
    }
    return nil
  }

  /// Undoes the filters of one chunk and copies what is wanted of it.
  ///
  /// - Returns: whether it unpacks to as many bytes as a chunk has.
  private func unpack(
    _ packed: Packed, _ batch: UnsafeRawBufferPointer, _ box: HDF5Box, into buffer: UnsafeMutableRawPointer
  ) -> Bool {
    var current = UnsafeRawBufferPointer(rebasing: batch[packed.bytes])
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * chunkBytes, alignment: 16)
    defer { scratch.deallocate() }
    var room = 0
    for (index, filter) in filters.enumerated().reversed() where packed.mask & (1 << UInt32(index)) == 0 {
      let output = UnsafeMutableRawBufferPointer(rebasing: scratch[room..<room + chunkBytes])
      switch filter {
      case .deflate: guard inflateAll(current, into: output) else { return false }
      case .shuffle:
        guard current.count == chunkBytes else { return false }
        unshuffle(current, into: output, elementSize: elementSize)
      }
      current = UnsafeRawBufferPointer(output)
      room += chunkBytes
    }
    guard current.count == chunkBytes else { return false }
    copy(current, at: packed.origin, box, into: buffer)
    return true
  }

  /// Copies the elements that chunk and part have in common, one run along the last axis after the other.
  private func copy(
    _ elements: UnsafeRawBufferPointer, at origin: [Int], _ box: HDF5Box, into buffer: UnsafeMutableRawPointer
  ) {
    let low = zip(origin, box.start).map { max($0, $1) }
    let high = origin.indices.map { min(origin[$0] + chunk[$0], box.start[$0] + box.count[$0]) }
    let last = origin.count - 1
    let run = (high[last] - low[last]) * elementSize
    var place = low
    while true {
      var (from, to) = (0, 0)
      for axis in 0...last {
        from = from * chunk[axis] + place[axis] - origin[axis]
        to = to * box.count[axis] + place[axis] - box.start[axis]
      }
      (buffer + to * elementSize).copyMemory(from: elements.baseAddress! + from * elementSize, byteCount: run)
      var axis = last - 1
      while axis >= 0 {
        place[axis] += 1
        if place[axis] < high[axis] { break }
        place[axis] = low[axis]
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}

/// Unpacks a stream of zlib's format (RFC 1950), its checksum included.
///
/// - Returns: whether it was sound and gave exactly as many bytes as there is room for.
private func inflateAll(_ packed: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Bool {
  guard let decompressor = libdeflate_alloc_decompressor() else { return false }
  defer { libdeflate_free_decompressor(decompressor) }
  // Without a place for the true length, a shorter one is an error.
  return libdeflate_zlib_decompress(
    decompressor, packed.baseAddress, packed.count, output.baseAddress, output.count, nil) == LIBDEFLATE_SUCCESS
}
