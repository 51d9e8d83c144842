/// Indices of points in a long list, in 16 bits each where that is enough.
enum NeighbourIndices: Sendable {
  case narrow([UInt16])
  case wide([UInt32])

  subscript(_ entry: Int) -> UInt32 {
    switch self {
    case .narrow(let indices): UInt32(indices[entry])
    case .wide(let indices): indices[entry]
    }
  }
}

/// Copies indices, in as many bits as they are kept in.
@inline(__always)
func copyIndices<Index: FixedWidthInteger>(
  _ indices: UnsafePointer<UInt32>, count: Int, to target: UnsafeMutablePointer<Index>
) {
  var entry = 0
  while entry < count {
    target[entry] = Index(truncatingIfNeeded: indices[entry])
    entry &+= 1
  }
}
