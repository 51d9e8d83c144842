extension PlotConfig {
  /// The keys of configuration files: snake case, as the rest of a pipeline file.
  enum CodingKeys: String, CodingKey, CaseIterable {
    case title
    case drawsTitle = "draws_title"
    case xLabel = "x_label"
    case yLabel = "y_label"
    case zLabel = "z_label"
    case colorBarLabel = "color_bar_label"
    case width, height, theme
    case transparentBackground = "transparent_background"
    case grid, legend
    case panelLetters = "panel_letters"
    case color
    case colorMap = "color_map"
    case fontFamily = "font_family"
    case fontSize = "font_size"
    case tickFontSize = "tick_font_size"
    case letterFontSize = "letter_font_size"
    case axisWidth = "axis_width"
    case lineWidth = "line_width"
    case markerSize = "marker_size"
    case formats, dpi
    case rasterizeThreshold = "rasterize_threshold"
    case rasterized
    case sourceDateEpoch = "source_date_epoch"
    case fps, repeats
    case timeStepsPerSecond = "time_steps_per_second"
    case options
  }

  /// Reads what is there; every key that is missing keeps its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
      if let found = try keys.decodeIfPresent(Value.self, forKey: key) { value = found }
    }
    func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value?) throws {
      if let found = try keys.decodeIfPresent(Value.self, forKey: key) { value = found }
    }
    try read(.title, into: &title)
    try read(.drawsTitle, into: &drawsTitle)
    try read(.xLabel, into: &xLabel)
    try read(.yLabel, into: &yLabel)
    try read(.zLabel, into: &zLabel)
    try read(.colorBarLabel, into: &colorBarLabel)
    try read(.width, into: &width)
    try read(.height, into: &height)
    try read(.theme, into: &theme)
    try read(.transparentBackground, into: &transparentBackground)
    try read(.grid, into: &grid)
    try read(.legend, into: &legend)
    try read(.panelLetters, into: &panelLetters)
    try read(.color, into: &color)
    try read(.colorMap, into: &colorMap)
    try read(.fontFamily, into: &fontFamily)
    try read(.fontSize, into: &fontSize)
    try read(.tickFontSize, into: &tickFontSize)
    try read(.letterFontSize, into: &letterFontSize)
    try read(.axisWidth, into: &axisWidth)
    try read(.lineWidth, into: &lineWidth)
    try read(.markerSize, into: &markerSize)
    try read(.formats, into: &formats)
    try read(.dpi, into: &dpi)
    try read(.rasterizeThreshold, into: &rasterizeThreshold)
    try read(.rasterized, into: &rasterized)
    try read(.sourceDateEpoch, into: &sourceDateEpoch)
    try read(.fps, into: &fps)
    try read(.repeats, into: &repeats)
    try read(.timeStepsPerSecond, into: &timeStepsPerSecond)
    try read(.options, into: &options)
  }
}
