import ArrayNumerics
import Testing

/// Memory that is used again, and memory in large pages.
struct SpareArraysTests {
  @Test func theNextTakesTheMemoryOfTheLast() {
    let spare = SpareArrays<Float>()
    var first = spare.take(count: 3)
    for place in first.indices { first[place] = Float(place) + 1 }
    let address = first.withUnsafeBufferPointer { $0.baseAddress }
    spare.keep(first)
    first = []
    let second = spare.take(count: 3)
    #expect(second.withUnsafeBufferPointer { $0.baseAddress } == address)
    #expect(second == [1, 2, 3])
  }

  /// What a reader still holds is not written over.
  @Test func anArrayThatIsStillReadStaysAsItIs() {
    let spare = SpareArrays<Float>()
    let read: [Float] = [1, 2, 3]
    spare.keep(read)
    var taken = spare.take(count: 3)
    taken[0] = 7
    #expect(read == [1, 2, 3])
  }

  @Test func anotherSizeIsFreshAndTheKeptOneGoes() {
    let spare = SpareArrays<Float>()
    spare.keep([1, 2, 3])
    #expect(spare.take(count: 5).count == 5)
    #expect(spare.take(count: 0).isEmpty)
  }

  /// Around the size from which large pages are asked for, and with ends that fall between them.
  @Test(arguments: [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_333_333]) func largeArraysHoldWhatIsWritten(_ count: Int) {
    var array = [Float](unset: count)
    #expect(array.count == count)
    for place in array.indices { array[place] = Float(place & 0xFFFF) }
    #expect(array.indices.allSatisfy { array[$0] == Float($0 & 0xFFFF) })
  }
}
