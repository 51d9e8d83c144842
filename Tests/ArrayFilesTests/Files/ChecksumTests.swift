import ArrayFiles
import Foundation
import TestSupport
import Testing

@Suite struct ChecksumTests {
  @Test func knownDigests() throws {
    // FIPS 180-4 examples.
    #expect(try sha256("abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(try sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let folder = try TemporaryFolder()
    let bytes = [UInt8](repeating: 0x61, count: 1_000_000) + [UInt8](repeating: 0x61, count: 1_500_000)
    try Data(bytes).write(to: folder.file("a"))
    #expect(try sha256(of: folder.file("a")) == sha256(bytes))
  }

  @Test func aFolderIsThatOfItsFilesWhatsoeverTheOrder() throws {
    let folder = try TemporaryFolder()
    let files = ["b", "a.npy"].map(folder.file)
    try Data("one".utf8).write(to: files[0])
    try Data("two".utf8).write(to: files[1])
    // As `sha256sum a.npy b | sha256sum` gives it.
    let lines = "\(try sha256("two".utf8))  a.npy\n\(try sha256("one".utf8))  b\n"
    #expect(try sha256(of: files, in: folder.url) == sha256(lines.utf8))
    #expect(try sha256(of: files.reversed(), in: folder.url) == sha256(lines.utf8))
    #expect(try sha256(of: [files[0]], in: files[0]) == sha256("one".utf8))
  }
}
