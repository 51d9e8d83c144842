import Glibc
import Synchronization

/// Remembers that somebody pressed Control-C or that the batch system asks the program to end.
///
/// Long loops ask for it and end politely: what they have finished is kept. Where nobody asks for half a second (while a file
/// is read, converted or compared) the program is ended: what stands in a folder is whole at every moment.
enum Interruption {
  private static let requested = Atomic<Bool>(false)
  /// Whether a loop was told.
  private static let heard = Atomic<Bool>(false)
  /// Microseconds that a loop has to ask.
  private static let patience: UInt32 = 500_000

  static func install() {
    for signalNumber in [SIGINT, SIGTERM] {
      signal(signalNumber) { _ in
        if Interruption.requested.exchange(true, ordering: .relaxed) { _exit(75) }
      }
    }
    // A parent that keeps its own threads free of signals, as Dispatch does, hands its mask down to us.
    var stopping = sigset_t()
    sigemptyset(&stopping)
    sigaddset(&stopping, SIGINT)
    sigaddset(&stopping, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &stopping, nil)
    // A reader of our output that goes away is a failed write, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that would grow beyond the limit of the shell.
    signal(SIGXFSZ, SIG_IGN)
    var watcher = pthread_t()
    pthread_create(&watcher, nil, { _ in Interruption.watch() }, nil)
  }

  /// Asked by long loops: the first signal stops them politely, a second one ends the program at once.
  static var isRequested: Bool {
    guard requested.load(ordering: .relaxed) else { return false }
    heard.store(true, ordering: .relaxed)
    return true
  }

  private static func watch() -> UnsafeMutableRawPointer? {
    while !requested.load(ordering: .relaxed) { usleep(50_000) }
    usleep(patience)
    guard !heard.load(ordering: .relaxed) else { return nil }
    removeUnfinishedFiles()
    writeToStandardError("canns-analyze: stopped. Nothing half done was left; run the same command again.\n")
    _exit(ExitCode.stopped.rawValue)
  }

  /// Removes the files that are being written under temporary names, and the lock.
  static func removeUnfinishedFiles() {
    for descriptor in Int32(3)..<256 {
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count - 1)
      guard count > 0 else { continue }
      let path = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      let name = path.split(separator: "/").last ?? ""
      let isUnfinished = name.hasPrefix(".") && name.hasSuffix(".part") && name.contains(".\(getpid())-")
      if isUnfinished || name == ".lock" { unlink(path) }
    }
  }
}
