import ArrayNumerics
import Foundation
import Plotting

// Draws the pictures of Benchmarks/figures and prints, for each, seconds a picture as PNG (300 dpi) and as SVG: CPU time of the
// thread, the least of some tries. The first one, which loads the fonts, is not counted, as matplotlib's is not.

func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

func wave(_ i: Int, _ k: Double) -> Double { sin(Double(i) * k) * cos(Double(i) * k * 0.37) }

func image(_ rows: Int, _ columns: Int, _ k: Double) -> Matrix<Double> {
  let values = (0..<rows * columns).map { 1 + wave($0 % columns, k) * wave($0 / columns, k * 1.7) }
  return Matrix(rows: rows, columns: columns, elements: values)
}

let time = (0..<20_000).map { 0.01 * Double($0) }
let arena = 0.0...1.0
let pictures: [(String, Figure)] = [
  (
    "lines",
    linesFigure(
      (0..<3).map { k in LineSeries(name: "cell \(k)", x: time, y: time.indices.map { wave($0, 0.003 * Double(k + 1)) }) },
      xAxis: Axis("Time (s)"), yAxis: Axis("Rate (Hz)"), altText: "Three rates.",
      options: LinesOptions().with { $0.frame.width = .double })
  ),
  (
    "histogram",
    histogramFigure(values: (0..<50_000).map { wave($0, 0.7) }, bins: 60, label: "Speed (cm/s)")
  ),
  (
    "heat-map",
    heatMapFigure(
      values: image(200, 1000, 0.01), xAxis: Axis("Time (s)"), yAxis: Axis("Cell"),
      scale: ColorScale(map: .viridis, range: 0...2, label: "Rate (Hz)"), equalUnits: false, altText: "Rates.",
      options: HeatMapOptions().with { $0.frame.width = .double })
  ),
  (
    "rate-maps",
    rateMapSheetFigure(
      maps: (0..<24).map { image(40, 40, 0.1 + 0.01 * Double($0)) }, xRange: arena, yRange: arena,
      names: (0..<24).map { "cell \($0)" })
  ),
]

for (name, figure) in pictures {
  var best: [String: Double] = [:]
  for format in [FigureFormat.png, .svg] {
    for attempt in 0..<6 {
      let start = seconds()
      let data = try figure.data(as: format, PlotConfig())
      let took = seconds() - start
      if attempt > 0 { best[format.rawValue] = min(best[format.rawValue] ?? .infinity, took) }
      if attempt == 0, CommandLine.arguments.count > 1 {
        try data.write(to: URL(fileURLWithPath: "\(CommandLine.arguments[1])/\(name).\(format.rawValue)"))
      }
    }
  }
  print(name, best["png"] ?? .nan, best["svg"] ?? .nan)
}
