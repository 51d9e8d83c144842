import ArrayNumerics
import DimensionReduction
import Testing

@Suite struct NeighbourGraphTests {
  private func check(
    _ points: Matrix<Double>, _ metric: NeighbourMetric, _ k: Int, _ comment: Comment
  ) throws {
    let search = try SearchPoints(points, metric: metric)
    let graph = try NeighbourGraph(search, neighbours: k - 1, scales: true, work: Work())
    let expected = BruteForce(points, metric: metric, neighbours: k)
    for i in 0..<points.rows {
      let found = graph.neighbours(of: i)
      #expect(found.map(\.index) == expected.neighbours[i], comment)
      #expect(found.map(\.distance) == expected.neighbours[i].map { expected.distances[i][$0] }, comment)
    }
    #expect(graph.radii == (0..<points.rows).map { expected.distances[$0][expected.neighbours[$0][k - 2]] })
  }

  @Test(arguments: NeighbourMetric.allCases, 1...10)
  func findsTheNeighboursThatSortingAllDistancesFinds(metric: NeighbourMetric, dimension: Int) throws {
    let points = TestPoints.random(260, dimension, seed: UInt64(dimension))
    for k in [2, 17, 130, 259, 260] { try check(points, metric, k, "\(metric) \(dimension) \(k)") }
  }

  /// Along the principal axes most of the distances are cut short.
  @Test(arguments: [1, 1e-12, 1e12], [0, 1e6]) func findsThemAmongPointsOfManyAxes(scale: Double, offset: Double) throws {
    let (free, mixed) = (TestPoints.random(400, 3, seed: 4), TestPoints.random(3, 24, seed: 5))
    let noise = TestPoints.random(400, 24, seed: 6)
    var points = Matrix<Double>(rows: 400, columns: 24, repeating: 0)
    for point in 0..<400 {
      for axis in 0..<24 {
        let value = (0..<3).reduce(0.02 * noise[point, axis]) { $0 + free[point, $1] * mixed[$1, axis] }
        points[point, axis] = scale * (value + offset)
      }
    }
    for k in [2, 17, 130, 400] { try check(points, .euclidean, k, "\(k)") }
  }

  @Test func findsThemWherePointsOfManyAxesAreEqual() throws {
    let few = TestPoints.random(20, 12, seed: 9)
    let points = few.selectingRows((0..<300).map { $0 % 20 })
    for k in [2, 15, 16, 40] { try check(points, .euclidean, k, "\(k)") }
    try check(Matrix(rows: 200, columns: 12, repeating: 3.0), .euclidean, 5, "all equal")
  }

  @Test(arguments: NeighbourMetric.allCases, [1, 2, 3, 6])
  func breaksTiesByTheLowestIndex(metric: NeighbourMetric, dimension: Int) throws {
    let points = TestPoints.lattice(230, dimension, seed: 7)
    for k in [2, 30, 115, 230] { try check(points, metric, k, "\(metric) \(dimension) \(k)") }
  }

  @Test func keepsDuplicatesAndLeavesOutThePointItself() throws {
    let points = Matrix(rows: 5, columns: 2, elements: [1, 2, 1, 2, 3, -1, 1, 2, 0, 1.0])
    let graph = try NeighbourGraph(
      SearchPoints(points, metric: .euclidean), neighbours: 2, scales: true, work: Work())
    #expect(graph.neighbours(of: 1).map(\.index) == [0, 3])
    #expect(graph.neighbours(of: 1).map(\.distance) == [0, 0])
  }

  @Test(arguments: NeighbourMetric.allCases)
  func manyEqualPointsHaveTheFirstOnesAsNeighbours(metric: NeighbourMetric) throws {
    let points = Matrix(rows: 200, columns: 3, elements: [Double](repeating: 1, count: 600))
    let graph = try NeighbourGraph(
      SearchPoints(points, metric: metric), neighbours: 4, scales: true, work: Work())
    #expect(graph.neighbours(of: 150).map(\.index) == [0, 1, 2, 3])
    #expect(graph.neighbours(of: 2).map(\.index) == [0, 1, 3, 4])
  }

  @Test(arguments: [1e-200, 1e-20, 1e20, 1e100])
  func sizeDoesNotMatterToTheCosine(scale: Double) throws {
    let points = TestPoints.random(150, 4, seed: 3)
    let graph = try NeighbourGraph(
      SearchPoints(points, metric: .cosine), neighbours: 20, scales: false, work: Work())
    let scaled = try NeighbourGraph(
      SearchPoints(points.map { $0 * scale }, metric: .cosine), neighbours: 20, scales: false, work: Work())
    for i in 0..<150 {
      #expect(graph.neighbours(of: i).map(\.index) == scaled.neighbours(of: i).map(\.index))
    }
  }

  @Test func aFarOffsetDoesNotLoseNeighbours() throws {
    let points = TestPoints.random(300, 3, seed: 5).map { $0 + 1e6 }
    try check(points, .euclidean, 40, "offset")
  }

  @Test func clustersOfVeryDifferentDensityAreExact() throws {
    // A guess from a sample is wrong on both sides of such a step.
    var elements = TestPoints.random(2_000, 2, seed: 8).elements
    for index in 0..<2_800 { elements[index] = elements[index] * 1e-4 + 5 }
    let points = Matrix(rows: 2_000, columns: 2, elements: elements)
    try check(points, .euclidean, 25, "clusters")
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let search = try SearchPoints(TestPoints.random(700, 6, seed: 2), metric: .cosine)
    let one = try NeighbourGraph(search, neighbours: 50, scales: true, work: Work())
    for threads in [2, 3] {
      let more = try NeighbourGraph(search, neighbours: 50, scales: true, work: Work(threads: threads))
      for i in 0..<700 {
        #expect(more.neighbours(of: i).map(\.index) == one.neighbours(of: i).map(\.index))
      }
    }
  }

  @Test func asManyNeighboursAsPointsAreRefused() throws {
    let search = try SearchPoints(TestPoints.random(10, 2, seed: 1), metric: .cosine)
    #expect(throws: DimensionReductionError.tooManyNeighbours(requested: 11, points: 10)) {
      try NeighbourGraph(search, neighbours: 10, scales: false, work: Work())
    }
  }

  @Test func zeroVectorsAreFound() {
    let points = Matrix(rows: 4, columns: 2, elements: [1, 2, 0, 0, 1e-13, 0, 1e-3, 0.0])
    #expect(SearchPoints.rowsWithDirection(points) == [0, 3])
    #expect(SearchPoints.rowsWithDirection(Matrix(rows: 2, columns: 1, repeating: 0)) == [])
  }
}
