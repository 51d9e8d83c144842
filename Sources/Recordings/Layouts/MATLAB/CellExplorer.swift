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
    let names = try unitIDs.map { item in
      try source.vector(item).map { Int(exactly: $0).map(String.init) ?? "\($0)" }
    }
    var recording = try source.recording(["spikes": times], options: options) { item in
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
}
