import Foundation
import Testing

/// Signals, full disks, closed pipes, odd paths and environments.
@Suite(.enabled(if: Program.isBuilt)) struct SurroundingsTests {
  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalStopsALongStageAndKeepsWhatIsThere(_ signalNumber: Int32) throws {
    let folder = try SmallAnalysis.copy()
    let before = try folder.bytes("results/tda.npz")
    let line = "tda results --seed 4 --shuffles 200000 \(SmallAnalysis.homology)"
    let process = try Program.start(line.split(separator: " ").map(String.init), in: folder.url)
    Thread.sleep(forTimeInterval: 1)
    let sent = Date()
    kill(process.processIdentifier, signalNumber)
    let outcome = try Program.finish(process, in: folder.url)
    outcome.expectFailure(75, "run the same command again")
    #expect(Date().timeIntervalSince(sent) < 10)
    #expect(try folder.bytes("results/tda.npz") == before)
    #expect(try Program.run("verify results", in: folder.url).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("results").path)
    #expect(!names.contains { $0.hasPrefix(".") })
    #expect(
      try Program.run("tda results --seed 4 --shuffles 20 \(SmallAnalysis.homology)", in: folder.url).status == 0)
  }

  @Test func placesThatCannotBeWrittenEndWith73() throws {
    let folder = try SmallAnalysis.copy()
    for place in ["session.npz", "session.npz/below"] {
      try Program.run("embed session.npz -o \(place)", in: folder.url).expectFailure(73, "is a file", "-o")
    }
    try Program.run("embed session.npz -o /proc/canns", in: folder.url).expectFailure(73, "/proc/canns", "-o")
    #expect(try folder.bytes("session.npz") == SmallAnalysis.folder.get().bytes("session.npz"))
  }

  @Test func aFullDiskLeavesEarlierResultsWhole() throws {
    let folder = try SmallAnalysis.copy()
    try FileManager.default.createDirectory(at: folder.file("disk"), withIntermediateDirectories: true)
    // Only root may mount; elsewhere there is nothing to test with.
    guard getuid() == 0, try Program.shell("mount -t tmpfs -o size=8m canns disk", in: folder.url).status == 0 else { return }
    defer { _ = try? Program.shell("umount disk", in: folder.url) }
    #expect(try Program.run("embed session.npz -o disk/o --no-figures", in: folder.url).status == 0)
    let before = try folder.bytes("disk/o/embed.npz")
    _ = try Program.shell("dd if=/dev/zero of=disk/filler bs=4k; rm -f none", in: folder.url)
    let outcome = try Program.run("embed session.npz -o disk/o --sigma-ms 20 --no-figures", in: folder.url)
    outcome.expectFailure(73, "disk is full")
    #expect(!outcome.message.contains("partial"))
    #expect(try folder.bytes("disk/o/embed.npz") == before)
    #expect(try Program.run("verify disk/o", in: folder.url).status == 0)
  }

  @Test func aMemoryBudgetIsKept() throws {
    let folder = try SmallAnalysis.copy()
    try Program.run("embed session.npz -o m --max-memory 1M", in: folder.url).expectFailure(77, "--max-memory", "--bin-ms")
    #expect(!FileManager.default.fileExists(atPath: folder.file("m/embed.npz").path))
  }

  /// The bytes of such a name cannot be kept, and another name would be another file.
  @Test func namesThatAreNoTextAreRefusedByTheirBytes() throws {
    let folder = try SmallAnalysis.copy()
    let name = #""$(printf 's\351ance')""#
    try Program.shell("cp session.npz \(name).npz && $CANNS inspect \(name).npz", in: folder.url)
      .expectFailure(64, #"'s\xe9ance.npz' is not UTF-8"#, "ln -s")
    try Program.shell("$CANNS embed session.npz -o \(name)", in: folder.url).expectFailure(64, #"'s\xe9ance'"#)
    let inside = "mkdir \(name) && cp session.npz \(name) && cd \(name) && $CANNS"
    try Program.shell("\(inside) inspect session.npz", in: folder.url).expectFailure(64, "the current folder", #"s\xe9ance'"#)
    #expect(try Program.shell("cd \(name) && $CANNS --version", in: folder.url).status == 0)
  }

  @Test func readersThatGoAwayDoNoHarm() throws {
    let folder = try SmallAnalysis.copy()
    for (line, code) in [
      ("$CANNS help | head -1 >/dev/null", 0), ("{ $CANNS inspect session.npz; echo $? >code; } | true; cat code", 0),
      ("$CANNS inspect none.npz 2>&-", 66), ("$CANNS inspect none.npz 2>/dev/full", 66),
      ("$CANNS inspect session.npz >&- 2>&-", 0), ("$CANNS inspect session.npz <&-", 0),
      ("$CANNS inspect session.npz >/dev/full", 74),
    ] as [(String, Int32)] {
      let outcome = try Program.shell(line, in: folder.url)
      #expect(outcome.status == code, "\(line)")
      if line.contains("cat code") { #expect(outcome.output == "0\n") }
    }
  }

  @Test func pathsMayHoldSpacesAndAnyLetters() throws {
    let folder = try SmallAnalysis.copy()
    let name = "Mäuse & Ratten/sitzung 1 (δ)"
    try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: folder.file("session.npz"), to: folder.file("\(name)/aufnahme ü.npz"))
    let outcome = try Program.run(
      ["embed", "\(name)/aufnahme ü.npz", "-o", "\(name)/ergebnis", "--no-figures"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    #expect(try folder.bytes("\(name)/ergebnis/embed.npz") == folder.bytes("results/embed.npz"))
    #expect(try Program.run(["verify", "./\(name)/../sitzung 1 (δ)/ergebnis/"], in: folder.url).status == 0)
  }

  @Test(arguments: [[:], ["LC_ALL": "C"], ["LC_ALL": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"]])
  func theEnvironmentDoesNotChangeNumbers(_ environment: [String: String]) throws {
    let folder = try SmallAnalysis.copy()
    let outcome = try Program.run(
      "embed session.npz -o e --min-speed 2.5 --no-figures", in: folder.url, environment: environment)
    #expect(outcome.status == 0, "\(outcome.message)")
    #expect(try folder.bytes("e/embed.npz") == folder.bytes("results/embed.npz"))
  }
}
