import CCairo

/// A picture of opaque or see-through pixels.
public struct Pixels: Sendable, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Four bytes a pixel (blue, green, red, alpha; colours multiplied by alpha), row after row from the top.
  public let bytes: [UInt8]
}

extension Figure {
  /// The picture as pixels at `config.files.dpi`.
  ///
  /// - Throws: `PlottingError.drawingFailed`, `.invalidValue` for a configuration out of range.
  public func pixels(_ config: PlotConfig = PlotConfig()) throws(PlottingError) -> Pixels {
    try pixels(config, evenSides: false)
  }

  /// - Parameter evenSides: make the width and the height even, as video wants them.
  package func pixels(_ config: PlotConfig, evenSides: Bool) throws(PlottingError) -> Pixels {
    let layout = try measured(config)
    return try withPicture(layout, config, evenSides: evenSides) { picture, _ in
      let (width, height) = (picture.width, picture.height)
      let bytes = [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
        guard let start = buffer.baseAddress else { return }
        picture.copy(to: start)
        count = width * height * 4
      }
      return Pixels(width: width, height: height, bytes: bytes)
    }
  }

  /// Pixels of a picture of the figure.
  func pictureSize(_ layout: FigureLayout, _ config: PlotConfig, evenSides: Bool) -> (width: Int, height: Int) {
    let scale = config.files.dpi / 72
    let side = evenSides ? 2.0 : 1.0
    return (Int((layout.width * scale / side).rounded(.up) * side), Int((layout.height * scale / side).rounded(.up) * side))
  }

  /// Draws on pixels and hands them on before they are freed, with the letters that no font has.
  func withPicture<Result>(
    _ layout: FigureLayout, _ config: PlotConfig, evenSides: Bool = false, _ body: (PictureSurface, [Character]) -> Result
  ) throws(PlottingError) -> Result {
    let size = pictureSize(layout, config, evenSides: evenSides)
    let picture = try PictureSurface(width: size.width, height: size.height)
    try check(cairo_surface_status(picture.surface), .png)
    let canvas = Canvas(surface: picture.surface, fontFamily: config.style.fontFamily, kind: .pixels)
    cairo_scale(canvas.context, Double(size.width) / layout.width, Double(size.height) / layout.height)
    FigureDrawing(figure: self, layout: layout, style: DrawingStyle(config, for: self), canvas: canvas).draw()
    try check(cairo_status(canvas.context), .png)
    cairo_surface_flush(picture.surface)
    return body(picture, canvas.missingLetters)
  }

  /// - Throws: `PlottingError.drawingFailed` in Cairo's words.
  func check(_ status: cairo_status_t, _ format: FigureFormat) throws(PlottingError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    let reason = cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown"
    throw .drawingFailed(format: format.rawValue, reason: reason)
  }
}
