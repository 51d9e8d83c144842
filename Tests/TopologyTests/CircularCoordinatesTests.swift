import ArrayNumerics
import Foundation
import Testing
import Topology

@Suite struct CircularCoordinatesTests {
  /// Points at known angles: the coordinate is the angle up to sign and offset.
  @Test func recoversTheAngleOfACircle() throws {
    let count = 60
    let truth = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
    let points = Matrix(rows: count, columns: 2, elements: truth.flatMap { [cos($0), sin($0)] })
    let distances = try distanceMatrix(of: points)
    let result = try persistentCohomology(of: distances)
    let found = try circularCoordinates(
      result: result, distances: distances, classes: [0], rule: .perClass(0.5))
    #expect(found.integerCocycle == [true] && found.warnings.isEmpty && found.basis == [[1]])
    #expect(alignmentError(found.angles.column(0), truth) < 1e-9)
    #expect(found.angles.elements.allSatisfy { $0 >= 0 && $0 < 2 * .pi })
  }

  @Test func equalsThePseudoinverseSolution() throws {
    // A square with sides of 1 and one chord-free cycle: z = (1, 0, 0, 0) gives f = turns of a quarter.
    let far = Float.infinity
    let distances = Matrix<Float>(
      rows: 4, columns: 4, elements: [0, 1, far, 1, 1, 0, 1, far, far, 1, 0, 1, 1, far, 1, 0])
    let result = try persistentCohomology(of: distances)
    #expect(result.diagrams[1] == [PersistencePair(birth: 1, death: .infinity)])
    let copy = result
    let found = try circularCoordinates(result: result, distances: distances, classes: [0])
    #expect(result == copy)
    #expect(alignmentError(found.angles.column(0), [0, 1, 2, 3].map { $0 * Double.pi / 2 }) < 1e-9)
    #expect(abs(found.residualEnergy[0] - 1 / 16) < 1e-12)
    #expect(found.edgesUsed == [4] && found.thresholds == [1])
  }

  @Test func hexagonalTorusHasA60DegreeLattice() throws {
    var random = TestPoints(seed: 77)
    let torus = random.torus(320, hexagonal: true)
    let distances = try distanceMatrix(of: torus.points)
    let result = try persistentCohomology(of: distances)
    let found = try circularCoordinates(result: result, distances: distances, classes: [0, 1])
    let angle = try #require(found.latticeAngle)
    let ratio = try #require(found.latticeRatio)
    #expect(abs(angle * 180 / .pi - 60) < 3 && ratio < 1.06)
    let determinant = found.basis[0][0] * found.basis[1][1] - found.basis[0][1] * found.basis[1][0]
    #expect(abs(determinant) == 1)
    #expect(found.thresholds[0] == found.thresholds[1])
    // Each circle is a, b or a + b up to sign and offset.
    for circle in 0..<2 {
      let errors = [(1, 0), (0, 1), (1, 1)].map { u, v in
        alignmentError(
          found.angles.column(circle), torus.angles.map { Double(u) * $0.0 + Double(v) * $0.1 })
      }
      // 320 random points leave the torus unevenly covered, which bends the coordinate.
      #expect(errors.min()! < 0.6)
    }
    #expect(abs(found.gram[0][0] - found.gram[1][1]) < 0.15 * found.gram[0][0])
    let own = try circularCoordinates(
      result: result, distances: distances, classes: [0, 1], rule: .perClass(0.8), work: Work(threads: 2))
    #expect(abs(own.latticeAngle! * 180 / .pi - 60) < 4)
    let again = try circularCoordinates(
      result: result, distances: distances, classes: [0, 1], work: Work(threads: 2))
    #expect(again == found)
  }

  @Test func landmarksOutsideTheGraphHaveNoAngle() throws {
    let count = 24
    var elements = (0..<count).flatMap { k -> [Double] in
      let angle = 2 * Double.pi * Double(k) / Double(count)
      return [cos(angle), sin(angle)]
    }
    elements += [50, 50]
    let points = Matrix(rows: count + 1, columns: 2, elements: elements)
    let distances = try distanceMatrix(of: points)
    let result = try persistentCohomology(of: distances, parameters: .init(threshold: .distance(10)))
    let found = try circularCoordinates(result: result, distances: distances, classes: [0])
    #expect(found.landmarksOutside == [count])
    #expect(found.angles[count, 0].isNaN && !found.angles[0, 0].isNaN)
    #expect(throws: TopologyError.self) {
      try circularCoordinates(result: result, distances: distances, classes: [0], compat: true)
    }
  }

  @Test func duplicatePointsShareTheirAngle() throws {
    let angles = (0..<40).map { 2 * Double.pi * Double($0 / 2) / 20 }
    let points = Matrix(rows: 40, columns: 2, elements: angles.flatMap { [cos($0), sin($0)] })
    let distances = try distanceMatrix(of: points)
    let result = try persistentCohomology(of: distances)
    let found = try circularCoordinates(
      result: result, distances: distances, classes: [0], rule: .perClass(0.5))
    for pair in 0..<20 { #expect(abs(found.angles[2 * pair, 0] - found.angles[2 * pair + 1, 0]) < 1e-9) }
  }

  /// Over Z/2 every value lifts to 1 or 0, which around a fine triangulated annulus is no integer cocycle.
  @Test func cochainsThatDoNotLiftAreReported() throws {
    var random = TestPoints(seed: 4)
    let distances = try distanceMatrix(of: random.circle(60, noise: 0.15))
    let result = try persistentCohomology(of: distances, parameters: .init(coefficient: 2))
    var cocycle = result.cocycles[1][0]
    // Adding the coboundary of a vertex keeps the class over Z/2 but not the lift.
    let vertex: Int32 = 5
    var values = Dictionary(
      uniqueKeysWithValues: zip(cocycle.edges.map { [$0.0, $0.1] }, cocycle.values))
    for other in Int32(0)..<60 where other != vertex {
      let edge = [max(vertex, other), min(vertex, other)]
      values[edge] = values[edge] == nil ? 1 : nil
    }
    let edges = values.keys.sorted { $0.lexicographicallyPrecedes($1) }
    cocycle = Cocycle(edges: edges.map { ($0[0], $0[1]) }, values: edges.map { values[$0]! })
    var changed = result
    changed.cocycles[1][0] = cocycle
    let found = try circularCoordinates(result: changed, distances: distances, classes: [0])
    #expect(found.integerCocycle == [false])
    #expect(found.warnings.count == 1 && found.warnings[0].contains("another prime"))
  }

  /// A product of three circles: whatever basis the cocycles are in, the reduced one is that of the circles themselves.
  @Test func threeCirclesAreToldApart() throws {
    let side = 7
    var random = TestPoints(seed: 12)
    let points = (0..<side * side * side).map { index in
      [index / (side * side), index / side % side, index % side].map {
        (Double($0) + 0.3 * (random.next() - 0.5)) / Double(side)
      }
    }
    var distances = Matrix<Float>(rows: points.count, columns: points.count, repeating: 0)
    for i in points.indices {
      for j in points.indices {
        let squares = (0..<3).map { axis -> Double in
          let apart = abs(points[i][axis] - points[j][axis])
          return pow(min(apart, 1 - apart), 2)
        }
        distances[i, j] = Float(squares.reduce(0, +).squareRoot())
      }
    }
    let result = try persistentCohomology(of: distances)
    let found = try circularCoordinates(result: result, distances: distances, classes: [0, 1, 2])
    #expect(found.latticeAngle == nil && found.warnings.isEmpty)
    // Each circle follows one axis, one way round, and no two the same.
    let axes = (0..<3).map { circle in
      (0..<3).filter { axis in
        alignmentError(found.angles.column(circle), points.map { 2 * .pi * $0[axis] }) < 0.5
      }
    }
    #expect(axes.flatMap { $0 }.sorted() == [0, 1, 2] && axes.allSatisfy { $0.count == 1 })
    for i in 0..<3 {
      for j in 0..<i { #expect(abs(found.gram[i][j]) < 0.05 * found.gram[0][0]) }
    }
  }

  @Test func wrongQuestionsAreRefused() throws {
    var random = TestPoints(seed: 9)
    let distances = try distanceMatrix(of: random.circle(30, noise: 0.1))
    let result = try persistentCohomology(of: distances)
    #expect(throws: TopologyError.noSuchClass(asked: 99, available: result.diagrams[1].count)) {
      try circularCoordinates(result: result, distances: distances, classes: [99])
    }
    #expect(throws: TopologyError.invalidFraction(1.5)) {
      try circularCoordinates(result: result, distances: distances, classes: [0], rule: .perClass(1.5))
    }
    let bare = try persistentCohomology(of: distances, parameters: .init(cocycles: false))
    #expect(throws: TopologyError.cocyclesMissing) {
      try circularCoordinates(result: bare, distances: distances, classes: [0])
    }
    let other = try distanceMatrix(of: random.circle(20, noise: 0.1))
    #expect(throws: TopologyError.pointsDiffer(result: 30, distances: 20)) {
      try circularCoordinates(result: result, distances: other, classes: [0])
    }
  }
}

/// The largest distance between two lists of angles after the best rotation and reflection.
private func alignmentError(_ found: [Double], _ truth: [Double]) -> Double {
  [1.0, -1.0].map { sign in
    let x = zip(found, truth).reduce(0) { $0 + cos($1.0 - sign * $1.1) }
    let y = zip(found, truth).reduce(0) { $0 + sin($1.0 - sign * $1.1) }
    let offset = atan2(y, x)
    return zip(found, truth).map { pair in
      let difference = pair.0 - sign * pair.1 - offset
      return abs(atan2(sin(difference), cos(difference)))
    }.max()!
  }.min()!
}
