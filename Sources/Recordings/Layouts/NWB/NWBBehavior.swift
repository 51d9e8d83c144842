import ArrayFiles
import ArrayNumerics
import Schema

extension NWBReading {
  /// Position and head direction on one clock.
  mutating func readTrajectory() throws -> Trajectory? {
    let spatial = contents.objects("SpatialSeries").filter {
      !["EyeTracking", "PupilTracking"].contains(contents.containerType(of: $0) ?? "") && !isRate($0)
    }
    var directions = spatial.filter { contents.containerType(of: $0) == "CompassDirection" || isAngle($0) }
    var places = spatial.filter { node in !directions.contains(node) }
      .sorted { rank($0) < rank($1) }
    if directions.isEmpty { directions = plainSeries(NWBReading.directionNames, columns: 1...1, .headDirection) }
    if places.isEmpty { places = plainSeries(NWBReading.positionNames, columns: 1...3, .position) }
    let direction = try pick(.headDirection, directions).map { try NWBSeries($0, in: contents) }
    if wantsPoses(places) { return try joined(readPoses(places), direction) }
    guard let (times, x, y, unit) = try readPosition(places) else {
      guard let direction else { return nil }
      let range = try shown(direction)
      let t = try scaledTimes(direction.times(range, file))
      return try finish(t, nil, nil, angles(direction, range, at: t), nil)
    }
    return try finish(times, x, y, direction.map { try angles($0, at: times) }, unit)
  }

  /// Names by which a series of no type of its own is a head direction or a position.
  private static let directionNames = Set(Role.headDirection.names + Role.headDirection.looseNames).subtracting(
    Role.turningNames)
  private static let positionNames = Set(Role.position.names)

  /// Series of the general type that their names say to be what is looked for.
  private mutating func plainSeries(_ names: Set<String>, columns: ClosedRange<Int>, _ role: Role) -> [HDF5Tree.Node] {
    guard choices.nodes[role] == nil, choices.nodes[.x] == nil || role == .headDirection else { return [] }
    let found = contents.objects("TimeSeries").filter { node in
      let isResult = node.path.hasPrefix("/stimulus") || node.path.hasPrefix("/scratch")
      guard node.neurodataType == "TimeSeries", !isResult, names.contains(node.name.lowercased()), !isRate(node),
        let shape = contents.tree[node.path + "/data"]?.shape, let series = try? NWBSeries(node, in: contents),
        let layout = try? series.layout()
      else { return false }
      return shape.count <= 2 && columns.contains(layout.columns)
    }
    if let first = found.first {
      note(
        .guessed, role.title, "\(first.path) is a TimeSeries, and was taken as the \(role.title) by its name.",
        option: "--map \(role.mapName)=/PATH")
    }
    return found
  }

  /// The recorded head direction beside the position from poses, unless two markers give one.
  private mutating func joined(_ trajectory: Trajectory?, _ direction: NWBSeries?) throws -> Trajectory? {
    guard var trajectory, trajectory.headDirection == nil, let direction else { return trajectory }
    trajectory.headDirection = try angles(direction, at: trajectory.t)
    return trajectory
  }

  /// Angles at the times of the position.
  private mutating func angles(_ direction: NWBSeries, at times: [Double]) throws -> [Double] {
    let range = try shown(direction)
    let clock = try scaledTimes(direction.times(range, file))
    let values = try angles(direction, range, at: clock)
    guard clock != times else { return values }
    let rows = try direction.layout().rows
    note(
      .found, "head direction",
      "\(direction.path) has \(rows) samples on a clock of its own; interpolated at the times of the position.")
    return interpolatedAngles(values, at: clock, to: times)
  }

  private mutating func finish(
    _ t: [Double], _ x: [Double]?, _ y: [Double]?, _ direction: [Double]?, _ unit: String?
  ) throws -> Trajectory {
    try base.trajectory(t, x, y, direction, unitName: unit)
  }

  // MARK: Position

  private func isAngle(_ node: HDF5Tree.Node) -> Bool {
    guard let data = contents.tree[node.path + "/data"], data.shape.count == 1 || data.shape.last == 1 else {
      return false
    }
    return isAngleUnit(data.unit)
  }

  private func isAngleUnit(_ unit: String?) -> Bool {
    unit.flatMap(AngleUnit.stated) != nil
  }

  /// Velocities are kept as `SpatialSeries` too.
  private func isRate(_ node: HDF5Tree.Node) -> Bool {
    let unit = (contents.tree[node.path + "/data"]?.unit ?? "").lowercased()
    return unit.contains("/") && unit != "n/a" || unit.contains("per ")
  }

  /// Series in a `Position` first, then those with two or three columns.
  private func rank(_ node: HDF5Tree.Node) -> Int {
    let shape = contents.tree[node.path + "/data"]?.shape ?? []
    let isPlane = shape.count == 2 && shape.contains { (2...3).contains($0) }
    return (contents.containerType(of: node) == "Position" ? 0 : 2) + (isPlane ? 0 : 1)
  }

  private mutating func readPosition(
    _ places: [HDF5Tree.Node]
  ) throws -> (t: [Double], x: [Double], y: [Double]?, unit: String?)? {
    if let x = choices.nodes[.x] { return try pair(x, choices.nodes[.y]) }
    // Files of some laboratories hold one series for each axis.
    if choices.nodes[.position] == nil, let first = places.first, rank(first) % 2 == 1,
      let x = places.first(where: { $0.name.lowercased() == "x" }),
      let y = places.first(where: { $0.name.lowercased() == "y" && $0.parent == x.parent })
    {
      let others = places.filter { $0 != x && $0 != y }.map(\.path)
      note(
        .guessed, "position",
        "\(x.path) and \(y.path), one series for each axis, were taken together"
          + (others.isEmpty ? "." : "; also there: \(others.prefix(4).joined(separator: ", "))."),
        option: "--map x=\(x.path),y=\(others.first ?? y.path)")
      return try pair(x, y)
    }
    guard let node = pick(.position, places) else { return nil }
    let series = try NWBSeries(node, in: contents)
    let layout = try series.layout()
    guard (1...3).contains(layout.columns) else {
      throw FileError.unusable(
        "positions have one to three columns; it is \(shapeText(series.data.shape)).", place: series.data.path,
        remedy: sentence {
          "Say which columns are x and y, from 0: --map 'x=\(node.path)[0],y=\(node.path)[1]'; "
          "or choose another series: --map position=/PATH."
        })
    }
    if layout.isTurned {
      note(.guessed, "position", "\(series.data.path) was turned to [time, axis], as its timestamps say.")
    }
    let range = try shown(series)
    let columns = try series.columns(range, file)
    base.rawTimes = try scaledTimes(series.times(range, file))
    let (x, y) = try base.chooseAxes(columns, node.path)
    note(
      .found, "position",
      "\(node.path): \(layout.rows) samples, unit '\(series.unit ?? "")'"
        + (series.conversion != 1 || series.offset != 0
          ? " after conversion \(series.conversion) and offset \(series.offset)." : "."))
    return (base.rawTimes ?? [], x, y, series.unit)
  }

  private mutating func pair(
    _ xNode: HDF5Tree.Node, _ yNode: HDF5Tree.Node?
  ) throws -> (t: [Double], x: [Double], y: [Double]?, unit: String?) {
    let series = try [xNode, yNode].compactMap { $0 }.map { try NWBSeries($0, in: contents) }
    let chosen = [choices.columns[.x], choices.columns[.y]]
    for (axis, one) in series.enumerated() {
      uses[one.path] = "position"
      let width = try one.layout().columns
      guard width == 1 || chosen[axis].map({ $0 < width }) ?? false, try one.layout().rows == series[0].layout().rows else {
        throw FileError.unusable(
          "x and y are series of one column and equal length; it is \(shapeText(one.data.shape)).", place: one.data.path,
          remedy: "Choose a column of it, from 0: --map '\(["x", "y"][axis])=\(one.path)[0]'.")
      }
      if let column = chosen[axis], width > 1 {
        note(.found, "position", "column \(column) of the \(width) of \(one.path) was taken as \(["x", "y"][axis]).")
      }
    }
    let range = try shown(series[0])
    let columns = try series.enumerated().map { axis, one in
      let all = try one.columns(range, file)
      return all.count > 1 ? all[chosen[axis] ?? 0] : all[0]
    }
    return (
      try scaledTimes(series[0].times(range, file)), columns[0], columns.count > 1 ? columns[1] : nil, series[0].unit
    )
  }

  // MARK: Head direction

  private mutating func angles(_ series: NWBSeries, _ range: Range<Int>, at t: [Double]) throws -> [Double] {
    let columns = try series.columns(range, file)
    guard columns.count == 1 else {
      throw FileError.unusable(
        "head direction is one angle for each time; it is \(shapeText(series.data.shape)).", place: series.data.path,
        remedy: "Choose another series: --map head_direction=/PATH.")
    }
    return try base.headDirection(
      columns[0], unit: isAngleUnit(series.unit) ? series.unit : nil, path: series.path, at: t)
  }

  /// Circular linear interpolation; NaN outside the samples and beside missing ones.
  private func interpolatedAngles(_ angles: [Double], at clock: [Double], to times: [Double]) -> [Double] {
    var place = 0
    var last = -Double.infinity
    return times.map { time in
      if time < last { place = 0 }
      last = time
      while place + 1 < clock.count, clock[place + 1] <= time { place += 1 }
      guard place < clock.count, clock[place] <= time else { return .nan }
      if clock[place] == time { return angles[place] }
      guard place + 1 < clock.count else { return .nan }
      let part = (time - clock[place]) / (clock[place + 1] - clock[place])
      let difference = (angles[place + 1] - angles[place]).remainder(dividingBy: 2 * .pi)
      let angle = (angles[place] + part * difference).truncatingRemainder(dividingBy: 2 * .pi)
      return angle < 0 ? (angle + 2 * .pi < 2 * .pi ? angle + 2 * .pi : 0) : angle
    }
  }

  // MARK: Ranges

  /// The samples to read: all, or in a preview of a long series the first ones.
  mutating func shown(_ series: NWBSeries) throws -> Range<Int> {
    let (rows, _, isTurned) = try series.layout()
    guard isPreview, rows > 8 * NWBReading.previewRows, !isTurned else { return 0..<rows }
    note(
      .found, "preview",
      "\(series.path): only the first \(NWBReading.previewRows) of \(rows) samples were read for this description.")
    let first = try series.times(0..<1, file)
    let last = try series.times(rows - 1..<rows, file)
    trajectorySpan = scaledTimes(first + last)
    return 0..<NWBReading.previewRows
  }

  func scaledTimes(_ times: [Double]) -> [Double] {
    guard let scale = options.timeUnit?.perSecond, scale != 1 else { return times }
    return times.map { $0 / scale }
  }
}
