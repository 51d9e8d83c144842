import ArrayNumerics
import Schema

/// Options of the sheet of polar tuning curves.
public struct PolarTuningSheetOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<PolarTuningSheetOptions>] =
    frameParameters(.legend, .color)
}

/// Tuning to direction as polar curves, one small panel for each cell, each out to its own peak.
///
/// - Parameters:
///   - rates: firing rates in hertz `[cell, bin]`; the bins divide the circle equally, the first beginning at 0.
///   - preferred: the preferred direction of each cell in radians, drawn as a ray; NaN for none.
///   - names: a heading for each cell.
public func polarTuningSheetFigure(
  rates: Matrix<Double>, preferred: [Double] = [], names: [String] = [], columns: Int? = nil,
  options: PolarTuningSheetOptions = PolarTuningSheetOptions()
) -> Figure {
  let cells = rates.columns > 0 ? rates.rows : 0
  let width = options.frame.width ?? (cells > 12 ? .double : (cells > 4 ? .oneAndHalf : .single))
  let perRow = sheetColumns(columns, count: cells, width: width.millimetres - 20, each: 21)
  let paint = options.frame.color.map(Paint.fixed) ?? .category(0)
  let states = Double(max(1, rates.columns))
  let centres = (0..<rates.columns).map { (state: Int) -> Double in (Double(state) + 0.5) * 2 * Double.pi / states }
  let panels = (0..<cells).map { cell -> Panel in
    let curve = Array(rates.row(cell))
    let peak = curve.filter(\.isFinite).max() ?? 0
    let closed = LineMark(
      x: centres + centres.prefix(1), y: curve + curve.prefix(1), paint: paint)
    var marks: [Mark] = [.line(closed)]
    if !curve.contains(where: { !$0.isFinite }) {
      var area = PolygonMark(x: centres, y: curve, fill: paint, stroke: nil)
      area.opacity = 0.18
      marks.insert(.polygon(area), at: 0)
    }
    if cell < preferred.count, preferred[cell].isFinite {
      marks.append(
        .line(LineMark(x: [preferred[cell], preferred[cell]], y: [0, peak], paint: .ink, width: 0.8)))
    }
    var panel = Panel(
      x: Axis("Direction (°)"), y: Axis("Rate (Hz)", range: 0...(peak > 0 ? peak : 1)), marks: marks,
      height: .aspect(1))
    panel.coordinates = .polar
    // The key names the directions for all of them; a cell alone carries them itself.
    panel.x.isVisible = cells == 1
    let name = cell < names.count ? names[cell] + ", " : ""
    panel.heading = name + formatted(peak, decimals: 1) + " Hz"
    return panel.at(row: cell / perRow, column: cell % perRow)
  }
  var figure = Figure(
    name: "polar-tuning", panels: panels.isEmpty ? [.noData(x: .hidden(), y: .hidden())] : panels,
    altText: "Polar tuning curves of \(cells) cells to direction, each scaled to its peak rate.",
    caption: sentence {
      "Firing rate against direction, 0° to the right, counter-clockwise. "
      "The outer circle is each cell's peak rate, given above it"
      if !preferred.isEmpty { "; line: the preferred direction" }
      "."
    },
    width: width, hasLetters: false)
  figure.spacing = 1.5
  if cells > 1 { figure.key = .directions(label: "Direction") }
  return figure.framed(options.frame)
}
