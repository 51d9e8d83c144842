import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

/// Against the graph of umap-learn 0.5.12 in `Fixtures/umap-graph.csv`, made by `Benchmarks/peers/umap_graph.py`.
@Suite struct SupervisedGraphTests {
  private static let count = 120
  private static let neighbours = 12

  private static let points = Matrix(
    rows: count, columns: 5,
    elements: (0..<count).flatMap { (point: Int) -> [Double] in
      let i = Double(point)
      return [sin(0.7 * i), cos(1.3 * i), sin(2.1 * i + 0.4), 0.3 * cos(0.37 * i), 0.2 * sin(3.7 * i)]
    })
  private static let variable = Matrix(
    rows: count, columns: 2,
    elements: (0..<count).flatMap { (point: Int) -> [Double] in
      let angle = 2.399963 * Double(point) + 0.3 * sin(5 * Double(point))
      return [cos(angle), sin(angle)]
    })

  /// `[edge][column]` of the file.
  private static func edges() throws -> [[Double]] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/umap-graph.csv")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
  }

  private func weight(_ graph: SymmetricGraph, _ a: Int, _ b: Int) -> Double {
    let place = (graph.starts[a]..<graph.starts[a + 1]).first { Int(graph.columns[$0]) == b }
    return place.map { Double(graph.weights[$0]) } ?? 0
  }

  private func own() throws -> SymmetricGraph {
    var parameters = UMAPParameters()
    parameters.neighbours = Self.neighbours
    return try UMAPLayout.graph(
      UMAPLayout.neighbours(of: Self.points, metric: .euclidean, parameters: parameters, work: Work()), work: Work())
  }

  @Test func graphIsThatOfUMAPLearn() throws {
    let (graph, edges) = (try own(), try Self.edges())
    for edge in edges { #expect(abs(weight(graph, Int(edge[0]), Int(edge[1])) - edge[2]) < 1e-5, "\(edge)") }
    #expect(graph.columns.count == 2 * edges.count { $0[2] > 0 })
  }

  /// With a weight of 0.5 one point has next to no edge that both sides hold to, and its largest is scaled to 1: of the
  /// smallest memberships the bisection for their scale leaves few digits, in that program as here.
  @Test(arguments: [(0.3, 3, 1e-5), (0.5, 4, 2e-4)])
  func supervisedGraphIsThatOfUMAPLearn(weight share: Double, column: Int, tolerance: Double) throws {
    let graph = try UMAPLayout.graph(
      own(), supervisedBy: Self.variable, weight: share, neighbours: Self.neighbours, work: Work())
    for edge in try Self.edges() {
      for (a, b) in [(edge[0], edge[1]), (edge[1], edge[0])] {
        #expect(abs(weight(graph, Int(a), Int(b)) - edge[column]) < tolerance, "\(edge)")
      }
    }
  }

  @Test func pointsWithoutAValueHoldTheirNeighboursLoosely() throws {
    var variable = Self.variable
    for point in stride(from: 0, to: Self.count, by: 3) { variable[point, 1] = .nan }
    let graph = try UMAPLayout.graph(own(), supervisedBy: variable, weight: 0.5, neighbours: Self.neighbours, work: Work())
    #expect(graph.count == Self.count && graph.weights.allSatisfy { $0 > 0 && $0 <= 1 })
    for point in 0..<Self.count { variable[point, 0] = point < 110 ? .nan : 0 }
    #expect(throws: DimensionReductionError.tooManyNeighbours(requested: 12, points: 7)) {
      try UMAPLayout.graph(own(), supervisedBy: variable, weight: 0.5, neighbours: Self.neighbours, work: Work())
    }
  }
}
