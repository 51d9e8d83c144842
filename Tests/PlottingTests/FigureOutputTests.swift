import ArrayNumerics
import Foundation
import Plotting
import Testing

@Suite struct FigureOutputTests {
  /// Runs the body with a fresh folder; `CANNS_KEEP_FIGURES` names a folder to keep the files in.
  private func inFolder(_ body: (URL) throws -> Void) throws {
    if let kept = ProcessInfo.processInfo.environment["CANNS_KEEP_FIGURES"] {
      let folder = URL(fileURLWithPath: kept)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      return try body(folder)
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("figures-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func everyFigureIsWrittenInEveryFormatAndTheme() throws {
    try inFolder { folder in
      for theme in Theme.allCases {
        let config = PlotConfig().with {
          $0.style.theme = theme
          $0.files.formats = FigureFormat.allCases
        }
        for figure in ExampleFigures.all() {
          let files = try figure.write(
            in: folder, baseName: "\(figure.name)-\(theme.rawValue)", config: config)
          #expect(files.count == 3)
          for file in files {
            let start = try Data(contentsOf: file).prefix(5)
            switch file.pathExtension {
            case "svg": #expect(start == Data("<?xml".utf8), "\(file.lastPathComponent)")
            case "pdf": #expect(start == Data("%PDF-".utf8), "\(file.lastPathComponent)")
            default: #expect(start == Data([0x89, 0x50, 0x4E, 0x47, 0x0D]), "\(file.lastPathComponent)")
            }
          }
        }
      }
    }
  }

  @Test func theSameFigureGivesTheSameBytes() throws {
    for figure in ExampleFigures.all()
    where ["barcode", "phase-maps", "torus", "polar-tuning"].contains(figure.name) {
      for format in FigureFormat.allCases {
        #expect(try figure.data(as: format) == figure.data(as: format), "\(figure.name).\(format.rawValue)")
      }
    }
  }

  @Test func theSVGCarriesItsWordsAndPrefixedIDs() throws {
    let figure = histogramFigure(values: [1, 2, 3], bins: 3, label: "Speed < 3 (cm/s)")
    let svg = try figure.svg(idPrefix: "f7-")
    #expect(svg.contains("<title id=\"f7-title\">histogram</title>"))
    #expect(svg.contains("Histogram of Speed &lt; 3 (cm/s)"))
    #expect(svg.contains("role=\"img\""))
    for id in svg.matches(of: /\sid="([^"]*)"/) { #expect(id.1.hasPrefix("f7-")) }
    for reference in svg.matches(of: /href="#([^"]*)"/) { #expect(svg.contains(" id=\"\(reference.1)\"")) }
  }

  @Test func thePDFCarriesTheGivenDateAndItsFont() throws {
    let figure = histogramFigure(values: [1, 2, 3], bins: 3, label: "Speed (cm/s)")
    let pdf = try figure.pdf(PlotConfig().with { $0.files.sourceDateEpoch = 86400 * 365 })
    let text = String(decoding: pdf, as: UTF8.self)
    #expect(text.contains("19710101"))
    #expect(text.contains("FontFile"))
  }

  @Test func emptyDataDrawAPageThatSaysSo() throws {
    let empty = Matrix<Double>(rows: 0, columns: 0, elements: [])
    let figures = [
      barcodeFigure(diagrams: []), barcodeFigure(diagrams: [[], []]), birthDeathFigure(diagrams: []),
      nullHistogramFigure(nullMaxima: [[], [1]], observed: []), varianceExplainedFigure(fractions: []),
      landmarkScatterFigure(points: empty, colors: .order(label: "Order")),
      phaseMapsFigure(maps: [], xRange: 0...1, yRange: 0...1),
      phaseMapsFigure(maps: [empty], xRange: 0...0, yRange: 0...0),
      rateMapSheetFigure(maps: [], xRange: 0...1, yRange: 0...1), decodedAngleFigure(times: [], decoded: []),
      decodedAngleFigure(times: [0, 1], decoded: [[.nan, .nan]], posteriorWidths: [[]]),
      torusFigure(first: [], second: []), polarTuningSheetFigure(rates: empty), rasterFigure(spikeTimes: []),
      populationHeatmapFigure(activity: empty, timeRange: 0...1),
      histogramFigure(values: [.nan], label: "Speed (cm/s)"), trajectoryFigure(x: [], y: []),
      trajectoryFigure(x: [.nan], y: [1], colors: .order(label: "Order")),
      linesFigure([], xAxis: Axis(), yAxis: Axis(), altText: "Nothing."),
    ]
    for figure in figures {
      #expect(try figure.png(PlotConfig().with { $0.files.dpi = 72 }).count > 100, "\(figure.name)")
    }
  }

  @Test func valuesThatAreNotFiniteDrawWithoutHarm() throws {
    let bad: [Double] = [.nan, .infinity, -.infinity, 1e300, -1e300, 0, 1]
    let panel = Panel(
      marks: [
        .line(LineMark(x: bad, y: bad)), .band(BandMark(x: bad, lower: bad, upper: bad)),
        .points(PointsMark(x: bad, y: bad, colors: .values(bad, ColorScale(fitting: bad, label: "")))),
        .bars(BarsMark(edges: bad, heights: bad)), .intervals(IntervalsMark(starts: bad, ends: bad, y: bad)),
        .polygon(PolygonMark(x: bad, y: bad, fill: .ink)), .rule(RuleMark(.vertical, at: .nan)),
      ])
    let figure = Figure(name: "bad", panels: [panel], altText: "Values that cannot be drawn.")
    for format in FigureFormat.allCases { #expect(try figure.data(as: format).count > 100) }
  }

  @Test func denseMarksBecomePixelsInsideVectorFiles() throws {
    let count = 6000
    let x = (0..<count).map { Double($0 % 83) }
    let y = (0..<count).map { Double($0 % 61) }
    func svg(_ config: PlotConfig) throws -> String {
      try Figure(
        name: "dense", panels: [Panel(marks: [.points(PointsMark(x: x, y: y))])], altText: "Many points."
      ).svg(config)
    }
    #expect(try svg(PlotConfig()).contains("data:image/png"))
    #expect(try !svg(PlotConfig().with { $0.files.rasterized = false }).contains("data:image/png"))
  }

  @Test func thePictureHasTheAskedSize() throws {
    let options = HistogramOptions().with {
      $0.frame.width = .single
      $0.frame.height = 60
    }
    let figure = histogramFigure(values: [1, 2, 3], bins: 3, label: "Speed (cm/s)", options: options)
    let size = try figure.size()
    #expect(abs(size.width - 85 * 72 / 25.4) < 1e-9)
    #expect(abs(size.height - 60 * 72 / 25.4) < 1e-9)
    let pixels = try figure.pixels()
    #expect(pixels.width == 1004)
    #expect(pixels.bytes.count == pixels.width * pixels.height * 4)
  }

  @Test func aFolderThatDoesNotExistIsNamed() {
    let figure = histogramFigure(values: [1], label: "Speed (cm/s)")
    #expect(throws: PlottingError.self) {
      try figure.write(to: URL(fileURLWithPath: "/nonexistent/folder/figure.svg"), format: .svg)
    }
  }
}
