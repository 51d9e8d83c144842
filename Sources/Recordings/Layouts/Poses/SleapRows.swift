import ArrayFiles
import ArrayNumerics

/// The other tables that sleap-io writes: a row for each point, and a row for each frame.
extension PoseTable {
  /// Columns `frame_idx`, `node`, `x`, `y` and `track`: a row for each point.
  static func sleapPoints(_ source: ArraySource) throws -> PoseTable? {
    guard ["CSV", "TSV", "text"].contains(source.format), let frames = try numbers("frame_idx", source),
      let x = try numbers("x", source), let y = try numbers("y", source), let nodes = try texts("node", source)
    else { return nil }
    let tracks = try texts("track", source) ?? [String](repeating: "", count: frames.count)
    let score = try numbers("score", source)
    var table = PoseTable(program: "SLEAP", points: [])
    for key in unique(zip(tracks, nodes).map { [$0, $1] }) {
      let rows = frames.indices.filter { tracks[$0] == key[0] && nodes[$0] == key[1] }
      func selected(_ values: [Double]) -> [Double] { rows.map { values[$0] } }
      table.points.append(
        Point(
          track: key[0], part: key[1], frames: selected(frames), x: selected(x), y: selected(y), score: score.map(selected)))
    }
    return table
  }

  /// Columns `inst0.track`, `inst0.nose.x`, …: a row for each frame, in which an animal may be any of the instances.
  static func sleapFrames(_ source: ArraySource, _ columns: [String], _ frames: [Double]) throws -> PoseTable? {
    let instances = unique(columns.compactMap { column in column.split(separator: ".").first.map(String.init) })
    guard !instances.isEmpty, instances.allSatisfy({ $0.hasPrefix("inst") && source.item("\($0).track") != nil }) else {
      return nil
    }
    var table = PoseTable(program: "SLEAP", points: [])
    var places: [[String]: Int] = [:]
    for column in columns {
      guard let dot = column.firstIndex(of: "."), let x = try numbers("\(column).x", source),
        let y = try numbers("\(column).y", source)
      else { continue }
      let node = String(column[column.index(after: dot)...])
      let tracks = try texts("\(column[..<dot]).track", source) ?? [String](repeating: "", count: frames.count)
      let score = try numbers("\(column).score", source)
      for row in frames.indices where x[row].isFinite && y[row].isFinite {
        let place = places[[tracks[row], node]] ?? table.points.count
        if place == table.points.count {
          places[[tracks[row], node]] = place
          let missing = [Double](repeating: .nan, count: frames.count)
          table.points.append(
            Point(track: tracks[row], part: node, frames: frames, x: missing, y: missing, score: score == nil ? nil : missing))
        }
        // Two instances without a track in one frame cannot be told apart: the first is kept.
        guard table.points[place].x[row].isNaN else { continue }
        table.points[place].x[row] = x[row]
        table.points[place].y[row] = y[row]
        if let score { table.points[place].score?[row] = score[row] }
      }
    }
    return table
  }

  private static func numbers(_ name: String, _ source: ArraySource) throws -> [Double]? {
    try source.item(name).flatMap { try column($0, source) }
  }

  /// Text, or empty texts for a column in which nothing stands.
  private static func texts(_ name: String, _ source: ArraySource) throws -> [String]? {
    guard let item = source.item(name), case .array(let array) = try source.read(item) else { return nil }
    return array.strings ?? array.doubles?.map { $0.isNaN ? "" : "\($0)" }
  }

  private static func unique<Key: Hashable>(_ keys: [Key]) -> [Key] {
    var seen = Set<Key>()
    return keys.filter { seen.insert($0).inserted }
  }
}
