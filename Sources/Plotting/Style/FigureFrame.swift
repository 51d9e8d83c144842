import Schema

/// The words and the size that figures have, whatever they show.
public struct FigureFrame: ParameterTable, Hashable {
  /// The title of the SVG or PDF document; drawn only when `drawsTitle` is set, since a caption says it.
  public var title: String?
  /// Draw the title above the figure.
  public var drawsTitle = false
  /// With its unit; `nil`: the figure's own.
  public var xLabel: String?
  /// With its unit; `nil`: the figure's own.
  public var yLabel: String?
  /// With its unit; `nil`: the figure's own.
  public var zLabel: String?
  /// The label of the key of colours, with its unit; `nil`: the figure's own.
  public var colorBarLabel: String?
  /// `nil`: what the figure asks for.
  public var width: FigureWidth?
  /// Millimetres; `nil`: what the panels need.
  public var height: Double?
  /// Draw legends and keys.
  public var legend = true
  /// Draw lines at the ticks.
  public var grid = false
  /// Draw the letters a, b, c … at panels.
  public var panelLetters = true
  /// The main colour; `nil`: the first of the palette, or ink.
  public var color: Color?
  /// `nil`: the map that suits the quantity.
  public var colorMap: ColorMap?

  public init() {}

  /// Every part, in the order in which help lists them.
  public static let parameters: [Parameter<FigureFrame>] = [
    Parameter("title", \.title, help: "title of the document"),
    Parameter("draws_title", \.drawsTitle, help: "draw the title above the figure")
      .only("with a title") { $0.title != nil },
    Parameter("x_label", \.xLabel, help: "label of the x axis, with its unit; none: the figure's own"),
    Parameter("y_label", \.yLabel, help: "label of the y axis, with its unit; none: the figure's own"),
    Parameter("z_label", \.zLabel, help: "label of the z axis, with its unit; none: the figure's own"),
    Parameter("color_bar_label", \.colorBarLabel, help: "label of the key of colours, with its unit; none: the figure's own"),
    Parameter("width", \.width, help: "printed width: one column (85 mm), one and a half (130 mm), two (180 mm)"),
    Parameter("height", \.height, unit: "mm", help: "printed height; none: what the panels need"),
    Parameter("legend", \.legend, help: "draw legends and keys"),
    Parameter("grid", \.grid, help: "draw lines at the ticks"),
    Parameter("panel_letters", \.panelLetters, help: "draw the letters a, b, c … at panels"),
    Parameter("color", \.color, help: "main colour; none: the first of the palette, or that of text"),
    Parameter("color_map", \.colorMap, help: "map from numbers to colours; none: what suits the quantity"),
  ]

  /// The parts that only some figures have.
  public enum Part: String, Sendable, CaseIterable {
    /// The label of the x axis.
    case xLabel = "x_label"
    /// The label of the y axis.
    case yLabel = "y_label"
    /// The label of the z axis.
    case zLabel = "z_label"
    /// The label of the key of colours.
    case colorBarLabel = "color_bar_label"
    /// Whether legends and keys are drawn.
    case legend
    /// Whether lines are drawn at the ticks.
    case grid
    /// Whether panels have letters.
    case panelLetters = "panel_letters"
    /// The main colour.
    case color
    /// The map from numbers to colours.
    case colorMap = "color_map"
  }

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try require(width?.millimetres, in: 20...1000, "width", unit: "mm")
    try require(height, in: 10...1500, "height", unit: "mm")
  }

  /// The parameters of a title and a size, which every figure has, and those of the parts named.
  static func parameters(_ parts: [Part]) -> [Parameter<FigureFrame>] {
    parameters.filter { parameter in
      guard let part = Part(rawValue: parameter.information.name) else { return true }
      return parts.contains(part)
    }
  }
}
