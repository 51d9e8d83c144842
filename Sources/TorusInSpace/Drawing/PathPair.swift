import ArrayNumerics
import Foundation
import Plotting

/// A real path and a decoded one, as they are drawn.
struct PathPair {
  var kind: PathCompareResult.Kind
  /// s.
  var times: [Double]
  /// `[row, axis]`, m or rad.
  var actual: Matrix<Double>
  var decoded: Matrix<Double>

  /// The values of a path over some rows, with a break in gaps of more than a second.
  private func broken(_ rows: [Int], _ value: (Int) -> Double) -> [Double] {
    var last: Double?
    return rows.flatMap { row -> [Double] in
      defer { last = times[row] }
      if let last, times[row] - last > 1 { return [.nan, value(row)] }
      return [value(row)]
    }
  }

  /// Both paths in the arena, or over time along a track or as a heading.
  func panel(rows: [Int]) -> Panel { kind == .arena ? arena(rows) : overTime(rows) }

  private func arena(_ rows: [Int]) -> Panel {
    let (xRange, yRange) = (range(axis: 0), range(axis: 1))
    func line(_ path: Matrix<Double>, _ paint: Paint, _ name: String) -> Mark {
      .line(
        LineMark(
          x: broken(rows) { path[$0, 0] }, y: broken(rows) { path[$0, 1] }, paint: paint, width: 0.9, name: name))
    }
    var panel = Panel(
      x: .hidden(xRange), y: .hidden(yRange),
      marks: [line(actual, .muted, "real"), line(decoded, .category(1), "decoded")], height: .equalUnits)
    panel.isFramed = true
    panel.scaleBar = xRange.flatMap { .metres(forWidth: $0.upperBound - $0.lowerBound) }
    return panel
  }

  private func overTime(_ rows: [Int]) -> Panel {
    let scale = kind == .heading ? 180 / Double.pi : 1
    func line(_ path: Matrix<Double>, _ paint: Paint, _ name: String) -> Mark {
      let mark = LineMark(
        x: broken(rows) { times[$0] }, y: broken(rows) { scale * path[$0, 0] }, paint: paint, width: 0.9, name: name)
      return .line(kind == .heading ? mark.brokenAtWraps(period: 360) : mark)
    }
    return Panel(
      x: Axis("Time (s)"), y: kind == .heading ? .degrees("Heading (°)") : Axis("Place (m)"),
      marks: [line(actual, .muted, "real"), line(decoded, .category(1), "decoded")], height: .aspect(0.9))
  }

  private func range(axis: Int) -> ClosedRange<Double>? {
    finiteRange(actual.column(axis)).map { range in
      let air = 0.08 * max(1e-6, range.upperBound - range.lowerBound)
      return range.lowerBound - air...range.upperBound + air
    }
  }
}

extension PathCompareResult {
  var paths: PathPair { PathPair(kind: kind, times: times, actual: actual, decoded: decoded) }
}
