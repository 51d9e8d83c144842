import ArrayNumerics
import Schema

/// Activity of a population over time as an image, one row for each cell.
///
/// - Parameters:
///   - activity: `[time, cell]`.
///   - timeRange: the times of the first and the last edge, seconds.
///   - order: the cells from bottom to top (for example by preferred angle); nil: as they come.
///   - valueLabel: the label of the colour bar, with its unit.
public func populationHeatmapFigure(
  activity: Matrix<Double>, timeRange: ClosedRange<Double>, order: [Int]? = nil,
  valueLabel: String = "Activity (a.u.)", cellLabel: String? = nil, config: PlotConfig = PlotConfig()
) -> Figure {
  var image = activity.transposed()
  if let order { image = image.selectingRows(order.filter { $0 >= 0 && $0 < image.rows }) }
  var normalization = HeatMapOptions.Normalization.none
  if case .heatMap(let options) = config.options { normalization = options.normalization }
  var label = config.colorBarLabel ?? valueLabel
  switch normalization {
  case .none: break
  case .zScorePerNeuron:
    image = image.normalizingRows(standardized)
    label = "Activity (z-score)"
  case .minMaxPerNeuron:
    image = image.normalizingRows(stretched)
    label = "Activity (fraction of range)"
  }
  let scale = ColorScale(
    map: config.colorMap ?? (normalization == .zScorePerNeuron ? .blueRed : .viridis),
    fitting: image.elements,
    label: label)
  let cells = max(image.rows, 1)
  let x = Axis(config.xLabel ?? "Time (s)", range: timeRange)
  let y = Axis.whole(
    config.yLabel ?? cellLabel ?? (order == nil ? "Cell" : "Cell (sorted)"), range: -0.5...Double(cells) - 0.5
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
    caption: "Activity of the population over time, one row for each cell.", width: config.width ?? .double)
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
