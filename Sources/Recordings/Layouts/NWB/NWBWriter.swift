import ArrayFiles
import ArrayNumerics
import FoundationEssentials

/// A series beside those of a recording, such as a result of an analysis: goes into the processing module `canns_analyze`.
public struct NWBTimeSeries: Sendable {
  /// The name of the object in the file.
  public var name: String
  /// [time] or [time, column].
  public var data: DataArray
  /// The unit of the data, in words or as a symbol; empty when there is none.
  public var unit: String
  /// In seconds, one for each row.
  public var timestamps: [Double]
  /// What it is and how it was made.
  public var description: String

  public init(name: String, data: DataArray, unit: String, timestamps: [Double], description: String) {
    self.name = name
    self.data = data
    self.unit = unit
    self.timestamps = timestamps
    self.description = description
  }
}

/// Writes NWB 2.7: typed objects whose ids follow from the content, so that the same recording gives the same bytes.
struct NWBWriter {
  static let version = "2.7.0"
  /// Stands for a start that nobody knows; `session_description` says so too.
  static let unknownStart = "2000-01-01T00:00:00+00:00"

  private let file: HDF5Writer
  private let contentHash: String
  private let session: SessionMetadata?
  private var modules: Set<String> = []
  private var hasDevice = false

  typealias Attributes = [(String, HDF5Writer.Attribute)]

  init(_ url: URL, contentHash: String, session: SessionMetadata?) throws {
    file = try HDF5Writer(url)
    self.contentHash = contentHash
    self.session = session
  }

  func finish() throws { try file.finish() }

  // MARK: Objects

  /// An id that depends on the content and the place alone, in the form of a UUID of version 8 (RFC 9562).
  private func objectID(_ path: String) throws -> String {
    var digits = Array(try sha256(Array((contentHash + path).utf8)).prefix(32))
    digits[12] = "8"
    digits[16] = "a"
    let text = String(digits)
    var parts: [Substring] = []
    var rest = text[...]
    for length in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return parts.joined(separator: "-")
  }

  private func typed(_ path: String, _ type: String, _ more: Attributes) throws -> Attributes {
    let common: Set = ["VectorData", "VectorIndex", "ElementIdentifiers", "DynamicTable", "DynamicTableRegion"]
    return more + [
      ("namespace", .text(common.contains(type) ? "hdmf-common" : "core")), ("neurodata_type", .text(type)),
      ("object_id", .text(try objectID(path))),
    ]
  }

  private func group(_ path: String, _ type: String, _ more: Attributes = []) throws {
    try file.group(path, typed(path, type, more))
  }

  private func text(_ path: String, _ value: String) throws {
    try file.dataset(path, DataArray([value], shape: []))
  }

  private mutating func module(_ name: String, _ description: String) throws -> String {
    let path = "/processing/\(name)"
    if modules.insert(name).inserted { try group(path, "ProcessingModule", [("description", .text(description))]) }
    return path
  }

  private mutating func device() throws -> String {
    let path = "/general/devices/" + (session?.device ?? "device")
    let unknown = session?.device.map { "\($0)." } ?? "The source does not say which device was used."
    if !hasDevice { try group(path, "Device", [("description", .text(session?.deviceDescription ?? unknown))]) }
    hasDevice = true
    return path
  }

  // MARK: Session

  mutating func root(identifier: String, description: String, start: String) throws {
    try file.attributes(typed("/", "NWBFile", [("nwb_version", .text(NWBWriter.version))]))
    for path in ["acquisition", "analysis", "general", "processing", "stimulus/presentation", "stimulus/templates"] {
      try file.group("/" + path)
    }
    try text("/identifier", identifier)
    try text("/session_description", description)
    try text("/session_start_time", start)
    try text("/timestamps_reference_time", start)
    // The date of the conversion would make each run's bytes different.
    try file.dataset("/file_create_date", DataArray([start]))
    try text("/general/experiment_description", description)
    let known = { (value: String?) in value.flatMap { $0.isEmpty ? nil : $0 } }
    for (name, value) in [
      ("session_id", session?.sessionID), ("institution", session?.institution), ("lab", session?.laboratory),
    ] {
      if let value = known(value) { try text("/general/\(name)", value) }
    }
    for (name, list) in [("experimenter", session?.experimenters), ("keywords", session?.keywords)] {
      if let list, !list.isEmpty { try file.dataset("/general/\(name)", DataArray(list)) }
    }
    if session?.device != nil { _ = try device() }
    // The archive's checks ask for a subject; what is not known is left out or said to be unknown.
    try group("/general/subject", "Subject")
    try text("/general/subject/subject_id", known(session?.subjectID) ?? "unknown")
    try text("/general/subject/sex", known(session?.sex) ?? "U")
    try text(
      "/general/subject/description",
      known(session?.subjectDescription) ?? "As far as the source describes the subject.")
    if let species = known(session?.species) { try text("/general/subject/species", species) }
    // Without an age: zero days or more, which is all that is known.
    try file.dataset(
      "/general/subject/age", DataArray([known(session?.age) ?? "P0D/"], shape: []), [("reference", .text("birth"))])
  }

  // MARK: Tables

  private func table(
    _ path: String, _ type: String, _ description: String, ids: [Int], columns: [String], _ more: Attributes = []
  ) throws {
    try group(path, type, [("colnames", .texts(columns)), ("description", .text(description))] + more)
    try file.dataset(path + "/id", DataArray(ids), typed(path + "/id", "ElementIdentifiers", []))
  }

  private func column(_ path: String, _ array: DataArray, _ description: String) throws {
    try file.dataset(path, array, typed(path, "VectorData", [("description", .text(description))]))
  }

  /// The ends of a ragged column, in the smallest unsigned type that holds them, as other writers do.
  private func index(of path: String, ends: [Int]) throws {
    let last = ends.last ?? 0
    let storage: DataArray.Storage =
      last < 1 << 8
      ? .uint8(ends.map { UInt8($0) })
      : last < 1 << 16
        ? .uint16(ends.map { UInt16($0) })
        : last < 1 << 32 ? .uint32(ends.map { UInt32($0) }) : .uint64(ends.map { UInt64($0) })
    let name = path.split(separator: "/").last.map(String.init) ?? path
    try file.dataset(
      path + "_index", DataArray(shape: [ends.count], storage: storage),
      typed(
        path + "_index", "VectorIndex",
        [("description", .text("Index for VectorData '\(name)'")), ("target", .reference(path))]))
  }

  /// Units with spike times one after the other. Names that are no whole numbers stand in the column `unit_name`.
  func units(_ trains: [SpikeTrain]) throws {
    let numbers = trains.compactMap { train in Int(train.id).flatMap { String($0) == train.id && $0 >= 0 ? $0 : nil } }
    let areNumbers = numbers.count == trains.count && Set(numbers).count == numbers.count
    try table(
      "/units", "Units", "Sorted units with their spike times.",
      ids: areNumbers ? numbers : Array(trains.indices), columns: ["spike_times"] + (areNumbers ? [] : ["unit_name"]))
    let path = "/units/spike_times"
    let description = [("description", HDF5Writer.Attribute.text("the spike times for each unit in seconds"))]
    try file.dataset(path, trains.stream, typed(path, "VectorData", description))
    try index(of: path, ends: trains.ends)
    if !areNumbers { try column("/units/unit_name", DataArray(trains.map(\.id)), "the name of each unit in the source") }
  }

  /// Counts [time, cell] as a series, with a table beside it whose rows are its columns. `Units` would have to have spike
  /// times.
  mutating func counts(_ matrix: Matrix<Int32>, binWidth: Double, start: Double, cellIDs: [String]) throws {
    let module = try module("ecephys", "Processed electrical recordings.")
    let cells = module + "/" + NWBCounts.table
    try table(
      cells, "DynamicTable", "The cells whose spikes were counted; the times of their spikes are not in the file.",
      ids: Array(cellIDs.indices), columns: ["unit_name"])
    try column(cells + "/unit_name", DataArray(cellIDs), "the name of each cell in the source")
    try series(
      module + "/spike_counts", "TimeSeries", DataArray(matrix), unit: NWBCounts.unit, .rate(1 / binWidth, start: start),
      description: NWBCounts.description(binWidth: binWidth))
  }

  /// Epochs in order of their starts, each with its name as its tag.
  func epochs(_ epochs: [Epoch]) throws {
    let order = epochs.indices.sorted { (epochs[$0].start, $0) < (epochs[$1].start, $1) }
    let path = "/intervals/epochs"
    try table(
      path, "TimeIntervals", "Named stretches of the session.", ids: Array(epochs.indices),
      columns: ["start_time", "stop_time", "tags"])
    try column(path + "/start_time", DataArray(order.map { epochs[$0].start }), "Start time of epoch, in seconds")
    try column(path + "/stop_time", DataArray(order.map { epochs[$0].stop }), "Stop time of epoch, in seconds")
    try column(path + "/tags", DataArray(order.map { epochs[$0].name }), "the name of the epoch")
    try index(of: path + "/tags", ends: Array(epochs.indices.map { $0 + 1 }))
  }

  // MARK: Series

  private enum Clock {
    case times([Double])
    case link(String)
    case rate(Double, start: Double)
  }

  private func series(
    _ path: String, _ type: String, _ data: DataArray, unit: String, conversion: Double = 1, _ clock: Clock, description: String
  ) throws {
    try group(
      path, type,
      [("comments", .text("Written by canns-analyze.")), ("description", .text(description))])
    try file.dataset(
      path + "/data", data,
      [("conversion", .number(conversion)), ("offset", .number(0)), ("resolution", .number(-1)), ("unit", .text(unit))])
    switch clock {
    case .times(let times):
      if let (start, rate) = regular(times) {
        return try file.dataset(
          path + "/starting_time", DataArray([start], shape: []), [("rate", .number(rate)), ("unit", .text("seconds"))])
      }
      try file.dataset(
        path + "/timestamps", DataArray(times),
        [("interval", .array(DataArray([Int32(1)], shape: []))), ("unit", .text("seconds"))])
    case .link(let target): try file.link(path + "/timestamps", to: target)
    case .rate(let rate, let start):
      try file.dataset(
        path + "/starting_time", DataArray([start], shape: []), [("rate", .number(rate)), ("unit", .text("seconds"))])
    }
  }

  /// Start and rate of times that these two give back with every bit.
  private func regular(_ times: [Double]) -> (start: Double, rate: Double)? {
    guard times.count > 1, let start = times.first, let last = times.last, last > start else { return nil }
    let rate = (Double(times.count - 1) / (last - start) * 1e6).rounded() / 1e6
    guard rate > 0, times.indices.allSatisfy({ start + Double($0) / rate == times[$0] }) else { return nil }
    return (start, rate)
  }

  mutating func trajectory(_ trajectory: Trajectory) throws {
    let module = try self.module("behavior", "Where the animal was and where it looked.")
    var clock = Clock.times(trajectory.t)
    if let x = trajectory.x {
      let path = "\(module)/Position/position"
      try group("\(module)/Position", "Position")
      let data = trajectory.y.map { y in DataArray(zip(x, y).flatMap { [$0, $1] }, shape: [x.count, 2]) } ?? DataArray(x)
      try series(
        path, "SpatialSeries", data, unit: "meters", clock,
        description: "Position of the animal (x\(trajectory.y == nil ? "" : ", y")); NaN where tracking was lost.")
      try text(path + "/reference_frame", "The axes of the source.")
      if regular(trajectory.t) == nil { clock = .link(path + "/timestamps") }
    }
    if let direction = trajectory.headDirection {
      let path = "\(module)/CompassDirection/head_direction"
      try group("\(module)/CompassDirection", "CompassDirection")
      try series(
        path, "SpatialSeries", DataArray(direction), unit: "radians", clock,
        description: "Head direction in [0, 2 pi); NaN where it was lost.")
      try text(path + "/reference_frame", "0 along the x axis of the source, counterclockwise.")
    }
  }

  mutating func fieldPotential(_ signal: FieldPotential) throws {
    let (device, module) = (try self.device(), try self.module("ecephys", "Processed electrical recordings."))
    let place = "/general/extracellular_ephys"
    try group(
      place + "/electrodes_of_source", "ElectrodeGroup",
      [("description", .text("The source does not describe its electrodes.")), ("location", .text("unknown"))])
    try file.link(place + "/electrodes_of_source/device", to: device)
    let table = place + "/electrodes"
    try self.table(
      table, "DynamicTable", "metadata about extracellular electrodes", ids: [0],
      columns: ["location", "group", "group_name"])
    try column(table + "/location", DataArray(["unknown"]), "the location of channel within the subject")
    try file.references(
      table + "/group", to: [place + "/electrodes_of_source"],
      typed(table + "/group", "VectorData", [("description", .text("a reference to the ElectrodeGroup"))]))
    try column(table + "/group_name", DataArray(["electrodes_of_source"]), "the name of the ElectrodeGroup")
    try group(module + "/LFP", "LFP")
    let path = module + "/LFP/lfp"
    let samples = try signal.samples
    try series(
      path, "ElectricalSeries", DataArray(samples, shape: [samples.count, 1]), unit: "volts",
      conversion: signal.voltsPerUnit ?? 1,
      signal.gaps.isEmpty ? .rate(signal.rate, start: signal.start) : .times(signal.times),
      description: signal.voltsPerUnit == nil
        ? "Local field potential of one channel, in the numbers of the source, whose unit is not known: they need not be volts."
        : "Local field potential of one channel, in the numbers of the source.")
    try file.dataset(
      path + "/electrodes", DataArray([0]),
      typed(
        path + "/electrodes", "DynamicTableRegion",
        [("description", .text("the channel's electrode")), ("table", .reference(table))]))
  }

  /// ROI signals with the least description of their plane that the format asks for.
  mutating func roiSignals(_ signals: ROISignals) throws {
    let (device, module) = (try self.device(), try self.module("ophys", "Signals of regions of interest."))
    let plane = "/general/optophysiology/imaging_plane"
    try group(plane, "ImagingPlane")
    try group(plane + "/optical_channel", "OpticalChannel")
    try text(plane + "/optical_channel/description", "unknown")
    try file.dataset(plane + "/optical_channel/emission_lambda", DataArray([Double.nan], shape: []))
    try text(plane + "/description", "The source does not describe its imaging plane.")
    try file.dataset(plane + "/excitation_lambda", DataArray([Double.nan], shape: []))
    for name in ["indicator", "location"] { try text("\(plane)/\(name)", "unknown") }
    try file.link(plane + "/device", to: device)
    try group(module + "/ImageSegmentation", "ImageSegmentation")
    let (regions, table) = (signals.matrix.columns, module + "/ImageSegmentation/regions")
    try self.table(
      table, "PlaneSegmentation", "Regions of interest; their masks are not known (one empty pixel each).",
      ids: Array(0..<regions), columns: ["image_mask"])
    try column(
      table + "/image_mask", DataArray([Float](repeating: 0, count: regions), shape: [regions, 1, 1]),
      "Image masks for each ROI: not known")
    try file.link(table + "/imaging_plane", to: plane)
    try file.group(table + "/reference_images")
    try group(module + "/Fluorescence", "Fluorescence")
    let path = module + "/Fluorescence/signals"
    let clock: Clock =
      switch signals.clock {
      case .rate(let rate)?: .rate(rate, start: 0)
      case .times(let times)?: .times(times)
      // Frame numbers stand for a clock that nobody knows; the findings of the conversion say so.
      case nil: .rate(1, start: 0)
      }
    try series(
      path, "RoiResponseSeries", DataArray(signals.matrix), unit: "n.a.", clock,
      description: "Signals of the regions [time, region], in the unit of the source.")
    try file.dataset(
      path + "/rois", DataArray(Array(0..<regions)),
      typed(
        path + "/rois", "DynamicTableRegion",
        [("description", .text("all regions")), ("table", .reference(table))]))
  }

  /// Series of results.
  mutating func results(_ list: [NWBTimeSeries]) throws {
    guard !list.isEmpty else { return }
    let module = try self.module("canns_analyze", "Results of canns-analyze.")
    for (number, one) in list.enumerated() {
      let sharing = list[..<number].first { $0.timestamps == one.timestamps }
      try series(
        "\(module)/\(one.name)", "TimeSeries", one.data, unit: one.unit,
        regular(one.timestamps) == nil
          ? sharing.map { .link("\(module)/\($0.name)/timestamps") } ?? .times(one.timestamps) : .times(one.timestamps),
        description: one.description)
    }
  }
}
