import Schema
import Stages

/// The numbers of one stage over all sessions of a group.
struct GroupStage {
  /// The stem of its files.
  var stage: String
  var title: String
  var columns: [GroupColumn]
  /// Sessions, by number, whose result was made with another version or other parameters than most.
  var unusual: Set<Int>
}

/// One number over all sessions.
struct GroupColumn {
  /// `tda.h1_longest.1`: the stage, the key of the record, and the place in a list, from 1.
  var key: String
  /// "H1 longest, 1st".
  var label: String
  var unit: String
  /// For each session the value; `nil` where the session has none. Never an array or an object.
  var values: [JSONValue?]

  /// The numbers among the values, with the session they belong to.
  var numbers: [(session: Int, value: Double)] {
    values.enumerated().compactMap { index, value in
      guard let number = value?.number, number.isFinite else { return nil }
      return (index, number)
    }
  }

  /// Whether there is something to draw: numbers of several sessions.
  var isDrawn: Bool { numbers.count > 1 }
}

extension JSONValue {
  /// A number as it is; a text stays one even if it reads "inf".
  fileprivate var number: Double? {
    switch self {
    case .integer, .number: double
    default: nil
    }
  }
}

extension GroupStage {
  /// The stages of all sessions, in the order in which the sessions ran them.
  static func all(_ sessions: [GroupSession]) -> [GroupStage] {
    var stems: [String] = []
    for session in sessions {
      // A stage that only later sessions have stands behind the one before it there.
      var place = 0
      for record in session.records {
        if let known = stems.firstIndex(of: record.stage) {
          place = known + 1
        } else {
          stems.insert(record.stage, at: place)
          place += 1
        }
      }
    }
    return stems.map { GroupStage(stage: $0, sessions) }
  }

  init(stage: String, _ sessions: [GroupSession]) {
    let records = sessions.map { session in session.records.first { $0.stage == stage } }
    self.stage = stage
    title = records.lazy.compactMap { $0?.title }.first ?? stage
    var order: [String] = []
    var values: [String: [Int: JSONValue]] = [:]
    for (index, record) in records.enumerated() {
      for number in record.map({ Self.scalars($0.summary) }) ?? [] {
        if values[number.key] == nil { order.append(number.key) }
        values[number.key, default: [:]][index] = number.value
      }
    }
    columns = order.map { key in
      let (label, unit) = Self.words(key)
      return GroupColumn(
        key: "\(stage).\(key)", label: label, unit: unit, values: sessions.indices.map { values[key]?[$0] })
    }
    let makings = records.map { $0.map(Making.init) }
    let usual = mostFrequent(makings.compactMap { $0 })
    unusual = Set(makings.indices.filter { index in makings[index].map { $0 != usual } ?? false })
  }

  /// Lists of more are arrays rather than numbers, and stay in the records.
  private static let longestList = 6

  /// The numbers, words and truth values of a record, lists of few taken apart: `h1_longest.1`.
  private static func scalars(_ summary: JSONValue) -> [(key: String, value: JSONValue)] {
    (summary.members ?? []).flatMap { member -> [(key: String, value: JSONValue)] in
      switch member.value {
      case .null, .object: return []
      case .array(let list):
        let isFlat = list.allSatisfy { if case .array = $0 { false } else if case .object = $0 { false } else { true } }
        guard isFlat, (1...longestList).contains(list.count) else { return [] }
        return list.enumerated().map { (key: "\(member.key).\($0.offset + 1)", value: $0.element) }
      default: return [(member.key, member.value)]
      }
    }
  }

  private static func words(_ key: String) -> (label: String, unit: String) {
    let parts = key.split(separator: ".").map(String.init)
    let (label, unit) = labelAndUnit(parts[0])
    guard parts.count > 1, let place = Int(parts[1]) else { return (label, unit) }
    return ("\(label), \(ordinal(place))", unit)
  }
}

/// What decides whether the results of two sessions can be compared: version of the stage and parameters.
private struct Making: Hashable {
  var version: Int?
  var parameters: [String]

  init(_ record: StageRecord) {
    version = record.json["stage_version"]?.integer
    parameters = record.parameters.map { "\($0.name) \($0.value.compactText)" }
  }
}

/// The value that occurs most often, of several such the one that comes first.
func mostFrequent<Value: Hashable>(_ values: [Value]) -> Value? {
  var counts: [Value: Int] = [:]
  for value in values { counts[value, default: 0] += 1 }
  let most = counts.values.max()
  return values.first { counts[$0] == most }
}
