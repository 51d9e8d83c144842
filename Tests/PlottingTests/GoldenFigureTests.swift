import Foundation
import Plotting
import Testing

/// Every ready-made figure, light and dark, against the pictures in `Golden`.
///
/// Renew them after a change that is meant, look at them, and commit them with it:
/// `CANNS_RENEW_GOLDEN=1 Scripts/test --filter GoldenFigureTests`.
@Suite struct GoldenFigureTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
  private static let isRenewing = ProcessInfo.processInfo.environment["CANNS_RENEW_GOLDEN"] != nil
  private static let figures = ExampleFigures.all()

  private func config(_ theme: Theme) -> PlotConfig {
    PlotConfig().with {
      $0.style.theme = theme
      $0.files.dpi = 72
    }
  }

  private func picture(_ figure: Figure, _ theme: Theme = .light) throws -> GoldenPicture {
    GoldenPicture(try figure.pixels(config(theme)))
  }

  @Test(arguments: figures.indices, Theme.allCases) func figuresLookAsTheyDid(index: Int, theme: Theme) throws {
    let figure = Self.figures[index]
    let url = Self.folder.appendingPathComponent("\(figure.name)-\(theme.rawValue).png")
    if Self.isRenewing { try figure.png(config(theme)).write(to: url) }
    let golden = try #require(GoldenPicture(png: url), "There is no picture \(url.lastPathComponent).")
    let drawn = try picture(figure, theme)
    let differences = try #require(
      drawn.differences(from: golden), "\(url.lastPathComponent) has another size: \(drawn.width) × \(drawn.height)")
    #expect(differences.areTolerable, "\(url.lastPathComponent): \(differences)")
    // Another renderer passes …
    let coarse = drawn.withEdges { ($0 / 255 * 8).rounded() * 255 / 8 }
    #expect(try #require(coarse.differences(from: drawn)).areTolerable, "\(url.lastPathComponent) in coarse greys")
    let dark = drawn.withEdges { 255 * pow($0 / 255, 1.15) }
    #expect(try #require(dark.differences(from: drawn)).areTolerable, "\(url.lastPathComponent) in dark greys")
    // … and a picture that has moved does not.
    #expect(try !#require(drawn.moved.differences(from: drawn)).areTolerable, "\(url.lastPathComponent) moved")
  }

  @Test func thereIsNoPictureOfAFigureThatIsGone() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let known = Self.figures.flatMap { figure in Theme.allCases.map { "\(figure.name)-\($0.rawValue).png" } }
    #expect(files.sorted() == known.sorted())
  }

  @Test func aChangedLetterFails() throws {
    for figure in Self.figures where figure.panels.contains(where: { $0.x.isVisible && !$0.x.label.isEmpty }) {
      var changed = figure
      for panel in changed.panels.indices where !changed.panels[panel].x.label.isEmpty {
        changed.panels[panel].x.label = changed.panels[panel].x.label.dropLast() + "."
      }
      let differences = try picture(changed).differences(from: picture(figure))
      // A label that takes more room changes the layout, and with it the size; that fails too.
      #expect(differences.map { !$0.areTolerable } ?? true, "\(figure.name): \(String(describing: differences))")
    }
  }

  @Test func aChangedColourFails() throws {
    func histogram(_ color: String) throws -> GoldenPicture {
      let options = HistogramOptions().with { $0.frame.color = Color(color) }
      return try picture(histogramFigure(values: ExampleFigures.speeds, label: "Speed (cm/s)", options: options))
    }
    let golden = try histogram("#0072B2")
    #expect(try histogram("#0072B2").differences(from: golden) == GoldenPicture.Differences())
    #expect(try !#require(histogram("#0072BA").differences(from: golden)).areTolerable)
    let lines = Self.figures.first { $0.name == "lines" }
    let figure = try #require(lines)
    var other = config(.light)
    other.style.palette = .blueOrange
    let differences = GoldenPicture(try figure.pixels(other)).differences(from: try picture(figure))
    #expect(try !#require(differences).areTolerable)
  }
}
