import Schema

/// A histogram from counts between edges.
///
/// - Parameters:
///   - edges: one more than counts, in the unit of the label.
///   - label: the quantity with its unit, as in “Speed (cm/s)”.
///   - markers: values to mark with a dashed line and a name, such as a threshold.
public func histogramFigure(
  edges: [Double], counts: [Double], label: String, countLabel: String = "Count",
  markers: [(value: Double, name: String)] = [], config: PlotConfig = PlotConfig()
) -> Figure {
  let paint = config.color.map(Paint.fixed) ?? .category(0)
  var marks: [Mark] = counts.isEmpty ? [] : [.bars(BarsMark(edges: edges, heights: counts, paint: paint))]
  marks += markers.map { .rule(RuleMark(.vertical, at: $0.value, paint: .ink, name: $0.name)) }
  let panel = Panel(
    x: Axis(config.xLabel ?? label, range: spanning(edges)), y: Axis(config.yLabel ?? countLabel),
    marks: marks)
  let total = counts.reduce(0, +)
  return Figure(
    name: "histogram", panels: [panel],
    altText: "Histogram of \(label) with \(counts.count) bins and \(formatted(total)) entries.",
    caption: "Distribution of \(label).", width: config.width ?? .single)
}

/// A histogram of the finite values in equal bins.
public func histogramFigure(
  values: [Double], bins: Int = 40, label: String, countLabel: String = "Count",
  markers: [(value: Double, name: String)] = [], config: PlotConfig = PlotConfig()
) -> Figure {
  let (edges, counts) = drawnHistogram(values, bins: bins)
  return histogramFigure(
    edges: edges, counts: counts, label: label, countLabel: countLabel, markers: markers, config: config)
}
