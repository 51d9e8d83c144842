import ArrayNumerics
import Schema

/// A stage with its types erased: what the command line, pipelines and reports need of it.
public struct RegisteredStage: Sendable {
  public let description: StageDescription
  public let parameters: [ParameterInformation]
  public let defaults: [JSONValue.Member]
  public let requirements: [Requirement]
  private let execute: @Sendable ([ParameterSetting], StageEnvironment, InputSource) throws -> StageOutcome
  private let check: @Sendable ([ParameterSetting]) throws -> Void
  private let findCheckpoint: @Sendable ([ParameterSetting], StageEnvironment, InputSource) throws -> CheckpointFile?

  public init<S: Stage>(_ stage: S.Type) {
    description = S.description
    parameters = S.Parameters.parameters.map(\.information)
    defaults = S.Parameters().record
    requirements = S.Input.requirements
    execute = { settings, environment, source in
      try StageRunner<S>(settings: settings, environment: environment, source: source).run()
    }
    findCheckpoint = { settings, environment, source in
      try StageRunner<S>(settings: settings, environment: environment, source: source).checkpoint()
    }
    check = { _ = try S.Parameters(settings: $0) }
  }

  public var name: String { description.name }

  /// Runs the stage unless its result is there already.
  public func run(
    _ settings: [ParameterSetting], in environment: StageEnvironment, from source: InputSource
  ) throws -> StageOutcome {
    try execute(settings, environment, source)
  }

  /// The file in which the finished pieces of such a run are kept; `nil` for a stage that does not work in pieces.
  public func checkpoint(
    _ settings: [ParameterSetting], in environment: StageEnvironment, from source: InputSource
  ) throws -> CheckpointFile? {
    try findCheckpoint(settings, environment, source)
  }

  /// Reads and validates parameters without running anything.
  ///
  /// - Throws: `ParameterError`
  public func validate(_ settings: [ParameterSetting]) throws { try check(settings) }
}

/// The stages that a program offers. A value: whoever builds a program says which stages it has.
public struct StageRegistry: Sendable {
  public let stages: [RegisteredStage]

  public init(_ stages: [RegisteredStage]) { self.stages = stages }

  /// - Throws: `StageError.unknownStage`
  public func stage(named name: String) throws -> RegisteredStage {
    if let stage = stages.first(where: { $0.name == name }) { return stage }
    let names = stages.map(\.name)
    throw StageError.unknownStage(name: name, nearest: nearestName(to: name, in: names), known: names)
  }
}
