import ArrayFiles
import ArrayNumerics
import Schema

/// Labels of clusters: what a person or a program says of each in a table.
extension PhyFolder {
  /// The labels in one file.
  struct Labels {
    var file: String
    /// Lower case; `unsorted` where the file has none.
    var values: [Int: String]
  }

  /// Files of a person's labels, then of the sorter's, in the order in which they count. Before 2017 Phy wrote
  /// `cluster_groups.csv`.
  private static let preferred = [
    "cluster_group.tsv", "cluster_group.csv", "cluster_groups.tsv", "cluster_groups.csv", "cluster_info.tsv",
    "cluster_info.csv", "cluster_KSLabel.tsv", "cluster_KSLabel.csv",
  ]
  /// Those that hold what a person decided.
  private static let curated = preferred.prefix(6)

  /// The tables of clusters among the names of files, those that are preferred first.
  static func labelFiles(_ names: [String]) -> [String] {
    let tables = names.filter { $0.hasPrefix("cluster_") && ($0.hasSuffix(".tsv") || $0.hasSuffix(".csv")) }
    return preferred.filter(tables.contains) + tables.filter { !preferred.contains($0) }
  }

  /// The clusters with spikes or labels that are good, or those of the labels that were asked for.
  ///
  /// - Returns: the clusters, and the file whose labels were followed.
  static func keptClusters(
    _ trains: [Int: [Double]], _ reading: inout RecordingReading
  ) throws -> (clusters: [Int], file: String?) {
    let all = trains.keys.sorted()
    let wanted = reading.mapped("labels")?.lowercased().split(separator: "+").map(String.init)
    guard let labels = try chosenLabels(&reading, trains) else {
      if let wanted, wanted != ["all"] {
        throw FileError.unusable("--map labels=\(wanted.joined(separator: "+")): no file labels the clusters.")
      }
      if wanted == nil {
        reading.note(
          .warning, "spikes",
          "no file labels the clusters (\(preferred.joined(separator: ", "))); all \(all.count) were kept.",
          option: "--cells LIST")
      }
      return (all, nil)
    }
    if wanted != ["all"] { try refuseShifted(labels, all) }
    func label(_ id: Int) -> String { labels.values[id] ?? "unsorted" }
    var counts: [String: Int] = [:]
    for id in all { counts[label(id), default: 0] += 1 }
    let chosen = wanted ?? ["good"]
    let kept = chosen == ["all"] ? all : all.filter { chosen.contains(label($0)) }
    let found = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    guard !kept.isEmpty else {
      throw FileError.unusable(
        "no cluster is labelled \(chosen.joined(separator: " or ")) in \(labels.file): there are \(found).",
        remedy: "Choose with --map labels=good+mua, or --map labels=all.")
    }
    reading.note(
      .found, "spikes",
      "\(kept.count) of \(all.count) clusters are \(chosen.joined(separator: " or ")) by \(labels.file) (\(found))."
        + (kept.count < all.count ? " The others were left out." : ""),
      option: wanted == nil ? "--map labels=good+mua|all" : nil)
    let silent = labels.values.count { chosen.contains($0.value) && trains[$0.key] == nil }
    if silent > 0 {
      reading.note(.found, "spikes", "\(silent) labelled clusters have no spike (merged or split away); left out.")
    }
    try noteContradictions(&reading, labels, kept: kept)
    return (kept, labels.file)
  }

  /// - Throws: `FileError` where labels and spikes number the same clusters from 0 and from 1: each would have another's label.
  private static func refuseShifted(_ labels: Labels, _ clusters: [Int]) throws {
    let numbers = Set(labels.values.keys)
    guard clusters.count > 1, numbers != Set(clusters), numbers.count == clusters.count,
      let shift = [1, -1].first(where: { shift in Set(numbers.map { $0 + shift }) == Set(clusters) })
    else { return }
    throw FileError.unusable(
      "it numbers the clusters from \(numbers.min() ?? 0), and the spikes number them from \((numbers.min() ?? 0) + shift).",
      place: labels.file, remedy: "Number both alike, or take the clusters that you name: --map labels=all with --cells LIST.")
  }

  /// The file that was asked for, or the first that labels a cluster: those of a person before those of the sorter.
  private static func chosenLabels(_ reading: inout RecordingReading, _ trains: [Int: [Double]]) throws -> Labels? {
    if let wanted = reading.mapped("label_file") {
      let files = labelFiles(reading.tables)
      guard files.contains(wanted), let labels = try labels(in: wanted, reading) else {
        throw FileError.unusable(
          "--map label_file=\(wanted): there is no such table with a label for each cluster.",
          remedy: files.isEmpty ? "The folder has none." : "Choose one of \(files.joined(separator: ", ")).")
      }
      return labels
    }
    for file in preferred where reading.tables.contains(file) {
      guard let labels = try labels(in: file, reading) else {
        reading.note(.warning, "spikes", "\(file) has no columns cluster_id and group; it was not used.")
        continue
      }
      // SpikeInterface writes such a table before anybody has looked.
      guard labels.values.values.contains(where: { $0 != "unsorted" }) else {
        reading.note(.found, "spikes", "\(file) calls every cluster unsorted; it was not used.")
        continue
      }
      return labels
    }
    return nil
  }

  /// The labels of a table: its column `group`, `KSLabel` or `label`, else its only column of text.
  ///
  /// - Throws: `FileError` when it gives one cluster two labels.
  private static func labels(in file: String, _ reading: RecordingReading) throws -> Labels? {
    let columns = reading.source.items.filter { $0.path.hasPrefix(file + "/") }.map(\.path)
    func column(_ names: [String]) -> String? {
      names.lazy.map { "\(file)/\($0)" }.first { columns.contains($0) }
    }
    guard let idColumn = column(["cluster_id", "id", "cluster"]), let ids = try reading.array(idColumn) else { return nil }
    var named = column(["group", "KSLabel", "label"])
    if named == nil, !preferred.contains(file) {
      let texts = try columns.filter { try $0 != idColumn && reading.array($0)?.strings != nil }
      if texts.count == 1 { named = texts[0] }
    }
    guard let named, let names = try reading.array(named) else { return nil }
    // An empty label makes a column of numbers, all missing.
    let texts = names.strings ?? [String](repeating: "", count: names.count)
    var labels: [Int: String] = [:]
    let numbers = ids.strings?.map { Int($0) } ?? (ids.doubles ?? []).map { Int(exactly: $0) }
    for (id, text) in zip(numbers, texts) {
      guard let id else { continue }
      let isEmpty = text.trimmed.isEmpty || text.lowercased() == "nan"
      let label = isEmpty ? "unsorted" : text.trimmed.lowercased()
      guard labels.updateValue(label, forKey: id) ?? label == label else {
        throw FileError.unusable(
          "it gives cluster \(id) two labels.", place: file,
          remedy: "Save again in Phy, or remove the line that is out of date.")
      }
    }
    return Labels(file: file, values: labels)
  }

  /// What other tables say against the labels that count. A person's labels go before the sorter's, so that only those of
  /// another table of a person, or of a program that judged after sorting, contradict them.
  private static func noteContradictions(_ reading: inout RecordingReading, _ labels: Labels, kept: [Int]) throws {
    let isCurated = curated.contains(labels.file)
    for file in labelFiles(reading.tables) where file != labels.file && !(isCurated && file.contains("KSLabel")) {
      guard let other = try self.labels(in: file, reading)?.values else { continue }
      // Of a cluster that was left out, only a person's word that it is good counts.
      let judged = curated.contains(file) ? labels.values.keys.sorted() : kept
      let against = judged.filter { id in
        guard let text = other[id], let mine = labels.values[id], text != mine, text != "unsorted" else { return false }
        return QualityWords.verdict(text) != nil
      }
      guard let first = against.first else { continue }
      reading.note(
        .warning, "spikes",
        sentence {
          "\(file) contradicts \(labels.file) on \(against.count) of \(judged.count) clusters "
          "(cluster \(first): \(other[first] ?? "") and \(labels.values[first] ?? "")); \(labels.file) was followed."
        },
        option: "--map label_file=\(file)")
    }
  }
}

extension PhyFolder {
  /// What the tables of clusters say beside the labels that were followed, and which other files measure their quality.
  static func noteTables(_ reading: inout RecordingReading, _ kept: [Int], followed: String?) throws {
    let ids = ["cluster_id", "id", "cluster"]
    var (columns, besides): ([CellColumn], [String]) = ([], [])
    for file in labelFiles(reading.tables) {
      let paths = reading.source.items.filter { $0.path.hasPrefix(file + "/") }.map(\.path)
      guard let idColumn = ids.lazy.map({ "\(file)/\($0)" }).first(where: paths.contains),
        let numbers = try reading.array(idColumn)?.doubles
      else { continue }
      for path in paths where path != idColumn {
        let name = String(path.dropFirst(file.count + 1))
        if file == followed, !["group", "KSLabel", "label"].contains(name) { besides.append(name) }
        guard QualityWords.isGrade(name) || QualityWords.isKind(name), let texts = try reading.array(path)?.texts else {
          continue
        }
        let rows = Dictionary(zip(numbers, texts), uniquingKeysWith: { first, _ in first })
        columns.append(CellColumn(path, kept.map { rows[Double($0)] ?? "" }))
      }
    }
    if let followed, !besides.isEmpty {
      reading.note(
        .found, "spikes",
        "\(followed) also says, and it was not used: \(firstNames(besides, RecordingReading.mostListed)).",
        option: "--cells LIST")
    }
    reading.noteUnheeded(columns, kept: Array(kept.indices))
    guard reading.options.cells == nil, let first = reading.source.files.first,
      let folder = try FolderListing(first.deletingLastPathComponent())
    else { return }
    let measures = folder.names.filter { name in
      (name.contains("metrics") || name.contains("qMetrics")) && !name.hasPrefix("cluster_")
        && [".csv", ".tsv", ".parquet"].contains { name.hasSuffix($0) }
    }
    guard !measures.isEmpty else { return }
    reading.note(
      .warning, "spikes",
      "\(firstNames(measures)) \(measures.count == 1 ? "holds" : "hold") measures of the clusters' quality and "
        + "\(measures.count == 1 ? "was" : "were") not used.", option: "--cells LIST")
  }
}

extension RecordingReading {
  /// The names of tables whose columns are items of the source.
  fileprivate var tables: [String] {
    var seen: Set<String> = []
    return source.items.compactMap { item in
      item.path.firstIndex(of: "/").map { String(item.path[..<$0]) } ?? item.path
    }.filter { seen.insert($0).inserted }
  }
}
