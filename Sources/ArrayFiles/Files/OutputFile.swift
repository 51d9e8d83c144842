import FoundationEssentials
import Glibc

/// A file being written under a temporary name in its folder; it takes its real name only when complete, so that a
/// file that exists is whole. What is left unfinished is removed.
package final class OutputFile {
  package let url: URL
  /// Number of bytes written so far.
  package private(set) var offset = 0
  private let temporaryPath: String
  private let descriptor: Int32
  private var finished = false

  package init(_ url: URL) throws {
    self.url = url
    let path = OutputFile.temporaryPath(for: url)
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputFile.error(url, code: errno) }
    temporaryPath = path
  }

  deinit {
    if !finished {
      close(descriptor)
      unlink(temporaryPath)
    }
  }

  /// A name in the same folder that no other process uses.
  package static func temporaryPath(for url: URL) -> String {
    let name = ".\(url.lastPathComponent).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).part"
    return url.deletingLastPathComponent().appendingPathComponent(name).path
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

  /// Gives the file its real name, replacing an older one.
  package func finish() throws {
    finished = true
    guard close(descriptor) == 0 else {
      let code = errno
      unlink(temporaryPath)
      throw OutputFile.error(url, code: code)
    }
    try OutputFile.rename(temporaryPath, to: url)
  }

  package static func rename(_ path: String, to url: URL) throws {
    guard Glibc.rename(path, url.path) == 0 else {
      let code = errno
      unlink(path)
      throw error(url, code: code)
    }
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
        problem: "it cannot be written: the disk is full (\(systemMessage(code)).)",
        remedy: "Free some space or choose another disk; an earlier version of the file was left as it was.")
    case EISDIR:
      return FileError(
        .cannotWrite, file: path, problem: "it cannot be written: a folder has this name.")
    default:
      return FileError(.inputOutput, file: path, problem: "writing failed: \(systemMessage(code)).")
    }
  }
}
