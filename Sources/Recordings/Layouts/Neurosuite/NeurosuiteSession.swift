import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// A session in the format of Neurosuite (Hazan et al. 2006, doi:10.1016/j.jneumeth.2006.01.017): `base.res.N` the sample of
/// each spike of shank N, `base.clu.N` its cluster after a first line with their number (0 artefacts, 1 noise and
/// multi-unit), `base.xml` the sampling rates, `base.eeg` or `base.lfp` the field potential, `base.whl` or `base.pos` the
/// position.
enum NeurosuiteSession: FolderLayout {
  static let format = "Neurosuite"
  static let signature = "NAME.res.N with NAME.clu.N and NAME.xml"
  static let settings = ["labels", "fs", "lfp", "lfp_fs", "position_fs"]

  static func source(in folder: FolderListing) throws -> ArraySource? {
    let bases = bases(in: folder)
    guard !bases.isEmpty else { return nil }
    guard bases.count == 1 else {
      throw FileError.unusable(
        "the folder holds \(bases.count) Neurosuite sessions: \(firstNames(bases, 8)).", file: folder.url.path,
        remedy: "Name one by its file: \(folder.title)/\(bases[0]).xml.")
    }
    return source(in: folder, base: bases[0], url: folder.url)
  }

  /// Any file of a session stands for all of it: `NAME.xml`, `NAME.res.1`, `NAME.clu.1`, `NAME.lfp`, `NAME.eeg`, `NAME.whl`.
  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource? {
    let parts = url.lastPathComponent.split(separator: ".")
    let isNumbered = parts.count >= 3 && ["res", "clu"].contains(parts[parts.count - 2]) && Int(parts[parts.count - 1]) != nil
    guard isNumbered || parts.count >= 2 && wholeEndings.contains(parts[parts.count - 1].lowercased()),
      !AxonaFile.isAxona(start), let folder = try FolderListing(url.deletingLastPathComponent())
    else { return nil }
    let base = parts.dropLast(isNumbered ? 2 : 1).joined(separator: ".")
    // Positions need no other file, samples of field potentials need the .xml.
    let others = ["lfp", "eeg", "whl", "pos"]
    let isSession =
      bases(in: folder).contains(base) || url.pathExtension.lowercased() == "whl"
      || folder.has(base + ".xml") && others.contains { folder.has("\(base).\($0)") }
    return isSession ? source(in: folder, base: base, url: url) : nil
  }

  private static let wholeEndings = ["xml", "lfp", "eeg", "whl", "pos"]

  /// Names of sessions: what stands before `.res.N` or `.clu.N`.
  private static func bases(in folder: FolderListing) -> [String] {
    var bases: [String] = []
    for name in folder.names {
      let parts = name.split(separator: ".")
      guard parts.count >= 3, ["res", "clu"].contains(parts[parts.count - 2]), Int(parts[parts.count - 1]) != nil else {
        continue
      }
      let base = parts.dropLast(2).joined(separator: ".")
      // Axona sessions that were cut with KlustaKwik have .clu.N too, and no .res.N.
      if !bases.contains(base), folder.names.contains(where: { $0.hasPrefix(base + ".res.") }) || folder.has(base + ".xml") {
        bases.append(base)
      }
    }
    return bases
  }

  private static func source(in folder: FolderListing, base: String, url: URL) -> ArraySource {
    var items = FolderItems()
    for name in folder.names where name.hasPrefix(base + ".") {
      let ending = String(name.dropFirst(base.count + 1))
      let parts = ending.split(separator: ".")
      let file = folder.file(name)
      switch (parts.first.map(String.init), parts.count) {
      case ("res", 2), ("clu", 2):
        guard Int(parts[1]) != nil else { continue }
        items.add(file, as: ending, shape: [], typeName: "text of integers") {
          .array(DataArray(try IntegerText.read(file)))
        }
      case ("xml", 1): items.add(file, as: ending, shape: [], typeName: "text") { .array(try text(of: file)) }
      case ("whl", 1), ("pos", 1): items.add(file, as: ending)
      case ("eeg", 1), ("lfp", 1):
        let samples = ((try? InputFile(file).size) ?? 0) / 2
        items.add(file, as: ending, shape: [samples], typeName: "int16 samples") {
          .array(DataArray([] as [Int32]))
        }
      default: continue
      }
    }
    return items.source(url, format: format)
  }

  private static func text(of file: URL) throws -> DataArray {
    let input = try InputFile(file)
    let bytes = try input.bytes(at: 0, count: min(input.size, 16 << 20))
    return DataArray([String(decoding: bytes, as: UTF8.self)], shape: [])
  }

  // MARK: Reading

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == format else { return nil }
    var reading = RecordingReading(source, options)
    try reading.requireMap(settings)
    let header = NeurosuiteHeader(try reading.array("xml")?.strings?.first ?? "")
    let hasSpikes = source.items.contains { $0.path.hasPrefix("res.") || $0.path.hasPrefix("clu.") }
    let stated = try reading.mappedNumber("fs") ?? header.samplingRate
    guard let rate = hasSpikes ? stated : stated ?? 1, rate > 0 else {
      throw FileError.unusable(
        reading.source.item("xml") == nil
          ? "there is no .xml file, which says the sampling rate." : "the .xml file does not say the sampling rate.",
        remedy: "Give it: --map fs=20000.")
    }
    let fieldPotential = try fieldPotential(&reading, header)
    let trajectory = try trajectory(&reading, header)
    let trains = try shanks(&reading, rate: rate)
    let spikes = try trains.isEmpty ? nil : reading.select(reading.checkSpikes(.trains(trains), trajectory: trajectory))
    guard spikes != nil || trajectory != nil || fieldPotential != nil else {
      throw FileError.unusable(
        sentence {
          "of the session there are only \(firstNames(source.items.map(\.path), 8)): "
          "no units, no position and no field potential."
        },
        remedy: "Copy its other files beside it: .xml, .res.N with .clu.N, .lfp or .eeg, .whl.")
    }
    let stem = source.files.first.map { String($0.lastPathComponent.prefix { $0 != "." }) + "." } ?? ""
    reading.noteUnused(
      files: source.items.map(\.path), stem: stem, because: "waveforms, features and raw recordings are not read")
    return reading.recording(spikes: spikes, trajectory: trajectory, fieldPotential: fieldPotential)
  }

  private static func shanks(_ reading: inout RecordingReading, rate: Double) throws -> [SpikeTrain] {
    let clusters = reading.source.items.map(\.path).filter { $0.hasPrefix("clu.") }
    let times = reading.source.items.map(\.path).filter { $0.hasPrefix("res.") }
    let keepsAll = reading.mapped("labels") == "all"
    guard keepsAll || reading.mapped("labels") == nil else {
      throw FileError.unusable("--map labels takes 'all' for Neurosuite: clusters 0 and 1 are kept then.")
    }
    var trains: [SpikeTrain] = []
    var (artefacts, multiunit, spikes) = (0, 0, 0)
    for path in clusters {
      let shank = String(path.dropFirst(4))
      guard times.contains("res.\(shank)") else {
        throw FileError.unusable(
          "\(path) has no res.\(shank) with the times of its spikes.", remedy: "Copy the whole session.")
      }
      let (samples, labels) = (try integers(reading, "res.\(shank)"), try integers(reading, path))
      guard let count = labels.first else {
        throw FileError.unusable("\(path) is empty; its first line is the number of clusters.")
      }
      let ids = labels.dropFirst()
      guard ids.count == samples.count else {
        throw FileError.unusable(
          "res.\(shank) has \(samples.count) spikes and \(path) \(ids.count) after its first line.",
          remedy: "They are of different versions of the sorting.")
      }
      if Set(ids).count != count {
        reading.note(.warning, "spikes", "\(path) says \(count) clusters and has \(Set(ids).count).")
      }
      var times: [Int: [Double]] = [:]
      for (sample, id) in zip(samples, ids) {
        spikes += 1
        if id == 0 { artefacts += 1 }
        if id == 1 { multiunit += 1 }
        if id > 1 || keepsAll { times[id, default: []].append(Double(sample) / rate) }
      }
      trains += times.sorted { $0.key < $1.key }.map { SpikeTrain(id: "\(shank)_\($0.key)", times: $0.value) }
    }
    if !clusters.isEmpty {
      reading.note(
        .found, "spikes",
        sentence {
          "\(clusters.count) shanks, \(trains.count) clusters at \(measured(rate)) Hz; of \(spikes) spikes \(artefacts) are "
          "artefacts (cluster 0) and \(multiunit) noise or multi-unit (cluster 1)"
          if keepsAll { ", kept as asked for." } else { ", left out." }
        },
        option: keepsAll ? nil : "--map labels=all")
    }
    let lone = times.filter { !clusters.contains("clu." + $0.dropFirst(4)) }
    if !lone.isEmpty {
      reading.note(.warning, "spikes", "\(firstNames(lone, 8)) have no clusters (.clu) and were not used.")
    }
    guard !trains.isEmpty || clusters.isEmpty else {
      throw FileError.unusable(
        "all \(spikes) spikes are artefacts or multi-unit (clusters 0 and 1).", remedy: "Keep them with --map labels=all.")
    }
    return trains
  }

  private static func integers(_ reading: RecordingReading, _ path: String) throws -> [Int] {
    try reading.array(path)?.integers ?? []
  }
}
