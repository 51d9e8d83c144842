import ArrayFiles
import ArrayNumerics

/// SLEAP exports its analysis as HDF5 (`tracks` [track, 2, node, frame], or in the order that the attribute `dims` says) and as
/// tables of several kinds.
extension PoseTable {
  static func sleapHDF5(_ source: ArraySource) throws -> PoseTable? {
    guard source.format == "HDF5", let item = source.item("/tracks"), item.shape.count == 4,
      let nodes = try names("/node_names", in: source)
    else { return nil }
    let order = try sleapOrder(of: item, in: source)
    func length(_ name: String) -> Int { order.firstIndex(of: name).map { item.shape[$0] } ?? 0 }
    guard length("xy") == 2 else { return nil }
    let (tracks, parts, frames) = (length("track"), length("node"), length("frame"))
    guard nodes.count == parts, case .array(let array) = try source.read(item), let values = array.doubles else {
      throw FileError.unusable(
        "tracks has \(parts) nodes and node_names \(nodes.count).", place: "/tracks",
        remedy: "Export the analysis file of SLEAP again.")
    }
    let trackNames = try names("/track_names", in: source) ?? []
    // Scores have the axes of the tracks without that of x and y, in the same order.
    let scoreOrder = order.filter { $0 != "xy" }
    let scores = try source.item("/point_scores").flatMap { item -> [Double]? in
      guard item.shape == scoreOrder.map(length), case .array(let array) = try source.read(item) else { return nil }
      return array.doubles
    }
    let times = (0..<frames).map(Double.init)
    var table = PoseTable(program: "SLEAP", points: [])
    for track in 0..<tracks {
      for part in 0..<parts {
        func series(_ all: [Double], _ axes: [String], _ coordinate: Int) -> [Double] {
          var (start, step, stride) = (0, 0, 1)
          for axis in axes.reversed() {
            switch axis {
            case "frame": step = stride
            case "track": start += track * stride
            case "node": start += part * stride
            default: start += coordinate * stride
            }
            stride *= length(axis)
          }
          return (0..<frames).map { all[start + $0 * step] }
        }
        let name = track < trackNames.count ? trackNames[track] : tracks > 1 ? "track \(track)" : ""
        table.points.append(
          Point(
            track: name, part: nodes[part], frames: times, x: series(values, order, 0), y: series(values, order, 1),
            score: scores.map { series($0, scoreOrder, 0) }))
      }
    }
    return table
  }

  /// The order of the axes of `tracks`: `["frame", "track", "node", "xy"]` where sleap-io says so, else that of SLEAP.
  private static func sleapOrder(of item: ArraySource.Item, in source: ArraySource) throws -> [String] {
    let usual = ["track", "xy", "node", "frame"]
    guard let text = source.hdf5?.file.attribute("dims", of: item.path)?.strings?.first else { return usual }
    let said = text.split { !$0.isLetter }.map(String.init)
    guard said.sorted() == usual.sorted() else {
      throw FileError.unusable(
        "the attribute dims says \(text.prefix(80)); track, xy, node and frame in some order were expected.", place: item.path,
        remedy: "Export the analysis file of SLEAP again.")
    }
    return said
  }

  /// A project of SLEAP (`.slp`) is known by its tables; what it found is exported for reading.
  static func refuseSleapProject(_ source: ArraySource) throws {
    guard source.format == "HDF5", source.item("/instances") != nil, source.item("/pred_points") != nil,
      source.item("/frames") != nil
    else { return }
    throw FileError.unusable(
      "this is a project of SLEAP (.slp); its analysis is read.",
      remedy: "In SLEAP: File, Export Analysis HDF5. In Python: sleap_io.load_slp('FILE.slp').save('FILE.analysis.h5').")
  }

  private static func names(_ path: String, in source: ArraySource) throws -> [String]? {
    guard let item = source.item(path), case .array(let array) = try source.read(item) else { return nil }
    return array.strings
  }

  static func sleapCSV(_ source: ArraySource) throws -> PoseTable? {
    if let points = try sleapPoints(source) { return points }
    let nodes = source.items.map(\.path).filter { $0.hasSuffix(".x") }.map { String($0.dropLast(2)) }
      .filter { source.item("\($0).y") != nil }
    guard ["CSV", "TSV", "text"].contains(source.format), !nodes.isEmpty, let item = source.item("frame_idx"),
      let frames = try column(item, source)
    else { return nil }
    if let table = try sleapFrames(source, nodes, frames) { return table }
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

  static func column(_ item: ArraySource.Item, _ source: ArraySource) throws -> [Double]? {
    guard case .array(let array) = try source.read(item) else { return nil }
    return array.doubles
  }
}
