// Debian's HDF5 library does not survive every damaged file. The program lets it walk through a file in a copy of itself for
// that reason; the fuzzer, in which a copy is dear, has a process that stays (walk.c) and is started anew when it ends.

import ArrayFiles
import Foundation
import Glibc

/// What the HDF5 library did with an input; the names are those of the files in the scratch folder that count them.
enum LibraryOutcome: String {
  case survived
  /// It crashed, or the sanitizer saw it leave its memory.
  case crashed = "library-crashes"
  case hung = "library-hangs"
  /// It wanted more memory for elements of variable length than the file has bytes.
  case tooLarge = "library-too-large"
}

/// A process in which the library walks through files.
final class LibraryWalk: @unchecked Sendable {
  private let program: String
  private let file: String
  private var process: pid_t = 0
  private var requests: Int32 = -1
  private var answers: Int32 = -1
  private var walks = 0
  /// A process is replaced after so many inputs: what damaged files leave in the library does not pile up.
  private static let most = 500

  /// - Parameters:
  ///   - program: `walk.c`, compiled.
  ///   - file: where the inputs are written.
  init(program: String, file: URL) {
    self.program = program
    self.file = file.path
    signal(SIGPIPE, SIG_IGN)
  }

  /// Walks through the file as it is now. What crashes a process that has walked through others is tried in a fresh one; what
  /// goes round for ever is not, as that costs all the time that it has.
  func outcome() -> LibraryOutcome {
    if walks >= Self.most { stop() }
    let isFresh = walks == 0
    let first = walk()
    return first == .survived || first == .hung || isFresh ? first : walk()
  }

  private func walk() -> LibraryOutcome {
    if process == 0 { start() }
    walks += 1
    var byte: UInt8 = 1
    while true {
      let written = Glibc.write(requests, &byte, 1)
      if written == 1 || errno != EINTR { break }
    }
    while true {
      let count = Glibc.read(answers, &byte, 1)
      if count == 1 { return .survived }
      if count == 0 || errno != EINTR { break }
    }
    return ended()
  }

  /// How the process ended.
  private func ended() -> LibraryOutcome {
    let status = wait()
    switch status & 0x7F {
    case 0: return status >> 8 & 0xFF == 3 ? .tooLarge : .crashed
    case SIGPROF, SIGALRM: return .hung
    default: return .crashed
    }
  }

  private func start() {
    var request: [Int32] = [0, 0]
    var answer: [Int32] = [0, 0]
    guard pipe(&request) == 0, pipe(&answer) == 0 else { fatalError("no pipe") }
    for end in request + answer { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, request[0], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, answer[1], STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var arguments = [strdup(program), strdup(file), nil]
    guard posix_spawn(&process, program, &actions, nil, &arguments, environ) == 0 else { fatalError("no \(program)") }
    arguments.forEach { free($0) }
    posix_spawn_file_actions_destroy(&actions)
    close(request[0])
    close(answer[1])
    (requests, answers, walks) = (request[1], answer[0], 0)
  }

  private func stop() {
    guard process != 0 else { return }
    close(requests)
    requests = -1
    _ = wait()
  }

  private func wait() -> Int32 {
    var status: Int32 = 0
    if requests >= 0 { close(requests) }
    close(answers)
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    (process, requests, answers, walks) = (0, -1, -1, 0)
    return status
  }
}

extension LibraryOutcome {
  /// So many inputs are kept of each kind in one run of a target; a line of the counter has two bytes.
  private static let mostKept = 100

  /// Counts what the library did, and keeps the first inputs of each kind.
  func note(_ input: Data) {
    let environment = ProcessInfo.processInfo.environment
    guard self != .survived, let scratch = environment["CANNS_FUZZ_SCRATCH"] else { return }
    let counter = "\(scratch)/\(rawValue)"
    let before = (try? FileManager.default.attributesOfItem(atPath: counter)[.size] as? Int) ?? 0
    guard let file = fopen(counter, "a") else { return }
    fputs("1\n", file)
    fclose(file)
    let isKept = before < 2 * Self.mostKept && self != .tooLarge
    guard isKept, let failures = environment["CANNS_FUZZ_FAILURES"] else { return }
    let name = "\(rawValue)-\(String((try? sha256(input))?.prefix(16) ?? "input"))"
    try? input.write(to: URL(fileURLWithPath: failures).appendingPathComponent(name))
  }
}
