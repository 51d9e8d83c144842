import Foundation

/// What the bytes of one run of the fuzzer are taken for.
protocol FuzzInput: Sendable {
  /// - Returns: whether the input was read or refused by us; not when the HDF5 library did not survive it.
  func read(_ bytes: Data) -> Bool
}

/// The bytes are a recording's file.
struct FileInput: FuzzInput {
  let file: URL
  let readFile: @Sendable (URL) -> Void
  /// Where the HDF5 library walks through the file first.
  private let walk: LibraryWalk?

  init(extension ending: String, scratch: URL, read: @escaping @Sendable (URL) -> Void) throws {
    readFile = read
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    file = scratch.appendingPathComponent("input.\(ending)")
    walk = ProcessInfo.processInfo.environment["CANNS_FUZZ_WALK"].map { [file] in LibraryWalk(program: $0, file: file) }
  }

  func read(_ bytes: Data) -> Bool {
    // A new file each time: one that the library could not close would otherwise be taken for the next.
    unlink(file.path)
    guard (try? bytes.write(to: file)) != nil else { return false }
    if let walk {
      let outcome = walk.outcome()
      outcome.note(bytes)
      if outcome != .survived { return false }
    }
    readFile(file)
    return true
  }
}

/// The bytes are one file of a folder that is otherwise as it should be: the first byte says which.
struct FolderInput: FuzzInput {
  let folder: URL
  /// Names relative to the folder in the order of their bytes, as `LC_ALL=C sort` has them.
  let files: [(place: URL, original: Data)]
  let readFolder: @Sendable (URL) -> Void

  init(seed: URL, scratch: URL, read: @escaping @Sendable (URL) -> Void) throws {
    folder = scratch
    readFolder = read
    try? FileManager.default.removeItem(at: scratch)
    try FileManager.default.createDirectory(at: scratch.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: seed, to: scratch)
    let names = try FileManager.default.subpathsOfDirectory(atPath: scratch.path).filter { name in
      var isFolder = ObjCBool(false)
      FileManager.default.fileExists(atPath: scratch.appendingPathComponent(name).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }
    files = try names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
      let place = scratch.appendingPathComponent(name)
      return (place, try Data(contentsOf: place))
    }
  }

  func read(_ bytes: Data) -> Bool {
    guard let first = bytes.first else { return false }
    let (place, original) = files[Int(first) % files.count]
    guard (try? Data(bytes.dropFirst()).write(to: place)) != nil else { return false }
    readFolder(folder)
    try? original.write(to: place)
    return true
  }
}
