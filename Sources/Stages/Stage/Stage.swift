import Foundation
import Plotting
import Schema

/// A stage: a function from an input value and parameters to a result value, with all that is needed to offer it as a
/// command, a pipeline step, a cached result and a section of a report.
///
/// `run` touches no files, draws nothing and prints nothing; figures are drawn from the result alone, so that any figure
/// can be drawn again later.
public protocol Stage: InputPart, SendableMetatype where Value == Result {
  /// A value with a default for everything, and the table from which options, help and record come.
  associatedtype Parameters: ParameterTable
  /// What the stage reads: `Results<…>` of earlier stages, `RecordingInput`, `FileInput`, `OptionalFileInput` or
  /// `NoInput`.
  associatedtype Input: StageInput
  /// What it computes, and the table from which archive, record and the guide's tables come.
  associatedtype Result: StageResult

  /// What the stage is, for help, records and reports.
  static var description: StageDescription { get }

  /// The kinds of figures that it may draw, with their options; none by default.
  static var figureKinds: [AnyFigureKind] { get }

  /// The input of a run; by default made from the source alone, whatever the parameters.
  ///
  /// - Throws: as `StageInput.init(from:for:)`.
  static func input(from source: InputSource, parameters: Parameters) throws -> Input

  /// Results in other folders that the parameters name; they belong to the key of the result. None by default.
  static func otherResults(_ parameters: Parameters) -> [OtherResult]

  /// Stems of results in the same folder that the parameters name, as `CellGroupChoice` does; they belong to the key of the
  /// result. None by default.
  static func namedResults(_ parameters: Parameters) -> [String]

  /// Groups of cells that the result names, which other stages can be told to take; none by default.
  static func cellGroups(_ result: Result) -> [CellGroup]

  /// Files that the parameters name beside the input; their checksums belong to the key of the result. None by default.
  static func otherFiles(_ parameters: Parameters) -> [String]

  /// The same for files that the input names. Those of the parameters by default.
  ///
  /// - Throws: as `input(from:parameters:)`.
  static func otherFiles(_ parameters: Parameters, source: InputSource) throws -> [String]

  /// The seed that the input asks for where the command line gives none. None by default.
  ///
  /// - Throws: as `input(from:parameters:)`.
  static func seed(from source: InputSource, parameters: Parameters) throws -> UInt64?

  /// The settings of a file (`StageDescription.readsSettings`), with the names of other files in them as they are seen from
  /// here rather than from that file. As they are by default.
  static func located(_ settings: [ParameterSetting], in file: URL) -> [ParameterSetting]

  /// Computes the result: all of the stage's cost in time and memory, on at most the threads of the context. The same input,
  /// parameters and seed give the same bytes, whatever the number of threads.
  ///
  /// The input is the stage's own: large arrays that it needs no more may be let go. The context is told how far the work is.
  ///
  /// - Throws: `StageError.unusableData` for an input that the analysis cannot be made of; `StageError.overMemoryBudget` before
  ///   anything large is made; `ParameterError` for parameters that do not suit the input; `CancellationError`.
  static func run(_ input: consuming Input, parameters: Parameters, context: RunContext) throws -> Result

  /// Figures drawn from the result, each of a kind in `figureKinds`, in the order in which a report shows them; none by
  /// default.
  ///
  /// - Parameter pen: gives the options of a kind as the plot configuration has them.
  /// - Throws: `ParameterError` for options that make no sense, and what a drawing function refuses.
  static func figures(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedFigure]

  /// Moving figures; none by default. The frames are drawn later, as they are encoded.
  ///
  /// - Throws: as `figures`.
  static func animations(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedAnimation]

  /// Texts that are written beside the archive, for programs that read neither NPZ nor HDF5; none by default.
  static func texts(_ result: Result, parameters: Parameters) -> [NamedText]

  /// One sentence for the terminal and the report: what came out, with its number and unit.
  static func headline(_ result: Result, parameters: Parameters) -> String

  /// The answer to the question that the stage asks; `nil`, the default, for a stage that only measures.
  static func conclusion(_ result: Result, parameters: Parameters) -> Conclusion?

  /// Pass, warn or fail, each with its threshold; none by default.
  static func checks(_ result: Result, parameters: Parameters) -> [QualityCheck]

  /// The sentence for the paper's methods section, with the parameters filled in and citations as `[@key]`, the keys of the
  /// references of `description`.
  static func methods(_ parameters: Parameters, result: Result) -> String
}

extension Stage {
  /// No kinds.
  public static var figureKinds: [AnyFigureKind] { [] }
  /// The input made from the source alone.
  ///
  /// - Throws: as `StageInput.init(from:for:)`.
  public static func input(from source: InputSource, parameters: Parameters) throws -> Input {
    try Input(from: source, for: description.command)
  }
  /// No results of other folders.
  public static func otherResults(_ parameters: Parameters) -> [OtherResult] { [] }
  /// No named results.
  public static func namedResults(_ parameters: Parameters) -> [String] { [] }
  /// No groups.
  public static func cellGroups(_ result: Result) -> [CellGroup] { [] }
  /// No other files.
  public static func otherFiles(_ parameters: Parameters) -> [String] { [] }
  /// Those that the parameters name.
  public static func otherFiles(_ parameters: Parameters, source: InputSource) throws -> [String] { otherFiles(parameters) }
  /// None.
  public static func seed(from source: InputSource, parameters: Parameters) throws -> UInt64? { nil }
  /// As they are.
  public static func located(_ settings: [ParameterSetting], in file: URL) -> [ParameterSetting] { settings }
  /// No figures.
  public static func figures(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedFigure] { [] }
  /// No moving figures.
  public static func animations(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedAnimation] { [] }
  /// No texts.
  public static func texts(_ result: Result, parameters: Parameters) -> [NamedText] { [] }
  /// No conclusion.
  public static func conclusion(_ result: Result, parameters: Parameters) -> Conclusion? { nil }
  /// No checks.
  public static func checks(_ result: Result, parameters: Parameters) -> [QualityCheck] { [] }

  /// Its own result, for a stage that reads it.
  public static var requirements: [Requirement] { [.result(description)] }
  /// The result of this stage.
  ///
  /// - Throws: `StageError.missingResult`, `.damagedResult`
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
  /// The option that names the folder, for messages; `nil` for a folder that is named without one.
  public var option: String?

  public init(folder: String, stage: StageDescription, option: String? = nil) {
    self.folder = folder
    self.stage = stage
    self.option = option
  }
}
