import ArrayFiles
import FoundationEssentials

/// The Moser laboratory's public sessions (Sargolini 2006, Hafting 2008): tracking as `post`, `posx`, `posy`, spike times
/// as `cellTS` in a file for each cell (`NAME_T5C1.mat` beside `NAME_POS.mat`), or as `spks_t1c1`, … in one file.
///
/// Source: Hafting, Fyhn, Bonnevie, Moser, Moser 2008, Nature 453, doi 10.1038/nature06957.
enum MoserTrack: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format.hasPrefix("MATLAB") else { return nil }
    var map: [String: ArraySource.Item] = [:]
    for (role, name) in [("t", "post"), ("x", "posx"), ("y", "posy"), ("lfp", "EEG"), ("fs", "Fs"), ("spikes", "cellTS")] {
      if let item = source.numbers(name), !item.shape.contains(0) { map[role] = item }
    }
    guard map["spikes"] != nil || (map["t"] != nil && map["x"] != nil) else { return nil }
    if map["fs"] == nil { map["lfp"] = nil }
    let cells = source.items.filter { $0.key.hasPrefix("spks_") && source.numbers($0.path) != nil }
      .map { (name: String($0.path.dropFirst(6)), item: $0, source: source) }
    let others = map["spikes"] == nil && cells.isEmpty && options.map.isEmpty ? try siblings(of: source.url) : []
    let trains = cells + others
    guard map["spikes"] == nil, !trains.isEmpty, options.map["spikes"] == nil else {
      let recording = try source.recording(map, options: options)
      guard map["t"] == nil, let tracking = trackingFile(beside: source.url) else { return recording }
      return recording.noting(
        .found, "file", "it is one cell; \(tracking) beside it has the path, and opens with all cells of the session.")
    }
    let all = ArraySource.Item(path: "cells", shape: [trains.count], typeName: "cell")
    let together = ArraySource(url: source.url, format: source.format, items: source.items + [all]) { item in
      guard item == all else { return try source.read(item) }
      return .ragged(try trains.map { ($0.name, .init(try $0.source.vector($0.item))) })
    }
    map["spikes"] = all
    var recording = try together.recording(map, options: options)
    guard !others.isEmpty else { return recording }
    recording.source.files = [source.url] + cellFiles(beside: source.url).map(\.file)
    return recording.noting(
      .found, "spikes",
      "spike times were taken from the files beside this one: "
        + others.map(\.source.url.lastPathComponent).joined(separator: ", ") + ".")
  }

  /// The cells in the files beside `NAME_POS.mat`: `NAME_T5C1.mat`, … with `cellTS`.
  private static func siblings(of url: URL) throws -> [(name: String, item: ArraySource.Item, source: ArraySource)] {
    try cellFiles(beside: url).compactMap { cell, file in
      let source = try ArraySource(contentsOf: file, asSession: false)
      guard let item = source.numbers("cellTS") else { return nil }
      return (cell, item, source)
    }
  }

  /// The name of `NAME_POS.mat` beside a cell's file `NAME_T5C1.mat`.
  private static func trackingFile(beside url: URL) -> String? {
    let name = url.lastPathComponent
    guard let place = name.lastIndex(of: "_") else { return nil }
    return ["POS.mat", "pos.mat"].map { name[...place] + $0 }.first { other in
      let file = url.deletingLastPathComponent().appendingPathComponent(other)
      return other != name && cellFiles(beside: file).contains { $0.file.lastPathComponent == name }
        && FileManager.default.fileExists(atPath: file.path)
    }
  }

  /// The files of cells that belong to `NAME_POS.mat`, in natural order; none for other names.
  static func cellFiles(beside url: URL) -> [(cell: String, file: URL)] {
    let file = url.lastPathComponent
    guard file.lowercased().hasSuffix("_pos.mat") else { return [] }
    let stem = file.dropLast("POS.mat".count)
    let folder = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted(by: naturallyPrecedes).compactMap { name in
      guard name.hasPrefix(stem), name.lowercased().hasSuffix(".mat") else { return nil }
      let cell = name.dropFirst(stem.count).dropLast(4)
      guard cell.first == "T" || cell.first == "t", cell.uppercased().contains("C") else { return nil }
      return (String(cell), folder.appendingPathComponent(name))
    }
  }
}
