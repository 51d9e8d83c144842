import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct UMAPLayoutTests {
  /// A noisy ring in four dimensions, with its angles.
  static func ring(_ count: Int, noise: Double = 0.05) -> (points: Matrix<Double>, angles: [Double]) {
    let noises = TestPoints.random(count, 4, seed: 77)
    let angles = (0..<count).map { 2 * Double.pi * Double($0 * 7919 % count) / Double(count) }
    let elements = (0..<count).flatMap { i in
      [cos(angles[i]), sin(angles[i]), 0, 0].enumerated().map { $1 + noise * noises[i, $0] }
    }
    return (Matrix(rows: count, columns: 4, elements: elements), angles)
  }

  /// Numbers of umap-learn 0.5.12, `find_ab_params(spread, min_dist)`.
  @Test func curveAgreesWithUMAPLearn() {
    for (spread, minimum, a, b) in [
      (1.0, 0.0, 1.9328083980, 0.7904949737), (1, 0.1, 1.5769434605, 0.8950608780), (1, 0.5, 0.5830300204, 1.3341669927),
      (1, 0.8, 0.2320627268, 1.6812316039), (2, 0.3, 0.3794946886, 0.9488152194),
    ] {
      let curve = ProximityCurve(minimumDistance: minimum, spread: spread)
      #expect(abs(curve.a - a) < 2e-4 && abs(curve.b - b) < 2e-4, "\(spread) \(minimum): \(curve)")
    }
  }

  @Test func ringStaysARingAndTheAngleAboutItsCentreIsTheTrueOne() throws {
    let (points, angles) = Self.ring(900)
    let layout = try UMAPLayout(points, seed: 1)
    #expect(layout.parts == [900])
    let found = (0..<900).map { wrapAngle(atan2(Double(layout.positions[$0, 1]), Double(layout.positions[$0, 0]))) }
    let alignment = try alignAngles(decoded: found, reference: angles)
    #expect(alignment.medianAbsoluteError < 0.15)
    let trust = try PictureTrust(data: points, picture: layout.positions.map(Double.init))
    #expect(trust.trustworthiness > 0.97 && trust.continuity > 0.97)
    // Nothing lies in the hole.
    let radii = (0..<900).map { hypot(Double(layout.positions[$0, 0]), Double(layout.positions[$0, 1])) }.sorted()
    #expect(radii[9] > 0.4 * radii[450])
  }

  @Test(arguments: [2, 3, 5, 9]) func bytesDoNotDependOnThreads(dimensions: Int) throws {
    let points = TestPoints.random(500, 10, seed: 4)
    var parameters = UMAPParameters()
    parameters.dimensions = dimensions
    parameters.epochs = 30
    let one = try UMAPLayout(points, parameters: parameters, seed: 9, work: Work(threads: 1))
    let four = try UMAPLayout(points, parameters: parameters, seed: 9, work: Work(threads: 4))
    #expect(one.positions == four.positions)
    #expect(one.positions.elements.allSatisfy { $0.isFinite })
    #expect(try UMAPLayout(points, parameters: parameters, seed: 10).positions != one.positions)
  }

  @Test func separatePartsAreLaidOutApart() throws {
    let near = TestPoints.random(120, 3, seed: 1)
    let far = TestPoints.random(80, 3, seed: 2).map { $0 + 1000 }
    let layout = try UMAPLayout(Matrix(rows: 200, columns: 3, elements: near.elements + far.elements), seed: 3)
    #expect(layout.parts == [120, 80])
    // Every point's nearest in the picture is of its own part.
    for point in 0..<200 {
      let nearest = (0..<200).filter { $0 != point }.min {
        distance(layout.positions, point, $0) < distance(layout.positions, point, $1)
      }
      #expect(nearest.map { ($0 < 120) == (point < 120) } == true)
    }
  }

  @Test func duplicatesAndTinySetsAreLaidOut() throws {
    var points = TestPoints.random(40, 3, seed: 6)
    for point in 20..<40 { for axis in 0..<3 { points[point, axis] = points[point - 20, axis] } }
    var parameters = UMAPParameters()
    parameters.neighbours = 5
    #expect(try UMAPLayout(points, parameters: parameters, seed: 1).positions.elements.allSatisfy { $0.isFinite })
    let same = Matrix(rows: 30, columns: 3, repeating: 2.0)
    #expect(try UMAPLayout(same, parameters: parameters, seed: 1).positions.elements.allSatisfy { $0.isFinite })
  }

  @Test func whatCannotBeIsRefused() throws {
    let points = TestPoints.random(12, 3, seed: 6)
    #expect(throws: DimensionReductionError.tooManyNeighbours(requested: 15, points: 12)) { try UMAPLayout(points, seed: 1) }
    var parameters = UMAPParameters()
    parameters.neighbours = 5
    parameters.dimensions = 11
    #expect(throws: DimensionReductionError.tooManyDimensions(requested: 11, most: 10)) {
      try UMAPLayout(points, parameters: parameters, seed: 1)
    }
    var broken = points
    broken[3, 1] = .nan
    #expect(throws: DimensionReductionError.notFinite(row: 3, column: 1)) { try UMAPLayout(broken, seed: 1) }
    parameters = UMAPParameters()
    parameters.minimumDistance = 4
    #expect(throws: DimensionReductionError.minimumDistanceBeyondSpread(minimumDistance: 4, spread: 1)) {
      try UMAPLayout(TestPoints.random(50, 3, seed: 1), parameters: parameters, seed: 1)
    }
  }

  @Test func heldOutPointsArePlacedWhereTheyBelong() throws {
    let (points, angles) = Self.ring(1200)
    let (fitted, others) = (Array(0..<800), Array(800..<1200))
    let reference = points.selectingRows(fitted)
    let layout = try UMAPLayout(reference, seed: 1)
    let placed = try layout.placing(
      points.selectingRows(others), among: reference, metric: .euclidean, parameters: UMAPParameters(), seed: 1, work: Work())
    func angle(_ positions: Matrix<Float>, _ row: Int) -> Double { atan2(Double(positions[row, 1]), Double(positions[row, 0])) }
    let known = (0..<800).map { wrapAngle(angle(layout.positions, $0)) }
    let alignment = try alignAngles(decoded: known, reference: angles.prefix(800) + [])
    let errors = (0..<400).map { other in
      abs(angleDifference(alignment.apply(wrapAngle(angle(placed, other))), angles[800 + other]))
    }.sorted()
    #expect(errors[200] < 0.15 && errors[390] < 0.5)
    let again = try layout.placing(
      points.selectingRows(others), among: reference, metric: .euclidean, parameters: UMAPParameters(), seed: 1,
      work: Work(threads: 3))
    #expect(again == placed)
  }

  private func distance(_ positions: Matrix<Float>, _ a: Int, _ b: Int) -> Float {
    (0..<positions.columns).reduce(0) { $0 + (positions[a, $1] - positions[b, $1]) * (positions[a, $1] - positions[b, $1]) }
  }
}
