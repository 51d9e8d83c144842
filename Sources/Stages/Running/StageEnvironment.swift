import Plotting
import Schema

/// What surrounds the run of a stage: where results go, how figures are drawn, what may be kept.
public struct StageEnvironment: Sendable {
  /// Where results go.
  public var folder: ResultsFolder
  /// Threads, seed, memory.
  public var context: RunContext
  /// Which figures are drawn, and how.
  public var figures: FigureSettings
  /// Whether somebody gave the seed of the context, so that none of the input counts.
  public var isSeedGiven = false
  /// The container of the arrays.
  public var archive: ArchiveFormat
  /// Run although inputs, parameters and version are unchanged.
  public var force: Bool
  /// Options that say how the recording was read (unit, cells, epochs); they belong to the key of the result.
  public var readingRecord: [JSONValue.Member]
  /// The program as records name it.
  public var program: ProgramIdentity
  /// The sole use of the folder, where several stages run under it; each takes its own otherwise.
  public var lock: FolderLock?
  /// Gets a sentence while another process uses the folder.
  public var tellsWaiting: @Sendable (String) -> Void = { _ in }
  /// Gets a sentence on why a stage is computed, before it is.
  public var tellsReason: @Sendable (String) -> Void = { _ in }

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

  /// Takes the sole use of the folder, and waits while another process has it.
  ///
  /// - Throws: `StageError.cannotWrite` when the folder cannot be made, `CancellationError`.
  public func takeLock() throws -> FolderLock {
    try FolderLock(
      folder, command: program.command, waiting: tellsWaiting, isCancelled: context.work.isCancelled)
  }
}

/// Which figures are drawn and to what.
public struct FigureSettings: Sendable {
  /// Whether any are drawn.
  public var isEnabled: Bool
  /// The files of each figure.
  public var formats: [FigureFormat]
  /// How they look.
  public var config: PlotConfig
  /// Folders in which the program that writes videos is looked for, separated by colons.
  public var searchPath: String

  /// - Parameter formats: those of the configuration when nil.
  public init(
    isEnabled: Bool = true, formats: [FigureFormat]? = nil, config: PlotConfig = PlotConfig(), searchPath: String = ""
  ) {
    self.isEnabled = isEnabled
    self.formats = formats ?? config.files.formats
    self.config = config
    self.searchPath = searchPath
  }
}

/// The program as it is named in records.
public struct ProgramIdentity: Sendable, Equatable {
  /// As it is called in a shell: `canns-analyze`.
  public var name: String
  /// As `--version` prints it.
  public var version: String
  /// The command line as it was typed, without the path of the program.
  public var command: String
  /// The command line that makes the whole folder again, wherever it is typed beside the recording; `nil` for one that runs a
  /// single stage, which the record of the stage says.
  public var again: String?
  /// The time of the run as text, or `nil` to leave it out.
  public var time: String?

  public init(name: String, version: String, command: String, again: String? = nil, time: String?) {
    self.name = name
    self.version = version
    self.command = command
    self.again = again
    self.time = time
  }
}
