/// How figures look: one value that every figure function and every writer takes.
///
/// Everything has a default that suits a journal page, so `PlotConfig()` is a complete configuration. Text that
/// is nil is chosen by the figure. Lengths are millimetres of paper, type sizes and line widths points (1/72 inch).
public struct PlotConfig: Sendable, Hashable, Codable {
  // MARK: Words

  /// The name of the figure: the title of the SVG or PDF document, drawn only when `drawsTitle` is set.
  public var title: String?
  public var drawsTitle = false
  public var xLabel: String?
  public var yLabel: String?
  public var zLabel: String?
  /// The label of the colour bar, with its unit.
  public var colorBarLabel: String?

  // MARK: Size

  /// nil: the width the figure asks for.
  public var width: FigureWidth?
  /// Millimetres; nil: what the panels need.
  public var height: Double?

  // MARK: Look

  public var theme = Theme.light
  /// Leave the page unpainted behind the figure.
  public var transparentBackground = false
  public var grid = false
  public var legend = true
  public var panelLetters = true
  /// The main colour; nil: the first of the palette, or ink.
  public var color: Color?
  /// nil: the map that suits the quantity (sequential, diverging or cyclic).
  public var colorMap: ColorMap?

  // MARK: Type and lines (points)

  /// A family that the system's font configuration knows; other names fall back to its default.
  public var fontFamily = "DejaVu Sans"
  public var fontSize = 7.5
  public var tickFontSize = 7.0
  public var letterFontSize = 9.0
  public var axisWidth = 0.6
  public var lineWidth = 0.9
  /// The diameter of a scatter point; nil: what suits the number of points.
  public var markerSize: Double?

  // MARK: Files

  public var formats: [FigureFormat] = [.svg, .png]
  /// Dots per inch of PNG files and of raster parts inside vector files.
  public var dpi = 300.0
  /// Panels with more marks than this are drawn as pixels inside a vector file.
  public var rasterizeThreshold = 5000
  /// Force (true) or forbid (false) rasterised marks; nil: by `rasterizeThreshold`.
  public var rasterized: Bool?
  /// Seconds since 1970 written as the date of PDF files, so that the bytes do not depend on the clock.
  public var sourceDateEpoch = 0

  // MARK: Movement

  /// Frames of a second of animation.
  public var fps = 30.0
  public var repeats = true
  /// Simulation steps of one second; nil for a still figure.
  public var timeStepsPerSecond: Double?

  /// What only one kind of figure needs.
  public var options = FigureOptions.standard

  public init() {}

  /// A changed copy: `config.with { $0.theme = .dark }`.
  public func with(_ change: (inout PlotConfig) -> Void) -> PlotConfig {
    var copy = self
    change(&copy)
    return copy
  }

  /// This configuration as a still figure.
  public func forStaticPlot() -> PlotConfig { with { $0.timeStepsPerSecond = nil } }

  /// This configuration as an animation of a simulation with so many steps a second.
  public func forAnimation(timeStepsPerSecond: Double) -> PlotConfig {
    with { $0.timeStepsPerSecond = timeStepsPerSecond }
  }

  /// The frames an animation shows: frame i shows step `linspace(0, steps − 1, frames)[i]`.
  public func animationSteps(steps: Int) -> [Int] {
    guard steps > 0, let timeStepsPerSecond, timeStepsPerSecond > 0 else { return steps > 0 ? [0] : [] }
    let frames = max(1, Int(Double(steps) / timeStepsPerSecond * fps))
    guard frames > 1 else { return [0] }
    return (0..<frames).map { Int(Double($0) * Double(steps - 1) / Double(frames - 1)) }
  }

  /// - Throws: `PlottingError.unusableValue` for the first value that cannot be drawn with.
  public func validate() throws(PlottingError) {
    try require(
      width.map { 20...1000 ~= $0.millimetres } ?? true, "width", width?.millimetres, "20 to 1000 mm")
    try require(height.map { 10...1500 ~= $0 } ?? true, "height", height, "10 to 1500 mm")
    try require(36...1200 ~= dpi, "dpi", dpi, "36 to 1200 dots per inch")
    try require(3...72 ~= fontSize, "font_size", fontSize, "3 to 72 points")
    try require(3...72 ~= tickFontSize, "tick_font_size", tickFontSize, "3 to 72 points")
    try require(3...72 ~= letterFontSize, "letter_font_size", letterFontSize, "3 to 72 points")
    try require(0.05...20 ~= axisWidth, "axis_width", axisWidth, "0.05 to 20 points")
    try require(0.05...20 ~= lineWidth, "line_width", lineWidth, "0.05 to 20 points")
    try require(markerSize.map { 0.1...50 ~= $0 } ?? true, "marker_size", markerSize, "0.1 to 50 points")
    try require(rasterizeThreshold >= 0, "rasterize_threshold", Double(rasterizeThreshold), "0 or more")
    try require(0.1...240 ~= fps, "fps", fps, "0.1 to 240 frames a second")
  }

  private func require(
    _ holds: Bool, _ key: String, _ found: Double?, _ expected: String
  ) throws(PlottingError) {
    guard !holds else { return }
    throw .unusableValue(key: key, found: found.map { "\($0)" } ?? "missing", expected: expected)
  }
}
