import Schema

/// Options of the persistence barcode.
public struct BarcodeOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// The longest bars drawn in each dimension; the rest is counted beside the panel.
  public var maximumBars = 30
  /// Print p beside the longest bar of a dimension, and those that passed, where it is at or below this.
  public var significanceLevel = 1.0

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<BarcodeOptions>] =
    [
      Parameter("maximum_bars", \.maximumBars, help: "longest bars drawn in each dimension"),
      Parameter(
        "significance_level", \.significanceLevel,
        help: "print p beside the longest bar, and those that passed, up to this"),
    ] + frameParameters(.xLabel, .grid, .color)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require(Double(maximumBars), in: 1...10_000, "maximum_bars")
    try require(significanceLevel, in: 0...1, "significance_level")
  }
}
