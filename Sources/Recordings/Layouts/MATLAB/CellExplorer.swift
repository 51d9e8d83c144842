import ArrayFiles
import ArrayNumerics

/// CellExplorer's `*.spikes.cellinfo.mat` and `*.cell_metrics.cellinfo.mat`: a struct `spikes`, or `spikes` within
/// `cell_metrics`, whose field `times` is a cell with the spike times of each unit in seconds, beside `UID`.
///
/// Source: Petersen, Siegle, Steinmetz, Mahallati, Buzsáki 2021, Neuron 109, doi 10.1016/j.neuron.2021.09.002.
enum CellExplorer: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format.hasPrefix("MATLAB"), options.map["spikes"] == nil,
      let times = source.items.first(where: { item in
        ["/spikes/times", "/cell_metrics/spikes/times"].contains(item.path) && item.typeName == "cell"
      })
    else { return nil }
    let unitIDs = source.numbers(times.path.replacing("spikes/times", with: "UID")) ?? source.numbers("/spikes/UID")
    let names =
      try unitIDs.map { item in
        try source.vector(item).map { Int(exactly: $0).map(String.init) ?? "\($0)" }
      } ?? structNames(beside: times, in: source)
    // A struct of the same shape stands in other people's files beside their tracking.
    var map = try behaviour(in: source, options: options)
    map["spikes"] = times
    var recording = try source.recording(map, options: options) { item in
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
    return recording.noting(
      .found, "spikes",
      "CellExplorer's \(times.path)" + (unitIDs.map { "; cells are named by \($0.path)." } ?? "."))
  }

  /// The names of the elements of a struct array of cells; `nil` where no field names each.
  private static func structNames(beside times: ArraySource.Item, in source: ArraySource) throws -> [String]? {
    for key in ["UID", "id", "cluID", "cluster_id", "name"] {
      guard let item = source.item(times.path.replacing("/times", with: "/\(key)")), item.typeName == "cell",
        case .ragged(let values) = try source.read(item)
      else { continue }
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
