import ArrayFiles
import ArrayNumerics

/// CellExplorer's `*.spikes.cellinfo.mat` and `*.cell_metrics.cellinfo.mat`: a struct `spikes`, or `spikes` within
/// `cell_metrics`, whose field `times` is a cell with the spike times of each unit in seconds, beside `UID`.
///
/// Source: Petersen, Siegle, Steinmetz, Mahallati, Buzsáki 2021, Neuron 109, doi 10.1016/j.neuron.2021.09.002.
enum CellExplorer: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format.hasPrefix("MATLAB"), options.map["spikes"] == nil,
      let times = times(in: source)
    else { return nil }
    let unitIDs = source.numbers(times.path.replacing("spikes/times", with: "UID")) ?? source.numbers("/spikes/UID")
    let names =
      try unitIDs.map { item in
        try source.vector(item).map { Int(exactly: $0).map(String.init) ?? "\($0)" }
      } ?? structNames(beside: times, in: source)
    // A struct of the same shape stands in other people's files beside their tracking.
    var map = try behaviour(in: source, options: options)
    map["spikes"] = times
    var recording = try source.recording(map, options: options, named: Set([unitIDs?.path].compactMap { $0 })) { item in
      item == times ? try source.ragged(item, named: names ?? []) : try source.read(item)
    }
    // Tags name units by their numbers: cell_metrics.tags.Bad.
    for item in source.items where item.path.contains("/tags/") && QualityWords.verdict(item.key) == false {
      guard source.numbers(item.path) != nil, options.cells == nil, let count = elementCount(item.shape), count > 0 else {
        continue
      }
      recording.findings.append(
        Finding(
          .warning, "spikes", "\(item.path) names \(count) units; they were kept with the others.", option: "--cells LIST"))
    }
    if options.cells == nil, let item = source.item("/cell_metrics/labels"), let words = try? texts(of: item, in: source) {
      let bad = words.filter { QualityWords.verdict($0) == false }
      if !bad.isEmpty {
        recording.findings.append(
          Finding(
            .warning, "spikes",
            "\(item.path) calls \(bad.count) of \(words.count) units '\(bad[0])' or the like; they were kept with the others.",
            option: "--cells LIST"))
      }
    }
    let isOurs = ["/spikes/times", "/cell_metrics/spikes/times"].contains(times.path)
    return recording.noting(
      .found, "spikes",
      (isOurs ? "CellExplorer's \(times.path)" : "\(times.path), a struct for each cell")
        + (unitIDs.map { "; cells are named by \($0.path)." } ?? "."))
  }

  /// The times of CellExplorer, or the field with the times of a struct array with a cell in each element, as
  /// `units(3).timestamps`, where no array has the name of spikes.
  private static func times(in source: ArraySource) -> ArraySource.Item? {
    let known = ["/spikes/times", "/cell_metrics/spikes/times"]
    if let item = source.items.first(where: { known.contains($0.path) && $0.typeName == "cell" }) { return item }
    let fields = ["ts", "timestamps", "spiketimes", "spike_times", "spiketime", "times", "t", "time", "st"]
    for name in ["spikes", "spike", "units", "unit", "cells", "cell", "neurons", "neuron"] {
      let found = fields.compactMap { field in
        source.items.first { $0.path.lowercased() == "/\(name)/\(field)" && $0.typeName == "cell" }
      }
      guard let item = found.first, let count = elementCount(item.shape), count > 0 else { continue }
      let other = source.items.contains { item in
        item.depth == 1 && !item.isContainer && Role.spikes.names.contains(Role.splitUnit(item.key).name)
      }
      return other ? nil : item
    }
    return nil
  }

  private static func texts(of item: ArraySource.Item, in source: ArraySource) throws -> [String]? {
    switch try source.read(item) {
    case .array(let array): array.strings
    case .ragged(let values): values.compactMap { $0.array.strings?.first }
    default: nil
    }
  }

  /// The names of the elements of a struct array of cells; `nil` where no field names each.
  private static func structNames(beside times: ArraySource.Item, in source: ArraySource) throws -> [String]? {
    let parent = times.path.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    for key in ["UID", "id", "cluID", "cluster_id", "name", "label"] {
      guard let item = source.item("\(parent)/\(key)") else { continue }
      if item.typeName.hasPrefix("str"), case .array(let array) = try source.read(item), let names = array.strings {
        if names.count == elementCount(times.shape), Set(names).count == names.count { return names }
        continue
      }
      guard item.typeName == "cell", case .ragged(let values) = try source.read(item) else { continue }
      let names = values.compactMap { value -> String? in
        value.array.strings?.first ?? value.array.doubles?.first.map { Int(exactly: $0).map(String.init) ?? "\($0)" }
      }
      if names.count == values.count, Set(names).count == names.count { return names }
    }
    return nil
  }

  /// Times, positions and directions that stand beside the struct under their usual names, by role.
  private static func behaviour(in source: ArraySource, options: ReadingOptions) throws -> [String: ArraySource.Item] {
    let beside = source.items.filter { $0.depth == 1 && !$0.isContainer && $0.typeName != "cell" }
    var plain = options
    plain.map = [:]
    plain.module = nil
    let roles = try RoleAssignment(source.restricted(to: beside.map(\.path)), options: plain)
    let known = [Role.time, .x, .y, .position, .headDirection].compactMap { role in
      roles.item(role).map { (role == .time ? "t" : role.names[0], $0) }
    }
    return Dictionary(known, uniquingKeysWith: { a, _ in a })
  }
}
