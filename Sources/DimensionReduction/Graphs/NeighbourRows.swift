import ArrayNumerics

/// The neighbours of every point in the order of the points, nearest first: `[point, neighbour]`.
package struct NeighbourRows: Sendable {
  /// How many points there are.
  package let count: Int
  /// Neighbours of each, itself not counted.
  package let neighbours: Int
  /// Which points they are.
  package let indices: Matrix<UInt32>
  /// How far away.
  package let distances: Matrix<Float>
  /// The share of the true neighbours among these, where not all of them are looked for; `nil` for an exact search.
  package let recall: Double?

  /// - Throws: `CancellationError`.
  package init(_ graph: NeighbourGraph, work: Work) throws {
    count = graph.count
    neighbours = graph.neighbours
    var indices = Matrix<UInt32>(rows: count, columns: neighbours, repeating: 0)
    var distances = Matrix<Float>(rows: count, columns: neighbours, repeating: 0)
    try concurrentRows(of: &indices, &distances, block: 512, work: work) { points, indices, distances in
      var place = 0
      for point in points {
        for neighbour in graph.neighbours(of: point) {
          indices[place] = UInt32(neighbour.index)
          distances[place] = neighbour.distance
          place += 1
        }
      }
    }
    self.indices = indices
    self.distances = distances
    recall = nil
  }

  /// Neighbours that another search found.
  package init(indices: Matrix<UInt32>, distances: Matrix<Float>, recall: Double? = nil) {
    self.recall = recall
    count = indices.rows
    neighbours = indices.columns
    self.indices = indices
    self.distances = distances
  }
}
