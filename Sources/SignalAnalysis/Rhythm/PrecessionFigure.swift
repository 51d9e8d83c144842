import Foundation
import Plotting
import Schema
import Stages

extension Theta {
  /// Fields on a sheet.
  private static let mostFields = 16

  /// Phase against position, twice over each other, with the line that was fitted.
  static func precessionFigure(
    _ fields: PrecessionFields, names: [String], _ label: String, _ options: ThetaFigureOptions
  ) -> NamedFigure {
    func rank(_ field: Int) -> (Double, Int, Int) {
      (fields.p[field].isNaN ? 2 : fields.p[field], -fields.spikes[field], field)
    }
    let order = fields.cells.indices.sorted { rank($0) < rank($1) }
    let shown = Array(order.prefix(mostFields))
    let columns = min(4, shown.count)
    let panels = shown.enumerated().map { place, field -> Panel in
      let points = fields.firstPoints[field]..<fields.firstPoints[field + 1]
      let x = points.map { 100 * Double(fields.positions[$0]) }
      let phase = points.map { Double(fields.phases[$0]) * 180 / .pi }
      var marks: [Mark] = [
        .points(
          PointsMark(x: x + x, y: phase + phase.map { $0 + 360 }, colors: .uniform(.category(0)), size: 1.6, opacity: 0.7))
      ]
      let isSloped = fields.isSloped(field)
      let (offset, slope) = (fields.offset[field] * 180 / .pi, fields.slope[field] * 180 / .pi)
      for turn in -3...3 {
        let line = (0...50).map { step -> Double in
          let value = offset + slope * Double(step) / 50 + 360 * Double(turn)
          return value >= 0 && value <= 720 ? value : .nan
        }
        marks.append(
          .line(
            LineMark(
              x: (0...50).map { 2 * Double($0) }, y: line, paint: isSloped ? .category(1) : .muted, width: 1,
              dash: isSloped ? [] : [3, 2])))
      }
      let isLast = place + columns >= shown.count
      let isFirst = place % columns == 0
      var panel = Panel(
        x: Axis(isLast ? "Position (% of field)" : "", range: 0...100, ticks: .at([0, 100])),
        y: Axis(isFirst ? label : "", range: 0...720, ticks: .at([0, 360, 720])), marks: marks, height: .aspect(1)
      ).at(row: place / columns, column: place % columns)
      let arrow =
        switch fields.directions[field] {
        case 1: " →"
        case -1: " ←"
        default: ""
        }
      panel.heading = "\(names[fields.cells[field]])\(arrow) \(slope < 0 ? "−" : "")\(formatted(abs(slope), digits: 3))°"
      return panel
    }
    let figure = Figure(
      name: "phase-precession", panels: panels,
      altText: "Phase of the spikes against position in \(shown.count) fields, with the lines fitted.",
      width: options.frame.width ?? (columns > 2 ? .double : .oneAndHalf), hasLetters: false
    ).framed(options.frame)
    return NamedFigure(
      Self.precession, figure,
      caption: sentence {
        "Phase of the spikes, twice, against position in the field in the direction of running (\(fields.coordinate)), of the "
        "\(counted(shown.count, "field")) with the smallest p"
        if shown.count < fields.cells.count { ", of \(fields.cells.count)" }
        "; orange: the fitted line where p < 0.05 and its slope is certain to 90°; dashed: others, which may be chance. "
        "Above each: the slope per field."
      })
  }
}
