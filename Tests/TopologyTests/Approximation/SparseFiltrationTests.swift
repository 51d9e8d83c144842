import ArrayNumerics
import Foundation
import Testing
import Topology

@Suite struct SparseFiltrationTests {
  /// On 60 clouds, for every metric: in logarithms, shifted by half of log(1 + ε), the diagrams are within that half of each
  /// other. So matched births and deaths lie in [x, (1 + ε) x], as is stated.
  @Test(arguments: Metric.allCases) func theErrorIsAsStated(metric: Metric) throws {
    var random = TestPoints(seed: 41)
    for round in 0..<12 {
      let error = [0.1, 0.5, 1, 3][round % 4]
      var points = round % 3 == 0 ? random.circle(50, noise: 0.2) : random.cube(45, axes: 3)
      if metric == .cosine { for row in 0..<points.rows { points[row, 0] += 0.3 } }
      let periods = metric == .flatTorus ? [4.0] : []
      let exact = try persistentCohomology(
        of: try distanceMatrix(of: points, metric: metric, periods: periods),
        parameters: .init(maxDimension: 2, coefficient: 3, cocycles: false))
      let filtration = try sparseFiltration(of: points, error: error, metric: metric, periods: periods)
      let found = try persistentCohomology(
        of: filtration.graph, parameters: .init(maxDimension: 2, coefficient: 3, cocycles: false))
      let half = log(1 + error) / 2
      for dimension in 0...2 {
        // Births in dimension 0 are all 0, which has no logarithm.
        func logarithms(_ bars: [PersistencePair], shift: Double) -> [PersistencePair] {
          bars.map {
            PersistencePair(
              birth: dimension == 0 ? -100 : log($0.birth) - shift, death: log($0.death) - shift)
          }
        }
        let distance = try bottleneckDistance(
          logarithms(exact.diagrams[dimension], shift: 0),
          logarithms(found.diagrams[dimension], shift: dimension == 0 ? 0 : half))
        // Deaths in dimension 0 cannot be shifted together with births at a floor.
        #expect(distance <= (dimension == 0 ? 2 * half : half) + 1e-5, "round \(round), dimension \(dimension)")
      }
    }
  }

  @Test func aSmallErrorKeepsEverything() throws {
    var random = TestPoints(seed: 42)
    let points = random.cube(40, axes: 2)
    let filtration = try sparseFiltration(of: points, error: 1e-6)
    #expect(filtration.graph == (try SparseGraph(distances: try distanceMatrix(of: points))))
  }

  /// The number of edges per point levels off.
  @Test func edgesGrowLinearly() throws {
    var random = TestPoints(seed: 43)
    let points = random.circle(4000, noise: 0)
    let few = try sparseFiltration(of: points.selectingRows(0..<1000), error: 1)
    let many = try sparseFiltration(of: points, error: 1)
    #expect(Double(many.graph.edges.count) < 4.8 * Double(few.graph.edges.count))
    #expect(many.graph.edges.count < many.graph.points * (many.graph.points - 1) / 2 / 50)
    let bars = try persistentCohomology(of: many.graph, parameters: .init(coefficient: 2)).diagrams[1]
    // The loop of a circle is filled at √3 and by the error at no more than twice that.
    let loop = try #require(bars.first)
    #expect(loop.death >= 3.0.squareRoot() - 0.01 && loop.death <= 2 * 3.0.squareRoot())
    #expect(bars.dropFirst().allSatisfy { $0.death <= 2 * $0.birth * 1.00001 })
  }

  @Test func distancesAndPointsGiveTheSame() throws {
    var random = TestPoints(seed: 44)
    let points = random.grid(60, axes: 2, side: 5)
    let matrix = try distanceMatrix(of: points, metric: .manhattan)
    let fromPoints = try sparseFiltration(of: points, error: 0.5, metric: .manhattan)
    #expect(try sparseFiltration(ofDistances: matrix, error: 0.5) == fromPoints)
    let short = try sparseFiltration(of: points, error: 0.5, metric: .manhattan, threshold: 3)
    #expect(short.graph.edges == fromPoints.graph.edges.filter { $0.length <= 3 })
  }

  @Test func theBudgetIsKept() throws {
    var random = TestPoints(seed: 45)
    let points = random.cube(200, axes: 3)
    #expect {
      try sparseFiltration(of: points, error: 0.01, memoryBudget: 100_000)
    } throws: { error in
      guard case .overMemoryBudget? = error as? TopologyError else { return false }
      return true
    }
  }

  @Test func errorsThatMakeNoSenseAreRefused() {
    for error in [0, -1, .nan, Double.infinity] {
      #expect(throws: TopologyError.self) {
        try sparseFiltration(of: Matrix<Double>(rows: 3, columns: 1, repeating: 0), error: error)
      }
    }
  }
}
