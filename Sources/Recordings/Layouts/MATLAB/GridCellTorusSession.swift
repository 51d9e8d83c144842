import ArrayFiles
import ArrayNumerics
import Schema

/// The raw sessions that the toroidal analysis of grid modules began from: `clusters/spikeTimes`, a cell of spike times in
/// seconds, and `tracking` with `t`, `x`, `y`, `z` and `hd_azimuth`, whose first and last samples are left out.
///
/// Source: Gardner, Hermansen, Pachitariu, Burak, Baas, Dunn, Moser, Moser 2022, Nature 602, doi 10.1038/s41586-021-04268-7,
/// and the loader published with it.
enum GridCellTorusSession: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard options.map.isEmpty, source.format != "NPZ",
      let spikes = source.items.first(where: { $0.path.hasSuffix("clusters/spikeTimes") && $0.typeName == "cell" })
    else { return nil }
    let root = spikes.path.dropLast("clusters/spikeTimes".count)
    var map = ["spikes": spikes]
    for (role, name) in [("t", "t"), ("x", "x"), ("y", "y"), ("head_direction", "hd_azimuth")] {
      if let item = source.numbers("\(root)tracking/\(name)") { map[role] = item }
    }
    guard map["t"] != nil else { return nil }
    return try source.recording(map, options: options) { item in
      guard item != spikes else { return try source.read(item) }
      return .array(DataArray(Array(try source.vector(item).dropFirst().dropLast())))
    }.noting(
      .found, "position",
      sentence {
        "a session with \(root)clusters and \(root)tracking; the first and last tracking sample were left out, "
        "as the data's authors do."
      })
  }
}
