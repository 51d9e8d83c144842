import Schema

/// What a stage is, for help, records and reports.
public struct StageDescription: Sendable, Equatable {
  /// Identifies the stage among all: `embed`, `decode-latent`.
  public var key: String
  /// The stem of its files; several stages of a family write the same: `decode`.
  public var stem: String
  /// The command that runs it: `decode`.
  public var command: String
  /// Which of several stages behind one command word it is.
  public var variant: StageVariant?
  /// Where the list of commands shows it.
  public var group: CommandGroup
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
  /// Works to cite.
  public var references: [Reference]
  /// True when the result depends on the seed.
  public var usesSeed: Bool
  /// What the input is called in the usage: `RECORDING`, `POINTS`; `nil` for a stage that reads a results folder or nothing.
  public var inputName: String?
  /// The parameters that choose a part of what is there: cells, time. The stage takes a results folder with its own result in
  /// place of a file and makes the part of it; other commands that read its result take these options and make the part
  /// first. None for most stages.
  public var partParameters: [String]
  /// The parameter that an input which is no file sets: the name of a model.
  public var nameParameter: String?
  /// Whether that file is YAML with the stage's own settings, so that it says all and options only change it.
  public var readsSettings: Bool
  /// The parameter that takes the results folders which are named behind the first one, where a stage reads several; `nil`
  /// for one that reads no other.
  public var furtherFolders: String?
  /// How an interrupted run goes on.
  public var progress: StageProgress

  /// - Parameters:
  ///   - key: also stem and command, unless they are given.
  ///   - inputName: of stages that read a file.
  ///   - partParameters: of a stage that takes a part of its own result.
  ///   - nameParameter: of stages that take a name in place of a file.
  ///   - readsSettings: whether that file holds the stage's settings.
  public init(
    key: String, stem: String? = nil, command: String? = nil, variant: StageVariant? = nil, group: CommandGroup,
    title: String, summary: String, purpose: String, example: String, version: Int = 1, references: [Reference] = [],
    usesSeed: Bool = false, inputName: String? = nil, partParameters: [String] = [], nameParameter: String? = nil,
    readsSettings: Bool = false, furtherFolders: String? = nil, progress: StageProgress = .whole
  ) {
    self.key = key
    self.stem = stem ?? key
    self.command = command ?? stem ?? key
    self.variant = variant
    self.group = group
    self.title = title
    self.summary = summary
    self.purpose = purpose
    self.example = example
    self.version = version
    self.references = references
    self.usesSeed = usesSeed
    self.inputName = inputName
    self.partParameters = partParameters
    self.nameParameter = nameParameter
    self.readsSettings = readsSettings
    self.furtherFolders = furtherFolders
    self.progress = progress
  }
}

/// The place of a command in the list of commands.
public enum CommandGroup: String, Sendable, CaseIterable {
  case files = "Files"
  case recordings = "Recordings"
  case cells = "Cells"
  case general = "General"
  case models = "Models"
  case results = "Results"
}

/// One of several stages behind one command word, each with its own parameters: `decode --decoder population`.
public struct StageVariant: Sendable, Equatable {
  /// The option that chooses: `decoder`.
  public var option: String
  /// The value that chooses this one: `population`.
  public var name: String
  /// The value of the option when it is not given.
  public var defaultName: String
  /// Settings that choose this one when the option is not given: `compat` `canns`.
  public var implied: [ParameterSetting]
  /// The parameter that names a folder with a result of the same command, by which this one goes: where the option is not
  /// given, it is that of the result there. `nil` for none.
  public var folderParameter: String?
  /// What the option means, for the help.
  public var help: String

  public init(
    option: String, name: String, default defaultName: String, implied: [ParameterSetting] = [],
    folderParameter: String? = nil, help: String
  ) {
    self.option = option
    self.name = name
    self.defaultName = defaultName
    self.implied = implied
    self.folderParameter = folderParameter
    self.help = help
  }
}

/// How a run that was interrupted goes on.
public enum StageProgress: Sendable, Equatable {
  /// From the start.
  case whole
  /// With the pieces that are missing (`RunContext.checkpoint`): the draws of a null distribution.
  case pieces(PieceDescription)
  /// From the last state that was saved (`RunContext.continuation`): a long simulation. The parameters named only say how far
  /// it goes, so that an interrupted run may be asked to go further. The state is removed once the result is written.
  case continued(extentParameters: [String])

  /// The pieces, for a stage that works in pieces.
  public var pieces: PieceDescription? { if case .pieces(let pieces) = self { pieces } else { nil } }
}
