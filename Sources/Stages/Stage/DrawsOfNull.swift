import Schema

/// What draws of a null distribution can show: the smallest p-value is 1 / (1 + draws) (Phipson and Smyth 2010,
/// https://doi.org/10.2202/1544-6115.1585), so that too few draws find nothing, whatever is there.
package struct DrawsOfNull: Sendable, Equatable {
  /// How many there are.
  package let count: Int

  package init(_ count: Int) { self.count = count }

  package var smallestP: Double { 1 / Double(count + 1) }

  /// Whether a p-value can be as small as a level.
  package func reach(_ level: Double) -> Bool { count > 0 && count >= Self.needed(for: level) }

  /// The fewest draws with which a p-value can be as small as a level.
  package static func needed(for level: Double) -> Int { max(1, Int((1 / level - 1 - 1e-9).rounded(.up))) }

  /// What a result says of too few draws; `nil` for none, or enough.
  ///
  /// - Parameters:
  ///   - tests: what was not tested, as the beginning of a sentence.
  ///   - option: that asks for more.
  package func warning(_ tests: String, level: Double, option: String) -> String? {
    guard count > 0, !reach(level) else { return nil }
    return
      "\(tests) not tested: of \(counted(count, "draw")) the smallest possible p is \(formatted(smallestP, digits: 2)), above "
      + "\(formatted(level)). Take at least \(Self.needed(for: level)) (--\(option))."
  }
}
