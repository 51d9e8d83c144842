import ArrayFiles
import Foundation
import Stages
import Synchronization
import TestSupport
import Testing

/// That one run at a time works in a folder.
@Suite final class FolderLockTests: ToyFolder {
  private func lock(
    waiting: (String) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws -> FolderLock {
    try FolderLock(folder, command: "program \"x\"", waiting: waiting, isCancelled: isCancelled)
  }

  @Test func theSecondWaitsAndSaysWhoHoldsIt() throws {
    var first: FolderLock? = try lock()
    #expect(try files() == [".lock"])
    var sentences: [String] = []
    var asked = 0
    #expect(throws: CancellationError.self) {
      try withExtendedLifetime(first) {
        _ = try lock(waiting: { sentences.append($0) }) {
          asked += 1
          return asked > 2
        }
      }
    }
    #expect(sentences.count == 1)
    #expect(sentences.first?.contains("process \(getpid())") == true && sentences.first?.contains("program \"x\"") == true)
    first = nil
    // Nothing was written: the folder that was made for the lock goes with it.
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    let second = try lock(waiting: { _ in Issue.record("nobody holds it any more") })
    withExtendedLifetime(second) {}
  }

  @Test func aFileThatADeadProcessLeftIsNoLock() throws {
    try folder.create()
    try Data("{\"process\": 1, \"host\": \"x\", \"command\": \"y\"}\n".utf8).write(
      to: folder.url.appendingPathComponent(".lock"))
    #expect(try run(Source.self).status == .computed)
    #expect(try files() == ["provenance.jsonl", "source.json", "source.npz"])
  }

  @Test func aRunWaitsForTheOneBefore() throws {
    let holder = Mutex<FolderLock?>(try lock())
    let waited = Mutex(0)
    var environment = environment
    environment.tellsWaiting = { _ in
      waited.withLock { $0 += 1 }
      holder.withLock { $0 = nil }
    }
    let outcome = try RegisteredStage(Source.self).run([], in: environment, from: source)
    #expect(outcome.status == .computed && waited.withLock { $0 } == 1)
  }

  @Test func anInputThatIsReplacedInMidRunIsNoticed() throws {
    let file = try TemporaryFolder()
    given = file.file("input.bin")
    try Data([1, 2, 3]).write(to: file.file("input.bin"))
    #expect(try run(Weighing.self).record.inputs.first?.sha256 == sha256([1, 2, 3]))
    #expect(try run(Replacing.self).status == .computed)
    force = true
    Replacing.content.withLock { $0 = [4] }
    #expect {
      try run(Replacing.self)
    } throws: { error in
      "\(error)".contains("input.bin") && "\(error)".contains("while it was read")
    }
  }
}

/// Replaces its input while it runs, as a program that still writes it would.
enum Replacing: NumberStage {
  /// What the file gets; the same bytes are no change.
  static let content = Mutex<[UInt8]>([1, 2, 3])
  static let description = StageDescription(
    key: "replace", group: .general, title: "replace", summary: "replace", purpose: "replace", example: "replace",
    inputName: "FILE")
  static func run(_ input: FileInput, parameters: NoParameters, context: RunContext) throws -> ToyNumber {
    try Data(content.withLock { $0 }).write(to: input.url, options: .atomic)
    return ToyNumber(1)
  }
}
