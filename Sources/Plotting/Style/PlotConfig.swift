import Schema

/// How figures look and how they are written, in one value for a whole run. Everything has a default that suits a journal's
/// page, so `PlotConfig()` is a complete configuration.
public struct PlotConfig: Sendable, Equatable {
  /// How every figure looks.
  public var style = PlotStyle()
  /// How figures are written.
  public var files = FileSettings()
  /// How animations are written.
  public var movement = Movement()
  /// What belongs to single figures, by their names; rules apply in this order, later ones over earlier ones.
  public var figures: [FigureRule] = []

  public init(
    style: PlotStyle = PlotStyle(), files: FileSettings = FileSettings(), movement: Movement = Movement(),
    figures: [FigureRule] = []
  ) {
    self.style = style
    self.files = files
    self.movement = movement
    self.figures = figures
  }

  /// A changed copy: `config.with { $0.style.theme = .dark }`.
  public func with(_ change: (inout PlotConfig) -> Void) -> PlotConfig {
    var copy = self
    change(&copy)
    return copy
  }

  /// - Throws: `PlottingError.invalidValue` for the first value that cannot be drawn with.
  public func validate() throws(PlottingError) {
    try validate(style, "style")
    try validate(files, "files")
    try validate(movement, "movement")
  }

  private func validate(_ table: some ParameterTable, _ section: String) throws(PlottingError) {
    do {
      try table.validate()
    } catch {
      throw PlottingError(error, in: section)
    }
  }
}
