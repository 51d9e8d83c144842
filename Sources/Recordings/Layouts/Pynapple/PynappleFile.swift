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
    let spikes = try reading.accepted(reading.spikes(of: kind))
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
      note(
        .found, "other arrays",
        "what it says of the cells is not used: \(firstNames(others, Self.mostListed)), but for words and flags of quality.",
        option: "--cells LIST")
    }
    return SpikeData.trains(
      keys.map { key in SpikeTrain(id: String(key), times: (cells[key] ?? []).map { times[$0] }) }
    ).scaled(scale)
  }

  /// The stretches of time in which the object is defined.
  fileprivate mutating func support() throws -> [Epoch] {
    guard let start = try vector(at: "start"), let end = try vector(at: "end"), start.count == end.count else { return [] }
    let scale = options.timeUnit?.perSecond ?? 1
    let support = zip(start, end).map { Epoch(name: "time support", start: $0 / scale, stop: $1 / scale) }
    // Between them nothing was recorded, or nothing was kept: silence there is no silence.
    let gaps = zip(support, support.dropFirst()).compactMap { before, after in
      after.start > before.stop ? Epoch(name: Epoch.invalidName, start: before.stop, stop: after.start) : nil
    }
    let seconds = gaps.reduce(0) { $0 + $1.stop - $1.start }
    guard seconds > NWBObservation.negligible else { return support }
    note(
      .warning, "spikes",
      sentence {
        "the time support has \(counted(support.count, "stretch", plural: "stretches")); the \(measured(seconds)) s between "
        "them are left out."
      },
      option: "--keep-invalid")
    return support + gaps
  }

  /// The cells without those that their columns call none or reject.
  ///
  /// - Throws: `FileError` when none is left.
  fileprivate mutating func accepted(_ spikes: SpikeData) throws -> SpikeData {
    guard case .trains(let trains) = spikes, options.cells == nil else { return spikes }
    let columns = try columns().filter { $0.values.count == trains.count }
    let rejected = try rejectedCells(columns, of: trains.count)
    let kept = trains.indices.filter { !rejected.contains($0) }
    noteUnheeded(columns, kept: kept)
    return .trains(kept.map { trains[$0] })
  }

  /// What a group says of its cells, as text: the entries of `_metadata`, or of older versions arrays of their own.
  private func columns() throws -> [CellColumn] {
    var found: [CellColumn] = []
    for item in source.items where !["type", "t", "index", "keys", "start", "end"].contains(item.path) {
      switch try source.read(item) {
      case .array(let array):
        if let texts = array.texts { found.append(CellColumn(item.path, texts)) }
      case .object(let value):
        guard case .dictionary(let entries) = value.unwrapped else { continue }
        for (key, value) in entries {
          guard case .string(let name) = key, let texts = value.texts else { continue }
          found.append(CellColumn(name, texts))
        }
      case .ragged: break
      }
    }
    return found
  }
}
