import Foundation
import Plotting
import Schema

/// A stage with its types erased: what the command line, pipelines and reports need of it.
///
/// Its tables are made when somebody asks: a program that lists ten stages and runs one should not pay for ten at its start.
public struct RegisteredStage: Sendable {
  /// What the stage says of itself.
  public let description: StageDescription
  /// Its parameters, in the order of the help.
  public var parameters: [ParameterInformation] { table.parameters() }
  /// Name and default of each.
  public var defaults: [JSONValue.Member] { table.defaults() }
  /// What it reads.
  public var requirements: [Requirement] { table.requirements() }
  /// Every array and number that its results may have.
  public var fields: [FieldInformation] { table.fields() }
  /// The kinds of figures that it may draw.
  public var figureKinds: [AnyFigureKind] { table.figureKinds() }
  private let table: Tables
  /// The settings of a file as they are seen from here.
  let located: @Sendable ([ParameterSetting], URL) -> [ParameterSetting]
  private let execute: @Sendable ([ParameterSetting], StageEnvironment, InputSource) throws -> StageOutcome
  private let check: @Sendable ([ParameterSetting]) throws -> Void
  private let findCheckpoint: @Sendable ([ParameterSetting], StageEnvironment, InputSource) throws -> CheckpointFile?
  private let findReasons: @Sendable ([ParameterSetting], StageEnvironment, InputSource) throws -> [String]
  private let word: @Sendable ([[ParameterSetting]], ResultsFolder, StageRecord) throws -> [String?]
  private let readBack: @Sendable (ResultsFolder, StageRecord) throws -> [StoredField]

  public init<S: Stage>(_ stage: S.Type) {
    description = S.description
    located = { S.located($0, in: $1) }
    table = Tables(
      parameters: { S.Parameters.parameters.map(\.information) }, defaults: { S.Parameters().record },
      requirements: { S.Input.requirements }, fields: { S.Result.fields.map(\.information) },
      figureKinds: { S.figureKinds })
    execute = { settings, environment, source in
      try StageRunner<S>(settings: settings, environment: environment, source: source).run()
    }
    findCheckpoint = { settings, environment, source in
      let runner = try StageRunner<S>(settings: settings, environment: environment, source: source)
      return try KeptProgress(runner, inputs: runner.inputFiles()).pieces
    }
    findReasons = { settings, environment, source in
      try StageRunner<S>(settings: settings, environment: environment, source: source).reasonsToRun()
    }
    check = { settings in _ = try S.Parameters(settings: settings.filter { $0.name != S.description.variant?.option }) }
    word = { settings, folder, record in
      let result: S.Result = try folder.load(record)
      return settings.map { settings in
        let own = settings.filter { $0.name != S.description.variant?.option }
        return (try? S.Parameters(settings: own)).map { S.methods($0, result: result) }
      }
    }
    readBack = { folder, record in
      let result: S.Result = try folder.load(record)
      return result.storedFields
    }
  }

  /// Runs the stage unless its result is there already.
  ///
  /// - Throws: `ParameterError`, `StageError`, what readers and the stage throw; `CancellationError`.
  public func run(
    _ settings: [ParameterSetting], in environment: StageEnvironment, from source: InputSource
  ) throws -> StageOutcome {
    try execute(settings, environment, source)
  }

  /// The file in which the finished pieces of such a run are kept; `nil` for a stage that does not work in pieces.
  ///
  /// - Throws: as `run`.
  public func checkpoint(
    _ settings: [ParameterSetting], in environment: StageEnvironment, from source: InputSource
  ) throws -> CheckpointFile? {
    try findCheckpoint(settings, environment, source)
  }

  /// Why `run` would compute, in clauses that follow "since"; none when the result that is there is the one it would give.
  /// Nothing is written, and no lock is taken.
  ///
  /// - Throws: as `run`, for settings that are no good and inputs that are not there.
  public func reasonsToRun(
    _ settings: [ParameterSetting], in environment: StageEnvironment, from source: InputSource
  ) throws -> [String] {
    try findReasons(settings, environment, source)
  }

  /// Reads and validates parameters without running anything.
  ///
  /// - Throws: `ParameterError`
  public func validate(_ settings: [ParameterSetting]) throws { try check(settings) }

  /// The fields of a result in a folder, after it was read as the stage's own type: what was written comes back.
  ///
  /// - Throws: `StageError.damagedResult`
  public func fields(of record: StageRecord, in folder: ResultsFolder) throws -> [StoredField] {
    try readBack(folder, record)
  }

  /// The methods text that a stored result would have under each of several settings; `nil` for settings that are no good. For
  /// tests of whether the text says what was done.
  package func methods(
    _ settings: [[ParameterSetting]], of record: StageRecord, in folder: ResultsFolder
  ) throws -> [String?] {
    try word(settings, folder, record)
  }

  /// Whether a setting says the default.
  func isDefault(_ setting: ParameterSetting) -> Bool {
    guard let value = defaults.first(where: { $0.key == setting.name })?.value else { return false }
    if let number = value.double { return Double(setting.text) == number }
    if let flag = value.bool { return Bool(parameterText: setting.text) == flag }
    return value.string == setting.text.lowercased() || value == .null && setting.text.lowercased() == "none"
  }

  private struct Tables: Sendable {
    let parameters: @Sendable () -> [ParameterInformation]
    let defaults: @Sendable () -> [JSONValue.Member]
    let requirements: @Sendable () -> [Requirement]
    let fields: @Sendable () -> [FieldInformation]
    let figureKinds: @Sendable () -> [AnyFigureKind]
  }
}
