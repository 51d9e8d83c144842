import ArrayNumerics
import Testing

@Suite struct RandomStreamTests {
  /// Known answers of the reference implementation (Random123, file kat_vectors).
  @Test func philoxKnownAnswers() {
    #expect(
      philox4x32(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0))
        == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    #expect(
      philox4x32(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    #expect(
      philox4x32(
        counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
        key: SIMD2(0xA409_3822, 0x299F_31D0))
        == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
  }

  @Test func streamsDifferBySeedNameAndIndex() {
    func first(_ seed: UInt64, _ name: String, _ index: UInt64) -> UInt64 {
      var stream = RandomStream(seed: seed, name: name, index: index)
      return stream.next()
    }
    let draws = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1)]
    #expect(Set(draws).count == 4)
    #expect(first(1, "a", 0) == draws[0])
  }

  @Test func integersAreUniform() {
    var stream = RandomStream(seed: 7, name: "test")
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[stream.integer(below: 6)] += 1 }
    let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - 10_000) * (Double($1) - 10_000) / 10_000 }
    #expect(chiSquare < 20.5)  // 99.9th percentile of 5 degrees of freedom
  }
}
