import CCairo
import Foundation

/// Draws the marks of one panel.
struct MarkDrawing {
  let transform: PanelTransform
  let frame: PageBox
  let style: DrawingStyle
  let canvas: Canvas

  func draw(_ mark: Mark) {
    switch mark {
    case .line(let line): draw(line)
    case .band(let band): draw(band)
    case .points(let points): draw(points)
    case .heatMap(let map): draw(map)
    case .bars(let bars): draw(bars)
    case .intervals(let intervals): draw(intervals)
    case .rule(let rule): draw(rule)
    case .text(let text): draw(text)
    case .polygon(let polygon): draw(polygon)
    case .solid: break
    }
  }

  private func color(_ paint: Paint) -> Color { style.color(paint) }

  private func draw(_ line: LineMark) {
    var path = SimplifiedPath(context: canvas.context)
    for (x, y) in zip(line.x, line.y) {
      if let point = transform.point(x, y) { path.add(point) } else { path.end() }
    }
    path.end()
    canvas.stroke(
      color: color(line.paint), width: line.width ?? style.look.lineWidth, dash: line.dash,
      roundCaps: line.dash.isEmpty, isLong: line.x.count >= 2000)
  }

  private func draw(_ band: BandMark) {
    var upper: [PagePoint] = []
    var lower: [PagePoint] = []
    func close() {
      if upper.count > 1 {
        canvas.addPolygon(upper + lower.reversed())
        canvas.fill(color: color(band.paint).opacity(band.opacity))
      }
      upper.removeAll()
      lower.removeAll()
    }
    for index in 0..<min(band.x.count, band.lower.count, band.upper.count) {
      guard let low = transform.point(band.x[index], band.lower[index]),
        let high = transform.point(band.x[index], band.upper[index])
      else {
        close()
        continue
      }
      // Only what can be seen: copies of a band one turn away lie far outside for most of the time.
      if low.y < frame.y - frame.height / 4 || high.y > frame.bottom + frame.height / 4 {
        close()
        continue
      }
      if let last = lower.last, low.x - last.x < 0.12, index + 1 < band.x.count { continue }
      lower.append(low)
      upper.append(high)
    }
    close()
  }

  private func draw(_ points: PointsMark) {
    let size = points.size ?? style.markerSize(count: points.x.count)
    let half = strokeHeight / 2
    // Neighbours of one colour share a path: a fraction of the bytes, the same picture. See-through points do not,
    // since where they overlap they must add up.
    var shared: (color: Color, count: Int)?
    func finish() {
      guard let color = shared?.color else { return }
      if points.shape == .stroke {
        canvas.stroke(color: color, width: size)
      } else {
        canvas.fill(color: color)
      }
      shared = nil
    }
    for index in 0..<min(points.x.count, points.y.count) {
      guard let point = transform.point(points.x[index], points.y[index]), isInside(point) else { continue }
      let color = style.color(of: points.colors, at: index).opacity(points.opacity)
      if let open = shared, open.color != color || points.opacity < 1 || open.count >= 500 { finish() }
      if points.shape == .stroke {
        cairo_move_to(canvas.context, point.x, point.y - half)
        cairo_line_to(canvas.context, point.x, point.y + half)
      } else {
        canvas.addMarker(points.shape, at: point, size: size)
      }
      shared = (color, (shared?.count ?? 0) + 1)
    }
    finish()
  }

  /// Whether a point lies in the frame; one on the very edge does.
  private func isInside(_ point: PagePoint) -> Bool {
    point.x > frame.x - 0.5 && point.x < frame.right + 0.5 && point.y > frame.y - 0.5
      && point.y < frame.bottom + 0.5
  }

  /// The height of a spike's stroke: most of one unit of y.
  private var strokeHeight: Double {
    guard case .cartesian(let cartesian) = transform else { return 3 }
    let unit = frame.height / (cartesian.y.range.upperBound - cartesian.y.range.lowerBound)
    return min(max(unit * 0.85, 0.3), 12)
  }

  private func draw(_ bars: BarsMark) {
    guard case .cartesian(let cartesian) = transform else { return }
    let base = cartesian.pageY(0) ?? frame.bottom
    for index in bars.heights.indices where index + 1 < bars.edges.count {
      guard let left = cartesian.pageX(bars.edges[index]), let right = cartesian.pageX(bars.edges[index + 1]),
        let top = cartesian.pageY(bars.heights[index])
      else { continue }
      let inset = (right - left) * bars.gap / 2
      let box = PageBox(
        x: left + inset, y: min(top, base), width: right - left - 2 * inset, height: abs(base - top))
      canvas.fill(box, color: color(bars.paint))
      if bars.gap == 0, right - left > 3 {
        // A hairline of the background between neighbours lets bins be counted.
        canvas.line(
          from: PagePoint(x: left, y: top), to: PagePoint(x: left, y: base), color: style.theme.background,
          width: 0.3)
      }
    }
  }

  private func draw(_ intervals: IntervalsMark) {
    guard case .cartesian(let cartesian) = transform else { return }
    let paint = color(intervals.paint).opacity(intervals.opacity)
    let unit = frame.height / (cartesian.y.range.upperBound - cartesian.y.range.lowerBound)
    let height = intervals.thickness * unit
    for index in 0..<min(intervals.starts.count, intervals.ends.count, intervals.y.count) {
      guard let left = cartesian.pageX(intervals.starts[index]),
        let middle = cartesian.pageY(intervals.y[index])
      else { continue }
      let isInfinite = intervals.ends[index] == .infinity
      let arrow = isInfinite ? min(5, max(height, 3)) : 0
      guard let right = isInfinite ? frame.right - arrow : cartesian.pageX(intervals.ends[index]) else {
        continue
      }
      canvas.fill(
        PageBox(x: left, y: middle - height / 2, width: max(right - left, 0.4), height: height), color: paint)
      if isInfinite {
        let half = max(height * 0.9, 2.2)
        canvas.addPolygon([
          PagePoint(x: right - 0.1, y: middle - half), PagePoint(x: frame.right, y: middle),
          PagePoint(x: right - 0.1, y: middle + half),
        ])
        canvas.fill(color: paint)
      }
    }
  }

  private func draw(_ rule: RuleMark) {
    guard case .cartesian(let cartesian) = transform else { return }
    var ends: (PagePoint, PagePoint)?
    switch rule.direction {
    case .horizontal:
      ends = cartesian.pageY(rule.value).map {
        (PagePoint(x: frame.x, y: $0), PagePoint(x: frame.right, y: $0))
      }
    case .vertical:
      ends = cartesian.pageX(rule.value).map {
        (PagePoint(x: $0, y: frame.y), PagePoint(x: $0, y: frame.bottom))
      }
    case .diagonal:
      let low = max(cartesian.x.range.lowerBound, cartesian.y.range.lowerBound)
      let high = min(cartesian.x.range.upperBound, cartesian.y.range.upperBound)
      if low < high, let start = cartesian.point(low, low), let end = cartesian.point(high, high) {
        ends = (start, end)
      }
    }
    guard let (start, end) = ends else { return }
    canvas.line(from: start, to: end, color: color(rule.paint), width: 0.8, dash: rule.dash)
  }

  private func draw(_ text: TextMark) {
    guard let point = transform.point(text.x, text.y) else { return }
    canvas.text(
      text.text, at: PagePoint(x: point.x + text.offset.x, y: point.y - text.offset.y), size: style.tickSize,
      color: color(text.paint), horizontal: text.alignment, vertical: .middle)
  }

  private func draw(_ polygon: PolygonMark) {
    let points = zip(polygon.x, polygon.y).compactMap { transform.point($0, $1) }
    if let fill = polygon.fill {
      canvas.addPolygon(points)
      canvas.fill(color: color(fill).opacity(polygon.opacity))
    }
    if let stroke = polygon.stroke {
      canvas.addPolygon(points)
      canvas.stroke(color: color(stroke), width: style.look.axisWidth)
    }
  }
}

extension DrawingStyle {
  func color(of colors: PointColors, at index: Int) -> Color {
    switch colors {
    case .uniform(let paint): return color(paint)
    case .values(let values, let scale):
      guard index < values.count, let color = scale.color(of: values[index]) else { return theme.missing }
      return color
    case .categories(let categories):
      return index < categories.count ? look.palette.category(categories[index], on: theme) : theme.missing
    case .each(let colors): return index < colors.count ? colors[index] : theme.missing
    }
  }

  /// Smaller points for more of them, so that a cloud keeps its shape.
  func markerSize(count: Int) -> Double {
    look.markerSize ?? min(3, max(1.1, 60 / Double(max(count, 1)).squareRoot()))
  }
}

extension Canvas {
  func addMarker(_ shape: PointsMark.Shape, at point: PagePoint, size: Double) {
    let half = size / 2
    func corner(_ dx: Double, _ dy: Double) -> PagePoint {
      PagePoint(x: point.x + dx * half, y: point.y + dy * half)
    }
    switch shape {
    case .circle, .stroke: addCircle(centre: point, radius: half)
    case .square: addPolygon([corner(-0.9, -0.9), corner(0.9, -0.9), corner(0.9, 0.9), corner(-0.9, 0.9)])
    case .triangle: addPolygon([corner(0, -1.15), corner(1.05, 0.75), corner(-1.05, 0.75)])
    case .diamond: addPolygon([corner(0, -1.2), corner(1.2, 0), corner(0, 1.2), corner(-1.2, 0)])
    }
  }
}
