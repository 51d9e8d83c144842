import ArrayFiles
import ArrayNumerics
import Schema

/// What pynapple saves (https://doi.org/10.7554/eLife.85786): one object in an NPZ file, its kind in `type`, all times in
/// seconds.
enum PynappleFile: KnownLayout {
  private static let kinds: Set<String> = ["TsGroup", "Ts", "Tsd", "TsdFrame", "TsdTensor", "IntervalSet"]

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    // Arrays that the user names are read from any file.
    guard source.format == "NPZ", options.map.isEmpty, let kind = try kind(of: source) else { return nil }
    var reading = RecordingReading(source, options)
    guard kind == "TsGroup" || kind == "Ts" else {
      throw FileError.unusable(
        "it holds a \(kind) of pynapple, which says neither what its values are nor where the spikes are.",
        file: source.url.lastPathComponent,
        remedy: "Say what they are, for example --map t=t,x=d[0],y=d[1] or --map t=t,hd=d; with the spikes in another file, "
          + "give this one as --behaviour.")
    }
    let epochs = try reading.support()
    let spikes = try reading.spikes(of: kind)
    return reading.recording(
      spikes: try reading.select(reading.checkSpikes(spikes, trajectory: nil)), epochs: epochs)
  }

  private static func kind(of source: ArraySource) throws -> String? {
    guard let item = source.item("type"), item.typeName.hasPrefix("str"), source.item("start") != nil,
      source.item("end") != nil,
      case .array(let array) = try source.read(item), array.count == 1, let kind = array.strings?.first, kinds.contains(kind)
    else { return nil }
    return kind
  }
}

extension RecordingReading {
  /// The trains in the order of `keys`, also those of cells without a spike.
  fileprivate mutating func spikes(of kind: String) throws -> SpikeData {
    guard let times = try vector(at: "t") else {
      throw FileError.unusable("it has no times.", place: "t", remedy: "Save it anew with pynapple.")
    }
    let scale = (options.spikeTimeUnit ?? options.timeUnit)?.perSecond ?? 1
    guard kind == "TsGroup" else {
      note(.found, "spikes", "the times of a Ts of pynapple, one cell.")
      return SpikeData.trains([SpikeTrain(id: "0", times: times)]).scaled(scale)
    }
    guard let index = try array("index")?.integers, index.count == times.count else {
      throw FileError.unusable("it has no cell for each of its \(times.count) times.", place: "index")
    }
    let keys = try array("keys")?.integers ?? Set(index).sorted()
    let cells = Dictionary(grouping: index.indices, by: { index[$0] })
    let unknown = Set(index).subtracting(keys)
    guard unknown.isEmpty else {
      throw FileError.unusable(
        "spikes belong to cells that are no keys: \(firstNames(unknown.sorted().map(String.init))).", place: "index")
    }
    note(.found, "spikes", "a TsGroup of pynapple with \(counted(keys.count, "cell")).")
    let others = source.items.map(\.path).filter { !["type", "t", "index", "keys", "start", "end"].contains($0) }
    if !others.isEmpty {
      note(.found, "other arrays", "what it says of the cells is not used: \(firstNames(others, 12)).", option: "--cells LIST")
    }
    return SpikeData.trains(
      keys.map { key in SpikeTrain(id: String(key), times: (cells[key] ?? []).map { times[$0] }) }
    ).scaled(scale)
  }

  /// The stretches of time in which the object is defined.
  fileprivate mutating func support() throws -> [Epoch] {
    guard let start = try vector(at: "start"), let end = try vector(at: "end"), start.count == end.count else { return [] }
    let scale = options.timeUnit?.perSecond ?? 1
    return zip(start, end).map { Epoch(name: "time support", start: $0 / scale, stop: $1 / scale) }
  }
}
