import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// Which regions are cells: `iscell.npy` of each plane, that of the combined view, and what was merged.
extension Suite2pFolder {
  /// The item of `combined/iscell.npy`.
  static let combinedCuration = "combined/iscell"

  /// Rows that the curation accepts: the first column of `iscell.npy`, or what the combined view says in its place.
  ///
  /// - Parameter combined: the first column of `combined/iscell.npy` for this plane, where that is followed.
  static func acceptedROIs(
    _ reading: inout RecordingReading, _ prefix: String, count: Int, _ combined: [Double]?
  ) throws -> [Int] {
    guard let cells = try reading.array(prefix + "iscell") else {
      reading.note(
        .warning, "ROI signals", "\(prefix)iscell.npy is missing: all \(count) regions were kept, also those that are no cells."
      )
      return Array(0..<count)
    }
    let columns = cells.shape.count == 2 ? cells.shape[1] : 1
    guard (1...2).contains(cells.shape.count), columns >= 1, let values = cells.doubles, cells.shape[0] == count else {
      throw FileError.unusable(
        "\(prefix)iscell.npy is \(shapeText(cells.shape)); one row for each of \(count) regions was expected.",
        remedy: "F, spks and iscell must be of one run: copy the plane's folder again, whole.")
    }
    switch reading.mapped("accepted") {
    case nil: return (0..<count).filter { (combined?[$0] ?? values[$0 * columns]) > 0 }
    case "all"?: return Array(0..<count)
    case let text?:
      guard let least = Double(parameterText: text), (0...1).contains(least), columns == 2 else {
        throw FileError.unusable(
          "--map accepted=\(text): 'all' or the least probability of being a cell, 0 to 1, was expected.")
      }
      return (0..<count).filter { values[$0 * columns + 1] >= least }
    }
  }

  /// The flags of the combined view for each plane, where they differ from those of the planes and are followed.
  ///
  /// suite2p's window rewrites the `iscell.npy` of the folder that it opened: the combined view's when all planes were
  /// curated together, with the regions of plane 0, then plane 1, … (suite2p, `io/save.py`, `combined`).
  static func combinedCuration(_ reading: inout RecordingReading) throws -> [String: [Double]] {
    let all = planePrefixes(reading.source)
    if all.isEmpty { try noteCombinedBeside(&reading) }
    guard !all.isEmpty, let combined = try flags(reading, combinedCuration) else { return [:] }
    let planes = try all.map { (prefix: $0, flags: try flags(reading, $0 + "iscell") ?? []) }
    let count = planes.reduce(0) { $0 + $1.flags.count }
    guard combined.count == count else {
      reading.note(
        .warning, "ROI signals",
        sentence {
          "combined/iscell.npy has \(combined.count) regions and the planes \(count) (regions were merged or left out "
          "in the combined view): it was not followed. The folder combined can be read itself."
        })
      return [:]
    }
    var (start, result): (Int, [String: [Double]]) = (0, [:])
    for plane in planes {
      result[plane.prefix] = Array(combined[start..<start + plane.flags.count])
      start += plane.flags.count
    }
    let differing = planes.reduce(0) { sum, plane in
      sum + zip(plane.flags, result[plane.prefix] ?? []).count { ($0 > 0) != ($1 > 0) }
    }
    let choice = reading.mapped("curation")
    guard choice == nil || choice == "combined" || choice == "planes" else {
      throw FileError.unusable("--map curation=\(choice ?? ""): combined or planes was expected.")
    }
    let byPlanes = planes.reduce(0) { $0 + $1.flags.count { $0 > 0 } }
    if differing > 0, choice == nil {
      reading.note(
        .warning, "ROI signals",
        sentence {
          "combined/iscell.npy and the planes' own differ for \(differing) of \(count) regions; the combined view was "
          "followed, which accepts \(combined.count { $0 > 0 }) (the planes \(byPlanes))."
        },
        option: "--map curation=planes")
    }
    return differing > 0 && choice != "planes" ? result : [:]
  }

  /// Says of a plane that was opened alone when the combined view beside it was curated otherwise.
  private static func noteCombinedBeside(_ reading: inout RecordingReading) throws {
    guard let plane = reading.source.files.first?.deletingLastPathComponent().standardizedFileURL,
      let parent = try? FolderListing(plane.deletingLastPathComponent()),
      let whole = try? source(in: parent), whole.item(combinedCuration) != nil
    else { return }
    var other = RecordingReading(whole, ReadingOptions())
    let title = plane.lastPathComponent
    guard let view = try? combinedCuration(&other)[title + "/"], let own = try flags(reading, "iscell") else { return }
    let differing = zip(view, own).count { ($0 > 0) != ($1 > 0) }
    guard differing > 0 else { return }
    reading.note(
      .warning, "ROI signals",
      sentence {
        "combined/iscell.npy beside the plane differs from its iscell.npy for \(differing) of \(own.count) regions; "
        "it is followed when the folder above is opened with --map plane=\(title.drop { !$0.isNumber })."
      })
  }

  /// The first column of an `iscell.npy`.
  private static func flags(_ reading: RecordingReading, _ path: String) throws -> [Double]? {
    guard let array = try reading.array(path), let values = array.doubles, let rows = array.shape.first, rows > 0 else {
      return nil
    }
    return stride(from: 0, to: values.count, by: max(1, values.count / rows)).map { values[$0] }
  }

  /// The prefixes of the planes' items; none for a folder that is one plane.
  static func planePrefixes(_ source: ArraySource) -> [String] {
    let prefixes = source.items.map(\.path).filter { $0.hasSuffix("/F") || $0.hasSuffix("/spks") }
      .map { String($0.prefix(while: { $0 != "/" })) + "/" }
    var planes: [String] = []
    for prefix in prefixes where !planes.contains(prefix) { planes.append(prefix) }
    return planes
  }

  // MARK: Merged regions

  /// The regions that were merged into another one which is kept: suite2p keeps both, and `stat[new]["imerge"]` names the
  /// parts.
  static func mergedParts(
    _ reading: inout RecordingReading, _ prefix: String, _ chosen: [Int], count: Int
  ) throws -> Set<Int> {
    guard let file = reading.source.files.first(where: { isStat($0, prefix) }), try mentions("imerge", file) else { return [] }
    let parts: [Int: [Int]]
    do {
      let stat = try ArraySource(contentsOf: file, asSession: false)
      guard let item = stat.items.first, case .object(let value) = try stat.read(item) else { return [] }
      parts = merges(value)
    } catch let error as FileError {
      reading.note(
        .warning, "ROI signals",
        "\(prefix)stat.npy was not used, which may say that regions were merged: \(error.problem)")
      return []
    }
    let merged = chosen.filter { parts[$0] != nil }
    let kept = Set(chosen)
    let inside = Set(merged.flatMap { parts[$0] ?? [] }).intersection(kept)
    guard !inside.isEmpty else { return [] }
    let names = inside.sorted().map(String.init)
    let isAll = reading.mapped("accepted") == "all"
    reading.note(
      isAll ? .warning : .found, "ROI signals",
      sentence {
        "\(prefix)stat.npy: regions \(firstNames(names, 12)) were merged into \(firstNames(merged.map(String.init), 12))"
        if isAll { ", which therefore holds them twice: all were kept as asked for." } else { " and were left out." }
      },
      option: isAll ? nil : "--map accepted=all")
    return isAll ? [] : inside
  }

  private static func isStat(_ file: URL, _ prefix: String) -> Bool {
    file.lastPathComponent == "stat.npy"
      && (prefix.isEmpty || file.deletingLastPathComponent().lastPathComponent + "/" == prefix)
  }

  /// Whether a file has a word in it: `stat.npy` is large, and few have merged regions.
  private static func mentions(_ word: String, _ url: URL) throws -> Bool {
    let file = try InputFile(url)
    let wanted = Array(word.utf8)
    let step = 1 << 20
    for start in stride(from: 0, to: file.size, by: step) {
      let bytes = try file.bytes(at: start, count: min(step + wanted.count, file.size - start))
      var place = bytes.startIndex
      while let next = bytes[place...].firstIndex(of: wanted[0]) {
        if bytes[next...].starts(with: wanted) { return true }
        place = next + 1
      }
    }
    return false
  }

  /// For each region that was merged the regions it was made of.
  private static func merges(_ stat: PickleValue) -> [Int: [Int]] {
    guard case .objectArray(_, let regions) = stat else { return [:] }
    var parts: [Int: [Int]] = [:]
    for (index, region) in regions.enumerated() {
      guard case .dictionary(let entries) = region,
        let value = entries.first(where: { $0.0.label == "imerge" })?.1
      else { continue }
      let numbers = (value.numbers ?? value.number.map { [$0] } ?? []).compactMap { Int(exactly: $0) }
      let others = numbers.filter { $0 != index && regions.indices.contains($0) }
      if !others.isEmpty { parts[index] = others }
    }
    return parts
  }

  // MARK: Red cells

  /// Says when the kept regions are of two kinds: `redcell.npy` marks those with a second, red indicator.
  static func noteRed(_ reading: inout RecordingReading, _ prefix: String, _ kept: [Int], count: Int) throws {
    guard let red = try flags(reading, prefix + "redcell"), red.count == count else { return }
    let marked = kept.count { red[$0] > 0 }
    guard marked > 0, marked < kept.count else { return }
    reading.note(
      .warning, "ROI signals",
      "\(prefix)redcell.npy marks \(marked) of the \(kept.count) kept regions as red; they were not told apart.",
      option: "--cells LIST")
  }
}
