import ArrayFiles
import Schema

/// What a CaImAn file says of its components: the automatic choice, and what a person accepted or rejected in CaImAn's
/// window, which goes before it.
struct CaimanVerdicts {
  private static let fields = ["idx_components", "idx_components_bad", "accepted_list", "rejected_list"]
  static let paths = fields.map { "/estimates/\($0)" }

  private var lists: [String: [Int]] = [:]

  /// - Throws: `FileError` when a list names what is not there, names it twice, or two lists contradict each other.
  init(_ reading: RecordingReading, count: Int) throws {
    for field in CaimanVerdicts.fields {
      // What was not computed is the text NoneType.
      guard let item = reading.source.item("/estimates/" + field),
        ["int", "uint", "float"].contains(where: item.typeName.hasPrefix),
        let array = try reading.array(item.path), let numbers = array.doubles
      else { continue }
      let indices = numbers.compactMap { Int(exactly: $0) }
      guard indices.count == numbers.count, indices.allSatisfy((0..<count).contains), Set(indices).count == indices.count else {
        throw FileError.unusable(
          "\(field) names components that are not among the \(count), or names one twice.", place: item.path,
          remedy: "Take all with --map accepted=all.")
      }
      lists[field] = indices
    }
    for (good, bad) in [("idx_components", "idx_components_bad"), ("accepted_list", "rejected_list")] {
      let both = Set(lists[good] ?? []).intersection(lists[bad] ?? [])
      guard let first = both.min() else { continue }
      throw FileError.unusable(
        "\(good) and \(bad) contradict each other: \(both.count) components are in both, the first \(first).",
        place: "/estimates", remedy: "Take all with --map accepted=all.")
    }
  }

  /// The lists that decide.
  var names: String {
    CaimanVerdicts.fields.filter { field in lists[field].map { !$0.isEmpty } ?? false }.joined(separator: ", ")
  }

  /// The accepted components in ascending order of a person's additions after CaImAn's own order; `nil` when nothing says.
  func accepted(of count: Int) -> [Int]? {
    let bad = lists["idx_components_bad"].map(Set.init)
    let person = (accepted: lists["accepted_list"] ?? [], rejected: Set(lists["rejected_list"] ?? []))
    let automatic: [Int]
    if let chosen = lists["idx_components"] {
      automatic = chosen
    } else if let bad {
      automatic = (0..<count).filter { !bad.contains($0) }
    } else if !person.accepted.isEmpty {
      automatic = []
    } else if !person.rejected.isEmpty {
      automatic = Array(0..<count)
    } else {
      return nil
    }
    let added = person.accepted.filter { !automatic.contains($0) }.sorted()
    return (automatic + added).filter { !person.rejected.contains($0) }
  }

  /// Says where a person decided otherwise than CaImAn.
  func note(_ reading: inout RecordingReading) {
    guard let automatic = lists["idx_components"] else { return }
    let added = (lists["accepted_list"] ?? []).count { !automatic.contains($0) }
    let removed = (lists["rejected_list"] ?? []).count { automatic.contains($0) }
    guard added + removed > 0 else { return }
    reading.note(
      .found, "ROI signals",
      "a person added \(added) components (accepted_list) and took \(removed) away (rejected_list), which was followed.",
      option: "--map accepted=all")
  }
}
