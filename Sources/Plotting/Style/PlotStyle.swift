import Schema

/// How every figure looks: the section `style` of a plot configuration. Type sizes and line widths are points (1/72 inch).
public struct PlotStyle: ParameterTable, Hashable {
  /// The background, and the colours of text and axes that follow from it.
  public var theme = Theme.light
  /// Leave the page unpainted behind the figure.
  public var transparentBackground = false
  /// The colours of categories.
  public var palette = Palette.okabeIto
  /// A family that the system's font configuration knows; for another name it takes its default.
  public var fontFamily = "DejaVu Sans"
  /// The size of labels.
  public var fontSize = 7.5
  /// The size of the numbers at ticks, and of other small words.
  public var tickFontSize = 7.0
  /// The size of the letters a, b, c … of panels.
  public var letterFontSize = 9.0
  /// The width of axes and ticks.
  public var axisWidth = 0.6
  /// The width of lines that do not say their own.
  public var lineWidth = 0.9
  /// The diameter of a scatter point; `nil`: what suits the number of points.
  public var markerSize: Double?

  public init() {}

  /// The keys of the section, in the order in which they are written.
  public static let parameters: [Parameter<PlotStyle>] = [
    Parameter("theme", \.theme, help: "background, and the colours of text and axes that follow from it"),
    Parameter("transparent_background", \.transparentBackground, help: "leave the page unpainted behind the figure"),
    Parameter("palette", \.palette, help: "colours of categories"),
    Parameter("font_family", \.fontFamily, help: "font family that is installed"),
    Parameter("font_size", \.fontSize, unit: "points", help: "size of labels"),
    Parameter("tick_font_size", \.tickFontSize, unit: "points", help: "size of the numbers at ticks"),
    Parameter("letter_font_size", \.letterFontSize, unit: "points", help: "size of the letters of panels"),
    Parameter("axis_width", \.axisWidth, unit: "points", help: "width of axes and ticks"),
    Parameter("line_width", \.lineWidth, unit: "points", help: "width of lines"),
    Parameter(
      "marker_size", \.markerSize, unit: "points", help: "diameter of scatter points; none: what suits their number"),
  ]

  /// - Throws: `ParameterError.invalid` for the first size that cannot be drawn with.
  public func validate() throws {
    try require(fontSize, in: 3...72, "font_size", unit: "points")
    try require(tickFontSize, in: 3...72, "tick_font_size", unit: "points")
    try require(letterFontSize, in: 3...72, "letter_font_size", unit: "points")
    try require(axisWidth, in: 0.05...20, "axis_width", unit: "points")
    try require(lineWidth, in: 0.05...20, "line_width", unit: "points")
    try require(markerSize, in: 0.1...50, "marker_size", unit: "points")
  }
}

extension ParameterTable {
  /// - Throws: `ParameterError.invalid` for a number outside of a range; none is inside of all.
  func require(_ value: Double?, in range: ClosedRange<Double>, _ name: String, unit: String = "") throws {
    guard let value else { return }
    try require(
      range.contains(value), name,
      sentence {
        "must be \(formatted(range.lowerBound, digits: 8)) to \(formatted(range.upperBound, digits: 8))"
        if !unit.isEmpty { " \(unit)" }
        ", and is \(formatted(value, digits: 8))"
      })
  }
}
