import ArrayNumerics
import Schema
import Stages
import TuningMaps

extension EmbeddingResult {
  /// The bins of the arena that the position covers.
  ///
  /// - Parameters:
  ///   - size: side of a bin, m; `nil` for `bins` along each axis, whatever the shape.
  ///   - stage: that asks, for the message.
  /// - Throws: `StageError.unusableData` without a position in two dimensions, or for far too many bins.
  package func arenaGrid(size: Double, bins: Int? = nil, stage: String) throws -> (grid: SpatialGrid, places: [Int]) {
    if x != nil, y == nil {
      throw StageError.unusableData(
        stage: stage, reason: "the position has one dimension, as on a track, and an arena has two.",
        remedy: "If the file has a second coordinate, name it in embed: --map x=NAME,y=NAME.")
    }
    guard let x, let y,
      let grid = bins.map({ SpatialGrid(within: x, y, bins: $0, margin: 0) })
        ?? SpatialGrid(covering: x, y, size: size)
    else {
      if let x, let y, x.contains(where: \.isFinite) {
        let isTrack = [x, y].count { values in Set(values.filter(\.isFinite)).count > 1 } == 1
        throw StageError.unusableData(
          stage: stage, reason: "the positions do not cover an area: one coordinate, or both, never change.",
          remedy: isTrack
            ? "If the animal ran on a track, leave the other out in embed: --map y=none, or x=NAME,y=none."
            : "Check them with 'canns-analyze inspect'.")
      }
      throw StageError.unusableData(
        stage: stage, reason: "the embedding has no position that covers an area.",
        remedy: "It needs a recording with x and y; name them with --map x=…,y=… in embed.")
    }
    guard grid.rows * grid.columns <= 250_000 else {
      throw StageError.unusableData(
        stage: stage, reason: "bins of \(formatted(size * 100)) cm make \(grid.columns) x \(grid.rows) of them.",
        remedy: "Is the position in centimetres? Give --position-unit to embed, or wider bins with --bin-cm.")
    }
    return (grid, grid.indices(x, y))
  }

  /// The bins of the arena, or one row of them along a track.
  ///
  /// - Throws: as `arenaGrid`.
  package func mapGrid(size: Double, stage: String) throws -> (grid: SpatialGrid, places: [Int]) {
    guard let x, y == nil else { return try arenaGrid(size: size, stage: stage) }
    guard let square = SpatialGrid(covering: x, x, size: size), square.columns <= 250_000 else {
      throw StageError.unusableData(
        stage: stage, reason: "the position along the track does not spread over bins of \(formatted(size * 100)) cm.",
        remedy: "Check the unit of the position (--position-unit in embed), or give another --bin-cm.")
    }
    let grid = SpatialGrid(xEdges: square.xEdges, yEdges: [0, size])
    return (grid, x.map { binIndex(of: $0, edges: grid.xEdges) ?? -1 })
  }
}
