import ArrayNumerics
import Datasets
import Foundation
import TestSupport
import Testing

/// Damaged registries end in entries or in words, never in a crash. `Scripts/fuzz registry` goes further.
@Suite struct RegistryMutationTests {
  @Test func damagedRegistriesEndInWords() throws {
    let original = [UInt8](try Data(contentsOf: datasetsFolder.appendingPathComponent("registry.yaml")))
    for index in 0..<300 {
      let text = String(decoding: mutated(original, index), as: UTF8.self)
      do { _ = try DatasetRegistry(yaml: text, file: "registry.yaml") } catch is DatasetError {}
    }
  }

  @Test func referencesThatExpandWithoutBoundAreRefused() {
    let lines = ["a0: &a0 [x, x]"] + (1..<40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
    #expect(throws: DatasetError.self) {
      try DatasetRegistry(yaml: lines.joined(separator: "\n") + "\n? *a39\n: 1\n", file: "registry.yaml")
    }
  }

  /// The bytes with some bits turned, an end missing, a sign of YAML in a place where none belongs, or a piece doubled.
  private func mutated(_ original: [UInt8], _ index: Int) -> [UInt8] {
    var stream = RandomStream(seed: 19, name: "registry", index: UInt64(index))
    var bytes = original
    switch index % 4 {
    case 0:
      for _ in 0...stream.integer(below: 6) {
        bytes[stream.integer(below: bytes.count)] ^= 1 << UInt8(stream.integer(below: 8))
      }
    case 1: bytes.removeLast(1 + stream.integer(below: bytes.count))
    case 2:
      let signs = ["[", "{", "&a ", "*a", ": ", "- ", "1e999", "-9223372036854775808", "null", "\"", "\u{0}", "!!int ", "\n"]
      let sign = Array(signs[stream.integer(below: signs.count)].utf8)
      bytes.insert(contentsOf: sign, at: stream.integer(below: bytes.count))
    default:
      let from = stream.integer(below: bytes.count)
      let count = min(bytes.count - from, 1 + stream.integer(below: 200))
      bytes.insert(contentsOf: bytes[from..<from + count], at: stream.integer(below: bytes.count))
    }
    return bytes
  }
}
