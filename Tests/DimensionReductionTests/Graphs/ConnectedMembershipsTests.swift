import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct ConnectedMembershipsTests {
  /// Twelve points in space of which the last is equal to the fifth.
  static let points: Matrix<Double> = {
    var elements: [Double] = []
    for i in 0..<12 { elements += [cos(0.7 * Double(i)), sin(1.3 * Double(i)), 0.1 * Double(i % 5)] }
    for axis in 0..<3 { elements[33 + axis] = elements[12 + axis] }
    return Matrix(rows: 12, columns: 3, elements: elements)
  }()

  static func rows(_ points: Matrix<Double>, _ neighbours: Int, threads: Int = 1) throws -> NeighbourRows {
    let work = Work(threads: threads)
    let search = try SearchPoints(points, metric: .euclidean)
    return try NeighbourRows(NeighbourGraph(search, neighbours: neighbours - 1, scales: false, work: work), work: work)
  }

  /// Numbers of umap-learn 0.5.12: `fuzzy_simplicial_set` on exact neighbours, k = 4.
  @Test func agreesWithUMAPLearn() throws {
    let rows = try Self.rows(Self.points, 4)
    let memberships = try ConnectedMemberships(rows, work: Work())
    let nearest = [
      0.486934, 0.552624, 0.197099, 0.489481, 0.489481, 0.907107, 0.824154, 0.197099, 0.254249, 0.254249, 0.486934, 0.489481,
    ]
    let scales = [
      0.564514, 0.366455, 0.704086, 0.03125, 0.03125, 0.26429, 0.157135, 0.768478, 1.193512, 1.14502, 0.13171, 0.03125,
    ]
    for point in 0..<12 {
      #expect(abs(Double(memberships.nearest[point]) - nearest[point]) < 1e-6)
      #expect(abs(memberships.scales[point] - scales[point]) < 1e-5 * max(1, scales[point]))
    }
    let edges: [(Int, Int, Double)] = [
      (0, 7, 0.484133), (0, 8, 0.577926), (0, 9, 0.800958), (0, 10, 1.0), (1, 2, 0.771842), (1, 7, 0.660346), (1, 10, 1.0),
      (2, 6, 1.0), (2, 7, 1.0), (2, 10, 0.544925), (3, 4, 1.0), (3, 5, 0.594055), (3, 11, 1.0), (4, 5, 0.0), (4, 11, 1.0),
      (5, 6, 1.0), (5, 7, 0.405952), (5, 11, 0.0), (6, 7, 0.410165), (7, 10, 0.747551), (8, 9, 1.0), (8, 10, 0.422079),
      (9, 10, 0.411129),
    ]
    let graph = memberships.union(rows)
    #expect(graph.columns.count == 2 * edges.count)
    for (a, b, weight) in edges {
      for (from, to) in [(a, b), (b, a)] {
        let place = (graph.starts[from]..<graph.starts[from + 1]).first { Int(graph.columns[$0]) == to }
        #expect(place.map { abs(Double(graph.weights[$0]) - weight) < 1e-5 } == true, "\(from) \(to)")
      }
    }
    #expect(graph.parts == [Array(0..<12)])
  }

  @Test func graphIsSymmetricAndTheSameOnAnyNumberOfThreads() throws {
    let points = TestPoints.random(700, 4, seed: 5)
    let rows = try Self.rows(points, 12)
    let graph = try ConnectedMemberships(rows, work: Work()).union(rows)
    var weights: [Int: Float] = [:]
    for point in 0..<700 {
      for edge in graph.starts[point]..<graph.starts[point + 1] {
        weights[point * 700 + Int(graph.columns[edge])] = graph.weights[edge]
      }
    }
    for (key, weight) in weights { #expect(weights[key % 700 * 700 + key / 700] == weight) }
    let again = try Self.rows(points, 12, threads: 4)
    let other = try ConnectedMemberships(again, work: Work(threads: 4)).union(again)
    #expect(other.weights == graph.weights && other.columns == graph.columns)
  }

  @Test func separateCloudsAreParts() throws {
    let near = TestPoints.random(60, 3, seed: 1)
    let far = TestPoints.random(40, 3, seed: 2).map { $0 + 1000 }
    let rows = try Self.rows(Matrix(rows: 100, columns: 3, elements: near.elements + far.elements), 8)
    let parts = try ConnectedMemberships(rows, work: Work()).union(rows).parts
    #expect(parts == [Array(0..<60), Array(60..<100)])
  }
}
