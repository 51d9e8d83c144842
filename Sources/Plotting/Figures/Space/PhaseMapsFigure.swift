import ArrayNumerics
import Schema

/// Options of phase maps over the arena.
public struct PhaseMapsOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// Length of the scale bar in metres; `nil`: a round length near a quarter of the arena.
  public var scaleBar: Double?
  /// Gaps of up to so many bins are drawn with the mean of the bins around them.
  public var filledGap = standardGap

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<PhaseMapsOptions>] =
    [
      Parameter("scale_bar", \.scaleBar, unit: "m", help: "length of the scale bar; none: near a quarter of the arena"),
      Parameter("fill_gaps", \.filledGap, unit: "bins", help: fillGapsHelp),
    ] + frameParameters(.colorBarLabel, .legend, .panelLetters)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require(scaleBar, in: 1e-6...1e6, "scale_bar", unit: "m")
    try require(Double(filledGap), in: 0...10_000, "fill_gaps")
  }
}

/// Decoded angles over the arena, one map for each circle, as the animal saw it.
///
/// - Parameters:
///   - maps: angles in radians `[y, x]`, row 0 at the smallest y, NaN where the animal never was.
///   - xRange: the outer edges of the maps in metres.
///   - yRange: the same for y.
///   - names: a heading for each map.
public func phaseMapsFigure(
  maps: [Matrix<Double>], xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, names: [String] = [],
  options: PhaseMapsOptions = PhaseMapsOptions()
) -> Figure {
  let width = xRange.upperBound - xRange.lowerBound
  let bar = options.scaleBar.map { ScaleBar.metres($0) } ?? ScaleBar.metres(forWidth: width)
  let scale = ColorScale.angle(label: options.frame.colorBarLabel ?? "Phase")
  let panels = maps.enumerated().map { index, map -> Panel in
    var panel = Panel(
      x: .hidden(xRange), y: .hidden(yRange),
      marks: [
        .heatMap(
          HeatMapMark(
            values: fillingGaps(map, upTo: options.filledGap, isAngle: true), xRange: xRange, yRange: yRange, scale: scale))
      ],
      height: .equalUnits)
    panel.heading = index < names.count ? names[index] : (maps.count > 1 ? "θ\(subscripted(index + 1))" : nil)
    if index == 0 { panel.scaleBar = bar }
    return panel.at(row: index / 3, column: index % 3)
  }
  var figure = Figure(
    name: "phase-maps", panels: panels.isEmpty ? [.noData(x: .hidden(), y: .hidden())] : panels,
    altText: sentence {
      "Maps of the decoded phase over the arena for \(maps.count) circular coordinates; "
      "stripes are places of one phase."
    },
    caption: sentence {
      "Decoded phase at each place of the arena, x to the right and y upward; grey: never visited"
      gapWords(options.filledGap)
      "."
    },
    width: maps.count > 2 ? .double : (maps.count > 1 ? .oneAndHalf : .single))
  figure.key = .wheel(label: scale.label)
  return figure.framed(options.frame)
}
