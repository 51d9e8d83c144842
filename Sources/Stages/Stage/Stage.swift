import Plotting
import Schema

/// A stage: a function from an input value and parameters to a result value, with all that is needed to offer it as a
/// command, a pipeline step, a cached result and a section of a report.
///
/// `run` touches no files, draws nothing and prints nothing; figures are drawn from the result alone, so that any figure
/// can be drawn again later.
public protocol Stage: InputPart, SendableMetatype where Value == Result {
  /// A value with a default for everything.
  associatedtype Parameters: ParameterTable
  /// What the stage reads: `Results<…>` of earlier stages, `RecordingInput`, `FileInput` or `NoInput`.
  associatedtype Input: StageInput
  /// What it computes.
  associatedtype Result: StageResult

  /// What the stage is, for help, records and reports.
  static var description: StageDescription { get }

  /// The kinds of figures that it may draw.
  static var figureKinds: [AnyFigureKind] { get }

  /// The input of a run; most stages make it from the source alone.
  static func input(from source: InputSource, parameters: Parameters) throws -> Input

  /// Results in other folders that the parameters name; they belong to the key of the result.
  static func otherResults(_ parameters: Parameters) -> [OtherResult]

  /// Computes the result. The input is the stage's own: large arrays that it needs no more may be let go.
  static func run(_ input: consuming Input, parameters: Parameters, context: RunContext) throws -> Result

  /// Figures drawn from the result, in the order in which a report shows them.
  static func figures(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedFigure]

  /// Moving figures.
  static func animations(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedAnimation]

  /// Texts that are written beside the archive, for programs that read neither of the others.
  static func texts(_ result: Result, parameters: Parameters) -> [NamedText]

  /// One sentence for the terminal and the report.
  static func headline(_ result: Result, parameters: Parameters) -> String

  /// The answer to the question that the stage asks; `nil` for a stage that only measures.
  static func conclusion(_ result: Result, parameters: Parameters) -> Conclusion?

  /// Pass, warn or fail, each with its threshold.
  static func checks(_ result: Result, parameters: Parameters) -> [QualityCheck]

  /// The sentence for the paper's methods section, with the parameters filled in.
  static func methods(_ parameters: Parameters, result: Result) -> String
}

extension Stage {
  public static var figureKinds: [AnyFigureKind] { [] }
  public static func input(from source: InputSource, parameters: Parameters) throws -> Input {
    try Input(from: source, for: description.command)
  }
  public static func otherResults(_ parameters: Parameters) -> [OtherResult] { [] }
  public static func figures(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedFigure] { [] }
  public static func animations(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedAnimation] { [] }
  public static func texts(_ result: Result, parameters: Parameters) -> [NamedText] { [] }
  public static func conclusion(_ result: Result, parameters: Parameters) -> Conclusion? { nil }
  public static func checks(_ result: Result, parameters: Parameters) -> [QualityCheck] { [] }

  public static var requirements: [Requirement] { [.result(description)] }
  public static func load(from source: InputSource, for consumer: String) throws -> Result {
    try source.result(of: Self.self, neededBy: consumer)
  }
}

/// A result of a stage in another results folder.
public struct OtherResult: Sendable, Equatable {
  /// The folder as it was given.
  public var folder: String
  /// The stage whose result it is.
  public var stage: StageDescription

  public init(folder: String, stage: StageDescription) {
    self.folder = folder
    self.stage = stage
  }
}
