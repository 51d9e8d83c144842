// Debian's HDF5 library does not survive every damaged file. Starting the fuzzer anew after each such crash costs a thousand
// times what an input costs, so inputs for it are first tried in a copy of the process.

import Foundation
import Glibc

@_silgen_name("fork") private func copyProcess() -> Int32
@_silgen_name("__asan_set_error_report_callback")
private func setSanitizerReport(_ callback: @convention(c) (UnsafePointer<CChar>?) -> Void)

/// What the guard around the library ends the process with.
private let libraryCrash: Int32 = 65

/// Whether the HDF5 library crashes on what `body` does; then a line is added to `library-crashes` in the scratch folder.
func crashesLibrary(_ body: () -> Void) -> Bool {
  let child = copyProcess()
  if child == 0 {
    setSanitizerReport { report in
      guard let report, blamesLibrary(String(cString: report)) else { return }
      _exit(libraryCrash)
    }
    body()
    _exit(0)
  }
  var status: Int32 = 0
  guard child > 0, waitpid(child, &status, 0) == child, status == libraryCrash << 8 else { return false }
  if let folder = ProcessInfo.processInfo.environment["CANNS_FUZZ_SCRATCH"],
    let file = fopen(folder + "/library-crashes", "a")
  {
    fputs("1\n", file)
    fclose(file)
  }
  return true
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
