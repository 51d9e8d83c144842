import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Schema

/// The container of a stage's arrays.
public enum ArchiveFormat: String, Choice {
  case npz, h5
}

/// The arrays of a stage's archive, or some of them, each read when it is asked for.
func archiveShelf(_ file: URL) throws -> ArrayShelf {
  if file.pathExtension == ArchiveFormat.h5.rawValue {
    let archive = try HDF5File(contentsOf: file)
    let paths = Dictionary(uniqueKeysWithValues: try archive.children(of: "/").map { ($0.name, $0.path) })
    let shapes = try paths.mapValues { try archive.info($0).shape }
    return ArrayShelf(
      shapes: shapes,
      pieces: { name, rowsAtATime, body in
        let archive = try HDF5File(contentsOf: file)
        let count = shapes[name]?.first ?? 0
        for start in stride(from: 0, to: count, by: rowsAtATime) {
          let range = start..<min(count, start + rowsAtATime)
          guard try body(range, archive.read(paths[name] ?? name, rows: range)) else { return }
        }
      },
      read: { name in try HDF5File(contentsOf: file).read(paths[name] ?? name) })
  }
  let archive = try NPZArchive(contentsOf: file)
  let shapes = Dictionary(uniqueKeysWithValues: try archive.names.map { ($0, try archive.shape(of: $0).shape) })
  return ArrayShelf(
    shapes: shapes,
    pieces: { name, rowsAtATime, body in
      try NPZArchive(contentsOf: file).readRows(name, rowsAtATime: rowsAtATime, body)
    }
  ) { name in
    guard case .array(let array) = try NPZArchive(contentsOf: file).read(name) else {
      throw StageError.damagedResult(file: file.path, reason: "'\(name)' is a pickled object")
    }
    return array
  }
}

/// Writes the arrays among the fields; HDF5 also keeps their units as the record says them: empty for names and plain numbers.
func writeArchive(_ fields: [StoredField], to file: URL, format: ArchiveFormat) throws {
  let contents = fields.compactMap { field in
    field.written.map { (name: field.information.key, content: $0, unit: field.information.unit) }
  }
  switch format {
  case .npz: try NPZArchive.write(contents: contents.map { ($0.name, $0.content) }, to: file)
  case .h5: try HDF5File.write(contents: contents.map { ($0.name, $0.content, $0.unit) }, to: file)
  }
}

extension StoredField {
  /// What is written of an array; `nil` for a number.
  fileprivate var written: WrittenArray? {
    switch content {
    case .array(let array): .array(array)
    case .deferred(let array):
      .rows(
        WrittenRows(
          shape: array.shape, typeName: array.typeName, rowsAtATime: array.rowsAtATime, make: array.rows))
    case .number: nil
    }
  }
}
