import Plotting
import Schema

/// Options of the figures of models that learn.
public struct TrainingFigureOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing functions use.
  public static let parameters: [Parameter<TrainingFigureOptions>] = frameParameters(
    .xLabel, .yLabel, .legend, .grid, .panelLetters)
}

/// Options of images.
public struct TrainingImageOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing functions use.
  public static let parameters: [Parameter<TrainingImageOptions>] = frameParameters(.legend, .colorMap, .colorBarLabel)
}
