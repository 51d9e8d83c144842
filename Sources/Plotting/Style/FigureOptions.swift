import Schema

/// Options of a kind of figure. The table of its parameters names what its drawing function uses, and nothing else.
///
/// ```swift
/// public struct RasterOptions: FigureOptions {
///   public var frame = FigureFrame()
///   public var mode = Mode.scatter
///   public init() {}
///   public static let parameters: [Parameter<RasterOptions>] =
///     [Parameter("mode", \.mode, help: "…")] + frameParameters(.xLabel, .yLabel, .grid, .color)
/// }
/// ```
public protocol FigureOptions: ParameterTable {
  /// Its words, and its size in mm.
  var frame: FigureFrame { get set }
}

extension FigureOptions {
  /// The parameters of the frame as parameters of the figure: title and size, and the parts that the figure uses.
  public static func frameParameters(_ parts: FigureFrame.Part...) -> [Parameter<Self>] {
    FigureFrame.parameters(parts).map { $0.within(\.frame) }
  }

  /// Checks the frame.
  public func validate() throws { try frame.validate() }

  /// A changed copy: `BarcodeOptions().with { $0.maximumBars = 10 }`.
  public func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }
}
