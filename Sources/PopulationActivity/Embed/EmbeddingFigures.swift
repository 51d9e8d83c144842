import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension Embedding {
  static let population = FigureKind<PopulationHeatmapOptions>("population", about: "activity of all cells over a minute")
  static let path = FigureKind<TrajectoryOptions>("path", about: "path of the animal")
  static let speedHistogram = FigureKind<HistogramOptions>("speed", about: "time spent at each speed, all bins and those kept")
  public static let figureKinds = [AnyFigureKind(population), AnyFigureKind(path), AnyFigureKind(speedHistogram)]

  public static func figures(
    _ result: EmbeddingResult, parameters: EmbeddingParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    var figures = [try populationFigure(result, pen: pen)]
    if let x = result.x, let y = result.y, x.contains(where: \.isFinite) {
      // Ten positions a second are enough to see the path.
      let step = max(1, Int(min(0.1 / result.binWidth, 1e6)))
      let rows = stride(from: 0, to: x.count, by: step)
      figures.append(
        NamedFigure(
          path, trajectoryFigure(x: rows.map { x[$0] }, y: rows.map { y[$0] }, options: try pen[path]),
          caption: "Path of the animal in the bins that were kept."))
    }
    if let speed = result.speed, speed.contains(where: \.isFinite) {
      figures.append(try speedFigure(result, speed, parameters: parameters, pen: pen))
    }
    return figures
  }

  /// Time at each speed in all bins, and in those that were kept.
  private static func speedFigure(
    _ result: EmbeddingResult, _ speed: [Double], parameters: EmbeddingParameters, pen: FigurePen
  ) throws -> NamedFigure {
    let kept = RowBehaviour.time(at: speed, binWidth: result.binWidth)
    let all = result.behaviour.speedTime ?? kept
    // Up to the fastest, whole steps.
    let bins = max(5, 1 + (all.lastIndex { $0 > 0 } ?? 0))
    let edges = (0...bins).map { Double($0) * RowBehaviour.speedStep }
    let options = try pen[speedHistogram]
    var figure = histogramFigure(
      edges: edges, counts: Array(all.prefix(bins)), label: "Speed (cm/s)", countLabel: "Time (s)",
      markers: parameters.speedFilter ? [(value: parameters.minimumSpeed, name: "minimum")] : [], options: options)
    let isFiltered = zip(all, kept).contains { $0 - $1 > result.binWidth / 2 }
    if isFiltered {
      let paint = options.frame.color.map(Paint.fixed) ?? .category(0)
      figure.panels[0].marks.replaceSubrange(
        0..<1,
        with: [
          .bars(BarsMark(edges: edges, heights: Array(all.prefix(bins)), paint: .muted, name: "all bins")),
          .bars(BarsMark(edges: edges, heights: Array(kept.prefix(bins)), paint: paint, name: "kept")),
        ])
    }
    return NamedFigure(
      speedHistogram, figure,
      caption: sentence {
        "Time that the animal spent at each speed, in "
        if isFiltered { "all bins with a position and in those that were kept" } else { "the bins that were kept" }
        if bins == RowBehaviour.speedBins { "; the last bar holds all that is faster" }
        "."
      })
  }

  /// The first minute of the population's activity.
  private static func populationFigure(_ result: EmbeddingResult, pen: FigurePen) throws -> NamedFigure {
    let rows = max(1, min(result.rates.rows, Int(min(60 / result.binWidth, 1e9))))
    let rates = try result.rates.leading(rows)
    let step = max(1, rows / 1200)
    let shown = Array(stride(from: 0, to: rows, by: step))
    var activity = Matrix<Double>(rows: shown.count, columns: rates.columns, repeating: 0)
    for (index, row) in shown.enumerated() {
      for cell in 0..<rates.columns { activity[index, cell] = Double(rates[row, cell]) }
    }
    let start = result.times[0]
    let end = result.times[rows - 1]
    let options = try pen[population]
    return NamedFigure(
      population,
      populationHeatmapFigure(
        activity: activity, timeRange: start...max(end, start + result.binWidth),
        valueLabel: valueLabel(result), options: options),
      caption: sentence {
        if result.kind == .spikes { "Smoothed firing rates" } else { "Signals" }
        " of all cells in the first \(formatted(Double(rows) * result.binWidth, digits: 3)) s that were kept."
        if options.clip < 1 {
          " Where a few values are far above the rest, the last colour stands for the largest \(percent(1 - options.clip))."
        }
      }
    )
  }

  private static func valueLabel(_ result: EmbeddingResult) -> String {
    switch result.kind {
    case .spikes:
      result.rateUnit == "Hz" ? "Rate (Hz)" : "Rate (canns units)"
    case .deconvolved: "Deconvolved (1/s)"
    case .dff: "ΔF/F"
    case .fluorescence: "Fluorescence"
    case .signal: "Signal"
    }
  }
}
