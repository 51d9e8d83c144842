import Foundation
import Schema
import SpikingNetworks

/// A network of populations as a simulation file says it.
public struct NetworkFile: Sendable {
  /// The network, with the duration and the step of the file.
  public var network: NetworkDescription
  /// Whether spikes are written as a recording.
  public var writesRecording: Bool
  /// The populations of the recording; empty for all neurons whose spikes are looked at.
  public var recorded: [String]
  /// What the head does; `nil` without a task.
  public var heading: HeadingPlan?
  /// What is read out after the run.
  var readouts: [NetworkReadout]
  /// What says of which class a picture is.
  var classifiers: [PictureClassifier]
  /// The file, for messages.
  public var place: String

  static let keys = [
    "populations", "projections", "monitors", "dt", "duration", "seed", "profile", "spikes", "task", "models", "readouts",
    "version",
  ]

  /// - Parameter folder: where files that it names are looked for.
  /// - Throws: `SimulationError`; what reading a named file throws.
  public init(_ root: FileSection, folder: URL) throws {
    try root.require(known: Self.keys)
    place = root.place
    guard let populations = try root.sections("populations"), !populations.isEmpty else {
      throw root.error("'populations' takes a list of populations, [{name: e, model: exp-lif, size: 100}, …].")
    }
    let files = NamedNumbers(folder: folder)
    let profile = try root.word("profile", Profile.self) ?? .reference
    let dt = try root.time("dt", .milliseconds)
    let duration = try root.time("duration", .milliseconds)
    if let version = try root.text("version"), version != "1" {
      throw root.error("'version' is \(version), and this program knows version 1 of network files.")
    }
    if case .list = root["spikes"] {
      recorded = try root.values("spikes", as: String.self) ?? []
      writesRecording = true
    } else {
      recorded = []
      writesRecording = try root.value("spikes", as: Bool.self) ?? false
    }
    let sections = try root.sections("readouts") ?? []
    readouts = try sections.filter { $0["classifier"] == nil }.map { try NetworkReadout($0, profile: profile) }
    classifiers = try sections.filter { $0["classifier"] != nil }.map { try PictureClassifier($0) }
    heading = try root.section("task").map { try Self.heading($0) }
    let equations = try (root.sections("models") ?? []).map { try NeuronEquations($0) }
    // Equations that make no sense are said when the network is checked.
    let catalogue = (try? NetworkDescription(duration: 1, populations: [], equations: equations).catalogue()) ?? .standard
    network = NetworkDescription(
      dt: dt ?? 0.1, duration: duration ?? heading?.duration ?? 1000, seed: try Self.seed(root) ?? 0,
      populations: try populations.map { try PopulationDescription($0, profile: profile, files: files, catalogue) },
      projections: try (root.sections("projections") ?? []).map { try ProjectionDescription($0, files: files) },
      monitors: try (root.sections("monitors") ?? []).map { try MonitorDescription($0) },
      equations: equations)
  }

  /// A network takes one task; how long it is may also stand in 'duration'.
  private static func heading(_ section: FileSection) throws -> HeadingPlan {
    if section.keys.contains("spikes") {
      throw section.error("of a network, 'spikes: true' or 'spikes: [NAME]' stands beside 'populations', not in the task.")
    }
    let task = try TaskPlan(
      section, clock: .milliseconds, allowed: [TaskPlan.Kind.heading.rawValue], model: "a network of populations")
    guard case .heading(let plan) = task else { throw section.error("a network takes the task head-direction.") }
    return plan
  }

  /// The seed that a file gives.
  ///
  /// - Throws: `SimulationError`
  static func seed(_ root: FileSection) throws -> UInt64? {
    try root.value("seed", as: Int.self).map { seed in
      guard let seed = UInt64(exactly: seed) else { throw root.error("'seed' is \(seed), and must be 0 or positive.") }
      return seed
    }
  }

  /// The files that it names, for checksums.
  static func namedFiles(_ root: FileSection) -> [String] {
    func names(_ value: FileSection.Value) -> [String] {
      switch value {
      case .mapping(let pairs):
        pairs.flatMap { pair in
          if pair.key == "file", case .text(let name) = pair.value { return [name] }
          return names(pair.value)
        }
      case .list(let items): items.flatMap(names)
      case .text, .null: []
      }
    }
    return root.keys.compactMap { root[$0] }.flatMap(names)
  }
}

extension SimulationClock {
  /// Networks of spiking neurons are written in ms.
  static let milliseconds = SimulationClock(secondsPerUnit: 1e-3)
}

extension FileSection {
  /// A word of a closed list.
  func word<Word: CaseIterable & RawRepresentable>(_ key: String, _ type: Word.Type) throws -> Word?
  where Word.RawValue == String {
    guard let text = try text(key) else { return nil }
    if let word = Word.allCases.first(where: { $0.rawValue == text.lowercased() }) { return word }
    let names = Word.allCases.map(\.rawValue)
    throw error(
      sentence {
        "'\(key)' is '\(text)'"
        if let nearest = nearestName(to: text, in: names) { "; did you mean '\(nearest)'? Known" } else { "; known" }
        " are \(names.joined(separator: ", "))."
      })
  }
}

extension PopulationDescription {
  fileprivate init(_ section: FileSection, profile: Profile, files: NamedNumbers, _ catalogue: NeuronCatalogue) throws {
    try section.require(known: ["name", "model", "size", "parameters", "initial", "profile"])
    guard let name = try section.text("name"), let model = try section.name("model") else {
      throw section.error("a population has a name and a model, {name: e, model: exp-lif, size: 100}.")
    }
    guard let size = try section.value("size", as: Int.self) else {
      throw section.error("population \(name) needs a size, the number of its neurons.")
    }
    let profile = try section.word("profile", Profile.self) ?? profile
    let kind = try? catalogue.model(model, profile: profile)
    func values(_ key: String, _ unit: (String) -> String?) throws -> [String: Distribution] {
      guard let inner = try section.section(key) else { return [:] }
      return Dictionary(
        uniqueKeysWithValues: try inner.keys.compactMap { key in
          try inner.distribution(key, files: files, unit: unit(key).map(ExpectedUnit.init) ?? .unknown).map { (key, $0) }
        })
    }
    self.init(
      name, model: model, size: size,
      parameters: try values("parameters") { name in kind?.parameters.first { $0.name == name }?.unit },
      initial: try values("initial") { name in kind?.variables.first { $0.name == name }?.unit }, profile: profile)
  }
}

extension MonitorDescription {
  fileprivate init(_ section: FileSection) throws {
    try section.require(known: ["population", "variables", "every", "neurons", "start", "stop"])
    guard let population = try section.text("population") else {
      throw section.error("a monitor names a population, {population: e, variables: [spike, v]}.")
    }
    let neurons = try section.values("neurons", as: Int.self)
    if let neurons, neurons.count != 2 || neurons[0] > neurons[1] {
      throw section.error("'neurons' takes the first and the last that are looked at, [0, 9].")
    }
    self.init(
      population, try section.values("variables", as: String.self) ?? ["spike"],
      every: try section.value("every") ?? 1, neurons: neurons.map { $0[0]..<$0[1] + 1 },
      start: try section.time("start", .milliseconds) ?? 0, stop: try section.time("stop", .milliseconds) ?? .infinity)
  }
}
