/// Sorts words by their upper 32 bits, ascending; equal ones keep their order. Three passes of 11, 11 and 10 bits.
func radixSortByUpperHalf(_ words: inout [UInt64]) {
  var scratch = [UInt64](repeating: 0, count: words.count)
  for (shift, bits) in [(32, 11), (43, 11), (54, 10)] {
    words.withUnsafeBufferPointer { source in
      scratch.withUnsafeMutableBufferPointer { target in
        distribute(source, into: target, shift: UInt64(shift), bits: bits)
      }
    }
    swap(&words, &scratch)
  }
}

private func distribute(
  _ source: UnsafeBufferPointer<UInt64>, into target: UnsafeMutableBufferPointer<UInt64>, shift: UInt64,
  bits: Int
) {
  let mask = UInt64(1 << bits) - 1
  withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << bits) { places in
    places.initialize(repeating: 0)
    for word in source { places[Int(word &>> shift & mask)] &+= 1 }
    var first = 0
    for digit in 0..<places.count {
      let count = places[digit]
      places[digit] = first
      first += count
    }
    for word in source {
      let digit = Int(word &>> shift & mask)
      target[places[digit]] = word
      places[digit] &+= 1
    }
  }
}
