import ArrayNumerics
import Plotting
import Schema

/// Options of the bars of data and picture.
public struct KeptBarsOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<KeptBarsOptions>] = frameParameters(.xLabel, .legend, .panelLetters)
}

/// The longest bars of the data beside those of its picture, longest first; those before the widest gap in colour.
func keptBarsFigure(_ topology: PictureTopology, options: KeptBarsOptions) -> Figure {
  var rows = [("H1", topology.dataLoops, topology.pictureLoops)]
  if let data = topology.dataCavities, let picture = topology.pictureCavities { rows.append(("H2", data, picture)) }
  let panels = rows.enumerated().flatMap { row, part in
    [("data", part.1), ("picture", part.2)].enumerated().map { column, side in
      barsPanel(side.1, heading: "\(part.0), \(side.0)", color: row, label: options.frame.xLabel ?? "Distance")
        .at(row: row, column: column)
    }
  }
  return Figure(
    name: "bars", panels: panels,
    altText: "The ten longest bars of the data and of the picture, in \(rows.map(\.0).joined(separator: " and ")).",
    width: .double
  ).framed(options.frame)
}

private func barsPanel(_ bars: Matrix<Double>, heading: String, color: Int, label: String) -> Panel {
  let long = PictureTopology.long(bars)
  func mark(_ range: Range<Int>, _ paint: Paint) -> Mark {
    .intervals(
      IntervalsMark(
        starts: range.map { bars[$0, 0] }, ends: range.map { bars[$0, 1] }, y: range.map { -Double($0) }, paint: paint))
  }
  let reach = max(bars.rows > 0 ? bars.column(1).max() ?? 1 : 1, 1e-9)
  var panel = Panel(
    x: Axis(label, range: 0...reach * 1.05),
    y: .hidden(-Double(PictureTopology.kept) + 0.3...0.7),
    marks: [mark(0..<min(long, bars.rows), .category(color)), mark(min(long, bars.rows)..<bars.rows, .muted)],
    height: .aspect(0.4))
  panel.heading = heading
  panel.note = long > 0 ? counted(long, "long bar") : "no wide gap"
  panel.notePlace = .bottomRight
  return panel
}
