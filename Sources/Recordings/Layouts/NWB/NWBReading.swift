import ArrayFiles
import ArrayNumerics
import Schema

/// One NWB file being read.
struct NWBReading {
  let contents: NWBContents
  let source: ArraySource
  let options: ReadingOptions
  let choices: NWBChoices
  /// Whether large arrays are described by their headers and first samples instead of being read.
  let isPreview: Bool
  /// What checks and reports in the same way for every format.
  var base: RecordingReading
  /// The first and last time where a preview did not read them all.
  var spikeSpan: [Double]?
  var trajectorySpan: [Double]?
  /// The table of the units that were read, and their rows.
  var observed: (table: NWBTable, rows: [Int])?
  /// What was taken for what: paths and roles.
  var uses: [String: String] = [:]

  var file: HDF5File { contents.file }

  /// In a preview, samples of a series that are read.
  static let previewRows = 1 << 17

  init(
    _ contents: NWBContents, _ source: ArraySource, _ options: ReadingOptions, _ choices: NWBChoices, isPreview: Bool
  ) {
    self.contents = contents
    self.source = source
    self.options = options
    self.choices = choices
    self.isPreview = isPreview
    base = RecordingReading(source, options, RoleAssignment())
  }

  mutating func run() throws -> Recording {
    var epochs = try readIntervals()
    let trajectory = try readTrajectory()
    let spikes = try readUnits(trajectory)
    if let observed {
      epochs += try unobserved(observed.table, rows: observed.rows, span: span(of: spikes, trajectory))
    }
    let roi = try readROISignals()
    let lfp = try readFieldPotential()
    listOtherSeries()
    if spikes == nil && roi == nil && lfp == nil && trajectory == nil && !isPreview {
      let found = Set(contents.tree.nodes.compactMap(\.neurodataType)).sorted()
      throw FileError.unusable(
        "this NWB file holds no units with spike times, no position or head direction, no field potential and no ROI "
          + "signals. Its types are \(found.prefix(16).joined(separator: ", ")).",
        remedy: "A TimeSeries can be chosen: --map position=/PATH, --map roi=/PATH or --map lfp=/PATH[0].")
    }
    var recording = Recording(
      source: RecordingSource(url: source.url, format: source.format), spikes: spikes, cellIDs: base.cellIDs,
      trajectory: trajectory,
      roiSignals: roi, fieldPotential: lfp, epochs: epochs, positionUnit: base.positionUnit, findings: base.findings)
    if !isPreview {
      try base.judgeEpochs(epochs, within: recording.recordedSpan, place: nil)
      recording.findings = base.findings
    }
    recording.session = session()
    return recording
  }

  /// From the first to the last spike or sample of the tracking.
  private func span(of spikes: SpikeData?, _ trajectory: Trajectory?) throws -> ClosedRange<Double>? {
    var ends = spikeSpan ?? []
    if ends.isEmpty, case .trains(let trains)? = spikes, let span = try trains.span {
      ends += [span.lowerBound, span.upperBound]
    }
    ends += trajectorySpan ?? [trajectory?.t.first, trajectory?.t.last].compactMap { $0 }
    guard let first = ends.min(), let last = ends.max(), first < last else { return nil }
    return first...last
  }

  mutating func note(_ level: Finding.Level, _ what: String, _ message: String, option: String? = nil) {
    base.note(level, what, message, option: option)
  }

  /// The object to take of several: the chosen one, or the first, with the others named.
  mutating func pick(_ role: Role, _ candidates: [HDF5Tree.Node]) -> HDF5Tree.Node? {
    if let chosen = choices.nodes[role] {
      uses[chosen.path] = "\(role.title) (chosen)"
      return chosen
    }
    guard let first = candidates.first else { return nil }
    uses[first.path] = "\(role.title) (\(first.neurodataType ?? ""))"
    if candidates.count > 1 {
      let others = candidates.dropFirst()
      note(
        .guessed, role.title,
        "\(first.path) was taken; also there: \(others.prefix(6).map(\.path).joined(separator: ", "))"
          + (others.count > 6 ? ", …." : "."), option: "--map \(role.mapName)=\(others.first?.path ?? "")")
    }
    return first
  }

  /// Series and tables that no role was found for, so that nobody wonders where they went.
  private mutating func listOtherSeries() {
    let others = contents.objects("TimeSeries").map(\.path).filter { uses[$0] == nil }
    if !others.isEmpty {
      note(.found, "other series", "not used: \(firstNames(others, RecordingReading.mostListed)); no role was found for them.")
    }
    noteTrust(others)
    let tables = contents.objects("DynamicTable").map(\.path).filter { uses[$0] == nil }
    if !tables.isEmpty {
      note(
        .found, "other tables",
        "not used: \(firstNames(tables, RecordingReading.mostListed)); they hold no spikes or epochs.")
    }
    // A label of each sample, whose meaning only its description says.
    let labelled = uses.keys.sorted().filter { contents.tree[$0 + "/control"] != nil }
    if !labelled.isEmpty {
      note(
        .warning, "other series",
        "control labels each sample of \(firstNames(labelled)) (control_description says how); it was not used.")
    }
  }

  /// Series beside the behaviour that say how far its samples can be trusted.
  private mutating func noteTrust(_ paths: [String]) {
    for path in paths where SampleLabels.isTrust(path.split(separator: "/").last.map { $0.lowercased() } ?? "") {
      guard let data = contents.tree[path + "/data"], (elementCount(data.shape) ?? 0) <= HDF5Vector.windowCount,
        uses.keys.contains(where: { contents.tree[$0 + "/data"]?.shape.first == data.shape.first }),
        let values = try? file.read(data.path).doubles, let doubt = SampleLabels.doubt(values)
      else { continue }
      note(
        .warning, "position",
        "\(path) says how far each sample of the behaviour can be trusted (\(doubt)), and was not used.")
    }
  }

  private func session() -> SessionMetadata {
    var session = SessionMetadata(
      identifier: contents.text("/identifier"), description: contents.text("/session_description"),
      startTime: contents.text("/session_start_time"), subjectID: contents.text("/general/subject/subject_id"),
      species: contents.text("/general/subject/species"), sex: contents.text("/general/subject/sex"),
      age: contents.text("/general/subject/age"))
    session.subjectDescription = contents.text("/general/subject/description")
    session.sessionID = contents.text("/general/session_id")
    session.institution = contents.text("/general/institution")
    session.laboratory = contents.text("/general/lab")
    session.experimenters = contents.texts("/general/experimenter")
    session.keywords = contents.texts("/general/keywords")
    let devices = contents.objects("Device")
    // Of several, none is the one that recorded; a stand-in of ours is none.
    if devices.count == 1, let device = devices.first, device.name != "device" {
      session.device = device.name
      session.deviceDescription = contents.file.attribute("description", of: device.path)?.strings?.first
    }
    return session
  }
}

extension Role {
  /// How `--map` calls it.
  var mapName: String {
    switch self {
    case .time: "t"
    case .spikes: "spikes"
    case .headDirection: "head_direction"
    case .roi: "roi"
    default: names[0]
    }
  }
}
