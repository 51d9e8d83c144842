import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension GridModules {
  static let scatter = FigureKind<CellFigureOptions>("scatter", about: "spacing and orientation of the cells, by module")
  public static let figureKinds = [AnyFigureKind(scatter)]

  public static func figures(
    _ result: ModuleResult, parameters: ModuleParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[scatter]
    let shapes: [PointsMark.Shape] = [.circle, .triangle, .diamond, .square]
    let others = result.module.indices.filter { result.module[$0] < 0 && result.spacing[$0].isFinite }
    func points(_ cells: [Int], _ paint: Paint, _ shape: PointsMark.Shape, _ size: Double, _ name: String) -> Mark {
      .points(
        PointsMark(
          x: cells.map { 100 * result.spacing[$0] }, y: cells.map { result.orientation[$0] }, colors: .uniform(paint),
          size: size, shape: shape, name: name))
    }
    var marks: [Mark] = others.isEmpty ? [] : [points(others, .faint, .circle, 2, "no module")]
    for module in result.moduleSpacing.indices {
      let cells = result.module.indices.filter { result.module[$0] == module && result.spacing[$0].isFinite }
      marks += outline(result, module)
      marks.append(
        points(cells, .category(module), shapes[module % shapes.count], 4, "module \(module + 1)"))
    }
    let panel = Panel(
      x: Axis("Spacing (cm)"), y: Axis("Orientation (°)", range: 0...60, ticks: .at([0, 15, 30, 45, 60])), marks: marks,
      height: .aspect(0.8))
    let figure = Figure(
      name: "grid-modules", panels: [marks.isEmpty ? .noData(x: panel.x, y: panel.y, height: .aspect(0.8)) : panel],
      altText: "Spacing and orientation of \(result.inModules) cells in \(result.moduleSpacing.count) modules.",
      width: options.frame.width ?? .single
    ).framed(options.frame)
    return [
      NamedFigure(
        scatter, figure,
        caption: sentence {
          "Spacing and orientation (modulo 60°) of the cells in "
          "\(counted(result.moduleSpacing.count, "module")); outlines: two standard deviations; faint: cells in none, whose "
          "lattice means little without a grid."
        })
    ]
  }

  /// Two standard deviations around a module, cut where the orientation wraps.
  private static func outline(_ result: ModuleResult, _ module: Int) -> [Mark] {
    let turns = (0...90).map { Double($0) * 2 * .pi / 90 }
    let x = turns.map { 100 * result.moduleSpacing[module] * exp(2 * result.spacingSpread[module] * cos($0)) }
    let y = turns.map { turn -> Double in
      let angle = result.moduleOrientation[module] + 2 * result.orientationSpread[module] * sin(turn)
      return angle - 60 * (angle / 60).rounded(.down)
    }
    return [.line(LineMark(x: x, y: y, paint: .muted, width: 0.6).brokenAtWraps(period: 60))]
  }
}
