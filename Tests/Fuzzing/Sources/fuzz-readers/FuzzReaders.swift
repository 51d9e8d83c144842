// Coverage-guided fuzzing of the readers: libFuzzer has the main function and calls this one. See Scripts/fuzz.
//
// CANNS_FUZZ_FORMAT is the extension that the input is given, which decides little: files are recognised by what they
// start with.

import Foundation
import Recordings

/// The file that every input is written to; in memory where the system has such a folder.
private let inputFile: URL = {
  let format = ProcessInfo.processInfo.environment["CANNS_FUZZ_FORMAT"] ?? "bin"
  let memory = URL(fileURLWithPath: "/dev/shm")
  let folder = FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
  return folder.appendingPathComponent("fuzz-readers-\(getpid()).\(format)")
}()

/// Whatever the bytes are, they end in a recording or in a `RecordingError`.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOnce(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = bytes.map { Data(bytes: $0, count: count) } ?? Data()
  guard (try? data.write(to: inputFile)) != nil else { return 0 }
  do {
    _ = try InspectionReport.inspect(inputFile).text
    _ = try RecordingReader.read(url: inputFile)
  } catch is RecordingError {
    // Refused in words, as it should be.
  } catch {
    fatalError("an error of another type: \(error)")
  }
  return 0
}
