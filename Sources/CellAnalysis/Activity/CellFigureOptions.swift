import Plotting
import Schema

/// Options of the figures of cells.
public struct CellFigureOptions: FigureOptions {
  public var frame = FigureFrame()
  public init() {}
  /// What the drawing functions use.
  public static let parameters: [Parameter<CellFigureOptions>] = frameParameters(.legend, .grid, .panelLetters)
}
