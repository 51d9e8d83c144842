import CCairo
import Foundation
import Schema

/// An open drawing: the few things figures are made of, in points with y downward. Everything that reaches a
/// file goes through here, so that SVG, PDF and PNG cannot differ.
final class Canvas {
  enum VerticalAlignment {
    case top, middle, baseline, bottom
  }

  /// What is drawn on.
  enum Kind {
    case pixels, svg, pdf
  }

  let context: OpaquePointer
  let fontFamily: String
  let kind: Kind
  /// Made with the first word: most pictures inside a drawing have none.
  private(set) lazy var setting = TypeSetting(context: context)
  /// Takes the words of an SVG file that holds them as text; otherwise they are drawn.
  var words: SVGTextCollector?

  /// Draws on a surface; the caller keeps the surface.
  ///
  /// - Parameter setting: sets the words from now on, and has set those of another drawing; `nil` for one of its own.
  init(surface: OpaquePointer, fontFamily: String, kind: Kind, setting: TypeSetting? = nil) {
    context = cairo_create(surface)
    self.fontFamily = fontFamily
    self.kind = kind
    if let setting {
      setting.context = context
      self.setting = setting
    }
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
  }

  deinit { cairo_destroy(context) }

  // MARK: State

  func saved(_ body: () -> Void) {
    cairo_save(context)
    body()
    cairo_restore(context)
  }

  /// On pixels the box is widened to whole ones, of which none is then cut in two.
  func clip(to box: PageBox) {
    guard kind == .pixels else {
      cairo_rectangle(context, box.x, box.y, box.width, box.height)
      cairo_clip(context)
      return
    }
    var (left, top, right, bottom) = (box.x, box.y, box.right, box.bottom)
    cairo_user_to_device(context, &left, &top)
    cairo_user_to_device(context, &right, &bottom)
    cairo_save(context)
    cairo_identity_matrix(context)
    cairo_rectangle(
      context, left.rounded(.down), top.rounded(.down), right.rounded(.up) - left.rounded(.down),
      bottom.rounded(.up) - top.rounded(.down))
    cairo_restore(context)
    cairo_clip(context)
  }

  func setColor(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  // MARK: Lines and areas

  /// Pixels for a point from which on they are too small to be seen one by one: 200 in an inch.
  private static let printScale = 200.0 / 72

  /// - Parameter isLong: of a path that crosses a row of pixels in many places, which Cairo looks at fifteen times for the
  ///   shades of its edges; four times are enough where pixels are as small as in print.
  func stroke(color: Color, width: Double, dash: [Double] = [], roundCaps: Bool = false, isLong: Bool = false) {
    var (across, down) = (1.0, 1.0)
    cairo_user_to_device_distance(context, &across, &down)
    let isCoarse = isLong && kind == .pixels && down >= Self.printScale
    cairo_set_antialias(context, isCoarse ? CAIRO_ANTIALIAS_FAST : CAIRO_ANTIALIAS_DEFAULT)
    defer { cairo_set_antialias(context, CAIRO_ANTIALIAS_DEFAULT) }
    setColor(color)
    cairo_set_line_width(context, width)
    cairo_set_dash(context, dash, Int32(dash.count), 0)
    cairo_set_line_cap(context, roundCaps ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_stroke(context)
  }

  func line(from start: PagePoint, to end: PagePoint, color: Color, width: Double, dash: [Double] = []) {
    cairo_move_to(context, start.x, start.y)
    cairo_line_to(context, end.x, end.y)
    stroke(color: color, width: width, dash: dash)
  }

  func addPolygon(_ points: some Sequence<PagePoint>, closed: Bool = true) {
    var isFirst = true
    for point in points {
      if isFirst {
        cairo_move_to(context, point.x, point.y)
        isFirst = false
      } else {
        cairo_line_to(context, point.x, point.y)
      }
    }
    if closed, !isFirst { cairo_close_path(context) }
  }

  func fill(color: Color) {
    setColor(color)
    cairo_fill(context)
  }

  func fill(_ box: PageBox, color: Color) {
    cairo_rectangle(context, box.x, box.y, box.width, box.height)
    fill(color: color)
  }

  func addCircle(centre: PagePoint, radius: Double) {
    cairo_new_sub_path(context)
    cairo_arc(context, centre.x, centre.y, radius, 0, 2 * Double.pi)
    cairo_close_path(context)
  }

  // MARK: Text

  /// The letters drawn that no font has.
  var missingLetters: [Character] { setting.missingLetters }

  func textWidth(_ text: String, size: Double, bold: Bool = false) -> Double {
    setting.width(of: text, font(size, bold))
  }

  /// A text in lines of at most this width.
  func lines(_ text: String, size: Double, width: Double) -> [String] {
    setting.lines(text, font(size), width: width)
  }

  /// A text, or its beginning and end around "…" where it is wider than this.
  func shortened(_ text: String, size: Double, width: Double) -> String {
    setting.shortened(text, font(size), width: width)
  }

  private func font(_ size: Double, _ bold: Bool = false) -> TypeSetting.Font {
    TypeSetting.Font(family: fontFamily, size: size, bold: bold)
  }

  /// Draws one line of text; `rotation` in radians, clockwise on the page.
  func text(
    _ text: String, at point: PagePoint, size: Double, color: Color, bold: Bool = false,
    horizontal: HorizontalAlignment = .left, vertical: VerticalAlignment = .baseline, rotation: Double = 0
  ) {
    guard !text.isEmpty else { return }
    // The height of capitals and figures in DejaVu Sans is 0.73 of the size; aligning to it, not to the glyphs
    // at hand, keeps neighbouring labels on one line.
    let capHeight = 0.73 * size
    let dy: Double =
      switch vertical {
      case .top: capHeight
      case .middle: capHeight / 2
      case .baseline: 0
      case .bottom: -0.24 * size
      }
    saved {
      cairo_translate(context, point.x, point.y)
      if rotation != 0 { cairo_rotate(context, rotation) }
      setColor(color)
      if let words {
        // The reader's program aligns the words that it sets.
        setting.lookForLetters(of: text, font(size, bold))
        words.add(
          text, at: PagePoint(x: 0, y: dy), size: size, color: color, family: fontFamily, bold: bold, horizontal: horizontal,
          context: context)
        return
      }
      setting.draw(text, x: 0, baseline: dy, font(size, bold), alignment: horizontal)
    }
  }

  // MARK: Pixels

  /// Paints an image of `0xAARRGGBB` pixels (premultiplied), row 0 at the top, over a box without smoothing.
  ///
  /// - Parameter repeats: how many pixels of a file one of them becomes in a row, and how many rows one row.
  func image(
    pixels: [UInt32], columns: Int, rows: Int, repeats: (columns: Int, rows: Int) = (1, 1), in box: PageBox
  ) {
    guard columns > 0, rows > 0, pixels.count == columns * rows else { return }
    // On pixels each falls where it belongs anyhow.
    let (times, rowTimes) = kind == .pixels ? (1, 1) : repeats
    let width = columns * times
    var wide = pixels
    if times > 1 {
      wide = [UInt32](repeating: 0, count: width * rows)
      for (place, pixel) in pixels.enumerated() {
        for column in place * times..<(place + 1) * times { wide[column] = pixel }
      }
    }
    let height = rows * rowTimes
    // A drawing in SVG takes the file that comes with a surface, and of the surface only its proportions: as few pixels as have
    // them, since Cairo copies them all.
    let part = kind == .svg ? (1...min(width, height)).last { width % $0 == 0 && height % $0 == 0 } ?? 1 : 1
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width / part), Int32(height / part))
    else { return }
    defer { cairo_surface_destroy(surface) }
    wide.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      if kind == .svg {
        attach(PNGPicture(width: width, rows: rows, repeats: rowTimes, stride: width, pixels: start).file(), to: surface)
        return
      }
      guard let data = cairo_image_surface_get_data(surface) else { return }
      let stride = Int(cairo_image_surface_get_stride(surface))
      for row in 0..<height { memcpy(data + row * stride, start + row / rowTimes * width, width * 4) }
      cairo_surface_mark_dirty(surface)
    }
    paint(surface, columns: width / part, rows: height / part, in: box)
  }

  /// Draws on pixels at the given resolution and puts the picture into the box.
  func rasterized(in box: PageBox, dpi: Double, _ body: (Canvas) -> Void) {
    let scale = dpi / 72
    let columns = max(1, Int((box.width * scale).rounded(.up)))
    let rows = max(1, Int((box.height * scale).rounded(.up)))
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(columns), Int32(rows)) else {
      return
    }
    defer { cairo_surface_destroy(surface) }
    do {
      let canvas = Canvas(surface: surface, fontFamily: fontFamily, kind: .pixels)
      cairo_scale(canvas.context, Double(columns) / box.width, Double(rows) / box.height)
      cairo_translate(canvas.context, -box.x, -box.y)
      body(canvas)
    }
    cairo_surface_flush(surface)
    if kind == .svg, let picture = PNGPicture(surface: surface) { attach(picture.file(), to: surface) }
    paint(surface, columns: columns, rows: rows, in: box)
  }

  /// Gives a surface its picture as a PNG file, which a drawing in SVG holds in its place.
  private func attach(_ file: [UInt8], to surface: OpaquePointer) {
    guard let copy = malloc(file.count) else { return }
    file.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { memcpy(copy, start, bytes.count) }
    }
    cairo_surface_set_mime_data(surface, "image/png", copy, UInt(file.count), free, copy)
  }

  private func paint(_ surface: OpaquePointer, columns: Int, rows: Int, in box: PageBox) {
    saved {
      cairo_translate(context, box.x, box.y)
      cairo_scale(context, box.width / Double(columns), box.height / Double(rows))
      cairo_set_source_surface(context, surface, 0, 0)
      cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
      cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
      cairo_rectangle(context, 0, 0, Double(columns), Double(rows))
      cairo_fill(context)
    }
  }
}
