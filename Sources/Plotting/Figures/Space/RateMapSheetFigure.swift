import ArrayNumerics
import Schema

/// Options of the sheet of rate maps.
public struct RateMapSheetOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// Gaps of up to so many bins are drawn with the mean of the bins around them.
  public var filledGap = standardGap

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<RateMapSheetOptions>] =
    [Parameter("fill_gaps", \.filledGap, unit: "bins", help: fillGapsHelp)]
    + frameParameters(.colorBarLabel, .legend, .colorMap)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require(Double(filledGap), in: 0...10_000, "fill_gaps")
  }
}

/// Rate maps of many cells as small multiples: one frame for all, each map from zero to its own peak.
///
/// - Parameters:
///   - maps: firing rates in hertz `[y, x]`, row 0 at the smallest y, NaN where the animal never was.
///   - names: a heading for each map, such as “cell 12”.
///   - columns: maps in a row; nil: what keeps each map about 18 mm wide.
public func rateMapSheetFigure(
  maps: [Matrix<Double>], xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, names: [String] = [],
  columns: Int? = nil, options: RateMapSheetOptions = RateMapSheetOptions()
) -> Figure {
  let width = options.frame.width ?? (maps.count > 12 ? .double : (maps.count > 6 ? .oneAndHalf : .single))
  let perRow = sheetColumns(columns, count: maps.count, width: width.millimetres - 14, each: 19)
  let arena = xRange.upperBound - xRange.lowerBound
  let lastRowStart = (maps.count - 1) / perRow * perRow
  let panels = maps.enumerated().map { index, map -> Panel in
    let peak = map.elements.filter(\.isFinite).max() ?? 0
    let scale = ColorScale(
      map: options.frame.colorMap ?? .viridis, range: 0...(peak > 0 ? peak : 1), label: "Rate (Hz)")
    var panel = Panel(
      x: .hidden(xRange), y: .hidden(yRange),
      marks: [
        .heatMap(
          HeatMapMark(
            values: fillingGaps(map, upTo: options.filledGap), xRange: xRange, yRange: yRange, scale: scale))
      ],
      height: .equalUnits)
    panel.heading = index < names.count ? names[index] : nil
    panel.note = formatted(peak, decimals: 1) + " Hz"
    panel.notePlace = .below
    if index == lastRowStart { panel.scaleBar = .metres(forWidth: arena) }
    return panel.at(row: index / perRow, column: index % perRow)
  }
  var figure = Figure(
    name: "rate-maps", panels: panels.isEmpty ? [.noData(x: .hidden(), y: .hidden())] : panels,
    altText: "Sheet of firing rate maps of \(maps.count) cells over the arena, each with its peak rate.",
    caption: sentence {
      "Firing rate over the arena. Colour runs from 0 Hz to the peak of each map, which stands in its corner; "
      "grey: never visited"
      gapWords(options.filledGap)
      "."
    },
    width: width, hasLetters: false)
  figure.spacing = 1.5
  if !maps.isEmpty {
    figure.key = .bar(
      ColorScale(
        map: options.frame.colorMap ?? .viridis, range: 0...1,
        label: options.frame.colorBarLabel ?? "Rate (fraction of peak)"))
  }
  return figure.framed(options.frame)
}

/// How many small panels stand in a row: as given, or as many as fit at a width, but no more than there are.
func sheetColumns(_ given: Int?, count: Int, width: Double, each: Double) -> Int {
  let fitting = given ?? Int(width / each)
  return min(max(1, fitting), max(1, count))
}
