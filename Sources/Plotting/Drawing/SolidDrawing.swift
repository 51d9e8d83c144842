import Foundation

/// Looks at points in space from far away: x to the right, y upward on the page, depth toward the viewer.
struct OrthographicProjection {
  private let right: SIMD3<Double>
  private let up: SIMD3<Double>
  private let toward: SIMD3<Double>

  init(_ view: ViewDirection) {
    let azimuth = view.azimuth * Double.pi / 180
    let elevation = view.elevation * Double.pi / 180
    toward = SIMD3(cos(elevation) * cos(azimuth), cos(elevation) * sin(azimuth), sin(elevation))
    right = SIMD3(-sin(azimuth), cos(azimuth), 0)
    up = SIMD3(-sin(elevation) * cos(azimuth), -sin(elevation) * sin(azimuth), cos(elevation))
  }

  func project(_ point: SIMD3<Double>) -> (x: Double, y: Double, depth: Double) {
    ((point * right).sum(), (point * up).sum(), (point * toward).sum())
  }

  /// The cosine between a face's normal and the direction to the viewer, without sign.
  func facing(_ corners: [SIMD3<Double>]) -> Double {
    guard corners.count > 2 else { return 1 }
    let first = corners[1] - corners[0]
    let second = corners[2] - corners[0]
    let normal = SIMD3(
      first.y * second.z - first.z * second.y, first.z * second.x - first.x * second.z,
      first.x * second.y - first.y * second.x)
    let length = (normal * normal).sum().squareRoot()
    return length > 0 ? abs((normal * toward).sum()) / length : 1
  }
}

/// Draws a 3-D panel with the painter's algorithm: everything from back to front, equal depths in input order.
struct SolidDrawing {
  let view: ViewDirection
  let frame: PageBox
  let style: DrawingStyle
  let canvas: Canvas

  private struct Item {
    var depth: Double
    var mark: Int
    /// The face, or the point when `isPoint`.
    var index: Int
    var isPoint: Bool
  }

  func draw(_ panel: Panel, zAxis: Axis) {
    let solids = panel.marks.compactMap { mark -> SolidMark? in
      if case .solid(let solid) = mark { solid } else { nil }
    }
    let all = solids.flatMap { $0.points + $0.faces.flatMap(\.corners) }.filter(isFinite)
    guard let first = all.first else { return }
    let low = all.reduce(first) { pointwiseMin($0, $1) }
    let high = all.reduce(first) { pointwiseMax($0, $1) }
    let projection = OrthographicProjection(view)
    let corners = (0..<8).map { corner in
      SIMD3(
        corner & 1 == 0 ? low.x : high.x, corner & 2 == 0 ? low.y : high.y, corner & 4 == 0 ? low.z : high.z)
    }
    // With axes the whole box must fit; without them only what is drawn.
    let hasAxes = panel.x.isVisible
    let page = PageFit(points: (hasAxes ? corners : all).map(projection.project), frame: inner(hasAxes))
    if hasAxes {
      drawAxes(panel, zAxis: zAxis, low: low, high: high, projection: projection, page: page)
    }
    // A shaded face is a fill and an edge of its own colour: as much as four plain points.
    let count = solids.reduce(0) { $0 + $1.points.count + 4 * $1.faces.count }
    let isDense = style.files.rasterized ?? (count > style.files.rasterizeThreshold)
    if canvas.kind != .pixels, isDense {
      canvas.rasterized(in: frame, dpi: style.files.dpi) { pixels in
        paint(solids, projection: projection, page: page, on: pixels)
      }
    } else {
      paint(solids, projection: projection, page: page, on: canvas)
    }
  }

  private func inner(_ hasAxes: Bool) -> PageBox {
    let margin = hasAxes ? style.labelSize * 1.6 : 2
    return PageBox(
      x: frame.x + margin, y: frame.y + (hasAxes ? 2 : margin), width: max(4, frame.width - 2 * margin),
      height: max(4, frame.height - margin - (hasAxes ? 2 : margin)))
  }

  private func isFinite(_ point: SIMD3<Double>) -> Bool {
    point.x.isFinite && point.y.isFinite && point.z.isFinite
  }

  private func paint(
    _ solids: [SolidMark], projection: OrthographicProjection, page: PageFit, on canvas: Canvas
  ) {
    var items: [Item] = []
    for (mark, solid) in solids.enumerated() {
      for (index, face) in solid.faces.enumerated() where face.corners.allSatisfy(isFinite) {
        let depth = face.corners.reduce(0) { $0 + projection.project($1).depth } / Double(face.corners.count)
        items.append(Item(depth: depth, mark: mark, index: index, isPoint: false))
      }
      for (index, point) in solid.points.enumerated() where isFinite(point) {
        items.append(Item(depth: projection.project(point).depth, mark: mark, index: index, isPoint: true))
      }
    }
    // A point on a surface is drawn after the faces beside it, or their edges would cut it; what lies well in front hides it.
    if let nearest = items.map(\.depth).max(), let farthest = items.map(\.depth).min() {
      let bias = 0.04 * (nearest - farthest)
      for index in items.indices where items[index].isPoint { items[index].depth += bias }
    }
    let order = items.indices.sorted { (items[$0].depth, $0) < (items[$1].depth, $1) }
    for position in order {
      let item = items[position]
      let solid = solids[item.mark]
      if item.isPoint {
        let size = solid.size ?? style.markerSize(count: solid.points.count)
        canvas.addCircle(centre: page.place(projection.project(solid.points[item.index])), radius: size / 2)
        canvas.fill(color: style.color(of: solid.colors, at: item.index))
      } else {
        let face = solid.faces[item.index]
        let base = style.color(face.paint)
        // A little shading by the slope of the face lets the form be read; a dark colour needs more of it.
        let shade = (1 - projection.facing(face.corners)) * (style.theme == .light ? 0.28 : 0.7)
        let color = base.mixed(with: Color(rgb: 0x000000), fraction: shade).opacity(solid.faceOpacity)
        let outline = face.corners.map { page.place(projection.project($0)) }
        canvas.addPolygon(outline)
        canvas.fill(color: color)
        // The edge in the face's colour closes the hairline gaps between neighbours.
        canvas.addPolygon(outline)
        canvas.stroke(color: solid.outlines ? style.theme.muted : color, width: 0.3)
      }
    }
  }

  private func drawAxes(
    _ panel: Panel, zAxis: Axis, low: SIMD3<Double>, high: SIMD3<Double>, projection: OrthographicProjection,
    page: PageFit
  ) {
    // The bottom rectangle, and the upright edge at the left.
    let floor = [
      SIMD3(low.x, low.y, low.z), SIMD3(high.x, low.y, low.z), SIMD3(high.x, high.y, low.z),
      SIMD3(low.x, high.y, low.z),
    ]
    let places = floor.map { page.place(projection.project($0)) }
    canvas.addPolygon(places)
    canvas.stroke(color: style.theme.muted, width: style.look.axisWidth)
    let leftmost = places.indices.min { places[$0].x < places[$1].x } ?? 0
    let foot = places[leftmost]
    let topCorner = SIMD3(floor[leftmost].x, floor[leftmost].y, high.z)
    let top = page.place(projection.project(topCorner))
    canvas.line(from: foot, to: top, color: style.theme.muted, width: style.look.axisWidth)
    canvas.text(
      zAxis.label, at: PagePoint(x: foot.x - style.gap, y: (foot.y + top.y) / 2), size: style.labelSize,
      color: style.ink, horizontal: .centre, vertical: .bottom, rotation: -Double.pi / 2)
    // The two lower edges of the floor carry the names of x and y.
    let lowest = places.indices.max { places[$0].y < places[$1].y } ?? 0
    for neighbour in [(lowest + 1) % 4, (lowest + 3) % 4] {
      let alongX = floor[lowest].x != floor[neighbour].x
      let (start, end) = (places[lowest], places[neighbour])
      let middle = PagePoint(x: (start.x + end.x) / 2, y: (start.y + end.y) / 2)
      var slope = atan2(end.y - start.y, end.x - start.x)
      if abs(slope) > Double.pi / 2 { slope -= slope > 0 ? Double.pi : -Double.pi }
      canvas.text(
        alongX ? panel.x.label : panel.y.label,
        at: PagePoint(x: middle.x - sin(slope) * style.gap * 1.5, y: middle.y + cos(slope) * style.gap * 1.5),
        size: style.labelSize, color: style.ink, horizontal: .centre, vertical: .top, rotation: slope)
    }
  }
}

/// The largest upright copy of projected points that fits a frame.
struct PageFit {
  private let scale: Double
  private let centre: (x: Double, y: Double)
  private let frame: PageBox

  init(points: [(x: Double, y: Double, depth: Double)], frame: PageBox) {
    let lowX = points.map(\.x).min() ?? 0
    let highX = points.map(\.x).max() ?? 1
    let lowY = points.map(\.y).min() ?? 0
    let highY = points.map(\.y).max() ?? 1
    scale = min(frame.width / max(highX - lowX, 1e-9), frame.height / max(highY - lowY, 1e-9))
    centre = ((lowX + highX) / 2, (lowY + highY) / 2)
    self.frame = frame
  }

  func place(_ point: (x: Double, y: Double, depth: Double)) -> PagePoint {
    PagePoint(
      x: frame.centre.x + (point.x - centre.x) * scale, y: frame.centre.y - (point.y - centre.y) * scale)
  }
}
