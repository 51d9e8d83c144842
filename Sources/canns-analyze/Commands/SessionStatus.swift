import Schema

/// What is to be said of one stage of a session.
struct StageStatus {
  enum State: Equatable {
    case done
    /// Not run yet.
    case missing
    /// Its result is not the one that a run would give, for the reasons told.
    case stale([String])
    /// The data have nothing for it, as the chain found.
    case refused(String)
    /// What it was made from is not there to compare.
    case unknown(String)
  }

  var name: String
  var state: State
  /// Of a stage that is made in parts.
  var parts: (done: Int, all: Int)?

  /// In a word or two, as in the table and for programs.
  var word: String {
    switch state {
    case .done: "done"
    case .missing: "missing"
    case .stale: "stale"
    case .refused: "no result"
    case .unknown: "not compared"
    }
  }

  var reasons: [String] {
    switch state {
    case .done, .missing: []
    case .stale(let reasons): reasons
    case .refused(let reason), .unknown(let reason): [reason]
    }
  }
}

/// What is to be said of one session.
struct SessionStatus {
  var name: String
  var stages: [StageStatus]
  /// Why nothing could be looked at.
  var note: String?

  func lines(verbose: Bool) -> [String] {
    if let note { return ["\(name): \(note)"] }
    let words = stages.map { stage in
      sentence {
        "\(stage.name) \(stage.word)"
        if let parts = stage.parts, stage.state == .missing { " (\(parts.done) of \(parts.all) parts)" }
      }
    }
    let shown = verbose ? stages : stages.filter { $0.state != .done && $0.state != .missing }
    return ["\(name): \(words.joined(separator: ", "))"]
      + shown.flatMap { stage in stage.reasons.map { "  \(stage.name): \($0)" } }
  }

  /// The line under all sessions.
  static func total(_ sessions: [SessionStatus]) -> String {
    let stages = sessions.flatMap(\.stages)
    func count(_ word: String) -> Int { stages.count { $0.word == word } }
    let left = count("missing") + count("stale")
    return sentence {
      "\(counted(sessions.count, "session")): \(count("done")) of \(counted(stages.count, "stage")) done"
      if count("no result") > 0 { ", \(count("no result")) without a result" }
      if count("missing") > 0 { ", \(count("missing")) missing" }
      if count("stale") > 0 { ", \(count("stale")) stale" }
      if count("not compared") > 0 { ", \(count("not compared")) not compared" }
      "."
      if left > 0 { " The same run or workflow goes on: what is done is not done again." }
      if count("stale") > 0 { " Snakemake looks at times of files; --forceall makes it look at what is stale." }
    }
  }

  var json: JSONValue {
    .record([
      "session": .string(name), "note": note.map(JSONValue.string) ?? .null,
      "stages": .array(
        stages.map { stage in
          .record([
            "stage": .string(stage.name), "status": .string(stage.word), "reasons": JSONValue(stage.reasons),
            "parts_done": stage.parts.map { .integer($0.done) } ?? .null,
            "parts": stage.parts.map { .integer($0.all) } ?? .null,
          ])
        }),
    ])
  }
}
