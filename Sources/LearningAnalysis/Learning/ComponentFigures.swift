import ArrayNumerics
import LearningModels
import Plotting
import Schema
import Stages

/// The figures of all rules that find components.
enum ComponentFigures {
  static let angles = FigureKind<TrainingFigureOptions>("angles", about: "angle to the true component by epoch")
  static let weights = FigureKind<TrainingImageOptions>("weights", about: "the weights of each neuron as an image")
  static let spectrum = FigureKind<TrainingFigureOptions>("spectrum", about: "eigenvalues, and the variance of the answers")
  static let kinds = [
    AnyFigureKind(angles), AnyFigureKind(weights), AnyFigureKind(spectrum), AnyFigureKind(LearningHistory.kind),
  ]

  static func all(_ result: ComponentResult, pen: FigurePen) throws -> [NamedFigure] {
    var figures: [NamedFigure] = []
    if let values = result.angles { figures.append(anglesFigure(result, values, try pen[angles])) }
    figures.append(
      weightsFigure(result.weights.map(Double.init), shape: result.pictureShape, kind: weights, try pen[weights]))
    if !result.eigenvalues.isEmpty { figures.append(spectrumFigure(result, try pen[spectrum])) }
    return figures + [result.history.figure(try pen[LearningHistory.kind])]
  }

  private static func anglesFigure(
    _ result: ComponentResult, _ values: Matrix<Double>, _ options: TrainingFigureOptions
  ) -> NamedFigure {
    let x = (0..<values.rows).map { Double($0 + 1) }
    let shown = 0..<min(6, values.columns)
    let marks = shown.map { neuron -> Mark in
      .line(
        LineMark(
          x: x, y: values.column(neuron).map { max($0, 1e-6) }, paint: .category(neuron),
          dash: neuron % 2 == 1 ? [3, 2] : [], name: "neuron \(neuron + 1)"))
    }
    let panel = Panel(
      x: .whole(options.frame.xLabel ?? "Epoch", range: 0...max(1, x.last ?? 1)),
      y: Axis(options.frame.yLabel ?? "Angle to the component (°)", scale: .log),
      marks: marks + [.rule(RuleMark(.horizontal, at: 1))])
    let figure = Figure(
      name: "angles", panels: [panel], altText: "Angle of the weights of each neuron to its true component over the epochs.")
    return NamedFigure(
      angles, figure.framed(options.frame),
      caption: sentence {
        "Angle between the weights of each neuron and the component that it should find"
        if values.columns > shown.count { " (the first \(shown.count) of \(values.columns) neurons)" }
        ". Dashed: 1°."
      })
  }

  /// A picture for each neuron, or one image of all.
  static func weightsFigure(
    _ values: Matrix<Double>, shape own: [Int], kind: FigureKind<TrainingImageOptions>, _ options: TrainingImageOptions
  ) -> NamedFigure {
    let scale = ColorScale(
      map: options.frame.colorMap ?? .blueRed, fitting: values.elements, label: options.frame.colorBarLabel ?? "Weight")
    var panels: [Panel] = []
    let shown = min(16, values.rows)
    if own.count == 2 {
      panels = (0..<shown).map { neuron in
        var panel = PatternSheet.panel(Array(values.row(neuron)), shape: (own[0], own[1]), scale: scale)
        panel.heading = "\(neuron + 1)"
        return panel.at(row: neuron / 4, column: neuron % 4)
      }
    } else {
      let (xRange, yRange) = (0.5...Double(values.columns) + 0.5, 0.5...Double(values.rows) + 0.5)
      panels = [
        Panel(
          x: .whole("Input", range: xRange), y: .whole("Neuron", range: yRange),
          marks: [.heatMap(HeatMapMark(values: values, xRange: xRange, yRange: yRange, scale: scale))])
      ]
    }
    var figure = Figure(
      name: "weights", panels: panels, altText: "Images of the weights of \(values.rows) neurons.", hasLetters: false)
    figure.key = .bar(scale)
    return NamedFigure(
      kind, figure.framed(options.frame),
      caption: sentence {
        "Weights of the neurons"
        if own.count == 2, shown < values.rows { ", the first \(shown) of \(values.rows)" }
        "; red excites, blue inhibits."
      })
  }

  private static func spectrumFigure(_ result: ComponentResult, _ options: TrainingFigureOptions) -> NamedFigure {
    let shown = Array(result.eigenvalues.prefix(40))
    let power = (0..<result.outputs.columns).map { neuron in
      result.outputs.column(neuron).reduce(0) { $0 + $1 * $1 } / Double(max(1, result.outputs.rows))
    }
    let places = result.components.map { Double($0 + 1) }
    let isVisible = places.indices.filter { result.components[$0] < shown.count }
    let panel = Panel(
      x: .whole(options.frame.xLabel ?? "Component"), y: Axis(options.frame.yLabel ?? "Mean square", scale: .log),
      marks: [
        .line(
          LineMark(
            x: shown.indices.map { Double($0 + 1) }, y: shown.map { $0 > 0 ? $0 : .nan }, paint: .category(0),
            name: "eigenvalue")),
        .points(
          PointsMark(
            x: isVisible.map { places[$0] }, y: isVisible.map { power[$0] }, colors: .uniform(.category(1)), size: 5,
            shape: .diamond, name: "answers")),
      ])
    let figure = Figure(
      name: "spectrum", panels: [panel], altText: "Eigenvalues of the patterns, and mean squares of the answers of the neurons."
    )
    return NamedFigure(
      spectrum, figure.framed(options.frame),
      caption: sentence {
        "Eigenvalues of the second moments of the patterns"
        if result.eigenvalues.count > shown.count { " (the first \(shown.count))" }
        ", and the mean squares of the neurons' answers at the components that they should find: equal where they did."
      })
  }
}
