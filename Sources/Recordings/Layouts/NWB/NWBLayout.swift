import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// Neurodata Without Borders 2 (https://doi.org/10.7554/eLife.78362) in HDF5.
enum NWBLayout: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    var reading = try reading(source, options, isPreview: false)
    return try reading?.run()
  }

  static func outline(of source: ArraySource, options: ReadingOptions) throws -> RecordingOutline? {
    guard var reading = try reading(source, options, isPreview: true) else { return nil }
    let recording = try reading.run()
    return RecordingOutline(
      recording: recording, spikeSpan: reading.spikeSpan,
      timeSpan: reading.trajectorySpan, uses: reading.uses)
  }

  private static func reading(
    _ source: ArraySource, _ options: ReadingOptions, isPreview: Bool
  ) throws -> NWBReading? {
    guard let (file, tree) = source.hdf5 else { return nil }
    let isNWB = file.attribute("neurodata_type", of: "/")?.strings?.first == "NWBFile"
    try refuseVersion1(file, tree, isNWB: isNWB, options)
    guard isNWB else { return nil }
    let contents = NWBContents(file, tree)
    guard let choices = try NWBChoices(options.map, contents) else { return nil }
    return NWBReading(contents, source, options, choices, isPreview: isPreview)
  }

  /// NWB 1 keeps things in other places and does not say what its objects are.
  private static func refuseVersion1(
    _ file: HDF5File, _ tree: HDF5Tree, isNWB: Bool, _ options: ReadingOptions
  ) throws {
    // Arrays that the user names are read from any HDF5 file.
    guard options.map.isEmpty else { return }
    var version = file.attribute("nwb_version", of: "/")?.strings?.first
    if !isNWB, let node = tree["/nwb_version"], node.kind == .dataset, (elementCount(node.shape) ?? 2) == 1 {
      version = version ?? (try? file.read(node.path))?.strings?.first
    }
    guard let version else { return }
    let number = version.hasPrefix("NWB-") ? String(version.dropFirst(4)) : version
    guard number.hasPrefix("1.") || number.hasPrefix("0.") || (!isNWB && version.hasPrefix("NWB-")) else { return }
    throw FileError.unusable(
      "this is an NWB \(number) file; NWB 2 is read.",
      remedy: sentence {
        "Look for the NWB 2 version of the data set (most were converted for DANDI), or name the arrays yourself: "
        "--map spikes=/PATH,t=/PATH,x=/PATH,y=/PATH."
      })
  }
}

/// The objects that a user chose with `--map`, and the channel that may follow a path: `lfp=/processing/ecephys/LFP/lfp[3]`.
struct NWBChoices {
  private(set) var nodes: [Role: HDF5Tree.Node] = [:]
  /// The column of the field potential, from 0.
  var channel: Int? { columns[.lfp] }
  /// Columns of the data of the field potential and of x and y, from 0.
  private(set) var columns: [Role: Int] = [:]
  /// Whether regions that a table rejects are kept (`accepted=all`).
  private(set) var takesAllRegions = false

  /// The roles that take one column of a series, which may be chosen: `lfp=/PATH[3]`.
  private static let columnRoles: Set<Role> = [.lfp, .x, .y]

  private static let roles: Set<Role> = [.spikes, .position, .x, .y, .headDirection, .roi, .lfp, .epochs]

  /// `nil` when something is mapped that is not an NWB object: then all goes by names.
  init?(_ map: [String: String], _ contents: NWBContents) throws {
    for (key, text) in map.sorted(by: { $0.key < $1.key }) {
      if key.lowercased() == "accepted" {
        guard text == "all" else { throw FileError.unusable("--map accepted takes 'all' for NWB files.") }
        takesAllRegions = true
        continue
      }
      guard let role = Role(mapKey: key), NWBChoices.roles.contains(role) else { return nil }
      var path = text
      if NWBChoices.columnRoles.contains(role), text.hasSuffix("]"), let bracket = text.lastIndex(of: "[") {
        guard let number = Int(text[text.index(after: bracket)...].dropLast()), number >= 0 else {
          throw FileError.unusable(
            "--map \(key)=\(text): the column is a number from 0.", remedy: "Write it as \(key)=/PATH[3].")
        }
        columns[role] = number
        path = String(text[..<bracket])
      }
      guard let node = contents.object(at: path) else {
        let isThere = contents.tree[path.hasPrefix("/") ? path : "/" + path] != nil
        if isThere || text.contains("+") { return nil }
        let base = NWBChoices.base(of: role)
        let possible = contents.objects(base).map(\.path)
        throw FileError.unusable(
          "--map \(key)=\(text): there is no object '\(path)'.", file: contents.file.name,
          remedy: possible.isEmpty
            ? "The file holds no \(base)." : "Possible: " + possible.prefix(8).joined(separator: ", ") + ".")
      }
      let base = NWBChoices.base(of: role)
      // What a mere TimeSeries means only its owner knows; it may be chosen for anything.
      guard
        contents.types.isA(node.neurodataType, base)
          || (role == .spikes && node.neurodataType == "TimeSeries")
          || (base != "Units" && base != "TimeIntervals" && contents.types.isA(node.neurodataType, "TimeSeries"))
      else {
        throw FileError.unusable(
          "--map \(key)=\(text): it is a \(node.neurodataType ?? "group"); a \(base) was expected.",
          file: contents.file.name,
          remedy: "Possible: " + contents.objects(base).prefix(8).map(\.path).joined(separator: ", ") + ".")
      }
      nodes[role] = node
    }
  }

  private static func base(of role: Role) -> String {
    switch role {
    case .spikes: "Units"
    case .lfp: "ElectricalSeries"
    case .roi: "RoiResponseSeries"
    case .epochs: "TimeIntervals"
    default: "SpatialSeries"
    }
  }
}
