import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Schema

/// The container of a stage's arrays.
public enum ArchiveFormat: String, Choice {
  case npz, h5
}

/// Reads the arrays of a stage's archive, or some of them.
func readArchive(_ file: URL, only keys: Set<String>? = nil) throws -> [String: DataArray] {
  var arrays: [String: DataArray] = [:]
  if file.pathExtension == ArchiveFormat.h5.rawValue {
    let archive = try HDF5File(contentsOf: file)
    for child in try archive.children(of: "/") where keys?.contains(child.name) ?? true {
      arrays[child.name] = try archive.read(child.path)
    }
    return arrays
  }
  let archive = try NPZArchive(contentsOf: file)
  for name in archive.names where keys?.contains(name) ?? true {
    guard case .array(let array) = try archive.read(name) else {
      throw StageError.damagedResult(file: file.path, reason: "'\(name)' is a pickled object")
    }
    arrays[name] = array
  }
  return arrays
}

/// Writes the arrays among the fields; HDF5 also keeps their units.
func writeArchive(_ fields: [StoredField], to file: URL, format: ArchiveFormat) throws {
  let arrays = fields.compactMap(\.array)
  switch format {
  case .npz: try NPZArchive.write(arrays.map { ($0.information.key, $0.array) }, to: file)
  case .h5:
    try HDF5File.write(
      arrays.map { ($0.information.key, $0.array, $0.information.unit.isEmpty ? nil : $0.information.unit) }, to: file)
  }
}
