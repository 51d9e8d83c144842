/// Indices of points in a long list, in 16 bits each where that is enough.
struct NeighbourIndices: Sendable {
  private(set) var narrow: [UInt16] = []
  private(set) var wide: [UInt32] = []

  /// Whether the indices are in `narrow`.
  let isNarrow: Bool

  init(count: Int, points: Int) {
    isNarrow = points <= 1 << 16
    if isNarrow {
      narrow = [UInt16](unsafeUninitializedCapacity: count) { $1 = count }
    } else {
      wide = [UInt32](unsafeUninitializedCapacity: count) { $1 = count }
    }
  }

  subscript(_ entry: Int) -> UInt32 { isNarrow ? UInt32(narrow[entry]) : wide[entry] }

  /// Writes rows of indices; each thread to rows of its own.
  struct Writer: @unchecked Sendable {
    let narrow: UnsafeMutablePointer<UInt16>?
    let wide: UnsafeMutablePointer<UInt32>?

    func write(_ indices: UnsafePointer<UInt32>, count: Int, at start: Int) {
      if let narrow {
        var entry = 0
        while entry &+ 8 <= count {
          let eight = UnsafeRawPointer(indices + entry).loadUnaligned(as: SIMD8<UInt32>.self)
          UnsafeMutableRawPointer(narrow + (start &+ entry)).storeBytes(
            of: SIMD8<UInt16>(truncatingIfNeeded: eight), as: SIMD8<UInt16>.self)
          entry &+= 8
        }
        while entry < count {
          narrow[start &+ entry] = UInt16(truncatingIfNeeded: indices[entry])
          entry &+= 1
        }
      } else if let wide {
        (wide + start).update(from: indices, count: count)
      }
    }
  }

  mutating func withWriter<Result>(_ body: (Writer) throws -> Result) rethrows -> Result {
    try narrow.withUnsafeMutableBufferPointer { narrow in
      try wide.withUnsafeMutableBufferPointer { wide in
        try body(
          Writer(narrow: isNarrow ? narrow.baseAddress : nil, wide: isNarrow ? nil : wide.baseAddress))
      }
    }
  }
}
