import CCairo
import Foundation

/// What Cairo hands the bytes of a file to.
final class Sink {
  var bytes: [UInt8] = []
}

/// Appends bytes to the sink that the closure is.
let appendToSink: cairo_write_func_t = { closure, data, length in
  guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
  Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
    .bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
  return CAIRO_STATUS_SUCCESS
}

/// A PNG that is in memory, for Cairo; `nil` when it is none. The surface is to be destroyed.
func imageSurface(ofPNG data: Data) -> OpaquePointer? {
  final class Source {
    var rest: ArraySlice<UInt8>
    init(_ data: Data) { rest = Array(data)[...] }
  }
  let source = Source(data)
  let image = withExtendedLifetime(source) {
    cairo_image_surface_create_from_png_stream(
      { closure, target, length in
        guard let closure, let target else { return CAIRO_STATUS_READ_ERROR }
        let source = Unmanaged<Source>.fromOpaque(closure).takeUnretainedValue()
        guard source.rest.count >= length else { return CAIRO_STATUS_READ_ERROR }
        for (place, byte) in source.rest.prefix(Int(length)).enumerated() { target[place] = byte }
        source.rest = source.rest.dropFirst(Int(length))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(source).toOpaque())
  }
  guard let image, cairo_surface_status(image) == CAIRO_STATUS_SUCCESS else {
    cairo_surface_destroy(image)
    return nil
  }
  return image
}
