import ArrayFiles
import Foundation
import TestSupport
import Testing

@Suite struct OutputFileTests {
  @Test func whatAKilledProcessLeftIsRemovedByTheNextOne() throws {
    let folder = try TemporaryFolder()
    try Data([1]).write(to: folder.file(".a.bin.123-456.part"))
    try Data([1]).write(to: folder.file(".b.bin.123-456.part"))
    let live = try OutputFile(folder.file("a.bin"))
    try OutputFile.write([7, 8], to: folder.file("a.bin"))
    #expect(folder.names.count == 3 && folder.names.contains(".b.bin.123-456.part"))
    #expect(try Data(contentsOf: folder.file("a.bin")) == Data([7, 8]))
    // Somebody is still at work on the other one.
    try live.write([9])
    try live.finish()
    #expect(try Data(contentsOf: folder.file("a.bin")) == Data([9]))
    #expect(folder.names == [".b.bin.123-456.part", "a.bin"])
  }

  @Test func aLineGoesBehindAWholeOne() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("lines")
    try OutputFile.append(line: "one", to: file, isStored: true)
    #expect(try Data(contentsOf: file) == Data("one\n".utf8))
    try Data("one\ncut sh".utf8).write(to: file)
    try OutputFile.append(line: "two", to: file, isStored: false)
    #expect(try Data(contentsOf: file) == Data("one\ncut sh\ntwo\n".utf8))
  }

  @Test func namesThatAreTooLongAreNoInput() {
    let file = URL(fileURLWithPath: "/tmp/" + String(repeating: "a", count: 300))
    #expect {
      try sha256(of: file)
    } throws: { error in
      (error as? FileError)?.kind == .noSuchInput
    }
  }

  @Test func aNameAsLongAsNamesMayBeIsWritten() throws {
    let folder = try TemporaryFolder()
    for name in [String(repeating: "a", count: 251) + ".npz", String(repeating: "ä", count: 125) + ".npy"] {
      try OutputFile.write([1, 2], to: folder.file(name))
      #expect(folder.names == [name])
      // What is left of another file with the same beginning is not removed.
      let other = folder.file(String(name.dropLast(5)) + "b.npz")
      let live = try OutputFile(other)
      try OutputFile.write([3], to: folder.file(name))
      try live.write([4])
      try live.finish()
      #expect(try Data(contentsOf: other) == Data([4]) && Data(contentsOf: folder.file(name)) == Data([3]))
      try FileManager.default.removeItem(at: other)
      try FileManager.default.removeItem(at: folder.file(name))
    }
  }
}
