import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// The folder that Kilosort and other sorters write for Phy: `spike_times.npy` in samples, `spike_clusters.npy` after curation
/// or `spike_templates.npy` before it, labels of the clusters in tables, the sampling rate in `params.py`.
enum PhyFolder: FolderLayout {
  static let format = "Phy/Kilosort"
  static let signature = "spike_times.npy with spike_clusters.npy or spike_templates.npy"
  private static let labelFiles = ["cluster_group.tsv", "cluster_group.csv", "cluster_info.tsv", "cluster_KSLabel.tsv"]
  static let settings = ["labels", "spikes", "fs"]

  static func source(in folder: FolderListing) throws -> ArraySource? {
    guard folder.has("spike_times.npy") else { return nil }
    var items = FolderItems()
    for name in ["spike_times", "spike_clusters", "spike_templates"] where folder.has(name + ".npy") {
      items.add(folder.file(name + ".npy"), as: name)
    }
    guard items.items.count > 1 else { return nil }
    for name in labelFiles where folder.has(name) { items.add(folder.file(name), as: name) }
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
    let known = ["spike_times.npy", "spike_clusters.npy", "spike_templates.npy", "params.py"] + labelFiles
    guard known.contains(name), let folder = try FolderListing(url.deletingLastPathComponent()) else { return nil }
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
    let length = try recordedSamples(reading)
    var trains: [Int: [Double]] = [:]
    var (before, beyond) = (0, 0)
    for (sample, id) in zip(samples, ids) {
      if !(sample >= 0) {
        before += 1
      } else if sample >= length {
        beyond += 1
      } else {
        trains[id, default: []].append(sample / rate)
      }
    }
    reading.note(
      .found, "spikes",
      "spike_times.npy in samples at \(measured(rate)) Hz with the cluster of each spike in \(clusters).npy.")
    if before + beyond > 0 {
      reading.note(
        .warning, "spikes",
        "\(before) spikes lie before the start of the recording (negative samples) and \(beyond) at or after its end; left out."
      )
    }
    let kept = try keptClusters(trains, &reading)
    let spikes = kept.map { SpikeTrain(id: String($0), times: trains[$0] ?? []) }
    let checked = try reading.select(reading.checkSpikes(.trains(spikes), trajectory: nil))
    return reading.recording(spikes: checked)
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
    return rate
  }

  /// Samples of the raw recording when it lies beside, else without bound: no recording has 2^53 samples.
  private static func recordedSamples(_ reading: RecordingReading) throws -> Double {
    let bound = 0x1p53
    guard let text = try reading.array("params.py")?.strings?.first else { return bound }
    let assignments = PythonAssignments(text)
    guard let path = assignments.text("dat_path"), let channels = assignments.number("n_channels_dat"), channels >= 1,
      let bytes = ["int16": 2.0, "uint16": 2, "int32": 4, "float32": 4, "float64": 8][assignments.text("dtype") ?? ""]
    else { return bound }
    let folder = reading.source.files[0].deletingLastPathComponent()
    let url = path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)
    guard let size = (try? InputFile(url))?.size else { return bound }
    let header = assignments.number("offset") ?? 0
    return max(0, ((Double(size) - header) / bytes / channels).rounded(.down))
  }

  // MARK: Labels

  /// The clusters with spikes or labels that are good, or those of the labels that were asked for.
  private static func keptClusters(_ trains: [Int: [Double]], _ reading: inout RecordingReading) throws -> [Int] {
    let all = trains.keys.sorted()
    let wanted = reading.mapped("labels")?.lowercased().split(separator: "+").map(String.init)
    guard let (labels, file) = try labels(&reading) else {
      if let wanted, wanted != ["all"] {
        throw FileError.unusable("--map labels=\(wanted.joined(separator: "+")): no file labels the clusters.")
      }
      if wanted == nil {
        reading.note(
          .warning, "spikes",
          "no file labels the clusters (\(labelFiles.joined(separator: ", "))); all \(all.count) were kept.",
          option: "--cells LIST")
      }
      return all
    }
    func label(_ id: Int) -> String { labels[id] ?? "unsorted" }
    var counts: [String: Int] = [:]
    for id in all { counts[label(id), default: 0] += 1 }
    let chosen = wanted ?? ["good"]
    let kept = chosen == ["all"] ? all : all.filter { chosen.contains(label($0)) }
    let found = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    guard !kept.isEmpty else {
      throw FileError.unusable(
        "no cluster is labelled \(chosen.joined(separator: " or ")) in \(file): there are \(found).",
        remedy: "Choose with --map labels=good+mua, or --map labels=all.")
    }
    reading.note(
      .found, "spikes",
      "\(kept.count) of \(all.count) clusters are \(chosen.joined(separator: " or ")) by \(file) (\(found))."
        + (kept.count < all.count ? " The others were left out." : ""),
      option: wanted == nil ? "--map labels=good+mua|all" : nil)
    let silent = labels.count { chosen.contains($0.value) && trains[$0.key] == nil }
    if silent > 0 {
      reading.note(.found, "spikes", "\(silent) labelled clusters have no spike (merged or split away); left out.")
    }
    return kept
  }

  /// The label of each cluster, from the first file that has labels: those of a person before those of the sorter.
  private static func labels(_ reading: inout RecordingReading) throws -> (labels: [Int: String], file: String)? {
    for file in labelFiles where reading.source.items.contains(where: { $0.path.hasPrefix(file + "/") }) {
      let column = ["group", "KSLabel", "label"].first { reading.source.item("\(file)/\($0)") != nil }
      let idColumn = ["cluster_id", "id"].first { reading.source.item("\(file)/\($0)") != nil }
      guard let column, let idColumn, let ids = try reading.array("\(file)/\(idColumn)"),
        let names = try reading.array("\(file)/\(column)")
      else {
        reading.note(.warning, "spikes", "\(file) has no columns cluster_id and group; it was not used.")
        continue
      }
      // An empty label makes a column of numbers, all missing.
      let texts = names.strings ?? [String](repeating: "", count: names.count)
      var labels: [Int: String] = [:]
      let numbers = ids.strings?.map { Int($0) } ?? (ids.doubles ?? []).map { Int(exactly: $0) }
      for (id, text) in zip(numbers, texts) {
        guard let id else { continue }
        labels[id] = text.isEmpty || text.lowercased() == "nan" ? "unsorted" : text.lowercased()
      }
      // SpikeInterface writes such a table before anybody has looked.
      guard labels.values.contains(where: { $0 != "unsorted" }) else {
        reading.note(.found, "spikes", "\(file) calls every cluster unsorted; it was not used.")
        continue
      }
      return (labels, file)
    }
    return nil
  }
}
