import Schema

/// Options of histograms.
public struct HistogramOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<HistogramOptions>] =
    frameParameters(.xLabel, .yLabel, .legend, .grid, .color)
}

/// A histogram from counts between edges.
///
/// - Parameters:
///   - edges: one more than counts, in the unit of the label.
///   - label: the quantity with its unit, as in “Speed (cm/s)”.
///   - markers: values to mark with a dashed line and a name, such as a threshold.
public func histogramFigure(
  edges: [Double], counts: [Double], label: String, countLabel: String = "Count",
  markers: [(value: Double, name: String)] = [], options: HistogramOptions = HistogramOptions()
) -> Figure {
  let paint = options.frame.color.map(Paint.fixed) ?? .category(0)
  var marks: [Mark] = counts.isEmpty ? [] : [.bars(BarsMark(edges: edges, heights: counts, paint: paint))]
  marks += markers.map { .rule(RuleMark(.vertical, at: $0.value, paint: .ink, name: $0.name)) }
  let panel = Panel(
    x: Axis(options.frame.xLabel ?? label, range: spanning(edges)), y: Axis(options.frame.yLabel ?? countLabel),
    marks: marks)
  let total = counts.reduce(0, +)
  return Figure(
    name: "histogram", panels: [panel],
    altText: "Histogram of \(label) with \(counts.count) bins and \(formatted(total)) entries.",
    caption: "Distribution of \(label)."
  ).framed(options.frame)
}

/// A histogram of the finite values in equal bins.
public func histogramFigure(
  values: [Double], bins: Int = 40, label: String, countLabel: String = "Count",
  markers: [(value: Double, name: String)] = [], options: HistogramOptions = HistogramOptions()
) -> Figure {
  let (edges, counts) = drawnHistogram(values, bins: bins)
  return histogramFigure(
    edges: edges, counts: counts, label: label, countLabel: countLabel, markers: markers, options: options)
}
