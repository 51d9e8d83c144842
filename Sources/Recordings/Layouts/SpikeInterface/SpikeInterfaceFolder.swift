import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// The folder that SpikeInterface keeps a sorting in: `spikes.npy` with the sample, the unit and the segment of each spike and
/// `numpysorting_info.json` with the units' names and the sampling rate; of versions before 0.99 `sorting_cached.npz`. What is
/// known of the units stands in `properties/`. The folder of a sorting analyzer has the sorting in `sorting/` and measures of
/// the units in `extensions/quality_metrics/metrics.csv`.
///
/// Source: Buccino et al. 2020, eLife 9:e61834, doi 10.7554/eLife.61834.
enum SpikeInterfaceFolder: FolderLayout {
  static let format = "SpikeInterface"
  static let signature = "spikes.npy with numpysorting_info.json"
  private static let (info, cached, properties) = ("numpysorting_info.json", "sorting_cached.npz", "properties")
  private static let columns = ["sample_index", "unit_index", "segment_index"].map { "spikes/" + $0 }

  static func source(in folder: FolderListing) throws -> ArraySource? {
    if let source = try sorting(in: folder, url: folder.url) { return source }
    guard let inner = try folder.folder("sorting") else { return nil }
    let metrics = try folder.folder("extensions")?.folder("quality_metrics")
    return try sorting(in: inner, url: folder.url, metrics: metrics?.has("metrics.csv") == true ? metrics : nil)
  }

  static func source(ofFile url: URL, start: [UInt8]) throws -> ArraySource? {
    guard [info, "spikes.npy", cached].contains(url.lastPathComponent),
      let folder = try FolderListing(url.deletingLastPathComponent())
    else { return nil }
    return try sorting(in: folder, url: folder.url)?.named(url)
  }

  private static func sorting(in folder: FolderListing, url: URL, metrics: FolderListing? = nil) throws -> ArraySource? {
    var items = FolderItems()
    if folder.has(info), folder.has("spikes.npy") {
      items.add(folder.file("spikes.npy"), as: "spikes")
      let description = folder.file(info)
      items.add(description, as: info, shape: [], typeName: "text") {
        let file = try InputFile(description)
        return .array(DataArray([String(decoding: try file.bytes(at: 0, count: file.size), as: UTF8.self)], shape: []))
      }
    } else if folder.has(cached) {
      items.add(folder.file(cached), as: "sorting_cached")
    } else {
      return nil
    }
    if let inner = try folder.folder(properties) {
      for name in inner.names where name.hasSuffix(".npy") {
        items.add(inner.file(name), as: "\(properties)/\(name.dropLast(4))")
      }
    }
    if let metrics { items.add(metrics.file("metrics.csv"), as: "metrics.csv") }
    return items.source(url, format: format)
  }

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == format else { return nil }
    var reading = RecordingReading(source, options)
    try reading.requireMap(["segment"])
    let sorting = try source.item(info) == nil ? cachedSorting(&reading) : vectorSorting(&reading)
    let trains = try sorting.trains()
    let columns = try unitColumns(reading, sorting.units)
    let rejected = try reading.rejectedCells(columns, of: trains.count)
    let kept = trains.indices.filter { !rejected.contains($0) }
    reading.noteUnheeded(columns, kept: kept)
    let spikes = try reading.select(reading.checkSpikes(.trains(kept.map { trains[$0] }), trajectory: nil))
    let used = Self.columns + [info, "metrics.csv", "sorting_cached"] + columns.map(\.name)
    reading.noteUnused(files: used + beside, because: "they hold neither spikes nor words for the quality of units")
    return reading.recording(spikes: spikes)
  }

  /// What SpikeInterface writes beside each sorting for itself.
  private static let beside = ["si_folder.json", "provenance.json", "provenance.pkl", "npz.json"]

  private static func cachedSorting(_ reading: inout RecordingReading) throws -> SpikeInterfaceSorting {
    let stem = "sorting_cached/"
    let segments = reading.spikeInterfaceSegments(at: stem)
    guard !segments.isEmpty else {
      throw FileError.unusable("it holds no spike_indexes_seg0.", place: cached, remedy: "Save the sorting anew.")
    }
    let segment = try SpikeInterfaceSorting.chosen(segments, reading)
    let sorting = try reading.spikeInterfaceArrays(at: stem, segment: segment)
    reading.noteSegment(segment, of: segments.count)
    return sorting
  }

  /// The spikes of one segment out of the vector of all.
  private static func vectorSorting(_ reading: inout RecordingReading) throws -> SpikeInterfaceSorting {
    guard let text = try reading.array(info)?.strings?.first, let values = try? JSONValue(text: Data(text.utf8)) else {
      throw FileError.unusable("it is not JSON.", place: info, remedy: "Save the sorting anew.")
    }
    guard let rate = values["sampling_frequency"]?.double, let count = values["num_segments"]?.integer, count > 0,
      let units = values["unit_ids"]?.array?.map({ $0.string ?? $0.integer.map(String.init) }), !units.contains(nil)
    else {
      throw FileError.unusable(
        "it does not say sampling_frequency, unit_ids and num_segments.", place: info, remedy: "Save the sorting anew.")
    }
    var arrays: [[Int]] = []
    for column in columns {
      guard let values = try reading.array(column)?.integers else {
        throw FileError.unusable(
          "it has no column \(column.dropFirst("spikes/".count)) of whole numbers.", place: "spikes.npy",
          remedy: "Save the sorting with sorting.save(folder='NAME', format='numpy_folder').")
      }
      arrays.append(values)
    }
    let (samples, unitOfSpike, segmentOfSpike) = (arrays[0], arrays[1], arrays[2])
    if let stray = unitOfSpike.firstIndex(where: { !units.indices.contains($0) }) {
      throw FileError.unusable(
        "spike \(stray) is of unit \(unitOfSpike[stray]), and unit_ids names \(units.count).", place: "spikes.npy")
    }
    if let stray = segmentOfSpike.firstIndex(where: { !(0..<count).contains($0) }) {
      throw FileError.unusable(
        "spike \(stray) is of segment \(segmentOfSpike[stray]), and there are \(count).", place: "spikes.npy")
    }
    guard count <= 1 << 16 else { throw FileError.unusable("it claims \(count) segments.", place: info) }
    let segment = try SpikeInterfaceSorting.chosen(Array(0..<count), reading)
    let spikes = segmentOfSpike.indices.filter { segmentOfSpike[$0] == segment }
    reading.noteSegment(segment, of: count)
    return SpikeInterfaceSorting(
      rate: rate, units: units.compactMap { $0 }, samples: spikes.map { samples[$0] },
      unitOfSpike: spikes.map { unitOfSpike[$0] }, place: "spikes.npy")
  }

  /// What `properties/` and the table of metrics say of the quality and the kinds of the units, an entry for each.
  private static func unitColumns(_ reading: RecordingReading, _ units: [String]) throws -> [CellColumn] {
    try reading.source.items.compactMap { item in
      guard item.path.hasPrefix(properties + "/") || item.path.hasPrefix("metrics.csv/"), CellColumn.isKnown(item.key)
      else { return nil }
      return CellColumn(item.path, try reading.source.read(item), cells: units.count)
    }
  }
}
