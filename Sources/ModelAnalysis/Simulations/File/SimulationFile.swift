import AttractorModels
import Foundation
import Schema

/// A simulation file, by what it describes.
public enum SimulationDocument: Sendable {
  /// One model of rates: `model:` and what it is to do.
  case model(SimulationFile)
  /// A network of populations of spiking neurons: `populations:` and what connects them.
  case populations(FileSection)

  /// - Parameter file: as messages call it.
  /// - Throws: `SimulationError`
  public init(yaml: String, file: String) throws {
    let root = try FileSection(yaml: yaml, file: file)
    if root.keys.contains("populations"), !root.keys.contains("model") {
      self = .populations(root)
    } else {
      self = .model(try SimulationFile(root))
    }
  }
}

/// A simulation of one model as a file says it; what it does not say is `nil`.
public struct SimulationFile: Sendable {
  /// The name of the model.
  public var model: String
  /// Of the model.
  public var parameters: [ParameterSetting]
  /// Whether rings are closed.
  public var ends: RingGrid.Ends?
  /// What the model is to do.
  public var task: FileSection?
  /// How a state is carried over a step.
  public var integrator: String?
  /// A step, as it is written.
  public var dt: String?
  /// How long it all lasts, as it is written.
  public var duration: String?
  /// One unit of the model's time, s.
  public var secondsPerUnit: Double?
  /// What is looked at.
  public var monitors: [MonitorRequest]?
  /// Of all random numbers.
  public var seed: UInt64?
  /// Spikes that are drawn from the rates.
  public var spikes: SpikeRequest?
  /// The file, for messages.
  public var place: String

  /// A simulation of a model with all defaults.
  public init(model: String, place: String) {
    self.model = model
    self.place = place
    parameters = []
  }

  static let keys = [
    "model", "parameters", "grid", "task", "integrator", "dt", "duration", "time_unit", "monitors", "seed", "spikes",
  ]

  init(_ root: FileSection) throws {
    try root.require(known: Self.keys)
    guard let model = try root.text("model") else {
      throw root.error("it needs a model, 'model: cann1d', or 'populations' of spiking neurons.")
    }
    self.init(model: model, place: root.place)
    if let section = try root.section("parameters") {
      parameters = try section.keys.compactMap { key in
        try section.text(key).map { ParameterSetting(name: key, text: $0) }
      }
    }
    ends = try Self.ends(root)
    task = try root.section("task")
    integrator = try root.text("integrator")
    dt = try root.text("dt")
    duration = try root.text("duration")
    if let unit = try root.time("time_unit", SimulationClock(secondsPerUnit: 1)) {
      guard unit > 0 else { throw root.error("'time_unit' is how long one unit of the model's time lasts, such as 10 ms.") }
      secondsPerUnit = unit
    }
    monitors = try root.sections("monitors").map { sections in
      try sections.map { section in try MonitorRequest(section) }
    }
    seed = try root.value("seed", as: Int.self).map { seed in
      guard let seed = UInt64(exactly: seed) else { throw root.error("'seed' is \(seed), and must be 0 or positive.") }
      return seed
    }
    spikes = try SpikeRequest(root) ?? task.flatMap { task in try SpikeRequest(task) }
  }

  private static func ends(_ root: FileSection) throws -> RingGrid.Ends? {
    guard let text = try root.text("grid") else { return nil }
    switch text {
    case "ring": return .joined
    case "doubled-end": return .doubled
    default: throw root.error("'grid' is ring or doubled-end (both ends of the axis are neurons, as in canns), not '\(text)'.")
    }
  }
}

/// What a file asks to be looked at.
public struct MonitorRequest: Sendable, Equatable {
  /// `u`, `center`.
  public var name: String
  /// Steps between two looks.
  public var every: Int

  public init(name: String, every: Int = 1) {
    self.name = name
    self.every = every
  }

  init(_ section: FileSection) throws {
    try section.require(known: ["name", "every"])
    guard let name = try section.text("name") else { throw section.error("a monitor has a name, {name: u, every: 1}.") }
    every = try section.value("every") ?? 1
    self.name = name
    guard every >= 1 else { throw section.error("'every' is \(every), and must be 1 step or more.") }
  }
}

/// Spikes that are asked for.
public struct SpikeRequest: Sendable, Equatable {
  /// How many neurons; `nil` for what is usual.
  public var cells: Int?
  /// Of the neuron that is most active, Hz.
  public var peakRate: Double

  public init(cells: Int? = nil, peakRate: Double = 20) {
    self.cells = cells
    self.peakRate = peakRate
  }

  /// - Returns: `nil` where the section asks for none.
  init?(_ owner: FileSection) throws {
    guard let value = owner["spikes"] else { return nil }
    if case .text(let text) = value, let isWanted = Bool(parameterText: text) {
      if !isWanted { return nil }
      self.init()
      return
    }
    guard let section = try owner.section("spikes") else { return nil }
    try section.require(known: ["cells", "peak_rate"])
    self.init(cells: try section.value("cells"), peakRate: try section.value("peak_rate") ?? 20)
    if let cells, cells < 1 { throw section.error("'cells' is \(cells), and must be 1 or more.") }
    guard peakRate > 0, peakRate <= 1000 else {
      throw section.error("'peak_rate' is \(formatted(peakRate)) Hz, and must be above 0 and at most 1000.")
    }
  }
}
