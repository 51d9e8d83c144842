import Foundation
import PopulationActivity
import Schema
import Stages

/// The result of a method of `reduce` in another folder, by which bins of this recording are placed.
public struct FittedModel<Method: Stage>: Sendable {
  /// As the archive there holds it.
  public var result: Method.Result
  /// What it was made with.
  public var parameters: Method.Parameters
  /// The seed there.
  public var seed: UInt64
  /// The folder as it was given.
  public var folder: String

  /// A model that is in memory.
  public init(result: Method.Result, parameters: Method.Parameters, seed: UInt64, folder: String) {
    self.result = result
    self.parameters = parameters
    self.seed = seed
    self.folder = folder
  }

  /// - Parameter option: by which the folder was given, for messages.
  /// - Throws: `StageError.missingResult`, `.damagedResult`; `.unusableData` for the result of another method.
  init(folder: String, option: String = "--from") throws {
    let results = ResultsFolder(url: URL(fileURLWithPath: folder))
    let description = Method.description
    let consumer = "\(description.command) \(option)"
    guard let record = try results.record(of: description.stem) else {
      throw StageError.missingResult(
        stage: description.stem, command: description.command, inputName: nil, folder: folder, neededBy: consumer)
    }
    var settings = record.parameters.map { ParameterSetting(name: $0.name, text: $0.value.parameterText) }
    if let variant = description.variant {
      let method = settings.first { $0.name == variant.option }?.text ?? variant.defaultName
      guard method == variant.name else {
        throw StageError.unusableData(
          stage: description.command,
          reason: "\(folder) holds a result of --\(variant.option) \(method), and \(option) asks for one of "
            + "\(variant.name).",
          remedy: "Give --\(variant.option) \(method), or another folder.")
      }
      settings.removeAll { $0.name == variant.option }
    }
    let known = Set(Method.Parameters.parameters.map(\.information.name))
    self.init(
      result: try results.load(record),
      parameters: try Method.Parameters(settings: settings.filter { known.contains($0.name) }),
      seed: UInt64(max(0, record.seed ?? 0)), folder: folder)
  }
}

/// What a method of `reduce` reads, with the model of another folder where one is given.
public struct ModelInput<Base: StageInput, Method: Stage>: StageInput {
  /// The results of this folder.
  public var base: Base
  /// The model of the other.
  public var model: FittedModel<Method>?

  public init(_ base: Base, model: FittedModel<Method>? = nil) {
    self.base = base
    self.model = model
  }

  public static var requirements: [Requirement] { Base.requirements }
  public init(from source: InputSource, for consumer: String) throws {
    self.init(try Base(from: source, for: consumer))
  }
}

/// Places of the cells of a model among those of a recording, by their names.
///
/// - Parameter stage: the command that messages speak for.
/// - Throws: `StageError.unusableData` where the recording lacks some, since a projection needs all of them.
func places(of wanted: [String], in cellIDs: [String], folder: String, stage: String) throws -> [Int] {
  let known = Dictionary(cellIDs.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
  let missing = wanted.filter { known[$0] == nil }
  guard missing.isEmpty else {
    throw StageError.unusableData(
      stage: stage,
      reason: "the model of \(folder) is of \(counted(wanted.count, "cell")), and \(missing.count) of them are not in this "
        + "recording (\(firstNames(missing))).",
      remedy: "Cells are matched by their identifiers, and a place needs all of them: are they numbered alike? Fit the model "
        + "to the cells that both have.")
  }
  return wanted.compactMap { known[$0] }
}
