import CCairo
import Foundation

/// The frame of one panel: spines, ticks, labels, scale bar, legend, corner note.
struct AxisDrawing {
  let panel: Panel
  let place: PanelLayout
  let style: DrawingStyle
  let canvas: Canvas

  private var frame: PageBox { place.frame }
  private var width: Double { style.look.axisWidth }
  private var x: AxisTransform { AxisTransform(range: place.xRange, scale: panel.x.scale) }
  private var y: AxisTransform { AxisTransform(range: place.yRange, scale: panel.y.scale) }

  // MARK: Cartesian

  func drawGrid() {
    for tick in place.xTicks {
      guard let fraction = x.fraction(tick.value) else { continue }
      let at = frame.x + fraction * frame.width
      canvas.line(
        from: PagePoint(x: at, y: frame.y), to: PagePoint(x: at, y: frame.bottom), color: style.theme.grid,
        width: width)
    }
    for tick in place.yTicks {
      guard let fraction = y.fraction(tick.value) else { continue }
      let at = frame.bottom - fraction * frame.height
      canvas.line(
        from: PagePoint(x: frame.x, y: at), to: PagePoint(x: frame.right, y: at), color: style.theme.grid,
        width: width)
    }
  }

  func drawCartesian() {
    if panel.isFramed {
      cairo_rectangle(canvas.context, frame.x, frame.y, frame.width, frame.height)
      canvas.stroke(color: style.theme.muted, width: width)
    }
    if panel.x.isVisible { drawX() }
    if panel.y.isVisible { drawY() }
  }

  private func drawX() {
    canvas.line(
      from: PagePoint(x: frame.x - width / 2, y: frame.bottom),
      to: PagePoint(x: frame.right, y: frame.bottom),
      color: style.ink, width: width)
    let labelTop = frame.bottom + style.tickLength + style.gap
    for tick in place.xTicks {
      guard let fraction = x.fraction(tick.value) else { continue }
      let at = frame.x + fraction * frame.width
      canvas.line(
        from: PagePoint(x: at, y: frame.bottom), to: PagePoint(x: at, y: frame.bottom + style.tickLength),
        color: style.ink, width: width)
      guard place.showsXLabels else { continue }
      canvas.text(
        tick.label, at: PagePoint(x: at, y: labelTop), size: style.tickSize, color: style.ink,
        horizontal: .centre, vertical: .top)
    }
    guard place.showsXLabels else { return }
    let hasLabels = place.xTicks.contains { !$0.label.isEmpty }
    let labelY = labelTop + (hasLabels ? style.capHeight(style.tickSize) + style.gap * 1.5 : 0)
    canvas.text(
      panel.x.label, at: PagePoint(x: frame.centre.x, y: labelY), size: style.labelSize, color: style.ink,
      horizontal: .centre, vertical: .top)
  }

  private func drawY() {
    canvas.line(
      from: PagePoint(x: frame.x, y: frame.bottom + width / 2), to: PagePoint(x: frame.x, y: frame.y),
      color: style.ink, width: width)
    for tick in place.yTicks {
      guard let fraction = y.fraction(tick.value) else { continue }
      let at = frame.bottom - fraction * frame.height
      canvas.line(
        from: PagePoint(x: frame.x - style.tickLength, y: at), to: PagePoint(x: frame.x, y: at),
        color: style.ink, width: width)
      guard place.showsYLabels else { continue }
      canvas.text(
        tick.label, at: PagePoint(x: frame.x - style.tickLength - style.gap, y: at), size: style.tickSize,
        color: style.ink, horizontal: .right, vertical: .middle)
    }
    guard place.showsYLabels else { return }
    let beside = place.yTickWidth > 0 ? style.gap + place.yTickWidth : 0
    canvas.text(
      panel.y.label,
      at: PagePoint(x: frame.x - style.tickLength - beside - style.gap * 1.5, y: frame.centre.y),
      size: style.labelSize, color: style.ink, horizontal: .centre, vertical: .bottom,
      rotation: -Double.pi / 2)
  }

  // MARK: Polar

  var polarTransform: PolarTransform {
    let side = min(frame.width, frame.height)
    return PolarTransform(
      centre: PagePoint(x: frame.centre.x, y: frame.y + side / 2),
      radius: max(4, side / 2 - 1),
      maximum: max(place.yRange.upperBound, 1e-12))
  }

  func drawPolar(_ transform: PolarTransform) {
    for fraction in [0.5, 1.0] {
      canvas.addCircle(centre: transform.centre, radius: transform.radius * fraction)
      canvas.stroke(color: fraction == 1 ? style.theme.muted : style.theme.grid, width: width)
    }
    for quarter in 0..<4 {
      let angle = Double(quarter) * Double.pi / 2
      let (dx, dy) = (cos(angle), -sin(angle))
      canvas.line(
        from: transform.centre,
        to: PagePoint(
          x: transform.centre.x + dx * transform.radius, y: transform.centre.y + dy * transform.radius),
        color: style.theme.grid, width: width)
      guard panel.x.isVisible else { continue }
      let out = transform.radius + style.gap
      canvas.text(
        "\(quarter * 90)°", at: PagePoint(x: transform.centre.x + dx * out, y: transform.centre.y + dy * out),
        size: style.tickSize, color: style.theme.muted,
        horizontal: quarter == 0 ? .left : (quarter == 2 ? .right : .centre),
        vertical: quarter % 2 == 0 ? .middle : (quarter == 1 ? .bottom : .top))
    }
  }

  // MARK: Words

  func drawWords() {
    drawScaleBar()
    drawLegend()
    for (above, line) in place.headingLines.reversed().enumerated() {
      let baseline = frame.y - style.gap * 1.3 - legendHeight - polarRoom - Double(above) * style.lineHeight
      canvas.text(
        line, at: PagePoint(x: frame.centre.x, y: baseline), size: style.tickSize, color: style.ink, horizontal: .centre)
    }
    if let note = panel.note {
      let size = style.tickSize
      let top: Double =
        switch panel.notePlace {
        case .topRight: frame.y
        case .bottomRight: frame.bottom - style.capHeight(size) - 2 * style.gap
        case .below: frame.bottom
        }
      let inset = panel.notePlace == .below ? 0 : style.gap
      let at = PagePoint(x: frame.right - inset, y: top + style.gap)
      if panel.notePlace != .below,
        panel.marks.contains(where: { if case .heatMap = $0 { true } else { false } })
      {
        // Over an image the words need their own ground.
        let ground = PageBox(
          x: at.x - canvas.textWidth(note, size: size) - style.gap, y: top,
          width: canvas.textWidth(note, size: size) + 2 * style.gap,
          height: style.capHeight(size) + 2 * style.gap)
        canvas.fill(ground, color: style.theme.background.opacity(0.85))
      }
      canvas.text(note, at: at, size: size, color: style.ink, horizontal: .right, vertical: .top)
    }
  }

  private var polarRoom: Double {
    if case .polar = panel.coordinates, panel.x.isVisible { style.lineHeight } else { 0 }
  }

  private var legendHeight: Double {
    Double(place.legend.count) * style.lineHeight + (place.legend.isEmpty ? 0 : style.gap)
  }

  private func drawScaleBar() {
    guard let bar = panel.scaleBar, let start = x.fraction(place.xRange.lowerBound),
      let end = x.fraction(place.xRange.lowerBound + bar.length)
    else { return }
    let length = (end - start) * frame.width
    let noteRoom = panel.note != nil && panel.notePlace == .below ? style.lineHeight : 0
    let at = frame.bottom + style.gap * 2 + noteRoom + style.capHeight(style.tickSize) / 2
    canvas.line(
      from: PagePoint(x: frame.x, y: at), to: PagePoint(x: frame.x + length, y: at), color: style.ink,
      width: 1.5)
    canvas.text(
      bar.label, at: PagePoint(x: frame.x + length + style.gap * 1.5, y: at), size: style.tickSize,
      color: style.ink, vertical: .middle)
  }

  private func drawLegend() {
    for (line, entries) in place.legend.enumerated() {
      var at = frame.x
      let middle = frame.y - legendHeight + (Double(line) + 0.5) * style.lineHeight
      for entry in entries {
        let color = style.color(entry.paint)
        switch entry.sample {
        case .line(let width, let dash):
          canvas.line(
            from: PagePoint(x: at, y: middle), to: PagePoint(x: at + 12, y: middle), color: color,
            width: width ?? style.look.lineWidth, dash: dash)
        case .area(let opacity):
          canvas.fill(PageBox(x: at, y: middle - 3, width: 12, height: 6), color: color.opacity(opacity))
        case .marker(let shape):
          canvas.addMarker(shape, at: PagePoint(x: at + 6, y: middle), size: 3.6)
          canvas.fill(color: color)
        }
        canvas.text(
          entry.name, at: PagePoint(x: at + 14 + style.gap, y: middle), size: style.tickSize,
          color: style.ink,
          vertical: .middle)
        at += entry.width
      }
    }
  }
}
