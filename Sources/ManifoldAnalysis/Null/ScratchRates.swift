import ArrayFiles
import DimensionReduction
import Foundation

/// Rates of a recording in a file without a name, which is gone with the process, whatever ends it.
package final class ScratchRates: RateStore {
  private let file: Int32
  private let folder: URL

  /// - Throws: `FileError` when the folder has no room for so many values.
  package init(in folder: URL, count: Int) throws {
    self.folder = folder
    var template = Array(folder.appendingPathComponent(".canns-analyze-XXXXXX").path.utf8CString)
    file = mkstemp(&template)
    guard file >= 0 else { throw Self.failure(folder, bytes: 4 * count) }
    unlink(template)
    // Room for all of it is had now, not missed in the middle.
    let status = posix_fallocate(file, 0, off_t(4 * count))
    guard status == 0 else {
      close(file)
      throw Self.failure(folder, bytes: 4 * count, code: status)
    }
  }

  deinit { close(file) }

  package func write(_ values: ArraySlice<Float>, at index: Int) throws {
    try values.withUnsafeBytes { bytes in
      try transfer(bytes.count, from: 4 * index) { done, place in
        pwrite(file, bytes.baseAddress! + done, bytes.count - done, place)
      }
    }
  }

  package func read(_ index: Int, count: Int, into output: inout [Float], at place: Int) throws {
    guard count > 0 else { return }
    try output.withUnsafeMutableBytes { bytes in
      let wanted = bytes[4 * place..<4 * (place + count)]
      try transfer(wanted.count, from: 4 * index) { done, start in
        pread(file, bytes.baseAddress! + wanted.startIndex + done, wanted.count - done, start)
      }
    }
  }

  /// Moves all bytes, however many the system moves at a time.
  private func transfer(_ count: Int, from start: Int, _ move: (_ done: Int, _ place: off_t) -> Int) throws {
    var done = 0
    while done < count {
      let moved = move(done, off_t(start + done))
      if moved < 0 && errno == EINTR { continue }
      guard moved > 0 else { throw Self.failure(folder, bytes: count) }
      done += moved
    }
  }

  private static func failure(_ folder: URL, bytes: Int, code: Int32 = errno) -> FileError {
    FileError(
      .inputOutput, file: folder.path,
      problem: "the rates of a large recording (\(bytes) bytes at a time) could not be kept there while draws are made: "
        + "\(String(cString: strerror(code))).",
      remedy: "Make room, or write into a folder on another disk (-o).")
  }
}
