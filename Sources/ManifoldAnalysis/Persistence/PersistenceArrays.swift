import ArrayNumerics
import Stages
import Topology

extension PersistenceResult {
  /// The bars of every dimension as result arrays `h0`, `h1`, ….
  var barArrays: [ResultArray] {
    diagrams.enumerated().map { dimension, diagram in
      ResultArray(
        "h\(dimension)", DataArray(diagram.flatMap { [$0.birth, $0.death] }, shape: [diagram.count, 2]),
        meaning: "birth and death, longest bar first; inf for a bar that never dies")
    }
  }

  /// The cocycles of H1 as three flat arrays; none when there is no H1 or cocycles were not kept.
  var cocycleArrays: [ResultArray] {
    guard diagrams.count > 1, cocycles.count > 1, cocycles[1].count == diagrams[1].count else { return [] }
    var offsets = [0]
    for cocycle in cocycles[1] { offsets.append(offsets[offsets.count - 1] + cocycle.edges.count) }
    let ends = cocycles[1].flatMap { $0.edges.flatMap { [$0.0, $0.1] } }
    return [
      ResultArray(
        "h1_cocycle_offsets", DataArray(offsets), meaning: "first edge of each bar's cocycle in the lists below"),
      ResultArray(
        "h1_cocycle_edges", DataArray(ends, shape: [offsets[offsets.count - 1], 2]),
        meaning: "points at the ends of each edge"),
      ResultArray(
        "h1_cocycle_values", DataArray(cocycles[1].flatMap(\.values)), meaning: "coefficients in 1 … p - 1"),
    ]
  }
}
