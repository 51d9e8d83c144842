import ArrayFiles
import ArrayNumerics
import Schema

/// Points of a program of pose estimation in NWB (the extension ndx-pose): a `PoseEstimation` for each animal, in it a
/// `PoseEstimationSeries` for each body part, whose `confidence` has a number for each sample.
extension NWBReading {
  /// A series of positions with a confidence for each sample.
  func isPose(_ node: HDF5Tree.Node) -> Bool {
    contents.types.isA(node.neurodataType, "PoseEstimationSeries") || confidence(of: node) != nil
  }

  private func confidence(of node: HDF5Tree.Node) -> HDF5Tree.Node? {
    ["confidence", "likelihood"].lazy.compactMap { contents.tree[node.path + "/" + $0] }.first { $0.kind == .dataset }
  }

  /// Whether the position comes from poses: one of them was chosen, the options speak of them, or nothing goes before them.
  func wantsPoses(_ places: [HDF5Tree.Node]) -> Bool {
    guard choices.nodes[.x] == nil, places.contains(where: isPose) || choices.nodes[.position] != nil else { return false }
    if let chosen = choices.nodes[.position] { return isPose(chosen) }
    if options.poses.bodyPart != nil || options.poses.frontMarker != nil || options.poses.track != nil { return true }
    return places.first.map(isPose) ?? false
  }

  /// Position, and the head direction from two markers where these were named, of the points that are sure enough.
  mutating func readPoses(_ places: [HDF5Tree.Node]) throws -> Trajectory? {
    let chosen = choices.nodes[.position]
    let nodes =
      chosen.map { chosen in
        let siblings = places.filter { $0.parent == chosen.parent && isPose($0) }
        return siblings.contains(chosen) ? siblings : siblings + [chosen]
      } ?? places.filter(isPose)
    let animals = Set(nodes.map(\.parent))
    let software = nodes.first.flatMap { contents.text($0.parent + "/source_software") } ?? ""
    let isSLEAP = software.lowercased().contains("sleap")
    let program = software.isEmpty ? "the program of pose estimation" : software
    var table = PoseTable(program: program, points: [], clockRate: 1)
    var unit: String?
    var largest = 0.0
    for node in nodes {
      let series = try NWBSeries(node, in: contents)
      let (rows, columns, _) = try series.layout()
      guard (2...3).contains(columns) else {
        throw FileError.unusable(
          "points of poses have two or three columns; it is \(shapeText(series.data.shape)).", place: series.data.path)
      }
      let range = try shown(series)
      let values = try series.columns(range, file)
      let times = try scaledTimes(series.times(range, file))
      var score: [Double]?
      if let node = confidence(of: node) {
        guard node.shape == [rows], let numbers = try file.read(node.path, rows: range).doubles else {
          throw FileError.unusable(
            "it is \(node.typeName) \(shapeText(node.shape)); a number for each of \(rows) points was expected.",
            place: node.path)
        }
        score = numbers
        largest = numbers.reduce(largest) { $1.isFinite ? max($0, $1) : $0 }
      }
      let track = animals.count > 1 ? String(node.parent.split(separator: "/").last ?? "") : ""
      table.points.append(
        PoseTable.Point(track: track, part: node.name, frames: times, x: values[0], y: values[1], score: score))
      uses[node.path] = "position (\(node.neurodataType ?? "poses"))"
      unit = unit ?? series.unit
    }
    table.leastScore = isSLEAP || largest > 1 + 1e-6 ? nil : 0.9
    table.metresPerPixel = unit.flatMap { PositionUnit(argument: $0) }?.metres
    var settings = options
    if let chosen { settings.poses.bodyPart = chosen.name }
    var reading = PoseReading(table: table, options: settings)
    let recording = try reading.recording(source)
    base.findings += recording.findings
    base.positionUnit = recording.positionUnit
    guard let trajectory = recording.trajectory else { return nil }
    base.describe(trajectory.t, trajectory.x, trajectory.y, trajectory.headDirection)
    return trajectory
  }
}
