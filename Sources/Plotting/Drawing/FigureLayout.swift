/// Where everything of a figure stands: computed once from the words and ranges, used by every format.
struct FigureLayout: Equatable {
  var width: Double
  var height: Double
  var panels: [PanelLayout]
  /// The place of the figure's own key.
  var keyBox: PageBox?
  /// The title, none where it is not drawn.
  var titleLines: [String] = []
  /// Of its first line.
  var titleBaseline = 0.0
}

/// Where one panel stands.
struct PanelLayout: Equatable {
  var frame = PageBox(x: 0, y: 0, width: 0, height: 0)
  var xRange = 0.0...1.0
  var yRange = 0.0...1.0
  var xTicks: [AxisTick] = []
  var yTicks: [AxisTick] = []
  var showsXLabels = true
  var showsYLabels = true
  /// The heading above the frame.
  var headingLines: [String] = []
  var legend: [[LegendEntry]] = []
  /// Room needed outside the frame.
  var left = 0.0
  var right = 0.0
  var top = 0.0
  var bottom = 0.0
  /// The widest tick label of y.
  var yTickWidth = 0.0
  /// The room of the axis and its labels at the right of the frame, before the key begins.
  var keyOffset = 0.0
}

/// One name in a legend with the mark it stands for.
struct LegendEntry: Equatable {
  enum Sample: Equatable {
    case line(width: Double?, dash: [Double])
    case area(opacity: Double)
    case marker(PointsMark.Shape)
  }

  var name: String
  var paint: Paint
  var sample: Sample
  var width: Double
}

extension FigureLayout {
  /// Arranges the figure: measures the decorations, gives the rest of the width to the frames, and stacks the rows.
  init(_ figure: Figure, style: DrawingStyle, measuring canvas: Canvas) {
    let measure = PanelMeasure(style: style, canvas: canvas)
    let outer = 3.0
    let spacing = figure.spacing * pointsPerMillimetre
    width = figure.width.millimetres * pointsPerMillimetre
    let columns = max(1, figure.columns)
    let rows = max(1, figure.rows)

    let ranges = FigureLayout.ranges(of: figure)
    let keyRoom = style.showsKeys ? figure.key.map { measure.keyWidth($0) + style.gap * 3 } ?? 0 : 0
    let cellWidth = (width - keyRoom) / Double(columns)
    panels = figure.panels.enumerated().map { index, panel in
      let isBottom = !figure.sharesX || FigureLayout.isBottom(panel, in: figure)
      let isLeft = !figure.sharesY || FigureLayout.isLeft(panel, in: figure)
      return measure.layout(
        panel, xRange: ranges[index].x, yRange: ranges[index].y,
        roughWidth: cellWidth * Double(panel.columnSpan) - (panel.y.isVisible ? 34 : 0),
        cellWidth: cellWidth * Double(panel.columnSpan),
        showsXLabels: isBottom, showsYLabels: isLeft, hasLetter: figure.hasLetters)
    }

    // Columns: the widest decoration on either side, the rest by weight.
    var lefts = [Double](repeating: 0, count: columns)
    var rights = lefts
    for (panel, layout) in zip(figure.panels, panels) {
      lefts[panel.column] = max(lefts[panel.column], layout.left)
      let last = min(columns, panel.column + panel.columnSpan) - 1
      rights[last] = max(rights[last], layout.right)
    }
    let decorations = lefts.reduce(0, +) + rights.reduce(0, +)
    let free = width - 2 * outer - keyRoom - decorations - spacing * Double(columns - 1)
    let weights = (0..<columns).map { $0 < figure.columnWeights.count ? figure.columnWeights[$0] : 1 }
    let total = max(weights.reduce(0, +), 1e-9)
    let frameWidths = weights.map { max(8, free * $0 / total) }
    var frameLefts: [Double] = []
    var x = outer
    for column in 0..<columns {
      frameLefts.append(x + lefts[column])
      x += lefts[column] + frameWidths[column] + rights[column] + spacing
    }

    // Rows: each as high as its highest frame asks for.
    var tops = [Double](repeating: 0, count: rows)
    var bottoms = tops
    var frameHeights = tops
    var frameWidthOf: [Double] = []
    for (panel, layout) in zip(figure.panels, panels) {
      let last = min(columns, panel.column + panel.columnSpan) - 1
      let frameWidth = frameLefts[last] + frameWidths[last] - frameLefts[panel.column]
      frameWidthOf.append(frameWidth)
      tops[panel.row] = max(tops[panel.row], layout.top)
      bottoms[panel.row] = max(bottoms[panel.row], layout.bottom)
      frameHeights[panel.row] = max(
        frameHeights[panel.row], FigureLayout.frameHeight(panel, layout, width: frameWidth))
    }
    if figure.drawsTitle, let title = figure.title {
      titleLines = canvas.lines(title, size: style.titleSize, width: width - 2 * outer)
    }
    let titleRoom = titleLines.isEmpty ? 0 : style.lineHeight * (Double(titleLines.count) + 0.4)
    let fixed =
      2 * outer + titleRoom + tops.reduce(0, +) + bottoms.reduce(0, +) + spacing * Double(rows - 1)
    if let wanted = figure.height {
      let scale = max(8, wanted * pointsPerMillimetre - fixed) / max(frameHeights.reduce(0, +), 1e-9)
      frameHeights = frameHeights.map { $0 * scale }
    }
    var y = outer + titleRoom
    var frameTops: [Double] = []
    for row in 0..<rows {
      frameTops.append(y + tops[row])
      y += tops[row] + frameHeights[row] + bottoms[row] + spacing
    }
    height = figure.height.map { $0 * pointsPerMillimetre } ?? (y - spacing + outer)
    titleBaseline = outer + style.lineHeight

    for (index, panel) in figure.panels.enumerated() {
      let cell = PageBox(
        x: frameLefts[panel.column], y: frameTops[panel.row], width: frameWidthOf[index],
        height: frameHeights[panel.row])
      panels[index].frame = FigureLayout.frame(of: panel, panels[index], in: cell)
    }
    if keyRoom > 0, let top = frameTops.first {
      let keyHeight = min(y - spacing - top, 34 * pointsPerMillimetre)
      keyBox = PageBox(
        x: width - outer - keyRoom + style.gap * 3, y: top, width: keyRoom - style.gap * 3, height: keyHeight)
    }
  }

  private static func ranges(of figure: Figure) -> [(x: ClosedRange<Double>, y: ClosedRange<Double>)] {
    let extents = figure.panels.map { panel in
      var extent = MarkExtent()
      panel.marks.forEach { extent.add($0) }
      return extent
    }
    var ranges = zip(figure.panels, extents).map { panel, extent in
      (x: extent.xRange(for: panel.x), y: extent.yRange(for: panel.y))
    }
    func union(
      _ members: [Int],
      _ path: WritableKeyPath<(x: ClosedRange<Double>, y: ClosedRange<Double>), ClosedRange<Double>>
    ) {
      guard let low = members.map({ ranges[$0][keyPath: path].lowerBound }).min(),
        let high = members.map({ ranges[$0][keyPath: path].upperBound }).max()
      else { return }
      for index in members { ranges[index][keyPath: path] = low...high }
    }
    if figure.sharesX {
      for column in 0..<figure.columns {
        union(figure.panels.indices.filter { figure.panels[$0].column == column }, \.x)
      }
    }
    if figure.sharesY {
      for row in 0..<figure.rows {
        union(figure.panels.indices.filter { figure.panels[$0].row == row }, \.y)
      }
    }
    return ranges
  }

  private static func isBottom(_ panel: Panel, in figure: Figure) -> Bool {
    !figure.panels.contains { $0.column == panel.column && $0.row > panel.row }
  }

  private static func isLeft(_ panel: Panel, in figure: Figure) -> Bool {
    !figure.panels.contains { $0.row == panel.row && $0.column < panel.column }
  }

  private static func frameHeight(_ panel: Panel, _ layout: PanelLayout, width: Double) -> Double {
    if case .polar = panel.coordinates { return width }
    switch panel.height {
    case .millimetres(let height): return height * pointsPerMillimetre
    case .aspect(let aspect): return width * aspect
    case .equalUnits: return width * unitAspect(layout)
    }
  }

  private static func frame(of panel: Panel, _ layout: PanelLayout, in cell: PageBox) -> PageBox {
    if case .polar = panel.coordinates { return cell.fitting(aspect: 1) }
    switch panel.height {
    case .millimetres: return cell
    case .aspect: return cell
    case .equalUnits: return cell.fitting(aspect: unitAspect(layout))
    }
  }

  private static func unitAspect(_ layout: PanelLayout) -> Double {
    let width = layout.xRange.upperBound - layout.xRange.lowerBound
    let height = layout.yRange.upperBound - layout.yRange.lowerBound
    return min(max(height / width, 0.05), 20)
  }
}
