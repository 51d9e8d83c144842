import ArrayNumerics
import Foundation
import Testing
import Topology

@Suite struct DistanceChecksTests {
  private func matrix(_ n: Int, _ elements: [Float]) -> Matrix<Float> {
    Matrix(rows: n, columns: n, elements: elements)
  }

  @Test func badMatricesAreNamed() {
    let cases: [(Matrix<Float>, TopologyError)] = [
      (matrix(0, []), .noPoints),
      (Matrix(rows: 1, columns: 2, repeating: 0), .notSquare(rows: 1, columns: 2)),
      (matrix(2, [0, -1, -1, 0]), .negativeDistance(row: 0, column: 1, value: -1)),
      (matrix(2, [0, 1, 2, 0]), .asymmetric(row: 0, column: 1, upper: 1, lower: 2)),
      (matrix(2, [0, 1, .infinity, 0]), .asymmetric(row: 0, column: 1, upper: 1, lower: .infinity)),
      (matrix(2, [0, 1, 1, 3]), .nonZeroDiagonal(row: 1, value: 3)),
      (matrix(2, [0, .nan, 1, 0]), .notANumber(row: 0, column: 1)),
    ]
    for (distances, error) in cases {
      #expect(throws: error) { try persistentCohomology(of: distances) }
      #expect(error.description.count > 30)
    }
  }

  @Test func onePointIsOneComponent() throws {
    let result = try persistentCohomology(of: matrix(1, [0]), parameters: .init(maxDimension: 2))
    #expect(result.diagrams == [[PersistencePair(birth: 0, death: .infinity)], [], []])
  }

  @Test func equalPointsAreOneComponent() throws {
    let result = try persistentCohomology(
      of: Matrix(rows: 25, columns: 25, repeating: 0), parameters: .init(maxDimension: 2))
    #expect(result.diagrams == [[PersistencePair(birth: 0, death: .infinity)], [], []])
    let apart = try persistentCohomology(of: matrix(2, [0, .infinity, .infinity, 0]))
    #expect(apart.diagrams[0].count == 2 && apart.diagrams[0].allSatisfy(\.isEssential))
  }

  @Test func badParametersAreRefused() throws {
    let good = matrix(2, [0, 1, 1, 0])
    for value in [-3, 0, 1, 4, 46, 65537, 65535] {
      #expect(throws: TopologyError.notPrime(value)) {
        try persistentCohomology(of: good, parameters: .init(coefficient: value))
      }
    }
    #expect(try persistentCohomology(of: good, parameters: .init(coefficient: 65521)).diagrams[0].count == 2)
    #expect(throws: TopologyError.invalidDimension(-1)) {
      try persistentCohomology(of: good, parameters: .init(maxDimension: -1))
    }
    #expect(throws: TopologyError.self) {
      try persistentCohomology(of: good, parameters: .init(threshold: .distance(.nan)))
    }
    #expect(throws: TopologyError.self) {
      try persistentCohomology(of: good, parameters: .init(maxDimension: 2, memoryBudget: 10))
    }
    #expect(forecast(points: 1200, maxDimension: 2).bytes > forecast(points: 1200, maxDimension: 1).bytes)
  }

  @Test func thresholdIsInclusive() throws {
    let triangle = matrix(3, [0, 1, 2, 1, 0, 3, 2, 3, 0])
    let short = try persistentCohomology(of: triangle, parameters: .init(threshold: .distance(1)))
    #expect(short.edges == 1 && short.diagrams[0].filter(\.isEssential).count == 2)
    let none = try persistentCohomology(of: triangle, parameters: .init(threshold: .distance(0)))
    #expect(none.edges == 0 && none.diagrams[0].count == 3)
  }
}

@Suite struct PointDistancesTests {
  @Test func metricsFollowTheirDefinitions() throws {
    let points = Matrix<Double>(rows: 3, columns: 2, elements: [0, 3, 4, 0, 0, -1])
    #expect(try distanceMatrix(of: points)[0, 1] == 5)
    #expect(try distanceMatrix(of: points, metric: .manhattan)[0, 1] == 7)
    #expect(try distanceMatrix(of: points, metric: .chebyshev)[0, 1] == 4)
    let cosine = try distanceMatrix(of: points, metric: .cosine)
    #expect(abs(cosine[0, 1] - 1) < 1e-7 && cosine[0, 2] == 2 && cosine[1, 1] == 0)
  }

  /// The expanded formula loses these clouds; coordinate differences do not.
  @Test(arguments: [1e6, 1e7, 1e8]) func farFromTheOriginNothingIsLost(offset: Double) throws {
    let points = Matrix<Double>(rows: 3, columns: 1, elements: [0, 0.25, 0.75])
    #expect(
      try distanceMatrix(of: points.map { $0 + offset }).elements == distanceMatrix(of: points).elements)
  }

  @Test func badPointsAreNamed() {
    #expect(throws: TopologyError.noPoints) {
      try distanceMatrix(of: Matrix(rows: 0, columns: 3, elements: []))
    }
    #expect(throws: TopologyError.nonFiniteCoordinate(row: 1, column: 0, value: .infinity)) {
      try distanceMatrix(of: Matrix(rows: 2, columns: 1, elements: [0, .infinity]))
    }
    #expect(throws: TopologyError.zeroVector(row: 1)) {
      try distanceMatrix(of: Matrix(rows: 2, columns: 1, elements: [2, 0]), metric: .cosine)
    }
  }
}
