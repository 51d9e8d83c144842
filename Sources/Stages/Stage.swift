import Plotting
import Schema

/// A stage: a function from an input value and parameters to a result value, with all that is needed to offer it as a
/// command, a pipeline step, a cached result and a section of a report.
///
/// `run` touches no files, draws nothing and prints nothing; figures are drawn from the result alone, so that any figure
/// can be drawn again later.
public protocol Stage: Sendable {
  associatedtype Parameters: ParameterTable
  associatedtype Input: StageInput
  associatedtype Result: StageResult

  static var description: StageDescription { get }

  /// The input of a run; most stages make it from the source alone.
  static func input(from source: InputSource, parameters: Parameters) throws -> Input

  /// Results in other folders that the parameters name; they belong to the key of the result.
  static func otherResults(_ parameters: Parameters) -> [OtherResult]

  /// Computes the result. The input is the stage's own: large arrays that it needs no more may be let go.
  static func run(_ input: consuming Input, parameters: Parameters, context: RunContext) throws -> Result

  static func figures(_ result: Result, parameters: Parameters, config: PlotConfig) -> [NamedFigure]

  /// Texts that are written beside the archive, for programs that read neither of the others.
  static func texts(_ result: Result, parameters: Parameters) -> [NamedText]

  /// Pass, warn or fail, each with its threshold.
  static func checks(_ result: Result, parameters: Parameters) -> [QualityCheck]

  /// The sentence for the paper's methods section, with the parameters filled in.
  static func methods(_ parameters: Parameters, result: Result) -> String
}

extension Stage {
  public static func input(from source: InputSource, parameters: Parameters) throws -> Input { try Input(from: source) }
  public static func otherResults(_ parameters: Parameters) -> [OtherResult] { [] }
  public static func texts(_ result: Result, parameters: Parameters) -> [NamedText] { [] }
  public static func checks(_ result: Result, parameters: Parameters) -> [QualityCheck] { [] }
}

/// A result of a stage in another results folder.
public struct OtherResult: Sendable, Equatable {
  /// The folder as it was given.
  public var folder: String
  public var stage: String

  public init(folder: String, stage: String) {
    self.folder = folder
    self.stage = stage
  }
}

/// What a stage is, for help, records and reports.
public struct StageDescription: Sendable {
  /// The stem of the files and, unless `command` says otherwise, the command: `embed`.
  public var name: String
  /// The command that runs the stage.
  public var command: String
  /// The heading in reports: "Spike embedding".
  public var title: String
  /// One line for the list of commands.
  public var summary: String
  /// A paragraph for `help`.
  public var purpose: String
  /// A command line that works on the demonstration data.
  public var example: String
  /// Raised whenever the numbers may change; part of the cache key.
  public var version: Int
  public var references: [Reference]
  /// True when the result depends on the seed.
  public var usesSeed: Bool
  /// What the input file is called in the usage, for stages that read one.
  public var inputName: String
  /// The pieces that the work falls into, for stages that keep them one by one.
  public var pieces: PieceDescription?

  public init(
    name: String, title: String, summary: String, purpose: String, example: String, version: Int,
    references: [Reference], usesSeed: Bool = false, inputName: String = "RECORDING", pieces: PieceDescription? = nil,
    command: String? = nil
  ) {
    self.pieces = pieces
    self.name = name
    self.command = command ?? name
    self.title = title
    self.summary = summary
    self.purpose = purpose
    self.example = example
    self.version = version
    self.references = references
    self.usesSeed = usesSeed
    self.inputName = inputName
  }
}

/// A figure of a stage: written as `figures/<stage>-<name>.<format>`.
public struct NamedFigure: Sendable {
  public var name: String
  public var figure: Figure
  public var caption: String

  public init(_ name: String, _ figure: Figure, caption: String) {
    self.name = name
    self.figure = figure
    self.caption = caption
  }
}

/// A text of a stage: written as `<stage>.<extension>`.
public struct NamedText: Sendable, Equatable {
  public var fileExtension: String
  public var text: String

  public init(fileExtension: String, text: String) {
    self.fileExtension = fileExtension
    self.text = text
  }
}

/// A check of the quality of data or result, as a traffic light with its threshold beside it.
public struct QualityCheck: Sendable, Equatable {
  public enum Outcome: String, Sendable, CaseIterable {
    case pass, warn, fail
  }

  public var name: String
  public var outcome: Outcome
  /// What was found, with its number and unit.
  public var found: String
  /// What was asked for.
  public var threshold: String

  public init(_ name: String, _ outcome: Outcome, found: String, threshold: String) {
    self.name = name
    self.outcome = outcome
    self.found = found
    self.threshold = threshold
  }
}
