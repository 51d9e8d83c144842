import ArrayFiles
import ArrayNumerics
import Schema

/// Spike times of one name in groups side by side, a group for each cell: `/units/unit_000/spike_times`, ….
enum SpikeGroups {
  /// What groups of cells are called, without their numbers.
  private static let words: Set<String> = [
    "unit", "units", "cell", "cells", "neuron", "neurons", "cluster", "clusters", "clu", "n", "c", "u", "sua", "mua",
  ]

  /// The trains in natural order; `nil` where the groups are not those of cells.
  static func trains(_ items: [ArraySource.Item], in source: ArraySource) -> [ArraySource.Item]? {
    let parts = items.map { $0.path.split(separator: "/").map(String.init) }
    guard items.count > 1, let first = parts.first, first.count > 1,
      parts.allSatisfy({ $0.count == first.count && $0.last == first.last && $0.dropLast(2) == first.dropLast(2) }),
      items.allSatisfy({ !$0.isContainer && $0.shape.filter { $0 != 1 }.count <= 1 })
    else { return nil }
    let outer = first.dropLast(2).last.map(stem) ?? ""
    let stems = Set(parts.map { stem($0[$0.count - 2]) })
    guard stems.count == 1, let name = stems.first, words.contains(name) || name.isEmpty && words.contains(outer) else {
      return nil
    }
    // A group with labels of its spikes holds several cells.
    let groups = Set(parts.map { $0.dropLast().joined(separator: "/") })
    let labels = source.items.contains { item in
      guard Role.labelNames.contains(item.key), item.shape.filter({ $0 != 1 }).count == 1 else { return false }
      return groups.contains(item.path.split(separator: "/").dropLast().joined(separator: "/"))
    }
    return labels ? nil : items.sorted { naturallyPrecedes($0.path, $1.path) }
  }

  /// Spikes that stand under one name in several groups are of several cells, probes or sessions, and nobody knows which.
  ///
  /// - Throws: `FileError`: one of the groups would be taken for the whole.
  static func refuseSeveral(_ items: [ArraySource.Item], _ best: ArraySource.Item) throws {
    let equals = items.filter { $0.depth == best.depth && $0.key == best.key }.map(\.path).sorted(by: naturallyPrecedes)
    guard equals.count > 1, best.depth > 1 else { return }
    throw FileError.unusable(
      "\(equals.count) arrays hold spikes, each in a group of its own (\(firstNames(equals))), and the file does not say how "
        + "they belong together.",
      remedy: "Choose one, --map spikes=\(equals[0]), or name one array a cell: --map spikes=A+B.")
  }

  /// The names of cells: their paths, or of trains of one name those of their groups.
  static func names(_ paths: [String]) -> [String] {
    let parts = paths.map { $0.split(separator: "/").map(String.init) }
    guard parts.allSatisfy({ $0.count > 1 && $0.last == parts[0].last }) else { return paths }
    let groups = parts.map { $0[$0.count - 2] }
    return Set(groups).count == paths.count ? groups : paths
  }

  /// `unit` of `unit_007`.
  private static func stem(_ name: String) -> String {
    var stem = name.lowercased()[...]
    while let last = stem.last, last.isNumber || "_- ".contains(last) { stem.removeLast() }
    return String(stem)
  }
}

extension RecordingReading {
  /// The trains without those of groups that a word or flag beside them calls no cell.
  ///
  /// - Parameter items: of the trains, in their order.
  /// - Throws: `FileError` when none is left.
  mutating func acceptedGroups(_ trains: [SpikeTrain], _ items: [ArraySource.Item]) throws -> [SpikeTrain] {
    let groups = items.map { $0.path.split(separator: "/").dropLast().joined(separator: "/") }
    guard options.cells == nil, Set(groups).count == groups.count else { return trains }
    var values: [String: [String: String]] = [:]
    for item in source.items where CellColumn.isKnown(item.key) && elementCount(item.shape) == 1 && !item.isContainer {
      let group = item.path.split(separator: "/").dropLast().joined(separator: "/")
      guard groups.contains(group), case .array(let array) = try source.read(item), let text = array.texts?.first else {
        continue
      }
      values[item.key, default: [:]][group] = text
      heeded.insert(item.path)
    }
    let columns = values.sorted { $0.key < $1.key }.map { key, words in CellColumn(key, groups.map { words[$0] ?? "" }) }
    let rejected = try rejectedCells(columns, of: trains.count)
    let kept = trains.indices.filter { !rejected.contains($0) }
    noteUnheeded(columns, kept: kept)
    return kept.map { trains[$0] }
  }

  /// An array with the name of labels that has not one for each spike says that one of both is not whole.
  ///
  /// - Throws: `FileError`: all spikes would be those of one cell.
  func refuseOtherLabels(_ count: Int, _ item: ArraySource.Item) throws {
    guard !roles.mapped.contains(.spikeIndex) else { return }
    let group = item.path.split(separator: "/").dropLast()
    for other in source.items where other.path != item.path && other.path.split(separator: "/").dropLast() == group {
      let name = Role.splitUnit(other.key).name
      guard Role.labelNames.contains(name), other.shape.filter({ $0 != 1 }).count == 1,
        let entries = elementCount(other.shape), entries != count
      else { continue }
      // `units` and the like may also list the cells.
      guard name.hasPrefix("spike") || count >= 20 && (count / 2...2 * count).contains(entries) else { continue }
      throw FileError.unusable(
        "\(other.path) has \(entries) entries, and there are \(count) spikes: a label for each was expected.",
        place: item.path,
        remedy: "Write both anew, or choose: --map spike_index=NAME, or spike_index=none where all are the spikes of one cell.")
    }
  }

  /// Spikes that belong to no cell are called -1 by most programs; they stay, since the file does not say so.
  mutating func noteNegativeLabels(_ labels: [Int], _ item: ArraySource.Item) {
    let negative = labels.count { $0 < 0 }
    guard negative > 0, negative < labels.count, options.cells == nil else { return }
    note(
      .warning, "spikes",
      sentence {
        "\(item.path) gives \(counted(negative, "spike")) a cell below 0, as programs call spikes of no cell; "
        "they were kept."
      },
      option: "--cells LIST")
  }

  /// - Throws: `FileError` for a row of numbers of which most stand again and again: labels or counts, no times.
  func refuseRepeated(_ survey: TrainSurvey, _ name: String) throws {
    guard survey.count >= 50, survey.repeated * 5 > survey.count * 4 else { return }
    throw FileError.unusable(
      "\(survey.repeated) of the \(survey.count) spikes of cell \(name) have exactly the time of the one before: these are no "
        + "times of spikes, but labels or counts.",
      place: roles.item(.spikes)?.path, remedy: "Choose the arrays: --map spikes=NAME,spike_index=NAME.")
  }
}
