import Foundation
import Testing
import Topology

@Suite struct WassersteinDistanceTests {
  /// Hera (gudhi 3.13, delta 1e-9) on the example diagrams; persim 0.3 has 1.7742716796853921 for the first.
  @Test(arguments: [
    (1.0, DiagramNorm.euclidean, 1.774271679685392), (1, .maximum, 1.4375), (2, .euclidean, 0.795495128834866),
    (2, .maximum, 0.596212000885591),
  ])
  func agreesWithHera(order: Double, norm: DiagramNorm, expected: Double) throws {
    let found = try wassersteinDistance(ExampleDiagrams.first, ExampleDiagrams.second, order: order, norm: norm)
    #expect(abs(found - expected) < 1e-12)
  }

  @Test(arguments: [1.0, 2, 3.5]) func agreesWithAllMatchings(order: Double) throws {
    var random = TestPoints(seed: 5)
    for round in 0..<60 {
      let levels = round % 2 == 0 ? nil : 4
      let (a, b) = (
        random.bars(random.integer(below: 6), levels: levels), random.bars(random.integer(below: 6), levels: levels)
      )
      let expected = bestMatching(
        a, b, combine: +,
        distance: { pow(hypot($0.birth - $1.birth, $0.death - $1.death), order) },
        toDiagonal: { pow($0.lifetime / 2.0.squareRoot(), order) })
      let found = try wassersteinDistance(a, b, order: order, norm: .euclidean)
      #expect(abs(found - pow(expected, 1 / order)) < 1e-12)
    }
  }

  @Test func growsTowardsTheBottleneckDistance() throws {
    var random = TestPoints(seed: 6)
    let (a, b) = (random.bars(30), random.bars(40))
    let bottleneck = try bottleneckDistance(a, b)
    var last = Double.infinity
    for order in [1.0, 2, 4, 16, 64] {
      let distance = try wassersteinDistance(a, b, order: order, norm: .maximum)
      #expect(distance <= last && distance >= bottleneck - 1e-12)
      last = distance
    }
    #expect(last < 1.1 * bottleneck)
  }

  @Test func infiniteBarsAreMatchedByBirth() throws {
    let a = diagram([(0, .infinity), (3, .infinity)])
    #expect(try wassersteinDistance(a, diagram([(2.5, .infinity), (0.25, .infinity)])) == 0.75)
    #expect(try wassersteinDistance(a, []) == .infinity)
    #expect(throws: TopologyError.invalidOrder(0.5)) { try wassersteinDistance(a, a, order: 0.5) }
  }
}
