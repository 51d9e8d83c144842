import AttractorModels
import PopulationActivity
import Schema
import Stages

/// A model of the catalogue: what it is, what it takes, and how it is made.
///
/// A new model is a file with its entry and one line in `ModelCatalogue.standard`.
public struct ModelEntry: Sendable {
  /// As commands and files call it: `cann1d`.
  public let name: String
  /// What other programs call it: `CANN1D`.
  public let otherNames: [String]
  /// In a few words.
  public let title: String
  /// A paragraph.
  public let purpose: String
  /// In the order in which a step takes them.
  public let equations: [String]
  /// The unit of `tau`, `dt` and durations.
  public let time: ModelTime
  /// What it can be shown or do, by the names of tasks; empty where a command of its own drives it.
  public let tasks: [String]
  /// What can be looked at while it runs.
  public let monitors: [MonitorInformation]
  /// Works to cite.
  public let references: [Reference]
  /// The stage that runs it.
  public let stage: StageDescription
  /// Whether canns has it too, so that its numbers can be repeated.
  public let isOfCanns: Bool
  /// Name, unit, meaning and source of each.
  public let parameters: [ParameterInformation]
  /// Name and default of each, in the same order.
  public let defaults: [JSONValue.Member]
  /// The same under `--compat canns`.
  private let build: @Sendable ([ParameterSetting], ModelSetting) throws -> any Sendable
  private let record: @Sendable ([ParameterSetting]) throws -> [JSONValue.Member]
  private let measure: @Sendable ([ParameterSetting]) throws -> NetworkSize?

  /// - Parameters:
  ///   - stage: that runs it.
  ///   - isOfCanns: whether canns has it too.
  ///   - parameters: a table with defaults.
  ///   - make: the model of a value of the table; throws `AttractorModelsError` or `ParameterError` for what makes no sense.
  public init<Table: ParameterTable>(
    _ name: String, otherNames: [String] = [], title: String, purpose: String, equations: [String], time: ModelTime = .own,
    tasks: [String] = [], monitors: [MonitorInformation] = [], references: [Reference], stage: StageDescription,
    isOfCanns: Bool = true, parameters: Table.Type, make: @escaping @Sendable (Table, ModelSetting) throws -> any Sendable
  ) {
    self.name = name
    self.otherNames = otherNames
    self.title = title
    self.purpose = purpose
    self.equations = equations
    self.time = time
    self.tasks = tasks
    self.monitors = monitors
    self.references = references
    self.stage = stage
    self.isOfCanns = isOfCanns
    self.parameters = Table.parameters.map(\.information)
    defaults = Table().record
    build = { try make(Table(settings: $0), $1) }
    record = { try Table(settings: $0).record }
    measure = { (try Table(settings: $0) as? any SizedTable)?.size }
  }

  /// The model with some parameters set; a `SimulatedModel` where `simulate` runs it.
  ///
  /// - Throws: `ParameterError` for an unknown parameter or a value that makes no sense; what making it throws.
  public func make(_ settings: [ParameterSetting] = [], in setting: ModelSetting = ModelSetting()) throws -> any Sendable {
    try build(settings, setting)
  }

  /// What theory says of the model with its defaults; nothing for models that another command runs.
  public var theory: [TheoryNumber] { ((try? make()) as? any SimulatedModel)?.theory ?? [] }

  /// How large the model is with some parameters set, before it is made; `nil` for one whose size its parameters do not say.
  ///
  /// - Throws: `ParameterError`
  func size(_ settings: [ParameterSetting]) throws -> NetworkSize? { try measure(settings) }

  /// Name and value of every parameter with some set, but of those that do something only on a condition and were not set.
  ///
  /// - Throws: `ParameterError`
  public func values(_ settings: [ParameterSetting]) throws -> [JSONValue.Member] {
    zip(parameters, zip(try record(settings), defaults)).compactMap { information, values in
      information.condition != nil && values.0 == values.1 ? nil : values.0
    }
  }
}

/// What decides besides its parameters how a model is made.
public struct ModelSetting: Sendable, Equatable {
  /// Whether rings are closed; `nil` for closed ones, or what the compatibility asks for.
  public var ends: RingGrid.Ends?
  /// Repeats what another program computes.
  public var compatibility: Compatibility

  public init(ends: RingGrid.Ends? = nil, compatibility: Compatibility = .none) {
    self.ends = ends
    self.compatibility = compatibility
  }

  /// The ends that are meant.
  public var chosenEnds: RingGrid.Ends { ends ?? (compatibility == .canns ? .doubled : .joined) }
}

/// Something that can be looked at while a model runs.
public struct MonitorInformation: Sendable, Equatable {
  /// As a file asks for it: `u`, `center`.
  public var name: String
  /// Of its values; empty where they have none.
  public var unit: String
  /// What it is, as half a sentence.
  public var meaning: String

  public init(_ name: String, unit: String = "", _ meaning: String) {
    self.name = name
    self.unit = unit
    self.meaning = meaning
  }
}
