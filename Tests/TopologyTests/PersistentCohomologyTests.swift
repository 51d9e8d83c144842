import ArrayNumerics
import Foundation
import Testing
import Topology

@Suite struct PersistentCohomologyTests {
  /// 520 clouds, grids and random matrices, dimensions up to 2 (some 3), against the textbook reduction.
  @Test(arguments: [2, 3, 5, 47]) func agreesWithTheTextbook(prime: Int) throws {
    var random = TestPoints(seed: UInt64(prime))
    for round in 0..<130 {
      let count = 2 + random.integer(below: 10)
      let distances: Matrix<Float>
      switch round % 5 {
      case 0: distances = try distanceMatrix(of: random.cube(count, axes: 1 + round % 3))
      case 1: distances = try distanceMatrix(of: random.grid(count, axes: 2, side: 3))
      case 2: distances = random.symmetric(count)
      case 3: distances = random.symmetric(count, levels: 4)
      default: distances = try distanceMatrix(of: random.grid(count, axes: 3, side: 2), metric: .manhattan)
      }
      let dimension = round % 10 == 2 && count <= 8 ? 3 : 2
      let threshold: Float = round % 3 == 0 ? .infinity : distances.elements.sorted()[distances.count * 2 / 3]
      let parameters = PersistenceParameters(
        maxDimension: dimension, coefficient: prime, threshold: .distance(threshold),
        cocycles: round % 4 != 3, largestCocycleDimension: 3)
      let options = EngineOptions(
        wideKeys: round % 7 == 0, sweepAfter: round % 2 == 0 ? 0 : nil, collapseFrom: round % 8 == 7 ? 1 : nil,
        reducesAllColumns: round % 3 == 1)
      let result = try persistentCohomology(
        of: distances, parameters: parameters, work: Work(), options: options)
      let expected = textbookDiagrams(
        distances, maxDimension: dimension, prime: prime, threshold: threshold)
      #expect(sortedBars(result) == expected, "prime \(prime), round \(round)")
      if parameters.cocycles { try expectCocycles(result, distances) }
    }
  }

  @Test func enclosingRadiusLosesNothing() throws {
    var random = TestPoints(seed: 8)
    for _ in 0..<20 {
      let distances = try distanceMatrix(of: random.cube(14, axes: 3))
      let short = try persistentCohomology(of: distances, parameters: .init(maxDimension: 2))
      let long = try persistentCohomology(
        of: distances, parameters: .init(maxDimension: 2, threshold: .distance(.infinity)))
      #expect(short.diagrams == long.diagrams)
      #expect(short.threshold < long.threshold)
      #expect(short.edges < long.edges)
    }
  }

  @Test func infiniteDistancesAreMissingEdges() throws {
    // A square with sides 1 and no diagonals: a circle that never fills.
    let far = Float.infinity
    let distances = Matrix<Float>(
      rows: 4, columns: 4, elements: [0, 1, far, 1, 1, 0, 1, far, far, 1, 0, 1, 1, far, 1, 0])
    for threshold in [Threshold.enclosingRadius, .largestFinite, .distance(5)] {
      let result = try persistentCohomology(of: distances, parameters: .init(threshold: threshold))
      #expect(result.diagrams[1] == [PersistencePair(birth: 1, death: far.isInfinite ? .infinity : 0)])
      #expect(result.edges == 4)
      #expect(result.cocycles[1][0].count >= 1)
    }
  }

  @Test func disjointUnionsAddUp() throws {
    var random = TestPoints(seed: 5)
    let near = random.circle(14, noise: 0.1)
    let farAway = random.circle(12, noise: 0.2).map { $0 + 100 }
    let both = Matrix(rows: 26, columns: 2, elements: near.elements + farAway.elements)
    let parameters = PersistenceParameters(maxDimension: 2, threshold: .distance(10))
    let parts = try [near, farAway].map {
      try persistentCohomology(of: distanceMatrix(of: $0), parameters: parameters)
    }
    let union = try persistentCohomology(of: distanceMatrix(of: both), parameters: parameters)
    for dimension in 0...2 {
      let expected = (sortedBars(parts[0])[dimension] + sortedBars(parts[1])[dimension])
        .sorted { $0.lexicographicallyPrecedes($1) }
      #expect(sortedBars(union)[dimension].count == expected.count)
      for (found, wanted) in zip(sortedBars(union)[dimension], expected) {
        #expect(
          abs(found[0] - wanted[0]) < 1e-6 && (found[1] == wanted[1] || abs(found[1] - wanted[1]) < 1e-6))
      }
    }
  }

  @Test func permutedScaledAndDuplicatedPointsGiveTheSameBars() throws {
    var random = TestPoints(seed: 21)
    for round in 0..<10 {
      let points = round % 2 == 0 ? random.cube(20, axes: 3) : random.grid(20, axes: 2, side: 4)
      let parameters = PersistenceParameters(maxDimension: 2, coefficient: 3)
      let bars = sortedBars(try persistentCohomology(of: distanceMatrix(of: points), parameters: parameters))
      var order = Array(0..<20)
      for i in order.indices.reversed() { order.swapAt(i, random.integer(below: i + 1)) }
      let permuted = points.selectingRows(order)
      #expect(
        try sortedBars(persistentCohomology(of: distanceMatrix(of: permuted), parameters: parameters)) == bars
      )
      let duplicated = points.selectingRows(Array(0..<20) + [3, 3, 7])
      #expect(
        try sortedBars(persistentCohomology(of: distanceMatrix(of: duplicated), parameters: parameters))
          == bars)
      // A power of two scales without rounding.
      let scaled = points.map { 4 * $0 }
      let large = try persistentCohomology(of: distanceMatrix(of: scaled), parameters: parameters)
      #expect(sortedBars(large) == bars.map { $0.map { $0.map { 4 * $0 } } })
    }
  }

  @Test func threadsAndKeyWidthsDoNotChangeAnything() throws {
    var random = TestPoints(seed: 3)
    for points in [random.torus(70).points, random.grid(60, axes: 3, side: 4)] {
      let distances = try distanceMatrix(of: points)
      #expect(try distanceMatrix(of: points, work: Work(threads: 2)) == distances)
      let parameters = PersistenceParameters(maxDimension: 2)
      let one = try persistentCohomology(of: distances, parameters: parameters)
      #expect(try persistentCohomology(of: distances, parameters: parameters, work: Work(threads: 2)) == one)
      #expect(try persistentCohomology(of: distances, parameters: parameters, work: Work(threads: 5)) == one)
      let unusual = [
        EngineOptions(wideKeys: true), EngineOptions(sweepAfter: 0), EngineOptions(sweepAfter: 50),
        EngineOptions(sweepAfter: .max), EngineOptions(reducesAllColumns: true),
      ]
      for options in unusual {
        #expect(
          try persistentCohomology(of: distances, parameters: parameters, work: Work(), options: options)
            == one)
      }
    }
  }

  @Test func cancelledWorkStops() throws {
    var random = TestPoints(seed: 1)
    let distances = try distanceMatrix(of: random.torus(60).points)
    #expect(throws: CancellationError.self) {
      try persistentCohomology(of: distances, work: Work(isCancelled: { true }))
    }
  }
}

/// Birth and death of all bars, in lexicographic order.
func sortedBars(_ result: PersistenceResult) -> [[[Double]]] {
  result.diagrams.map { diagram in
    diagram.map { [$0.birth, $0.death] }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

/// Every bar has a cochain of edges (triangles) not longer than its birth … death, whose coboundary is zero on all
/// simplices of smaller diameter than the death, and which is not zero at birth.
func expectCocycles(_ result: PersistenceResult, _ distances: Matrix<Float>) throws {
  for dimension in 1..<result.diagrams.count {
    try #require(result.cocycles[dimension].count == result.diagrams[dimension].count)
    for (bar, cocycle) in zip(result.diagrams[dimension], result.cocycles[dimension]) {
      let length = dimension + 1
      var values: [[Int]: Int] = [:]
      var shortest = Double.infinity
      for k in 0..<cocycle.count {
        let vertices = cocycle.vertices[k * length..<(k + 1) * length].map(Int.init)
        #expect(
          vertices == vertices.sorted(by: >) && (1..<result.coefficient).contains(Int(cocycle.values[k])))
        #expect(diameter(vertices, distances) < bar.death)
        shortest = min(shortest, diameter(vertices, distances))
        values[vertices] = Int(cocycle.values[k])
      }
      #expect(values.count == cocycle.count && shortest == bar.birth)
      let broken = subsets(distances.rows, size: length + 1).filter { simplex in
        let size = diameter(simplex, distances)
        guard size < bar.death, size <= result.threshold else { return false }
        var sum = 0
        for drop in simplex.indices {
          var facet = simplex
          facet.remove(at: drop)
          let value = values[facet] ?? 0
          sum += (length - drop) % 2 == 0 ? value : -value
        }
        return sum % result.coefficient != 0
      }
      #expect(broken.isEmpty)
    }
  }
}

private func diameter(_ vertices: [Int], _ distances: Matrix<Float>) -> Double {
  var largest: Float = 0
  for i in vertices { for j in vertices { largest = max(largest, distances[min(i, j), max(i, j)]) } }
  return Double(largest)
}

/// All subsets of 0..<n with the given number of elements, each descending.
private func subsets(_ n: Int, size: Int) -> [[Int]] {
  if size == 0 { return [[]] }
  return (size - 1..<max(n, size - 1)).flatMap { top in subsets(top, size: size - 1).map { [top] + $0 } }
}
