import ArrayNumerics
import FoundationEssentials

extension ArraySource {
  /// The members of an archive; of structured arrays a group of the columns, and each as `array/column`.
  static func npz(_ url: URL) throws -> ArraySource {
    let archive = try NPZArchive(contentsOf: url)
    var columns: [String: (array: String, column: String)] = [:]
    var records: [String: [String]] = [:]
    let items = archive.names.flatMap { name in
      // A member that cannot be read is listed too; reading it says why.
      guard let header = try? archive.header(of: name) else { return [Item(path: name, shape: [], typeName: "not readable")] }
      guard let record = header.record else {
        return [Item(path: name, shape: header.shape, typeName: typeName(header.description))]
      }
      for column in record.columns { columns["\(name)/\(column.name)"] = (name, column.name) }
      // Columns of a type that is not read have the code of NumPy for a name.
      records[name] = record.columns.filter { typeName($0.description) != $0.description }.map(\.name)
      let group = Item(path: name, shape: [record.columns.count], typeName: "group")
      return [group]
        + record.columns.map {
          Item(path: "\(name)/\($0.name)", shape: header.shape, typeName: typeName($0.description))
        }
    }
    return ArraySource(url: url, format: "NPZ", items: items) { item in
      if let names = records[item.path] {
        return .ragged(
          try names.compactMap { name in
            guard case .array(let array) = try archive.readColumn(name, of: item.path) else { return nil }
            return (name, array)
          })
      }
      if let (array, column) = columns[item.path] { return value(try archive.readColumn(column, of: array)) }
      return value(try archive.read(item.path))
    }
  }

  /// The one array of a file, named as the file is, or the columns of a structured one.
  static func npy(_ url: URL) throws -> ArraySource {
    let file = try InputFile(url)
    let header: NPYHeader
    do {
      header = try NPYHeader(from: StoredStream(file, offset: 0, count: file.size))
    } catch let error as FileError {
      throw error.located(file: file.name)
    }
    if let record = header.record {
      let items = record.columns.map { Item(path: $0.name, shape: header.shape, typeName: typeName($0.description)) }
      return ArraySource(url: url, format: "NPY", items: items) { item in
        do {
          return value(try NPYFile.readColumn(item.path, from: StoredStream(file, offset: 0, count: file.size)))
        } catch let error as FileError {
          throw error.located(file: file.name, place: "column \(item.path)")
        }
      }
    }
    let name = url.deletingPathExtension().lastPathComponent
    let item = Item(path: name, shape: header.shape, typeName: typeName(header.description))
    return ArraySource(url: url, format: "NPY", items: [item]) { _ in value(try NPYFile.read(contentsOf: url)) }
  }

  /// The entries of a dictionary that was saved as a file of its own (`numpy.save("session.npy", {"spike": …})`), each under
  /// its key; `nil` for any other file.
  ///
  /// - Throws: `FileError` when it is such a file and damaged.
  public static func npyDictionary(_ url: URL) throws -> ArraySource? {
    let file = try InputFile(url)
    let start = try file.bytes(at: 0, count: min(file.size, NPYHeader.magic.count))
    guard start.starts(with: NPYHeader.magic) else { return nil }
    let header = try? NPYHeader(from: StoredStream(file, offset: 0, count: file.size))
    guard let header, header.shape.isEmpty, typeName(header.description) == "object" else { return nil }
    guard case .object(let object) = try NPYFile.read(contentsOf: url), case .dictionary(let entries) = object.unwrapped else {
      return nil
    }
    var members: [(name: String, value: PickleValue)] = []
    for (key, value) in entries {
      guard case .string(let name) = key, !members.contains(where: { $0.name == name }) else { return nil }
      members.append((name, value.unwrapped))
    }
    guard !members.isEmpty else { return nil }
    let items = members.map { Item(path: $0.name, shape: $0.value.shape, typeName: $0.value.typeName) }
    let values = Dictionary(uniqueKeysWithValues: members)
    return ArraySource(url: url, format: "NPY", items: items) { item in
      switch values[item.path] {
      case .array(let array)?: .array(array)
      case let value?: .object(value)
      case nil: throw FileError.unusable("there is no entry \(item.path).", file: file.name)
      }
    }
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

extension PickleValue {
  /// As NumPy would have it for an array of the same content.
  fileprivate var shape: [Int] {
    switch self {
    case .array(let array): array.shape
    case .objectArray(let shape, _): shape
    case .list(let items), .tuple(let items): [items.count]
    default: []
    }
  }

  /// `float64`, or `object` for what is no array of numbers or text.
  fileprivate var typeName: String {
    if case .array(let array) = self { return array.typeName }
    return "object"
  }
}
