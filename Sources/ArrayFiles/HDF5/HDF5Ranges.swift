import ArrayNumerics
import CHDF5
import FoundationEssentials

extension HDF5File {
  /// Chunks are kept until all that is wanted of them was read: at least one row of chunks of usual size.
  private static let chunkCacheBytes = 32 << 20
  /// A range up to this is read also from a dataset that was never filled; it costs nothing.
  private static let smallRange = 1 << 20

  /// Reads rows of a dataset (the first axis) without reading the others.
  ///
  /// - Parameter column: only this column of a two-dimensional dataset; the result then has one axis.
  /// - Throws: `FileError` when there is no such dataset or range, or its type is not read.
  package func read(_ path: String, rows: Range<Int>, column: Int? = nil) throws -> DataArray {
    try withHDF5 {
      let dataset = try openForRanges(path)
      let type = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose) { self.damaged(path) }
      let whole = try shape(dataset.id, path)
      guard let length = whole.first, rows.lowerBound >= 0, rows.upperBound <= length,
        column.map({ whole.count == 2 && $0 >= 0 && $0 < whole[1] }) ?? true
      else {
        throw FileError.unusable(
          "rows \(rows.lowerBound) to \(rows.upperBound)" + (column.map { " of column \($0)" } ?? "")
            + " were expected; it is \(shapeText(whole)).", file: name, place: path)
      }
      let shape = column == nil ? [rows.count] + whole.dropFirst() : [rows.count]
      let elements = elementCount(shape) ?? .max
      try requireStored(elements, of: dataset.id, shape: whole, elementSize: H5Tget_size(type.id), path)
      guard elements > 0 else { return try decodeNothing(type.id, shape, path) }
      let set = dataset.id
      let box = HDF5Box(
        start: [rows.lowerBound] + whole.indices.dropFirst().map { _ in column ?? 0 },
        count: [rows.count] + (column == nil ? Array(whole.dropFirst()) : [1]))
      return try decode(type.id, shape: shape, count: elements, path) { memoryType, buffer in
        try readBox(set, box, as: memoryType, into: buffer, path)
      }
    }
  }

  /// Refuses a range that is not small of a dataset that claims more than is stored: one element may claim gigabytes.
  private func requireStored(
    _ elements: Int, of dataset: hid_t, shape whole: [Int], elementSize: Int, _ path: String
  ) throws {
    let (bytes, overflow) = elements.multipliedReportingOverflow(by: elementSize)
    guard overflow || bytes > HDF5File.smallRange else { return }
    _ = try checkedCount(dataset, shape: whole, elementSize: elementSize, path)
  }

  /// The bytes of one chunk, all of which are read for one value; 0 for a dataset in one piece.
  package func chunkBytes(_ path: String) -> Int {
    withHDF5 {
      let dataset = H5Dopen2(identifier, path, canns_H5P_DEFAULT())
      guard dataset >= 0 else { return 0 }
      defer { H5Dclose(dataset) }
      let list = H5Dget_create_plist(dataset)
      guard list >= 0 else { return 0 }
      defer { H5Pclose(list) }
      guard H5Pget_layout(list) == H5D_CHUNKED else { return 0 }
      var lengths = [hsize_t](repeating: 0, count: 32)
      let rank = H5Pget_chunk(list, 32, &lengths)
      let type = H5Dget_type(dataset)
      guard rank > 0, type >= 0 else { return 0 }
      defer { H5Tclose(type) }
      return elementCount(lengths.prefix(Int(rank)).map { Int(clamping: $0) } + [H5Tget_size(type)]) ?? .max
    }
  }

  func openForRanges(_ path: String) throws -> HDF5Handle {
    let access = try HDF5Handle(H5Pcreate(canns_H5P_DATASET_ACCESS()), H5Pclose) { self.damaged(path) }
    H5Pset_chunk_cache(access.id, 521, HDF5File.chunkCacheBytes, 1)
    return try HDF5Handle(H5Dopen2(identifier, path, access.id), H5Dclose) { self.missing(path, "dataset") }
  }

  private func decodeNothing(_ type: hid_t, _ shape: [Int], _ path: String) throws -> DataArray {
    try decode(type, shape: shape, count: 0, path) { _, _ in }
  }
}

extension HDF5File {
  /// A chunk above this is not read for a few values.
  private static let largestPreviewChunk = 32 << 20

  /// The first values of a dataset in the file's order along its last axis; `nil` when it holds neither numbers nor text or
  /// too much would have to be read for them.
  package func firstValues(_ path: String, shape: [Int], count: Int) -> DataArray? {
    guard !shape.contains(0) else { return nil }
    guard !shape.isEmpty else { return try? read(path) }
    guard chunkBytes(path) <= HDF5File.largestPreviewChunk else { return nil }
    return withHDF5 {
      guard let dataset = try? openForRanges(path),
        let type = try? HDF5Handle(H5Dget_type(dataset.id), H5Tclose, orThrow: { self.damaged(path) }),
        let whole = try? self.shape(dataset.id, path), whole == shape
      else { return nil }
      let shown = min(count, shape[shape.count - 1])
      let size = H5Tget_size(type.id)
      guard (try? requireStored(shown, of: dataset.id, shape: whole, elementSize: size, path)) != nil else { return nil }
      let box = HDF5Box(start: shape.map { _ in 0 }, count: shape.dropLast().map { _ in 1 } + [shown])
      let set = dataset.id
      return try? decode(type.id, shape: [shown], count: shown, path) { memoryType, buffer in
        try readBox(set, box, as: memoryType, into: buffer, path)
      }
    }
  }
}
