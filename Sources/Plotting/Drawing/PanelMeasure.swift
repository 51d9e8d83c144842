/// How much room the words around a frame take.
struct PanelMeasure {
  let style: DrawingStyle
  let canvas: Canvas

  func layout(
    _ panel: Panel, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, roughWidth: Double, cellWidth: Double,
    showsXLabels: Bool, showsYLabels: Bool, hasLetter: Bool
  ) -> PanelLayout {
    var layout = PanelLayout()
    layout.xRange = xRange
    layout.yRange = yRange
    layout.showsXLabels = showsXLabels
    layout.showsYLabels = showsYLabels
    if case .cartesian = panel.coordinates {
      addAxes(of: panel, to: &layout, roughWidth: roughWidth)
    }
    if panel.note != nil, panel.notePlace == .below {
      layout.bottom = max(layout.bottom, style.gap * 2 + style.capHeight(style.tickSize))
    }
    if panel.scaleBar != nil {
      let isBelowNote = panel.note != nil && panel.notePlace == .below
      layout.bottom = max(layout.bottom, style.gap * 2 + style.lineHeight * (isBelowNote ? 2 : 1))
    }
    if style.showsKeys, panel.legend == .above {
      layout.legend = legend(of: panel, width: roughWidth)
      layout.top += Double(layout.legend.count) * style.lineHeight + (layout.legend.isEmpty ? 0 : style.gap)
    }
    if let heading = panel.heading {
      layout.headingLines = headingLines(heading, width: cellWidth)
      layout.top += style.lineHeight * Double(layout.headingLines.count) + 1
    }
    if case .polar = panel.coordinates, panel.x.isVisible {
      // The names of the four directions stand outside the circle.
      let room = canvas.textWidth("270°", size: style.tickSize) + style.gap
      layout.left = room
      layout.right = room
      layout.top += style.lineHeight
      layout.bottom = style.lineHeight
    }
    if hasLetter { layout.top = max(layout.top, style.look.letterFontSize + 2) }
    // A legend begins where the frame does, and the letter stands left of it.
    if hasLetter, !layout.legend.isEmpty { layout.left = max(layout.left, style.look.letterFontSize + 2) }
    layout.top = max(layout.top, style.tickSize * 0.4)
    layout.keyOffset = style.gap * 3
    if style.showsKeys, let key = panel.key {
      layout.right = max(layout.right, layout.keyOffset + keyWidth(key))
    }
    return layout
  }

  /// One line, or two where the neighbours leave no room for one; what is longer loses its middle.
  private func headingLines(_ heading: String, width: Double) -> [String] {
    guard canvas.textWidth(heading, size: style.tickSize) > width else { return [heading] }
    let lines = canvas.lines(heading, size: style.tickSize, width: width)
    if lines.count <= 2 { return lines }
    // The value behind a name stands whole on a line of its own.
    if let comma = heading.range(of: ", ", options: .backwards) {
      let value = String(heading[comma.upperBound...])
      if canvas.textWidth(value, size: style.tickSize) <= width {
        return [canvas.shortened(String(heading[..<comma.lowerBound]), size: style.tickSize, width: width), value]
      }
    }
    let shorter = canvas.shortened(heading, size: style.tickSize, width: 2 * width - style.tickSize)
    let two = canvas.lines(shorter, size: style.tickSize, width: width)
    return two.count <= 2 ? two : [canvas.shortened(heading, size: style.tickSize, width: width)]
  }

  private func addAxes(of panel: Panel, to layout: inout PanelLayout, roughWidth: Double) {
    let tickHeight = style.capHeight(style.tickSize)
    if panel.x.isVisible {
      layout.xTicks = fittingTicks(panel.x, over: layout.xRange, width: roughWidth)
      if layout.showsXLabels {
        let hasLabels = layout.xTicks.contains { !$0.label.isEmpty }
        layout.bottom = style.tickLength + (hasLabels ? style.gap + tickHeight : 0) + 2
        if !panel.x.label.isEmpty { layout.bottom += style.gap + style.labelSize * 1.1 }
        // The last label may reach beyond the frame.
        if let last = layout.xTicks.last {
          let beyond = canvas.textWidth(last.label, size: style.tickSize) / 2
          let width = layout.xRange.upperBound - layout.xRange.lowerBound
          let inside = (layout.xRange.upperBound - last.value) / width * roughWidth
          layout.right = max(0, beyond - inside)
        }
      } else {
        layout.bottom = style.tickLength
      }
    }
    if panel.y.isVisible {
      let roughHeight: Double =
        switch panel.height {
        case .millimetres(let height): height * pointsPerMillimetre
        case .aspect(let aspect): roughWidth * aspect
        case .equalUnits: roughWidth
        }
      let count = min(6, max(2, Int(roughHeight / 22)))
      layout.yTicks = panel.y.ticks(over: layout.yRange, maximum: count)
      // Names may be long; the frame keeps two thirds of the width.
      if panel.y.namesTicks { layout.yTicks = shortened(layout.yTicks, to: roughWidth / 3) }
      if layout.showsYLabels {
        layout.yTickWidth = layout.yTicks.map { canvas.textWidth($0.label, size: style.tickSize) }.max() ?? 0
        layout.left = style.tickLength + (layout.yTickWidth > 0 ? style.gap + layout.yTickWidth : 0)
        if !panel.y.label.isEmpty { layout.left += style.gap * 1.5 + style.labelSize }
      } else {
        layout.left = style.tickLength
      }
    }
  }

  /// Ticks whose labels keep at least a digit of space between them.
  private func fittingTicks(_ axis: Axis, over range: ClosedRange<Double>, width: Double) -> [AxisTick] {
    let space = canvas.textWidth("0", size: style.tickSize) * 1.5
    var ticks: [AxisTick] = []
    for maximum in stride(from: min(7, max(2, Int(width / 26))), through: 2, by: -1) {
      ticks = axis.ticks(over: range, maximum: maximum)
      let needed = ticks.reduce(0) { $0 + canvas.textWidth($1.label, size: style.tickSize) + space }
      if needed <= width { return ticks }
    }
    if axis.ticks == .automatic, ticks.count > 2 { ticks = [ticks[0], ticks[ticks.count - 1]] }
    return axis.namesTicks ? shortened(ticks, to: width / Double(max(1, ticks.count)) - space) : ticks
  }

  private func shortened(_ ticks: [AxisTick], to width: Double) -> [AxisTick] {
    ticks.map { AxisTick(value: $0.value, label: canvas.shortened($0.label, size: style.tickSize, width: width)) }
  }

  // MARK: Keys and legends

  func keyWidth(_ key: FigureKey) -> Double {
    switch key {
    case .bar(let scale):
      let ticks = Axis().ticks(over: scale.range, maximum: 4)
      let labels = ticks.map { canvas.textWidth($0.label, size: style.tickSize) }.max() ?? 0
      return style.keyWidth + style.tickLength + style.gap * 2.5 + labels + style.labelSize
    case .wheel(let label), .directions(let label):
      let room = canvas.textWidth("270°", size: style.tickSize)
      return max(
        style.wheelDiameter + 2 * room + 2 * style.gap, canvas.textWidth(label, size: style.labelSize))
    case .torus: return style.wheelDiameter * 1.5 + style.labelSize * 3
    }
  }

  private func legend(of panel: Panel, width: Double) -> [[LegendEntry]] {
    var entries: [LegendEntry] = []
    func add(_ given: String?, _ paint: Paint, _ sample: LegendEntry.Sample) {
      guard let given, !given.isEmpty else { return }
      let room = 14 + style.gap * 4
      let name = canvas.shortened(given, size: style.tickSize, width: width - room)
      let wide = canvas.textWidth(name, size: style.tickSize) + room
      entries.append(LegendEntry(name: name, paint: paint, sample: sample, width: wide))
    }
    for mark in panel.marks {
      switch mark {
      case .line(let line): add(line.name, line.paint, .line(width: line.width, dash: line.dash))
      case .band(let band): add(band.name, band.paint, .area(opacity: band.opacity))
      case .bars(let bars): add(bars.name, bars.paint, .area(opacity: 1))
      case .intervals(let intervals): add(intervals.name, intervals.paint, .area(opacity: intervals.opacity))
      case .rule(let rule): add(rule.name, rule.paint, .line(width: nil, dash: rule.dash))
      case .points(let points):
        if case .uniform(let paint) = points.colors { add(points.name, paint, .marker(points.shape)) }
      case .heatMap, .text, .polygon, .solid: break
      }
    }
    var lines: [[LegendEntry]] = []
    var room = 0.0
    for entry in entries {
      if lines.isEmpty || entry.width > room {
        lines.append([])
        room = width
      }
      lines[lines.count - 1].append(entry)
      room -= entry.width
    }
    return lines
  }
}
