/// What a filter takes for the samples before the first and after the last, named as in SciPy.
public enum Border: Sendable, Equatable {
  /// Every sample outside has this value: `k k | a b c d | k k`.
  case constant(Double)
  /// Reflected about the edge of the last sample: `b a | a b c d | d c`.
  case reflect
  /// Reflected about the centre of the last sample: `c b | a b c d | c b`.
  case mirror
  /// The last sample goes on: `a a | a b c d | d d`.
  case nearest
  /// Periodic: `c d | a b c d | a b`.
  case wrap

  /// Where sample `index` is found among `count` samples (at least one); `nil` for the constant outside.
  @inlinable
  public func source(of index: Int, count: Int) -> Int? {
    if index >= 0 && index < count { return index }
    switch self {
    case .constant: return nil
    case .nearest: return index < 0 ? 0 : count - 1
    case .wrap: return modulo(index, count)
    case .reflect:
      let folded = modulo(index, 2 * count)
      return folded < count ? folded : 2 * count - 1 - folded
    case .mirror:
      if count == 1 { return 0 }
      let folded = modulo(index, 2 * count - 2)
      return folded < count ? folded : 2 * count - 2 - folded
    }
  }
}

@inlinable
func modulo(_ value: Int, _ divisor: Int) -> Int {
  let remainder = value % divisor
  return remainder < 0 ? remainder + divisor : remainder
}
