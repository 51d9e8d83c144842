import Foundation

/// From data to the page, for one panel.
enum PanelTransform {
  case cartesian(CartesianTransform)
  case polar(PolarTransform)

  /// The place of a value; nil when it has none (not finite, or not positive on a logarithmic axis).
  func point(_ x: Double, _ y: Double) -> PagePoint? {
    switch self {
    case .cartesian(let transform): transform.point(x, y)
    case .polar(let transform): transform.point(x, y)
    }
  }
}

struct CartesianTransform {
  var frame: PageBox
  var x: AxisTransform
  var y: AxisTransform

  func point(_ valueX: Double, _ valueY: Double) -> PagePoint? {
    guard let fractionX = x.fraction(valueX), let fractionY = y.fraction(valueY) else { return nil }
    return PagePoint(x: frame.x + fractionX * frame.width, y: frame.bottom - fractionY * frame.height)
  }

  func pageX(_ value: Double) -> Double? { x.fraction(value).map { frame.x + $0 * frame.width } }
  func pageY(_ value: Double) -> Double? { y.fraction(value).map { frame.bottom - $0 * frame.height } }
}

struct AxisTransform {
  var range: ClosedRange<Double>
  var scale: Axis.Scale

  /// Where a value stands between the ends of the range, 0 to 1 inside; nil when it has no place.
  func fraction(_ value: Double) -> Double? {
    switch scale {
    case .linear:
      guard value.isFinite else { return nil }
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .log:
      guard value > 0, value.isFinite else { return nil }
      let low = log10(range.lowerBound)
      return (log10(value) - low) / (log10(range.upperBound) - low)
    }
  }
}

struct PolarTransform {
  var centre: PagePoint
  var radius: Double
  var maximum: Double

  func point(_ angle: Double, _ value: Double) -> PagePoint? {
    guard angle.isFinite, value.isFinite, maximum > 0 else { return nil }
    let distance = value / maximum * radius
    return PagePoint(x: centre.x + distance * cos(angle), y: centre.y - distance * sin(angle))
  }
}
