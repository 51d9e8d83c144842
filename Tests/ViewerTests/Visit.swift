import Foundation
import Testing
import Viewer

/// A page that is served while a test asks for it, by HTTP.
struct Visit {
  /// With the token.
  let address: URL

  /// What came back.
  struct Answer {
    var status: Int
    var headers: [String: String]
    var body: Data
    var text: String { String(decoding: body, as: UTF8.self) }
    var floats: [Float] {
      body.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count, by: 4).map {
          Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
        }
      }
    }
  }

  /// Serves while `body` runs.
  static func paying(_ viewer: Viewer, _ body: (Visit) async throws -> Void) async throws {
    let (addresses, announce) = AsyncStream.makeStream(of: URL.self)
    let serving = Task {
      defer { announce.finish() }
      try await viewer.serve { announce.yield($0) }
    }
    var found: URL?
    for await address in addresses {
      found = address
      break
    }
    if let found { try await body(Visit(address: found)) }
    serving.cancel()
    try await serving.value
    _ = try #require(found)
  }

  /// The address of the server without the token.
  var root: String { "http://127.0.0.1:\(address.port ?? 0)" }

  func get(_ path: String, _ options: [String] = []) async throws -> Answer {
    try await ask(address.absoluteString + path, options)
  }

  /// - Parameter options: of curl.
  func ask(_ url: String, _ options: [String] = []) async throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let always = ["curl", "--silent", "--include", "--path-as-is", "--noproxy", "*", "--max-time", "20"]
    process.arguments = always + options + [url]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Waited for elsewhere: the server answers on the threads of tasks.
    let data = await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: output.fileHandleForReading.readDataToEndOfFile()) }
    }
    let end = try #require(data.range(of: Data("\r\n\r\n".utf8)), "no answer from \(url)")
    let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let status = try #require(lines.first?.split(separator: " ")[1])
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return Answer(status: Int(status) ?? 0, headers: headers, body: data[end.upperBound...])
  }
}
