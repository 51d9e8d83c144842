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

/// Sorts words ascending, by digits of eleven bits and only by those in which the words differ.
///
/// - Parameter scratch: room for the words, kept by the caller between calls.
func radixSort<Word: KeyWord>(_ words: inout [Word], scratch: inout [Word]) {
  // For few words, or words wider than a register, comparing is as fast.
  if words.count < 1 << 12 || Word.bitWidth > 64 {
    words.sort()
    return
  }
  var (all, any) = (Word.max, Word.min)
  for word in words {
    all &= word
    any |= word
  }
  let differing = all ^ any
  if scratch.count < words.count { scratch = [Word](repeating: 0, count: max(words.count, 2 * scratch.count)) }
  var shift = differing.trailingZeroBitCount
  while shift < Word.bitWidth, differing >> shift != 0 {
    words.withUnsafeMutableBufferPointer { source in
      scratch.withUnsafeMutableBufferPointer { target in
        distribute(UnsafeBufferPointer(source), into: target, shift: Word(shift), bits: 11)
        UnsafeMutableRawBufferPointer(source).copyMemory(
          from: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: target[..<source.count])))
      }
    }
    shift += 11
  }
}

private func distribute<Word: KeyWord>(
  _ source: UnsafeBufferPointer<Word>, into target: UnsafeMutableBufferPointer<Word>, shift: Word, bits: Int
) {
  let mask = Word(1 << bits) - 1
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
