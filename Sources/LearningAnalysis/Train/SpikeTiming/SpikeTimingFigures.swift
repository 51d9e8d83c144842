import ArrayNumerics
import LearningModels
import Plotting
import Schema
import Stages

extension SpikeTimingTraining {
  static let window = FigureKind<TrainingFigureOptions>("window", about: "change of a weight by the lag of a pair of spikes")
  static let distribution = FigureKind<TrainingFigureOptions>("distribution", about: "weights at the start and at the end")
  static let course = FigureKind<TrainingFigureOptions>("course", about: "mean weight and rate by epoch")
  public static let figureKinds = [AnyFigureKind(window), AnyFigureKind(distribution), AnyFigureKind(course)]

  public static func figures(
    _ result: SpikeTimingResult, parameters: SpikeTimingParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    [
      windowFigure(result, parameters, try pen[window]), distributionFigure(result, parameters, try pen[distribution]),
      courseFigure(result, try pen[course]),
    ]
  }

  private static func windowFigure(
    _ result: SpikeTimingResult, _ parameters: SpikeTimingParameters, _ options: TrainingFigureOptions
  ) -> NamedFigure {
    let lags = result.windowLags.map { $0 * 1000 }
    let expected = result.windowLags.map { lag -> Double in
      let steps = (lag / parameters.dt).rounded()
      let (gain, loss) = (parameters.rate * parameters.potentiation, parameters.rate * parameters.depression)
      func trace(_ count: Double) -> Double { (0..<Int(count)).reduce(1) { value, _ in value * parameters.neuron.traceDecay } }
      let together = parameters.compat == .canns ? gain - loss : gain
      return steps > 0 ? gain * trace(steps) : steps < 0 ? -loss * trace(-steps) : together
    }
    let panel = Panel(
      x: Axis(options.frame.xLabel ?? "Spike less input (ms)"), y: Axis(options.frame.yLabel ?? "Change of the weight"),
      marks: [
        .rule(RuleMark(.horizontal)), .rule(RuleMark(.vertical)),
        .line(LineMark(x: lags, y: expected, paint: .category(0), name: "formula")),
        .points(PointsMark(x: lags, y: result.windowChanges, colors: .uniform(.category(1)), size: 2.2, name: "measured")),
      ])
    let figure = Figure(
      name: "window", panels: [panel], altText: "Change of a weight against the lag between a spike and an input.")
    return NamedFigure(
      window, figure.framed(options.frame),
      caption: "Change of one weight by one pair of spikes against their lag: measured on a synapse, and by the formula.")
  }

  private static func distributionFigure(
    _ result: SpikeTimingResult, _ parameters: SpikeTimingParameters, _ options: TrainingFigureOptions
  ) -> NamedFigure {
    let range = parameters.lowest...parameters.highest
    let width = range.upperBound - range.lowerBound
    let edges = (0...20).map { (edge: Int) -> Double in range.lowerBound + width * Double(edge) / 20 }
    func counts(_ values: [Float]) -> [Double] {
      var result = [Double](repeating: 0, count: 20)
      for value in values {
        let place = (Double(value) - range.lowerBound) / width * 20
        if place >= 0, place <= 20 { result[min(19, Int(place))] += 1 / Double(values.count) }
      }
      return result
    }
    let first = counts(result.firstWeights.elements)
    let outline = (0..<20).flatMap { (bin: Int) -> [(x: Double, y: Double)] in
      [(edges[bin], first[bin]), (edges[bin + 1], first[bin])]
    }
    let panel = Panel(
      x: Axis(options.frame.xLabel ?? "Weight", range: range), y: Axis(options.frame.yLabel ?? "Share of the weights"),
      marks: [
        .bars(BarsMark(edges: edges, heights: counts(result.weights.elements), paint: .category(0), name: "end")),
        .line(LineMark(x: outline.map(\.x), y: outline.map(\.y), paint: .ink, dash: [2, 2], name: "start")),
      ])
    let figure = Figure(
      name: "distribution", panels: [panel], altText: "Histogram of the weights at the end, with that at the start.")
    return NamedFigure(
      distribution, figure.framed(options.frame),
      caption: sentence {
        "Weights at the end, and at the start; \(percent(result.shareLow)) are in the lowest tenth of the range and "
        "\(percent(result.shareHigh)) in the highest."
      })
  }

  private static func courseFigure(_ result: SpikeTimingResult, _ options: TrainingFigureOptions) -> NamedFigure {
    let x = result.rates.indices.map { Double($0 + 1) }
    func panel(_ y: [Double], _ label: String) -> Panel {
      Panel(
        x: .whole(options.frame.xLabel ?? "Epoch", range: 0...max(1, x.last ?? 1)), y: Axis(label),
        marks: [.line(LineMark(x: x, y: y, paint: .category(0))), .points(PointsMark(x: x, y: y, size: 3))],
        height: .aspect(0.75))
    }
    let figure = Figure(
      name: "course",
      panels: [
        panel(result.meanWeights, "Mean weight").at(row: 0, column: 0), panel(result.rates, "Rate (Hz)").at(row: 0, column: 1),
      ], altText: "Mean weight and mean rate of the neurons by epoch.", width: .oneAndHalf)
    return NamedFigure(
      course, figure.framed(options.frame), caption: "Mean weight (a) and mean rate of the neurons (b) in each epoch.")
  }
}
