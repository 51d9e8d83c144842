import ArrayFiles
import ArrayNumerics
import Schema

extension RecordingReading {
  mutating func readTrajectory(_ fieldPotential: FieldPotential?) throws -> Trajectory? {
    var x: [Double]?
    var y: [Double]?
    var unitName: String?
    if let item = roles.item(.x) {
      x = try vector(item)
      unitName = try statedUnit(of: item, name: roles.units[.x])
      if let other = roles.item(.y) {
        y = try vector(other)
        try requireOneUnit(unitName, item, statedUnit(of: other, name: roles.units[.y]), other)
        (x, y) = try withoutHeight(x, y, item, other)
      }
    } else if let item = roles.item(.position) {
      (x, y) = try readPositions(item)
      unitName = try statedUnit(of: item, name: roles.units[.position])
    }
    if let item = roles.item(.positionUnit), case .array(let array) = try source.read(item) {
      unitName = array.strings?.first ?? unitName
    }
    if unitName == nil, let item = roles.item(.x) ?? roles.item(.position) { unitName = unitBeside(item) }
    let angles = try roles.item(.headDirection).map { try vector($0) }
    for (item, values) in [(roles.item(.x) ?? roles.item(.position), x), (roles.item(.y) ?? roles.item(.position), y)] {
      if let item, let values { try refuseWrapped([values], item) }
    }
    if let item = roles.item(.headDirection), let angles { try refuseWrapped([angles], item) }
    guard x != nil || angles != nil else { return try trajectoryOfTimes() }
    let t = try times(count: x?.count ?? angles?.count ?? 0, fieldPotential)
    var direction: [Double]?
    if let item = roles.item(.headDirection), let angles {
      direction = try headDirection(
        angles, unit: statedUnit(of: item, name: roles.units[.headDirection]), path: item.path, at: t)
    }
    return try trajectory(t, x, y, direction, unitName: unitName)
  }

  /// The unit of length that stands in the struct or group of a position, or in the one around it: `position.units`.
  private func unitBeside(_ item: ArraySource.Item) -> String? {
    var parts = item.path.split(separator: "/").dropLast()
    while !parts.isEmpty {
      for name in ["units", "unit"] {
        let path = "/" + (parts + [Substring(name)]).joined(separator: "/")
        guard let text = source.item(path), text.typeName.hasPrefix("str"), elementCount(text.shape) ?? 1 <= 1,
          case .array(let array)? = try? source.read(text), let unit = array.strings?.first?.lowercased(),
          PositionUnit(argument: unit) != nil || Self.pixelNames.contains(unit)
        else { continue }
        return unit
      }
      parts.removeLast()
    }
    return nil
  }

  /// x and y of a file that names three axes x, y and z of which y is the height, as in game engines.
  private mutating func withoutHeight(
    _ x: [Double]?, _ y: [Double]?, _ item: ArraySource.Item, _ other: ArraySource.Item
  ) throws -> ([Double]?, [Double]?) {
    let path = String(other.path.dropLast(other.key.count))
    guard !roles.mapped.contains(.position), let x, let y,
      let third = source.items.first(where: { candidate in
        candidate.path.dropLast(candidate.key.count) == path && Role.splitUnit(candidate.key).name == "z"
          && candidate.shape == other.shape
      }), let z = try? vector(third), z.count == y.count
    else { return (x, y) }
    let columns = PositionColumns([x, y, z], clock: rawTimes)
    guard columns.height == 1, columns.extents[2] >= PositionCheck.floorShare * columns.extents[0] else { return (x, y) }
    note(
      .warning, "position",
      sentence {
        "\(item.path), \(other.path) and \(third.path) extend over \(columns.extents.map(measured).joined(separator: ", ")): "
        "\(other.path) was taken as the height, and \(item.path) and \(third.path) as the axes of the floor."
      },
      option: "--map x=\(item.path),y=\(other.path)")
    return (x, z)
  }

  /// When samples were taken of which nothing is known: the span of a recording without tracking.
  private mutating func trajectoryOfTimes() throws -> Trajectory? {
    guard let rawTimes, roles.item(.roi) == nil, let item = roles.item(.time) else { return nil }
    guard let spikes = roles.item(.spikes) else { return try trajectory(rawTimes, nil, nil, nil, unitName: nil) }
    let isMatrix = spikes.shape.filter { $0 != 1 }.count == 2
    guard !isMatrix, roles.item(.lfp) == nil, item.depth == 1 else { return nil }
    let step = medianStep(rawTimes)
    // Times of trials or stimuli are no clock.
    let regular = zip(rawTimes, rawTimes.dropFirst()).count { $0 < $1 && $1 - $0 <= 2 * step }
    guard rawTimes.count > 2, step <= 1, 10 * regular >= 9 * (rawTimes.count - 1) else {
      note(
        .warning, "time", "\(item.path) is no regular clock, and nothing was tracked with it: not used.",
        option: "--map t=none")
      return nil
    }
    note(
      .guessed, "time",
      "\(item.path) comes without position or direction: its first and last time were taken as those of the recording.",
      option: "--map t=none")
    return try trajectory(rawTimes, nil, nil, nil, unitName: nil)
  }

  private func requireOneUnit(
    _ first: String?, _ a: ArraySource.Item, _ second: String?, _ b: ArraySource.Item
  ) throws {
    guard options.positionUnit == nil, let first, let second,
      let one = PositionUnit(argument: first), let other = PositionUnit(argument: second), one != other
    else { return }
    throw FileError.unusable(
      "\(a.path) is in \(first) and \(b.path) in \(second); both were expected in one unit.",
      remedy: "Say which: --position-unit m|cm|mm, and bring them to one.")
  }

  /// Checks, sorts and scales what was read: times ascending, positions in metres.
  mutating func trajectory(
    _ times: [Double], _ xs: [Double]?, _ ys: [Double]?, _ directions: [Double]?, unitName: String?
  ) throws -> Trajectory {
    var (t, x, y, direction) = (times, xs, ys, directions)
    for (name, values) in [("x", x), ("y", y), ("head direction", direction)] {
      if let values, values.count != t.count {
        throw FileError.unusable(
          "\(name) has \(values.count) entries and time has \(t.count); they must belong together.",
          remedy: "Choose the arrays that do with --map t=NAME,x=NAME,y=NAME.")
      }
    }
    if let recorded = x {
      let place = roles.item(.x)?.path ?? roles.item(.position)?.path ?? "the position"
      let kept = markLost([recorded] + (y.map { [$0] } ?? []), "position", place)
      x = kept[0]
      if y != nil { y = kept[1] }
    }
    let timed = withoutLostTimes(t)
    if timed.count != t.count {
      t = timed.map { t[$0] }
      x = x.map { values in timed.map { values[$0] } }
      y = y.map { values in timed.map { values[$0] } }
      direction = direction.map { values in timed.map { values[$0] } }
    }
    let (order, repairs) = try keptOrder(t, of: [x, y, direction].compactMap { $0 })
    if order.count != t.count || order != Array(t.indices) {
      t = order.map { t[$0] }
      x = x.map { values in order.map { values[$0] } }
      y = y.map { values in order.map { values[$0] } }
      direction = direction.map { values in order.map { values[$0] } }
    }
    if !t.isEmpty { try judgeClock(t, step: medianStep(t), of: x != nil || direction != nil ? "tracking" : nil) }
    notePrecision(ofTimes: t, step: medianStep(t))
    if let x, !x.isEmpty, x.allSatisfy({ !$0.isFinite }) {
      throw FileError.unusable(
        "none of the \(x.count) samples has a position: all are NaN.",
        place: roles.item(.x)?.path ?? roles.item(.position)?.path,
        remedy: "Choose other arrays, --map x=NAME,y=NAME, or leave the position out: --map x=none,y=none.")
    }
    (x, y) = try scaledPositions(x, y, unitName: unitName, at: t)
    describe(t, x, y, direction)
    var trajectory = Trajectory(t: t, x: x, y: y, headDirection: direction)
    trajectory.repairs = repairs
    return trajectory
  }

  /// The time of each position sample: the file's, or that of a field potential sampled together with it.
  ///
  /// - Throws: `FileError` when nothing says it: to go on without the position would answer another question.
  private mutating func times(count: Int, _ fieldPotential: FieldPotential?) throws -> [Double] {
    if let rawTimes {
      if let frameRate = options.frameRate {
        note(.warning, "time", "the tracking has times of its own; --frame-rate \(measured(frameRate)) was not used for it.")
      }
      return rawTimes
    }
    if let fieldPotential, fieldPotential.count == count {
      note(
        .guessed, "time",
        "positions have as many samples as the field potential and were taken to be sampled with it, at "
          + "\(fieldPotential.rate) Hz.", option: "--map t=NAME")
      return (0..<count).map { Double($0) / fieldPotential.rate }
    }
    if let frameRate = options.frameRate {
      note(.found, "time", "samples were taken to be \(frameRate) a second, from 0, as --frame-rate says.")
      return (0..<count).map { Double($0) / frameRate }
    }
    if let counts = roles.item(.spikes), counts.shape.count == 2, counts.shape.contains(count),
      let width = try options.binWidth ?? seconds(.binWidth), width > 0
    {
      note(
        .guessed, "time",
        "positions have one sample for each bin of \(counts.path) and were taken at the centres of its bins.",
        option: "--map t=NAME")
      return (0..<count).map { (Double($0) + 0.5) * width }
    }
    if let signals = roles.item(.roi), signals.shape.contains(count),
      let rate = try hertz(.roiRate) ?? (roles.item(.lfp) == nil ? hertz(.samplingRate) : nil), rate > 0
    {
      note(
        .guessed, "time",
        "positions have one sample for each frame of \(signals.path) and were taken with them, at \(measured(rate)) Hz.",
        option: "--map t=NAME")
      return (0..<count).map { Double($0) / rate }
    }
    let items = [roles.item(.x), roles.item(.y), roles.item(.position), roles.item(.headDirection)].compactMap { $0 }
    let roleNames = [Role.x, .y, .position, .headDirection].filter { roles.item($0) != nil }.map { "\($0.names[0])=none" }
    throw FileError.unusable(
      "\(firstNames(items.map(\.path))) \(items.count == 1 ? "is" : "are") there, and no times for them.",
      remedy: countMatrixRemedy ?? "Say when they were taken, --map t=NAME or --frame-rate HZ, or leave them out: "
        + "--map \(roleNames.joined(separator: ",")).")
  }

  /// The samples to keep, in ascending time: sorted when they were not, the first of those with equal times.
  ///
  /// - Parameter values: of the samples, in columns.
  private mutating func keptOrder(_ t: [Double], of values: [[Double]]) throws -> ([Int], ClockRepairs) {
    if let index = t.firstIndex(where: { !$0.isFinite }) {
      throw FileError.unusable(
        "time number \(index) (from 0) is \(t[index]); every sample needs a time.",
        place: roles.item(.time)?.path, remedy: "Remove these samples, or fill in their times.")
    }
    let (kept, repairs) = chronologicalOrder(t) { first, second in
      !values.isEmpty && values.allSatisfy { $0[first] == $0[second] || $0[first].isNaN && $0[second].isNaN }
    }
    if repairs.startsAgain(among: t.count, step: medianStep(kept.map { t[$0] })) {
      throw FileError.unusable(
        "the clock of the tracking goes back: \(repairs.displaced) of \(t.count) samples lie up to "
          + "\(measured(repairs.furthest)) s behind one before them.", place: roles.item(.time)?.path,
        remedy: "Several recordings may stand one after another, each with a clock of its own: read each by itself, or put "
          + "them on one clock.")
    }
    if repairs.backward > 0 {
      note(
        .warning, "time", "times go backwards \(repairs.backward) times; samples were sorted by time.")
    }
    if repairs.repeated > 20, 2 * repairs.repeated > t.count {
      throw FileError.unusable(
        "\(repairs.repeated) of \(t.count) times are those of the sample before: they were rounded, as large times are in "
          + "single precision.", place: roles.item(.time)?.path,
        remedy: "Save them in double precision, or say how many samples there are a second: --map t=none --frame-rate HZ.")
    }
    if repairs.repeated > 0 {
      note(
        .warning, "time",
        "\(repairs.repeated) samples repeat the time of the one before; the first of each was kept.")
    }
    return (kept, repairs)
  }

  mutating func describe(_ t: [Double], _ x: [Double]?, _ y: [Double]?, _ direction: [Double]?) {
    guard let first = t.first, let last = t.last else { return }
    let step = medianStep(t)
    note(
      .found, "time",
      "\(t.count) samples from \(measured(first)) to \(measured(last)) s, median step \(measured(step * 1000)) ms."
    )
    if abs(first) > 1 {
      note(.warning, "time", "the clock starts at \(measured(first)) s, not at 0; times are kept as recorded.")
    }
    let gaps = zip(t.dropFirst(), t).count { $0 - $1 > 5 * step && $0 - $1 > 0.25 }
    if gaps > 0 {
      note(.warning, "time", "\(gaps) gaps in the tracking are longer than five samples and 0.25 s.")
    }
    if let x {
      let lost = x.indices.count { !x[$0].isFinite || !(y?[$0].isFinite ?? true) }
      if lost > 0 {
        note(
          .warning, "position",
          "\(lost) of \(x.count) samples have no position (NaN); they are kept as missing.")
      }
    }
    if let lost = direction?.count(where: { $0.isNaN }), lost > 0 {
      note(.warning, "head direction", "\(lost) samples have no head direction (NaN).")
    }
  }
}
