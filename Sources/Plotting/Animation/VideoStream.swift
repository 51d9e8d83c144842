import ArrayNumerics
import Foundation
import Schema

/// A run of the program ffmpeg, which makes a video (H.264 in MP4) of raw pictures on its standard input.
///
/// A program of its own, since the usual encoder, x264, is under the GPL.
final class VideoStream {
  private let process = Process()
  private let socket: Int32
  private let log: URL
  private var isClosed = false

  /// The program in the folders of `searchPath` (separated by colons).
  ///
  /// - Throws: `PlottingError.programMissing`
  static func find(searchPath: String) throws(PlottingError) -> URL {
    for folder in searchPath.split(separator: ":") {
      let candidate = URL(fileURLWithPath: String(folder)).appendingPathComponent("ffmpeg")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    throw .programMissing("ffmpeg", format: "mp4")
  }

  /// Starts the program.
  ///
  /// - Throws: `PlottingError.programFailed` when it cannot be started.
  init(program: URL, file: URL, width: Int, height: Int, framesPerSecond: Double, title: String) throws {
    // A pair of sockets and not a pipe: to write to a program that has ended is then an error and no signal.
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw PlottingError.programFailed("ffmpeg", words: String(cString: strerror(errno)))
    }
    socket = ends[0]
    var patience = timeval(tv_sec: 0, tv_usec: 100_000)
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    log = file.appendingPathExtension("log")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    process.executableURL = program
    process.arguments = [
      "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr0", "-video_size", "\(width)x\(height)",
      "-framerate", formatted(framesPerSecond, digits: 8), "-i", "pipe:0", "-an", "-c:v", "libx264", "-preset", "veryfast",
      "-crf", "20", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact",
      "-flags:v", "+bitexact", "-metadata", "title=\(title)", "-f", "mp4", file.path,
    ]
    let input = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: log.path) ?? FileHandle.nullDevice
    do {
      try process.run()
      try input.close()
    } catch {
      kill()
      throw PlottingError.programFailed("ffmpeg", words: error.localizedDescription)
    }
  }

  /// Hands over frames in order.
  ///
  /// - Throws: `PlottingError.programFailed` when the program has ended, `CancellationError`.
  func append(_ frames: [Pixels], work: Work) throws {
    for frame in frames {
      var sent = 0
      while sent < frame.bytes.count {
        try work.checkCancellation()
        let count = frame.bytes.withUnsafeBytes { bytes in
          send(socket, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
        }
        if count >= 0 {
          sent += count
        } else if errno != EAGAIN && errno != EINTR {
          process.waitUntilExit()
          throw failure()
        }
      }
    }
  }

  /// Waits for the program to end.
  ///
  /// - Throws: `PlottingError.programFailed` when it did not write a file, `CancellationError`.
  func finish(work: Work) throws {
    close()
    while process.isRunning {
      try work.checkCancellation()
      Thread.sleep(forTimeInterval: 0.01)
    }
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else { throw failure() }
    try? FileManager.default.removeItem(at: log)
  }

  /// Ends the program at once.
  func kill() {
    close()
    // Not SIGTERM: a child of a worker thread inherits its mask, in which that signal is blocked.
    if process.isRunning {
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: log)
  }

  private func close() {
    guard !isClosed else { return }
    isClosed = true
    Foundation.close(socket)
  }

  private func failure() -> PlottingError {
    let words = (try? String(contentsOf: log, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    let ending =
      process.terminationReason == .exit ? "it ended with \(process.terminationStatus)" : "it was ended by a signal"
    return .programFailed("ffmpeg", words: words.isEmpty ? ending : String(words.suffix(600)))
  }
}
