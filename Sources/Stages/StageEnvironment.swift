import Plotting
import Schema

/// What surrounds the run of a stage: where results go, how figures are drawn, what may be kept.
public struct StageEnvironment: Sendable {
  public var folder: ResultsFolder
  public var context: RunContext
  public var figures: FigureSettings
  public var archive: ArchiveFormat
  /// Run although inputs, parameters and version are unchanged.
  public var force: Bool
  /// Options that say how the recording was read (unit, cells, epochs); they belong to the key of the result.
  public var readingRecord: [JSONValue.Member]
  public var program: ProgramIdentity

  public init(
    folder: ResultsFolder, context: RunContext, figures: FigureSettings, archive: ArchiveFormat = .npz,
    force: Bool = false, readingRecord: [JSONValue.Member] = [], program: ProgramIdentity
  ) {
    self.folder = folder
    self.context = context
    self.figures = figures
    self.archive = archive
    self.force = force
    self.readingRecord = readingRecord
    self.program = program
  }
}

/// Which figures are drawn and to what.
public struct FigureSettings: Sendable {
  public var isEnabled: Bool
  public var formats: [FigureFormat]
  public var config: PlotConfig

  public init(isEnabled: Bool = true, formats: [FigureFormat] = [.svg, .png], config: PlotConfig = PlotConfig()) {
    self.isEnabled = isEnabled
    self.formats = formats
    self.config = config
  }
}

/// The program as it is named in records.
public struct ProgramIdentity: Sendable, Equatable {
  public var name: String
  public var version: String
  /// The command line as it was typed, without the path of the program.
  public var command: String
  /// The time of the run as text, or `nil` to leave it out.
  public var time: String?

  public init(name: String, version: String, command: String, time: String?) {
    self.name = name
    self.version = version
    self.command = command
    self.time = time
  }
}
