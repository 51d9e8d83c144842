import CCairo
import Foundation
import Plotting
import Testing

/// Words of any script: names of cells come from all over the world.
@Suite struct TypeSettingTests {
  private let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1, 1)
  private let font = TypeSetting.Font(family: "DejaVu Sans", size: 8)

  private func setting<Value>(_ body: (TypeSetting) -> Value) throws -> Value {
    let context = try #require(cairo_create(surface))
    defer { cairo_destroy(context) }
    return body(TypeSetting(context: context))
  }

  private func figure(_ label: String) -> Figure {
    linesFigure(
      [LineSeries(name: "line", x: [0, 1], y: [0, 1])], xAxis: Axis(label, ticks: .none), yAxis: Axis("", ticks: .none),
      altText: "A line.")
  }

  /// The glyphs that an SVG of outlines defines.
  private func glyphs(_ label: String) throws -> Int {
    try figure(label).svg().components(separatedBy: "<symbol").count - 1
  }

  /// A letter that no font has would be a box with the digits of its code, each a glyph. A font that an SVG uses at some size
  /// has one glyph besides, for what is missing.
  @Test(arguments: [
    ("海马", 2), ("θω", 2), ("Żółć", 4), ("1₂", 2), ("ячѣ", 3), ("日本語カナ", 5), ("한글", 2), ("עברית", 5),
  ]) func everyLetterHasItsGlyph(label: String, count: Int) throws {
    #expect(try glyphs(label) - glyphs("") == count + 1)
  }

  /// No font has a letter at the last place of Unicode that is free for anybody's own.
  @Test(arguments: [FigureFormat.svg, .png, .pdf]) func aLetterThatNoFontHasIsNamed(format: FigureFormat) throws {
    var figure = figure("a\u{10FFFD}b\u{10FFFD}")
    figure.panels[0].heading = "c\u{10FFFD}"
    #expect(try figure.file(as: format).missingLetters == ["\u{10FFFD}"])
    figure.panels[0].heading = "\u{10FFFC}"
    #expect(Set(try figure.file(as: format).missingLetters) == ["\u{10FFFD}", "\u{10FFFC}"])
    let words = PlotConfig().with { $0.files.svgText = .text }
    #expect(Set(try figure.file(as: format, words).missingLetters) == ["\u{10FFFD}", "\u{10FFFC}"])
    #expect(try self.figure("海马 θω Żółć 한글 עברית a\u{308} 1\u{200B}2\u{0}").file(as: format).missingLetters == [])
  }

  @Test func differentNamesLookDifferent() throws {
    let pictures = try ["海马-1", "海马-2", "鼠标-1"].map { try figure($0).pixels(PlotConfig()) }
    #expect(pictures[0] != pictures[1] && pictures[0] != pictures[2])
    #expect(try figure("海马-1").pixels(PlotConfig()) == pictures[0])
  }

  @Test func pairsAreKernedAndAccentsStandOnTheirLetters() throws {
    try setting { setting in
      func width(_ text: String) -> Double { setting.width(of: text, font) }
      #expect(width("AV") < width("A") + width("V") - 0.2)
      #expect(abs(width("10") - 2 * width("0")) < 1e-9)
      #expect(abs(width("Zelle_a\u{308}") - width("Zelle_ä")) < 0.01)
      #expect(width("") == 0)
      // Unhinted: a text of twice the size is twice as wide.
      #expect(abs(setting.width(of: "Rate (Hz)", .init(family: "DejaVu Sans", size: 16)) - 2 * width("Rate (Hz)")) < 0.02)
    }
  }

  @Test func linesAreNoWiderThanAskedAndLoseNothing() throws {
    let english = "Preferred directions of thirty head-direction cells in the anterodorsal nucleus of the thalamus"
    let chinese = "海马体位置细胞与内嗅皮层网格细胞在开放场地中的放电率图"
    let endless = String(repeating: "tetrode12_cluster034_", count: 6)
    try setting { setting in
      for (text, separator) in [(english, " "), (chinese, ""), (endless, "")] {
        let lines = setting.lines(text, font, width: 90)
        #expect(lines.count > 2 && lines.joined(separator: separator) == text)
        #expect(lines.allSatisfy { setting.width(of: $0, font) <= 90.01 })
      }
      #expect(setting.lines(english, font, width: 1e4) == [english])
      #expect(setting.lines("", font, width: 90) == [])
    }
  }

  @Test func aShortenedNameKeepsItsBeginningAndItsEnd() throws {
    try setting { setting in
      let name = "session-2024-03-17_tetrode12_cluster034"
      let short = setting.shortened(name, font, width: 60)
      let sides = short.components(separatedBy: "…")
      #expect(sides.count == 2 && name.hasPrefix(sides[0]) && name.hasSuffix(sides[1]))
      #expect(setting.width(of: short, font) <= 60 && abs(sides[0].count - sides[1].count) <= 1)
      #expect(setting.shortened(name, font, width: 400) == name)
      #expect(setting.shortened("海马", font, width: 1) == "海…")
    }
  }

  /// "very …5.0 Hz" would be another rate.
  @Test func ofANumberNoPartIsLeft() throws {
    try setting { setting in
      let texts = [
        "very long name of a cell, 15.0 Hz", "cell, 123.5 Hz of many more words", "rate 4321 and 8765 spikes", "σ −12.75 %",
      ]
      for text in texts {
        let whole = Set(text.split(separator: " ").map(String.init))
        for width in stride(from: 4.0, through: setting.width(of: text, font), by: 1) {
          let short = setting.shortened(text, font, width: width)
          for word in short.split(whereSeparator: { $0 == " " || $0 == "…" }) where word.contains(where: \.isNumber) {
            #expect(whole.contains(String(word)), "\(short)")
          }
        }
      }
      // The digits of a name alone are cut like its letters.
      #expect(setting.shortened("12345678901234567890", font, width: 40).count > 4)
    }
  }

  /// The pixels of pieces of text, each set behind the one before it.
  private func pixels(_ pieces: [String]) throws -> [UInt8] {
    let image = try #require(cairo_image_surface_create(CAIRO_FORMAT_A8, 256, 16))
    defer { cairo_surface_destroy(image) }
    let context = try #require(cairo_create(image))
    defer { cairo_destroy(context) }
    let setting = TypeSetting(context: context)
    var x = 2.0
    for piece in pieces {
      setting.draw(piece, x: x, baseline: 12, font)
      x += setting.width(of: piece, font)
    }
    cairo_surface_flush(image)
    let bytes = try #require(cairo_image_surface_get_data(image))
    return Array(UnsafeBufferPointer(start: bytes, count: Int(cairo_image_surface_get_stride(image)) * 16))
  }

  @Test(arguments: [
    ["● ", "תא", ", 15.4 Hz"], ["31.7 ", "مثبط", " Hz"], ["", "مثبط", " 8 is active (2 of 3)"], ["θ ", "אב גד", " − 12"],
  ]) func whatStandsAroundANameFromTheRightKeepsItsPlace(pieces: [String]) throws {
    let (whole, apart) = (try pixels([pieces.joined()]), try pixels(pieces))
    let differences = zip(whole, apart).map { abs(Int($0) - Int($1)) }
    #expect(whole.contains { $0 > 100 } && (differences.max() ?? 255) < 60, "\(differences.max() ?? 255)")
  }

  @Test func runsFromRightToLeftAreIsolatedWithTheirNumbers() throws {
    #expect("cell 7".isolatingRightToLeft == "cell 7" && "细胞 7, θ".isolatingRightToLeft == "细胞 7, θ")
    #expect("● תא 7 שמאל, 5 Hz".isolatingRightToLeft == "● \u{2067}תא 7 שמאל\u{2069}, 5 Hz")
    #expect("a תא b שמאל".isolatingRightToLeft == "a \u{2067}תא\u{2069} b \u{2067}שמאל\u{2069}")
    let once = "x תא".isolatingRightToLeft
    #expect(once.isolatingRightToLeft == once)
    try setting { setting in
      #expect(setting.lines("תא 7 is a cell", font, width: 400) == ["תא 7 is a cell"])
      let words = "many words before תא ראשון ושני"
      #expect(setting.lines(words, font, width: 60).joined(separator: " ") == words)
    }
  }

  /// The name is copied from the file as it is: no marks in it.
  @Test func anSVGSetsNamesFromTheRightApart() throws {
    let config = PlotConfig().with { $0.files.svgText = .text }
    let svg = try figure("תא <7> שמאל, 5 Hz").svg(config)
    let name = "<tspan direction=\"rtl\" unicode-bidi=\"isolate\">תא &lt;7&gt; שמאל</tspan>, 5 Hz</text>"
    #expect(svg.contains(name) && !svg.unicodeScalars.contains("\u{2067}"))
    #expect(try !figure("cell 7").svg(config).contains("tspan"))
  }

  @Test func controlCharactersNeitherEndALineNorSpoilAnSVG() throws {
    #expect(TypeSetting.shown("a\nb\tc\r\nd") == "a b c d" && TypeSetting.shown("a\u{0}b\u{1B}") == "a\u{FFFD}b\u{FFFD}")
    let config = PlotConfig().with { $0.files.svgText = .text }
    let svg = try figure("a\u{1}b\nc").svg(config)
    #expect(svg.contains(">a\u{FFFD}b c</text>") && !svg.unicodeScalars.contains("\u{1}"))
  }

  @Test func aLongTitleAndLongHeadingsAreBrokenAndTheFigureGrows() throws {
    func size(_ title: String, _ heading: String) throws -> (width: Double, height: Double) {
      var figure = figure("")
      (figure.title, figure.drawsTitle, figure.panels[0].heading) = (title, true, heading)
      return try figure.size()
    }
    let short = try size("Short", "cell")
    let long = try size(String(repeating: "A title that goes on and on ", count: 8), "cell")
    let both = try size(String(repeating: "A title that goes on and on ", count: 8), String(repeating: "cell", count: 60))
    #expect(long.width == short.width && long.height > short.height + 10)
    // A heading has two lines at most.
    #expect(both.height > long.height + 5 && both.height < long.height + 20)
  }
}
