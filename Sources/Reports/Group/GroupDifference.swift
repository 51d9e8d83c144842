import Schema
import Stages

/// Something that was not done alike in all sessions of a group: a parameter, the version of a stage, the way of reading.
struct GroupDifference: Equatable {
  /// One of the values, with the sessions that have it.
  struct Side: Equatable {
    var value: String
    var sessions: [String]
  }

  /// The title of the stage; "Program" for what concerns all.
  var stage: String
  /// `--shuffles`, "version of the stage".
  var what: String
  /// The value of most sessions first.
  var sides: [Side]
  /// Whether results can differ for it: a seed is none, the version of the program alone neither.
  var matters: Bool
}

extension GroupDifference {
  /// All that differs, stage by stage.
  static func all(_ sessions: [GroupSession], _ stages: [GroupStage]) -> [GroupDifference] {
    var list: [GroupDifference] = []
    func compare(_ stage: String, _ what: String, matters: Bool = true, _ values: [(String, String)]) {
      let sides = Self.sides(values)
      if sides.count > 1 { list.append(GroupDifference(stage: stage, what: what, sides: sides, matters: matters)) }
    }
    compare(
      "Program", "version", matters: false,
      sessions.flatMap { session in
        Set(session.records.compactMap { $0.json["program"]?.string }).sorted().map { (session.name, $0) }
      })
    for stage in stages {
      let made = sessions.compactMap { session in
        session.records.first { $0.stage == stage.stage }.map { (name: session.name, record: $0) }
      }
      compare(
        stage.title, "version of the stage",
        made.map { ($0.name, $0.record.json["stage_version"].map { $0.parameterText } ?? "not recorded") })
      for name in names(made.map { $0.record.parameters.map(\.name) }) {
        compare(
          stage.title, "--\(name)",
          made.map { session in
            let parameter = session.record.parameters.first { $0.name == name }
            let unit = parameter.map { $0.unit.isEmpty ? "" : " \($0.unit)" } ?? ""
            return (session.name, parameter.map { $0.value.parameterText + unit } ?? "no such parameter")
          })
      }
      for name in names(made.map { $0.record.readingSettings.map(\.name) }) {
        compare(
          stage.title, "--\(name) (reading)",
          made.map { session in
            (session.name, session.record.readingSettings.first { $0.name == name }?.text ?? "not given")
          })
      }
      compare(
        stage.title, "seed", matters: false,
        made.compactMap { session in session.record.seed.map { (session.name, String($0)) } })
    }
    return list
  }

  private static func names(_ lists: [[String]]) -> [String] {
    var all: [String] = []
    var known: Set<String> = []
    for name in lists.joined() where known.insert(name).inserted { all.append(name) }
    return all
  }

  private static func sides(_ values: [(session: String, value: String)]) -> [Side] {
    var sides: [Side] = []
    for (session, value) in values {
      if let known = sides.firstIndex(where: { $0.value == value }) {
        sides[known].sessions.append(session)
      } else {
        sides.append(Side(value: value, sessions: [session]))
      }
    }
    // Stable: of sides that are as large the first session's comes first.
    let largest = sides.map(\.sessions.count).max() ?? 0
    let usual = sides.firstIndex { $0.sessions.count == largest } ?? 0
    return sides.isEmpty ? [] : [sides[usual]] + sides.indices.filter { $0 != usual }.map { sides[$0] }
  }
}

extension GroupDifference {
  /// "Topology --shuffles: 100 in 23 sessions; 20 in mouse-3".
  var sentence: String {
    let said = sides.enumerated().map { index, side in
      index == 0 || side.sessions.count > 6
        ? "\(side.value) in \(counted(side.sessions.count, "session"))"
        : "\(side.value) in \(side.sessions.joined(separator: ", "))"
    }
    return "\(stage), \(what): \(said.joined(separator: "; "))."
  }
}
