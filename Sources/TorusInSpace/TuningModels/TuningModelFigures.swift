import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension TuningModels {
  static let models = FigureKind<PathsOptions>("models", about: "what each family explains alone and of its own, and cells")
  public static let figureKinds = [AnyFigureKind(models)]

  public static func figures(
    _ result: TuningModelResult, parameters: TuningModelParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[models]
    let panels = [deviancePanel(result), countPanel(result)]
    let figure = Figure(
      name: "models", panels: panels.enumerated().map { $0.element.at(row: 0, column: $0.offset) },
      altText: "Deviance that each family explains alone and of its own, and how many cells each family has.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return [
      NamedFigure(
        models, figure,
        caption: sentence {
          "(a) Part of the deviance in held-out time that each family explains alone (circles) and that is lost without it "
          "(triangles), one mark for each of \(counted(result.cellIDs.count, "cell")), lines: medians. (b) Cells for which the "
          "own part of a family is above 0 in 95 % of draws of blocks."
        })
    ]
  }

  private static func axis(_ result: TuningModelResult) -> Axis {
    let places = result.families.indices.map { Double($0) + 0.5 }
    return Axis("Family", range: 0...Double(max(1, places.count)), ticks: .at(places, labels: result.families))
  }

  private static func deviancePanel(_ result: TuningModelResult) -> Panel {
    var marks: [Mark] = [.rule(RuleMark(.horizontal))]
    for (shift, table, paint, shape, name) in [
      (0.3, result.aloneDeviance, Paint.category(0), PointsMark.Shape.circle, "alone"),
      (0.7, result.ownDeviance, Paint.category(1), PointsMark.Shape.triangle, "its own"),
    ] {
      var (x, y): ([Double], [Double]) = ([], [])
      for family in result.families.indices {
        let known = table.column(family).filter(\.isFinite).sorted()
        for (rank, value) in known.enumerated() {
          // Spread so that marks of equal height do not cover each other, in the same way each time.
          x.append(Double(family) + shift + 0.14 * (Double(rank * 7 % 11) / 5 - 1))
          y.append(100 * value)
        }
        guard !known.isEmpty else { continue }
        let middle = 100 * median(known)
        marks.append(
          .line(
            LineMark(
              x: [Double(family) + shift - 0.18, Double(family) + shift + 0.18], y: [middle, middle], paint: .ink, width: 1.2)))
      }
      marks.append(.points(PointsMark(x: x, y: y, colors: .uniform(paint), size: 2.5, shape: shape, name: name)))
    }
    return Panel(x: axis(result), y: Axis("Explained deviance (%)"), marks: marks, height: .aspect(0.9))
  }

  private static func countPanel(_ result: TuningModelResult) -> Panel {
    Panel(
      x: axis(result), y: .whole("Cells"),
      marks: [
        .bars(
          BarsMark(
            edges: (0...result.families.count).map(Double.init), heights: result.counts.map(Double.init), gap: 0.3))
      ], height: .aspect(0.9))
  }
}
