import Foundation
import Recordings
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
}
