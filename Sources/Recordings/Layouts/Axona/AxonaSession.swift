import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// A session of the Axona acquisition system: `base.set` (settings), `base.pos` (position), `base.eeg…` and `base.egf…`
/// (field potentials), `base.1`, `base.2`, … (spikes of the tetrodes) with `base_1.cut`, `base_2.cut`, … or `base.clu.1`, …
/// (clusters).
enum AxonaSession: FolderLayout {
  static let format = "Axona"
  static let signature = "NAME.set, or NAME.pos, NAME.eeg or NAME.egf"
  static let settings = ["lfp", "y", "labels"]

  static func source(in folder: FolderListing) throws -> ArraySource? {
    let bases = try bases(in: folder)
    guard let base = bases.first else { return nil }
    guard bases.count == 1 else {
      throw FileError.unusable(
        "the folder holds \(bases.count) Axona sessions: \(firstNames(bases, 8)).", file: folder.url.path,
        remedy: "Name one by its file: \(folder.title)/\(base).set.")
    }
    return source(in: folder, base: base, url: folder.url)
  }

  /// Any file of a session stands for all of it.
  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource? {
    guard let base = base(ofFile: url, start: start), let folder = try FolderListing(url.deletingLastPathComponent()) else {
      return nil
    }
    return source(in: folder, base: base, url: url)
  }

  /// What the names of a session's files start with: `NAME` of `NAME.5`, `NAME_5.cut` and `NAME.clu.5`.
  private static func base(ofFile url: URL, start: [UInt8]) -> String? {
    let name = url.deletingPathExtension().lastPathComponent
    if AxonaFile.isAxona(start) { return name }
    if url.pathExtension.lowercased() == "cut", AxonaClusters.isCut(start), let place = name.lastIndex(of: "_"),
      isCut(String(name[place...]) + ".cut")
    {
      return String(name[..<place])
    }
    guard name.lowercased().hasSuffix(".clu"), let number = Int(url.pathExtension) else { return nil }
    // KlustaKwik writes such files for other systems too.
    let tetrode = url.deletingLastPathComponent().appendingPathComponent("\(name.dropLast(4)).\(number)")
    guard let file = try? InputFile(tetrode), let start = try? file.bytes(at: 0, count: min(file.size, 16)) else { return nil }
    return AxonaFile.isAxona(start) ? String(name.dropLast(4)) : nil
  }

  private static func bases(in folder: FolderListing) throws -> [String] {
    func stems(_ endings: [String]) -> [String] {
      folder.names.filter { name in endings.contains { name.lowercased().hasSuffix($0) } }
        .map { String($0.dropLast(4)) }
    }
    let sets = stems([".set"])
    let candidates = sets.isEmpty ? stems([".pos", ".eeg", ".egf"]) : sets
    var bases: [String] = []
    for base in candidates where !bases.contains(base) {
      // Other programs write .set, .eeg and .pos too.
      let isAxona = try [".set", ".pos", ".eeg", ".egf"].contains { ending in
        guard let name = folder.name(base + ending), let file = try? InputFile(folder.file(name)) else { return false }
        return AxonaFile.isAxona(try file.bytes(at: 0, count: min(file.size, 16)))
      }
      if isAxona { bases.append(base) }
    }
    return bases
  }

  private static func source(in folder: FolderListing, base: String, url: URL) -> ArraySource {
    var items = FolderItems()
    for name in folder.names where name.hasPrefix(base) {
      let ending = String(name.dropFirst(base.count))
      let lower = ending.lowercased()
      let isSettings = lower == ".set"
      let file = folder.file(name)
      if isSettings || lower == ".pos" || Int(lower.dropFirst()) != nil && lower.hasPrefix(".")
        || isFieldPotential(lower)
      {
        let axona = try? AxonaFile(file)
        let bytes = axona?.data.count ?? 0
        items.add(
          file, as: ending, shape: isSettings ? [axona?.header.count ?? 0] : [bytes],
          typeName: axona == nil ? "not readable" : isSettings ? "settings" : "bytes of records"
        ) { .array(DataArray([] as [Int32])) }
      } else if isCut(lower) || isClu(lower) {
        items.add(file, as: ending, shape: [], typeName: "clusters") {
          .array(DataArray(try AxonaClusters.read(file)))
        }
      }
    }
    return items.source(url, format: format)
  }

  static func isFieldPotential(_ ending: String) -> Bool {
    [".eeg", ".egf"].contains { ending.hasPrefix($0) && (ending.count == 4 || Int(ending.dropFirst(4)) != nil) }
  }

  private static func isCut(_ ending: String) -> Bool {
    ending.hasPrefix("_") && ending.hasSuffix(".cut") && Int(ending.dropFirst().dropLast(4)) != nil
  }

  private static func isClu(_ ending: String) -> Bool { ending.hasPrefix(".clu.") && Int(ending.dropFirst(5)) != nil }

  // MARK: Reading

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == format else { return nil }
    var reading = RecordingReading(source, options)
    try reading.requireMap(settings)
    let trajectory = try file(".pos", reading).map { try Self.trajectory($0, &reading) }
    let fieldPotential = try fieldPotential(&reading)
    let trains = try tetrodes(&reading)
    let spikes = try trains.isEmpty ? nil : reading.select(reading.checkSpikes(.trains(trains), trajectory: trajectory))
    guard spikes != nil || trajectory != nil || fieldPotential != nil else {
      throw nothingRecorded(source)
    }
    // Of two kinds of clusters those of Tint are followed.
    let twice = source.items.map(\.path).filter { path in
      isClu(path.lowercased()) && source.item("_\(path.dropFirst(5)).cut") != nil
    }
    let first = source.items.first.flatMap { item in source.files.first { $0.lastPathComponent.hasSuffix(item.path) } }
    let stem = first.map { String($0.lastPathComponent.dropLast(source.items[0].path.count)) } ?? ""
    reading.noteUnused(
      files: source.items.map(\.path).filter { !twice.contains($0) }, stem: stem,
      because: "settings, positions, field potentials, spikes and one kind of clusters (_N.cut before .clu.N) are read")
    return reading.recording(spikes: spikes, trajectory: trajectory, fieldPotential: fieldPotential)
  }

  private static func nothingRecorded(_ source: ArraySource) -> FileError {
    let endings = source.items.map(\.path)
    let tetrodes = endings.filter { Int($0.dropFirst()) != nil }
    let clusters = endings.filter { isCut($0.lowercased()) || isClu($0.lowercased()) }
    let what =
      if !tetrodes.isEmpty {
        "spikes of tetrodes without their clusters (\(firstNames(tetrodes, 8)) without _N.cut or .clu.N)"
      } else if !clusters.isEmpty {
        "the clusters of tetrodes without the times of their spikes (\(firstNames(clusters, 8)) without .N)"
      } else {
        "settings"
      }
    return FileError.unusable(
      "of the session there are only \(what): no position, no field potential and no units.",
      remedy: "Copy the session's other files beside it: .set, .pos, .eeg, and .N with _N.cut.")
  }

  /// The file of an item, by its ending without regard to case.
  static func file(_ ending: String, _ reading: RecordingReading) -> URL? {
    guard let item = reading.source.items.first(where: { $0.path.lowercased() == ending }) else { return nil }
    return reading.source.files.first { $0.lastPathComponent.hasSuffix(item.path) }
  }

  private static func trajectory(_ url: URL, _ reading: inout RecordingReading) throws -> Trajectory {
    var tracking = try AxonaTracking(url)
    if tracking.missing > 0 {
      reading.note(
        .warning, "position",
        "\(url.lastPathComponent) ends early: \(tracking.missing) of the samples that it promises are missing.")
    }
    let isTurned = reading.mapped("y")?.lowercased() == "up"
    guard reading.mapped("y") == nil || isTurned else {
      throw FileError.unusable("--map y takes 'up' for Axona: y is turned to grow upward in the image.")
    }
    if isTurned {
      let height = tracking.height ?? tracking.y.flatMap { $0 }.filter(\.isFinite).max() ?? 0
      tracking.y = tracking.y.map { $0.map { height - $0 } }
    }
    let count = tracking.x[0].count
    for light in tracking.x.indices {
      let lost = tracking.x[light].count(where: \.isNaN)
      reading.note(.found, "position", "light \(light + 1) was lost (1023) in \(lost) of \(count) samples.")
    }
    let direction = tracking.headDirection(isTurned: isTurned)
    if direction != nil {
      reading.note(
        .found, "head direction",
        sentence {
          "from the two lights; light 1 stands \(measured((tracking.bearings[0] ?? 0) * 180 / .pi)) degrees from the nose "
          "(bearing_colour_1)."
        })
    }
    reading.note(
      .found, "position",
      sentence {
        "the position is that of light 1, in the image of the camera, where y grows "
        if isTurned { "upward as asked for." } else { "downward." }
      },
      option: isTurned ? nil : "--map y=up")
    let unit = tracking.pixelsPerMetre.map { "px:\(1 / $0)" }
    if unit == nil {
      reading.note(.warning, "position", "the header does not say pixels_per_metre.", option: "--position-unit px:<m per px>")
    }
    let (x, y) = try reading.scaledPositions(tracking.x[0], tracking.y[0], unitName: unit)
    let t = (0..<count).map { Double($0) / tracking.rate }
    reading.describe(t, x, y, direction)
    return Trajectory(t: t, x: x, y: y, headDirection: direction)
  }
}

extension AxonaTracking {
  /// The direction of the head in the frame of the positions: from light 2 to light 1, less the bearing of light 1 on the head;
  /// `nil` with one light, NaN where one was lost.
  func headDirection(isTurned: Bool) -> [Double]? {
    guard x.count == 2 else { return nil }
    // Bearings turn anticlockwise in the world. In an image whose y grows downward that is a falling angle.
    let bearing = (bearings[0] ?? 0) * (isTurned ? 1 : -1)
    return x[0].indices.map { sample in
      wrappedAngle(headingAngle(x[0][sample] - x[1][sample], y[0][sample] - y[1][sample]) - bearing)
    }
  }
}
