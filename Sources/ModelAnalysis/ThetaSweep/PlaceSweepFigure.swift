import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension ThetaSweeping {
  /// The activity on the squares of the arena, moment by moment.
  static func placeFigure(_ result: ThetaSweepResult, _ places: PlaceSweepTable) -> Figure {
    let (x, y) = (places.centers.column(0), places.centers.column(1))
    let half = places.side / 2
    let left = (x.min() ?? 0) - half
    let low = (y.min() ?? 0) - half
    let columns = Int((((x.max() ?? 0) + half - left) / places.side).rounded())
    let rows = Int((((y.max() ?? 0) + half - low) / places.side).rounded())
    let xRange = left...left + Double(columns) * places.side
    let yRange = low...low + Double(rows) * places.side
    let highest = Double(places.rates.elements.max() ?? 0)
    let scale = ColorScale(range: 0...max(highest, 1e-12), label: "Rate")
    let way = (places.rows.first ?? 0)...max(places.rows.first ?? 0, places.rows.last ?? 0)
    let course = result.course
    let panels = places.rows.indices.map { moment -> Panel in
      var values = Matrix<Double>(rows: rows, columns: columns, repeating: .nan)
      for cell in x.indices {
        values[Int((y[cell] - low) / places.side), Int((x[cell] - left) / places.side)] = Double(places.rates[moment, cell])
      }
      let row = places.rows[moment]
      func point(_ table: Matrix<Double>, _ shape: PointsMark.Shape, _ paint: Paint, _ name: String) -> Mark {
        .points(
          PointsMark(
            x: [table[row, 0]], y: [table[row, 1]], colors: .uniform(paint), size: 4, shape: shape,
            name: moment == 0 ? name : nil))
      }
      var panel = Panel(
        x: .hidden(xRange), y: .hidden(yRange),
        marks: [
          .heatMap(HeatMapMark(values: values, xRange: xRange, yRange: yRange, scale: scale)),
          .line(
            LineMark(
              x: way.map { course.positions[$0, 0] }, y: way.map { course.positions[$0, 1] }, paint: .faint, width: 0.8)),
          point(course.positions, .circle, .category(1), "animal"),
          point(places.positions, .diamond, .ink, "place cells"),
        ], height: .equalUnits)
      panel.heading = "phase \(formatted((course.phase[row] * 180 / .pi).rounded()))°"
      if moment == 0 { panel.scaleBar = .metres(forWidth: xRange.upperBound - xRange.lowerBound) }
      if moment == places.rows.count - 1 { panel.key = .bar(scale) }
      return panel.at(row: moment / 3, column: moment % 3)
    }
    return Figure(
      name: "theta-sweep", panels: panels,
      altText: sentence {
        "Rates of \(counted(places.centers.rows, "place cell")) at \(counted(places.rows.count, "moment")) of a theta cycle; "
        "their sweeps have a median length of \(formatted(100 * places.medianLength, digits: 3)) cm."
      }, width: .double, hasLetters: false)
  }
}
