import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct GeodesicsTests {
  /// Round the end of a wall: two straight pieces.
  @Test func aWayBendsRoundAWall() throws {
    let wall = Wall(SIMD2(0.5, 0), SIMD2(0.5, 0.6))
    let ways = try Geodesics(Arena(width: 1, height: 1, innerWalls: [wall]))
    #expect(ways.corners.count == 1)
    let (a, b) = (SIMD2(0.2, 0.2), SIMD2(0.8, 0.2))
    #expect(!ways.isVisible(a, b))
    #expect(abs(ways.distance(from: a, to: b) - 2 * (0.09 + 0.16).squareRoot()) < 1e-6)
    // Over it in a straight line.
    #expect(abs(ways.distance(from: SIMD2(0.2, 0.8), to: SIMD2(0.8, 0.9)) - (0.36 + 0.01).squareRoot()) < 1e-12)
  }

  /// From the foot of a T-maze into an arm: to the corner, then on.
  @Test func aWayThroughAMazeHasTheLengthOfItsPieces() throws {
    let ways = try Geodesics(.tMaze())
    #expect(ways.corners.count == 2)
    let (foot, end) = (SIMD2(0.0, 0.1), SIMD2(0.7, 1.05))
    let corner = SIMD2(0.15, 1)
    let length = { (v: SIMD2<Double>) in (v * v).sum().squareRoot() }
    #expect(abs(ways.distance(from: foot, to: end) - length(corner - foot) - length(end - corner)) < 1e-6)
    // The recesses have four corners that ways bend round.
    #expect(try Geodesics(.tMaze(recess: (0.1, 0.1))).corners.count == 4)
  }

  /// Round a square hole, and through no gap between walls that touch.
  @Test func holesAndWallsThatTouchAreNoWay() throws {
    let hole = [SIMD2(0.4, 0.4), SIMD2(0.6, 0.4), SIMD2(0.6, 0.6), SIMD2(0.4, 0.6)]
    let arena = try Arena(width: 1, height: 1, holes: [hole])
    let ways = try Geodesics(arena)
    #expect(ways.corners.count == 4)
    let expected = 2 * (0.3 * 0.3 + 0.1 * 0.1).squareRoot() + 0.2
    #expect(abs(ways.distance(from: SIMD2(0.1, 0.5), to: SIMD2(0.9, 0.5)) - expected) < 1e-6)
    #expect(!arena.contains(SIMD2(0.5, 0.5)) && arena.contains(SIMD2(0.4, 0.5)))
    let walls = [Wall(SIMD2(0.5, 0), SIMD2(0.5, 0.5)), Wall(SIMD2(0.5, 0.5), SIMD2(0.5, 1))]
    let parted = try Geodesics(Arena(width: 1, height: 1, innerWalls: walls))
    #expect(parted.distance(from: SIMD2(0.2, 0.5), to: SIMD2(0.8, 0.5)) == .infinity)
    #expect(throws: AttractorModelsError.self) { try Geodesics(Arena(width: 1, height: 1, border: .periodic)) }
  }

  /// A box with cells of 0.25 m and a wall on a line of their grid: a way has one length from both of its ends and for any
  /// number of threads, and every cell is found again from its middle.
  @Test func waysBetweenCellsHaveOneLength() throws {
    let wall = Wall(SIMD2(0.5, 0), SIMD2(0.5, 0.6))
    let arena = try Arena(width: 1, height: 1, innerWalls: [wall])
    let cells = try ArenaCells(arena, side: 0.25)
    #expect(cells.places.count == 16)
    for (number, center) in cells.centers.enumerated() { #expect(cells.cell(at: center) == number) }
    #expect(cells.cell(at: SIMD2(1, 1)) == 15 && cells.cell(at: SIMD2(1.01, 0.5)) == nil)
    let ways = try Geodesics(arena)
    let all = try ways.distances(from: cells.centers, to: cells.centers)
    #expect(all == (try ways.distances(from: cells.centers, to: cells.centers, work: Work(threads: 2))))
    for first in all.indices {
      for second in all.indices { #expect(abs(all[first][second] - all[second][first]) < 1e-12) }
    }
    // Across the wall at the bottom: up to its end, and down again.
    let expected = 2 * (0.125 * 0.125 + 0.475 * 0.475).squareRoot()
    #expect(abs(all[1][2] - expected) < 1e-6)
  }

  @Test func whatIsNoArenaIsRefused() {
    let bow = [SIMD2(0.0, 0), SIMD2(1, 1), SIMD2(1, 0), SIMD2(0, 1)]
    #expect(throws: AttractorModelsError.self) { try Arena(outline: bow) }
    #expect(throws: AttractorModelsError.self) { try Arena(outline: [SIMD2(0, 0), SIMD2(1, 1)]) }
    #expect(throws: AttractorModelsError.self) { try Arena.tMaze(corridor: 2) }
    #expect(throws: AttractorModelsError.self) {
      try Arena(width: 1, height: 1, holes: [[SIMD2(0.5, 0.5), SIMD2(1.5, 0.5), SIMD2(1, 0.8)]])
    }
  }
}
