import ArrayNumerics
import FoundationEssentials

extension ArraySource {
  /// The members of an archive.
  static func npz(_ url: URL) throws -> ArraySource {
    let archive = try NPZArchive(contentsOf: url)
    let items = archive.names.map { name in
      // A member that cannot be read is listed too; reading it says why.
      guard let (shape, type) = try? archive.shape(of: name) else {
        return Item(path: name, shape: [], typeName: "not readable")
      }
      return Item(path: name, shape: shape, typeName: typeName(type))
    }
    return ArraySource(url: url, format: "NPZ", items: items) { value(try archive.read($0.path)) }
  }

  /// The one array of a file, named as the file is.
  static func npy(_ url: URL) throws -> ArraySource {
    let file = try InputFile(url)
    let header: NPYHeader
    do {
      header = try NPYHeader(from: StoredStream(file, offset: 0, count: file.size))
    } catch let error as FileError {
      throw error.located(file: file.name)
    }
    let name = url.deletingPathExtension().lastPathComponent
    let item = Item(path: name, shape: header.shape, typeName: typeName(header.description))
    return ArraySource(url: url, format: "NPY", items: [item]) { _ in value(try NPYFile.read(contentsOf: url)) }
  }

  private static func value(_ content: NPYContent) -> Value {
    switch content {
    case .array(let array): .array(array)
    case .object(let value): .object(value.unwrapped)
    }
  }

  /// `float64` for `<f8`; the NumPy code itself for what is not read.
  private static func typeName(_ description: String) -> String {
    guard let type = try? ElementType(description) else { return description }
    switch type.kind {
    case .float: return "float\(8 * type.size)"
    case .signed: return "int\(8 * type.size)"
    case .unsigned: return "uint\(8 * type.size)"
    case .bool: return "bool"
    case .unicode, .bytes: return "str"
    case .object: return "object"
    }
  }
}
