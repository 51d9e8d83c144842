/// A number in [0, 1) that is a hash of a stream and a counter, so that any language can make the same data.
public func hashedUniform(_ stream: UInt64, _ counter: UInt64) -> Double {
  var z = (counter &+ stream &* (1 << 40) &+ 1) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  z ^= z >> 31
  return Double(z >> 11) * 0x1p-53
}
