import DimensionReduction
import Schema

/// The neighbour graph of a picture, by compressed rows as SciPy has them: the neighbours of point i stand in
/// `neighbors[offsets[i]..<offsets[i + 1]]`.
public struct PictureGraph: FieldTable, Equatable {
  /// `[point + 1]`.
  public var offsets: [Int]
  /// Places in `rows`.
  public var neighbors: [Int]
  /// How strongly they hold together, 0 to 1.
  public var weights: [Float]

  public static let fields = Field<PictureGraph>.table {
    Field.array("graph_offsets", \.offsets, axes: ["graph_offset"], "where the edges of each point begin, and the last end")
    Field.array("graph_neighbors", \.neighbors, axes: ["graph_edge"], "the other point of each edge, a place in rows")
    Field.array("graph_weights", \.weights, axes: ["graph_edge"], "weight of each edge, 0 to 1")
  }

  init(_ graph: SymmetricGraph) {
    offsets = graph.starts
    neighbors = graph.columns.map(Int.init)
    weights = graph.weights
  }

  init(from fields: FieldReader<PictureGraph>) throws {
    offsets = try fields[\.offsets]
    neighbors = try fields[\.neighbors]
    weights = try fields[\.weights]
  }
}
