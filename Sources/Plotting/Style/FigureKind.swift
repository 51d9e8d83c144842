import Schema

/// A kind of figure that a stage draws: the last part of its name, and the type of its options.
public struct FigureKind<Options: FigureOptions>: Sendable {
  /// The last part of the name of the figure: `barcode` of `tda-barcode`.
  public let name: String
  /// What it shows, in one line.
  public let about: String

  public init(_ name: String, _ options: Options.Type = Options.self, about: String) {
    self.name = name
    self.about = about
  }
}

/// A kind of figure without the type of its options, for help and checks.
public struct AnyFigureKind: Sendable {
  /// The last part of the name of the figure.
  public let name: String
  /// What it shows, in one line.
  public let about: String
  /// Its options, in the order in which help lists them.
  public let parameters: [ParameterInformation]
  /// The default of each option, in the same order.
  public let defaults: [JSONValue.Member]
  private let check: @Sendable ([ParameterSetting]) throws -> Void

  public init<Options>(_ kind: FigureKind<Options>) {
    name = kind.name
    about = kind.about
    parameters = Options.parameters.map(\.information)
    defaults = Options().record
    check = { _ = try Options(settings: $0) }
  }

  /// - Throws: `ParameterError` for options that the figure does not have or cannot use.
  public func validate(_ settings: [ParameterSetting]) throws { try check(settings) }
}

/// What a stage draws with: the configuration, and the options of each of its figures, which are named `<stem>-<kind>`.
public struct FigurePen: Sendable {
  /// How figures look and how they are written.
  public let config: PlotConfig
  private let stem: String

  public init(_ config: PlotConfig, stem: String) {
    self.config = config
    self.stem = stem
  }

  /// The options of the figure of a kind: its defaults, changed by the rules of the configuration that match its name.
  ///
  /// - Throws: `PlottingError` for an option that its very name was given and that it does not have, or a value that it cannot
  ///   use.
  public subscript<Options>(_ kind: FigureKind<Options>) -> Options {
    get throws(PlottingError) {
      let known = Options.parameters.map(\.information.name)
      return try config.resolved(name(of: kind), known: known) { try Options(settings: $0) }
    }
  }

  /// `<stem>-<kind>`, as the figure is called in the configuration and in files.
  public func name(of kind: AnyFigureKind) -> String { "\(stem)-\(kind.name)" }
  /// `<stem>-<kind>`, as the figure is called in the configuration and in files.
  public func name<Options>(of kind: FigureKind<Options>) -> String { "\(stem)-\(kind.name)" }
}
