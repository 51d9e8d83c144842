import Foundation
import Recordings
import Schema
import Stages

/// A simulation of a model, from a file or by the model's name.
public enum Simulation: Stage {
  /// What is simulated.
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.optionalFile]
    /// `nil` where the parameters name a model.
    public var document: SimulationDocument?
    /// Where files that it names are looked for.
    public var folder: URL

    public init(document: SimulationDocument?, folder: URL = URL(fileURLWithPath: ".")) {
      self.document = document
      self.folder = folder
    }

    public init(from source: InputSource, for consumer: String) throws {
      let file = OptionalFileInput(from: source, for: consumer)
      do {
        document = try file.text().map { try SimulationDocument(yaml: $0.text, file: $0.name) }
      } catch let error as SimulationError {
        throw error.stageError
      }
      folder = file.url?.deletingLastPathComponent() ?? URL(fileURLWithPath: ".")
    }
  }

  public static let description = StageDescription(
    key: "simulate", group: .models, title: "Simulation",
    summary: "a model of the catalogue or a spiking network, run from a file or by its name",
    purpose: """
      Runs a model and keeps what is looked at. A file with 'populations' is a network of spiking neurons: populations with \
      model and size, projections with pairs, weights and delays, and monitors; its times are in ms. Any other file says the \
      model with its parameters, the task, the integrator and the monitors; the name of a model alone runs it on a task of \
      its own. Times are in the model's own unit, or with a unit (5 ms, 0.3 s). With --spikes, Poisson spikes are drawn from \
      the rates, and the result is a recording that all other commands read. Before anything is run, what the theory says \
      against the parameters is told.
      """,
    example: "canns-analyze simulate cann1d -o ring --set num=128 --set k=0.5 --spikes", version: 5,
    references: [
      .wu2008, .fung2010, .mi2014, .guanella2007, .burak2009, .george2024, .rotter1999, .seung1996, .samsonovich1997,
      .finkelstein2015, .burgess2007,
    ], usesSeed: true,
    inputName: "FILE.yaml|MODEL", nameParameter: "model", progress: .continued(extentParameters: []))

  /// That of the file.
  public static func seed(from source: InputSource, parameters: SimulationParameters) throws -> UInt64? {
    let input = try Input(from: source, for: description.command)
    switch input.document {
    case .model(let file): return file.seed
    case .populations(let section):
      do { return try NetworkFile.seed(section) } catch let error as SimulationError { throw error.stageError }
    case nil: return nil
    }
  }

  /// The recording that the task names.
  public static func otherFiles(_ parameters: SimulationParameters, source: InputSource) throws -> [String] {
    let input = try Input(from: source, for: description.command)
    if case .populations(let section) = input.document {
      return NetworkFile.namedFiles(section).map { URL(fileURLWithPath: $0, relativeTo: input.folder).path }
    }
    guard case .model(let file) = input.document, let task = file.task else { return [] }
    do {
      return try task.text("file").map { [URL(fileURLWithPath: $0, relativeTo: input.folder).path] } ?? []
    } catch let error as SimulationError {
      throw error.stageError
    }
  }

  public static func run(
    _ input: consuming Input, parameters: SimulationParameters, context: RunContext
  ) throws -> SimulationResult {
    do {
      return SimulationResult(try outcome(input, parameters, context))
    } catch let error as SimulationError {
      throw error.stageError
    }
  }

  private static func outcome(
    _ input: Input, _ parameters: SimulationParameters, _ context: RunContext
  ) throws -> SimulationOutcome {
    switch input.document {
    case .populations(let section):
      if parameters.sweep != nil { throw ParameterError.idle(name: "sweep", condition: "with a model of rates") }
      return try NetworkPlan(section, given: parameters, seed: context.seed, folder: input.folder).run(context)
    case .model(let file):
      if let name = parameters.model {
        throw SimulationError(place: "--model", reason: "the file names the model, \(file.model); leave out '\(name)'.")
      }
      return try outcome(
        SimulationPlan(file, given: parameters, isFromFile: true, seed: context.seed, folder: input.folder), parameters,
        context)
    case nil:
      guard let name = parameters.model else {
        throw SimulationError(place: "--model", reason: "a file or the name of a model is needed, such as cann1d.")
      }
      let file = SimulationFile(model: name, place: "--model")
      return try outcome(
        SimulationPlan(file, given: parameters, isFromFile: false, seed: context.seed, folder: input.folder), parameters,
        context)
    }
  }

  /// The run itself, then those with other values.
  private static func outcome(
    _ plan: SimulationPlan, _ parameters: SimulationParameters, _ context: RunContext
  ) throws -> SimulationOutcome {
    guard let swept = parameters.sweep.flatMap(SweptParameter.init) else { return try plan.run(context) }
    let sweep = try SimulationSweep(plan, swept, seeds: parameters.sweepSeeds, context)
    let progress = try SweepProgress(context.continuation)
    var own = context
    own.continuation = progress
    var outcome = try plan.run(own)
    let others = try sweep.run(progress, work: context.work)
    outcome.arrays += others.arrays
    outcome.notes.warnings += others.warnings
    return outcome
  }
}

extension SimulationError {
  /// As the command line tells it: a mistake of an option, or of the file.
  var stageError: any Error {
    place.hasPrefix("--")
      ? ParameterError.invalid(name: String(place.dropFirst(2)), reason: reason)
      : StageError.unusableData(
        stage: place, reason: reason, remedy: "'canns-analyze models NAME' shows what a model takes.")
  }
}
