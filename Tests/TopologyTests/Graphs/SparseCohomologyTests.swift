import ArrayNumerics
import Testing
import Topology

@Suite struct SparseCohomologyTests {
  /// The same diagrams as the dense engine with +infinity at missing edges; primes, ties, dimensions up to 3.
  @Test(arguments: [2, 3, 47]) func agreesWithTheMatrix(prime: Int) throws {
    var random = TestPoints(seed: UInt64(30 + prime))
    for round in 0..<60 {
      let count = 2 + random.integer(below: 22)
      var matrix =
        round % 3 == 0 ? random.symmetric(count, levels: 5) : try distanceMatrix(of: random.cube(count, axes: 3))
      let missing = Double(round % 4) / 5
      for i in 0..<count {
        for j in 0..<i where random.next() < missing {
          matrix[i, j] = .infinity
          matrix[j, i] = .infinity
        }
      }
      let graph = try SparseGraph(distances: matrix)
      for threshold in [Threshold.enclosingRadius, .largestFinite, .distance(0.6)] {
        let parameters = PersistenceParameters(
          maxDimension: 1 + round % 3, coefficient: prime, threshold: threshold)
        let dense = try persistentCohomology(of: matrix, parameters: parameters)
        let sparse = try persistentCohomology(of: graph, parameters: parameters)
        #expect(sparse.diagrams == dense.diagrams, "prime \(prime), round \(round)")
        #expect(sparse.threshold == dense.threshold && sparse.edges == dense.edges)
        try expectCocycles(sparse, matrix)
      }
    }
  }

  /// A cycle of 100,000 points is one loop that never fills; no matrix of that size would fit.
  @Test func aLongCycleIsOneLoop() throws {
    let n = 100_000
    let graph = try SparseGraph(
      firsts: Array(0..<n), seconds: (0..<n).map { ($0 + 1) % n }, lengths: (0..<n).map { 1 + Double($0 % 7) })
    let result = try persistentCohomology(of: graph, parameters: .init(maxDimension: 2))
    #expect(result.diagrams[0].count == n)
    #expect(result.diagrams[1] == [PersistencePair(birth: 7, death: .infinity)])
    #expect(result.diagrams[2].isEmpty)
  }

  @Test func theBudgetIsKept() throws {
    var random = TestPoints(seed: 33)
    let graph = try SparseGraph(distances: try distanceMatrix(of: random.cube(120, axes: 3)))
    #expect {
      try persistentCohomology(of: graph, parameters: .init(maxDimension: 3, memoryBudget: 600_000))
    } throws: { error in
      guard case .overMemoryBudget? = error as? TopologyError else { return false }
      return true
    }
  }
}
