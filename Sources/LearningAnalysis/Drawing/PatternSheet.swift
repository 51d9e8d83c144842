import ArrayNumerics
import Plotting
import Schema

/// Patterns as pictures, side by side.
enum PatternSheet {
  /// The rows and columns that patterns without a shape of their own are drawn in: a square where they fill one, else one row.
  static func shape(_ count: Int, own: [Int]) -> (rows: Int, columns: Int) {
    if own.count == 2, own[0] * own[1] == count { return (own[0], own[1]) }
    let side = Int(Double(count).squareRoot().rounded())
    return side * side == count && side > 1 ? (side, side) : (1, count)
  }

  /// One pattern as it is seen: the first row at the top.
  static func panel(_ values: [Double], shape: (rows: Int, columns: Int), scale: ColorScale) -> Panel {
    let rows = (0..<shape.rows).reversed().flatMap { (row: Int) -> ArraySlice<Double> in
      values[(row * shape.columns)..<((row + 1) * shape.columns)]
    }
    let (xRange, yRange) = (0...Double(shape.columns), 0...Double(shape.rows))
    var panel = Panel(
      x: .hidden(xRange), y: .hidden(yRange),
      marks: [
        .heatMap(
          HeatMapMark(
            values: Matrix(rows: shape.rows, columns: shape.columns, elements: rows), xRange: xRange, yRange: yRange,
            scale: scale))
      ], height: shape.rows == 1 ? .aspect(0.25) : .equalUnits)
    panel.isFramed = true
    return panel
  }
}
