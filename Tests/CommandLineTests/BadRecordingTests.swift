import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// Recordings that cannot be used, or not without a word.
@Suite(.enabled(if: Program.isBuilt)) struct BadRecordingTests {
  let session = SyntheticRecording()

  private func embed(
    _ folder: TemporaryFolder, _ name: String = "session.npz", _ options: String = ""
  ) throws -> Program.Outcome {
    try Program.run("embed \(name) -o o --no-figures \(options)", in: folder.url)
  }

  @Test func filesThatAreNoRecordingsEndWith65() throws {
    let folder = try TemporaryFolder()
    try session.write(to: folder.file("session.npz"))
    let whole = try folder.bytes("session.npz")
    try Data().write(to: folder.file("empty.npz"))
    try embed(folder, "empty.npz").expectFailure(65, "empty.npz", "the file is empty")
    try whole.prefix(whole.count / 2).write(to: folder.file("half.npz"))
    try embed(folder, "half.npz").expectFailure(65, "half.npz", "interrupted copy or download")
    try FileManager.default.createDirectory(at: folder.file("folder"), withIntermediateDirectories: true)
    try embed(folder, "folder").expectFailure(65, "this is a folder")
    try Data("just words\n".utf8).write(to: folder.file("words.txt"))
    try embed(folder, "words.txt").expectFailure(65, "no rows of data")
    try Data("t,x,y\n0,1,2\n1,hello,3\n".utf8).write(to: folder.file("table.csv"))
    try embed(folder, "table.csv").expectFailure(65, "line 3", "'hello'")
    #expect(try Program.shell("mkfifo pipe && timeout 20 $CANNS inspect pipe", in: folder.url).status == 65)
    #expect(!FileManager.default.fileExists(atPath: folder.file("o").path))
  }

  @Test func aPickleThatCallsOtherCodeIsRefusedAndNotRun() throws {
    let folder = try TemporaryFolder()
    // cposix\nsystem\n(S'touch pwned'\ntR. as an object array of NumPy
    let header = "{'descr': '|O', 'fortran_order': False, 'shape': (), }"
    let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
    var bytes = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(padded.utf8)
    bytes += Data("cposix\nsystem\n(S'touch pwned'\ntR.".utf8)
    try bytes.write(to: folder.file("spike.npy"))
    let outcome = try embed(folder, "spike.npy")
    #expect(outcome.status == 65 && outcome.message.contains("pickle"), "\(outcome.message)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("pwned").path))
  }

  @Test func timesThatAreNoTimesAreRefused() throws {
    let folder = try TemporaryFolder()
    try session.changed { $0.t[100] = .nan }.write(to: folder.file("session.npz"))
    try embed(folder).expectFailure(65, "number 100", "nan")
    try session.write(to: folder.file("session.npz"), replacing: [("t", DataArray(session.t.map { "\($0)" }))])
    try embed(folder).expectFailure(65, "times are numbers", "--map t=NAME")
    try session.changed { $0.x.removeLast(5) }.write(to: folder.file("session.npz"))
    try embed(folder).expectFailure(65, "2995", "3000")
    try session.changed { $0.trains[2][1] = .nan }.write(to: folder.file("session.npz"))
    try embed(folder).expectFailure(65, "cell 2", "nan")
  }

  @Test(arguments: [
    ("unsorted", "sorted by time"), ("duplicate", "time"), ("lost", "NaN"),
    ("centimetres", "--position-unit"), ("silent", "without a spike"), ("clock", "starts at"),
  ])
  func whatLooksWrongIsSaidAndKeptInTheRecord(_ what: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let changed = session.changed { recording in
      switch what {
      case "unsorted": recording.t.swapAt(100, 101)
      case "duplicate": recording.t[101] = recording.t[100]
      case "lost": for index in 200..<210 { recording.x[index] = .nan }
      case "centimetres":
        recording.x = recording.x.map { $0 * 100 }
        recording.y = recording.y.map { $0 * 100 }
      case "silent": recording.trains[3] = []
      default:
        recording.t = recording.t.map { $0 + 1234 }
        recording.trains = recording.trains.map { $0.map { $0 + 1234 } }
      }
    }
    try changed.write(to: folder.file("session.npz"))
    let outcome = try embed(folder)
    #expect(outcome.status == 0, "\(outcome.message)")
    #expect(outcome.message.contains(words), "\(outcome.message)")
    #expect(String(decoding: try folder.bytes("o/embed.json"), as: UTF8.self).contains(words))
  }

  @Test func spikesThatLieOutsideTheTrackingAreRefusedUntilTheirUnitIsGiven() throws {
    let folder = try TemporaryFolder()
    try session.changed { $0.trains = $0.trains.map { $0.map { $0 * 1000 } } }.write(to: folder.file("session.npz"))
    try embed(folder).expectFailure(65, "outside the tracking", "--spike-time-unit")
    #expect(try embed(folder, "session.npz", "--spike-time-unit ms").status == 0)
  }

  @Test func unitsGivenOnTheCommandLineAreUsed() throws {
    let folder = try TemporaryFolder()
    try session.write(to: folder.file("session.npz"))
    #expect(try embed(folder).status == 0)
    let plain = try folder.bytes("o/embed.npz")
    let scaled = session.changed { recording in
      recording.t = recording.t.map { $0 * 1000 }
      recording.trains = recording.trains.map { $0.map { $0 * 1000 } }
    }
    try scaled.write(to: folder.file("ms.npz"))
    #expect(try embed(folder, "ms.npz", "--time-unit ms --force").status == 0)
    let archives = try [plain, folder.bytes("o/embed.npz")].map { bytes in
      try bytes.write(to: folder.file("a.npz"))
      return try #require(try NPZArchive(contentsOf: folder.file("a.npz")).read("counts").array?.integers)
    }
    let differing = zip(archives[0], archives[1]).count { $0 != $1 }
    #expect(archives[0].count == archives[1].count && differing * 1000 < archives[0].count)
  }

  @Test func recordingsTooPoorForAStageEndWith65() throws {
    let folder = try TemporaryFolder()
    try session.changed { $0.trains = $0.trains.map { _ in [] } }.write(to: folder.file("session.npz"))
    try embed(folder).expectFailure(65, "silent")
    try SyntheticRecording(cells: 1).write(to: folder.file("session.npz"))
    #expect(try embed(folder).status == 0)
    try Program.run("tda o \(SmallAnalysis.homology)", in: folder.url).expectFailure(65, "component")
    try session.write(to: folder.file("session.npz"))
    #expect(try embed(folder, "session.npz", "--epoch 0:1").status == 0)
    try Program.run("tda o \(SmallAnalysis.homology)", in: folder.url).expectFailure(65, "60 landmarks", "at most")
    try session.changed { recording in
      recording.x = recording.x.map { _ in 0.5 }
      recording.y = recording.y.map { _ in 0.5 }
    }.write(to: folder.file("session.npz"))
    try embed(folder).expectFailure(65, "--no-speed-filter")
  }

  @Test func silentAndConstantCellsDoNotSpoilTheChain() throws {
    let folder = try TemporaryFolder()
    try session.changed { recording in
      recording.trains.append([])
      recording.trains.append(stride(from: 0.005, to: 59.9, by: 0.01).map { $0 })
    }.write(to: folder.file("session.npz"))
    #expect(try embed(folder).status == 0)
    let outcome = try Program.run("tda o --shuffles 20 \(SmallAnalysis.homology)", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.contains("verdict: ring"), "\(outcome.message)\(outcome.output)")
    #expect(try Program.run("reduce o --no-figures", in: folder.url).status == 0)
  }

  @Test func thirtyMutatedFilesNeverCrash() throws {
    let folder = try TemporaryFolder()
    try session.changed { $0.trains = Array($0.trains.prefix(3)) }.write(to: folder.file("session.npz"))
    let whole = [UInt8](try folder.bytes("session.npz"))
    var random = SplitMix(state: 5)
    for number in 0..<30 {
      var bytes = whole
      let isDirectory = number % 2 == 0
      for _ in 0..<(1 + number) {
        let span = isDirectory ? min(1200, bytes.count) : bytes.count
        let index = bytes.count - 1 - Int(random.next() * Double(span))
        bytes[index] = UInt8(truncatingIfNeeded: random.bits())
      }
      if number % 5 == 4 { bytes.removeLast(Int(random.next() * Double(bytes.count / 2))) }
      try Data(bytes).write(to: folder.file("mutated.npz"))
      for command in ["inspect mutated.npz", "embed mutated.npz -o o --no-figures"] {
        let outcome = try Program.run(command, in: folder.url)
        #expect([0, 65].contains(outcome.status), "mutation \(number): \(outcome.status) \(outcome.message)")
      }
    }
  }
}
