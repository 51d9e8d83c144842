import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// Spikes as the International Brain Laboratory and the ALF convention keep them: `spikes.times.npy` in seconds on the clock of
/// the session and `spikes.clusters.npy` with the cluster of each. A namespace may stand before a name (`_kilosort_`) and a
/// UUID before its end.
///
/// Source: International Brain Laboratory et al. 2023, Nature Methods 20, doi 10.1038/s41592-022-01742-6.
enum ALFFolder: FolderLayout {
  static let format = "ALF"
  static let signature = "spikes.times.npy with spikes.clusters.npy"

  static func source(in folder: FolderListing) throws -> ArraySource? {
    guard let times = folder.names.first(where: { isName($0, "times") }),
      let clusters = folder.names.first(where: { isName($0, "clusters") })
    else { return nil }
    var items = FolderItems()
    items.add(folder.file(times), as: "spikes.times")
    items.add(folder.file(clusters), as: "spikes.clusters")
    return items.source(folder.url, format: format)
  }

  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource? {
    let name = url.lastPathComponent
    guard isName(name, "times") || isName(name, "clusters"), let folder = try FolderListing(url.deletingLastPathComponent())
    else { return nil }
    return try source(in: folder)?.named(url)
  }

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == format else { return nil }
    var reading = RecordingReading(source, options)
    try reading.requireMap([])
    guard let times = try reading.array("spikes.times")?.doubles,
      let clusters = try reading.array("spikes.clusters")?.integers
    else { throw FileError.unusable("spikes.times and spikes.clusters hold numbers, one for each spike; they do not.") }
    guard times.count == clusters.count else {
      throw FileError.unusable(
        "spikes.times has \(times.count) spikes and spikes.clusters \(clusters.count).",
        remedy: "They are of different revisions: fetch both anew.")
    }
    let scale = (options.spikeTimeUnit ?? options.timeUnit)?.perSecond ?? 1
    var trains: [Int: [Double]] = [:]
    for (time, cluster) in zip(times, clusters) { trains[cluster, default: []].append(time / scale) }
    reading.note(.found, "spikes", "spikes.times in seconds with the cluster of each spike in spikes.clusters.")
    noteQuality(&reading)
    reading.noteUnused(files: ["spikes.times", "spikes.clusters"], because: "this layout does not read them")
    let spikes = trains.sorted { $0.key < $1.key }.map { SpikeTrain(id: String($0), times: $1) }
    return reading.recording(spikes: try reading.select(reading.checkSpikes(.trains(spikes), trajectory: nil)))
  }

  /// `spikes.times.npy`, `_ibl_spikes.times.npy`, `spikes.times.UUID.npy`.
  private static func isName(_ name: String, _ attribute: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.last == "npy", parts[1] == attribute else { return false }
    return parts[0] == "spikes" || parts[0].hasPrefix("_") && parts[0].hasSuffix("_spikes")
  }

  /// What is known of the clusters' quality stands in tables that are not read: all clusters were taken.
  private static func noteQuality(_ reading: inout RecordingReading) {
    guard let first = reading.source.files.first,
      let folder = try? FolderListing(first.deletingLastPathComponent())
    else { return }
    func names(_ attributes: [String]) -> [String] {
      folder.names.filter { name in
        let parts = name.split(separator: ".")
        return parts.count > 2 && parts[0].hasSuffix("clusters") && attributes.contains { parts[1].hasPrefix($0) }
      }
    }
    let regions = names(["brainLocation", "acronym", "atlas"])
    if !regions.isEmpty, reading.options.cells == nil {
      reading.note(
        .warning, "spikes",
        "\(firstNames(regions)) says in which region each cluster lies and was not used: clusters of all regions are taken "
          + "together.", option: "--cells LIST")
    }
    let tables = names(["metrics", "groups", "label", "quality"])
    guard !tables.isEmpty, reading.options.cells == nil else { return }
    reading.note(
      .warning, "spikes",
      "\(firstNames(tables)) holds what is known of the clusters' quality and was not used: all clusters were taken, those of "
        + "noise too.", option: "--cells LIST")
  }
}
