import ArrayNumerics
import Foundation

/// One run of the program curl: the download of one address into one file, or the rest of it.
struct CurlTransfer {
  var program: URL
  var url: String
  var target: URL
  /// Bytes that are in `target` already; the transfer goes on behind them.
  var resumeAt: Int
  /// The length of the whole file, for progress; `nil` when it is not known.
  var expectedBytes: Int?

  /// How it ended: curl's exit code, the server's last answer, and curl's own words.
  struct Outcome {
    var exitCode: Int32
    var status: Int
    var message: String
  }

  /// The program in the folders of `searchPath` (separated by colons).
  ///
  /// - Throws: `DatasetError.curlMissing`
  static func find(searchPath: String) throws -> URL {
    for folder in searchPath.split(separator: ":") {
      let candidate = URL(fileURLWithPath: String(folder)).appendingPathComponent("curl")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    throw DatasetError.curlMissing
  }

  /// Runs curl to its end; on cancellation ends it and leaves what has arrived.
  ///
  /// - Throws: `CancellationError`, `DatasetError.curlMissing` when the program cannot be started.
  func run(work: Work) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let expectedBytes {
      // A server may send more than was registered; the system stops curl there, in blocks of 512 bytes.
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      let blocks = expectedBytes / 512 + 2
      process.arguments = ["-c", "ulimit -f \(blocks); exec \"$@\"", "sh", program.path] + arguments
    }
    let answer = Pipe()
    let words = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = answer
    process.standardError = words
    do {
      try process.run()
    } catch {
      throw DatasetError.curlMissing
    }
    // curl says at most a few lines, which fit into the pipes: they are read when it has ended.
    while process.isRunning {
      if work.isCancelled() {
        // Not SIGTERM: a child of a worker thread inherits its mask, in which that signal is blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        throw CancellationError()
      }
      if let expectedBytes {
        work.report(
          "download \(target.deletingPathExtension().lastPathComponent)", completed: fileSize(target) ?? 0,
          of: expectedBytes)
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
    process.waitUntilExit()
    // Control-C reaches curl too, and may end it before we look.
    try work.checkCancellation()
    let status = text(answer).trimmingCharacters(in: .whitespacesAndNewlines)
    return Outcome(
      exitCode: process.terminationReason == .exit ? process.terminationStatus : -1,
      status: Int(status) ?? 0, message: text(words).trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private var arguments: [String] {
    var result = [
      "--fail", "--location", "--silent", "--show-error", "--globoff", "--connect-timeout", "30",
      // A connection over which nothing comes for a minute is broken.
      "--speed-limit", "1", "--speed-time", "60", "--proto", "=http,https", "--write-out", "%{http_code}",
      "--output", target.path,
    ]
    if let expectedBytes { result += ["--max-filesize", "\(expectedBytes)"] }
    if resumeAt > 0 { result += ["--continue-at", "-"] }
    return result + ["--", url]
  }

  private func text(_ pipe: Pipe) -> String {
    String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }
}

/// The size of a file in bytes; `nil` when there is none.
func fileSize(_ url: URL) -> Int? {
  try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int
}
