// Coverage-guided fuzzing of everything that is read from files: libFuzzer has the main function and calls the one below.
// See Scripts/fuzz.
//
// CANNS_FUZZ_TARGET says what an input is:
//   file:EXTENSION  a recording's file; the extension decides little, as files are recognised by what they start with
//   poses:EXTENSION the same, with the frame rate and the length of a pixel, which such files need
//   folder:PATH     one file of a recording's folder: the first byte says which, the rest is its content
//   results:PATH    one file of a results folder, in the same way
//   registry, pipeline, plots  the text of such a YAML file
// CANNS_FUZZ_WALK is the program in which the HDF5 library walks through each file first (walk.c): for what that library reads.
// CANNS_FUZZ_SCRATCH is a folder for the file being read; Scripts/fuzz makes it and removes it. CANNS_FUZZ_FAILURES is one for
// inputs on which the HDF5 library crashes or hangs.

import Foundation

private let input: any FuzzInput = {
  let environment = ProcessInfo.processInfo.environment
  let parts = (environment["CANNS_FUZZ_TARGET"] ?? "file:bin").split(separator: ":", maxSplits: 1).map(String.init)
  let base = environment["CANNS_FUZZ_SCRATCH"].map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
  let scratch = base.appendingPathComponent("fuzz-readers-\(getpid())", isDirectory: true)
  do {
    switch parts[0] {
    case "file": return try FileInput(extension: parts[1], scratch: scratch) { readRecording($0) }
    case "poses": return try FileInput(extension: parts[1], scratch: scratch, read: readPoses)
    case "folder": return try FolderInput(seed: URL(fileURLWithPath: parts[1]), scratch: scratch) { readRecording($0) }
    case "results": return try FolderInput(seed: URL(fileURLWithPath: parts[1]), scratch: scratch, read: readResults)
    default: return try TextInput(kind: parts[0])
    }
  } catch {
    fatalError("CANNS_FUZZ_TARGET: \(error)")
  }
}()

/// Whatever the bytes are, they end in a value or in an error of the module that reads them.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOnce(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // An input that was not read does not belong in the corpus.
  input.read(bytes.map { Data(bytes: $0, count: count) } ?? Data()) ? 0 : -1
}
