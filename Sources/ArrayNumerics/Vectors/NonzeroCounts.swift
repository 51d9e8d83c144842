/// Whether any of the counts is not 0, looking at sixteen at a time: most bins of a spike train are empty.
public func containsNonzero(_ counts: UnsafeBufferPointer<Int32>) -> Bool {
  var place = 0
  while place + 16 <= counts.count {
    if sixteenBits(counts, from: place) != 0 { return true }
    place += 16
  }
  while place < counts.count {
    if counts[place] != 0 { return true }
    place += 1
  }
  return false
}

/// Calls `body` with the offset from `start` of every one of `count` counts that is not 0, in ascending order.
@inline(__always)
func forEachNonzero(in counts: UnsafeBufferPointer<Int32>, from start: Int, count: Int, _ body: (Int) -> Void) {
  var place = 0
  while place + 16 <= count {
    if sixteenBits(counts, from: start + place) != 0 {
      var pair = place
      while pair < place + 16 {
        if twoCounts(counts, from: start + pair) != 0 {
          if counts[start + pair] != 0 { body(pair) }
          if counts[start + pair + 1] != 0 { body(pair + 1) }
        }
        pair += 2
      }
    }
    place += 16
  }
  while place < count {
    if counts[start + place] != 0 { body(place) }
    place += 1
  }
}

/// All bits that are set in sixteen counts.
@inline(__always)
private func sixteenBits(_ counts: UnsafeBufferPointer<Int32>, from start: Int) -> UInt64 {
  let pairs = UnsafeRawBufferPointer(counts).loadUnaligned(
    fromByteOffset: start &* MemoryLayout<Int32>.stride, as: SIMD8<UInt64>.self)
  let quarters = pairs.lowHalf | pairs.highHalf
  let halves = quarters.lowHalf | quarters.highHalf
  return halves[0] | halves[1]
}

@inline(__always)
private func twoCounts(_ counts: UnsafeBufferPointer<Int32>, from start: Int) -> UInt64 {
  UnsafeRawBufferPointer(counts).loadUnaligned(
    fromByteOffset: start &* MemoryLayout<Int32>.stride, as: UInt64.self)
}
