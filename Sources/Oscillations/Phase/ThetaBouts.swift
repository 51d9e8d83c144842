import ArrayNumerics

/// When there is theta: stretches in which it stands over the background.
package struct ThetaBouts: Sendable, Equatable {
  /// A stretch begins where the strength reaches `enter` and lasts while it stays above `stay`; shorter ones than three cycles
  /// at 8 Hz are none, gaps up to `gap` seconds are joined.
  package static let enter = 10.0
  package static let stay = 5.0
  package static let shortest = 0.375
  package static let gap = 0.25

  /// Samples of each stretch, ascending.
  package let stretches: [Range<Int>]

  /// - Parameters:
  ///   - strength: power over the background.
  ///   - isMasked: whether a sample is left out.
  package init(strength: [Double], isMasked: [Bool], rate: Double) {
    let above = runs(in: strength.count) { strength[$0] > Self.stay && !isMasked[$0] }
    let entered = above.filter { run in strength[run].contains { $0 >= Self.enter } }
    var joined: [Range<Int>] = []
    for run in entered {
      if let last = joined.last, Double(run.lowerBound - last.upperBound) < Self.gap * rate,
        !isMasked[last.upperBound..<run.lowerBound].contains(true)
      {
        joined[joined.count - 1] = last.lowerBound..<run.upperBound
      } else {
        joined.append(run)
      }
    }
    stretches = joined.filter { Double($0.count) >= Self.shortest * rate }
  }
}
