import ArrayNumerics

/// How far a fit can be relied on, and the numbers that decided.
package struct BumpQuality: Sendable, Equatable {
  /// The label.
  package enum Label: String, Sendable, CaseIterable {
    case good, partial, poor
  }

  /// Share of the observed frames in which the bump is there and known to better than `precise`.
  package var usable: Double
  /// Mean presence over the observed frames.
  package var presence: Double
  /// Share of the observed frames with a deviation of `precise` or more.
  package var vague: Double
  /// Whether the signals speak for a bump at all (`BumpEvidence`).
  package var isBump: Bool
  /// Share of the frames that show a second bump.
  package var second: Double
  /// Whether the places of the regions explain more than any permuted order; `nil` where that was not asked.
  package var isRing: Bool?

  /// A frame has a bump where its probability is above this.
  package static let presentAbove = 0.5
  /// A position is precise below this deviation, rad.
  package static let precise = 0.2
  /// Shares of usable frames from which a fit is good, and partial.
  package static let bounds = (good: 0.95, partial: 0.8)
  /// Share of frames with a second bump from which one is no good description, however well it is known where it would be.
  package static let mostSecond = 0.5

  package init(usable: Double, presence: Double, vague: Double, second: Double = 0, isBump: Bool, isRing: Bool?) {
    (self.usable, self.presence, self.vague, self.second) = (usable, presence, vague, second)
    (self.isBump, self.isRing) = (isBump, isRing)
  }

  /// - Parameters:
  ///   - presence: probability of a bump, `[frame]`.
  ///   - deviation: of its position, rad, `[frame]`; NaN where that is unknown, which is vague.
  ///   - frames: those that were observed.
  ///   - second: share of them with a second bump.
  package init(
    presence: [Double], deviation: [Double], frames: [Int], second: Double, isBump: Bool, isRing: Bool?
  ) {
    self.second = second
    let count = Double(max(1, frames.count))
    usable = Double(frames.count { presence[$0] > Self.presentAbove && deviation[$0] < Self.precise }) / count
    self.presence = frames.reduce(0) { $0 + presence[$1] } / count
    vague = Double(frames.count { !(deviation[$0] < Self.precise) }) / count
    (self.isBump, self.isRing) = (isBump, isRing)
  }

  /// Poor where there is no bump, or none that the order of the regions carries; else by the share of usable frames, and not
  /// good where most frames show two.
  package var label: Label {
    if !isBump || isRing == false { return .poor }
    return usable >= Self.bounds.good && second <= Self.mostSecond ? .good : usable >= Self.bounds.partial ? .partial : .poor
  }
}
