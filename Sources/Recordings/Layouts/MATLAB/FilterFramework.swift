import ArrayFiles
import ArrayNumerics
import Schema

/// Spike trains as the filter framework of the Frank and Kemere laboratories saves them: `spikes{day}{epoch}{tetrode}{cell}`
/// is a struct with `time` [spike], or with `data` [spike, …] whose first column is the time, in seconds.
enum FilterFramework: KnownLayout {
  private struct Train {
    var place: [Int]
    var item: ArraySource.Item
  }

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format.hasPrefix("MATLAB"), options.map["spikes"] == nil else { return nil }
    let found = source.items.compactMap(train)
    let named = Set(found.filter { $0.item.key == "time" }.map(\.place))
    // A struct may hold both: the one with a name that says what it is counts.
    let trains = found.filter { $0.item.key == "time" || !named.contains($0.place) }
    guard !trains.isEmpty else { return nil }
    var times: [[Int]: [Double]] = [:]
    for train in trains {
      let cell = [train.place[0]] + train.place[2...]
      times[cell, default: []] += try firstColumn(train.item, source)
    }
    let days = Set(times.keys.map { $0[0] })
    let kept = times.filter { !$0.value.isEmpty }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let arrays = kept.map { cell, times in
      let name = (days.count > 1 ? "day\(cell[0])-" : "") + "t\(cell[1])c\(cell[2])"
      return (name: name, array: DataArray(times.sorted()))
    }
    let all = ArraySource.Item(path: "spikes", shape: [arrays.count], typeName: "cell")
    let single = ArraySource(url: source.url, format: source.format, items: [all]) { _ in .ragged(arrays) }
    let epochs = Set(trains.map { Array($0.place.prefix(2)) }).count
    var others = RecordingReading(source, options)
    others.noteUnused(
      files: trains.map { String($0.item.path.dropLast($0.item.key.count + 1)) },
      because: "they are no spike times, and of each cell nothing else is read")
    try others.noteTags(Set(trains.map { String($0.item.path.dropLast($0.item.key.count + 1)) }).sorted())
    var recording = try single.recording(["spikes": all], options: options)
    recording.findings += others.findings
    return recording.noting(
      .found, "spikes",
      "spikes{day}{epoch}{tetrode}{cell} of the filter framework: \(arrays.count) cells from \(epochs) "
        + "epoch\(epochs == 1 ? "" : "s"), named by tetrode and cell"
        + (times.count > kept.count ? "; \(times.count - kept.count) without a spike were left out." : "."))
  }

  /// `/spikes{1}{2}{3}{4}/time` as places and item.
  private static func train(_ item: ArraySource.Item) -> Train? {
    guard item.path.hasPrefix("/spikes{"), item.key == "time" || item.key == "data" else { return nil }
    let parts = item.path.dropFirst("/spikes{".count).split(separator: "/")
    guard parts.count == 2, parts[0].hasSuffix("}") else { return nil }
    let place = String(parts[0].dropLast()).split(separator: "}{", omittingEmptySubsequences: false).map { Int($0) }
    guard place.count == 4, !place.contains(nil) else { return nil }
    return Train(place: place.compactMap { $0 }, item: item)
  }

  private static func firstColumn(_ item: ArraySource.Item, _ source: ArraySource) throws -> [Double] {
    guard item.shape.reduce(1, *) > 0 else { return [] }
    let values = try source.vector(item)
    let columns = item.key == "data" && item.shape.count == 2 ? max(1, item.shape[1]) : 1
    return stride(from: 0, to: values.count, by: columns).map { values[$0] }
  }
}

extension RecordingReading {
  /// Tags of cells that call them none or more than one; they are kept, as the framework keeps them.
  ///
  /// - Parameter cells: paths of their structs.
  fileprivate mutating func noteTags(_ cells: [String]) throws {
    guard options.cells == nil else { return }
    var doubtful: [String] = []
    for cell in cells {
      for key in ["tag", "quality", "type"] {
        guard let item = source.item("\(cell)/\(key)"), case .array(let array) = try source.read(item),
          let word = array.strings?.first, QualityWords.verdict(word) == false
        else { continue }
        doubtful.append("\(cell.split(separator: "/").last ?? ""): '\(word)'")
        break
      }
    }
    guard !doubtful.isEmpty else { return }
    note(
      .warning, "spikes",
      "\(doubtful.count) of \(cells.count) trains are tagged as no single cell (\(firstNames(doubtful))); they were kept.",
      option: "--cells LIST")
  }
}
