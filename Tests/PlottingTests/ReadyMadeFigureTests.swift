import ArrayNumerics
import Foundation
import Plotting
import Testing

@Suite struct ReadyMadeFigureTests {
  private func intervals(_ panel: Panel) -> [IntervalsMark] {
    panel.marks.compactMap { if case .intervals(let mark) = $0 { mark } else { nil } }
  }

  @Test func barcodeShowsTheLongestBarsFirstAndCountsTheRest() throws {
    let bars = (1...40).map { (birth: 0.0, death: Double($0)) } + [(birth: 1.0, death: Double.infinity)]
    let figure = barcodeFigure(
      diagrams: [bars, []], nullThresholds: [5, nil], pValues: [Array(repeating: 0.5, count: 40) + [0.001]])
    #expect(figure.panels.count == 2)
    let marks = intervals(figure.panels[0])
    // The null of each row, the bars, and the key.
    let (band, drawn) = (marks.prefix(30), marks[30])
    #expect(marks.count == 32 && marks[31].name != nil)
    #expect(drawn.ends.count == 30)
    #expect(drawn.ends.prefix(3) == [.infinity, 40, 39])
    #expect(band[0].ends == [6])  // the null stands on the birth at 1
    #expect(drawn.y == drawn.y.sorted(by: >))
    // It is one band: each row's piece reaches the next.
    #expect(zip(band, band.dropFirst()).allSatisfy { $0.y[0] - $0.thickness / 2 < $1.y[0] + $1.thickness / 2 })
    #expect(figure.panels[0].note == "11 shorter not shown")
    let words = figure.panels[0].marks.compactMap { if case .text(let text) = $0 { text.text } else { nil } }
    #expect(words == ["p = 0.001"])
    #expect(figure.panels[0].y.label == "H₀")
    #expect(figure.panels[1].x.label == "Distance (a.u.)")
    #expect(figure.caption.contains("(H₀)"))
  }

  /// p once for a dimension, a lozenge for every bar that passed, at the median of its rank, and one key.
  @Test func barcodeMarksWhatPassed() throws {
    let bars = [(birth: 1.0, death: 9.0), (birth: 0.0, death: 6.0), (birth: 2.0, death: 3.0)]
    let figure = barcodeFigure(
      diagrams: [[(birth: 0.0, death: 1.0)], bars], nullThresholds: [nil, 2], pValues: [[], [0.01, 0.01, 0.4]],
      lifetimes: [[], [8, 5, 1.5]], above: [0, 2])
    func points(_ panel: Panel) -> [PointsMark] {
      panel.marks.compactMap { if case .points(let mark) = $0 { mark } else { nil } }
    }
    #expect(points(figure.panels[1]).flatMap(\.x) == [9, 5])
    let words = figure.panels[1].marks.compactMap { if case .text(let text) = $0 { text.text } else { nil } }
    #expect(words == ["p = 0.010"])
    let others = barcodeFigure(diagrams: [bars], nullThresholds: [2], pValues: [[0.01, 0.03, 0.04]], above: [2])
    let both = others.panels[0].marks.compactMap { if case .text(let text) = $0 { text.text } else { nil } }
    #expect(both == ["p = 0.010", "p = 0.030"])
    let keys = figure.panels.map { panel in points(panel).compactMap(\.name) + intervals(panel).compactMap(\.name) }
    #expect(keys == [["p ≤ 0.05", "null, 99.9 %"], []])
    // Twenty draws have no 99.9th percentile.
    let few = NullReach(draws: 20)
    #expect(few.value(of: [1, 3, 2]) == 3 && few.value(of: []) == nil)
    let many = (1...1000).map(Double.init)
    #expect(abs((NullReach(draws: 1000).value(of: many) ?? 0) - 999.001) < 1e-9)
    let short = barcodeFigure(diagrams: [bars], nullThresholds: [2], reach: few)
    #expect(short.caption.contains("the longest bar of the 20 draws"))
    #expect(intervals(short.panels[0]).compactMap(\.name) == ["null, longest of 20"])
  }

  @Test func barsOfOneLengthKeepTheOrderOfTheDiagram() {
    let figure = barcodeFigure(diagrams: [[(birth: 2, death: 3), (birth: 0, death: 1), (birth: 0, death: 4)]])
    #expect(intervals(figure.panels[0])[0].starts == [0, 2, 0])
    #expect(figure.caption.contains("untested"))
  }

  @Test func decodedAnglesAreDegreesBrokenAtWraps() throws {
    let figure = decodedAngleFigure(
      times: [0, 1, 2, 3], decoded: [[6.0, 6.2, 0.1, 0.3]], posteriorWidths: [[0.1, 0.1, 0.1, 0.1]])
    let panel = figure.panels[0]
    #expect(panel.y.range == 0.0...360.0)
    #expect(panel.x.label == "Time (s)")
    let lines = panel.marks.compactMap { if case .line(let line) = $0 { line } else { nil } }
    #expect(lines.count == 1)
    #expect(lines[0].y.count == 5)
    #expect(lines[0].y[2].isNaN)
    let bands = panel.marks.compactMap { if case .band(let band) = $0 { band } else { nil } }
    #expect(bands.count == 3)
    #expect(bands[1].upper[2].isNaN)
    #expect(abs(bands[1].upper[4] - bands[1].lower[4] - 2 * 0.1 * 180 / Double.pi) < 1e-9)
  }

  @Test func aWrapIsAJumpOfMoreThanHalfAPeriod() {
    let broken = breakingAtWraps(x: [0, 1, 2], y: [10, 189, 10], period: 360)
    #expect(broken.y == [10, 189, 10])
    let (x, y) = breakingAtWraps(x: [0, 1], y: [350, 10], period: 360)
    #expect(x.count == 3 && x[1].isNaN && y[1].isNaN)
  }

  @Test func histogramsCountEveryFiniteValueOnce() {
    let (edges, counts) = drawnHistogram([0, 0.5, 1, .nan, .infinity, 2], bins: 4)
    #expect(edges == [0, 0.5, 1, 1.5, 2])
    #expect(counts == [1, 1, 1, 1])
    #expect(drawnHistogram([], bins: 4).edges.isEmpty)
    #expect(drawnHistogram([3, 3], bins: 2).counts == [2, 0])
  }

  @Test func rateMapsSayTheirPeakAndShareOneFrame() {
    let map = Matrix<Double>(rows: 2, columns: 2, elements: [0, 1.25, .nan, 4])
    let figure = rateMapSheetFigure(maps: [map, map, map], xRange: 0...1, yRange: 0...1, columns: 2)
    #expect(figure.panels.map(\.row) == [0, 0, 1])
    #expect(figure.panels.allSatisfy { $0.note == "4.0 Hz" && $0.x.range == 0.0...1.0 })
    #expect(figure.panels.compactMap(\.scaleBar) == [ScaleBar(length: 0.25, label: "25 cm")])
    #expect(figure.key == .bar(ColorScale(range: 0...1, label: "Rate (fraction of peak)")))
  }

  @Test func phaseMapsCarryTheWheel() {
    let map = Matrix<Double>(rows: 2, columns: 2, elements: [0, 1, .nan, 3])
    let figure = phaseMapsFigure(maps: [map, map], xRange: 0...1.5, yRange: 0...1.5)
    #expect(figure.panels.count == 2)
    #expect(figure.key == .wheel(label: "Phase"))
  }

  @Test func everyFigureHasWordsForPeopleWhoCannotSeeIt() {
    for figure in ExampleFigures.all() {
      #expect(figure.altText.count > 15, "\(figure.name)")
      #expect(!figure.panels.isEmpty)
    }
  }

  @Test func populationRowsAreNormalizedByChoice() throws {
    let options = PopulationHeatmapOptions().with { $0.normalization = .minMaxPerNeuron }
    let figure = populationHeatmapFigure(
      activity: Matrix(rows: 3, columns: 2, elements: [0, 10, 1, 20, 2, 30]), timeRange: 0...3,
      order: [1, 0], options: options)
    guard case .heatMap(let map) = figure.panels[0].marks[0] else {
      Issue.record("not an image")
      return
    }
    #expect(map.values.elements == [0, 0.5, 1, 0, 0.5, 1])
  }
}
