import ArrayNumerics
import Foundation
import LatentStates
import PopulationActivity
import Schema

/// What the tracked behaviour says of a loop: a ring of cells that are tuned to the heading, or to the place on a round track,
/// is a ring as well, and no bar can tell it from one inside.
public struct BehaviourEvidence: Sendable, Equatable {
  /// Of one behaviour.
  public struct Explanation: Sendable, Equatable {
    /// Share of the covariances between cells that it explains.
    public var share: Double
    /// Mean cosine of the angle to its mean direction in the other half of the time, where the behaviour is the same.
    public var concentration: Double
    /// How far what it leaves agrees between the halves of the time.
    public var repeats: Double

    public init(share: Double, concentration: Double, repeats: Double) {
      self.share = share
      self.concentration = concentration
      self.repeats = repeats
    }
  }

  /// Of the head direction, in 36 bins; `nil` without one.
  public var heading: Explanation?
  /// Of the position, in 12 × 12 bins.
  public var position: Explanation?

  /// The position, or heading, gives the angle from here on.
  static let followsPosition = 0.9
  static let followsHeading = 0.85
  /// The angle says more than a behaviour that explains less by this, where what is left agrees so far between the halves.
  static let more = (share: 0.03, repeats: 0.5)

  public init(heading: Explanation? = nil, position: Explanation? = nil) {
    self.heading = heading
    self.position = position
  }
}

extension BehaviourEvidence {
  /// What a loop is taken to follow.
  enum Followed {
    case position(Explanation)
    case heading(Explanation)
  }

  /// The behaviour that gives the angle; `nil` when none does.
  var followed: Followed? {
    if let position, position.concentration >= Self.followsPosition { return .position(position) }
    if let heading, heading.concentration >= Self.followsHeading { return .heading(heading) }
    return nil
  }

  /// - Parameter angles: of each block, rad.
  init(_ blocks: ActivityBlocks, along angles: [Double], behaviour: RowBehaviour, work: Work) throws {
    func explanation(_ states: [Int?], _ count: Int) throws -> Explanation? {
      try BehaviourShare(blocks, along: angles, states: states, count: count, work: work).map {
        Explanation(share: $0.share, concentration: $0.concentration, repeats: $0.repeats)
      }
    }
    if let direction = behaviour.headDirection {
      let states = blocks.middles.map { Self.bin(direction[$0], from: 0, to: 2 * .pi, bins: 36) }
      heading = try explanation(states, 36)
    }
    if let x = behaviour.x {
      let columns = Self.bins(blocks.middles.map { x[$0] })
      let rows = behaviour.y.map { y in Self.bins(blocks.middles.map { y[$0] }) } ?? columns.map { $0 == nil ? nil : 0 }
      let states = zip(columns, rows).map { column, row in
        column.flatMap { column in row.map { $0 * 12 + column } }
      }
      position = try explanation(states, 144)
    }
  }

  /// Twelve bins over the extent of the values; `nil` for what is not finite.
  private static func bins(_ values: [Double]) -> [Int?] {
    let finite = values.filter(\.isFinite)
    let (least, most) = (finite.min() ?? 0, finite.max() ?? 0)
    return values.map { bin($0, from: least, to: most, bins: 12) }
  }

  private static func bin(_ value: Double, from least: Double, to most: Double, bins: Int) -> Int? {
    guard value.isFinite, most > least else { return nil }
    return max(0, min(bins - 1, Int((value - least) / (most - least) * Double(bins))))
  }
}

extension BehaviourEvidence: FieldTable {
  public static let fields = Field<BehaviourEvidence>.table {
    Field.number("heading_share", \.heading?.share, "share of the covariances between cells that the head direction explains")
    Field.number(
      "heading_concentration", \.heading?.concentration,
      "mean cosine of the angle to that of the other half at the same head direction")
    Field.number(
      "heading_rest_repeats", \.heading?.repeats, "correlation between the halves of what the head direction leaves")
    Field.number("position_share", \.position?.share, "share of the covariances between cells that the position explains")
    Field.number(
      "position_concentration", \.position?.concentration,
      "mean cosine of the angle to that of the other half at the same position")
    Field.number("position_rest_repeats", \.position?.repeats, "correlation between the halves of what the position leaves")
  }

  init(from fields: FieldReader<BehaviourEvidence>) throws {
    func explanation(_ share: Double?, _ concentration: Double?, _ repeats: Double?) -> Explanation? {
      guard let share, let concentration, let repeats else { return nil }
      return Explanation(share: share, concentration: concentration, repeats: repeats)
    }
    self.init(
      heading: explanation(
        try fields.number(\.heading?.share), try fields.number(\.heading?.concentration),
        try fields.number(\.heading?.repeats)),
      position: explanation(
        try fields.number(\.position?.share), try fields.number(\.position?.concentration),
        try fields.number(\.position?.repeats)))
  }
}
