import DimensionReduction
import Plotting
import Schema

/// Options of the variances of all components.
public struct SpectrumOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// Components that are drawn.
  public var components = 40

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<SpectrumOptions>] =
    [Parameter("components", \.components, help: "components that are drawn")]
    + frameParameters(.xLabel, .yLabel, .legend, .grid, .color)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require((2...10_000).contains(components), "components", "\(components) is not in 2...10_000.")
  }
}

/// The variances of the leading components, those of chance, and the elbow.
func spectrumFigure(_ spectrum: VarianceSpectrum, options: SpectrumOptions) -> Figure {
  let shown = min(options.components, spectrum.eigenvalues.count)
  let numbers = (0..<shown).map { Double($0 + 1) }
  let paint = options.frame.color.map(Paint.fixed) ?? .category(0)
  let own = Array(spectrum.eigenvalues.prefix(shown))
  var marks: [Mark] = [
    .line(LineMark(x: numbers, y: own, paint: paint, name: "data")),
    .points(PointsMark(x: numbers, y: own, colors: .uniform(paint), size: 3)),
  ]
  if !spectrum.threshold.isEmpty {
    let limits = Array(spectrum.threshold.prefix(shown))
    marks.append(.line(LineMark(x: numbers, y: limits, paint: .category(1), dash: [3, 2], name: "chance, 95 %")))
  }
  if spectrum.elbow > 0, spectrum.elbow < shown {
    marks.append(.rule(RuleMark(.vertical, at: Double(spectrum.elbow) + 0.5, name: "elbow")))
  }
  let panel = Panel(
    x: .whole(options.frame.xLabel ?? "Principal component", range: 0.4...Double(shown) + 0.6),
    y: Axis(options.frame.yLabel ?? "Variance", range: 0...max(1e-12, 1.05 * (own.first ?? 1))), marks: marks)
  return Figure(
    name: "spectrum", panels: [panel],
    altText: "Variance along the first \(shown) of \(spectrum.eigenvalues.count) principal components."
  ).framed(options.frame)
}

/// Options of the intrinsic dimension by scale.
public struct DimensionScalesOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<DimensionScalesOptions>] =
    frameParameters(.yLabel, .legend, .grid, .panelLetters)
}

/// The maximum likelihood by the number of nearest, and the slope of the correlation sum by the distance.
func dimensionScalesFigure(_ intrinsic: IntrinsicDimension, options: DimensionScalesOptions) -> Figure {
  let label = options.frame.yLabel ?? "Dimension"
  let top = 1.1 * max(1, (intrinsic.scaleDimensions + intrinsic.slopes).filter(\.isFinite).max() ?? 1)
  func panel(_ x: Axis, _ places: [Double], _ values: [Double], _ estimate: DimensionEstimate, _ name: String, _ color: Int)
    -> Panel
  {
    let ends = [places.first ?? 0, places.last ?? 1]
    return Panel(
      x: x, y: Axis(label, range: 0...top),
      marks: [
        .band(
          BandMark(
            x: ends, lower: [estimate.low, estimate.low], upper: [min(top, estimate.high), min(top, estimate.high)],
            paint: .category(color), name: name)),
        .line(LineMark(x: places, y: values, paint: .category(color))),
        .points(PointsMark(x: places, y: values, colors: .uniform(.category(color)), size: 3)),
      ])
  }
  let left = panel(
    Axis("Nearest states", scale: .log), intrinsic.scaleNeighbours.map(Double.init), intrinsic.scaleDimensions,
    intrinsic.maximumLikelihood, "maximum likelihood at \(intrinsic.neighbours), 95 %", 0)
  let right = panel(
    Axis("Distance", scale: .log), intrinsic.radii, intrinsic.slopes, intrinsic.correlation,
    "below that of 1 % of the pairs, 95 %", 1)
  return Figure(
    name: "dimension", panels: [left.at(row: 0, column: 0), right.at(row: 0, column: 1)],
    altText: "Intrinsic dimension by the number of nearest states and by the distance.", width: .double
  ).framed(options.frame)
}
