import ArrayNumerics
import Testing

@Suite struct NonzeroCountsTests {
  @Test(arguments: [1, 15, 16, 17, 120, 131])
  func oneCountIsFoundWhereverItStands(width: Int) {
    let empty = [Int32](repeating: 0, count: width)
    #expect(!empty.withUnsafeBufferPointer(containsNonzero))
    for place in 0..<width {
      for value: Int32 in [1, 1 << 30, .min] {
        var counts = empty
        counts[place] = value
        #expect(counts.withUnsafeBufferPointer(containsNonzero), "count \(value) at \(place) of \(width)")
      }
    }
  }

  @Test func noCountsHoldNone() {
    #expect(![Int32]().withUnsafeBufferPointer(containsNonzero))
  }
}
