import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Stages

extension Persistence.Input {
  /// Reads the one matrix of a file: text with numbers only (also rows of different lengths), a sparse matrix as
  /// `scipy.sparse.save_npz` writes it, the array that was chosen, the only array with two dimensions, or the columns of a
  /// table.
  ///
  /// - Throws: `FileError` for a file that cannot be read; `StageError.unusableData` when it does not hold one matrix.
  package init(contentsOf url: URL, chosen: String?) throws {
    if chosen == nil, let text = try NumberRows(contentsOf: url) {
      self.init(numbers: PersistenceNumbers(rows: text.rows))
      if text.hasNumberedHeader { labels.numberedHeader = text.rows.first }
      return
    }
    let source = try ArraySource(contentsOf: url, asSession: false)
    if chosen == nil, let entries = try PersistenceNumbers(sparse: source) {
      self.init(numbers: entries)
      return
    }
    let (points, labels) = try pointMatrix(source, chosen: chosen)
    self.init(matrix: points)
    self.labels = labels
  }
}

extension PersistenceNumbers {
  /// A sparse matrix in coordinate or compressed row form; nil when the file is none.
  fileprivate init?(sparse source: ArraySource) throws {
    func array(_ name: String) throws -> DataArray? {
      guard let item = source.item(name), case .array(let array) = try source.read(item) else { return nil }
      return array
    }
    guard let values = try array("data")?.doubles, let shape = try array("shape")?.integers, shape.count == 2,
      source.item("format") != nil
    else { return nil }
    guard shape[0] == shape[1] else {
      throw StageError.unusableData(
        stage: "persistence", reason: "the sparse matrix is \(shape[0]) x \(shape[1]), not square.",
        remedy: "Entry (i, j) is the distance of points i and j.")
    }
    if let rows = try array("row")?.integers, let columns = try array("col")?.integers {
      self = .entries(points: shape[0], rows: rows, columns: columns, values: values)
    } else if let starts = try array("indptr")?.integers, let columns = try array("indices")?.integers,
      // Not shape[0] + 1, which overflows for a damaged shape.
      starts.count - 1 == shape[0], starts.first == 0, starts.last == columns.count,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    {
      // Compressed rows or columns: the same distances for a symmetric matrix.
      let rows = (0..<shape[0]).flatMap { [Int](repeating: $0, count: starts[$0 + 1] - starts[$0]) }
      self = .entries(points: shape[0], rows: rows, columns: columns, values: values)
    } else {
      throw StageError.unusableData(
        stage: "persistence", reason: "the sparse matrix is in a form that is not read.",
        remedy: "Save it with scipy.sparse.save_npz(FILE, matrix.tocoo()).")
    }
  }
}

/// The rows of a text that holds nothing but numbers, separated by commas, semicolons or white space.
struct NumberRows {
  private(set) var rows: [[Double]] = []
  /// Whether the first row counts the columns, as pandas names those without names, above rows that are no whole numbers.
  private(set) var hasNumberedHeader = false

  /// nil when the file is not such a text; lines that begin with # are comments, and a separator may end a line.
  init?(contentsOf url: URL) throws {
    let known = ["npz", "npy", "h5", "hdf5", "nwb", "mat"]
    guard !known.contains(url.pathExtension.lowercased()), let data = try? Data(contentsOf: url, options: .alwaysMapped),
      !data.prefix(4096).contains(0), data.withUnsafeBytes({ readLines($0) }), !rows.isEmpty
    else { return nil }
  }

  private mutating func readLines(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var start = 0
    var row: [Double] = []
    var header: NumberedHeader?
    while start < bytes.count {
      var end = start
      while end < bytes.count && bytes[end] != 0x0A { end += 1 }
      row.removeAll(keepingCapacity: true)
      var line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      if rows.isEmpty {
        header = NumberedHeader(line)
        if let header, header.start > 0 {
          row.append(.nan)
          line = UnsafeRawBufferPointer(rebasing: line[header.start...])
        }
      }
      guard readLine(line, into: &row) else { return false }
      if !row.isEmpty { rows.append(row) }
      start = end + 1
    }
    // Whole numbers above whole numbers may be points.
    let isHeader = rows.first?.first?.isNaN ?? false || rows.dropFirst().contains { $0.contains { $0 != $0.rounded() } }
    hasNumberedHeader = header != nil && isHeader
    return true
  }

  /// - Returns: false for words that are no numbers and for empty cells, which the reader of tables knows how to treat.
  private func readLine(_ line: UnsafeRawBufferPointer, into row: inout [Double]) -> Bool {
    var place = 0
    // Whether a comma or semicolon may come: not at the start of a line and not after another.
    var follows = false
    while place < line.count {
      switch line[place] {
      case 0x20, 0x09, 0x0D: place += 1
      case 0x2C, 0x3B:
        if !follows { return false }
        follows = false
        place += 1
      case 0x23 where row.isEmpty: return true
      default:
        let start = place
        while place < line.count, ![0x20, 0x09, 0x0D, 0x2C, 0x3B].contains(line[place]) { place += 1 }
        let word = String(decoding: UnsafeRawBufferPointer(rebasing: line[start..<place]), as: UTF8.self)
        guard let value = Double(word) else { return false }
        row.append(value)
        follows = true
      }
    }
    return true
  }
}

/// A first line that counts two columns or more from 0 or 1 in whole numbers, alone or after an empty cell above an index.
private struct NumberedHeader {
  /// Where the numbers begin: not 0 after an empty cell.
  var start: Int

  init?(_ line: UnsafeRawBufferPointer) {
    // By the separators of tables; savetxt and Ripser write white space.
    guard let separator = line.first(where: { [0x2C, 0x3B, 0x09].contains($0) }) else { return nil }
    var words = line.split(separator: separator, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespaces) }
    start = 0
    if words[0].isEmpty {
      start = (line.firstIndex(of: separator) ?? 0) + 1
      words.removeFirst()
    }
    let counts = [0, 1].contains { first in words.enumerated().allSatisfy { $1 == String($0 + first) } }
    guard words.count > 1, counts else { return nil }
  }
}

/// The one matrix of a file: the array that was chosen, the only array with two dimensions, or the columns of a table.
private func pointMatrix(
  _ source: ArraySource, chosen: String?
) throws -> (points: Matrix<Double>, labels: PersistenceLabels) {
  func matrix(_ item: ArraySource.Item) throws -> Matrix<Double>? {
    guard case .array(let array) = try source.read(item) else { return nil }
    return array.doubleMatrix
  }
  if let chosen {
    guard let item = source.item(chosen), let points = try matrix(item) else {
      throw StageError.unusableData(
        stage: "persistence", reason: "there is no matrix '\(chosen)' in \(source.url.lastPathComponent).",
        remedy: "It holds \(source.items.prefix(8).map(\.path).joined(separator: ", ")).")
    }
    return (points, PersistenceLabels())
  }
  let matrices = source.items.filter { $0.shape.count == 2 && $0.typeName != "str" }
  if matrices.count == 1, let points = try matrix(matrices[0]) {
    return (points, PersistenceLabels())
  }
  let columns = source.items.filter { $0.shape.count == 1 && $0.typeName != "str" }
  let length = columns.first?.shape[0] ?? 0
  guard matrices.isEmpty, !columns.isEmpty, columns.allSatisfy({ $0.shape[0] == length }) else {
    throw StageError.unusableData(
      stage: "persistence",
      reason: "\(source.url.lastPathComponent) does not hold one matrix of points or distances; it holds "
        + source.items.prefix(8).map { "\($0.path) \($0.shape)" }.joined(separator: ", ") + ".",
      remedy: "Name the one to take with --map points=NAME.")
  }
  let values = try columns.compactMap { try matrix($0)?.elements }
  var labels = PersistenceLabels()
  labels.columns = columns.map(\.path)
  labels.textColumns = source.items.filter { $0.typeName == "str" && $0.shape == [length] }.map(\.path)
  return (Matrix(rows: values.count, columns: length, elements: values.flatMap { $0 }).transposed(), labels)
}
