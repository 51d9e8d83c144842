import ArrayNumerics
import Schema

/// Options of the histograms of a null distribution.
public struct NullHistogramOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<NullHistogramOptions>] =
    frameParameters(.xLabel, .yLabel, .legend, .grid, .panelLetters)
}

/// The null distribution of the longest lifetimes, with the observed bars marked, one panel for each dimension.
///
/// - Parameters:
///   - nullMaxima: by dimension, the longest lifetime of each shuffle; an empty list is an untested dimension.
///   - observed: by dimension, the lifetimes to mark (the longest few; at most five are drawn).
///   - thresholds: by dimension, the 99.9th percentile of the null.
public func nullHistogramFigure(
  nullMaxima: [[Double]], observed: [[Double]], thresholds: [Double?] = [],
  lifetimeLabel: String = "Lifetime (a.u.)", options: NullHistogramOptions = NullHistogramOptions()
) -> Figure {
  let panels = nullMaxima.enumerated().map { dimension, maxima -> Panel in
    let marked =
      dimension < observed.count ? observed[dimension].filter(\.isFinite).sorted(by: >).prefix(5) : []
    let finite = maxima.filter(\.isFinite)
    let x = Axis(options.frame.xLabel ?? lifetimeLabel)
    let y = Axis.whole(options.frame.yLabel ?? "Shuffles")
    guard !finite.isEmpty else {
      var panel = Panel.noData(x: x, y: y, height: .aspect(0.8))
      panel.heading = "H\(subscripted(dimension)): untested"
      return panel.at(row: 0, column: dimension)
    }
    let highest = max(finite.max() ?? 1, marked.first ?? 0) * 1.06
    // Far from the observed bars the null is narrow: no bar of it may become thinner than a line.
    let span = (finite.max() ?? 0) - (finite.min() ?? 0)
    let bins = min(40, max(8, finite.count / 12), max(1, Int(span / highest * 60)))
    let (edges, counts) = drawnHistogram(finite, bins: bins)
    var marks: [Mark] = [.bars(BarsMark(edges: edges, heights: counts, paint: .muted))]
    for (index, lifetime) in marked.enumerated() {
      marks.append(
        .rule(
          RuleMark(
            .vertical, at: lifetime, paint: dimensionPaint(max(1, dimension)), dash: [],
            name: index == 0 ? "observed" : nil)))
    }
    // Of fewer draws it is no more than the largest of them.
    if dimension < thresholds.count, let threshold = thresholds[dimension], finite.count >= NullReach.drawsOfPercentile {
      marks.append(.rule(RuleMark(.vertical, at: threshold, paint: .ink, dash: [2, 2], name: "99.9 %")))
    }
    var panel = Panel(x: x, y: y, marks: marks, height: .aspect(0.8))
    panel.x.range = 0...highest
    panel.heading = "H\(subscripted(dimension))"
    return panel.at(row: 0, column: dimension)
  }
  let tested = nullMaxima.map(\.count)
  return Figure(
    name: "null-distribution",
    panels: panels.isEmpty ? [.noData(x: Axis(lifetimeLabel), y: Axis("Shuffles"))] : panels,
    altText: sentence {
      "Histograms of the longest lifetime in each shuffle, by dimension "
      "(\(tested.map(String.init).joined(separator: ", ")) shuffles), with the observed lifetimes as vertical lines."
    },
    caption: sentence {
      "Null distribution of the longest lifetime of each shuffle (grey); lines: the observed bars"
      if tested.contains(where: { $0 >= NullReach.drawsOfPercentile }) { "; dashed: the 99.9th percentile of the null" }
      "."
    },
    width: panels.count > 2 ? .double : (panels.count > 1 ? .oneAndHalf : .single)
  ).framed(options.frame)
}

/// Counts of the finite values in equal bins from the smallest to the largest; the last bin includes its upper edge.
/// No bins without a finite value.
package func drawnHistogram(_ values: [Double], bins: Int) -> (edges: [Double], counts: [Double]) {
  let finite = values.filter(\.isFinite)
  guard let range = finiteRange(finite), bins > 0 else { return ([], []) }
  let low = range.lowerBound
  let high = range.upperBound > low ? range.upperBound : low + max(abs(low) * 0.1, 1)
  guard let counted = try? histogram(finite, bins: bins, range: low...high) else { return ([], []) }
  return (counted.edges, counted.counts.map { Double($0) })
}
