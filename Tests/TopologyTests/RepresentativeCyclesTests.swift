import ArrayNumerics
import Testing
import Topology

@Suite struct RepresentativeCyclesTests {
  @Test(arguments: [2, 3, 47]) func areCyclesBornAndFilledWithTheirBars(prime: Int) throws {
    var random = TestPoints(seed: UInt64(90 + prime))
    for round in 0..<16 {
      let distances: Matrix<Float>
      switch round % 4 {
      case 0: distances = try distanceMatrix(of: random.cube(26, axes: 3))
      case 1: distances = try distanceMatrix(of: random.grid(26, axes: 3, side: 3))
      case 2: distances = random.symmetric(14, levels: 6)
      default: distances = try distanceMatrix(of: random.torus(50).points)
      }
      let parameters = PersistenceParameters(
        coefficient: prime, threshold: round % 3 == 0 ? .distance(.infinity) : .enclosingRadius, cycles: true)
      let result = try persistentCohomology(of: distances, parameters: parameters, work: Work(threads: 2))
      let alone = try persistentCohomology(
        of: distances,
        parameters: .init(coefficient: prime, threshold: parameters.threshold, cocycles: false, cycles: true))
      #expect(alone.cycles == result.cycles && alone.cocycles == [[], []])
      try #require(result.cycles.count == result.diagrams[1].count)
      for (place, cycle) in result.cycles.enumerated() {
        expectCycle(cycle, of: result.diagrams[1][place], prime, distances)
        #expect(value(of: result.cocycles[1][place], on: cycle, prime) != 0)
        // It bounds when the bar dies: all cocycles that live on vanish on it.
        for (other, cocycle) in result.cocycles[1].enumerated()
        where result.diagrams[1][other].death > result.diagrams[1][place].death {
          #expect(value(of: cocycle, on: cycle, prime) == 0)
        }
      }
    }
  }

  @Test func theLoopOfACircleGoesAroundOnce() throws {
    var random = TestPoints(seed: 4)
    let points = random.circle(60, noise: 0.05)
    let result = try persistentCohomology(of: distanceMatrix(of: points), parameters: .init(cycles: true))
    let cycle = result.cycles[0]
    // Every vertex of a simple loop has two edges, and all coefficients are 1 or -1.
    var degrees: [Int32: Int] = [:]
    for vertex in cycle.vertices { degrees[vertex, default: 0] += 1 }
    #expect(degrees.values.allSatisfy { $0 == 2 } && degrees.count == cycle.count)
    #expect(cycle.values.allSatisfy { $0 == 1 || $0 == 46 })
    #expect(cycle.count >= 6)
  }

  @Test func areLeftOutUnlessAskedFor() throws {
    var random = TestPoints(seed: 4)
    let result = try persistentCohomology(of: distanceMatrix(of: random.circle(30, noise: 0.05)))
    #expect(result.cycles.isEmpty && !result.cocycles[1].isEmpty)
  }
}

private func expectCycle(_ cycle: Cycle, of bar: PersistencePair, _ prime: Int, _ distances: Matrix<Float>) {
  var boundary: [Int32: Int] = [:]
  var longest = 0.0
  for ((larger, smaller), value) in zip(cycle.edges, cycle.values) {
    #expect(larger > smaller && (1..<prime).contains(Int(value)))
    boundary[larger, default: 0] += Int(value)
    boundary[smaller, default: 0] -= Int(value)
    longest = max(longest, Double(distances[Int(smaller), Int(larger)]))
  }
  #expect(boundary.values.allSatisfy { $0 % prime == 0 })
  #expect(longest == bar.birth)
  #expect(cycle.edges.last.map { Double(distances[Int($0.1), Int($0.0)]) } == bar.birth)
}

private func value(of cocycle: Cocycle, on cycle: Cycle, _ prime: Int) -> Int {
  let values = Dictionary(
    uniqueKeysWithValues: zip(cocycle.edges, cocycle.values).map { ([$0.0, $0.1], Int($1)) })
  return zip(cycle.edges, cycle.values).reduce(0) { ($0 + (values[[$1.0.0, $1.0.1]] ?? 0) * Int($1.1)) % prime }
}
