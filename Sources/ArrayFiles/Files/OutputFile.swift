import FoundationEssentials
import Glibc

/// A file being written under a temporary name in its folder; it takes its real name only when it is complete and on the disk,
/// so that a file that exists is whole. What is left unfinished is removed; what a killed process left is removed by the
/// next one that writes the same file.
package final class OutputFile {
  package let url: URL
  /// Number of bytes written so far.
  package private(set) var offset = 0
  private let temporaryPath: String
  private let descriptor: Int32
  /// Whether it still has its temporary name.
  private var isTemporary = true
  private var isOpen = true

  package init(_ url: URL) throws {
    self.url = url
    let path = OutputFile.temporaryPath(for: url)
    OutputFile.removeAbandoned(for: url)
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputFile.error(url, code: errno) }
    // Held until the file is closed: it says to others that somebody is at work here, from another container too.
    flock(descriptor, LOCK_EX | LOCK_NB)
    temporaryPath = path
  }

  /// Writes a whole file.
  ///
  /// - Throws: `FileError` when it cannot be written; an earlier file of this name is then as it was.
  package static func write(_ bytes: some Sequence<UInt8>, to url: URL) throws {
    let output = try OutputFile(url)
    try output.write(Array(bytes))
    try output.finish()
  }

  deinit {
    if isOpen { Glibc.close(descriptor) }
    if isTemporary { unlink(temporaryPath) }
  }

  /// What the temporary names of a file begin with. A name that is nearly as long as names may be, 255 bytes, is cut, with a
  /// number that stands for the rest of it.
  private static func temporaryStart(of url: URL) -> String {
    let name = url.lastPathComponent
    guard name.utf8.count > longestKept else { return ".\(name)." }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var kept = ""
    for character in name {
      if kept.utf8.count + String(character).utf8.count > longestKept - 20 { break }
      kept.append(character)
    }
    return ".\(kept)~\(String(hash, radix: 16))."
  }

  /// Bytes of a name that leave room for the rest of a temporary one.
  private static let longestKept = 220

  /// A name in the same folder that no other process uses.
  package static func temporaryPath(for url: URL) -> String {
    let name = "\(temporaryStart(of: url))\(getpid())-\(UInt32.random(in: 0...UInt32.max)).part"
    return url.deletingLastPathComponent().appendingPathComponent(name).path
  }

  /// Removes the temporary files of a name that no process holds any more.
  package static func removeAbandoned(for url: URL) {
    let folder = url.deletingLastPathComponent()
    let start = temporaryStart(of: url)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where name.hasPrefix(start) && name.hasSuffix(".part") {
      let path = folder.appendingPathComponent(name).path
      let other = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
      guard other >= 0 else { continue }
      if flock(other, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
      Glibc.close(other)
    }
  }

  package func write(_ buffer: UnsafeRawBufferPointer) throws {
    try write(buffer, at: offset)
    offset += buffer.count
  }

  package func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Writes over bytes that were written before.
  package func overwrite(_ bytes: [UInt8], at position: Int) throws {
    try bytes.withUnsafeBytes { try write($0, at: position) }
  }

  private func write(_ buffer: UnsafeRawBufferPointer, at position: Int) throws {
    var done = 0
    while done < buffer.count {
      let count = pwrite(
        descriptor, buffer.baseAddress! + done, min(buffer.count - done, 1 << 30), off_t(position + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw OutputFile.error(url, code: count < 0 ? errno : ENOSPC) }
      done += count
    }
  }

  /// Brings the file onto the disk and gives it its real name, replacing an older one.
  package func finish() throws {
    try close()
    try rename()
  }

  /// Brings the file onto the disk and leaves it under its temporary name, which `rename` replaces.
  package func close() throws {
    isOpen = false
    let isStored = fsync(descriptor) == 0 || errno == EINVAL
    let code = errno
    guard Glibc.close(descriptor) == 0, isStored else { throw OutputFile.error(url, code: isStored ? errno : code) }
  }

  /// Gives a closed file its name, and the folder the time to store it.
  package func rename() throws {
    try OutputFile.rename(temporaryPath, to: url)
    isTemporary = false
  }

  /// Gives several closed files their names. When the first cannot get it, none has; when a later one cannot, it is tried once
  /// more, since the others have theirs.
  ///
  /// - Throws: `FileError`
  package static func renameAll(_ files: [OutputFile]) throws {
    for (index, file) in files.enumerated() {
      if index > 0, Glibc.rename(file.temporaryPath, file.url.path) == 0 {
        file.isTemporary = false
      } else {
        try file.rename()
      }
    }
  }

  /// Adds a line to a file, or makes it with that line. What a crash cut short is closed off before it, so that it does not
  /// spoil this line too.
  ///
  /// - Parameter isStored: whether the line is on the disk when this returns.
  /// - Throws: `FileError`; the file is then as it was.
  package static func append(line: String, to url: URL, isStored: Bool) throws {
    let file = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw error(url, code: errno) }
    defer { Glibc.close(file) }
    let end = lseek(file, 0, SEEK_END)
    guard end >= 0 else { throw error(url, code: errno) }
    var last: UInt8 = 0x0A
    if end > 0, pread(file, &last, 1, end - 1) < 1 { last = 0 }
    let bytes = Array(((last == 0x0A ? "" : "\n") + line + "\n").utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, end + off_t(done)) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let code = count < 0 ? errno : ENOSPC
        ftruncate(file, end)
        throw error(url, code: code)
      }
      done += count
    }
    guard isStored, fsync(file) != 0, errno != EINVAL else { return }
    let code = errno
    ftruncate(file, end)
    throw error(url, code: code)
  }

  package static func rename(_ path: String, to url: URL) throws {
    guard Glibc.rename(path, url.path) == 0 else {
      let code = errno
      unlink(path)
      throw error(url, code: code)
    }
    storeFolder(url.deletingLastPathComponent().path)
  }

  /// Brings a file that a library wrote under a temporary name onto the disk.
  package static func store(_ path: String, for url: URL) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw error(url, code: errno) }
    let isStored = fsync(file) == 0 || errno == EINVAL
    let code = errno
    guard Glibc.close(file) == 0, isStored else { throw error(url, code: isStored ? errno : code) }
  }

  /// Brings the names in a folder onto the disk, where its file system can do that.
  package static func storeFolder(_ path: String) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    Glibc.close(folder)
  }

  package static func error(_ url: URL, code: Int32) -> FileError {
    let path = url.path
    switch code {
    case ENOENT, ENOTDIR:
      return FileError(
        .cannotWrite, file: path, problem: "it cannot be written: its folder does not exist.",
        remedy: "Make the folder first.")
    case EACCES, EPERM, EROFS:
      return FileError(
        .cannotWrite, file: path, problem: "it cannot be written: no permission in this folder.",
        remedy: "Choose another output folder.")
    case ENOSPC, EDQUOT, EFBIG:
      return FileError(
        .cannotWrite, file: path,
        problem: "it cannot be written: the disk is full (\(systemMessage(code))).",
        remedy: "Free some space or choose another disk; an earlier version of the file was left as it was.")
    case EISDIR:
      return FileError(
        .cannotWrite, file: path, problem: "it cannot be written: a folder has this name.")
    default:
      return FileError(.inputOutput, file: path, problem: "writing failed: \(systemMessage(code)).")
    }
  }
}
