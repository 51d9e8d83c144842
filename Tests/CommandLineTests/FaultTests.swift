import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// What a hostile file, a full disk or another run may not do.
@Suite(.enabled(if: Program.isBuilt)) struct FaultTests {
  @Test func lostOutputIsAnErrorAndAClosedOneIsNone() throws {
    let folder = try SmallAnalysis.copy()
    for (line, code) in [
      ("$CANNS help embed >/dev/full", 74), ("$CANNS embed session.npz -o new --no-figures --json >/dev/full", 74),
      ("$CANNS verify results >/dev/full", 74), ("$CANNS embed session.npz -o closed --no-figures >&-", 0),
      ("$CANNS verify closed >&- 2>&- <&-", 0), ("$CANNS help embed | head -1 >/dev/null", 0),
    ] as [(String, Int32)] {
      #expect(try Program.shell(line, in: folder.url).status == code, "\(line)")
    }
  }

  @Test func whatAFileSaysDoesNotSteerTheTerminal() throws {
    let folder = try TemporaryFolder()
    let text = "t,x\n0,1\n1,\u{1b}]0;title\u{7}\u{1b}[2J\n"
    try Data(text.utf8).write(to: folder.file("escape.csv"))
    try NPZArchive.write(
      [("a\u{1b}[31m\nfound: all is well", DataArray([1.0, 2])), ("b", DataArray(["\u{9b}2J"]))], to: folder.file("e.npz"))
    for line in ["inspect escape.csv", "embed escape.csv -o r", "inspect e.npz", "inspect e.npz --json"] {
      let outcome = try Program.run(line, in: folder.url)
      let shown = (outcome.output + outcome.message).unicodeScalars
      #expect(!shown.contains { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) }, "\(line)")
      #expect(!outcome.output.contains("\nfound: all is well"))
    }
  }

  @Test func optionsThatMakeNoSenseAreRefused() throws {
    let folder = try SmallAnalysis.copy()
    for line in [
      "embed session.npz -o x --bin-ms 0x10", "embed session.npz -o x --bin-width -1",
      "embed session.npz -o x --bin-width 0x1p3",
      "embed session.npz -o x --max-memory 0x1G", "embed session.npz -o x --module 0",
      "embed session.npz -o x --track nan", "embed session.npz -o x --body-part nose",
    ] {
      #expect(try Program.run(line, in: folder.url).status == 64, "\(line)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("x").path))
    var environment = ProcessInfo.processInfo.environment
    for memory in ["0", "9223372036854775807", "-5"] {
      environment["SLURM_MEM_PER_NODE"] = memory
      let outcome = try Program.run("embed session.npz -o \(memory)m --no-figures", in: folder.url, environment: environment)
      #expect(outcome.status == 0, "\(memory): \(outcome.message)")
    }
  }

  @Test func namesThatAreNoTextAreRefusedAndPatternsAreNames() throws {
    let folder = try SmallAnalysis.copy()
    let line = "N=\"$(printf 's\\377.npz')\"; cp session.npz \"$N\"; $CANNS inspect \"$N\""
    let outcome = try Program.shell(line, in: folder.url)
    #expect(outcome.status == 64)
    for name in ["a*", "b?", "c[a]", "d%20", "e#1"] {
      #expect(try Program.run(["embed", "session.npz", "-o", name, "--no-figures"], in: folder.url).status == 0, "\(name)")
      #expect(try Program.run(["verify", name], in: folder.url).status == 0, "\(name)")
      #expect(try Program.run(["ratemaps", name, "--no-figures"], in: folder.url).status == 0, "\(name)")
    }
    #expect(try Program.run(["inspect", String(repeating: "a", count: 300) + ".npz"], in: folder.url).status == 66)
  }

  /// A file of bins of 10⁻³⁰⁰ s, maps of as many places, and one spike ten days after all others.
  @Test func numbersThatCannotBeMeantDoNotTrap() throws {
    let folder = try SmallAnalysis.copy()
    try NPZArchive.write(
      [
        ("spikes", DataArray([Int32](repeating: 1, count: 500), shape: [100, 5])),
        ("bin_width", DataArray([1e-300], shape: [])),
      ], to: folder.file("narrow.npz"))
    try Program.run("embed narrow.npz -o n", in: folder.url).expectFailure(65, "--bin-width")
    try Program.run("ratemaps results --bin-cm 1e-300", in: folder.url).expectFailure(65, "--bin-cm")
    for stride in ["9223372036854775807", "4294967296"] {
      let status = try Program.run("tda results --stride \(stride)", in: folder.url).status
      #expect([64, 65].contains(status), "\(stride): \(status)")
    }
    var times = (0..<2000).map { Double($0) * 0.01 }
    times[times.count - 1] = 9e5
    try NPZArchive.write(
      [
        ("spike_times", DataArray((0..<200).flatMap { _ in times })),
        ("spike_index", DataArray((1...200).map { $0 * times.count })),
      ], to: folder.file("stray.npz"))
    let stray = try Program.run("embed stray.npz -o s --max-memory 4G", in: folder.url)
    #expect(stray.status == 0 && stray.message.contains("200 spikes at 900000 s"), "\(stray.message)")
    // As many cells as bins: what could not be written in an hour is refused at once.
    try NPZArchive.write(
      [
        ("spike_times", DataArray([1.0, 2.0])), ("spike_index", DataArray((0..<1_000_000).map { min(2, $0) })),
        ("t", DataArray((0...24_000).map { Double($0) / 100 })),
        ("x", DataArray((0...24_000).map { cos(Double($0) / 100) })),
        ("y", DataArray((0...24_000).map { sin(Double($0) / 100) })),
      ], to: folder.file("cells.npz"))
    try Program.run("embed cells.npz -o c --no-speed-filter", in: folder.url).expectFailure(65, "999999 cells", "--cells")
  }

  /// A small file can hold a large array: nothing of it is unpacked by a command that may not hold it.
  @Test(arguments: ["convert zeros.npz o.h5", "embed zeros.npz -o z", "import-trajectory zeros.npz -o t", "inspect zeros.csv"])
  func readingAsksForMemory(_ line: String) throws {
    let folder = try SmallAnalysis.copy()
    try NPZArchive.write(
      [
        ("t", DataArray([Double](repeating: 0, count: 30_000_000))),
        ("x", DataArray([Double](repeating: 1, count: 30_000_000))),
        ("y", DataArray([Double](repeating: 1, count: 30_000_000))),
      ], to: folder.file("zeros.npz"))
    try Data(String(repeating: "0.5,1\n", count: 10_000_000).utf8).write(to: folder.file("zeros.csv"))
    try Program.run("\(line) --max-memory 100M", in: folder.url).expectFailure(77, "--max-memory")
  }

  /// A megabyte that unpacks to 1.2 GB: whoever looks into it sees the headers, unless they say how much may be held.
  @Test func lookingIntoAFileDoesNotUnpackGigabytes() throws {
    let folder = try TemporaryFolder()
    let count = 150_000_000
    let writer = try ZipWriter(folder.file("zeros.npz"), level: 1)
    let header = NPYHeader(description: "<f8", fortranOrder: false, shape: [count]).encoded
    try writer.append(name: "spike_times.npy", size: header.count + 8 * count) { sink in
      try header.withUnsafeBytes(sink)
      let piece = [Double](repeating: 0, count: 1_000_000)
      for _ in 0..<count / piece.count { try piece.withUnsafeBytes(sink) }
    }
    try writer.finish()
    #expect(try folder.bytes("zeros.npz").count < 10_000_000)
    let outcome = try Program.run("inspect zeros.npz", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.contains("float64 (150000000,)"))
    #expect(outcome.output.contains("needs 1200 MB") && outcome.output.contains("1000 MB are allowed (--max-memory"))
  }

  /// The HDF5 library writes what it holds when the process ends, and then must not fall over what it could not write before.
  @Test(arguments: ["h5", "nwb"], [2, 16, 64]) func aFullDiskEndsHDF5InWords(_ ending: String, _ blocks: Int) throws {
    let folder = try SmallAnalysis.copy()
    let outcome = try Program.shell("ulimit -f \(blocks); exec $CANNS convert session.npz o.\(ending)", in: folder.url)
    outcome.expectFailure(73, "o.\(ending)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).allSatisfy { !$0.contains("o.\(ending)") })
  }

  /// A crash of our own is told as one, whatever is being read.
  @Test func aCrashIsNotToldAsADamagedFile() throws {
    let folder = try SmallAnalysis.copy()
    #expect(try Program.run("convert session.npz session.h5", in: folder.url).status == 0)
    for wait in [0.05, 0.1, 0.2] {
      let process = try Program.start(["embed", "session.h5", "-o", "crash", "--force"], in: folder.url)
      Thread.sleep(forTimeInterval: wait)
      kill(process.processIdentifier, SIGSEGV)
      let outcome = try Program.finish(process, in: folder.url)
      #expect([0, 128 + SIGSEGV].contains(outcome.status) && !outcome.message.contains("damaged"), "\(outcome.message)")
    }
  }

  /// Two chains of commands with other parameters at the same time: the second waits for the first.
  @Test func twoRunsInOneFolderDoNotMix() throws {
    let folder = try SmallAnalysis.copy()
    let second = try TemporaryFolder()
    let first = try Program.start(["embed", "session.npz", "-o", "both", "--sigma-ms", "20"], in: folder.url)
    let other = try Program.start(
      ["embed", folder.file("session.npz").path, "-o", folder.file("both").path, "--sigma-ms", "80"], in: second.url)
    #expect(try Program.finish(first, in: folder.url).status == 0)
    #expect(try Program.finish(other, in: second.url).status == 0)
    #expect(try Program.run("verify both", in: folder.url).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("both").path)
    #expect(!names.contains { $0.hasPrefix(".") })
  }

  /// A reader does not ask whether it should stop; the program ends all the same, and leaves nothing behind.
  @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsAConversionWithinASecond(_ signalNumber: Int32) throws {
    let folder = try TemporaryFolder()
    let line = "0.123456,1.5,2.25\n"
    try Data(("t,x,y\n" + String(repeating: line, count: 4_000_000)).utf8).write(to: folder.file("long.csv"))
    let process = try Program.start(["convert", "long.csv", "out.npz"], in: folder.url)
    Thread.sleep(forTimeInterval: 0.5)
    let sent = Date()
    kill(process.processIdentifier, signalNumber)
    let outcome = try Program.finish(process, in: folder.url)
    outcome.expectFailure(75, "run the same command again")
    #expect(Date().timeIntervalSince(sent) < 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == [".err", ".out", "long.csv"])
  }
}
