import Schema

/// Options of the explained variance.
public struct VarianceExplainedOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<VarianceExplainedOptions>] =
    frameParameters(.xLabel, .yLabel, .legend, .grid, .color)
}

/// The share of variance of each principal component (bars) and their running sum (line).
///
/// - Parameters:
///   - fractions: the explained share of each component, 0…1, in order.
///   - kept: how many components the analysis went on with; marked by a line.
public func varianceExplainedFigure(
  fractions: [Double], kept: Int? = nil, options: VarianceExplainedOptions = VarianceExplainedOptions()
) -> Figure {
  var sum = 0.0
  let running = fractions.map { fraction -> Double in
    sum += fraction
    return sum * 100
  }
  let numbers = fractions.indices.map { Double($0 + 1) }
  var marks: [Mark] = []
  if !fractions.isEmpty {
    marks = [
      .bars(
        BarsMark(
          edges: (0...fractions.count).map { Double($0) + 0.5 }, heights: fractions.map { $0 * 100 },
          paint: options.frame.color.map(Paint.fixed) ?? .category(0), gap: 0.25, name: "each")),
      .line(LineMark(x: numbers, y: running, paint: .ink, name: "running sum")),
      .points(PointsMark(x: numbers, y: running, colors: .uniform(.ink), size: 2.2)),
    ]
  }
  if let kept, kept > 0, kept < fractions.count {
    marks.append(.rule(RuleMark(.vertical, at: Double(kept) + 0.5, name: "kept: \(kept)")))
  }
  let panel = Panel(
    x: .whole(options.frame.xLabel ?? "Principal component", range: 0.4...Double(max(fractions.count, 1)) + 0.6),
    y: Axis(
      options.frame.yLabel ?? "Variance explained (%)", range: 0...max(5, min(100, (running.last ?? 95) * 1.05))),
    marks: marks)
  let percent = running.last.map { formatted($0.rounded()) } ?? "0"
  return Figure(
    name: "variance-explained", panels: [panel],
    altText: "Variance explained by each of \(fractions.count) principal components; together \(percent) percent.",
    caption: "Share of variance of each principal component (bars) and their running sum (line)."
  ).framed(options.frame)
}
