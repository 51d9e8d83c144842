import Foundation
import Recordings
import Schema
import Stages

/// Options of `convert`: what an archive wants to know of a session, and which recording the results belong to.
struct ConversionOptions: ParameterTable {
  var about: String?
  var recording: String?
  var identifier: String?
  var sessionStart: String?
  var sessionDescription: String?
  var sessionID: String?
  var subject: String?
  var species: String?
  var sex: String?
  var age: String?
  var subjectDescription: String?
  var experimenter: String?
  var institution: String?
  var laboratory: String?
  var keywords: [String] = []
  var device: String?
  var deviceDescription: String?

  static let parameters: [Parameter<ConversionOptions>] = [
    Parameter(
      "about", \.about,
      help: "YAML file with the options below, a line each: 'species: Mus musculus'; the command line goes before"),
    Parameter("recording", \.recording, help: "for a results folder: the recording that it was made from, written with it"),
    Parameter("identifier", \.identifier, help: "NWB: a name that no other session has"),
    Parameter("session-start", \.sessionStart, help: "NWB: when it began, as 2021-03-01T10:30:00+01:00"),
    Parameter("session-description", \.sessionDescription, help: "NWB: what was recorded, in a sentence"),
    Parameter("session-id", \.sessionID, help: "NWB: the laboratory's name of the session"),
    Parameter("subject", \.subject, help: "NWB: the name of the animal"),
    Parameter("species", \.species, help: "NWB: its Latin name, such as 'Rattus norvegicus'"),
    Parameter("sex", \.sex, help: "NWB: M, F, O (other) or U (unknown)"),
    Parameter("age", \.age, help: "NWB: its age as P90D, P12W, P3Y6M, or a range P80D/P90D"),
    Parameter("subject-description", \.subjectDescription, help: "NWB: what else is known of the animal"),
    Parameter("experimenter", \.experimenter, help: "NWB: names as 'Last, First', with semicolons between"),
    Parameter("institution", \.institution, help: "NWB: where it was recorded"),
    Parameter("lab", \.laboratory, help: "NWB: whose laboratory it was"),
    Parameter("keywords", \.keywords, help: "NWB: what the session is found by"),
    Parameter("device", \.device, help: "NWB: what recorded, such as 'Neuropixels 2.0'"),
    Parameter("device-description", \.deviceDescription, help: "NWB: what that is"),
  ]

  /// The options of a command line, completed by those of the file that `--about` names.
  ///
  /// - Throws: `ParameterError`, also for what the file says, since it stands for options; `FileError`
  init(_ settings: [ParameterSetting]) throws {
    let given = try ConversionOptions(settings: settings)
    guard let file = given.about else {
      self = given
      return
    }
    let known = Self.parameters.map(\.information.name).filter { $0 != "about" && $0 != "recording" }
    do {
      let written = try Stages.settings(inFile: URL(fileURLWithPath: file), known: known)
      self = try ConversionOptions(settings: written.filter { one in !settings.contains { $0.name == one.name } } + settings)
    } catch StageError.badSettings(_, let reason) {
      throw ParameterError.invalid(name: "about", reason: "\(file): \(reason)")
    } catch let error as ParameterError {
      throw ParameterError.invalid(name: "about", reason: "\(file): \(error)")
    }
  }

  init() {}

  func validate() throws {
    func check(_ name: String, _ value: String?, _ problem: (String) -> String?) throws {
      if let reason = value.flatMap(problem) { try require(false, name, reason) }
    }
    try check("session-start", sessionStart, SessionRules.start)
    try check("species", species, SessionRules.species)
    try check("sex", sex, SessionRules.sex)
    try check("age", age, SessionRules.age)
    for (name, value) in [
      ("identifier", identifier), ("session-id", sessionID), ("subject", subject), ("device", device),
    ] { try check(name, value, SessionRules.name) }
    for person in experimenters ?? [] { try check("experimenter", person, SessionRules.person) }
    try require(deviceDescription == nil || device != nil, "device-description", "name the device too: --device.")
  }

  private var experimenters: [String]? {
    experimenter.map { list in
      list.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// What is said of the session; `nil` when nothing is.
  var session: SessionMetadata? {
    var session = SessionMetadata(
      identifier: identifier, description: sessionDescription, startTime: sessionStart, subjectID: subject, species: species,
      sex: sex, age: age)
    session.subjectDescription = subjectDescription
    session.sessionID = sessionID
    session.experimenters = experimenters
    session.institution = institution
    session.laboratory = laboratory
    session.keywords = keywords.isEmpty ? nil : keywords
    session.device = device
    session.deviceDescription = deviceDescription
    return session == SessionMetadata() ? nil : session
  }
}
