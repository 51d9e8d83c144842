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
      unitName = item.unit ?? roles.units[.x]
      if let other = roles.item(.y) { y = try vector(other) }
    } else if let item = roles.item(.position), let array = try numericArray(item), let values = array.doubles {
      (x, y) = try axes(values, array.shape, item)
      unitName = item.unit ?? roles.units[.position]
    }
    if let item = roles.item(.positionUnit), case .array(let array) = try source.read(item) {
      unitName = array.strings?.first ?? unitName
    }
    let direction = try roles.item(.headDirection).map { try readHeadDirection($0) }
    guard
      x != nil || direction != nil
        || (rawTimes != nil && roles.item(.spikes) == nil && roles.item(.roi) == nil)
    else { return nil }
    let count = x?.count ?? direction?.count ?? 0
    guard let t = try times(count: count, fieldPotential) else { return nil }
    return try trajectory(t, x, y, direction, unitName: unitName)
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
    let (order, repairs) = try keptOrder(t)
    if order.count != t.count || order != Array(t.indices) {
      t = order.map { t[$0] }
      x = x.map { values in order.map { values[$0] } }
      y = y.map { values in order.map { values[$0] } }
      direction = direction.map { values in order.map { values[$0] } }
    }
    (x, y) = withoutFarValues(x, y)
    (x, y) = scaledPositions(x, y, unitName: unitName)
    describe(t, x, y, direction)
    var trajectory = Trajectory(t: t, x: x, y: y, headDirection: direction)
    trajectory.repairs = repairs
    return trajectory
  }

  private func axes(
    _ values: [Double], _ shape: [Int], _ item: ArraySource.Item
  ) throws -> ([Double], [Double]?) {
    if shape.filter({ $0 != 1 }).count <= 1 { return (values, nil) }
    guard shape.count == 2, shape.contains(where: { (2...3).contains($0) }) else {
      throw FileError.unusable(
        "positions [time, 2] were expected; it is \(shapeText(shape)).", place: item.path,
        remedy: "Choose them with --map x=NAME,y=NAME.")
    }
    if (2...3).contains(shape[1]) {
      let columns = shape[1]
      return (
        stride(from: 0, to: values.count, by: columns).map { values[$0] },
        stride(from: 1, to: values.count, by: columns).map { values[$0] }
      )
    }
    return (Array(values[..<shape[1]]), Array(values[shape[1]..<(2 * shape[1])]))
  }

  /// The time of each position sample: the file's, or that of a field potential sampled together with it.
  private mutating func times(count: Int, _ fieldPotential: FieldPotential?) throws -> [Double]? {
    if let rawTimes { return rawTimes }
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
    if let counts = roles.item(.spikes), counts.shape.first == count,
      let width = try options.binWidth ?? number(.binWidth), width > 0
    {
      note(
        .guessed, "time",
        "positions have one sample for each row of \(counts.path) and were taken at the centres of its bins.",
        option: "--map t=NAME")
      return (0..<count).map { (Double($0) + 0.5) * width }
    }
    note(
      .warning, "position", "there are positions but no times for them; they are not used.",
      option: "--map t=NAME or --frame-rate HZ")
    return nil
  }

  /// The samples to keep, in ascending time: sorted when they were not, the first of those with equal times.
  private mutating func keptOrder(_ t: [Double]) throws -> ([Int], ClockRepairs) {
    if let index = t.firstIndex(where: { !$0.isFinite }) {
      throw FileError.unusable(
        "time number \(index) (from 0) is \(t[index]); every sample needs a time.",
        place: roles.item(.time)?.path, remedy: "Remove these samples, or fill in their times.")
    }
    let (kept, repairs) = chronologicalOrder(t)
    if repairs.backward > 0 {
      note(
        .warning, "time", "times go backwards \(repairs.backward) times; samples were sorted by time.")
    }
    if repairs.repeated > 0 {
      note(
        .warning, "time",
        "\(repairs.repeated) samples repeat the time of the one before; the first of each was kept.")
    }
    return (kept, repairs)
  }

  /// Radians in [0, 2π).
  private mutating func readHeadDirection(_ item: ArraySource.Item) throws -> [Double] {
    headDirection(try vector(item), unit: item.unit ?? roles.units[.headDirection], path: item.path)
  }

  /// Angles in radians in [0, 2π) from those that a file holds under `path`.
  mutating func headDirection(_ recorded: [Double], unit: String?, path: String) -> [Double] {
    var values = recorded
    let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    let smallest = values.reduce(Double.infinity) { $1.isFinite ? min($0, $1) : $0 }
    let isDegrees = unit.map { $0.lowercased().hasPrefix("deg") } ?? (largest > 7 && largest <= 361)
    if isDegrees {
      values = values.map { $0 * .pi / 180 }
      note(
        unit == nil ? .guessed : .found, "head direction",
        "\(path) is in degrees, "
          + (unit == nil ? "since it runs up to \(measured(largest))." : "as the file says."))
    } else {
      note(
        .found, "head direction",
        "\(path), radians from \(measured(smallest)) to \(measured(largest))\(unit == nil ? " (by its range)" : "")."
      )
      if largest > 361 {
        note(
          .warning, "head direction",
          "\(path) runs up to \(measured(largest)): neither radians nor degrees.")
      }
    }
    return values.map { value in
      guard value.isFinite else { return .nan }
      let wrapped = value.truncatingRemainder(dividingBy: 2 * .pi)
      let positive = wrapped < 0 ? wrapped + 2 * .pi : wrapped
      return positive < 2 * .pi ? positive : 0
    }
  }

  // MARK: Units

  mutating func scaledPositions(
    _ x: [Double]?, _ y: [Double]?, unitName: String?
  ) -> ([Double]?, [Double]?) {
    guard let x else { return (nil, y) }
    let extent = max(range(x), y.map(range) ?? 0)
    let recorded: RecordedPositionUnit
    if let given = options.positionUnit {
      recorded = RecordedPositionUnit(unit: given, guessed: false, reason: "given")
    } else if let unitName, let named = PositionUnit(argument: unitName) {
      recorded = RecordedPositionUnit(unit: named, guessed: false, reason: "the file says \(unitName)")
    } else {
      recorded = RecordingReading.guessUnit(extent: extent)
    }
    positionUnit = recorded
    let scale = recorded.unit.metres
    note(
      recorded.guessed ? .guessed : .found, "position",
      "positions extend over \(measured(extent)) and were taken to be in \(recorded.unit) (\(recorded.reason)).",
      option: recorded.guessed ? "--position-unit m|cm|mm|px:<m per px>" : nil)
    if scale != 1, extent * scale > 0, extent * scale < 0.05 {
      note(
        .warning, "position",
        "in \(recorded.unit) the arena is only \(measured(extent * scale * 100)) cm wide.",
        option: "--position-unit m")
    }
    if options.positionUnit != nil && extent * scale > 10 {
      note(
        .warning, "position",
        "the arena is \(measured(extent * scale)) m wide with this unit: are the positions in centimetres?",
        option: "--position-unit cm")
    }
    guard scale != 1 else { return (x, y) }
    // Dividing by 100 keeps decimal centimetres exact where multiplying by 0.01 does not.
    let divisor = 1 / scale
    let isWhole = divisor == divisor.rounded()
    func scaled(_ value: Double) -> Double { isWhole ? value / divisor : value * scale }
    return (x.map(scaled), y.map { $0.map(scaled) })
  }

  /// Arenas and tracks are rarely wider than 10 m or narrower than 10 cm.
  private static func guessUnit(extent: Double) -> RecordedPositionUnit {
    switch extent {
    case ...10:
      RecordedPositionUnit(unit: .metre, guessed: true, reason: "a usual size of an arena in metres")
    case ...1000:
      RecordedPositionUnit(
        unit: .centimetre, guessed: true, reason: "\(measured(extent)) m would be wider than any usual arena")
    default:
      RecordedPositionUnit(
        unit: .millimetre, guessed: true,
        reason: "\(measured(extent)) cm would be wider than any usual arena; pixels are possible too")
    }
  }

  private func range(_ values: [Double]) -> Double {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return high >= low ? high - low : 0
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
    if options.timeUnit == nil && step >= 1 {
      note(
        .warning, "time",
        "samples are \(measured(step)) s apart: are the times in milliseconds or sample numbers?",
        option: "--time-unit ms|us|samples:<Hz>")
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
