import ArrayNumerics
import FoundationEssentials

/// A file as a list of named arrays, whatever its format: what the recording reader, `inspect` and other commands
/// that take arrays work on.
public struct ArraySource {
  /// One array, group or object of a file.
  public struct Item: Sendable, Equatable {
    /// The name in NPZ and tables, the absolute path in HDF5; attributes of the root are `@name`.
    public var path: String
    /// Empty for single values and for what has no shape.
    public var shape: [Int]
    /// `float64`, `int32`, `str`, `object`, `group of 60`, …
    public var typeName: String
    /// The unit that the file states.
    public var unit: String?

    /// The last part of the path, in lower case: what roles go by.
    package var key: String { (path.split(separator: "/").last.map(String.init) ?? path).lowercased() }
    /// Whether it only holds other items.
    package var isContainer: Bool { ["group", "struct", "nested cell"].contains(typeName) }
    package var depth: Int { path.split(separator: "/").count }
  }

  /// What an item holds.
  public enum Value: Sendable {
    case array(DataArray)
    case object(PickleValue)
    /// Arrays with names, in the order of the file or, for groups, in natural order.
    case ragged([(name: String, array: DataArray)])
  }

  public let url: URL
  /// `NPZ`, `NPY`, `HDF5`, `MATLAB v7.3`, `CSV`, …
  public let format: String
  public let items: [Item]
  /// The files that are read: the file itself, or those of a folder that its layout knows.
  public let files: [URL]
  private let reader: (Item) throws -> Value
  /// The open file and its objects, when it is HDF5.
  var hdf5: (file: HDF5File, tree: HDF5Tree)?

  package init(
    url: URL, format: String, items: [Item], files: [URL]? = nil, reader: @escaping (Item) throws -> Value
  ) {
    self.url = url
    self.format = format
    self.items = items
    self.files = files ?? [url]
    self.reader = reader
  }

  /// Reads one item.
  public func read(_ item: Item) throws -> Value { try reader(item) }

  /// The item of a path, or of a name without regard to case.
  public func item(_ path: String) -> Item? {
    items.first { $0.path == path } ?? items.first { $0.path == "/" + path }
      ?? items.first { $0.path.lowercased() == path.lowercased() }
  }

  /// Opens a file by what it starts with, not by its extension; a folder by the layout that knows it.
  ///
  /// - Parameters:
  ///   - asSession: whether a file that belongs to a session of several files, such as `F.npy` of suite2p, stands for all of it;
  ///     when false it stands for the arrays in it.
  ///   - threads: for unpacking compressed arrays; what is read does not depend on it.
  /// - Throws: `RecordingError` when it is missing or of no format that is read.
  public init(contentsOf url: URL, asSession: Bool = true, threads: Int = 1) throws {
    try NWBLayout.refuseZarr(url)
    if let folder = try ArraySource.folder(url) {
      self = folder
      return
    }
    let file = try InputFile(url)
    guard file.size > 0 else { throw NPYFile.emptyFile(file.name) }
    let start = try file.bytes(at: 0, count: min(file.size, 128))
    let text = String(decoding: start, as: UTF8.self)
    if asSession, let session = try ArraySource.session(ofFile: url, start: start) {
      self = session
    } else if start.starts(with: [0x50, 0x4B]) {
      self = try .npz(url)
    } else if start.starts(with: NPYHeader.magic) {
      self = try .npy(url)
    } else if MATLAB5File.isHeader(start) {
      self = .matlab(try MATLAB5File(contentsOf: url), url: url, format: "MATLAB v5")
    } else if url.pathExtension.lowercased() == "mat", MATLAB5File.isLevel4(start) {
      throw RecordingError.unusable(
        "this is a MATLAB v4 file, of before 1996 or by save -v4; v5, v7 and v7.3 files are read.", file: file.name,
        remedy: "In MATLAB: load it and save it again. In Python: numpy.savez('file.npz', **scipy.io.loadmat('file.mat')).")
    } else if try ArraySource.isHDF5(file) {
      self =
        text.hasPrefix("MATLAB")
        ? .matlab(try MATLAB73File(contentsOf: url, threads: threads), url: url, format: "MATLAB v7.3")
        : try .hdf5(url, threads: threads)
    } else if ["npz", "npy", "h5", "hdf5", "nwb", "mat"].contains(url.pathExtension.lowercased()) {
      throw RecordingError.unusable(
        "it has the extension .\(url.pathExtension) but does not start as such a file does.", file: file.name,
        remedy: "It may be damaged, or a web page that was saved instead of the file; fetch it again.")
    } else if let poses = try ArraySource.deepLabCutTable(file) ?? ArraySource.trodesTrackingFile(file) {
      self = poses
    } else if url.pathExtension.lowercased() == "py" {
      throw RecordingError.unusable(
        "this is a Python program, which is never run; params.py belongs to a folder of Phy.", file: file.name,
        remedy: "Name the folder with spike_times.npy.")
    } else {
      self = try .table(url)
    }
  }

  /// HDF5's signature may stand at 0, 512, 1024, … before a user block.
  private static func isHDF5(_ file: InputFile) throws -> Bool {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    var offset = 0
    while offset + 8 <= file.size, offset <= 1 << 20 {
      if try file.bytes(at: offset, count: 8) == signature { return true }
      offset = offset == 0 ? 512 : 2 * offset
    }
    return false
  }
}

extension ArraySource {
  private static func npz(_ url: URL) throws -> ArraySource {
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

  private static func npy(_ url: URL) throws -> ArraySource {
    let file = try InputFile(url)
    let header: NPYHeader
    do {
      header = try NPYHeader(from: StoredStream(file, offset: 0, count: file.size))
    } catch let error as RecordingError {
      throw error.located(file: file.name)
    }
    let name = url.deletingPathExtension().lastPathComponent
    let item = Item(path: name, shape: header.shape, typeName: typeName(header.description))
    return ArraySource(url: url, format: "NPY", items: [item]) { _ in value(try NPYFile.read(contentsOf: url))
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

  private static func table(_ url: URL) throws -> ArraySource {
    let table = try DelimitedTable(contentsOf: url)
    let format =
      url.pathExtension.lowercased() == "tsv"
      ? "TSV" : url.pathExtension.lowercased() == "csv" ? "CSV" : "text"
    let numbers = table.columns.compactMap {
      if case .numbers(let values) = $0.values { values } else { nil }
    }
    if !table.hasHeader && numbers.count == table.columns.count {
      let elements = [Double](unsafeUninitializedCapacity: table.rowCount * numbers.count) { buffer, count in
        for (column, values) in numbers.enumerated() {
          for (row, value) in values.enumerated() { buffer[row * numbers.count + column] = value }
        }
        count = table.rowCount * numbers.count
      }
      let array = DataArray(elements, shape: [table.rowCount, numbers.count])
      let item = Item(path: "matrix", shape: array.shape, typeName: array.typeName)
      return ArraySource(url: url, format: format, items: [item]) { _ in .array(array) }
    }
    var arrays: [String: DataArray] = [:]
    var items: [Item] = []
    for column in table.columns {
      let array: DataArray =
        switch column.values {
        case .numbers(let values): DataArray(values)
        case .text(let values): DataArray(values)
        }
      guard arrays.updateValue(array, forKey: column.name) == nil else {
        throw RecordingError.unusable(
          "two columns are named '\(column.name)'.", file: url.lastPathComponent,
          remedy: "Rename one of them.")
      }
      items.append(Item(path: column.name, shape: array.shape, typeName: array.typeName))
    }
    return ArraySource(url: url, format: format, items: items) { item in
      .array(arrays[item.path] ?? DataArray([] as [Double]))
    }
  }
}
