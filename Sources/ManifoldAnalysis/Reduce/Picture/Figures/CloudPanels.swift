import ArrayNumerics
import Foundation
import Plotting

/// Panels of a cloud in space or in the plane, without ticks.
struct CloudPanels {
  /// `[point, axis]`.
  var points: Matrix<Double>
  /// One for each point.
  var values: [Double]
  var scale: ColorScale

  private var isSpatial: Bool { points.columns >= 3 }
  private var size: Double? { points.rows > 3000 ? 1 : nil }

  func place(_ point: Int) -> SIMD3<Double> {
    SIMD3(points[point, 0], points.columns > 1 ? points[point, 1] : 0, isSpatial ? points[point, 2] : 0)
  }

  /// The cloud as it is seen from a direction, which counts in space only.
  func panel(view: ViewDirection, further: [Mark] = [], isFaint: Bool = false) -> Panel {
    let colors = isFaint ? PointColors.uniform(.faint) : .values(values, scale)
    if isSpatial {
      var panel = Panel(
        x: .hidden(), y: .hidden(),
        marks: [.solid(SolidMark(points: (0..<points.rows).map(place), colors: colors, size: size))] + further,
        height: .aspect(0.8))
      panel.coordinates = .spatial(view, zAxis: .hidden())
      return panel
    }
    let second = (0..<points.rows).map { place($0).y }
    return Panel(
      x: .hidden(), y: .hidden(),
      marks: [.points(PointsMark(x: points.column(0), y: second, colors: colors, size: size))] + further, height: .equalUnits)
  }

  /// Marks without area around the upright axis, so that the frame is the same from all sides.
  var rim: Mark {
    let middle = SIMD3(mean(points.column(0)), mean(points.column(1)), mean(points.column(2)))
    let radius = (0..<points.rows).reduce(0.0) { reach, point in
      let gap = place(point) - middle
      return max(reach, (gap.x * gap.x + gap.y * gap.y).squareRoot())
    }
    let heights = finiteRange(points.column(2)) ?? 0...1
    let corners = (0..<72).flatMap { step in
      let turn = 2 * Double.pi * Double(step) / 72
      return [heights.lowerBound, heights.upperBound].map { height in
        SIMD3(middle.x + radius * cos(turn), middle.y + radius * sin(turn), height)
      }
    }
    return .solid(
      SolidMark(faces: corners.map { SolidMark.Face(corners: [$0, $0, $0], paint: .background) }))
  }
}
