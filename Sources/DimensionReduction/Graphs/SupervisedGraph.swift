import ArrayNumerics
import Foundation

extension SymmetricGraph {
  /// The graph together with what a variable says of the points, as in umap-learn's `general_simplicial_set_intersection` and
  /// `reset_local_connectivity`: edges between points at which the variable is alike hold, the others hardly do.
  ///
  /// - Parameters:
  ///   - target: the nearest of each point by the variable; a point without a value has no neighbours.
  ///   - memberships: `[point, neighbour]`, how strongly each holds to them; 0 for none.
  ///   - weight: of the variable, 0 to 1; 0.5 for both alike.
  package func supervised(by target: NeighbourRows, memberships: Matrix<Float>, weight: Double) -> SymmetricGraph {
    let leftLeast = max(weights.min() ?? 0, 2e-8) / 2
    let positive = memberships.elements.filter { $0 > 0 }
    let rightLeast = min(max(positive.min() ?? 0, 2e-8) / 2, 1e-4)
    var directed = DirectedEdges()
    for point in 0..<count {
      var own: [UInt32: (left: Float, right: Float)] = [:]
      for edge in edges(of: point) { own[columns[edge]] = (weights[edge], rightLeast) }
      for entry in 0..<target.neighbours where memberships[point, entry] > 0 {
        own[target.indices[point, entry], default: (leftLeast, rightLeast)].right = memberships[point, entry]
      }
      let values = own.sorted { $0.key < $1.key }.map { ($0.key, Self.mixed($0.value.left, $0.value.right, weight)) }
      let largest = values.map(\.1).max() ?? 1
      directed.append(values.map { ($0.0, $0.1 / largest) })
    }
    return directed.joined { $0 + $1 - $0 * $1 }
  }

  private static func mixed(_ left: Float, _ right: Float, _ weight: Double) -> Float {
    weight < 0.5
      ? Float(Double(left) * pow(Double(right), weight / (1 - weight)))
      : Float(pow(Double(left), (1 - weight) / weight) * Double(right))
  }
}

/// Edges that one point says of another, by compressed rows.
private struct DirectedEdges {
  var starts = [0]
  var columns: [UInt32] = []
  var weights: [Float] = []

  /// The edges of the next point, ascending by the other.
  mutating func append(_ row: [(UInt32, Float)]) {
    for (column, weight) in row {
      columns.append(column)
      weights.append(weight)
    }
    starts.append(columns.count)
  }

  /// One weight of both directions, 0 where one of them is not there.
  func joined(_ join: (Float, Float) -> Float) -> SymmetricGraph {
    let count = starts.count - 1
    var rows = [[UInt32: (Float, Float)]](repeating: [:], count: count)
    for point in 0..<count {
      for edge in starts[point]..<starts[point + 1] {
        let other = Int(columns[edge])
        rows[point][columns[edge], default: (0, 0)].0 = weights[edge]
        rows[other][UInt32(point), default: (0, 0)].1 = weights[edge]
      }
    }
    var (starts, columns, joined): ([Int], [UInt32], [Float]) = ([0], [], [])
    for row in rows {
      for (column, (own, back)) in row.sorted(by: { $0.key < $1.key }) {
        let weight = join(own, back)
        guard weight > 0 else { continue }
        columns.append(column)
        joined.append(weight)
      }
      starts.append(columns.count)
    }
    return SymmetricGraph(starts: starts, columns: columns, weights: joined)
  }
}
