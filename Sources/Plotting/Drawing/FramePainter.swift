import CCairo

/// Draws the frames of an animation one after another, and what they share once.
///
/// Page, grids, circles, keys, letters and axes are drawn when they first come, and their pixels are the ground of every frame
/// that has the same; marks and words come on it. What is drawn, and what lies above what, is said by `FigureDrawing` as for
/// any figure. One thread at a time may use it.
package final class FramePainter {
  private let config: PlotConfig
  private let measuring: Canvas
  /// Sets the words of all frames: fonts are looked up once.
  private var setting: TypeSetting?
  private var ground: Ground?

  private struct Ground {
    var look: FrameLook
    var page: PictureSurface
    /// The axes where marks may reach them, on nothing; `nil` where there are none.
    var axes: PictureSurface?
    /// These places, in pixels.
    var strips: [PageBox]
  }

  /// - Throws: `PlottingError.invalidValue` for a configuration out of range, `.noWords`, `.drawingFailed`.
  package init(_ config: PlotConfig) throws(PlottingError) {
    try config.validate()
    self.config = config
    measuring = try Figure.measuringCanvas(config)
  }

  /// The picture at `config.files.dpi`, its sides even, as video wants them.
  ///
  /// - Throws: `PlottingError.drawingFailed`, `.invalidValue` for a figure out of range.
  package func pixels(of figure: Figure) throws(PlottingError) -> Pixels {
    try figure.checkSize()
    let style = DrawingStyle(config, for: figure)
    let layout = FigureLayout(figure, style: style, measuring: measuring)
    let look = FrameLook(figure, layout)
    let ground: Ground
    if let known = self.ground, known.look == look {
      ground = known
    } else {
      ground = try drawnGround(figure, layout, style, look: look)
      self.ground = ground
    }
    let (width, height) = (ground.page.width, ground.page.height)
    var status = CAIRO_STATUS_NO_MEMORY
    // Cairo draws into the bytes of the result: a picture is a megabyte, and copied in no time at all only once.
    let bytes = [UInt8](unsafeUninitializedCapacity: 4 * width * height) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      ground.page.copy(to: start)
      count = 4 * width * height
      guard
        let surface = cairo_image_surface_create_for_data(
          start, CAIRO_FORMAT_ARGB32, Int32(width), Int32(height), Int32(4 * width))
      else { return }
      status = draw(figure, layout, style, over: ground, on: surface)
      cairo_surface_flush(surface)
      cairo_surface_destroy(surface)
    }
    try figure.check(status, .png)
    return Pixels(width: width, height: height, bytes: bytes)
  }

  /// Marks, axes and words of a frame.
  private func draw(
    _ figure: Figure, _ layout: FigureLayout, _ style: DrawingStyle, over ground: Ground, on surface: OpaquePointer
  ) -> cairo_status_t {
    let canvas = canvas(on: surface, layout, width: ground.page.width, height: ground.page.height)
    let drawing = FigureDrawing(figure: figure, layout: layout, style: style, canvas: canvas)
    for (panel, place) in zip(figure.panels, layout.panels) { drawing.drawMarks(panel, place) }
    if let axes = ground.axes {
      canvas.saved {
        cairo_identity_matrix(canvas.context)
        cairo_set_source_surface(canvas.context, axes.surface, 0, 0)
        for strip in ground.strips { cairo_rectangle(canvas.context, strip.x, strip.y, strip.width, strip.height) }
        cairo_fill(canvas.context)
      }
    }
    for (panel, place) in zip(figure.panels, layout.panels) { drawing.drawWords(panel, place) }
    return cairo_status(canvas.context)
  }

  private func drawnGround(
    _ figure: Figure, _ layout: FigureLayout, _ style: DrawingStyle, look: FrameLook
  ) throws(PlottingError) -> Ground {
    let size = figure.pictureSize(layout, config, evenSides: true)
    let page = try PictureSurface(width: size.width, height: size.height)
    let strips = strips(figure, layout, style)
    let axes = strips.isEmpty ? nil : try PictureSurface(width: size.width, height: size.height)
    func drawing(_ picture: PictureSurface) -> FigureDrawing {
      let canvas = canvas(on: picture.surface, layout, width: size.width, height: size.height)
      return FigureDrawing(figure: figure, layout: layout, style: style, canvas: canvas)
    }
    func drawAxes(_ drawing: FigureDrawing) {
      for (panel, place) in zip(figure.panels, layout.panels) { drawing.drawAbove(panel, place) }
    }
    let below = drawing(page)
    below.drawPage()
    for (index, panel) in figure.panels.enumerated() {
      below.drawBelow(panel, layout.panels[index])
      below.drawKey(panel, layout.panels[index])
      below.drawLetter(index)
    }
    below.drawKey()
    // Axes where no mark reaches are part of the ground.
    below.canvas.saved {
      let context = below.canvas.context
      cairo_save(context)
      cairo_identity_matrix(context)
      cairo_rectangle(context, 0, 0, Double(size.width), Double(size.height))
      for strip in strips { cairo_rectangle(context, strip.x, strip.y, strip.width, strip.height) }
      cairo_restore(context)
      cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
      cairo_clip(context)
      drawAxes(below)
    }
    try figure.check(cairo_status(below.canvas.context), .png)
    if let axes {
      let above = drawing(axes)
      drawAxes(above)
      try figure.check(cairo_status(above.canvas.context), .png)
      cairo_surface_flush(axes.surface)
    }
    return Ground(look: look, page: page, axes: axes, strips: strips)
  }

  private func canvas(on surface: OpaquePointer, _ layout: FigureLayout, width: Int, height: Int) -> Canvas {
    let canvas = Canvas(surface: surface, fontFamily: config.style.fontFamily, kind: .pixels, setting: setting)
    cairo_scale(canvas.context, Double(width) / layout.width, Double(height) / layout.height)
    setting = canvas.setting
    return canvas
  }

  /// Where marks and axes of Cartesian panels may meet, in whole pixels: a strip along the left and one along the lower side of
  /// a frame; all of it where it has four sides. They do not overlap.
  private func strips(_ figure: Figure, _ layout: FigureLayout, _ style: DrawingStyle) -> [PageBox] {
    let size = figure.pictureSize(layout, config, evenSides: true)
    let (x, y) = (Double(size.width) / layout.width, Double(size.height) / layout.height)
    func box(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> PageBox {
      PageBox(x: left, y: top, width: max(0, right - left), height: max(0, bottom - top))
    }
    return zip(figure.panels, layout.panels).flatMap { panel, place -> [PageBox] in
      guard case .cartesian = panel.coordinates, panel.x.isVisible || panel.y.isVisible || panel.isFramed else { return [] }
      let air = Mark.mostOverhang + style.look.axisWidth
      let left = max(0, ((place.frame.x - air) * x).rounded(.down))
      let top = max(0, ((place.frame.y - air) * y).rounded(.down))
      let right = min(Double(size.width), ((place.frame.right + air) * x).rounded(.up))
      let bottom = min(Double(size.height), ((place.frame.bottom + air) * y).rounded(.up))
      if panel.isFramed { return [box(left, top, right, bottom)] }
      let inner = ((place.frame.x + style.look.axisWidth) * x).rounded(.up)
      let lower = ((place.frame.bottom - style.look.axisWidth) * y).rounded(.down)
      return [box(left, top, inner, bottom), box(inner, lower, right, bottom)]
    }
  }
}

/// What the ground of a frame is made from: all of a figure but its marks, headings, legends and notes.
private struct FrameLook: Equatable {
  private struct PanelLook: Equatable {
    var coordinates: Panel.Coordinates
    var x: Axis
    var y: Axis
    var key: FigureKey?
    var isFramed: Bool
  }

  private var layout: FigureLayout
  private var panels: [PanelLook]
  private var key: FigureKey?
  private var switches: [Bool]

  init(_ figure: Figure, _ layout: FigureLayout) {
    self.layout = layout
    for panel in layout.panels.indices { (self.layout.panels[panel].headingLines, self.layout.panels[panel].legend) = ([], []) }
    panels = figure.panels.map {
      PanelLook(coordinates: $0.coordinates, x: $0.x, y: $0.y, key: $0.key, isFramed: $0.isFramed)
    }
    key = figure.key
    switches = [figure.hasLetters, figure.hasGrid, figure.showsKeys]
  }
}
