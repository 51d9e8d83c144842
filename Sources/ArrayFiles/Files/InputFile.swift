import FoundationEssentials
import Glibc

/// Which file stood under a name, and in which version: another one has another number, size or time.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt
  private let number: UInt
  private let size: Int
  /// When its content and its entry were changed last, in seconds and nanoseconds.
  private let times: [Int]

  init(_ status: stat) {
    device = UInt(status.st_dev)
    number = UInt(status.st_ino)
    size = Int(status.st_size)
    times = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
  }

  /// That of the file which stands under a name now.
  ///
  /// - Throws: `FileError` when there is none.
  package init(of url: URL) throws { self = try InputFile(url).identity }
}

/// A file open for reading. Every read is checked against the file's length first.
package final class InputFile {
  package let url: URL
  package let size: Int
  package let identity: FileIdentity
  private let descriptor: Int32

  package var name: String { url.lastPathComponent }

  /// - Throws: `FileError` when the file is missing, a folder, or may not be read.
  package init(_ url: URL) throws {
    self.url = url
    let path = url.path
    // Without O_NONBLOCK a named pipe would keep us waiting for its writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw InputFile.openError(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw InputFile.openError(path: path, code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let what = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
      throw FileError.unusable(
        "this is \(what); a recording file was expected.", file: path,
        remedy: "Name a file such as session.npz, session.h5 or session.csv.")
    }
    size = Int(status.st_size)
    identity = FileIdentity(status)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` with the bytes at `offset`.
  ///
  /// - Throws: `FileError` when the file ends before.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    guard offset >= 0, buffer.count <= size, offset <= size - buffer.count else {
      throw FileError.unusable(
        "the file ends early: \(buffer.count) bytes were expected at byte \(offset), it has \(size).",
        file: name, remedy: "It may be the rest of an interrupted copy or download; fetch it again.")
    }
    var done = 0
    while done < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + done, min(buffer.count - done, 1 << 30), off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw FileError(
          .inputOutput, file: name,
          problem: "reading failed at byte \(offset + done): "
            + (count == 0 ? "the file became shorter." : "\(systemMessage(errno))."))
      }
      done += count
    }
  }

  package func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard count >= 0, offset >= 0, count <= size, offset <= size - count else {
      throw FileError.unusable(
        "the file ends early: \(count) bytes were expected at byte \(offset), it has \(size).", file: name,
        remedy: "It may be the rest of an interrupted copy or download; fetch it again.")
    }
    try reserveMemory(count)
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }

  package static func openError(path: String, code: Int32) -> FileError {
    switch code {
    case ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP:
      FileError(
        .noSuchInput, file: path, problem: "there is no such file.",
        remedy: "Check the path and the current folder.")
    case EACCES, EPERM:
      FileError(
        .inputOutput, file: path, problem: "the file may not be read (no permission).",
        remedy: "Ask its owner, or `chmod u+r` it.")
    default:
      FileError(.inputOutput, file: path, problem: "it cannot be opened: \(systemMessage(code)).")
    }
  }
}

/// The operating system's words for an error number.
package func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
