import ArrayFiles
import Glibc
import Schema
import Synchronization

/// Standard output, written at once and without losing sight of what could not be written.
enum StandardOutput {
  /// The error number of the first write that failed.
  private static let failure = Atomic<Int32>(0)

  static func write(_ text: String) {
    guard failure.load(ordering: .relaxed) == 0 else { return }
    TerminalBar.clear()
    let code = writeAll(escapingControls(text), to: STDOUT_FILENO)
    if code != 0 { failure.store(code, ordering: .relaxed) }
  }

  /// - Throws: an error when something could not be written, unless the reader simply had enough, as `head` has.
  static func finish() throws {
    TerminalBar.clear()
    let code = failure.load(ordering: .relaxed)
    guard code != 0, code != EPIPE else { return }
    throw FileError(
      .inputOutput, problem: "standard output could not be written: \(systemMessage(code)).",
      remedy: "Where it was sent may be full; the results folder is not concerned.")
  }
}

/// Writes to standard error as far as it goes: a closed or full one is no reason to lose the result.
func writeToStandardError(_ text: String) {
  TerminalBar.clear()
  _ = writeAll(escapingControls(text), to: STDERR_FILENO)
}

/// The bar that stands on the last line of the terminal, if any: whatever is said besides takes its place.
enum TerminalBar {
  private static let stands = Atomic<Bool>(false)
  private static let erase = "\r\u{1b}[2K"

  /// Draws a bar in place of the one before.
  static func draw(_ text: String) {
    stands.store(true, ordering: .relaxed)
    _ = writeAll(erase + escapingControls(text, isOneLine: true), to: STDERR_FILENO)
  }

  /// Removes it.
  static func clear() {
    if stands.exchange(false, ordering: .relaxed) { _ = writeAll(erase, to: STDERR_FILENO) }
  }
}

/// Opens the standard streams that the program was started without on nothing, so that no file of ours gets their numbers.
func openMissingStreams() {
  for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
    // Descriptors are given out from the lowest on.
    _ = open("/dev/null", stream == STDIN_FILENO ? O_RDONLY : O_WRONLY)
  }
}

/// - Returns: the error number, 0 when all was written.
private func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 {
      bytes = bytes.dropFirst(count)
    } else if errno == EAGAIN {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&wanted, 1, -1)
    } else if errno != EINTR {
      return errno
    }
  }
  return 0
}
