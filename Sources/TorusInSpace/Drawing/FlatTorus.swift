import ArrayNumerics
import Foundation
import Plotting
import TorusGeometry

/// The flat torus as a rhombus: circle 1 along its base, circle 2 along the side that leans, in turns.
///
/// Circles of a hexagonal lattice are drawn at 60° or at 120°, whichever suits the cells.
struct FlatTorus {
  /// Angle between the two, rad.
  var lean: Double

  /// - Parameter lean: rad.
  init(lean: Double) { self.lean = lean }

  /// - Parameters:
  ///   - angle: degrees; `nil` for what suits the maps.
  ///   - maps: of cells, `[second, first]` in rows, each of `bins` × `bins`.
  init(angle: Double?, maps: Matrix<Float>, bins: Int) {
    lean = (angle ?? flatTorusAngle(of: maps, bins: bins)) * .pi / 180
  }

  /// The place of two angles (rad), in lengths of the base.
  func place(_ first: Double, _ second: Double) -> (x: Double, y: Double) {
    let (u, v) = (wrapAngle(first) / (2 * .pi), wrapAngle(second) / (2 * .pi))
    return (u + v * cos(lean), v * sin(lean))
  }

  /// Extent of the rhombus.
  var xRange: ClosedRange<Double> { min(0, cos(lean))...max(1, 1 + cos(lean)) }
  var yRange: ClosedRange<Double> { 0...sin(lean) }

  /// The four sides.
  func outline(_ paint: Paint = .ink) -> Mark {
    .polygon(
      PolygonMark(x: [0, 1, 1 + cos(lean), cos(lean)], y: [0, 0, sin(lean), sin(lean)], fill: nil, stroke: paint))
  }

  /// A map `[second, first]` over the rectangle around the rhombus: the torus is repeated there, since opposite sides are one.
  ///
  /// - Parameter columns: pixels of the image along x.
  func unfolded(_ map: Matrix<Double>, columns: Int = 60) -> Matrix<Double> {
    let size = (xRange.upperBound - xRange.lowerBound, yRange.upperBound - yRange.lowerBound)
    let rows = max(1, Int((Double(columns) * size.1 / size.0).rounded()))
    var image = Matrix<Double>(rows: rows, columns: columns, repeating: .nan)
    func bin(_ turns: Double, of count: Int) -> Int {
      let part = turns - turns.rounded(.down)
      return min(count - 1, Int(part * Double(count)))
    }
    for row in 0..<rows {
      let y = yRange.lowerBound + (Double(row) + 0.5) / Double(rows) * size.1
      let v = y / sin(lean)
      for column in 0..<columns {
        let x = xRange.lowerBound + (Double(column) + 0.5) / Double(columns) * size.0
        image[row, column] = map[bin(v, of: map.rows), bin(x - v * cos(lean), of: map.columns)]
      }
    }
    return image
  }
}
