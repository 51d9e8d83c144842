import ArrayFiles
import ArrayNumerics
import Schema

extension RecordingReading {
  mutating func readROISignals() throws -> ROISignals? {
    guard let item = roles.item(.roi) else { return nil }
    guard let array = try numericArray(item), var matrix = array.floatMatrix else {
      throw FileError.unusable("ROI signals are a matrix [time, ROI] of numbers.", place: item.path)
    }
    if !roles.turned.contains(.roi), array.clockColumn != nil {
      note(
        .warning, "ROI signals",
        "the first column of \(item.path) ascends evenly, as only a clock does: it was kept as a region.",
        option: "--cells LIST without it")
    }
    if roles.turned.contains(.roi) {
      matrix = matrix.transposed()
      note(.found, "ROI signals", "\(item.path) was turned to [time, ROI], as asked for.")
    } else if case .turned(let name) = orientation(of: matrix, cells: .roiIDs) {
      matrix = matrix.transposed()
      note(
        .guessed, "ROI signals", "\(item.path) was turned to [time, ROI], as \(name) has an entry for each column or region.",
        option: "--map roi=\(item.path)")
    }
    try refuseWide(rows: matrix.rows, columns: matrix.columns, item, .roi)
    let missing = matrix.elements.count { !$0.isFinite }
    note(.found, "ROI signals", "\(item.path): \(matrix.rows) frames of \(matrix.columns) regions.")
    if missing > 0 { note(.warning, "ROI signals", "\(missing) values are NaN or infinite.") }
    if matrix.columns > matrix.rows {
      note(
        .warning, "ROI signals", "\(item.path) has more columns than rows; rows are taken as time.",
        option: roles.turned.contains(.roi) ? nil : "--map roi=\(item.path).T")
    }
    var clock: SampleClock?
    if let rate = try hertz(.roiRate) {
      clock = .rate(rate)
    } else if let t = rawTimes, t.count == matrix.rows {
      clock = .times(t)
      let isTracked = [.x, .position, .headDirection].contains { roles.item($0) != nil }
      if !isTracked { try judgeClock(t, step: medianStep(t), of: "signals") }
    } else if roles.item(.lfp) == nil, let rate = try hertz(.samplingRate) {
      clock = .rate(rate)
    } else if let step = try options.binWidth ?? seconds(.binWidth), step > 0 {
      clock = .rate(1 / step)
    } else if let rate = options.frameRate {
      clock = .rate(rate)
    } else {
      note(
        .warning, "ROI signals", "the file does not say when the frames were taken.", option: "--map fs=HZ")
    }
    if case .rate(let rate)? = clock, rate > 0 {
      try judgeRate(rate, samples: matrix.rows, "ROI signals", isFieldPotential: false)
    }
    let quantity = try roiQuantity(item, matrix)
    if quantity != .unknown {
      note(.found, "ROI signals", "\(item.path) was taken as \(quantity.rawValue), by its name.")
    }
    return ROISignals(matrix: matrix, clock: clock, quantity: quantity, ids: try roiIDs(matrix.columns))
  }

  /// What the signals measure: what the file says, else what their name says.
  private func roiQuantity(_ item: ArraySource.Item, _ matrix: Matrix<Float>) throws -> ROIQuantity {
    if let said = roles.item(.roiQuantity), case .array(let array) = try source.read(said),
      let quantity = array.strings?.first.flatMap(ROIQuantity.init(rawValue:))
    {
      return quantity
    }
    let name = item.key
    if name.contains("dff") || name.contains("df_f") { return .dff }
    if name == "f" { return .fluorescence }
    let isDeconvolved = ["spk", "spike", "deconv"].contains { name.contains($0) }
    return isDeconvolved && matrix.elements.allSatisfy { !($0 < 0) } ? .deconvolved : .unknown
  }

  /// The names of regions; `nil` where the file has none.
  private func roiIDs(_ count: Int) throws -> [String]? {
    guard let item = roles.item(.roiIDs), case .array(let array) = try source.read(item) else { return nil }
    let names = array.strings ?? array.integers?.map(String.init)
    return names?.count == count ? names : nil
  }

  /// A field potential with more samples is left in the file where the format allows.
  private static let largestKept = 1 << 22

  mutating func readFieldPotential() throws -> FieldPotential? {
    guard let item = roles.item(.lfp) else { return nil }
    let deferred = item.shape.reduce(1, *) > Self.largestKept ? source.deferredSignal(item) : nil
    let samples = try deferred == nil ? vector(item) : []
    let count = deferred?.count ?? samples.count
    var clock = FieldClock(start: 0, rate: try hertz(.lfpRate) ?? hertz(.samplingRate) ?? 0)
    if let t = rawTimes, t.count == count, t.count > 1, t[0].isFinite {
      let given = clock.rate
      let step = medianStep(t)
      clock = FieldClock(start: t[0], rate: given)
      if step > 0 { clock = try FieldClock(count: count, step: step) { Array(t[$0]) } }
      if given > 0 {
        try clock.requireRate(given)
        clock = FieldClock(start: clock.start, rate: given, gaps: clock.gaps)
      } else if clock.rate > 0 {
        note(
          .guessed, "field potential", "its rate, \(measured(clock.rate)) Hz, is that of time.",
          option: "--map fs=HZ")
      }
      if let finding = clock.finding { findings.append(finding) }
    } else if let t = rawTimes, t.count == count, let first = t.first {
      clock = FieldClock(start: first, rate: clock.rate)
    }
    if let item = source.items.first(where: { $0.key == "lfp_start" && $0.depth == 1 }), clock.start == 0 {
      let (unit, _) = try timeUnit(of: item, name: nil, given: nil, "field potential")
      clock = FieldClock(start: ((try vector(item)).first ?? 0) / unit.perSecond, rate: clock.rate, gaps: clock.gaps)
    }
    if clock.gaps.isEmpty, let gaps = try writtenGaps(samples: count) {
      clock = FieldClock(start: clock.start, rate: clock.rate, gaps: gaps)
      if let finding = clock.finding { findings.append(finding) }
    }
    let rate = clock.rate
    guard rate > 0, rate.isFinite else {
      throw FileError.unusable(
        "it is a field potential, but the file does not say its sampling rate (fs).", place: item.path,
        remedy: "Give it: --map fs=1250.")
    }
    // Of an excerpt, the samples that are in the file.
    let whole = options.wholeRows[item.path] ?? count
    let isTimeCut = roles.item(.time).map { options.wholeRows[$0.path] != nil } ?? false
    try judgeRate(rate, samples: isTimeCut ? count : whole, "field potential", isFieldPotential: true)
    note(
      .found, "field potential",
      sentence {
        "\(item.path): \(whole) samples at \(measured(rate)) Hz, \(measured(Double(whole) / rate)) s, "
        "in \(item.unit ?? "an unknown unit")."
      })
    let (start, gaps, unit) = (clock.start, clock.gaps, item.unit)
    let potential =
      deferred.map { FieldPotential(deferred: $0, rate: rate, start: start, gaps: gaps, unit: unit) }
      ?? FieldPotential(samples: samples, rate: rate, start: start, gaps: gaps, unit: unit)
    // Whole numbers are all there.
    if item.typeName.hasPrefix("float") || deferred == nil {
      var missing = 0
      try potential.forEachBlock { missing += $0.count { !$0.isFinite } }
      if missing > 0 { note(.warning, "field potential", "\(missing) samples are NaN or infinite.") }
    }
    return potential
  }

  /// The gaps that `convert` writes as `lfp_gaps` [gap, 2]: the first sample after each, and the seconds that are missing.
  private func writtenGaps(samples: Int) throws -> [FieldPotential.Gap]? {
    guard let item = source.items.first(where: { $0.key == "lfp_gaps" && $0.depth == 1 }),
      let array = try numericArray(item), let values = array.doubles, array.count > 0
    else { return nil }
    let gaps = stride(from: 0, to: values.count - 1, by: 2).map { (sample: values[$0], seconds: values[$0 + 1]) }
    guard array.shape.count == 2, array.shape[1] == 2,
      gaps.allSatisfy({ $0.sample >= 1 && $0.sample < Double(samples) && $0.seconds > 0 && $0.seconds.isFinite }),
      zip(gaps, gaps.dropFirst()).allSatisfy({ $0.sample < $1.sample })
    else {
      throw FileError.unusable(
        "gaps [gap, 2] were expected, the first sample after each and the seconds that are missing, in order; it is "
          + "\(shapeText(array.shape)).", place: item.path, remedy: "Convert the source again.")
    }
    return gaps.map { FieldPotential.Gap(sample: Int($0.sample), seconds: $0.seconds) }
  }

  /// What `convert` keeps of a session's description.
  func readSession() -> SessionMetadata? {
    func text(_ name: String) -> String? {
      guard let item = source.items.first(where: { $0.path == name || $0.path == "/" + name }), item.shape.isEmpty,
        case .array(let array)? = try? source.read(item)
      else { return nil }
      return array.strings?.first
    }
    let session = SessionMetadata(
      identifier: text("session_identifier"), description: text("session_description"),
      startTime: text("session_start_time"), subjectID: text("subject_id"))
    return session == SessionMetadata() ? nil : session
  }
}

extension DataArray {
  /// The first column of a matrix [time, column] if it is a clock, in any unit: it ascends always, and nearly always by the
  /// same step; `nil` for fewer than 20 rows or 3 columns.
  var clockColumn: [Double]? {
    guard shape.count == 2, shape[0] >= 20, shape[1] >= 3, let values = doubles else { return nil }
    func line(_ place: Int) -> [Double] { stride(from: place, to: values.count, by: shape[1]).map { values[$0] } }
    func ascends(_ column: [Double]) -> Bool { zip(column, column.dropFirst()).allSatisfy { $0 < $1 } }
    let column = line(0)
    // Where the next column ascends too, all are ramps of a kind.
    guard ascends(column), !ascends(line(1)) else { return nil }
    let steps = zip(column, column.dropFirst()).map { $1 - $0 }
    let usual = steps.sorted()[steps.count / 2]
    return 10 * steps.count { abs($0 - usual) < 0.2 * usual } >= 9 * steps.count ? column : nil
  }
}
