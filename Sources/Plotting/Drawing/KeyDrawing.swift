import CCairo
import Foundation

/// Draws the keys of colour scales.
struct KeyDrawing {
  let style: DrawingStyle
  let canvas: Canvas

  func draw(_ key: FigureKey, in box: PageBox) {
    switch key {
    case .bar(let scale): drawBar(scale, in: box)
    case .wheel(let label): drawWheel(label, in: box, isColored: true)
    case .directions(let label): drawWheel(label, in: box, isColored: false)
    case .torus(let first, let second, let angle): drawTorus(first, second, angle: angle, in: box)
    }
  }

  private func drawBar(_ scale: ColorScale, in box: PageBox) {
    let height = min(box.height, 150)
    let bar = PageBox(x: box.x, y: box.y, width: style.keyWidth, height: height)
    let colors = (0..<256).map { 0xFF00_0000 | scale.map.table[255 - $0] }
    canvas.image(pixels: colors, columns: 1, rows: 256, in: bar)
    cairo_rectangle(canvas.context, bar.x, bar.y, bar.width, bar.height)
    canvas.stroke(color: style.theme.muted, width: 0.4)
    let ticks = Axis().ticks(over: scale.range, maximum: height > 60 ? 4 : 3)
    let width = scale.range.upperBound - scale.range.lowerBound
    var widest = 0.0
    for tick in ticks {
      let at = bar.bottom - (tick.value - scale.range.lowerBound) / width * height
      canvas.line(
        from: PagePoint(x: bar.right, y: at), to: PagePoint(x: bar.right + style.tickLength, y: at),
        color: style.ink, width: style.look.axisWidth)
      canvas.text(
        tick.label, at: PagePoint(x: bar.right + style.tickLength + style.gap, y: at), size: style.tickSize,
        color: style.ink, vertical: .middle)
      widest = max(widest, canvas.textWidth(tick.label, size: style.tickSize))
    }
    let labelX = bar.right + style.tickLength + style.gap + widest + style.gap * 1.5 + style.labelSize
    canvas.text(
      scale.label, at: PagePoint(x: labelX, y: bar.centre.y),
      size: style.labelSize,
      color: style.ink, horizontal: .centre, vertical: .bottom, rotation: -Double.pi / 2)
  }

  private func drawWheel(_ label: String, in box: PageBox, isColored: Bool) {
    let outer = style.wheelDiameter / 2
    let labelTop = box.y
    let centre = PagePoint(
      x: box.x + max(box.width, 1) / 2,
      y: labelTop + style.labelSize * 1.8 + style.tickSize + outer)
    canvas.text(
      label, at: PagePoint(x: centre.x, y: labelTop), size: style.labelSize, color: style.ink,
      horizontal: .centre, vertical: .top)
    let table = ColorMap.phaseLoop.table
    if !isColored {
      for fraction in [0.5, 1] {
        canvas.addCircle(centre: centre, radius: outer * fraction)
        canvas.stroke(
          color: fraction == 1 ? style.theme.muted : style.theme.grid, width: style.look.axisWidth)
      }
    }
    for index in 0..<256 where isColored {
      // A sliver of overlap hides the seams between sectors.
      let start = Double(index) / 256 * 2 * Double.pi
      let end = (Double(index) + 1.25) / 256 * 2 * Double.pi
      cairo_arc_negative(canvas.context, centre.x, centre.y, outer, -start, -end)
      cairo_arc(canvas.context, centre.x, centre.y, outer * 0.55, -end, -start)
      cairo_close_path(canvas.context)
      canvas.fill(color: Color(rgb: table[index]))
    }
    let out = outer + style.gap
    for quarter in 0..<4 {
      let angle = Double(quarter) * Double.pi / 2
      canvas.text(
        "\(quarter * 90)°", at: PagePoint(x: centre.x + cos(angle) * out, y: centre.y - sin(angle) * out),
        size: style.tickSize, color: style.ink,
        horizontal: quarter == 0 ? .left : (quarter == 2 ? .right : .centre),
        vertical: quarter % 2 == 0 ? .middle : (quarter == 1 ? .bottom : .top))
    }
  }

  private func drawTorus(_ first: String, _ second: String, angle: Double, in box: PageBox) {
    let side = style.wheelDiameter
    let lean = angle * Double.pi / 180
    let (dx, dy) = (cos(lean) * side, sin(lean) * side)
    let origin = PagePoint(x: box.x + style.labelSize + max(0, -dx), y: box.y + dy)
    let table = ColorMap.phaseLoop.table
    let strips = 128
    for strip in 0..<strips {
      let start = Double(strip) / Double(strips) * side
      let end = (Double(strip) + (strip + 1 < strips ? 1.2 : 1)) / Double(strips) * side
      canvas.addPolygon([
        PagePoint(x: origin.x + start, y: origin.y), PagePoint(x: origin.x + end, y: origin.y),
        PagePoint(x: origin.x + end + dx, y: origin.y - dy),
        PagePoint(x: origin.x + start + dx, y: origin.y - dy),
      ])
      canvas.fill(color: Color(rgb: table[strip * 256 / strips]))
    }
    canvas.addPolygon([
      origin, PagePoint(x: origin.x + side, y: origin.y),
      PagePoint(x: origin.x + side + dx, y: origin.y - dy),
      PagePoint(x: origin.x + dx, y: origin.y - dy),
    ])
    canvas.stroke(color: style.theme.muted, width: 0.4)
    canvas.text(
      first, at: PagePoint(x: origin.x + side / 2, y: origin.y + style.gap), size: style.labelSize,
      color: style.ink, horizontal: .centre, vertical: .top)
    canvas.text(
      second, at: PagePoint(x: origin.x + dx / 2 - style.gap, y: origin.y - dy / 2), size: style.labelSize,
      color: style.ink, horizontal: .centre, vertical: .bottom, rotation: -lean)
  }
}
