import ArrayNumerics
import Foundation
import LatentStates
import TestSupport
import Testing

/// Blocks of 100 ms without cells at the given places on their grid.
func emptyBlocks(_ places: [Int]) -> ActivityBlocks {
  ActivityBlocks(
    counts: Matrix(rows: places.count, columns: 0, elements: []), places: places, gridBlocks: (places.last ?? 0) + 1,
    width: 0.1, middles: Array(places.indices))
}

/// Whether an angle goes all the way round.
@Suite struct LoopCourseTests {
  private func course(_ angles: [Double], places: [Int]? = nil) throws -> LoopCourse {
    try LoopCourse(angles.map(wrapAngle), in: emptyBlocks(places ?? Array(angles.indices)), work: Work())
  }

  @Test(arguments: [1.0, -1.0]) func aSteadyRotation(way: Double) throws {
    // Ten turns and a third, at one turn in 3.9 s.
    let course = try course((0..<404).map { (block: Int) -> Double in way * 2 * Double.pi * Double(block) / 39 })
    #expect(course.turns == (way > 0 ? (10, 0) : (0, 10)))
    #expect(course.leastOccupancy > 0.85 && course.leastCrossing >= 0.9)
  }

  @Test func aTrackWithTwoEnds() throws {
    // To and fro over 300°, four times.
    let span = 300.0 / 180 * Double.pi
    let course = try course((0..<800).map { (block: Int) -> Double in span * abs(Double(block % 200) / 100 - 1) + 0.3 })
    #expect(course.turns == (0, 0))
    #expect(course.leastOccupancy == 0 && course.leastCrossing == 0)
    let degrees = course.leastCrossed * 180 / .pi
    #expect(degrees >= 317 || degrees <= 17, "\(degrees)")
  }

  /// Over a long gap nobody knows how the angle went; over a short one it went the shorter way.
  @Test func gapsOfTheRecording() throws {
    let angles = (0..<400).map { (block: Int) -> Double in 2 * Double.pi * Double(block) / 40 }
    func turns(gap: Int) throws -> Int {
      // Every 30 blocks some are missing, and the angle stands still.
      try course(angles, places: angles.indices.map { $0 + gap * ($0 / 30) }).turns.up
    }
    #expect(try turns(gap: 0) == 9 || turns(gap: 0) == 10)
    #expect(try turns(gap: 10) == turns(gap: 0))
    #expect(try turns(gap: 11) == 0)
  }
}
