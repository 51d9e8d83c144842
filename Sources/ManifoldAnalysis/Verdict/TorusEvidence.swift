import ArrayNumerics
import LatentStates
import Schema

/// Whether two angles are those of a torus: together they explain what the cells share, and each goes all the way round.
///
/// Medians over the choices of landmarks; of the two circles the lesser.
public struct TorusEvidence: Sendable, Equatable {
  /// Share of the covariances between cells that the two angles explain, not squared.
  public var share: Double
  /// As of a ring, of the circle that has less of it.
  public var leastOccupancy: Double
  /// Likewise.
  public var leastCrossing: Double
  /// Whole turns, either way, of the circle that has fewer.
  public var turns: Int

  /// The two angles of a torus explain at least this much.
  public static let leastShare = 0.85
  /// Each circle is crossed everywhere.
  public static let leastCrossings = 0.2
  /// Below this correlation of the covariances of the two halves there is nothing to explain, and nothing is asked.
  static let leastAgreement = 0.3
  /// Eight blocks for each of the 24 × 24 combinations; with fewer the means at them are too coarse to judge by.
  static let leastBlocks = 8 * 24 * 24

  public init(share: Double, leastOccupancy: Double, leastCrossing: Double, turns: Int) {
    self.share = share
    self.leastOccupancy = leastOccupancy
    self.leastCrossing = leastCrossing
    self.turns = turns
  }
}

extension TorusEvidence {
  /// Why two angles are not those of a torus.
  public enum Refusal: String, Sendable {
    /// They do not explain what the cells share.
    case notTheState = "share"
    /// They leave combinations out.
    case combinations
    /// One of them turns back at two ends.
    case interval
  }

  /// What speaks against a torus; `nil` when nothing does.
  var refusal: Refusal? {
    if share < Self.leastShare { return .notTheState }
    return leastCrossing < Self.leastCrossings ? .interval : nil
  }

  /// - Parameter angles: `[block, 2]`, rad in [0, 2π).
  init?(_ blocks: ActivityBlocks, along angles: Matrix<Double>, work: Work) throws {
    guard blocks.places.count >= Self.leastBlocks else { return nil }
    let shares = try [true, false].compactMap { isGainFree -> CovarianceShare? in
      try CovarianceShare(
        blocks.scores(blocks.counts, seconds: 0.1, isGainFree: isGainFree, work: work), by: angles, work: work)
    }
    guard let best = shares.max(by: { $0.plain < $1.plain }), best.agreement >= Self.leastAgreement else { return nil }
    let courses = try [0, 1].map { try LoopCourse(angles.column($0), in: blocks, work: work) }
    func least<Value: Comparable>(_ value: (LoopCourse) -> Value) -> Value { min(value(courses[0]), value(courses[1])) }
    self.init(
      share: best.plain, leastOccupancy: least(\.leastOccupancy), leastCrossing: least(\.leastCrossing),
      turns: least { $0.turns.up + $0.turns.down })
  }

  /// The median of each number; `nil` of none.
  init?(medians choices: [TorusEvidence]) {
    if choices.isEmpty { return nil }
    func median(_ value: (TorusEvidence) -> Double) -> Double { quantile(choices.map(value), 0.5) }
    self.init(
      share: median(\.share), leastOccupancy: median(\.leastOccupancy), leastCrossing: median(\.leastCrossing),
      turns: Int(median { Double($0.turns) }))
  }
}

extension TorusEvidence: FieldTable {
  public static let fields = Field<TorusEvidence>.table {
    Field.number("torus_share", \.share, "share of the covariances between cells that the two angles explain, not squared")
    Field.number(
      "torus_least_occupancy", \.leastOccupancy,
      "second smallest share of 36 sectors, of the circle with less of it")
    Field.number("torus_least_crossing", \.leastCrossing, "second smallest number of crossings over the median, likewise")
    Field.number("torus_turns", \.turns, "whole turns either way, of the circle with fewer")
  }

  /// `nil` when the result has none.
  init?(ifIn fields: FieldReader<TorusEvidence>) throws {
    guard fields.holds(\.share) else { return nil }
    self.init(
      share: try fields.number(\.share), leastOccupancy: try fields.number(\.leastOccupancy),
      leastCrossing: try fields.number(\.leastCrossing), turns: try fields.number(\.turns))
  }
}
