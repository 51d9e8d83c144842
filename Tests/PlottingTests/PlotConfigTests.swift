import Plotting
import Testing

@Suite struct PlotConfigTests {
  @Test func missingKeysKeepTheirDefaults() throws {
    let config = try PlotConfig(yaml: "theme: dark\nwidth: double\nfont_size: 8\ncolor: '#0072B2'\n")
    #expect(config.theme == .dark)
    #expect(config.width == .double)
    #expect(config.fontSize == 8)
    #expect(config.color == Palette.blue)
    #expect(config.dpi == 300)
    #expect(try PlotConfig(yaml: "") == PlotConfig())
    #expect(try PlotConfig(yaml: "width: 120.5").width == .millimetres(120.5))
  }

  @Test func anUnknownKeyIsNamedWithTheNearest() {
    #expect {
      try PlotConfig(yaml: "xlabel: Time (s)")
    } throws: { error in
      guard case PlottingError.unknownKey("xlabel", nearest: "x_label", _) = error else { return false }
      return "\(error)".contains("Did you mean “x_label”?")
    }
    #expect {
      try PlotConfig(yaml: "options: {kind: barcode, maximum_bar: 3}")
    } throws: { error in
      guard case PlottingError.unknownKey("options.maximum_bar", nearest: "maximum_bars", _) = error else {
        return false
      }
      return true
    }
    #expect {
      try PlotConfig(yaml: "zzzzzzzzzz: 1")
    } throws: { error in
      guard case PlottingError.unknownKey("zzzzzzzzzz", nearest: nil, _) = error else { return false }
      return true
    }
  }

  @Test func anUnusableValueIsNamedWithWhatWasExpected() {
    #expect {
      try PlotConfig(yaml: "dpi: many")
    } throws: { error in
      error as? PlottingError == .unusableValue(key: "dpi", found: "“many”", expected: "a number")
    }
    #expect {
      try PlotConfig(yaml: "dpi: 5")
    } throws: { error in
      guard case PlottingError.unusableValue("dpi", "5.0", _) = error else { return false }
      return true
    }
    #expect {
      try PlotConfig(yaml: "color: greenish")
    } throws: { error in
      guard case PlottingError.unusableValue("color", "“greenish”", let expected) = error else {
        return false
      }
      return expected.contains("#RRGGBB")
    }
    #expect(throws: PlottingError.self) { try PlotConfig(yaml: "- a list") }
    #expect(throws: PlottingError.self) { try PlotConfig(yaml: "a: [") }
    #expect(throws: PlottingError.self) { try PlotConfig(yaml: "theme: dusk") }
  }

  @Test func optionsAreReadByKind() throws {
    let config = try PlotConfig(yaml: "options: {kind: barcode, maximum_bars: 12}")
    guard case .barcode(let options) = config.options else {
      Issue.record("not barcode options")
      return
    }
    #expect(options.maximumBars == 12)
    #expect(options.significanceLevel == 0.05)
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    for config in [
      PlotConfig(), .barcode, .torusAnimation, .rasterPlot(), .tuningCurve(bins: 20), .gridAutocorrelation,
    ] {
      #expect(try PlotConfig(yaml: config.yaml()) == config)
    }
  }

  @Test func animationsShowEvenlySpacedSteps() {
    let config = PlotConfig().with { $0.fps = 10 }.forAnimation(timeStepsPerSecond: 100)
    let steps = config.animationSteps(steps: 101)
    #expect(steps.count == 10)
    #expect(steps.first == 0)
    #expect(steps.last == 100)
    #expect(config.forStaticPlot().timeStepsPerSecond == nil)
  }

  @Test func colorsAreReadAndWritten() {
    #expect(Color("#0072B2")?.description == "#0072B2")
    #expect(Color("fff") == Color(rgb: 0xFFFFFF))
    #expect(Color("#00000080")?.description == "#00000080")
    #expect(Color("12345") == nil)
  }
}
