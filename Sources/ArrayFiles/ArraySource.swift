import ArrayNumerics
import FoundationEssentials

/// A file as a list of named arrays, whatever its format: what every reader and command that takes arrays works on.
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

    package init(path: String, shape: [Int], typeName: String, unit: String? = nil) {
      self.path = path
      self.shape = shape
      self.typeName = typeName
      self.unit = unit
    }

    /// The last part of the path, in lower case: what roles go by.
    package var key: String { (path.split(separator: "/").last.map(String.init) ?? path).lowercased() }
    /// Whether it only holds other items.
    package var isContainer: Bool { ["group", "struct", "nested cell"].contains(typeName) }
    /// The number of names in the path.
    package var depth: Int { path.split(separator: "/").count }
  }

  /// What an item holds.
  public enum Value: Sendable {
    case array(DataArray)
    /// What a pickled object of Python holds.
    case object(PickleValue)
    /// Arrays with names, in the order of the file or, for groups, in natural order.
    case ragged([(name: String, array: DataArray)])
  }

  /// The file or folder as it was named.
  public let url: URL
  /// `NPZ`, `NPY`, `HDF5`, `MATLAB v7.3`, `CSV`, …
  public let format: String
  /// What can be read, in the order of the file.
  public let items: [Item]
  /// The files that are read: the file itself, or those of a folder that its layout knows.
  public let files: [URL]
  private let reader: (Item) throws -> Value
  /// The open file and its objects, when it is HDF5.
  package var hdf5: (file: HDF5File, tree: HDF5Tree)?

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
  ///
  /// - Throws: `FileError` when it cannot be read, or claims more than the file can hold.
  public func read(_ item: Item) throws -> Value { try reader(item) }

  /// The item of a path, or of a name without regard to case.
  public func item(_ path: String) -> Item? {
    items.first { $0.path == path } ?? items.first { $0.path == "/" + path }
      ?? items.first { $0.path.lowercased() == path.lowercased() }
  }

  /// Opens a file by what it starts with, not by its extension; what starts as none of the formats does is read as a table.
  ///
  /// - Parameter threads: for unpacking compressed arrays; what is read does not depend on it.
  /// - Throws: `FileError` when it is missing, empty, damaged, or of no format that is read.
  public init(arraysOf url: URL, threads: Int = 1) throws {
    try self.init(arraysOf: InputFile(url), threads: threads) { nil }
  }

  /// The same for an open file, with a reader of formats that are not known here, which goes before that of tables.
  package init(arraysOf file: InputFile, threads: Int, otherwise: () throws -> ArraySource?) throws {
    guard file.size > 0 else { throw NPYFile.emptyFile(file.name) }
    self = try ArraySource.withSignature(file, threads: threads) ?? otherwise() ?? ArraySource.table(file.url)
  }

  /// The source of a file that starts as NPZ, NPY, MATLAB or HDF5; `nil` for any other, which may be text.
  ///
  /// - Throws: `FileError` when such a file is damaged, or one has the extension of a format and does not start as it.
  private static func withSignature(_ file: InputFile, threads: Int) throws -> ArraySource? {
    let start = try file.bytes(at: 0, count: min(file.size, 128))
    let (url, ending) = (file.url, file.url.pathExtension.lowercased())
    if start.starts(with: [0x50, 0x4B]) {
      let archive = try npz(url)
      if let refusal = RecorderFile.workbook(archive.items.map(\.path), file: file.name) { throw refusal }
      return archive
    }
    if start.starts(with: NPYHeader.magic) { return try .npy(url) }
    if MATLAB5File.isHeader(start) { return .matlab(try MATLAB5File(contentsOf: url), url: url, format: "MATLAB v5") }
    if ending == "mat", MATLAB5File.isLevel4(start) {
      throw FileError.unusable(
        "this is a MATLAB v4 file, of before 1996 or by save -v4; v5, v7 and v7.3 files are read.", file: file.name,
        remedy: "In MATLAB: load it and save it again. In Python: numpy.savez('file.npz', **scipy.io.loadmat('file.mat')).")
    }
    if try isHDF5(file) {
      guard start.starts(with: Array("MATLAB".utf8)) else { return try .hdf5(url, threads: threads) }
      return .matlab(try MATLAB73File(contentsOf: url, threads: threads), url: url, format: "MATLAB v7.3")
    }
    if let refusal = OctaveFile.refusal(start: start, file: file.name) { throw refusal }
    if let refusal = ColumnarFile.refusal(start: start, file: file.name) { throw refusal }
    if let refusal = RecorderFile.refusal(start: start, file: file.name) { throw refusal }
    if start.starts(with: [0x1F, 0x8B]) {
      throw FileError.unusable(
        "this file is packed with gzip; what is in it was expected.", file: file.name, remedy: "Unpack it first: gunzip FILE.")
    }
    guard ["npz", "npy", "h5", "hdf5", "nwb", "mat"].contains(ending) else { return nil }
    throw FileError.unusable(
      "it has the extension .\(url.pathExtension) but does not start as such a file does.", file: file.name,
      remedy: "It may be damaged, or a web page that was saved instead of the file; fetch it again.")
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
