import ArrayNumerics
import LatentStates
import Schema

/// Whether the angle of a loop is that of a ring: it goes all the way round, the middle is empty, the states are thin.
///
/// Each number is the median over the choices of landmarks; the last two are differences from surrogates of the same recording
/// as a perfect ring.
public struct LoopEvidence: Sendable, Equatable {
  /// Of 36 sectors of the angle the second smallest share of the time, over that of an even angle.
  public var leastOccupancy: Double
  /// Of the boundaries between them the second smallest number of crossings over the median.
  public var leastCrossing: Double
  /// The angle that is crossed least, rad.
  public var leastCrossed: Double
  /// Whole turns one way.
  public var turnsUp: Int
  /// Whole turns the other way.
  public var turnsDown: Int
  /// Share of the covariances between cells that the angle explains, not squared.
  public var share: Double
  /// Squared variation of the radius, noise taken out.
  public var radiusVariation: Double
  /// How far the middle is filled beyond a perfect ring.
  public var filling: Double
  /// How thick the states are beyond a perfect ring, as a share of their size.
  public var thickness: Double
  /// Cells that were looked at.
  public var cells: Int

  /// An angle that goes round crosses every boundary so often.
  public static let leastCrossings = 0.2
  /// Where a sector is hardly visited at all, so often: in few minutes a ring can miss one.
  public static let leastOccupied = 0.02
  /// How often boundaries must then be crossed.
  public static let leastCrossingsOfEmpty = 0.4
  /// The middle of a ring is filled at most so far.
  public static let mostFilled = 0.06
  /// The same where the angle plainly closes: every sector is visited at least so much, and it goes round so often. A second
  /// thing that cells of a ring share, such as the speed, then fills the middle a little.
  public static let plain = (mostFilled: 0.08, leastOccupied: 0.2, fewestTurns: 20)
  /// A ring is at most so thick, unless its middle is as empty as that of a perfect one.
  public static let mostThick = 0.06
  /// A middle that is filled no more than this is as empty.
  public static let emptyMiddle = 0.003
  /// With fewer whole turns, both ways together, it is not known that the angle closes.
  public static let fewestTurns = 2
  /// With fewer cells a width of the loop is a remark and no refusal.
  public static let fewestCells = 25

  public init(
    leastOccupancy: Double, leastCrossing: Double, leastCrossed: Double, turnsUp: Int, turnsDown: Int, share: Double,
    radiusVariation: Double, filling: Double, thickness: Double, cells: Int
  ) {
    self.leastOccupancy = leastOccupancy
    self.leastCrossing = leastCrossing
    self.leastCrossed = leastCrossed
    self.turnsUp = turnsUp
    self.turnsDown = turnsDown
    self.share = share
    self.radiusVariation = radiusVariation
    self.filling = filling
    self.thickness = thickness
    self.cells = cells
  }
}

extension LoopEvidence {
  /// Why an angle is not that of a ring.
  public enum Refusal: String, Sendable {
    /// It does not explain what the cells share.
    case notTheState = "share"
    /// It turns back at two ends.
    case interval
    /// The states fill the middle.
    case sheet
    /// The loop has a width.
    case band
  }

  /// What speaks against a ring; `nil` when nothing does.
  var refusal: Refusal? {
    let isEmpty = leastOccupancy < Self.leastOccupied
    if leastCrossing < (isEmpty ? Self.leastCrossingsOfEmpty : Self.leastCrossings) { return .interval }
    if filling > mostFilled { return .sheet }
    return isWide && cells >= Self.fewestCells ? .band : nil
  }

  /// Whether the loop has a width.
  var isWide: Bool { thickness > mostThick && filling > Self.emptyMiddle }

  /// The angle went round too seldom to show that it closes.
  var hasFewTurns: Bool { turnsUp + turnsDown < Self.fewestTurns }

  /// Whether it is in doubt that the angle closes: it went round too seldom, or a sector is hardly visited. The limits are then
  /// half as wide, since walks around something wide lie between rings and sheets.
  var isDoubtful: Bool { hasFewTurns || leastOccupancy < Self.leastOccupied }

  /// Whether it is plain that the angle closes.
  var isPlain: Bool { leastOccupancy >= Self.plain.leastOccupied && turnsUp + turnsDown >= Self.plain.fewestTurns }

  /// The limit of the filling that holds here.
  var mostFilled: Double { isDoubtful ? Self.mostFilled / 2 : isPlain ? Self.plain.mostFilled : Self.mostFilled }

  /// The limit of the thickness that holds here.
  var mostThick: Double { isDoubtful ? Self.mostThick / 2 : Self.mostThick }

  /// - Parameter choice: the number of the choice of landmarks; it names the random numbers.
  init?(_ blocks: ActivityBlocks, along angles: [Double], seed: UInt64, choice: Int, work: Work) throws {
    guard let shape = try LoopShape(blocks, along: angles, seed: seed, stream: choice, work: work) else { return nil }
    let course = try LoopCourse(angles, in: blocks, work: work)
    self.init(
      leastOccupancy: course.leastOccupancy, leastCrossing: course.leastCrossing, leastCrossed: course.leastCrossed,
      turnsUp: course.turns.up, turnsDown: course.turns.down, share: shape.share, radiusVariation: shape.radiusVariation,
      filling: shape.filling, thickness: shape.thickness, cells: blocks.counts.columns)
  }

  /// The median of each number; the angle that is crossed least is that of the choice in the middle by its crossings. `nil` of
  /// none.
  init?(medians choices: [LoopEvidence]) {
    guard let first = choices.first else { return nil }
    func median(_ value: (LoopEvidence) -> Double) -> Double { quantile(choices.map(value), 0.5) }
    let ranked = choices.sorted { $0.leastCrossing < $1.leastCrossing }
    self.init(
      leastOccupancy: median(\.leastOccupancy), leastCrossing: median(\.leastCrossing),
      leastCrossed: ranked[(ranked.count - 1) / 2].leastCrossed, turnsUp: Int(median { Double($0.turnsUp) }),
      turnsDown: Int(median { Double($0.turnsDown) }), share: median(\.share), radiusVariation: median(\.radiusVariation),
      filling: median(\.filling), thickness: median(\.thickness), cells: first.cells)
  }
}

extension LoopEvidence: FieldTable {
  public static let fields = Field<LoopEvidence>.table {
    Field.number("ring_least_occupancy", \.leastOccupancy, "second smallest share of 36 sectors of the angle, over an even one")
    Field.number(
      "ring_least_crossing", \.leastCrossing, "second smallest number of crossings of a boundary, over the median")
    Field.number("ring_least_crossed_rad", \.leastCrossed, "the angle that is crossed least")
    Field.number("ring_turns_up", \.turnsUp, "whole turns one way")
    Field.number("ring_turns_down", \.turnsDown, "whole turns the other way")
    Field.number("ring_share", \.share, "share of the covariances between cells that the angle explains, not squared")
    Field.number("ring_radius_variation", \.radiusVariation, "squared variation of the radius, noise taken out")
    Field.number("ring_filling", \.filling, "how far the middle is filled beyond surrogates as a perfect ring")
    Field.number("ring_thickness", \.thickness, "how thick the loop is beyond these surrogates, over its size")
    Field.number("ring_cells", \.cells, "cells that this was asked of")
  }

  /// `nil` when the result has none.
  init?(ifIn fields: FieldReader<LoopEvidence>) throws {
    guard fields.holds(\.filling) else { return nil }
    self.init(
      leastOccupancy: try fields.number(\.leastOccupancy), leastCrossing: try fields.number(\.leastCrossing),
      leastCrossed: try fields.number(\.leastCrossed), turnsUp: try fields.number(\.turnsUp),
      turnsDown: try fields.number(\.turnsDown), share: try fields.number(\.share),
      radiusVariation: try fields.number(\.radiusVariation), filling: try fields.number(\.filling),
      thickness: try fields.number(\.thickness), cells: try fields.number(\.cells))
  }
}
