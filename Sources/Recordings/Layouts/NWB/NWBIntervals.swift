import ArrayFiles
import ArrayNumerics
import Schema

extension NWBReading {
  /// Columns that name a row, the preferred first.
  private static let labels = ["label", "labels", "epoch_name", "name", "state", "state_name"]

  /// Epochs, trials and other tables of intervals: each row an epoch under each of its tags, or else under its label, or
  /// else under the name of its table. What is invalid is so under any tag.
  mutating func readIntervals() throws -> [Epoch] {
    let tables = choices.nodes[.epochs].map { [$0] } ?? contents.objects("TimeIntervals")
    var epochs: [Epoch] = []
    for node in tables {
      // A table that is broken should not keep anybody from the spikes.
      do {
        let found = try intervals(node)
        uses[node.path] = "epochs"
        epochs += found
      } catch let error as FileError where choices.nodes[.epochs] == nil {
        note(.warning, "epochs", error.located(place: node.path).description)
      }
    }
    return epochs
  }

  private mutating func intervals(_ node: HDF5Tree.Node) throws -> [Epoch] {
    let table = try NWBTable(node, in: contents)
    guard let starts = try table.numbers("start_time"), let stops = try table.numbers("stop_time"),
      starts.count == stops.count
    else { throw FileError.unusable("start_time and stop_time were expected, with one number for each row.") }
    var tags: [[String]]?
    if let column = try table.column("tags"), let ends = try table.ends(of: column),
      let texts = try file.read(column.path).strings, ends.count == starts.count
    {
      tags = zip([0] + ends, ends).map { Array(texts[$0..<$1]) }
    }
    var labels: [String]?
    for name in NWBReading.labels where labels == nil { labels = try table.texts(name) }
    if labels?.count != starts.count { labels = nil }
    let scale = options.timeUnit?.perSecond ?? 1
    var epochs: [Epoch] = []
    var names: [String: Int] = [:]
    var dropped = 0
    for row in starts.indices {
      guard starts[row].isFinite, stops[row].isFinite, stops[row] >= starts[row] else {
        dropped += 1
        continue
      }
      var own = (tags?[row] ?? []).filter { !$0.isEmpty }
      if own.isEmpty, let label = labels?[row], !label.isEmpty { own = [label] }
      if own.isEmpty || node.name == Epoch.invalidName { own = [node.name] }
      for name in own {
        epochs.append(Epoch(name: name, start: starts[row] / scale, stop: stops[row] / scale))
        names[name, default: 0] += 1
      }
    }
    let list = names.sorted { $0.key < $1.key }.map { $0.value == 1 ? $0.key : "\($0.key) (\($0.value))" }
    note(
      .found, "epochs",
      "\(node.path): \(starts.count) intervals, as \(firstNames(list, 8)).",
      option: list.isEmpty ? nil : "--epoch \(names.keys.sorted()[0])")
    if node.name == Epoch.invalidName, !epochs.isEmpty {
      let seconds = epochs.reduce(0) { $0 + $1.stop - $1.start }
      note(
        .warning, "epochs",
        "\(node.path) calls \(epochs.count) stretches, \(measured(seconds)) s in all, invalid: they are left out.",
        option: "--keep-invalid")
    }
    if dropped > 0 {
      note(.warning, "epochs", "\(node.path): \(dropped) intervals without a start and a later stop were left out.")
    }
    return epochs
  }
}
