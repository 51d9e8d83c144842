extension FieldPotential {
  /// Samples that are handed out at a time within a gap.
  private static let gapBlock = 1 << 18

  /// Hands out the samples in order on one even grid from the first on: what is missing in gaps, to the nearest whole number of
  /// samples, is NaN.
  ///
  /// - Throws: as `forEachBlock`.
  public func forEachEvenBlock(_ body: (_ block: [Double]) throws -> Void) throws {
    if gaps.isEmpty { return try forEachBlock(body) }
    var (read, missing, handed, next) = (0, 0.0, 0, 0)
    try forEachBlock { block in
      var first = 0
      while next < gaps.count, gaps[next].sample < read + block.count {
        let place = gaps[next].sample - read
        if place > first { try body(Array(block[first..<place])) }
        first = max(first, place)
        missing += gaps[next].seconds
        // Rounded from the start, so that many gaps do not add up to a drift.
        var count = max(0, Int((missing * rate).rounded()) - handed)
        handed += count
        while count > 0 {
          try body([Double](repeating: .nan, count: min(count, Self.gapBlock)))
          count -= min(count, Self.gapBlock)
        }
        next += 1
      }
      try body(first == 0 ? block : Array(block[first...]))
      read += block.count
    }
  }
}
