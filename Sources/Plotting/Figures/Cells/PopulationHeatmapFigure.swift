import ArrayNumerics
import Schema

/// What becomes of each row of an image of cells.
public enum RowNormalization: String, Choice {
  /// The values as they are.
  case none
  /// Each cell minus its mean, over its standard deviation.
  case zScorePerNeuron = "zscore-per-neuron"
  /// Each cell from its smallest to its largest value.
  case minMaxPerNeuron = "minmax-per-neuron"
}

/// Options of the activity of a population over time.
public struct PopulationHeatmapOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// What becomes of the values of each cell.
  public var normalization = RowNormalization.none
  /// The share of the values above which colours end; 1 for none.
  public var clip = 0.998

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<PopulationHeatmapOptions>] =
    [
      Parameter("normalization", \.normalization, help: "what becomes of the values of each cell"),
      Parameter("clip", \.clip, help: "share of the values that the colours show; what is larger has the last colour"),
    ] + frameParameters(.xLabel, .yLabel, .colorBarLabel, .legend, .colorMap)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require(clip, in: 0.5...1, "clip")
  }
}

/// Activity of a population over time as an image, one row for each cell.
///
/// - Parameters:
///   - activity: `[time, cell]`.
///   - timeRange: the times of the first and the last edge, seconds.
///   - order: the cells from bottom to top (for example by preferred angle); nil: as they come.
///   - valueLabel: the label of the colour bar, with its unit.
public func populationHeatmapFigure(
  activity: Matrix<Double>, timeRange: ClosedRange<Double>, order: [Int]? = nil,
  valueLabel: String = "Activity (a.u.)", cellLabel: String? = nil,
  options: PopulationHeatmapOptions = PopulationHeatmapOptions()
) -> Figure {
  var image = activity.transposed()
  if let order { image = image.selectingRows(order.filter { $0 >= 0 && $0 < image.rows }) }
  var label = valueLabel
  switch options.normalization {
  case .none: break
  case .zScorePerNeuron:
    image = image.normalizingRows(standardized)
    label = "Activity (z-score)"
  case .minMaxPerNeuron:
    image = image.normalizingRows(stretched)
    label = "Activity (fraction of range)"
  }
  let (shown, isClipped) = clipped(image.elements, to: options.clip)
  let scale = ColorScale(
    map: options.frame.colorMap ?? (options.normalization == .zScorePerNeuron ? .blueRed : .viridis),
    fitting: shown, label: options.frame.colorBarLabel ?? label)
  let cells = max(image.rows, 1)
  let x = Axis(options.frame.xLabel ?? "Time (s)", range: timeRange)
  let y = Axis.whole(
    options.frame.yLabel ?? cellLabel ?? (order == nil ? "Cell" : "Cell (sorted)"), range: -0.5...Double(cells) - 0.5
  )
  var panel = Panel(
    x: x, y: y,
    marks: [
      .heatMap(
        HeatMapMark(values: image, xRange: timeRange, yRange: -0.5...Double(cells) - 0.5, scale: scale))
    ], height: .millimetres(45))
  if image.isEmpty { panel = .noData(x: x, y: y, height: .millimetres(45)) }
  panel.key = image.isEmpty ? nil : .bar(scale)
  return Figure(
    name: "population-activity", panels: [panel],
    altText: "Image of the activity of \(image.rows) cells over time.",
    caption: sentence {
      "Activity of the population over time, one row for each cell."
      if isClipped { " The last colour stands for the largest \(percent(1 - options.clip)) of the values too." }
    }, width: .double
  ).framed(options.frame)
}

/// The values that colours are spread over: a few bursts would leave everything else dark.
private func clipped(_ values: [Double], to share: Double) -> (values: [Double], isClipped: Bool) {
  let finite = values.filter(\.isFinite)
  guard share < 1, let largest = finite.max() else { return (values, false) }
  let limit = quantile(finite, share)
  // Of mostly silent cells the share may be 0, and there is nothing to gain from the rest of a narrow spread.
  guard limit > 0, limit < 0.8 * largest else { return (values, false) }
  return (finite.map { min($0, limit) }, true)
}

extension Matrix<Double> {
  fileprivate func normalizingRows(_ normalize: (ArraySlice<Double>) -> [Double]) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns, elements: (0..<rows).flatMap { normalize(row($0)) })
  }
}

/// Values minus their mean over their standard deviation; all zero where they do not vary.
private func standardized(_ values: ArraySlice<Double>) -> [Double] {
  let finite = values.filter(\.isFinite)
  guard !finite.isEmpty else { return Array(values) }
  let mean = finite.reduce(0, +) / Double(finite.count)
  let deviation = (finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(finite.count)).squareRoot()
  return values.map { deviation > 0 ? ($0 - mean) / deviation : ($0.isFinite ? 0 : $0) }
}

/// Values from their smallest (0) to their largest (1); all zero where they do not vary.
private func stretched(_ values: ArraySlice<Double>) -> [Double] {
  let finite = values.filter(\.isFinite)
  guard let low = finite.min(), let high = finite.max() else { return Array(values) }
  return values.map { high > low ? ($0 - low) / (high - low) : ($0.isFinite ? 0 : $0) }
}
