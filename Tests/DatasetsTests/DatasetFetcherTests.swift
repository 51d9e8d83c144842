import ArrayFiles
import ArrayNumerics
import Datasets
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: RangeServer.python != nil, "needs python3 for a server on the loopback"), .serialized)
struct DatasetFetcherTests {
  /// A served folder with `data.bin`, a folder to download into, and the entry that joins them.
  struct Scene {
    let served: TemporaryFolder
    let target: TemporaryFolder
    let server: RangeServer
    let body: [UInt8]
    let digest: String

    init(bytes: Int = 300_000) throws {
      served = try TemporaryFolder()
      target = try TemporaryFolder()
      body = (0..<bytes).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
      try Data(body).write(to: served.file("data.bin"))
      digest = try sha256(body)
      server = try RangeServer(folder: served.url)
    }

    func entry(_ path: String = "data.bin", sha256: String?, bytes: Int? = nil) -> DatasetEntry {
      DatasetEntry(
        name: "test", title: "A test", kind: .download,
        files: [
          DatasetFile(
            path: "data.bin", url: server.address(path), sha256: sha256, bytes: bytes,
            checksumNote: sha256 == nil ? "unknown" : nil)
        ],
        licence: "CC0", citations: [], origin: "here", load: "")
    }

    func fetch(_ entry: DatasetEntry, work: Work = Work()) throws -> FetchedFile {
      try #require(try DatasetFetcher.fetch(entry, into: target.url, work: work).first)
    }

    func fetchedBytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: target.file("data.bin"))) }
  }

  @Test func aWholeFileArrivesUnderItsNameAndIsNotFetchedTwice() throws {
    let scene = try Scene()
    let entry = scene.entry(sha256: scene.digest, bytes: scene.body.count)
    let first = try scene.fetch(entry)
    #expect(first.outcome == .downloaded && first.isVerified && first.sha256 == scene.digest)
    #expect(try scene.fetchedBytes() == scene.body)
    #expect(scene.target.names == ["data.bin"])
    #expect(try scene.fetch(entry).outcome == .alreadyThere)
    #expect(scene.server.requests == ["/data.bin -"])
  }

  @Test(arguments: [true, false]) func anInterruptedDownloadGoesOnWhereItStopped(sizeIsKnown: Bool) throws {
    let scene = try Scene()
    try Data(scene.body.prefix(123_456)).write(to: scene.target.file("data.bin.part"))
    let result = try scene.fetch(
      scene.entry(sha256: scene.digest, bytes: sizeIsKnown ? scene.body.count : nil))
    #expect(result.outcome == .resumed)
    #expect(try scene.fetchedBytes() == scene.body)
    #expect(scene.server.requests == ["/data.bin bytes=123456-"])
    #expect(scene.target.names == ["data.bin"])
  }

  @Test func aCompletePartNeedsNoServer() throws {
    let scene = try Scene()
    try Data(scene.body).write(to: scene.target.file("data.bin.part"))
    _ = try scene.fetch(scene.entry(sha256: scene.digest, bytes: scene.body.count))
    #expect(scene.server.requests.isEmpty)
    #expect(try scene.fetchedBytes() == scene.body)
  }

  @Test func aPartThatReachesTheEndOfAFileOfUnknownSizeIsFetchedAnew() throws {
    let scene = try Scene()
    try Data(scene.body + [1, 2, 3]).write(to: scene.target.file("data.bin.part"))
    #expect(try scene.fetch(scene.entry(sha256: scene.digest)).outcome == .downloaded)
    #expect(try scene.fetchedBytes() == scene.body)
  }

  @Test func aServerWithoutRangesSendsEverythingAgain() throws {
    let scene = try Scene()
    try Data(scene.body.prefix(1000)).write(to: scene.target.file("data.bin.part"))
    let result = try scene.fetch(scene.entry("plain/data.bin", sha256: scene.digest))
    #expect(result.outcome == .downloaded)
    #expect(try scene.fetchedBytes() == scene.body)
  }

  @Test func aConnectionThatBreaksLeavesThePartAndTheNextTryCompletesIt() throws {
    let scene = try Scene()
    let error = #expect(throws: DatasetError.self) {
      try scene.fetch(scene.entry("broken/data.bin", sha256: scene.digest, bytes: scene.body.count))
    }
    #expect("\(try #require(error))".contains("run the same command again"))
    #expect(scene.target.names == ["data.bin.part"])
    let result = try scene.fetch(scene.entry(sha256: scene.digest, bytes: scene.body.count))
    #expect(result.outcome == .resumed)
    #expect(try scene.fetchedBytes() == scene.body)
    #expect(scene.server.requests.last == "/data.bin bytes=150000-")
  }

  @Test func aWrongChecksumDeletesWhatArrived() throws {
    let scene = try Scene()
    let wrong = String(repeating: "0", count: 64)
    #expect(
      throws: DatasetError.checksumMismatch(
        file: scene.target.file("data.bin").path, expected: wrong, found: scene.digest)
    ) { try scene.fetch(scene.entry(sha256: wrong)) }
    #expect(scene.target.names.isEmpty)
  }

  @Test func aWrongSizeDeletesWhatArrived() throws {
    let scene = try Scene()
    #expect(
      throws: DatasetError.sizeMismatch(
        file: scene.target.file("data.bin").path, expected: 300_001, found: 300_000)
    ) { try scene.fetch(scene.entry(sha256: scene.digest, bytes: 300_001)) }
    #expect(scene.target.names.isEmpty)
  }

  /// With a length that the server states, and without one.
  @Test(arguments: ["data.bin", "endless/data.bin"])
  func aServerThatSendsMoreIsStoppedAtTheRegisteredSize(path: String) throws {
    let scene = try Scene(bytes: 30_000_000)
    let error = #expect(throws: DatasetError.self) { try scene.fetch(scene.entry(path, sha256: scene.digest, bytes: 1000)) }
    guard case .sizeMismatch(_, 1000, let found)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(found <= 2048 && scene.target.names.isEmpty)
  }

  @Test func aFileThatIsNotThereIsSaidInWords() throws {
    let scene = try Scene()
    let url = scene.server.address("absent.bin")
    let error = #expect(throws: DatasetError.self) {
      try scene.fetch(scene.entry("absent.bin", sha256: scene.digest))
    }
    #expect(error == .refused(url: url, status: 404))
    #expect("\(try #require(error))".contains("no such file"))
    #expect(scene.target.names.isEmpty)
  }

  @Test func aServerThatIsGoneIsSaidInWordsAndThePartStays() throws {
    let scene = try Scene()
    let entry = scene.entry(sha256: scene.digest)
    try Data(scene.body.prefix(10)).write(to: scene.target.file("data.bin.part"))
    scene.server.stop()
    let error = #expect(throws: DatasetError.self) { try scene.fetch(entry) }
    #expect("\(try #require(error))".contains("no connection to the server"))
    #expect(scene.target.names == ["data.bin.part"])
  }

  @Test func anUnknownChecksumIsRecordedAndHoldsFromThenOn() throws {
    let scene = try Scene()
    let first = try scene.fetch(scene.entry(sha256: nil))
    #expect(first.outcome == .downloaded && !first.isVerified)
    #expect(
      try String(contentsOf: scene.target.file("data.bin.sha256"), encoding: .utf8)
        == "\(scene.digest)  data.bin\n")
    let second = try scene.fetch(scene.entry(sha256: nil))
    #expect(second.outcome == .alreadyThere && second.isVerified)

    try FileManager.default.removeItem(at: scene.target.file("data.bin"))
    try Data([1, 2, 3]).write(to: scene.served.file("data.bin"))
    #expect(throws: DatasetError.self) { try scene.fetch(scene.entry(sha256: nil)) }
    #expect(scene.target.names == ["data.bin.sha256"])
  }

  @Test func anotherFileOfTheSameNameIsLeftAlone() throws {
    let scene = try Scene()
    try Data([7]).write(to: scene.target.file("data.bin"))
    #expect(throws: DatasetError.self) { try scene.fetch(scene.entry(sha256: scene.digest)) }
    #expect(try scene.fetchedBytes() == [7])
    #expect(scene.server.requests.isEmpty)
  }

  @Test func cancellingKeepsThePartForTheNextRun() throws {
    let scene = try Scene()
    let part = scene.target.file("data.bin.part").path
    let reports = Mutex(0)
    struct Counter: ProgressSink {
      let count: @Sendable () -> Void
      func report(_ step: ProgressStep) { count() }
    }
    let work = Work(
      progress: Counter { reports.withLock { $0 += 1 } },
      isCancelled: {
        ((try? FileManager.default.attributesOfItem(atPath: part)[.size] as? Int) ?? 0) > 3000
      })
    #expect(throws: CancellationError.self) {
      try scene.fetch(scene.entry("slow/data.bin", sha256: scene.digest, bytes: scene.body.count), work: work)
    }
    #expect(scene.target.names == ["data.bin.part"])
    #expect(reports.withLock { $0 } > 0)
    #expect(
      try scene.fetch(scene.entry(sha256: scene.digest, bytes: scene.body.count)).outcome == .resumed)
    #expect(try scene.fetchedBytes() == scene.body)
  }

  @Test func withoutCurlTheMessageSaysHowToInstallIt() throws {
    let scene = try Scene(bytes: 10)
    let error = #expect(throws: DatasetError.curlMissing) {
      _ = try DatasetFetcher.fetch(
        scene.entry(sha256: nil), into: scene.target.url, work: Work(), searchPath: scene.served.url.path)
    }
    #expect("\(try #require(error))".contains("apt-get install curl"))
  }

  @Test func whatIsNotDownloadedSaysWhereItIs() throws {
    let scene = try Scene(bytes: 10)
    var entry = scene.entry(sha256: nil)
    entry.kind = .simulated
    let error = #expect(throws: DatasetError.self) { try scene.fetch(entry) }
    #expect("\(try #require(error))".contains("datasets make test"))
  }
}
