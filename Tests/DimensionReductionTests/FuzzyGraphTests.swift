import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct FuzzyGraphTests {
  private func fuzzy(
    _ points: Matrix<Double>, _ metric: NeighbourMetric, _ k: Int, threads: Int = 1
  ) throws -> FuzzyGraph {
    FuzzyGraph(
      try NeighbourGraph(
        SearchPoints(points, metric: metric), neighbours: k - 1, scales: true, work: Work(threads: threads)))
  }

  @Test(arguments: NeighbourMetric.allCases, [2, 3, 10, 100, 220])
  func scalesAreThoseOfTheBisection(metric: NeighbourMetric, k: Int) throws {
    for dimension in [1, 6] {
      let points = TestPoints.random(220, dimension, seed: 11)
      let found = try fuzzy(points, metric, k).scales
      let expected = BruteForce(points, metric: metric, neighbours: k).scales
      // Bit for bit, unless the stopping test is decided by the last digits of a sum.
      #expect(zip(found, expected).filter { $0 != $1 }.count <= 1)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 2e-5 * b) }
    }
  }

  @Test(arguments: NeighbourMetric.allCases, [3, 40])
  func scalesAreThoseOfTheBisectionWithDuplicates(metric: NeighbourMetric, k: Int) throws {
    for dimension in [1, 2, 3] {
      let points = TestPoints.lattice(200, dimension, seed: 13)
      let found = try fuzzy(points, metric, k).scales
      let expected = BruteForce(points, metric: metric, neighbours: k).scales
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 2e-5 * b) }
    }
  }

  @Test(arguments: NeighbourMetric.allCases)
  func rowSumsAreThoseOfTheFullMatrix(metric: NeighbourMetric) throws {
    for points in [TestPoints.random(250, 3, seed: 4), TestPoints.lattice(250, 3, seed: 4)] {
      let sums = try fuzzy(points, metric, 25).rowSums(work: Work())
      let expected = BruteForce(points, metric: metric, neighbours: 25).union
      for (found, row) in zip(sums, expected) {
        let sum = row.reduce(0, +)
        #expect(abs(found - sum) < 1e-5 * sum)
      }
    }
  }

  @Test(arguments: NeighbourMetric.allCases)
  func singlePrecisionChangesRowSumsByItsRounding(metric: NeighbourMetric) throws {
    let search = try SearchPoints(TestPoints.random(600, 6, seed: 17), metric: metric)
    let graph = try NeighbourGraph(search, neighbours: 90, scales: true, work: Work())
    let single = try FuzzyGraph(graph).rowSums(work: Work())
    let double = try FuzzyGraph(graph, isDouble: true).rowSums(work: Work())
    #expect(single != double)
    for (a, b) in zip(single, double) { #expect(abs(a - b) < 1e-6 * b) }
  }

  @Test(arguments: NeighbourMetric.allCases)
  func landmarksAreThoseOfTheFullMatrix(metric: NeighbourMetric) throws {
    for (dimension, omega) in [(1, 1.0), (2, 1), (3, 0.2), (6, 1), (8, 1), (9, 1), (17, 1)] {
      let points = TestPoints.random(200, dimension, seed: 21)
      let expected = BruteForce(points, metric: metric, neighbours: 20).greedy(60, omega: omega)
      let found = try greedyLandmarks(
        SearchPoints(points, metric: metric), graph: fuzzy(points, metric, 20), count: 60, omega: omega,
        work: Work())
      // In one dimension the cosine knows two directions only: everything is a duplicate.
      #expect(found == expected, "\(metric) \(dimension)")
    }
  }

  @Test func equalScoresGoToTheLowestIndex() throws {
    // A square: all corners alike.
    let points = Matrix(rows: 4, columns: 2, elements: [0, 0, 0, 1, 1, 0, 1, 1.0])
    let graph = try fuzzy(points, .chebyshev, 4)
    let found = try greedyLandmarks(
      SearchPoints(points, metric: .chebyshev), graph: graph, count: 4, omega: 1, work: Work())
    #expect(found == [0, 1, 2, 3])
  }

  @Test func rowSumsDoNotDependOnTheNumberOfThreads() throws {
    let points = TestPoints.random(500, 4, seed: 6)
    let one = try fuzzy(points, .cosine, 30).rowSums(work: Work())
    #expect(try fuzzy(points, .cosine, 30, threads: 3).rowSums(work: Work(threads: 3)) == one)
  }

  @Test func membershipIsZeroBeyondTheNeighbours() throws {
    let points = Matrix(rows: 4, columns: 1, elements: [0, 1, 3, 7.0])
    let graph = try fuzzy(points, .euclidean, 3)
    #expect(graph.membership(of: 3, in: 0, distance: 7) == 0)
    #expect(abs(graph.membership(of: 1, in: 0, distance: 1) - exp(-1 / graph.scales[0])) < 1e-12)
  }
}
