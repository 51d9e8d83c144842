import Foundation

/// The smallest ranges of x and y that hold what was added.
struct MarkExtent {
  var lowX = Double.infinity
  var highX = -Double.infinity
  var lowY = Double.infinity
  var highY = -Double.infinity
  /// Bars stand on zero and images end at their edge: no air is added there.
  var isTightX = false
  var isTightY = false

  mutating func addX(_ values: some Sequence<Double>) {
    for value in values where value.isFinite {
      lowX = min(lowX, value)
      highX = max(highX, value)
    }
  }

  mutating func addY(_ values: some Sequence<Double>) {
    for value in values where value.isFinite {
      lowY = min(lowY, value)
      highY = max(highY, value)
    }
  }

  mutating func add(_ mark: Mark) {
    switch mark {
    case .line(let line):
      addX(line.x)
      addY(line.y)
    case .band(let band):
      addX(band.x)
      addY(band.lower)
      addY(band.upper)
    case .points(let points):
      addX(points.x)
      addY(points.y)
    case .heatMap(let map):
      addX([map.xRange.lowerBound, map.xRange.upperBound])
      addY([map.yRange.lowerBound, map.yRange.upperBound])
      isTightX = true
      isTightY = true
    case .bars(let bars):
      addX(bars.edges)
      addY(bars.heights)
      addY([0])
      isTightX = true
    case .intervals(let intervals):
      addX(intervals.starts)
      addX(intervals.ends)
      let half = intervals.thickness
      addY(intervals.y.map { $0 - half })
      addY(intervals.y.map { $0 + half })
    case .polygon(let polygon):
      addX(polygon.x)
      addY(polygon.y)
    case .rule(let rule):
      if rule.direction == .horizontal { addY([rule.value]) }
      if rule.direction == .vertical { addX([rule.value]) }
    case .text(let text):
      addX([text.x])
      addY([text.y])
    case .solid: break
    }
  }

  func xRange(for axis: Axis) -> ClosedRange<Double> {
    axis.range.map { Self.usable($0, axis.scale) }
      ?? Self.padded(lowX, highX, tight: isTightX, scale: axis.scale)
  }

  func yRange(for axis: Axis) -> ClosedRange<Double> {
    axis.range.map { Self.usable($0, axis.scale) }
      ?? Self.padded(lowY, highY, tight: isTightY, scale: axis.scale)
  }

  private static func usable(_ range: ClosedRange<Double>, _ scale: Axis.Scale) -> ClosedRange<Double> {
    let finite = range.lowerBound.isFinite && range.upperBound.isFinite
    guard finite, range.lowerBound < range.upperBound else {
      let centre = range.lowerBound.isFinite ? range.lowerBound : 0
      return padded(centre, centre, tight: false, scale: scale)
    }
    return padded(range.lowerBound, range.upperBound, tight: true, scale: scale)
  }

  private static func padded(
    _ low: Double, _ high: Double, tight: Bool, scale: Axis.Scale
  ) -> ClosedRange<Double> {
    guard low <= high else { return scale == .log ? 0.1...1 : 0...1 }
    switch scale {
    case .log:
      let top = high > 0 ? high : 1
      let bottom = low > 0 ? low : top / 1000
      return bottom < top ? bottom...top : (bottom / 2)...(top * 2)
    case .linear:
      guard low < high else {
        let half = low == 0 ? 0.5 : abs(low) * 0.1
        return (low - half)...(high + half)
      }
      guard !tight else { return low...high }
      let air = (high - low) * 0.04
      // A quantity that is never negative starts at zero, not a little below it.
      return (low >= 0 && low - air < 0 ? 0 : low - air)...(high + air)
    }
  }
}
