import ArrayNumerics
import Schema
import Topology

/// The bars of every dimension as arrays `h0`, `h1`, …, and the cocycles of H1 as three flat ones.
extension PersistenceResult: FieldTable {
  public static let fields = Field<PersistenceResult>.table {
    for dimension in 0...PersistenceParameters.highestDimension {
      Field.array(
        "h\(dimension)", \.[bars: dimension], axes: ["h\(dimension)_bar", "2"],
        "birth and death, longest bar first; inf for a bar that never dies")
    }
    Field.array(
      "h1_cocycle_offsets", \.cocycleOffsets, axes: ["h1_bar+1"], "first edge of each bar's cocycle in the lists below")
    Field.array("h1_cocycle_edges", \.cocycleEdges, axes: ["cocycle_edge", "2"], "points at the ends of each edge")
    Field.array("h1_cocycle_values", \.cocycleValues, axes: ["cocycle_edge"], "coefficients in 1 … p - 1")
  }

  /// Reads bars and cocycles back.
  ///
  /// - Throws: `FieldError` when they do not fit together.
  init(
    bars fields: FieldReader<PersistenceResult>, points: Int, coefficient: Int, threshold: Double, edges: Int
  ) throws {
    var diagrams: [[PersistencePair]] = []
    while diagrams.count <= PersistenceParameters.highestDimension, let bars = try fields[\.[bars: diagrams.count]] {
      diagrams.append((0..<bars.rows).map { PersistencePair(birth: bars[$0, 0], death: bars[$0, 1]) })
    }
    guard !diagrams.isEmpty else { throw FieldError.missing("it holds no bars") }
    var cocycles = [[Cocycle]](repeating: [], count: diagrams.count)
    if diagrams.count > 1, let offsets = try fields[\.cocycleOffsets], let ends = try fields[\.cocycleEdges],
      let values = try fields[\.cocycleValues]
    {
      let vertices = ends.elements
      guard offsets.first == 0, offsets.last == values.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
        vertices.allSatisfy({ $0 >= 0 && Int($0) < points })
      else { throw FieldError.unfit("the cocycles do not fit the bars") }
      cocycles[1] = zip(offsets, offsets.dropFirst()).map { first, last in
        Cocycle(dimension: 1, vertices: Array(vertices[2 * first..<2 * last]), values: Array(values[first..<last]))
      }
    }
    self.init(
      diagrams: diagrams, cocycles: cocycles, coefficient: coefficient, threshold: threshold, points: points, edges: edges)
  }
}

extension PersistenceResult {
  fileprivate subscript(bars dimension: Int) -> Matrix<Double>? {
    guard dimension < diagrams.count else { return nil }
    let bars = diagrams[dimension]
    return Matrix(rows: bars.count, columns: 2, elements: bars.flatMap { [$0.birth, $0.death] })
  }

  /// The cocycles of H1, one for each bar; `nil` when there is no H1 or they were not kept.
  private var loops: [Cocycle]? {
    guard diagrams.count > 1, cocycles.count > 1, cocycles[1].count == diagrams[1].count else { return nil }
    return cocycles[1]
  }

  fileprivate var cocycleOffsets: [Int]? {
    loops.map { $0.reduce(into: [0]) { offsets, loop in offsets.append(offsets[offsets.count - 1] + loop.edges.count) } }
  }

  fileprivate var cocycleEdges: Matrix<Int32>? {
    loops.map { loops in
      let ends = loops.flatMap { $0.edges.flatMap { [$0.0, $0.1] } }
      return Matrix(rows: ends.count / 2, columns: 2, elements: ends)
    }
  }

  fileprivate var cocycleValues: [Int32]? { loops.map { $0.flatMap(\.values) } }
}
