import ArrayNumerics
import DimensionReduction
import Testing

@Suite struct ReferenceSearchTests {
  @Test(arguments: [1, 3, 6], [1, 7, 150]) func findsWhatSortingFinds(dimension: Int, count: Int) throws {
    let points = TestPoints.lattice(400, dimension, seed: 3)
    let queries = TestPoints.random(300, dimension, seed: 4)
    let found = try ReferenceSearch(points).nearest(to: queries, count: count, work: Work(threads: 2))
    for query in [0, 1, 2, 100, 255, 256, 299] {
      let squares = (0..<400).map { point in
        (0..<dimension).reduce(0.0) { $0 + (points[point, $1] - queries[query, $1]) * (points[point, $1] - queries[query, $1]) }
      }
      let expected = (0..<400).sorted { (squares[$0], $0) < (squares[$1], $1) }.prefix(count)
      #expect(found.indices.row(query).map(Int.init) == Array(expected))
      #expect(found.distances[query, 0] == Float(squares[expected[0]].squareRoot()))
    }
  }

  @Test func asksForNoMoreThanThereAre() throws {
    let points = TestPoints.random(5, 2, seed: 1)
    #expect(throws: DimensionReductionError.tooManyNeighbours(requested: 6, points: 5)) {
      try ReferenceSearch(points).nearest(to: points, count: 6, work: Work())
    }
  }
}
