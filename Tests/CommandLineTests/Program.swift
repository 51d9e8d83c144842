import Foundation
import TestSupport
import Testing

/// The program as it was built, run as a user runs it.
enum Program {
  struct Outcome {
    var status: Int32
    var output: String
    var message: String
  }

  /// The executable beside the test bundle, or in the build folder of the package.
  static let url: URL? = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    #if DEBUG
      let configuration = "debug"
    #else
      let configuration = "release"
    #endif
    let folders = [bundle, Bundle.main.bundleURL, package.appendingPathComponent(".build/\(configuration)")]
    return folders.map { $0.appendingPathComponent("canns-analyze") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    }
  }()

  static var isBuilt: Bool {
    if url == nil { print("The tests of the command line are skipped: canns-analyze was not found beside the tests.") }
    return url != nil
  }

  /// Starts the program; its output goes to files, so that no pipe can fill up.
  static func start(
    _ arguments: [String], in folder: URL, environment: [String: String]? = nil
  ) throws -> Process {
    let program = try #require(Self.url)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    if let environment { process.environment = environment }
    process.standardInput = FileHandle.nullDevice
    for (name, isOutput) in [(".out", true), (".err", false)] {
      let file = folder.appendingPathComponent(name)
      try Data().write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      if isOutput { process.standardOutput = handle } else { process.standardError = handle }
    }
    try process.run()
    return process
  }

  static func finish(_ process: Process, in folder: URL) throws -> Outcome {
    // A program that hangs must not hang the tests.
    let killer = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: killer)
    process.waitUntilExit()
    killer.cancel()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
    }
    let crashed = process.terminationReason == .uncaughtSignal
    return Outcome(
      status: crashed ? 128 + process.terminationStatus : process.terminationStatus, output: try text(".out"),
      message: try text(".err"))
  }

  /// Runs the program in `folder` with the arguments of a command line without quotes.
  static func run(_ line: String, in folder: URL, environment: [String: String]? = nil) throws -> Outcome {
    try run(line.split(separator: " ").map(String.init), in: folder, environment: environment)
  }

  static func run(_ arguments: [String], in folder: URL, environment: [String: String]? = nil) throws -> Outcome {
    try finish(try start(arguments, in: folder, environment: environment), in: folder)
  }

  /// Runs a line of shell with the program as `$CANNS`.
  static func shell(_ line: String, in folder: URL) throws -> Outcome {
    let program = try #require(Self.url)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["CANNS": program.path]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      message: String(decoding: message, as: UTF8.self))
  }
}

extension Program.Outcome {
  /// Expects a failure told in one short paragraph that contains `words`.
  func expectFailure(_ code: Int32, _ words: String..., line: SourceLocation = #_sourceLocation) {
    #expect(status == code, "\(message)", sourceLocation: line)
    let lines = message.split(separator: "\n").filter { $0.hasPrefix("canns-analyze: ") }
    #expect(lines.count == 1, "one paragraph: \(message)", sourceLocation: line)
    #expect(message.count < 800 && !message.contains("Swift.") && !message.contains("Error("), sourceLocation: line)
    for word in words { #expect(message.contains(word), "\(word): \(message)", sourceLocation: line) }
  }
}

extension TemporaryFolder {
  /// A folder beside the program, in place of the one of an earlier run, for what stays until the tests end.
  convenience init(besideProgram name: String) throws {
    try self.init(at: try #require(Program.url).deletingLastPathComponent().appendingPathComponent(name))
  }
}
