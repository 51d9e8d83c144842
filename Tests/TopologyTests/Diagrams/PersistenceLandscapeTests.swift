import Testing
import Topology

@Suite struct PersistenceLandscapeTests {
  /// The corners that `persim.landscapes.PersLandscapeExact` (0.3) finds for the example diagram.
  @Test func cornersAreThoseOfPersim() throws {
    let expected: [[(Double, Double)]] = [
      [(0, 0), (0.5, 0.5), (0.75, 0.25), (1.25, 0.75), (1.75, 0.25), (2.25, 0.75), (3, 0)],
      [
        (0.125, 0), (0.4375, 0.3125), (0.5, 0.25), (0.5625, 0.3125), (0.6875, 0.1875), (0.75, 0.25), (1, 0),
        (1.0625, 0.0625), (1.125, 0), (1.5, 0), (1.75, 0.25), (2, 0),
      ],
      [(0.25, 0), (0.5, 0.25), (0.625, 0.125), (0.6875, 0.1875), (0.875, 0)],
      [(0.5, 0), (0.625, 0.125), (0.75, 0)],
    ]
    let landscape = try PersistenceLandscape(of: ExampleDiagrams.first)
    #expect(landscape.levels.map { $0.map { [$0.t, $0.value] } } == expected.map { $0.map { [$0.0, $0.1] } })
    #expect(abs(try landscape.norm(order: 2) - 0.8286653111580494) < 1e-14)
    #expect(try landscape.norm(order: 1) == 1.57421875)
    #expect(try landscape.norm(order: .infinity) == 0.75)
  }

  /// λ_k(t) is the k-th largest tent, by definition.
  @Test(arguments: [nil, 4]) func valuesAreThoseOfTheDefinition(levels: Int?) throws {
    var random = TestPoints(seed: 9)
    for _ in 0..<30 {
      let bars = random.bars(1 + random.integer(below: 30), levels: levels)
      let landscape = try PersistenceLandscape(of: bars)
      let places = (-3..<60).map { Double($0) / 32 }
      let values = landscape.values(at: places, levels: 32)
      for (column, t) in places.enumerated() {
        let tents = bars.map { max(0, min(t - $0.birth, $0.death - t)) }.sorted(by: >)
        for level in 0..<32 {
          #expect(abs(values[level, column] - (level < tents.count ? tents[level] : 0)) < 1e-12)
        }
      }
    }
  }

  @Test func infiniteBarsAreCutOrLeftOut() throws {
    let bars = diagram([(0.5, .infinity), (0, 1)])
    #expect(try PersistenceLandscape(of: bars).levels.count == 1)
    let cut = try PersistenceLandscape(of: bars, endingAt: 2.5)
    #expect(cut.value(level: 0, at: 1.5) == 1)
    #expect(try PersistenceLandscape(of: []).norm(order: 2) == 0)
    #expect(throws: TopologyError.self) { try cut.norm(order: 0) }
  }
}
