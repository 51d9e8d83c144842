import ArrayNumerics
import Foundation
import Recordings
import Stages

extension PersistenceNumbers {
  /// Reads the one matrix of a file: text with numbers only (also rows of different lengths), a sparse matrix as
  /// `scipy.sparse.save_npz` writes it, the array that was chosen, the only array with two dimensions, or the columns of a table.
  ///
  /// - Throws: `RecordingError` for a file that cannot be read; `StageError.unusableData` when it does not hold one matrix.
  package init(contentsOf url: URL, chosen: String?) throws {
    if chosen == nil, let rows = try NumberRows(contentsOf: url)?.rows {
      self.init(rows: rows)
      return
    }
    let source = try ArraySource(contentsOf: url)
    if chosen == nil, let entries = try Self(sparse: source) {
      self = entries
      return
    }
    self = .matrix(try pointMatrix(source, chosen: chosen))
  }

  /// A sparse matrix in coordinate or compressed row form; nil when the file is none.
  private init?(sparse source: ArraySource) throws {
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
      starts.count == shape[0] + 1, starts.first == 0, starts.last == columns.count,
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
  var rows: [[Double]] = []

  /// nil when the file is not such a text; lines that begin with # are comments, and a separator may end a line.
  init?(contentsOf url: URL) throws {
    let known = ["npz", "npy", "h5", "hdf5", "nwb", "mat"]
    guard !known.contains(url.pathExtension.lowercased()), let bytes = try? Data(contentsOf: url, options: .alwaysMapped),
      !bytes.prefix(4096).contains(0)
    else { return nil }
    func isSeparator(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x2C || byte == 0x3B
    }
    for line in bytes.split(separator: 0x0A) {
      let words = line.split(whereSeparator: isSeparator)
      if words.isEmpty || words[0].first == 0x23 { continue }
      // Two separators beside each other are an empty cell, which the reader of tables knows how to treat.
      var row: [Double] = []
      row.reserveCapacity(words.count)
      for word in words {
        guard let value = Double(String(decoding: word, as: UTF8.self)) else { return nil }
        row.append(value)
      }
      if hasEmptyCell(line) { return nil }
      rows.append(row)
    }
    if rows.isEmpty { return nil }
  }

  private func hasEmptyCell(_ line: Data) -> Bool {
    var isEmpty = true
    for byte in line {
      if byte == 0x2C || byte == 0x3B {
        if isEmpty { return true }
        isEmpty = true
      } else if byte != 0x20 && byte != 0x09 && byte != 0x0D {
        isEmpty = false
      }
    }
    return false
  }
}

/// The one matrix of a file: the array that was chosen, the only array with two dimensions, or the columns of a table.
func pointMatrix(_ source: ArraySource, chosen: String?) throws -> Matrix<Double> {
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
    return points
  }
  let matrices = source.items.filter { $0.shape.count == 2 && $0.typeName != "str" }
  if matrices.count == 1, let points = try matrix(matrices[0]) { return points }
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
  return Matrix(rows: values.count, columns: length, elements: values.flatMap { $0 }).transposed()
}
