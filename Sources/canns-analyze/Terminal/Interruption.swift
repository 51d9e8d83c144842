import Glibc
import Synchronization

/// Remembers that somebody pressed Control-C or that the batch system asks the program to end.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Long loops ask this; the first signal stops them politely, a second one ends the program at once.
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
  }

  static var isRequested: Bool { requested.load(ordering: .relaxed) }
}
