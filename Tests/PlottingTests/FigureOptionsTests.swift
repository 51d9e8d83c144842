import Plotting
import Schema
import Testing

@Suite struct FigureOptionsTests {
  private let barcode = FigureKind("barcode", BarcodeOptions.self, about: "the persistence barcode")
  private let path = FigureKind("path", TrajectoryOptions.self, about: "the path of the animal")

  private func config(_ yaml: String) throws -> PlotConfig { try PlotConfig(yaml: "figures: {\(yaml)}") }
  private func error(_ yaml: String, _ figures: [(stem: String, kind: AnyFigureKind)]? = nil) throws -> PlottingError? {
    let config = try config(yaml)
    do {
      try config.check(figures ?? [("tda", AnyFigureKind(barcode)), ("embed", AnyFigureKind(path))])
      return nil
    } catch {
      return error
    }
  }

  @Test func aRuleChangesTheOptionsOfTheFigureOfItsName() throws {
    let pen = FigurePen(try config("tda-barcode: {maximum_bars: 12, width: double, x_label: Distance}"), stem: "tda")
    let options = try pen[barcode]
    #expect(options.maximumBars == 12)
    #expect(options.significanceLevel == 1)
    #expect(options.frame.width == .double)
    #expect(options.frame.xLabel == "Distance")
    #expect(try FigurePen(pen.config, stem: "other")[barcode] == BarcodeOptions())
    #expect(pen.name(of: barcode) == "tda-barcode")
    #expect(pen.name(of: AnyFigureKind(path)) == "tda-path")
  }

  @Test func laterRulesGoOverEarlierOnes() throws {
    let pen = FigurePen(
      try config("tda-barcode: {maximum_bars: 12, width: double}, \"*\": {width: single}"), stem: "tda")
    #expect(try pen[barcode].frame.width == .single)
    #expect(try pen[barcode].maximumBars == 12)
  }

  @Test func aPatternLeavesOutWhatAFigureDoesNotHave() throws {
    let pen = FigurePen(try config("\"*\": {color_map: ink, maximum_bars: 7, draws_title: true}"), stem: "tda")
    #expect(try pen[barcode].maximumBars == 7)
    #expect(try pen[path].frame.colorMap == .ink)
    // The title that it would draw was not given.
    #expect(try pen[path].frame.drawsTitle == false)
    #expect(throws: PlottingError.self) { try FigurePen(config("tda-barcode: {color_map: ink}"), stem: "tda")[barcode] }
    #expect(throws: PlottingError.self) { try FigurePen(config("tda-barcode: {draws_title: true}"), stem: "tda")[barcode] }
  }

  @Test func patternsMatchByTheirStars() {
    let rule = FigureRule("energy-*-land*", [])
    #expect(rule.matches("energy-2d-landscape"))
    #expect(rule.matches("energy--land"))
    #expect(!rule.matches("energy-landscape"))
    #expect(FigureRule("*", []).matches(""))
    #expect(FigureRule("a*b*c", []).matches("abbbbc"))
    #expect(FigureRule("*-tuning", []).matches("a-tuning-tuning"))
    #expect(!FigureRule("*-tuning", []).matches("a-tuning-2"))
    #expect(!FigureRule("tda-barcode", []).matches("tda-barcodes"))
    #expect(!FigureRule("tda-barcode", []).isPattern)
  }

  @Test func everyRuleMustMeanSomething() throws {
    #expect(try error("tda-barcode: {maximum_bars: 3}, \"*\": {width: double}") == nil)
    guard
      case .unknownKey("figures.tda-barcode.maximum_bar", nearest: "maximum_bars", _)? =
        try error("tda-barcode: {maximum_bar: 3}")
    else {
      Issue.record("not the nearest option")
      return
    }
    guard case .noFigure("tda-barcodes", nearest: "tda-barcode", _)? = try error("tda-barcodes: {maximum_bars: 3}") else {
      Issue.record("not the nearest figure")
      return
    }
    guard case .unknownKey("figures.embed-*.maximum_bars", _, _)? = try error("embed-*: {maximum_bars: 3}") else {
      Issue.record("an option of another figure passes")
      return
    }
    #expect(
      try error("\"*\": {maximum_bars: 0}")
        == .invalidValue(key: "figures.*.maximum_bars", reason: "must be 1 to 10000, and is 0"))
    #expect(
      try error("tda-barcode: {maximum_bars: few}")
        == .unusableValue(key: "figures.tda-barcode.maximum_bars", found: "“few”", expected: "a whole number"))
    #expect(
      try error("tda-barcode: {draws_title: true}")
        == .idleOption(key: "figures.tda-barcode.draws_title", condition: "with a title"))
    #expect(try error("tda-barcode: {width: 5}") != nil)
  }

  @Test func aKindSaysWhatItTakes() throws {
    let kind = AnyFigureKind(barcode)
    #expect(
      kind.parameters.map(\.name) == [
        "maximum_bars", "significance_level", "title", "draws_title", "x_label", "width", "height", "grid", "color",
      ])
    #expect(kind.defaults.map(\.key) == kind.parameters.map(\.name))
    #expect(kind.defaults.first?.value == 30)
    #expect(throws: ParameterError.self) { try kind.validate([ParameterSetting(name: "z_label", text: "z")]) }
    try kind.validate([ParameterSetting(name: "color", text: "vermillion")])
  }

  /// The parts that options take by name are the keys of the frame's table.
  @Test func everyPartOfTheFrameIsInItsTable() {
    let names = FigureFrame.parameters.map(\.information.name)
    #expect(Set(FigureFrame.Part.allCases.map(\.rawValue)).isSubset(of: names))
    #expect(names.filter { FigureFrame.Part(rawValue: $0) == nil } == ["title", "draws_title", "width", "height"])
  }

  @Test func theFrameReachesTheFigure() throws {
    let options = HistogramOptions().with {
      $0.frame.title = "Speeds"
      $0.frame.drawsTitle = true
      $0.frame.width = .oneAndHalf
      $0.frame.height = 44
      $0.frame.legend = false
      $0.frame.grid = true
      $0.frame.xLabel = "v"
    }
    let figure = histogramFigure(values: [1, 2, 3], bins: 3, label: "Speed (cm/s)", options: options)
    #expect(figure.title == "Speeds")
    #expect(figure.width == .oneAndHalf)
    #expect(figure.height == 44)
    #expect(!figure.showsKeys && figure.hasGrid && figure.drawsTitle)
    #expect(figure.panels[0].x.label == "v")
    #expect(try figure.svg().contains(">Speeds</title>"))
  }
}
