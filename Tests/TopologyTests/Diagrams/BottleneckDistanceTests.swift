import Testing
import Topology

@Suite struct BottleneckDistanceTests {
  /// gudhi 3.13 and persim 0.3 say 0.3125.
  @Test func agreesWithOtherPrograms() throws {
    #expect(try bottleneckDistance(ExampleDiagrams.first, ExampleDiagrams.second) == 0.3125)
    #expect(try bottleneckDistance(ExampleDiagrams.second, ExampleDiagrams.first) == 0.3125)
  }

  @Test func agreesWithAllMatchings() throws {
    var random = TestPoints(seed: 3)
    for round in 0..<150 {
      let levels = round % 2 == 0 ? nil : 5
      let (a, b) = (
        random.bars(random.integer(below: 6), levels: levels), random.bars(random.integer(below: 6), levels: levels)
      )
      let expected = bestMatching(
        a, b, combine: max, distance: { max(abs($0.birth - $1.birth), abs($0.death - $1.death)) },
        toDiagonal: { $0.lifetime / 2 })
      #expect(try bottleneckDistance(a, b) == expected)
    }
  }

  /// Equal diagrams are at distance 0, a shift is the distance of a shift, and the triangle inequality holds.
  @Test func isADistance() throws {
    var random = TestPoints(seed: 4)
    let (a, b, c) = (random.bars(60), random.bars(50), random.bars(70))
    #expect(try bottleneckDistance(a, a.reversed()) == 0)
    let far = diagram((0..<20).map { (Double($0) * 10, Double($0) * 10 + 8) })
    let shifted = far.map { PersistencePair(birth: $0.birth + 0.25, death: $0.death - 0.5) }
    #expect(try bottleneckDistance(far, shifted) == 0.5)
    let ab = try bottleneckDistance(a, b)
    #expect(try ab == bottleneckDistance(b, a))
    #expect(try ab <= bottleneckDistance(a, c) + bottleneckDistance(c, b))
    #expect(try bottleneckDistance([], []) == 0)
    #expect(try bottleneckDistance(a, []) == (a.map(\.lifetime).max() ?? 0) / 2)
  }

  @Test func infiniteBarsAreMatchedByBirth() throws {
    let a = diagram([(0, .infinity), (3, .infinity), (1, 1.5)])
    let b = diagram([(2.5, .infinity), (0.25, .infinity)])
    #expect(try bottleneckDistance(a, b) == 0.5)
    #expect(try bottleneckDistance(a, diagram([(0, .infinity)])) == .infinity)
  }

  @Test func barsThatAreNoneAreRefused() {
    for (birth, death) in [(1.0, 0.5), (.nan, 1), (0, .nan), (-.infinity, 1)] {
      #expect(throws: TopologyError.self) { try bottleneckDistance(diagram([(birth, death)]), []) }
    }
  }
}
