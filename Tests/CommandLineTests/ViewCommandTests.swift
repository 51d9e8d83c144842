import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt)) struct ViewCommandTests {
  @Test func itServesUntilInterruptedAndItsCellsAreTaken() throws {
    let folder = try TemporaryFolder()
    try SyntheticRecording().write(to: folder.file("session.npz"))
    #expect(try Program.run("embed session.npz -o results --no-figures", in: folder.url).status == 0)
    let process = try Program.start(["view", "results", "--edit"], in: folder.url)
    let address = try #require(wait(for: folder))
    #expect(address.hasPrefix("http://127.0.0.1:"))
    let catalogue = try curl([address + "0/catalogue"])
    #expect(catalogue.contains("\"editable\": true"))
    _ = try curl(["--request", "PUT", "--data-binary", "1\n0", address + "0/kept"])
    kill(process.processIdentifier, SIGINT)
    let outcome = try Program.finish(process, in: folder.url)
    #expect(outcome.status == 0 && outcome.output == address + "\n")
    #expect(try String(contentsOf: folder.file("results/cells.txt"), encoding: .utf8) == "0\n1\n")
    let chosen = try Program.run("embed session.npz -o two --no-figures --cells @results/cells.txt", in: folder.url)
    #expect(chosen.status == 0 && chosen.output.contains("2 cells"))
  }

  @Test func whatCannotBeShownIsSaid() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(at: folder.file("empty"), withIntermediateDirectories: true)
    #expect(try Program.run("view", in: folder.url).status == 64)
    #expect(try Program.run("view empty empty empty", in: folder.url).status == 64)
    #expect(try Program.run("view nowhere", in: folder.url).status == 66)
    let empty = try Program.run("view empty", in: folder.url)
    #expect(empty.status == 66 && empty.message.contains("holds no results to look at"))
    #expect(try Program.run("view empty --port 70000", in: folder.url).status == 64)
  }

  /// The address, as soon as the program has printed it.
  private func wait(for folder: TemporaryFolder) -> String? {
    for _ in 0..<600 {
      if let data = try? folder.bytes(".out"), data.last == UInt8(ascii: "\n") {
        return String(decoding: data.dropLast(), as: UTF8.self)
      }
      usleep(100_000)
    }
    return nil
  }

  private func curl(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["curl", "--silent", "--noproxy", "*", "--max-time", "20"] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
