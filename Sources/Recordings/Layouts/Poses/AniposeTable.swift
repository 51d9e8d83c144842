import ArrayFiles
import ArrayNumerics

extension PoseTable {
  /// Anipose (Karashchuk et al. 2021, doi 10.1016/j.celrep.2021.109730) writes a table with columns `nose_x`, `nose_y`,
  /// `nose_z`, `nose_error`, `nose_ncams`, `nose_score` for each body part and the number of the frame, `fnum`.
  static func anipose(_ source: ArraySource) throws -> PoseTable? {
    guard ["CSV", "TSV", "text"].contains(source.format), let item = source.item("fnum"), let frames = try column(item, source)
    else { return nil }
    let parts = source.items.map(\.path).filter { $0.hasSuffix("_error") }.map { String($0.dropLast("_error".count)) }
    let points = try parts.compactMap { part -> SpatialPoint? in
      let axes = try ["x", "y", "z"].compactMap { try source.item("\(part)_\($0)").flatMap { try column($0, source) } }
      guard axes.count == 3 else { return nil }
      return SpatialPoint(part: part, axes: axes, score: try source.item("\(part)_score").flatMap { try column($0, source) })
    }
    guard !points.isEmpty else { return nil }
    var table = PoseTable(program: "Anipose", spatial: points, times: frames, up: 2)
    table.isInPixels = false
    return table
  }
}
