import ArrayNumerics
import Plotting
import Schema

/// Options of the density of a cloud.
public struct CloudDensityOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// Squares along the longer side.
  public var squares = 60

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<CloudDensityOptions>] =
    [Parameter("squares", \.squares, help: "squares along the longer side")]
    + frameParameters(.colorBarLabel, .legend, .panelLetters, .colorMap)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require((5...400).contains(squares), "squares", "\(squares) is not in 5...400.")
  }
}

/// How many states lie in each square of each pair of the first three axes: a scatter hides it, since the last drawn lies on
/// top.
///
/// - Parameter points: `[point, axis]`, at least two axes.
func cloudDensityFigure(_ points: Matrix<Double>, axisName: String, options: CloudDensityOptions) -> Figure {
  let pairs = points.columns >= 3 ? [(0, 1), (0, 2), (1, 2)] : [(0, 1)]
  let sheets = pairs.map { CloudDensity(points, $0.0, $0.1, squares: options.squares) }
  let most = sheets.flatMap(\.counts.elements).filter(\.isFinite).max() ?? 1
  let scale = ColorScale(
    map: options.frame.colorMap ?? .viridis, range: 0...max(1, most),
    label: options.frame.colorBarLabel ?? "States in a square")
  let panels = zip(pairs, sheets).enumerated().map { column, part in
    let (pair, sheet) = part
    var panel = Panel(
      x: .hidden(sheet.x), y: .hidden(sheet.y),
      marks: [.heatMap(HeatMapMark(values: sheet.counts, xRange: sheet.x, yRange: sheet.y, scale: scale))],
      height: .equalUnits)
    if pairs.count > 1 { panel.heading = "axes \(pair.0 + 1) and \(pair.1 + 1)" }
    return panel.at(row: 0, column: column)
  }
  var figure = Figure(
    name: "density", panels: panels,
    altText: "How many of \(points.rows) points of \(axisName) lie in each square, up to \(formatted(most)).",
    width: pairs.count > 1 ? .double : .single)
  figure.key = .bar(scale)
  return figure.framed(options.frame)
}

/// Counts of points in squares, NaN for none.
struct CloudDensity {
  let counts: Matrix<Double>
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  init(_ points: Matrix<Double>, _ first: Int, _ second: Int, squares: Int) {
    let (a, b) = (points.column(first), points.column(second))
    let ranges = [a, b].map { finiteRange($0) ?? 0...1 }
    let spans = ranges.map { $0.upperBound - $0.lowerBound }
    let side = max(spans[0], spans[1], 1e-12) / Double(squares)
    let sizes = spans.map { max(1, Int(($0 / side).rounded(.up))) }
    var counts = Matrix<Double>(rows: sizes[1], columns: sizes[0], repeating: .nan)
    for (u, v) in zip(a, b) where u.isFinite && v.isFinite {
      let column = min(sizes[0] - 1, Int((u - ranges[0].lowerBound) / side))
      let row = min(sizes[1] - 1, Int((v - ranges[1].lowerBound) / side))
      counts[row, column] = (counts[row, column].isNaN ? 0 : counts[row, column]) + 1
    }
    self.counts = counts
    x = ranges[0].lowerBound...ranges[0].lowerBound + side * Double(sizes[0])
    y = ranges[1].lowerBound...ranges[1].lowerBound + side * Double(sizes[1])
  }
}
