import Plotting
import Schema
import Testing

@Suite struct PlotConfigTests {
  @Test func missingKeysKeepTheirDefaults() throws {
    let config = try PlotConfig(
      yaml: """
        style: {theme: dark, font_size: 8, palette: blue-orange}
        movement: {formats: gif}
        """)
    #expect(config.style.theme == .dark)
    #expect(config.style.fontSize == 8)
    #expect(config.style.palette == .blueOrange)
    #expect(config.files == FileSettings())
    #expect(config.files.dpi == 300)
    #expect(config.movement.formats == [.gif])
    #expect(config.movement.fps == 30)
    #expect(try PlotConfig(yaml: "") == PlotConfig())
    #expect(try PlotConfig(yaml: "style:\nfigures:\n") == PlotConfig())
  }

  @Test func theExampleOfTheGuideIsRead() throws {
    let config = try PlotConfig(
      yaml: """
        style:    {theme: light, font_size: 8, palette: okabe-ito}
        files:    {formats: [svg, pdf], dpi: 300}
        movement: {formats: [mp4, gif], fps: 30, steps_per_second: 1000, repeat: true}
        figures:
          tda-barcode:        {maximum_bars: 20, width: double}
          energy-landscape-*: {color_map: viridis, x_label: "Position (rad)"}
          "*-tuning":         {normalization: minmax-per-neuron}
        """)
    #expect(config.files.formats == [.svg, .pdf])
    #expect(config.movement.stepsPerSecond == 1000)
    #expect(config.figures.map(\.pattern) == ["tda-barcode", "energy-landscape-*", "*-tuning"])
    #expect(
      config.figures[0].settings == [
        ParameterSetting(name: "maximum_bars", text: "20"), ParameterSetting(name: "width", text: "double"),
      ])
  }

  private func error(_ yaml: String) -> PlottingError? {
    do {
      _ = try PlotConfig(yaml: yaml)
      return nil
    } catch {
      return error
    }
  }

  @Test func anUnknownKeyIsNamedWithTheNearest() {
    guard case .unknownKey("style.font_sizes", nearest: "font_size", _)? = error("style: {font_sizes: 8}") else {
      Issue.record("not the nearest key")
      return
    }
    #expect("\(error("style: {font_sizes: 8}")!)".contains("Did you mean “font_size”?"))
    guard case .unknownKey("figure", nearest: "figures", _)? = error("figure: {}") else {
      Issue.record("not the nearest section")
      return
    }
    guard case .unknownKey("zzzzzzzzzz", nearest: nil, _)? = error("zzzzzzzzzz: 1") else {
      Issue.record("a key that resembles none has a nearest one")
      return
    }
  }

  /// How a configuration was written before it had sections.
  @Test func aKeyInTheWrongPlaceIsSentToItsOwn() {
    #expect(error("dpi: 300") == .misplacedKey("dpi", place: "files: {dpi: …}"))
    #expect(error("theme: dark") == .misplacedKey("theme", place: "style: {theme: …}"))
    #expect(error("style: {fps: 30}") == .misplacedKey("style.fps", place: "movement: {fps: …}"))
    #expect(error("repeats: true") == .misplacedKey("repeats", place: "movement: {repeat: …}"))
    for old in ["options: {kind: barcode, maximum_bars: 12}", "x_label: Time (s)", "xlabel: Time (s)", "width: double"] {
      guard let error = error(old), case .misplacedKey(_, let place) = error else {
        Issue.record("\(old) is not sent anywhere")
        continue
      }
      #expect(place.hasPrefix("figures: {tda-barcode: {"), "\(old)")
      #expect("\(error)".contains("is not read where it stands"))
    }
  }

  @Test func anUnusableValueIsNamedWithWhatWasExpected() {
    #expect(
      error("files: {dpi: many}")
        == .unusableValue(key: "files.dpi", found: "“many”", expected: "a number (dots per inch)"))
    #expect(
      error("files: {dpi: 5}")
        == .invalidValue(key: "files.dpi", reason: "must be 36 to 1200 dots per inch, and is 5"))
    guard case .unusableValue("style.theme", "“dusk”", "one of light, dark")? = error("style: {theme: dusk}") else {
      Issue.record("\(String(describing: error("style: {theme: dusk}")))")
      return
    }
    for wrong in ["- a list", "a: [", "style: dark", "style: {theme: {a: b}}", "figures: [a]", "files: {formats: []}"] {
      #expect(error(wrong) != nil, "\(wrong)")
    }
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    var config = PlotConfig()
    #expect(try PlotConfig(yaml: config.yaml()) == config)
    config.style = try PlotStyle(settings: [
      .init(name: "marker_size", text: "2.5"), .init(name: "font_family", text: "Noto: Sans"),
    ])
    config.files.rasterized = false
    config.files.formats = [.pdf]
    config.movement.stepsPerSecond = 12.5
    config.movement.repeats = false
    config.figures = [
      FigureRule(
        "*-tuning",
        [
          ParameterSetting(name: "x_label", text: "Angle \"θ\": (°), none"), ParameterSetting(name: "title", text: "none"),
          ParameterSetting(name: "color", text: "#0072B2"), ParameterSetting(name: "y_label", text: ""),
          ParameterSetting(name: "maximum_bars", text: "20"), ParameterSetting(name: "z_label", text: "null"),
        ]), FigureRule("tda-barcode", []),
    ]
    #expect(try PlotConfig(yaml: config.yaml()) == config)
    let text = PlotConfig().yaml()
    for table in [PlotStyle.parameters.map(\.information.name), FileSettings.parameters.map(\.information.name)] {
      for key in table { #expect(text.contains("  \(key): "), "\(key)") }
    }
  }

  @Test func noneStandsForNoValue() throws {
    for none in ["none", "~", "null", ""] {
      #expect(try PlotConfig(yaml: "style: {marker_size: \(none)}").style.markerSize == nil)
    }
  }

  @Test func animationsShowEvenlySpacedSteps() {
    var movement = Movement()
    movement.fps = 10
    let steps = movement.animationSteps(steps: 101, stepsPerSecond: 100)
    #expect(steps.count == 10)
    #expect(steps.first == 0)
    #expect(steps.last == 100)
    #expect(steps == (0..<10).map { $0 * 100 / 9 })
    // What the configuration says comes first; something shorter than a frame is one frame.
    movement.stepsPerSecond = 10
    #expect(movement.animationSteps(steps: 101, stepsPerSecond: 100).count == 101)
    #expect(movement.animationSteps(steps: 0, stepsPerSecond: 100).isEmpty)
    #expect(movement.animationSteps(steps: 1, stepsPerSecond: 100) == [0])
  }

  @Test func colorsAreReadAndWritten() {
    #expect(Color("#0072B2")?.description == "#0072B2")
    #expect(Color("fff") == Color(rgb: 0xFFFFFF))
    #expect(Color("#00000080")?.description == "#00000080")
    #expect(Color("12345") == nil)
  }
}
