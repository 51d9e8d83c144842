import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct IntrinsicDimensionTests {
  /// Points on a flat torus of so many dimensions in twice as many axes, in random order of time.
  private func torus(_ count: Int, _ dimensions: Int, noise: Double = 0) -> Matrix<Double> {
    let noises = TestPoints.random(count, 2 * dimensions, seed: 9)
    let elements = (0..<count).flatMap { (point: Int) -> [Double] in
      var stream = RandomStream(seed: 8, name: "torus", index: UInt64(point))
      return (0..<dimensions).flatMap { (axis: Int) -> [Double] in
        let angle = 2 * Double.pi * stream.uniform()
        return [cos(angle) + noise * noises[point, 2 * axis], sin(angle) + noise * noises[point, 2 * axis + 1]]
      }
    }
    return Matrix(rows: count, columns: 2 * dimensions, elements: elements)
  }

  private func measured(_ points: Matrix<Double>, apart: Int = 0, threads: Int = 1) throws -> IntrinsicDimension {
    try #require(
      try IntrinsicDimension(points, bins: Array(0..<points.rows), apart: apart, work: Work(threads: threads)))
  }

  @Test(arguments: [1, 2, 3]) func toriHaveTheirDimension(dimensions: Int) throws {
    let points = torus(4000, dimensions)
    let found = try measured(points)
    let truth = Double(dimensions)
    for estimate in [found.twoNearest, found.maximumLikelihood, found.correlation] {
      #expect(abs(estimate.value / truth - 1) < 0.1, "\(estimate)")
      #expect(estimate.low < estimate.value && estimate.value < estimate.high)
    }
    #expect(found.twoNearest.low < 1.05 * truth && 0.95 * truth < found.twoNearest.high)
    #expect(found.queries == 2000 && found.duplicates == 0 && found.neighbours == 20)
    #expect(try measured(points, threads: 3) == found)
  }

  /// The nearest of a slow walk are its own steps, which are a line, unless they are left out.
  @Test func neighboursInTimeMakeAWalkALine() throws {
    let count = 6000
    var angles = SIMD2<Double>(0, 0)
    var elements: [Double] = []
    var stream = RandomStream(seed: 2, name: "walk")
    var direction = 0.0
    for _ in 0..<count {
      direction += 0.1 * stream.normal()
      angles += SIMD2(cos(direction), sin(direction)) * 0.05
      elements += [cos(angles.x), sin(angles.x), cos(angles.y), sin(angles.y)]
    }
    let points = Matrix(rows: count, columns: 4, elements: elements)
    let (all, apart) = (try measured(points), try measured(points, apart: 200))
    #expect(abs(apart.maximumLikelihood.value - 2) < 0.3, "\(apart.maximumLikelihood)")
    #expect(all.maximumLikelihood.value < apart.maximumLikelihood.value - 0.15, "\(all.maximumLikelihood)")
  }

  @Test func noiseIsWhatSmallBallsSee() throws {
    let found = try measured(torus(6000, 1, noise: 0.05))
    // On few nearest it is a plane, on many a circle.
    let finest = found.scaleDimensions[0]
    let widest = found.scaleDimensions[found.scaleNeighbours.count - 1]
    #expect(finest > 1.7 && widest < 1.4, "\(found.scaleDimensions)")
  }

  @Test func equalPointsAreCountedAndLeftOut() throws {
    var points = torus(400, 2)
    for point in 0..<40 { for axis in 0..<4 { points[point + 100, axis] = points[point, axis] } }
    let found = try measured(points)
    #expect(found.duplicates == 80 && found.queries == 320)
    let same = Matrix(rows: 200, columns: 3, repeating: 1.0)
    #expect(try IntrinsicDimension(same, bins: Array(0..<200), apart: 0) == nil)
    #expect(try IntrinsicDimension(points, bins: Array(0..<400), apart: 400) == nil)
    points[3, 2] = .nan
    #expect(throws: DimensionReductionError.notFinite(row: 3, column: 2)) { try measured(points) }
  }
}
