import Foundation

/// A web server on the loopback that serves a folder, run by Python; tests that need it are skipped without.
final class RangeServer {
  static let python: URL? = {
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return search.split(separator: ":").map { URL(fileURLWithPath: "\($0)/python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  let port: Int
  private let folder: URL
  private let process = Process()

  init(folder: URL) throws {
    self.folder = folder
    let output = Pipe()
    process.executableURL = RangeServer.python
    process.arguments = [
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("range_server.py")
        .path,
      folder.path,
    ]
    process.standardOutput = output
    try process.run()
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")), process.isRunning {
      line += output.fileHandleForReading.availableData
    }
    port = Int(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }

  deinit { stop() }

  func stop() {
    guard process.isRunning else { return }
    // Not SIGTERM: a child of a worker thread inherits its mask, in which that signal is blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func address(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

  /// What was asked for, as `PATH RANGE`.
  var requests: [String] {
    let text = try? String(contentsOf: folder.appendingPathComponent("requests.log"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }
}
