import ArrayNumerics
import LearningModels
import Plotting
import Schema
import Stages

extension SelectivityTraining {
  static let tuning = FigureKind<TrainingFigureOptions>("tuning", about: "answers of each neuron, and how selective they are")
  public static let figureKinds = [
    AnyFigureKind(tuning), AnyFigureKind(ComponentFigures.weights), AnyFigureKind(LearningHistory.kind),
  ]

  public static func figures(
    _ result: SelectivityResult, parameters: SelectivityParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    [
      tuningFigure(result, isBars: parameters.patterns == ["bars"], try pen[tuning]),
      ComponentFigures.weightsFigure(
        result.weights.map(Double.init), shape: result.pictureShape, kind: ComponentFigures.weights,
        try pen[ComponentFigures.weights]),
      result.history.figure(try pen[LearningHistory.kind]),
    ]
  }

  private static func tuningFigure(
    _ result: SelectivityResult, isBars: Bool, _ options: TrainingFigureOptions
  ) -> NamedFigure {
    let count = result.patternCount
    let x = (0..<count).map { isBars ? 180 * Double($0) / Double(count) : Double($0 + 1) }
    let label = options.frame.xLabel ?? (isBars ? "Orientation (°)" : "Pattern")
    // One neuron for each pattern that is preferred, so that curves do not hide each other.
    var shown: [Int] = []
    for neuron in result.preferred.indices where shown.count < 8 {
      if !shown.contains(where: { result.preferred[$0] == result.preferred[neuron] }) { shown.append(neuron) }
    }
    let curves = shown.enumerated().flatMap { place, neuron -> [Mark] in
      let (y, paint) = (result.outputs.column(neuron), Paint.category(place))
      return [
        .line(LineMark(x: x, y: y, paint: paint, name: "neuron \(neuron + 1)")),
        .points(PointsMark(x: x, y: y, colors: .uniform(paint), size: 3)),
      ]
    }
    let range = isBars ? -4...180.0 : 0.5...Double(count) + 0.5
    var answers = Panel(
      x: isBars ? Axis(label, range: range, ticks: .at([0, 45, 90, 135, 180])) : .whole(label, range: range),
      y: Axis(options.frame.yLabel ?? "Answer"), marks: curves, height: .aspect(0.85))
    answers.legend = shown.count > 4 ? .none : .above
    let values = result.selectivity.filter(\.isFinite)
    let edges = (0...20).map { Double($0) / 20 }
    let heights = (0..<20).map { bin in
      Double(values.count { $0 >= edges[bin] && ($0 < edges[bin + 1] || (bin == 19 && $0 <= 1)) })
    }
    let histogram = Panel(
      x: Axis("Selectivity", range: 0...1), y: .whole("Neurons"),
      marks: [
        .bars(BarsMark(edges: edges, heights: heights)),
        .rule(RuleMark(.vertical, at: result.largestPossible, paint: .ink, name: "one pattern alone")),
      ], height: .aspect(0.85))
    let figure = Figure(
      name: "tuning", panels: [answers.at(row: 0, column: 0), histogram.at(row: 0, column: 1)],
      altText: "Answers of neurons to each pattern, and a histogram of their selectivity.", width: .oneAndHalf)
    return NamedFigure(
      tuning, figure.framed(options.frame),
      caption: sentence {
        "Answers after learning of one neuron for each pattern that is preferred (a), and the selectivity of all "
        "\(counted(result.selectivity.count, "neuron")) (b). Dashed: a neuron that answers one of the \(count) patterns alone."
      })
  }
}
