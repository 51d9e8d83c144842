/// The configuration, and what the figure says of itself, in the terms of the drawing code.
struct DrawingStyle {
  let look: PlotStyle
  let files: FileSettings
  /// Whether legends and keys are drawn.
  let showsKeys: Bool
  /// Whether lines are drawn at the ticks.
  let hasGrid: Bool

  init(_ config: PlotConfig, for figure: Figure) {
    look = config.style
    files = config.files
    showsKeys = figure.showsKeys
    hasGrid = figure.hasGrid
  }

  var theme: Theme { look.theme }
  var ink: Color { theme.ink }
  var labelSize: Double { look.fontSize }
  var titleSize: Double { look.fontSize + 1 }
  var tickSize: Double { look.tickFontSize }
  let tickLength = 2.5
  /// Between a tick and its label, and between labels.
  let gap = 2.0
  let keyWidth = 6.0
  let wheelDiameter = 30.0
  var lineHeight: Double { look.fontSize * 1.3 }

  /// The height above the baseline of figures and capitals.
  func capHeight(_ size: Double) -> Double { 0.73 * size }

  func color(_ paint: Paint) -> Color { paint.color(in: look) }
}
