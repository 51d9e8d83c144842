import CCairo

/// Pixels that Cairo draws on (blue, green, red, alpha; colours multiplied by alpha), at first transparent; freed with this.
final class PictureSurface {
  let surface: OpaquePointer
  let width: Int
  let height: Int

  /// - Throws: `PlottingError.drawingFailed` for more pixels than Cairo takes.
  init(width: Int, height: Int) throws(PlottingError) {
    guard width < 32_000, height < 32_000,
      let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    else {
      throw .drawingFailed(format: "png", reason: "\(width) by \(height) pixels are too many")
    }
    (self.surface, self.width, self.height) = (surface, width, height)
  }

  deinit { cairo_surface_destroy(surface) }

  /// Copies all rows, one behind the other, to memory for `4 · width · height` bytes.
  func copy(to memory: UnsafeMutablePointer<UInt8>) {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return }
    let stride = Int(cairo_image_surface_get_stride(surface))
    if stride == 4 * width {
      memory.update(from: data, count: 4 * width * height)
    } else {
      for row in 0..<height { (memory + 4 * row * width).update(from: data + row * stride, count: 4 * width) }
    }
  }
}
