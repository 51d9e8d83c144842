import ArrayNumerics
import CHDF5
import Synchronization

/// A row of numbers in an HDF5 file of which stretches are read when they are asked for.
///
/// Stretches that follow each other are read many at a time, and what was read last is kept: going through the whole row
/// reads it once and holds `windowCount` numbers of it. May be used from any thread.
package final class HDF5Vector: Sendable {
  /// Numbers that are read at a time: 16 MB of them.
  package static let windowCount = 1 << 21
  /// Chunks above this are not the measure of what is read at a time.
  private static let largestChunk = 32 << 20

  private struct Window {
    var start = 0
    var values: [Double] = []
    /// Where the stretch ended that was asked for last; who asks for what follows is going through the row.
    var next = 0
  }

  package let path: String
  package let count: Int
  private let file: HDF5File
  /// Numbers of a chunk, all of which are unpacked for one of them; 1 for a row in one piece.
  private let chunkCount: Int
  private let window = Mutex(Window())

  /// - Throws: `FileError` when there is no such dataset, or it is no row of numbers.
  package init(_ file: HDF5File, _ path: String) throws {
    self.file = file
    self.path = path
    count = try file.rowCount(path)
    let chunkBytes = file.chunkBytes(path)
    chunkCount = chunkBytes <= HDF5Vector.largestChunk ? max(1, chunkBytes / 8) : 1
  }

  /// The numbers of a stretch.
  ///
  /// - Throws: `FileError` when the row is shorter, or the file can no longer be read.
  package func read(_ rows: Range<Int>) throws -> [Double] {
    guard rows.lowerBound >= 0, rows.upperBound <= count else {
      throw FileError.unusable(
        "the index points at \(rows.upperBound) of \(count) values.", file: file.name, place: path)
    }
    return try window.withLock { window in
      let goesOn = rows.lowerBound == window.next
      window.next = rows.upperBound
      let known = window.start..<window.start + window.values.count
      if rows.isEmpty { return [] }
      if known.lowerBound <= rows.lowerBound && rows.upperBound <= known.upperBound {
        return Array(window.values[rows.lowerBound - window.start..<rows.upperBound - window.start])
      }
      guard goesOn, rows.count < HDF5Vector.windowCount else { return try file.readNumbers(path, rows) }
      // Whole chunks, so that none is unpacked for two windows.
      let wanted = max(rows.upperBound, rows.lowerBound + HDF5Vector.windowCount)
      let end = min(count, (wanted + chunkCount - 1) / chunkCount * chunkCount)
      // Let go first: there is never more than one in memory.
      window.values = []
      window.values = try file.readNumbers(path, rows.lowerBound..<end)
      window.start = rows.lowerBound
      return Array(window.values[..<rows.count])
    }
  }
}

extension HDF5File {
  /// The length of a dataset that is one row of numbers, checked against what is stored.
  fileprivate func rowCount(_ path: String) throws -> Int {
    try withHDF5 {
      let dataset = try openForRanges(path)
      let type = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose) { self.damaged(path) }
      switch HDF5Type(type.id) {
      case .float, .integer: break
      default:
        throw FileError.unusable(
          "numbers were expected; it is \(HDF5Type(type.id).name).", file: name, place: path)
      }
      let shape = try shape(dataset.id, path)
      guard !shape.isEmpty, shape.dropFirst().allSatisfy({ $0 == 1 }) else {
        throw FileError.unusable("one row of numbers was expected; it is \(shapeText(shape)).", file: name, place: path)
      }
      return try checkedCount(dataset.id, shape: shape, elementSize: H5Tget_size(type.id), path)
    }
  }

  /// A stretch of a row of numbers.
  fileprivate func readNumbers(_ path: String, _ rows: Range<Int>) throws -> [Double] {
    try withHDF5 {
      let dataset = try openForRanges(path)
      let shape = try shape(dataset.id, path)
      guard let length = shape.first, rows.upperBound <= length else { throw damaged(path) }
      let box = HDF5Box(start: [rows.lowerBound] + shape.dropFirst().map { _ in 0 }, count: [rows.count] + shape.dropFirst())
      return try [Double](unsafeUninitializedCapacity: rows.count) { buffer, initialized in
        if let base = buffer.baseAddress, !rows.isEmpty {
          try readBox(dataset.id, box, as: canns_H5T_NATIVE_DOUBLE(), into: base, path)
        }
        initialized = rows.count
      }
    }
  }
}
