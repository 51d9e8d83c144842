// Debian's HDF5 library does not survive every damaged file. The program tries files in a copy of itself for that reason; what
// gets through is tried once more in a copy here, since starting the fuzzer anew costs a thousand times what an input costs.

import ArrayFiles
import Foundation
import Glibc

@_silgen_name("fork") private func copyProcess() -> Int32
@_silgen_name("__asan_set_error_report_callback")
private func setSanitizerReport(_ callback: @convention(c) (UnsafePointer<CChar>?) -> Void)

/// What the HDF5 library did with an input; the names are those of the files in the scratch folder that count them.
enum LibraryOutcome: Int32, CaseIterable {
  /// It crashed or hung, and the program noticed in its own copy and refused the file.
  case crashed = 61
  case hung = 62
  /// It crashed or hung where the program does not expect it: such inputs are kept.
  case crashedThrough = 63
  case hungThrough = 64

  var name: String {
    switch self {
    case .crashed: "library-crashes"
    case .hung: "library-hangs"
    case .crashedThrough: "library-crashes-through"
    case .hungThrough: "library-hangs-through"
    }
  }

  /// What a refusal says of the library.
  init?(_ error: FileError?) {
    guard let problem = error?.problem, problem.hasPrefix("the HDF5 library") else { return nil }
    self = problem.contains("crashed") ? .crashed : .hung
  }
}

/// Seconds of processor time that an input of a few kilobytes may take, more than the program's own limit.
private let limit: rlim_t = 10

/// Tries an input in a copy of this process with bounds of time and memory.
///
/// - Returns: what the library did, which is counted and, where it got through, kept; `nil` when it did nothing amiss.
func tried(_ input: Data, _ body: () -> FileError?) -> LibraryOutcome? {
  let child = copyProcess()
  if child == 0 {
    var time = rlimit(rlim_cur: limit, rlim_max: limit + 1)
    setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &time)
    setSanitizerReport { report in
      guard let report, blamesLibrary(String(cString: report)) else { return }
      _exit(LibraryOutcome.crashedThrough.rawValue)
    }
    _exit(LibraryOutcome(body())?.rawValue ?? 0)
  }
  var status: Int32 = 0
  guard child > 0, waitpid(child, &status, 0) == child else { return nil }
  let outcome = status & 0x7F == SIGXCPU ? LibraryOutcome.hungThrough : LibraryOutcome(rawValue: status >> 8 & 0xFF)
  guard let outcome, let scratch = ProcessInfo.processInfo.environment["CANNS_FUZZ_SCRATCH"] else { return outcome }
  if let file = fopen("\(scratch)/\(outcome.name)", "a") {
    fputs("1\n", file)
    fclose(file)
  }
  let isKept = outcome == .crashedThrough || outcome == .hungThrough || outcome == .hung
  if isKept, let failures = ProcessInfo.processInfo.environment["CANNS_FUZZ_FAILURES"] {
    let name = "\(outcome.name)-\(String((try? sha256(input))?.prefix(16) ?? "input"))"
    try? input.write(to: URL(fileURLWithPath: failures).appendingPathComponent(name))
  }
  return outcome
}

/// Whether the first frame of a sanitizer's report that is not the sanitizer's own lies in the library.
private func blamesLibrary(_ report: String) -> Bool {
  let frames = report.split(separator: "\n").filter { $0.drop { $0 == " " }.hasPrefix("#") }
  let own = ["__interceptor", "__asan", "__sanitizer", "compiler-rt", "/libc.so", "in memcpy", "in memset", "in strlen"]
  let first = frames.enumerated().first { number, frame in
    // Without a symbolizer a function of the sanitizer has no name; it can only be the innermost.
    !own.contains { frame.contains($0) } && !(number == 0 && frame.contains("fuzz-readers+"))
  }
  return first?.element.contains("libhdf5") ?? false
}
