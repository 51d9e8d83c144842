import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct LeadingEigenvectorsTests {
  /// A cycle of n points, each with its nearest to either side: the eigenvalues are cos(2πk/n), in pairs.
  private func cycle(_ count: Int) -> SymmetricGraph {
    let indices = (0..<count).flatMap { (place: Int) -> [UInt32] in
      [UInt32((place + 1) % count), UInt32((place + count - 1) % count)]
    }
    let rows = NeighbourRows(
      indices: Matrix(rows: count, columns: 2, elements: indices), distances: Matrix(rows: count, columns: 2, repeating: 1))
    return SymmetricGraph(rows, weights: Matrix(rows: count, columns: 2, repeating: 1)) { max($0, $1) }
  }

  @Test(arguments: [50, 400, 900]) func cycleHasTheEigenvaluesOfTheFormula(count: Int) throws {
    let found = try LeadingEigenvectors(cycle(count), wanted: 4, tolerance: 1e-5, seed: 3, work: Work())
    #expect(found.residual < 1e-5)
    for (place, turns) in [1.0, 1, 2, 2].enumerated() {
      #expect(abs(found.values[place] - cos(2 * .pi * turns / Double(count))) < 1e-9)
    }
    // The first pair is a circle, of constant radius, which turns once.
    for place in 0..<count {
      let (x, y) = (found.vectors[place, 0], found.vectors[place, 1])
      let radius = (x * x + y * y) * Double(count) / 2
      #expect(abs(radius - 1) < 1e-3)
    }
  }

  @Test func iterationAgreesWithLAPACKAndDoesNotDependOnThreads() throws {
    let points = TestPoints.random(401, 3, seed: 8)
    let rows = try ConnectedMembershipsTests.rows(points, 12)
    let graph = try ConnectedMemberships(rows, work: Work()).union(rows)
    let found = try LeadingEigenvectors(graph, wanted: 3, tolerance: 1e-6, seed: 1, work: Work())
    var matrix = Matrix<Double>(rows: 401, columns: 401, repeating: 0)
    var degrees = [Double](repeating: 0, count: 401)
    for point in 0..<401 {
      for edge in graph.starts[point]..<graph.starts[point + 1] { degrees[point] += Double(graph.weights[edge]) }
    }
    for point in 0..<401 {
      for edge in graph.starts[point]..<graph.starts[point + 1] {
        let other = Int(graph.columns[edge])
        matrix[point, other] = Double(graph.weights[edge]) / (degrees[point] * degrees[other]).squareRoot()
      }
    }
    let exact = try symmetricEigen(matrix)
    #expect(abs(exact.values[0] - 1) < 1e-9)
    for place in 0..<3 {
      #expect(abs(found.values[place] - exact.values[place + 1]) < 1e-6)
      let overlap = (0..<401).reduce(0.0) { $0 + found.vectors[$1, place] * exact.vectors[$1, place + 1] }
      #expect(abs(abs(overlap) - 1) < 1e-6)
    }
    let other = try LeadingEigenvectors(graph, wanted: 3, tolerance: 1e-6, seed: 1, work: Work(threads: 3))
    #expect(other.vectors == found.vectors && other.values == found.values)
  }
}
