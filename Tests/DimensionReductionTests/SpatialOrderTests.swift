import ArrayNumerics
import DimensionReduction
import Testing

@Suite struct SpatialOrderTests {
  /// Neighbours on a line are known without a search, and here there are more points than 16 bits can number.
  @Test func findsNeighboursAmongMoreThan65536Points() throws {
    let count = 66_000
    // The points are given out of order: point i stands at i · 7 mod count.
    let places = (0..<count).map { Double($0 * 7 % count) }
    let graph = try NeighbourGraph(
      SearchPoints(Matrix(rows: count, columns: 1, elements: places), metric: .manhattan), neighbours: 2,
      scales: false, work: Work(threads: 2))
    var pointAt = [Int](repeating: 0, count: count)
    for (point, place) in places.enumerated() { pointAt[Int(place)] = point }
    for point in stride(from: 0, to: count, by: 97) {
      let place = Int(places[point])
      let expected =
        place == 0 ? [1, 2] : place == count - 1 ? [count - 2, count - 3] : [place - 1, place + 1]
      #expect(Set(graph.neighbours(of: point).map(\.index)) == Set(expected.map { pointAt[$0] }))
    }
  }

  /// Points that all coincide but one, more than a block of them: halving by coordinate cannot tell them apart.
  @Test func copesWithBlocksOfEqualPoints() throws {
    let count = 300
    var elements = [Double](repeating: 1, count: 2 * count)
    elements[2 * 150] = 5
    let graph = try NeighbourGraph(
      SearchPoints(Matrix(rows: count, columns: 2, elements: elements), metric: .euclidean), neighbours: 3,
      scales: false, work: Work())
    #expect(graph.neighbours(of: 0).map(\.index) == [1, 2, 3])
    #expect(graph.neighbours(of: 299).map(\.index) == [0, 1, 2])
    #expect(graph.neighbours(of: 150).map(\.distance) == [4, 4, 4])
    #expect(graph.neighbours(of: 150).map(\.index) == [0, 1, 2])
  }
}
