import ArrayNumerics
import LearningModels
import Plotting
import Schema
import Stages

extension HopfieldTraining {
  static let recall = FigureKind<TrainingImageOptions>("recall", about: "what was stored, what a recall began and ended with")
  static let energy = FigureKind<TrainingFigureOptions>("energy", about: "energy and overlap over the steps")
  static let weights = FigureKind<TrainingImageOptions>("weights", about: "the weights as an image")
  static let basin = FigureKind<TrainingFigureOptions>("basin", about: "overlap at the end against overlap at the start")
  static let attractors = FigureKind<TrainingFigureOptions>("attractors", about: "where random states end")
  static let unlearning = FigureKind<TrainingFigureOptions>("unlearning", about: "what is found and held over the dreams")
  static let capacity = FigureKind<TrainingFigureOptions>(
    "capacity", about: "share of the patterns that are held over the load")
  public static let figureKinds = [
    AnyFigureKind(recall), AnyFigureKind(energy), AnyFigureKind(weights), AnyFigureKind(basin), AnyFigureKind(attractors),
    AnyFigureKind(unlearning), AnyFigureKind(capacity),
  ]

  public static func figures(
    _ result: HopfieldResult, parameters: HopfieldParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    var figures = [recallFigure(result, try pen[recall]), energyFigure(result, try pen[energy])]
    if let matrix = result.weights { figures.append(weightsFigure(matrix, try pen[weights])) }
    if let table = result.basin { figures.append(basinFigure(table.curve, try pen[basin])) }
    if let table = result.attractors { figures.append(attractorFigure(table, try pen[attractors])) }
    if let table = result.unlearning { figures.append(unlearningFigure(table.curve, try pen[unlearning])) }
    if let table = result.capacity { figures.append(capacityFigure(table.result, try pen[capacity])) }
    return figures
  }

  /// Recalls on a sheet.
  private static let mostRecalls = 6

  private static func recallFigure(_ result: HopfieldResult, _ options: TrainingImageOptions) -> NamedFigure {
    let shape = PatternSheet.shape(result.neurons, own: result.pictureShape)
    let all = [result.target, result.input, result.recalled]
    let low = min(-1, Double(all.flatMap { $0.elements }.min() ?? -1))
    let high = max(1, Double(all.flatMap { $0.elements }.max() ?? 1))
    let scale = ColorScale(map: options.frame.colorMap ?? .ink, range: low...high, label: "State")
    let shown = min(mostRecalls, result.input.rows)
    let panels = (0..<shown).flatMap { row in
      ["Stored", "Input", "Recalled"].indices.map { column -> Panel in
        var panel = PatternSheet.panel(all[column].row(row).map(Double.init), shape: shape, scale: scale)
        if row == 0 { panel.heading = ["Stored", "Input", "Recalled"][column] }
        if column == 1 { panel.note = "overlap \(formatted(result.overlap[0, row], digits: 2))" }
        if column == 2 { panel.note = "overlap \(formatted(result.ends[row], digits: 3))" }
        panel.notePlace = .below
        return panel.at(row: row, column: column)
      }
    }
    var figure = Figure(
      name: "recall", panels: panels.isEmpty ? [.noData()] : panels,
      altText: "Stored patterns, the states that recalls began with, and those that they ended with, side by side.",
      width: .single, hasLetters: false)
    figure.spacing = 1.5
    return NamedFigure(
      recall, figure.framed(options.frame),
      caption: sentence {
        "Stored patterns, the states that recalls began with and those that they ended with"
        if shown < result.input.rows { " (the first \(shown) of \(result.input.rows))" }
        ". The overlap with the stored pattern is 1 for the pattern itself and 0 for an unrelated one."
      })
  }

  private static func energyFigure(_ result: HopfieldResult, _ options: TrainingFigureOptions) -> NamedFigure {
    let steps = (0..<result.recallEnergy.rows).map(Double.init)
    let shown = Array(0..<min(mostRecalls, result.recallEnergy.columns))
    func panel(_ values: Matrix<Double>, _ label: String, named: Bool) -> Panel {
      let marks = shown.flatMap { recall -> [Mark] in
        let (y, paint) = (values.column(recall), Paint.category(recall))
        return [
          .line(LineMark(x: steps, y: y, paint: paint, name: named ? result.recallName(recall) : nil)),
          .points(PointsMark(x: steps, y: y, colors: .uniform(paint), size: 3)),
        ]
      }
      return Panel(
        x: .whole(options.frame.xLabel ?? "Step", range: 0...max(1, steps.last ?? 1)), y: Axis(label), marks: marks,
        height: .aspect(0.75))
    }
    let figure = Figure(
      name: "energy",
      panels: [
        panel(result.recallEnergy, options.frame.yLabel ?? "Energy", named: true).at(row: 0, column: 0),
        panel(result.overlap, "Overlap", named: false).at(row: 0, column: 1),
      ], altText: "Energy and overlap with the stored pattern over the steps of each recall.", width: .oneAndHalf)
    return NamedFigure(
      energy, figure.framed(options.frame),
      caption: sentence {
        "Energy (a) and overlap with the stored pattern (b) before the first step and after each"
        if shown.count < result.recallEnergy.columns { ", of the first \(shown.count) recalls" }
        "."
      })
  }

  private static func weightsFigure(_ weights: Matrix<Float>, _ options: TrainingImageOptions) -> NamedFigure {
    let values = weights.map(Double.init)
    let scale = ColorScale(
      map: options.frame.colorMap ?? .blueRed, fitting: values.elements, label: options.frame.colorBarLabel ?? "Weight")
    let range = 0...Double(weights.rows)
    var panel = Panel(
      x: Axis("From neuron", range: range), y: Axis("To neuron", range: range),
      marks: [.heatMap(HeatMapMark(values: values, xRange: range, yRange: range, scale: scale))], height: .equalUnits)
    panel.key = .bar(scale)
    let figure = Figure(name: "weights", panels: [panel], altText: "Image of the weights among \(weights.rows) neurons.")
    return NamedFigure(
      weightsKind, figure.framed(options.frame), caption: "Weights among the neurons; red excites, blue inhibits.")
  }

  private static var weightsKind: FigureKind<TrainingImageOptions> { weights }
}

extension HopfieldResult {
  /// What a recall is called: its pattern.
  func recallName(_ recall: Int) -> String { recall < names.count ? names[recall] : "\(recall)" }
}
