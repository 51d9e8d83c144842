import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// The folder that Kilosort and other sorters write for Phy: `spike_times.npy` in samples, `spike_clusters.npy` after curation
/// or `spike_templates.npy` before it, labels of the clusters in tables, the sampling rate in `params.py`.
enum PhyFolder: FolderLayout {
  static let format = "Phy/Kilosort"
  static let signature = "spike_times.npy with spike_clusters.npy"
  static let settings = ["labels", "label_file", "spikes", "fs"]

  static func source(in folder: FolderListing) throws -> ArraySource? {
    guard folder.has("spike_times.npy") else { return nil }
    var items = FolderItems()
    for name in ["spike_times", "spike_clusters", "spike_templates"] where folder.has(name + ".npy") {
      items.add(folder.file(name + ".npy"), as: name)
    }
    guard items.items.count > 1 else { return nil }
    for name in labelFiles(folder.names) { items.add(folder.file(name), as: name) }
    if folder.has("params.py") {
      let url = folder.file("params.py")
      items.add(url, as: "params.py", shape: [], typeName: "text") {
        let file = try InputFile(url)
        let bytes = try file.bytes(at: 0, count: min(file.size, 1 << 20))
        return .array(DataArray([String(decoding: bytes, as: UTF8.self)], shape: []))
      }
    }
    return items.source(folder.url, format: format)
  }

  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource? {
    let name = url.lastPathComponent
    let known = ["spike_times.npy", "spike_clusters.npy", "spike_templates.npy", "params.py"]
    guard known.contains(name) || !labelFiles([name]).isEmpty,
      let folder = try FolderListing(url.deletingLastPathComponent())
    else { return nil }
    return try source(in: folder)?.named(url)
  }

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == format else { return nil }
    var reading = RecordingReading(source, options)
    try reading.requireMap(settings)
    let rate = try samplingRate(&reading)
    let clusters = try clusterItem(&reading)
    guard let samples = try reading.array("spike_times")?.doubles, let ids = try reading.array(clusters)?.integers else {
      throw FileError.unusable("spike_times.npy and \(clusters).npy hold whole numbers; they do not.")
    }
    guard samples.count == ids.count else {
      throw FileError.unusable(
        "spike_times.npy has \(samples.count) spikes and \(clusters).npy \(ids.count).",
        remedy: "They are of different runs: save again in Phy, or export again from the sorter.")
    }
    let perSecond = try samplesPerSecond(samples, rate: rate, options)
    let end = try recordedEnd(reading, samples, rate: perSecond)
    noteEnd(end, rate: perSecond, &reading)
    try refuseOverflow(samples)
    var trains: [Int: [Double]] = [:]
    var (before, beyond) = (0, 0)
    for (sample, id) in zip(samples, ids) {
      if !(sample >= 0) {
        before += 1
      } else if let end, end.isTrusted, sample >= end.samples {
        beyond += 1
      } else {
        trains[id, default: []].append(sample / perSecond)
      }
    }
    reading.note(
      .found, "spikes",
      sentence {
        if perSecond == rate {
          "spike_times.npy in samples at \(measured(rate)) Hz with the cluster of each spike in \(clusters).npy."
        } else {
          "spike_times.npy in units of 1/\(measured(perSecond)) s, as --spike-time-unit says, with the cluster of "
          "each spike in \(clusters).npy."
        }
      })
    if before + beyond > 0 {
      reading.note(
        .warning, "spikes",
        "\(before) spikes lie before the start of the recording (negative samples) and \(beyond) at or after its end; left out."
      )
    }
    let (kept, labelFile) = try keptClusters(trains, &reading)
    try noteOtherClock(&reading)
    try noteTables(&reading, kept, followed: labelFile)
    reading.noteUnused(
      files: ["spike_times", clusters, "params.py"] + [labelFile, end?.file].compactMap { $0 },
      because: "they hold neither the times of spikes nor the labels that were followed")
    let spikes = kept.map { SpikeTrain(id: String($0), times: trains[$0] ?? []) }
    let checked = try reading.select(reading.checkSpikes(.trains(spikes), trajectory: nil))
    return reading.recording(spikes: checked)
  }

  /// A few spikes may lie in the padding before the first sample; many say that the numbers ran over their type.
  ///
  /// - Throws: `FileError` for more than one in a hundred (and ten) below 0.
  private static func refuseOverflow(_ samples: [Double]) throws {
    let negative = samples.count { $0 < 0 }
    guard negative > 10, 100 * negative > samples.count else { return }
    throw FileError.unusable(
      "\(negative) of \(samples.count) samples are below 0, which no recording has: they ran over the largest number of their "
        + "type, or an offset was taken away.", place: "spike_times.npy",
      remedy: "Write it anew with 64 bits, as the sorter does.")
  }

  /// The clusters after curation, or the templates before it, never a mixture.
  private static func clusterItem(_ reading: inout RecordingReading) throws -> String {
    if let name = reading.mapped("spikes") {
      guard ["spike_clusters", "spike_templates"].contains(name), reading.source.item(name) != nil else {
        throw FileError.unusable(
          "--map spikes=\(name): the clusters of spikes are spike_clusters or spike_templates.")
      }
      return name
    }
    if reading.source.item("spike_clusters") != nil { return "spike_clusters" }
    reading.note(
      .warning, "spikes", "there is no spike_clusters.npy: the sorter's templates were taken, before any curation.")
    return "spike_templates"
  }

  private static func samplingRate(_ reading: inout RecordingReading) throws -> Double {
    if let rate = try reading.mappedNumber("fs") {
      guard rate > 0 else { throw FileError.unusable("--map fs=\(rate): a rate is positive.") }
      return rate
    }
    let text = try reading.array("params.py")?.strings?.first
    guard let rate = text.flatMap({ PythonAssignments($0).number("sample_rate") }), rate > 0, rate.isFinite else {
      throw FileError.unusable(
        text == nil
          ? "there is no params.py, which says the sampling rate."
          : "params.py has no line 'sample_rate = NUMBER' (the file is read as text and never run).",
        remedy: "Give the rate: --map fs=30000.")
    }
    guard rate >= slowestSampling else {
      throw FileError.unusable(
        "params.py says sample_rate = \(measured(rate)), and no sorter finds spikes in \(measured(rate)) samples a second.",
        remedy: "Give the rate in hertz: --map fs=\(measured(rate * 1000)) if that was in kHz.")
    }
    return rate
  }

  /// Hertz.
  private static let slowestSampling = 500.0

  /// Times that another program brought onto another clock (TPrime writes `spike_times_sec_adj.npy`) are not those of
  /// `spike_times.npy`: behaviour on that clock does not belong to these.
  private static func noteOtherClock(_ reading: inout RecordingReading) throws {
    guard let first = reading.source.files.first, let folder = try FolderListing(first.deletingLastPathComponent()) else {
      return
    }
    let names = folder.names.filter { name in
      name.hasPrefix("spike_") && name.hasSuffix(".npy") && ["_adj", "_sync", "_align"].contains { name.contains($0) }
    }
    guard !names.isEmpty else { return }
    reading.note(
      .warning, "spikes",
      "\(firstNames(names)) holds times that were brought onto another clock, and was not used: spikes are on the clock of the "
        + "probe. Where the behaviour is on the other, save these times and spike_clusters.npy as spike_times and "
        + "spike_clusters in one .npz.")
  }
}
