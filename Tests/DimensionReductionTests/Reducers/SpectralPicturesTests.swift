import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct SpectralPicturesTests {
  /// A flat sheet, turned into five dimensions.
  private func sheet(_ count: Int) -> (points: Matrix<Double>, plane: Matrix<Double>) {
    let plane = TestPoints.random(count, 2, seed: 5).map { 3 * $0 }
    let axes: [[Double]] = [[0.6, 0, 0.8, 0, 0], [0, 1, 0, 0, 0]]
    let elements = (0..<count).flatMap { point in
      (0..<5).map { plane[point, 0] * axes[0][$0] + 0.5 * plane[point, 1] * axes[1][$0] }
    }
    return (Matrix(rows: count, columns: 5, elements: elements), plane)
  }

  /// Three quarters of a circle of radius 1, evenly spaced.
  private func arc(_ count: Int) -> Matrix<Double> {
    Matrix(
      rows: count, columns: 2,
      elements: (0..<count).flatMap { point in
        let angle = 1.5 * Double.pi * Double(point) / Double(count - 1)
        return [cos(angle), sin(angle)]
      })
  }

  @Test func scalingOfAFlatSheetKeepsAllDistances() throws {
    let (points, _) = sheet(300)
    let picture = try ScaledPicture(points, neighbours: nil, landmarks: 40, dimensions: 2)
    #expect(picture.landmarks == 40)
    let trust = try PictureTrust(data: points, picture: picture.positions.map(Double.init))
    #expect(trust.shepardCorrelation > 0.999_999 && trust.neighbourRecall > 0.999)
    for (a, b) in [(0, 1), (17, 230), (100, 299)] {
      let data = (0..<5).reduce(0.0) { $0 + pow(points[a, $1] - points[b, $1], 2) }.squareRoot()
      let drawn = hypot(
        Double(picture.positions[a, 0] - picture.positions[b, 0]), Double(picture.positions[a, 1] - picture.positions[b, 1]))
      #expect(abs(data - drawn) < 1e-4)
    }
    // The sheet has two dimensions and no more.
    #expect(throws: DimensionReductionError.tooManyDimensions(requested: 3, most: 2)) {
      try ScaledPicture(points, neighbours: nil, landmarks: 40, dimensions: 3)
    }
    let placed = try picture.placing(points, work: Work(threads: 2))
    for (found, expected) in zip(placed.elements, picture.positions.elements) { #expect(abs(found - expected) < 1e-4) }
  }

  @Test(arguments: [12, 400]) func isomapUnrollsAnArc(landmarks: Int) throws {
    let points = arc(400)
    let picture = try ScaledPicture(points, neighbours: 5, landmarks: landmarks, dimensions: 1)
    let places = picture.positions.column(0).map(Double.init)
    // Along the arc the steps are its length over 399, up to the chords of paths that skip points.
    let direction = places[399] > places[0] ? 1.0 : -1.0
    #expect(abs(direction * (places[399] - places[0]) - 1.5 * .pi) < 0.01)
    for point in 1..<400 { #expect(abs(direction * (places[point] - places[point - 1]) - 1.5 * .pi / 399) < 0.006) }
    #expect(abs(picture.eigenvalues[0] / (pow(1.5 * .pi, 2) / 12) - 1) < (landmarks == 400 ? 0.02 : 0.3))
  }

  @Test func isomapPlacesWhatWasHeldOut() throws {
    let points = arc(400)
    let (fitted, held) = ((0..<400).filter { $0 % 4 != 2 }, (0..<400).filter { $0 % 4 == 2 })
    let picture = try ScaledPicture(points.selectingRows(fitted), neighbours: 5, landmarks: 50, dimensions: 1)
    let placed = try picture.placing(points.selectingRows(held))
    for (row, point) in held.enumerated() {
      let before = picture.positions[fitted.firstIndex(of: point - 1)!, 0]
      let after = picture.positions[fitted.firstIndex(of: point + 1)!, 0]
      #expect(abs(placed[row, 0] - (before + after) / 2) < 0.02)
    }
  }

  @Test func diffusionMapOfARingIsTheRing() throws {
    let count = 800
    var elements: [Double] = []
    for point in 0..<count {
      let angle = 2 * Double.pi * Double(point) / Double(count)
      elements += [cos(angle), sin(angle)]
    }
    let points = Matrix(rows: count, columns: 2, elements: elements)
    let map = try DiffusionMap(points, neighbours: 12, dimensions: 4, seed: 1)
    #expect(map.residual < 1e-4)
    let gaps = map.eigenvalues.map { 1 - $0 }
    #expect(abs(gaps[0] - gaps[1]) < 1e-6 && abs(gaps[2] - gaps[3]) < 1e-6)
    // The eigenvalues of the circle are −k².
    let ratio = gaps[2] / gaps[0]
    #expect(abs(ratio - 4) < 0.02)
    for point in 0..<count {
      let radius = hypot(Double(map.positions[point, 0]), Double(map.positions[point, 1]))
      #expect(abs(radius - map.eigenvalues[0] * 2.0.squareRoot()) < 1e-3)
    }
    let other = try DiffusionMap(points, neighbours: 12, dimensions: 4, seed: 1, work: Work(threads: 3))
    #expect(other.positions == map.positions)
  }

  @Test func diffusionMapPlacesPointsWhereTheirEqualsAre() throws {
    let (points, angles) = UMAPLayoutTests.ring(1000)
    let map = try DiffusionMap(points, neighbours: 15, dimensions: 2, seed: 1)
    let found = (0..<1000).map { wrapAngle(atan2(Double(map.positions[$0, 1]), Double(map.positions[$0, 0]))) }
    #expect(try alignAngles(decoded: found, reference: angles).medianAbsoluteError < 0.2)
    let chosen = [10, 500, 950]
    let placed = try map.placing(points.selectingRows(chosen))
    for (row, point) in chosen.enumerated() {
      for axis in 0..<2 { #expect(abs(placed[row, axis] - map.positions[point, axis]) < 0.1) }
    }
  }

  /// Silence repeated: most points are one, and what the walk passes to the others is nothing to a float.
  @Test func aPointThatRepeatsIsAPartByItself() throws {
    let near = TestPoints.random(60, 3, seed: 1).elements
    let points = Matrix(rows: 100, columns: 3, elements: [Double](repeating: 0.2, count: 120) + near)
    #expect(throws: DimensionReductionError.disconnected(parts: [60, 40])) {
      try DiffusionMap(points, neighbours: 8, dimensions: 2, seed: 1)
    }
  }

  @Test func aPointFarFromAllIsPlacedAtItsNearest() throws {
    let (points, _) = UMAPLayoutTests.ring(400)
    let map = try DiffusionMap(points, neighbours: 15, dimensions: 2, seed: 1)
    let far = Matrix(rows: 1, columns: points.columns, elements: points.row(7).map { $0 * 1e6 })
    let placed = try map.placing(far)
    for axis in 0..<2 { #expect(placed[0, axis].isFinite && abs(placed[0, axis] - map.positions[7, axis]) < 0.2) }
  }

  @Test func partsWithoutAPathAreRefusedWithTheirSizes() throws {
    let near = TestPoints.random(60, 3, seed: 1)
    let far = TestPoints.random(40, 3, seed: 2).map { $0 + 1000 }
    let points = Matrix(rows: 100, columns: 3, elements: far.elements + near.elements)
    #expect(throws: DimensionReductionError.disconnected(parts: [60, 40])) {
      try ScaledPicture(points, neighbours: 8, landmarks: 20, dimensions: 2)
    }
    #expect(throws: DimensionReductionError.disconnected(parts: [60, 40])) {
      try DiffusionMap(points, neighbours: 8, dimensions: 2, seed: 1)
    }
  }
}
