import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// Reads recordings from files of any supported format.
public enum RecordingReader {
  /// Finds spikes, time, position, head direction, ROI signals and field potential by their usual names, brings them to
  /// SI units, checks them, and says in `findings` what was taken for what, what was guessed and what looks wrong.
  ///
  /// - Throws: `FileError` when the file cannot be read, or what it holds contradicts itself; `ParameterError.idle` for an
  ///   option that does nothing with it.
  public static func read(url: URL, options: ReadingOptions = ReadingOptions()) throws -> Recording {
    try read(ArraySource(contentsOf: url, threads: options.threads), options: options)
  }

  /// The same for a file that is open.
  public static func read(_ source: ArraySource, options: ReadingOptions = ReadingOptions()) throws
    -> Recording
  {
    let recording = try readAny(source, options: options)
    try options.refuseIdle(with: recording)
    return recording
  }

  /// Reads a recording or a part of one, for which some of the options may not be meant.
  static func readAny(_ source: ArraySource, options: ReadingOptions) throws -> Recording {
    if let fieldPotential = options.fieldPotential {
      let parts = splitFieldPotential(options)
      return try join(
        readAny(source, options: parts.recording), fieldPotential: fieldPotential, options: parts.fieldPotential)
    }
    if let behaviour = options.behaviour {
      let parts = split(options)
      let isGiven = (options.spikeTimeUnit ?? options.timeUnit) != nil
      return try join(
        readAny(source, options: parts.recording), behaviour: behaviour, options: parts.behaviour,
        spikeOrigin: isGiven ? .given : .guessed)
    }
    do {
      for layout in knownLayouts {
        guard var recording = try layout.recording(in: source, options: options) else { continue }
        if let finding = source.sessionFinding { recording.findings.insert(finding, at: 0) }
        recording.findings += source.unusedAttributes()
        return recording
      }
      try options.poses.refuse(without: source.url.lastPathComponent)
      let source = try source.withTables().withColumns(of: options.map)
      var reading = RecordingReading(source, options, try RoleAssignment(source, options: options))
      return try reading.run()
    } catch let error as FileError {
      throw error.located(file: source.url.lastPathComponent)
    }
  }
}

/// One recording being read: the roles, what was read so far and what was noticed.
struct RecordingReading {
  let source: ArraySource
  let options: ReadingOptions
  let roles: RoleAssignment
  var findings: [Finding]
  var positionUnit: RecordedPositionUnit?
  /// The names of the cells that were read.
  var cellIDs: [String] = []
  /// The file's time vector in seconds, as it stands in the file.
  var rawTimes: [Double]?
  /// How the unit of the tracking's times is known.
  var clockOrigin = UnitOrigin.guessed
  /// How the unit of the spike times is known.
  var spikeOrigin = UnitOrigin.guessed
  /// Arrays without a role of which something was said.
  var heeded: Set<String> = []

  /// Arrays that are named at most as not used: as many as `inspect` lists.
  static let mostListed = 400

  init(_ source: ArraySource, _ options: ReadingOptions, _ roles: RoleAssignment) {
    self.source = source
    self.options = options
    self.roles = roles
    findings = roles.findings
    if options.timeUnit != nil { clockOrigin = .given }
    if (options.spikeTimeUnit ?? options.timeUnit) != nil { spikeOrigin = .given }
  }

  mutating func run() throws -> Recording {
    if source.format != "NPZ" && source.items.count == 1, source.items[0].shape.count == 2,
      roles.items.isEmpty
    {
      return try plainCounts(source.items[0]) ?? readPlainMatrix(source.items[0])
    }
    if let signal = try plainSignal() { return signal }
    if let item = roles.item(.time), !isSpikeTable {
      rawTimes = try readTimes(item, unit: roles.units[.time])
    }
    let fieldPotential = try readFieldPotential()
    let trajectory = try readTrajectory(fieldPotential)
    var spikes = isSpikeTable ? try readSpikeTable() : try readSpikes()
    let roi = try readROISignals()
    let truth = try readTruth()
    let samples = rawTimes?.count ?? trajectory?.t.count
    if let known = spikes {
      spikes = try select(judgeCells(checkSpikes(known, trajectory: trajectory), samples: samples))
    }
    if let samples { try judgeSampleLabels(samples) }
    try listOthers()
    findings += source.unusedAttributes(heeded)
    if spikes == nil && roi == nil && fieldPotential == nil && trajectory == nil {
      let names = source.items.prefix(12).map { "\($0.path) \(shapeText($0.shape))" }.joined(separator: ", ")
      throw FileError.unusable(
        "no recording was found in it: no array has one of the usual names (spike, t, x, y, dff, lfp, …) and its shape. "
          + "It has \(names)" + (source.items.count > 12 ? ", …" : "."),
        remedy: countMatrixRemedy ?? channelRemedy
          ?? "Say which is which: --map spikes=NAME,t=NAME,x=NAME,y=NAME, or --map lfp=NAME,fs=HZ.")
    }
    let epochs = try epochsOrPublished(trajectory)
    var recording = Recording(
      source: RecordingSource(url: source.url, format: source.format), spikes: spikes, cellIDs: cellIDs,
      trajectory: trajectory, roiSignals: roi, fieldPotential: fieldPotential, epochs: epochs,
      positionUnit: positionUnit,
      findings: findings)
    try judgeEpochs(epochs, within: recording.recordedSpan, place: roles.item(.epochs)?.path)
    recording.findings = findings
    recording.truth = truth
    recording.session = readSession()
    return recording
  }

  /// What to type for a file with positions, no times, and matrices with a row for each position.
  var countMatrixRemedy: String? {
    guard let rows = roles.item(.x)?.shape.max() ?? roles.item(.headDirection)?.shape.max(),
      let matrix = source.items.first(where: { $0.shape.count == 2 && $0.shape[0] == rows && $0.shape[1] > 1 })
    else { return nil }
    return "\(matrix.path) \(shapeText(matrix.shape)) has a row for each position; if it holds spike counts: "
      + "--map spikes=\(matrix.path) --bin-width SECONDS."
  }

  /// Of a field potential of which no channel was named.
  private var channelRemedy: String? {
    source.fieldPotentialChannels.map { item in
      let count = item.shape.min() ?? 0
      return "\(item.path) has \(counted(count, "channel")): name one (--map lfp=\(item.path)[0]), or several where they are "
        + "compared (theta --channels 0:\(count))."
    }
  }

  // MARK: Arrays

  mutating func note(_ level: Finding.Level, _ what: String, _ message: String, option: String? = nil) {
    findings.append(Finding(level, what, message, option: option))
  }

  /// The numbers of an item as one vector; single-row and single-column matrices are vectors too.
  func vector(_ item: ArraySource.Item) throws -> [Double] {
    guard let array = try numericArray(item), array.shape.filter({ $0 != 1 }).count <= 1,
      let values = array.doubles
    else {
      throw FileError.unusable(
        "one row of numbers was expected; it is \(item.typeName) \(shapeText(item.shape)).", place: item.path,
        remedy: "Choose another array with --map.")
    }
    return values
  }

  func numericArray(_ item: ArraySource.Item) throws -> DataArray? {
    switch try source.read(item) {
    case .array(let array): return array.strings == nil ? array : nil
    case .object(let value): return value.numbersOrMissing.map { DataArray($0) }
    case .ragged: return nil
    }
  }

  /// A single number of a role: given in its place, or read.
  func number(_ role: Role) throws -> Double? {
    if let number = roles.numbers[role] { return number }
    guard let item = roles.item(role) else { return nil }
    let values = try vector(item)
    guard values.count == 1, values[0].isFinite else {
      throw FileError.unusable("a single number was expected; it has \(values.count).", place: item.path)
    }
    return values[0]
  }

  /// The only array, a row of numbers of which a sampling rate is given and nothing else: a field potential.
  private func plainSignal() throws -> Recording? {
    guard source.items.count == 1, let count = elementCount(source.items[0].shape), count > 1,
      source.items[0].shape.filter({ $0 != 1 }).count == 1, options.map["fs"] != nil, roles.items.isEmpty
    else { return nil }
    let item = source.items[0]
    var asSignal = options
    asSignal.map["lfp"] = item.path
    var reading = RecordingReading(source, asSignal, try RoleAssignment(source, options: asSignal))
    reading.note(
      .guessed, "field potential", "\(item.path), the only array, was taken as a field potential, since its rate is given.",
      option: "--map spikes=\(item.path) takes times of spikes")
    return try reading.run()
  }

  /// A table of whole numbers of which `--bin-width` is known: counts of spikes.
  private func plainCounts(_ item: ArraySource.Item) throws -> Recording? {
    guard options.binWidth != nil, let values = try numericArray(item)?.doubles,
      values.allSatisfy({ $0 >= 0 && $0 == $0.rounded() })
    else { return nil }
    var asCounts = options
    asCounts.map["spikes"] = item.path
    var reading = RecordingReading(source, asCounts, try RoleAssignment(source, options: asCounts))
    reading.note(
      .guessed, "spikes", "a plain table of whole numbers was taken as spike counts [time, cell], since --bin-width is given.",
      option: "--map roi=\(item.path) takes signals of regions")
    return try reading.run()
  }

  /// A table of so many columns may be that of a tracker.
  private static let mostTrackedColumns = 8

  private mutating func readPlainMatrix(_ item: ArraySource.Item) throws -> Recording {
    guard let array = try numericArray(item), var matrix = array.floatMatrix else {
      throw FileError.unusable("a matrix of numbers was expected.", place: item.path)
    }
    // Recordings have more frames than regions; where it is not plain the rows stay time.
    let isTurned = matrix.columns >= 4 * matrix.rows
    if isTurned { matrix = matrix.transposed() }
    let times = isTurned ? nil : array.clockColumn
    // Fewer columns beside it are rather those of tracking, which is said below.
    let isSetAside = times != nil && matrix.columns > Self.mostTrackedColumns
    if isSetAside { matrix = matrix.selectingColumns(Array(1..<matrix.columns)) }
    note(
      .guessed, "ROI signals",
      sentence {
        if isTurned {
          "a plain table of \(matrix.columns) rows and \(matrix.rows) columns was taken as ROI signals [ROI, time] and turned: "
          "recordings have more frames than regions."
        } else {
          "a plain table of \(matrix.rows) rows and \(matrix.columns) columns was taken as ROI signals [time, ROI]."
        }
      },
      option: isTurned
        ? "--map roi=\(item.path) takes rows as time"
        : "--map roi=\(item.path).T turns it, --map spikes=\(item.path) takes counts")
    if (2...Self.mostTrackedColumns).contains(matrix.columns) {
      note(
        times == nil ? .guessed : .warning, "file",
        "no line names the \(matrix.columns) columns"
          + (times == nil || isSetAside ? "" : ", and the first one is a clock")
          + "; tracking has to be told by their numbers, from 0.",
        option: "--map 't=\(item.path)[0],x=\(item.path)[1],y=\(item.path)[2]'")
    }
    let rate = try hertz(.roiRate) ?? hertz(.samplingRate) ?? options.binWidth.map { 1 / $0 } ?? options.frameRate
    if isSetAside, let times {
      let t = options.timeUnit.map { unit in times.map { $0 / unit.perSecond } } ?? times
      // Numbers of frames are no times.
      let areFrames = zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 1 }
      note(
        .warning, "ROI signals",
        sentence {
          "the first column of \(item.path) ascends evenly, as only a clock does: it was "
          if areFrames || rate != nil { "left out" } else { "taken as the times of the frames" }
          ", and the other \(counted(matrix.columns, "column")) as the regions."
        },
        option: "--map roi=\(item.path) takes all columns")
      if !areFrames, rate == nil {
        try judgeClock(t, step: medianStep(t), of: "signals")
        return Recording(
          source: RecordingSource(url: source.url, format: source.format),
          roiSignals: ROISignals(matrix: matrix, clock: .times(t)), findings: findings)
      }
    }
    if rate == nil {
      note(
        .warning, "ROI signals", "the file does not say when the frames were taken.", option: "--map fs=HZ")
    }
    return Recording(
      source: RecordingSource(url: source.url, format: source.format),
      roiSignals: ROISignals(matrix: matrix, clock: rate.map { .rate($0) }), findings: findings)
  }

  /// What `convert` writes beside the arrays of the roles, and reading takes without being told.
  private static let readBesides: Set = [
    "lfp_start", "lfp_gaps", "session_identifier", "session_description", "session_start_time", "subject_id",
  ]

  /// Arrays that were not used, so that nobody wonders where they went.
  ///
  /// - Throws: `FileError` when one of the names that a recording is made of cannot be opened.
  private mutating func listOthers() throws {
    let damaged = source.items.filter { $0.typeName == "not readable" }
    if !damaged.isEmpty {
      let unreadable = damaged.map(\.path)
      let reason =
        ["NPZ", "MATLAB v5"].contains(source.format)
        ? "cannot be read: they are damaged."
        : "cannot be opened by this HDF5 library: they are damaged, or a newer library wrote them in its newest format "
          + "(rewrite with h5py's libver='v110' or with h5repack)."
      // Going on without the position would answer another question than the one asked.
      if damaged.contains(where: { item in Role.allCases.contains { $0.names.contains(item.key) } }) {
        throw FileError.unusable(
          "\(unreadable.prefix(6).joined(separator: ", ")) \(reason)", file: source.url.path)
      }
      note(.warning, "file", "\(unreadable.prefix(6).joined(separator: ", ")) \(reason)")
    }
    var used = Set(roles.items.values.flatMap { $0.map(\.path) })
    if isSpikeTable { used.formUnion([cellColumn, spikeTimeColumn].compactMap { $0?.path }) }
    let others = source.items.filter { item in
      !used.contains(item.path) && !used.contains { item.path.hasPrefix($0 + "/") || $0.hasPrefix(item.path + "[") }
        && !item.isContainer && !Self.readBesides.contains(item.key)
        && !item.path.hasPrefix("@") && !heeded.contains(item.path)
    }
    guard !others.isEmpty else { return }
    let candidates = others.filter { $0.key.contains("spike") }
    if !candidates.isEmpty {
      let names = candidates.prefix(6).map { "\($0.path) \(shapeText($0.shape))" }.joined(separator: ", ")
      note(
        .found, "spikes", "also in the file, not used: \(names).",
        option: "--map spikes=\(candidates[0].path)")
    }
    let tables = others.filter { item in
      ["compound", "V"].contains { item.typeName.hasPrefix($0) } && (elementCount(item.shape) ?? 0) > 1
    }
    if !tables.isEmpty, roles.item(.x) == nil, roles.item(.position) == nil, roles.item(.headDirection) == nil {
      note(
        .warning, "other arrays",
        "\(firstNames(tables.map(\.path))) has columns of its own, and there is no position beside it: it was not read. Save "
          + "its columns as arrays of their own (t, x, y, head_direction).")
    }
    let rest = others.filter { !$0.key.contains("spike") }
    if !rest.isEmpty {
      note(
        .found, "other arrays",
        "not used: \(firstNames(rest.map(\.path), Self.mostListed)); no part of a recording has such a name.",
        option: "--map ROLE=NAME")
    }
  }
}

extension PickleValue {
  /// The numbers of a one-dimensional array or list, NaN where it holds None.
  fileprivate var numbersOrMissing: [Double]? {
    guard case .objectArray(let shape, let items) = self, shape.count == 1 else { return numbers }
    var values: [Double] = []
    values.reserveCapacity(items.count)
    for item in items {
      if case .none = item {
        values.append(.nan)
      } else if let number = item.number {
        values.append(number)
      } else {
        return nil
      }
    }
    return values
  }
}
