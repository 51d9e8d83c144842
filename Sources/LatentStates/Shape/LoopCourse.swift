import ArrayNumerics
import Foundation

/// How an angle runs over time: whether it goes all the way round, or turns back at two ends as the position on a track does.
package struct LoopCourse: Sendable {
  /// Of 36 sectors the second smallest share of the time, over that of an even angle.
  package var leastOccupancy: Double
  /// Of the 36 boundaries between sectors the second smallest number of crossings over the median.
  package var leastCrossing: Double
  /// Middle of the sector beside the boundary that is crossed least, rad.
  package var leastCrossed: Double
  /// Whole turns one way, and the other.
  package var turns: (up: Int, down: Int)

  private static let sectors = 36
  /// A longer step is no step along the circle.
  private static let longestStep = Double.pi / 3
  /// Over a gap of at most this length the angle is taken to have gone the shorter way, s.
  private static let bridgedGap = 1.0

  /// - Parameters:
  ///   - angles: of each block, rad in [0, 2π).
  ///   - blocks: where the blocks are.
  package init(_ angles: [Double], in blocks: ActivityBlocks, work: Work) throws {
    let smoothed = try Self.smoothed(angles, in: blocks, work: work)
    let sectors = Self.sectors
    func sector(_ angle: Double) -> Int { min(sectors - 1, Int(angle / (2 * .pi) * Double(sectors))) }
    var occupancy = [Int](repeating: 0, count: sectors)
    for angle in angles { occupancy[sector(angle)] += 1 }
    leastOccupancy = Double(occupancy.sorted()[1]) * Double(sectors) / Double(max(1, angles.count))

    var crossings = [Int](repeating: 0, count: sectors)
    var course = GreedyTurns()
    for (block, follows) in blocks.followsOn.enumerated() where block > 0 {
      let step = angleDifference(smoothed[block], smoothed[block - 1])
      let gap = Double(blocks.places[block] - blocks.places[block - 1] - 1) * blocks.width
      if gap > Self.bridgedGap { course.restart() } else { course.add(step) }
      guard follows, abs(step) < Self.longestStep else { continue }
      var (from, to) = (sector(smoothed[block - 1]), sector(smoothed[block]))
      if step < 0 { swap(&from, &to) }
      // Boundary k lies between the sectors k − 1 and k.
      while from != to {
        from = (from + 1) % sectors
        crossings[from] += 1
      }
    }
    let ranked = crossings.sorted()
    let median = Double(ranked[sectors / 2 - 1] + ranked[sectors / 2]) / 2
    leastCrossing = median > 0 ? Double(ranked[1]) / median : 0
    leastCrossed = Double(crossings.firstIndex(of: ranked[0]) ?? 0) * 2 * .pi / Double(sectors)
    turns = course.turns
  }

  /// The angle averaged over about a block to either side.
  private static func smoothed(_ angles: [Double], in blocks: ActivityBlocks, work: Work) throws -> [Double] {
    let directions = Matrix<Float>(
      rows: angles.count, columns: 2, elements: angles.flatMap { [Float(cos($0)), Float(sin($0))] })
    let averaged = try blocks.smoothed(directions, seconds: blocks.width, work: work)
    return (0..<averaged.rows).map { wrapAngle(atan2(Double(averaged[$0, 1]), Double(averaged[$0, 0]))) }
  }
}

/// Counts whole turns either way: one is full when the angle has gone a turn beyond the lowest, or highest, since the last.
private struct GreedyTurns {
  private(set) var turns = (up: 0, down: 0)
  private var (angle, lowest, highest) = (0.0, 0.0, 0.0)

  mutating func add(_ step: Double) {
    angle += step
    (lowest, highest) = (min(lowest, angle), max(highest, angle))
    if angle - lowest >= 2 * .pi {
      turns.up += 1
      restart()
    } else if highest - angle >= 2 * .pi {
      turns.down += 1
      restart()
    }
  }

  mutating func restart() { (lowest, highest) = (angle, angle) }
}
