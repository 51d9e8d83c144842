import ArrayFiles
import ArrayNumerics

/// Spike trains as TSToolbox saves them: cells `C` of `ts` objects, in MATLAB v5 as structs with `tsd/t`, one such array
/// for each brain area.
enum TSToolbox: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format.hasPrefix("MATLAB"), !source.items.contains(where: { $0.path == "/t" }) else { return nil }
    let trains = source.items.compactMap { item -> (area: String, name: String, item: ArraySource.Item)? in
      guard item.path.hasSuffix("}/tsd/t"), let brace = item.path.lastIndex(of: "{") else { return nil }
      let array = String(item.path[..<brace])
      guard array.hasSuffix("/C") else { return nil }
      let number = item.path[brace...].dropFirst().prefix { $0 != "}" }
      let area = String(array.dropLast(2).drop { $0 == "/" })
      return (area, "\(area)\(number)", item)
    }
    var areas: [String] = []
    for train in trains where !areas.contains(train.area) { areas.append(train.area) }
    guard !trains.isEmpty else { return nil }
    // A name given to --map chooses one of the areas.
    var kept = trains
    if let chosen = options.map["spikes"] {
      let name = chosen.drop { $0 == "/" }
      kept = trains.filter { $0.area == name || "\($0.area)/C" == name }
      if kept.isEmpty { return nil }
    }
    let all = ArraySource.Item(path: "tsd", shape: [kept.count], typeName: "cell")
    let arrays = try kept.map { train in (train.name, DataArray(try source.vector(train.item))) }
    let single = ArraySource(url: source.url, format: source.format, items: [all]) { _ in .ragged(arrays) }
    var plain = options
    plain.map = [:]
    var recording = try single.recording(["spikes": all], options: plain)
    let unit = try unitText(source, kept[0].item)
    var others = RecordingReading(source, options)
    others.noteUnused(
      files: kept.map { String($0.item.path.dropLast("/tsd/t".count)) },
      because: areas.count > 1 ? "they are no spike times, or of other areas" : "they are no spike times")
    recording.findings += others.findings
    return
      recording
      .noting(
        .guessed, "spikes", "times of TSToolbox objects (unit \(unit)) were taken as seconds.",
        option: "--time-unit samples:10000"
      )
      .noting(
        .found, "spikes",
        "\(kept.count) TSToolbox objects in " + areas.map { "/\($0)/C" }.joined(separator: ", ")
          + "; cells are named by area and number.", option: areas.count > 1 ? "--map spikes=/\(areas[0])" : nil)
  }

  /// The unit that the object itself names, which may be one of TSToolbox's ticks of 0.1 ms although times are seconds.
  private static func unitText(_ source: ArraySource, _ item: ArraySource.Item) throws -> String {
    let path = item.path.dropLast(1) + "time_unit/units/unit"
    guard let unit = source.item(String(path)), case .array(let array) = try source.read(unit),
      let text = array.strings?.first
    else { return "not stated" }
    return "'\(text)'"
  }
}
