import ArrayNumerics

/// SLEAP exports its analysis as HDF5 (`tracks` [track, 2, node, frame]) and as CSV (one row for each animal and frame).
extension PoseTable {
  static func sleapHDF5(_ source: ArraySource) throws -> PoseTable? {
    guard source.format == "HDF5", let item = source.item("/tracks"), item.shape.count == 4, item.shape[1] == 2,
      let nodes = try names("/node_names", in: source)
    else { return nil }
    let (tracks, parts, frames) = (item.shape[0], item.shape[2], item.shape[3])
    guard nodes.count == parts, case .array(let array) = try source.read(item), let values = array.doubles else {
      throw RecordingError.unusable(
        "tracks has \(parts) nodes and node_names \(nodes.count).", place: "/tracks",
        remedy: "Export the analysis file of SLEAP again.")
    }
    let trackNames = try names("/track_names", in: source) ?? []
    let scores = try source.item("/point_scores").flatMap { item -> [Double]? in
      guard item.shape == [tracks, parts, frames], case .array(let array) = try source.read(item) else { return nil }
      return array.doubles
    }
    let times = (0..<frames).map(Double.init)
    var table = PoseTable(program: "SLEAP", points: [])
    for track in 0..<tracks {
      for part in 0..<parts {
        func series(_ all: [Double], _ row: Int) -> [Double] { Array(all[row * frames..<(row + 1) * frames]) }
        let name = track < trackNames.count ? trackNames[track] : tracks > 1 ? "track \(track)" : ""
        table.points.append(
          Point(
            track: name, part: nodes[part], frames: times, x: series(values, (2 * track) * parts + part),
            y: series(values, (2 * track + 1) * parts + part),
            score: scores.map { series($0, track * parts + part) }))
      }
    }
    return table
  }

  private static func names(_ path: String, in source: ArraySource) throws -> [String]? {
    guard let item = source.item(path), case .array(let array) = try source.read(item) else { return nil }
    return array.strings
  }

  static func sleapCSV(_ source: ArraySource) throws -> PoseTable? {
    let nodes = source.items.map(\.path).filter { $0.hasSuffix(".x") }.map { String($0.dropLast(2)) }
      .filter { source.item("\($0).y") != nil }
    guard ["CSV", "TSV", "text"].contains(source.format), !nodes.isEmpty, let item = source.item("frame_idx"),
      let frames = try column(item, source)
    else { return nil }
    var tracks = [String](repeating: "", count: frames.count)
    if let item = source.item("track"), case .array(let array) = try source.read(item) {
      tracks = array.strings ?? array.doubles?.map { $0.isNaN ? "" : "\($0)" } ?? tracks
    }
    var table = PoseTable(program: "SLEAP", points: [])
    var rows: [String: [Int]] = [:]
    var order: [String] = []
    for (row, track) in tracks.enumerated() {
      if rows[track] == nil { order.append(track) }
      rows[track, default: []].append(row)
    }
    for node in nodes {
      guard let x = try source.item("\(node).x").flatMap({ try column($0, source) }),
        let y = try source.item("\(node).y").flatMap({ try column($0, source) })
      else { continue }
      let score = try source.item("\(node).score").flatMap { try column($0, source) }
      for track in order {
        let rows = rows[track] ?? []
        func selected(_ values: [Double]) -> [Double] { rows.map { values[$0] } }
        table.points.append(
          Point(
            track: track, part: node, frames: selected(frames), x: selected(x), y: selected(y),
            score: score.map(selected)))
      }
    }
    return table
  }

  private static func column(_ item: ArraySource.Item, _ source: ArraySource) throws -> [Double]? {
    guard case .array(let array) = try source.read(item) else { return nil }
    return array.doubles
  }
}
