/// The configuration in the terms of the drawing code.
struct DrawingStyle {
  let config: PlotConfig
  let theme: Theme

  init(_ config: PlotConfig) {
    self.config = config
    theme = config.theme
  }

  var ink: Color { theme.ink }
  var labelSize: Double { config.fontSize }
  var tickSize: Double { config.tickFontSize }
  let tickLength = 2.5
  /// Between a tick and its label, and between labels.
  let gap = 2.0
  let keyWidth = 6.0
  let wheelDiameter = 30.0
  var lineHeight: Double { config.fontSize * 1.3 }

  /// The height above the baseline of figures and capitals.
  func capHeight(_ size: Double) -> Double { 0.73 * size }
}
