/// Draws a laid-out figure: the one path for every format.
struct FigureDrawing {
  let figure: Figure
  let layout: FigureLayout
  let style: DrawingStyle
  let canvas: Canvas

  func draw() {
    drawPage()
    for (index, panel) in figure.panels.enumerated() {
      let place = layout.panels[index]
      drawBelow(panel, place)
      drawMarks(panel, place)
      drawAbove(panel, place)
      drawWords(panel, place)
      drawKey(panel, place)
      drawLetter(index)
    }
    drawKey()
  }

  // MARK: Layers, from the lowest to the highest

  /// Ground and title.
  func drawPage() {
    if !style.look.transparentBackground {
      canvas.fill(
        PageBox(x: 0, y: 0, width: layout.width, height: layout.height), color: style.theme.background)
    }
    for (index, line) in layout.titleLines.enumerated() {
      canvas.text(
        line, at: PagePoint(x: layout.width / 2, y: layout.titleBaseline + Double(index) * style.lineHeight),
        size: style.titleSize, color: style.ink, horizontal: .centre)
    }
  }

  /// What lies below the marks of a panel: its grid, or its circles.
  func drawBelow(_ panel: Panel, _ place: PanelLayout) {
    let axes = axes(panel, place)
    switch panel.coordinates {
    case .cartesian: if style.hasGrid { axes.drawGrid() }
    case .polar: axes.drawPolar(axes.polarTransform)
    case .spatial: break
    }
  }

  func drawMarks(_ panel: Panel, _ place: PanelLayout) {
    switch panel.coordinates {
    case .cartesian:
      let transform = CartesianTransform(
        frame: place.frame, x: AxisTransform(range: place.xRange, scale: panel.x.scale),
        y: AxisTransform(range: place.yRange, scale: panel.y.scale))
      drawMarks(panel.marks, .cartesian(transform), frame: place.frame)
    case .polar: drawMarks(panel.marks, .polar(axes(panel, place).polarTransform), frame: place.frame)
    case .spatial(let view, let zAxis):
      SolidDrawing(view: view, frame: place.frame, style: style, canvas: canvas).draw(panel, zAxis: zAxis)
    }
  }

  /// What lies above the marks: the axes.
  func drawAbove(_ panel: Panel, _ place: PanelLayout) {
    if case .cartesian = panel.coordinates { axes(panel, place).drawCartesian() }
  }

  /// Heading, legend, scale bar and note.
  func drawWords(_ panel: Panel, _ place: PanelLayout) {
    if panel.marks.allSatisfy(\.isEmpty) {
      canvas.text(
        "no data", at: place.frame.centre, size: style.labelSize, color: style.theme.muted,
        horizontal: .centre,
        vertical: .middle)
    }
    axes(panel, place).drawWords()
  }

  func drawKey(_ panel: Panel, _ place: PanelLayout) {
    guard style.showsKeys, let key = panel.key else { return }
    let box = PageBox(
      x: place.frame.right + place.keyOffset, y: place.frame.y,
      width: max(0, place.right - place.keyOffset), height: place.frame.height)
    KeyDrawing(style: style, canvas: canvas).draw(key, in: box)
  }

  /// The key of all panels.
  func drawKey() {
    guard let key = figure.key, let box = layout.keyBox else { return }
    KeyDrawing(style: style, canvas: canvas).draw(key, in: box)
  }

  private func axes(_ panel: Panel, _ place: PanelLayout) -> AxisDrawing {
    AxisDrawing(panel: panel, place: place, style: style, canvas: canvas)
  }

  private func drawMarks(_ marks: [Mark], _ transform: PanelTransform, frame: PageBox) {
    for mark in marks {
      // A little air, so that a curve or a point on the edge of the frame stays whole.
      let air = mark.overhang
      let clip = PageBox(
        x: frame.x - air, y: frame.y - air, width: frame.width + 2 * air, height: frame.height + 2 * air)
      canvas.saved {
        if case .text = mark {} else { canvas.clip(to: clip) }
        if canvas.kind != .pixels, style.rasterizes(mark) {
          canvas.rasterized(in: clip, dpi: style.files.dpi) { pixels in
            MarkDrawing(transform: transform, frame: frame, style: style, canvas: pixels).draw(mark)
          }
        } else {
          MarkDrawing(transform: transform, frame: frame, style: style, canvas: canvas).draw(mark)
        }
      }
    }
  }

  func drawLetter(_ index: Int) {
    guard figure.hasLetters, figure.panels.count > 1 else { return }
    let place = layout.panels[index]
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let letter = index < letters.count ? String(letters[index]) : "\(index + 1)"
    let size = style.look.letterFontSize
    canvas.text(
      letter,
      at: PagePoint(x: place.frame.x - place.left, y: place.frame.y - place.top + style.capHeight(size)),
      size: size, color: style.ink, bold: true)
  }
}

extension DrawingStyle {
  func rasterizes(_ mark: Mark) -> Bool {
    // Images are pixels already, and words stay words.
    switch mark {
    case .heatMap, .text, .rule, .polygon, .solid: false
    case .line(let line): files.rasterized ?? (line.x.count > 10 * files.rasterizeThreshold)
    case .points(let points): files.rasterized ?? (points.x.count > files.rasterizeThreshold)
    case .band(let band): files.rasterized ?? (band.x.count > 10 * files.rasterizeThreshold)
    case .bars(let bars): files.rasterized ?? (bars.heights.count > files.rasterizeThreshold)
    case .intervals(let bars): files.rasterized ?? (bars.y.count > files.rasterizeThreshold)
    }
  }
}

extension Mark {
  /// The most that any mark may reach beyond the frame, points.
  static let mostOverhang = 2.0

  /// How far, in points, the mark may reach beyond the frame.
  var overhang: Double {
    switch self {
    case .line, .rule, .polygon: 0.6
    case .points: Self.mostOverhang
    case .band, .bars, .heatMap, .intervals, .text, .solid: 0
    }
  }

  /// Whether there is nothing in it to see; rules and words alone do not make a panel's data.
  var isEmpty: Bool {
    switch self {
    case .line(let line): !zip(line.x, line.y).contains { $0.isFinite && $1.isFinite }
    case .band(let band): band.x.isEmpty
    case .points(let points): !zip(points.x, points.y).contains { $0.isFinite && $1.isFinite }
    case .heatMap(let map): map.values.isEmpty
    case .bars(let bars): bars.heights.isEmpty
    case .intervals(let intervals): intervals.y.isEmpty
    case .rule, .text: true
    case .polygon(let polygon): polygon.fill == nil || polygon.x.isEmpty
    case .solid(let solid): solid.faces.isEmpty && solid.points.isEmpty
    }
  }
}
