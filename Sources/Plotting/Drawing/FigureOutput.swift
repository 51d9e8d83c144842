import CCairo
import Foundation
import Schema

/// A figure as the bytes of a file.
public struct FigureFile: Sendable {
  /// What stands in the file.
  public var data: Data
  /// Letters of its words that no font of this machine has, each once: boxes with their codes stand in their places.
  public var missingLetters: [Character]
}

extension Figure {
  /// The figure as an SVG document, with its title and alternative text for screen readers.
  ///
  /// - Parameter idPrefix: put before every id, so that several drawings can stand in one HTML page.
  public func svg(_ config: PlotConfig = PlotConfig(), idPrefix: String = "") throws(PlottingError) -> String {
    String(decoding: try finishedSVG(config, idPrefix: idPrefix).bytes, as: UTF8.self)
  }

  /// The figure as a PDF document with embedded fonts. Its date is `config.files.sourceDateEpoch`.
  public func pdf(_ config: PlotConfig = PlotConfig()) throws(PlottingError) -> Data {
    try data(as: .pdf, config)
  }

  /// The figure as a PNG picture at `config.files.dpi`.
  public func png(_ config: PlotConfig = PlotConfig()) throws(PlottingError) -> Data {
    try data(as: .png, config)
  }

  /// The figure in the given format.
  public func data(as format: FigureFormat, _ config: PlotConfig = PlotConfig()) throws(PlottingError) -> Data {
    try file(as: format, config).data
  }

  /// The figure in the given format, and which letters are missing in it.
  public func file(as format: FigureFormat, _ config: PlotConfig = PlotConfig()) throws(PlottingError) -> FigureFile {
    let drawn = format == .svg ? try finishedSVG(config) : try drawn(config, format: format)
    return FigureFile(data: Data(drawn.bytes), missingLetters: drawn.missingLetters)
  }

  /// Writes the figure to a file: under a temporary name first, so that a file that exists is whole.
  ///
  /// - Throws: `PlottingError.cannotWrite`, `.drawingFailed`, `.unusableValue` for a configuration out of range.
  public func write(
    to url: URL, format: FigureFormat, config: PlotConfig = PlotConfig()
  ) throws(PlottingError) {
    let data = try data(as: format, config)
    do {
      try data.write(to: url, options: .atomic)
    } catch {
      throw .cannotWrite(path: url.path, reason: error.localizedDescription)
    }
  }

  /// Writes `<folder>/<baseName>.<format>` in every format of the configuration and returns the files.
  @discardableResult
  public func write(
    in folder: URL, baseName: String? = nil, config: PlotConfig = PlotConfig()
  ) throws(PlottingError) -> [URL] {
    var files: [URL] = []
    for format in config.files.formats {
      let url = folder.appendingPathComponent("\(baseName ?? name).\(format.rawValue)")
      try write(to: url, format: format, config: config)
      files.append(url)
    }
    return files
  }

  /// The drawn size in points.
  public func size(_ config: PlotConfig = PlotConfig()) throws(PlottingError) -> (
    width: Double, height: Double
  ) {
    let layout = try measured(config)
    return (layout.width, layout.height)
  }
}

extension Figure {
  func measured(_ config: PlotConfig) throws(PlottingError) -> FigureLayout {
    try config.validate()
    try checkSize()
    return FigureLayout(self, style: DrawingStyle(config, for: self), measuring: try Figure.measuringCanvas(config))
  }

  /// - Throws: `PlottingError.invalidValue` for a size that no page has.
  func checkSize() throws(PlottingError) {
    guard 20...1000 ~= width.millimetres else {
      throw .invalidValue(key: "figures.\(name).width", reason: "must be 20 to 1000 mm, and is \(formatted(width.millimetres))")
    }
    if let height, !(10...1500 ~= height) {
      throw .invalidValue(key: "figures.\(name).height", reason: "must be 10 to 1500 mm, and is \(formatted(height))")
    }
  }

  /// A canvas without room, which measures words.
  static func measuringCanvas(_ config: PlotConfig) throws(PlottingError) -> Canvas {
    if let hindrance = TypeSetting.hindrance { throw .noWords(reason: hindrance) }
    let picture = try PictureSurface(width: 1, height: 1)
    // The canvas holds on to Cairo's surface by itself.
    return Canvas(surface: picture.surface, fontFamily: config.style.fontFamily, kind: .pixels)
  }

  private typealias Drawn = (bytes: [UInt8], missingLetters: [Character])

  private func finishedSVG(_ config: PlotConfig, idPrefix: String = "") throws(PlottingError) -> Drawn {
    let drawn = try drawn(config, format: .svg)
    let bytes = Plotting.finishedSVG(drawn.bytes, title: title ?? name, description: altText, idPrefix: idPrefix)
    return (bytes, drawn.missingLetters)
  }

  private func drawn(_ config: PlotConfig, format: FigureFormat) throws(PlottingError) -> Drawn {
    let layout = try measured(config)
    switch format {
    case .svg, .pdf: return try vector(layout, config, format)
    case .png:
      let drawn = try withPicture(layout, config) { picture, missing in
        PNGPicture(surface: picture.surface, dpi: config.files.dpi).map { ($0.file(), missing) }
      }
      guard let drawn else { throw .drawingFailed(format: "png", reason: "the picture has no pixels") }
      return drawn
    }
  }

  private func vector(
    _ layout: FigureLayout, _ config: PlotConfig, _ format: FigureFormat
  ) throws(PlottingError) -> Drawn {
    let sink = ByteSink()
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    let created =
      format == .svg
      ? cairo_svg_surface_create_for_stream(appendToSink, closure, layout.width, layout.height)
      : cairo_pdf_surface_create_for_stream(appendToSink, closure, layout.width, layout.height)
    guard let surface = created else { throw .drawingFailed(format: format.rawValue, reason: "no memory") }
    defer { cairo_surface_destroy(surface) }
    if format == .pdf {
      let date = ISO8601DateFormatter().string(
        from: Date(timeIntervalSince1970: Double(config.files.sourceDateEpoch)))
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title ?? name)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, altText)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date)
    }
    let words = format == .svg && config.files.svgText == .text ? SVGTextCollector() : nil
    let missing: [Character]
    do {
      let canvas = Canvas(surface: surface, fontFamily: config.style.fontFamily, kind: format == .svg ? .svg : .pdf)
      canvas.words = words
      FigureDrawing(figure: self, layout: layout, style: DrawingStyle(config, for: self), canvas: canvas).draw()
      try check(cairo_status(canvas.context), format)
      missing = canvas.missingLetters
    }
    cairo_surface_finish(surface)
    try check(cairo_surface_status(surface), format)
    return (words.map { $0.completing(sink.bytes) } ?? sink.bytes, missing)
  }
}

/// Collects what Cairo writes.
private final class ByteSink {
  var bytes: [UInt8] = []
}

private let appendToSink: cairo_write_func_t = { closure, data, length in
  guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
  let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
  sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
  return CAIRO_STATUS_SUCCESS
}
