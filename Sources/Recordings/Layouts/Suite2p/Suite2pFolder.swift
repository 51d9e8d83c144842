import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// The folder that suite2p writes: `plane0`, `plane1`, … with `F.npy`, `Fneu.npy`, `spks.npy` [ROI, frame] and `iscell.npy`,
/// which its program for curation rewrites after the run; `Fall.mat` keeps the state before and is never read.
enum Suite2pFolder: FolderLayout {
  static let format = "suite2p"
  static let signature = "F.npy or spks.npy with iscell.npy, here, in planeN or in suite2p/"
  static let settings = ["roi", "plane", "accepted", "curation", "neuropil", "fs"]
  private static let arrays = ["F", "Fneu", "spks", "iscell", "redcell"]
  private static let settingFiles = ["ops", "settings", "db"]

  static func source(in folder: FolderListing) throws -> ArraySource? {
    if let inner = try folder.folder("suite2p"), !isPlane(folder), try !planes(in: inner).isEmpty || isPlane(inner) {
      return try source(in: inner)
    }
    var items = FolderItems()
    if isPlane(folder) {
      add(folder, prefix: "", to: &items)
    } else {
      let planes = try planes(in: folder)
      if planes.isEmpty { return nil }
      for plane in planes { add(plane, prefix: plane.title + "/", to: &items) }
      for name in settingFiles where folder.has(name + ".npy") { items.add(folder.file(name + ".npy"), as: name) }
      if let combined = try folder.folder("combined"), combined.has("iscell.npy") {
        items.add(combined.file("iscell.npy"), as: combinedCuration)
      }
    }
    return items.source(folder.url, format: format)
  }

  /// Any of the plane's files stands for the plane, and the settings beside the planes for all of them.
  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource? {
    let name = url.lastPathComponent
    guard (arrays + settingFiles + ["stat"]).contains(where: { name == $0 + ".npy" }),
      let folder = try FolderListing(url.deletingLastPathComponent()), let whole = try source(in: folder),
      whole.files.contains(where: { $0.standardizedFileURL.path == url.standardizedFileURL.path })
    else { return nil }
    return whole.named(url)
  }

  private static func isPlane(_ folder: FolderListing) -> Bool {
    (folder.has("F.npy") || folder.has("spks.npy")) && (folder.has("iscell.npy") || folder.has("stat.npy"))
  }

  private static func planes(in folder: FolderListing) throws -> [FolderListing] {
    try folder.names.filter { $0.hasPrefix("plane") && Int($0.dropFirst(5)) != nil }
      .compactMap { try folder.folder($0) }.filter(isPlane)
  }

  private static func add(_ plane: FolderListing, prefix: String, to items: inout FolderItems) {
    for name in arrays + settingFiles where plane.has(name + ".npy") {
      items.add(plane.file(name + ".npy"), as: prefix + name)
    }
    // Looked into for merged regions alone: it is large, and listed as no array.
    if plane.has("stat.npy") { items.add(file: plane.file("stat.npy")) }
  }

  // MARK: Reading

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == format else { return nil }
    var reading = RecordingReading(source, options)
    try reading.requireMap(settings)
    let prefixes = try chosenPlanes(&reading)
    let signal = try signal(&reading, prefixes)
    let told = try readSettings(&reading, prefixes)
    let rate = try frameRate(&reading, told)
    let coefficient = signal.needsNeuropil ? try neuropilCoefficient(&reading, told) : 0
    let combined = try combinedCuration(&reading)
    var planes: [(matrix: Matrix<Float>, ids: [String])] = []
    var (accepted, merged, total) = (0, 0, 0)
    var places: [Int] = []
    for prefix in prefixes {
      let traces = try signal.read(reading, prefix, coefficient: coefficient, rate: rate)
      let chosen = try acceptedROIs(&reading, prefix, count: traces.rows, combined[prefix])
      let parts = try mergedParts(&reading, prefix, chosen, count: traces.rows)
      let kept = chosen.filter { !parts.contains($0) }
      try noteRed(&reading, prefix, kept, count: traces.rows)
      places += kept.map { total + $0 }
      (accepted, merged, total) = (accepted + kept.count, merged + chosen.count - kept.count, total + traces.rows)
      planes.append((traces.selectingRows(kept), kept.map { prefix.replacing("/", with: "_") + String($0) }))
    }
    let matrix = try joined(planes.map(\.matrix), &reading).transposed()
    let rejected = total - accepted - merged
    reading.note(
      .found, "ROI signals",
      "\(matrix.rows) frames of \(accepted) accepted regions; \(rejected) of \(total) are rejected by iscell.npy"
        + (reading.mapped("accepted") == "all" ? " and kept as asked for." : " and were left out."),
      option: reading.mapped("accepted") == nil && rejected > 0 ? "--map accepted=all" : nil)
    reading.note(.found, "ROI signals", signal.message(coefficient), option: "--map roi=spks|dff|corrected|F")
    guard matrix.columns > 0 else {
      throw FileError.unusable(
        "iscell.npy accepts none of \(total) regions.", remedy: "Curate them in suite2p, or give --map accepted=all.")
    }
    let missing = matrix.elements.count { !$0.isFinite }
    if missing > 0 { reading.note(.warning, "ROI signals", "\(missing) values are NaN or infinite.") }
    noteBadFrames(&reading, told, frames: matrix.rows)
    let used = signal.arrays + ["iscell", "redcell"] + settingFiles
    reading.noteUnused(
      files: prefixes.flatMap { prefix in used.map { prefix + $0 } } + settingFiles + [combinedCuration, "combined"],
      because: "--map roi and --map plane choose signal and plane, and nothing else in them is read")
    return reading.recording(
      roiSignals: ROISignals(
        matrix: matrix, clock: rate.map { .rate($0) }, quantity: signal.quantity, ids: planes.flatMap(\.ids),
        curation: RegionCuration(kept: places, of: total)))
  }

  private static func chosenPlanes(_ reading: inout RecordingReading) throws -> [String] {
    let planes = planePrefixes(reading.source)
    guard let wanted = reading.mapped("plane") else {
      if planes.count > 1 {
        reading.note(
          .found, "ROI signals", "\(planes.count) planes were joined: \(firstNames(planes.map { String($0.dropLast()) }, 8)).",
          option: "--map plane=N")
      }
      return planes.isEmpty ? [""] : planes
    }
    guard let plane = planes.first(where: { $0 == "plane\(wanted)/" || $0 == wanted + "/" }) else {
      throw FileError.unusable(
        "--map plane=\(wanted): there is no such plane"
          + (planes.isEmpty
            ? "; the folder is one plane." : "; there are \(firstNames(planes.map { String($0.dropLast()) }, 8)).")
      )
    }
    return [plane]
  }

  /// The planes side by side; suite2p's planes may differ by a frame or two where the recording stopped.
  private static func joined(_ planes: [Matrix<Float>], _ reading: inout RecordingReading) throws -> Matrix<Float> {
    guard planes.count > 1 else { return planes[0] }
    let frames = planes.map(\.columns)
    let (fewest, most) = (frames.min() ?? 0, frames.max() ?? 0)
    guard most - fewest <= 2 else {
      throw FileError.unusable(
        "the planes have \(frames.map(String.init).joined(separator: ", ")) frames and cannot be joined.",
        remedy: "Read one with --map plane=0.")
    }
    if most > fewest {
      reading.note(
        .warning, "ROI signals", "the planes differ by \(most - fewest) frames; the last of the longer ones were left out.")
    }
    var elements: [Float] = []
    elements.reserveCapacity(planes.reduce(0) { $0 + $1.rows } * fewest)
    for plane in planes {
      for row in 0..<plane.rows { elements += plane.row(row).prefix(fewest) }
    }
    return Matrix(rows: planes.reduce(0) { $0 + $1.rows }, columns: fewest, elements: elements)
  }
}
