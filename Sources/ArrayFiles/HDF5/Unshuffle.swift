/// Undoes HDF5's shuffling: bytes that stand as all first bytes of elements, then all second ones, …, go back into their
/// elements. Both buffers have the same length, a multiple of the element's.
func unshuffle(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, elementSize: Int) {
  guard elementSize > 1, let from = bytes.baseAddress, let to = output.baseAddress else {
    return output.copyMemory(from: bytes)
  }
  let count = bytes.count / elementSize
  // Sixteen elements at a time; each step interleaves two vectors into one of elements twice as wide.
  var done = 0
  switch elementSize {
  case 2:
    while done + 16 <= count {
      to.storeBytes(of: words(from + done, count), toByteOffset: 2 * done, as: SIMD16<UInt16>.self)
      done += 16
    }
  case 4:
    while done + 16 <= count {
      to.storeBytes(of: doubleWords(from + done, count), toByteOffset: 4 * done, as: SIMD16<UInt32>.self)
      done += 16
    }
  case 8:
    while done + 16 <= count {
      var elements = SIMD32<UInt32>()
      elements.evenHalf = doubleWords(from + done, count)
      elements.oddHalf = doubleWords(from + done + 4 * count, count)
      to.storeBytes(of: elements, toByteOffset: 8 * done, as: SIMD32<UInt32>.self)
      done += 16
    }
  default: break
  }
  for index in done..<count {
    for plane in 0..<elementSize {
      to.storeBytes(
        of: from.load(fromByteOffset: plane * count + index, as: UInt8.self), toByteOffset: index * elementSize + plane,
        as: UInt8.self)
    }
  }
}

/// Sixteen pairs of bytes that stand `count` bytes apart.
@inline(__always) private func words(_ bytes: UnsafeRawPointer, _ count: Int) -> SIMD16<UInt16> {
  var pairs = SIMD32<UInt8>()
  pairs.evenHalf = bytes.loadUnaligned(as: SIMD16<UInt8>.self)
  pairs.oddHalf = bytes.loadUnaligned(fromByteOffset: count, as: SIMD16<UInt8>.self)
  return unsafeBitCast(pairs, to: SIMD16<UInt16>.self)
}

/// Sixteen groups of four bytes that stand `count` bytes apart.
@inline(__always) private func doubleWords(_ bytes: UnsafeRawPointer, _ count: Int) -> SIMD16<UInt32> {
  var groups = SIMD32<UInt16>()
  groups.evenHalf = words(bytes, count)
  groups.oddHalf = words(bytes + 2 * count, count)
  return unsafeBitCast(groups, to: SIMD16<UInt32>.self)
}
