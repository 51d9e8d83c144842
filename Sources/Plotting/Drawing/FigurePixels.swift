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
    return try withPicture(layout, config, evenSides: evenSides) { surface, _ in
      let width = Int(cairo_image_surface_get_width(surface))
      let height = Int(cairo_image_surface_get_height(surface))
      let stride = Int(cairo_image_surface_get_stride(surface))
      guard let data = cairo_image_surface_get_data(surface) else { return Pixels(width: 0, height: 0, bytes: []) }
      let bytes = [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
        for row in 0..<height {
          let source = UnsafeBufferPointer(start: data + row * stride, count: width * 4)
          _ = UnsafeMutableBufferPointer(rebasing: buffer[(row * width * 4)...]).update(fromContentsOf: source)
        }
        count = width * height * 4
      }
      return Pixels(width: width, height: height, bytes: bytes)
    }
  }

  /// Draws on pixels and hands them on before they are freed, with the letters that no font has.
  func withPicture<Result>(
    _ layout: FigureLayout, _ config: PlotConfig, evenSides: Bool = false, _ body: (OpaquePointer, [Character]) -> Result
  ) throws(PlottingError) -> Result {
    let scale = config.files.dpi / 72
    let side = evenSides ? 2.0 : 1.0
    let width = (layout.width * scale / side).rounded(.up) * side
    let height = (layout.height * scale / side).rounded(.up) * side
    guard width < 32_000, height < 32_000,
      let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    else {
      throw .drawingFailed(format: "png", reason: "\(Int(width)) by \(Int(height)) pixels are too many")
    }
    defer { cairo_surface_destroy(surface) }
    try check(cairo_surface_status(surface), .png)
    let canvas = Canvas(surface: surface, fontFamily: config.style.fontFamily, kind: .pixels)
    cairo_scale(canvas.context, width / layout.width, height / layout.height)
    FigureDrawing(figure: self, layout: layout, style: DrawingStyle(config, for: self), canvas: canvas).draw()
    try check(cairo_status(canvas.context), .png)
    cairo_surface_flush(surface)
    return body(surface, canvas.missingLetters)
  }

  /// - Throws: `PlottingError.drawingFailed` in Cairo's words.
  func check(_ status: cairo_status_t, _ format: FigureFormat) throws(PlottingError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    let reason = cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown"
    throw .drawingFailed(format: format.rawValue, reason: reason)
  }
}
