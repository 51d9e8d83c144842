import Foundation
import Plotting
import Schema

/// What can be changed about the figure, in a plot configuration or in code.
public struct DwellOptions: FigureOptions {
  public var frame = FigureFrame()
  /// Whether the longest comes first.
  public var isSorted = true

  public init() {}

  public static let parameters: [Parameter<DwellOptions>] =
    [Parameter("sorted", \.isSorted, help: "longest first")] + frameParameters(.xLabel, .yLabel, .color)
}

/// How long an animal stayed in each room.
///
/// - Parameter seconds: of each room, not negative.
public func dwellFigure(_ seconds: [Double], names: [String], options: DwellOptions = DwellOptions()) -> Figure {
  let order = seconds.indices.sorted { options.isSorted && seconds[$0] != seconds[$1] ? seconds[$0] > seconds[$1] : $0 < $1 }
  let bars = BarsMark(edges: (0...seconds.count).map(Double.init), heights: order.map { seconds[$0] })
  let ticks = Axis.Ticks.at(order.indices.map { Double($0) + 0.5 }, labels: order.map { names[$0] })
  return Figure(
    name: "dwell",
    panels: [
      Panel(
        x: Axis(options.frame.xLabel ?? "Room", ticks: ticks), y: Axis(options.frame.yLabel ?? "Time (s)"),
        marks: [.bars(bars)])
    ], altText: "Time in \(counted(seconds.count, "room")), at most \(formatted(seconds.max() ?? 0)) s."
  ).framed(options.frame)
}

/// In light for the paper and in dark for a talk, with the same words and sizes.
public func drawDwell(in folder: URL) throws {
  let figure = dwellFigure([31, 12.5, 80], names: ["A", "海马", "Küche"])
  try figure.write(in: folder, baseName: "dwell", config: PlotConfig(yaml: "files: {formats: [svg, png, pdf]}"))
  try figure.write(in: folder, baseName: "dwell-dark", config: PlotConfig(yaml: "style: {theme: dark}"))
}
