import ArrayNumerics
import LearningModels
import Plotting
import Schema
import Stages

/// A training as it went, epoch by epoch.
public struct LearningHistory: FieldTable {
  /// `[epoch, 3]`: learning rate at the end of the epoch, relative change of the weights over it, length of the weights.
  var history: Matrix<Double>
  /// Why it ended.
  var end: String

  public static let fields = Field<LearningHistory>.table {
    Field.array(
      "history", \.history, axes: ["epoch", "3"],
      "of each epoch: learning rate at its end, change of the weights over their length, length of the weights (Frobenius)")
    Field.number("epochs", \.epochs, "epochs that were made")
    Field.number("end", \.end, "finished, settled (changed too little) or stopped")
  }

  init(_ training: TrainingHistory) {
    history = Matrix(
      rows: training.epochs.count, columns: 3, elements: training.epochs.flatMap { [$0.rate, $0.change, $0.norm] })
    end = training.end.rawValue
  }

  init(from fields: FieldReader<LearningHistory>) throws {
    history = try fields[\.history]
    end = try fields.number(\.end)
  }

  var epochs: Int { history.rows }
  var rates: [Double] { history.column(0) }
  var changes: [Double] { history.column(1) }
}

extension LearningHistory {
  /// The kind of its figure.
  static let kind = FigureKind<TrainingFigureOptions>("history", about: "learning rate and change of the weights by epoch")

  func figure(_ options: TrainingFigureOptions) -> NamedFigure {
    let x = (0..<epochs).map { Double($0 + 1) }
    func panel(_ y: [Double], _ label: String) -> Panel {
      let positive = y.map { $0 > 0 && $0.isFinite ? $0 : .nan }
      let isFlat = Set(y).count < 2
      return Panel(
        x: .whole(options.frame.xLabel ?? "Epoch", range: 0...max(1, x.last ?? 1)),
        y: Axis(label, scale: isFlat ? .linear : .log),
        marks: [.line(LineMark(x: x, y: isFlat ? y : positive, paint: .category(0)))], height: .aspect(0.75))
    }
    let figure = Figure(
      name: "history",
      panels: [
        panel(rates, "Learning rate").at(row: 0, column: 0), panel(changes, "Change of the weights").at(row: 0, column: 1),
      ], altText: "Learning rate, and change of the weights over each epoch.", width: .oneAndHalf)
    return NamedFigure(
      Self.kind, figure.framed(options.frame),
      caption: "Learning rate at the end of each epoch (a), and change of the weights over it as a part of their length (b).")
  }
}
