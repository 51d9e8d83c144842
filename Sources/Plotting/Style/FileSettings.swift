import Schema

/// How figures are written to files: the section `files` of a plot configuration.
public struct FileSettings: ParameterTable, Hashable {
  /// One file in each.
  public var formats: [FigureFormat] = [.svg, .png]
  /// Dots per inch of PNG files and of raster parts inside vector files.
  public var dpi = 300.0
  /// Panels with more marks than this are drawn as pixels inside a vector file.
  public var rasterizeThreshold = 5000
  /// Force (true) or forbid (false) pixels inside of vector files; `nil`: by `rasterizeThreshold`.
  public var rasterized: Bool?
  /// What the words are in an SVG file.
  public var svgText = SVGText.paths
  /// Seconds since 1970 written as the date of PDF files, so that the bytes do not depend on the clock.
  public var sourceDateEpoch = 0

  public init() {}

  /// The keys of the section, in the order in which they are written.
  public static let parameters: [Parameter<FileSettings>] = [
    Parameter("formats", \.formats, help: "formats of the files"),
    Parameter("dpi", \.dpi, unit: "dots per inch", help: "resolution of PNG files and of pixels in vector files"),
    Parameter("rasterize_threshold", \.rasterizeThreshold, help: "draw panels with more marks than this as pixels"),
    Parameter("rasterized", \.rasterized, help: "force or forbid pixels in vector files; none: by the threshold"),
    Parameter("svg_text", \.svgText, help: "words in SVG files: outlines, or text that can be edited and searched"),
    Parameter("source_date_epoch", \.sourceDateEpoch, unit: "s since 1970", help: "date written into PDF files"),
  ]

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try require(dpi, in: 36...1200, "dpi", unit: "dots per inch")
    try require(rasterizeThreshold >= 0, "rasterize_threshold", "must be 0 or more, and is \(rasterizeThreshold)")
    try require(!formats.isEmpty, "formats", "must name one format at least")
  }
}
