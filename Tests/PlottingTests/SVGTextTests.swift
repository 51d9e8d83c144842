import Foundation
import Plotting
import Testing

/// SVG files whose words are text.
@Suite struct SVGTextTests {
  private let figure = linesFigure(
    [
      LineSeries(name: "grüne <Zelle> & 細胞", x: [0, 1, 2], y: [0, 1, 4]),
      LineSeries(name: "other", x: [0, 1, 2], y: [4, 1, 0]),
    ], xAxis: Axis("Time (s)"), yAxis: Axis("Rate (Hz)"), altText: "Two lines.")

  @Test func wordsAreTextWhereThatIsAskedFor() throws {
    let outlines = try figure.svg()
    let text = try figure.svg(PlotConfig().with { $0.files.svgText = .text })
    #expect(!outlines.contains("<text ") && outlines.contains("<symbol"))
    #expect(!text.contains("<symbol"))
    #expect(text.contains(">Time (s)</text>") && text.contains(">grüne &lt;Zelle&gt; &amp; 細胞</text>"))
    #expect(text.contains("font-family=\"'DejaVu Sans', sans-serif\""))
    // The y axis is turned a quarter to the left.
    let axis = try #require(text.split(separator: "\n").first { $0.contains(">Rate (Hz)</text>") })
    #expect(axis.contains("matrix(0 -1 1 0 ") && axis.contains("text-anchor=\"middle\""))
    #expect(try XMLCheck(text).isWellFormed)
    // Everything but the words is the same.
    #expect(
      text.components(separatedBy: "<path").count == outlines.components(separatedBy: "<path").count
        - (outlines.components(separatedBy: "<symbol").count - 1))
  }

  @Test func theOptionIsPartOfTheConfiguration() throws {
    #expect(try PlotConfig(yaml: "files: {svg_text: text}").files.svgText == .text)
    #expect(throws: PlottingError.self) { try PlotConfig(yaml: "files: {svg_text: letters}") }
  }
}

/// Whether tags are balanced: enough to see that nothing was put in the middle of an element.
private struct XMLCheck {
  private(set) var isWellFormed = true

  init(_ text: String) throws {
    var open: [String] = []
    for match in text.matches(of: /<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/) {
      let (name, closes, isEmpty) = (String(match.2), match.1 == "/", match.3 == "/")
      if isEmpty { continue }
      if closes {
        if open.popLast() != name { isWellFormed = false }
      } else {
        open.append(name)
      }
    }
    if !open.isEmpty { isWellFormed = false }
  }
}
