import Plotting

/// A figure of a stage: written as `figures/<stem>-<name>.<format>`.
public struct NamedFigure: Sendable {
  /// The name of its kind, with a suffix where a stage draws several.
  public var name: String
  /// What is drawn.
  public var figure: Figure
  /// What it shows, for the report.
  public var caption: String

  public init(_ kind: FigureKind<some FigureOptions>, _ figure: Figure, suffix: String = "", caption: String) {
    name = suffix.isEmpty ? kind.name : "\(kind.name)-\(suffix)"
    self.figure = figure
    self.caption = caption
  }
}

/// A moving figure of a stage: written as `figures/<stem>-<name>.<format>`, with its still frame in the formats of figures.
public struct NamedAnimation: Sendable {
  /// The name of its kind.
  public var name: String
  /// What moves: a count of frames, and a function from frame to figure.
  public var animation: Animation
  /// What it shows, for the report.
  public var caption: String

  public init(_ kind: FigureKind<some FigureOptions>, _ animation: Animation, caption: String) {
    name = kind.name
    self.animation = animation
    self.caption = caption
  }
}

/// A text of a stage: written as `<stem>.<extension>`.
public struct NamedText: Sendable, Equatable {
  /// Of the file, without the dot.
  public var fileExtension: String
  /// The whole content of the file, written as UTF-8.
  public var text: String

  public init(fileExtension: String, text: String) {
    self.fileExtension = fileExtension
    self.text = text
  }
}
