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
  private static let names = ExampleFigures.all().map(\.name)

  private func config(_ theme: Theme, dpi: Double = 72) -> PlotConfig {
    PlotConfig().with {
      $0.style.theme = theme
      $0.files.dpi = dpi
    }
  }

  private func picture(_ figure: Figure, _ config: PlotConfig, evenSides: Bool = false) throws -> GoldenPicture {
    GoldenPicture(try figure.pixels(config, evenSides: evenSides))
  }

  private func figure(_ name: String) throws -> Figure {
    try #require(ExampleFigures.all().first { $0.name == name })
  }

  @Test(arguments: names, Theme.allCases) func figuresLookAsTheyDid(name: String, theme: Theme) throws {
    let figure = try figure(name)
    let url = Self.folder.appendingPathComponent("\(name)-\(theme.rawValue).png")
    if Self.isRenewing { try figure.png(config(theme)).write(to: url) }
    let golden = try #require(GoldenPicture(png: url), "no picture \(url.lastPathComponent)")
    let drawn = try picture(figure, config(theme))
    let count = golden.differences(from: drawn).map { $0.count { $0 > 24 } }
    #expect(count ?? .max <= 4, "\(name) \(theme.rawValue)")
    print(figure.name, theme, drawn.width, drawn.height)
    func say(_ name: String, _ other: GoldenPicture) {
      guard let d = drawn.differences(from: other) else { print("  \(name): size"); return }
      print(
        "  \(name): max \(d[0]) 10th \(d[9]) 50th \(d[49]); >8: \(d.count { $0 > 8 }) >16: \(d.count { $0 > 16 }) >24: \(d.count { $0 > 24 }) >32: \(d.count { $0 > 32 }) ")
    }
    say("fine", try picture(figure, config(theme, dpi: 144), evenSides: true).halved)
    var other = figure
    for i in other.panels.indices where other.panels[i].x.isVisible { other.panels[i].x.label = String(other.panels[i].x.label.dropLast()) + "." }
    say("label", try picture(other, config(theme)))
    other = figure
    for i in other.panels.indices where other.panels[i].heading != nil { other.panels[i].heading = "Z" }
    say("heading", try picture(other, config(theme)))
    say("palette", try picture(figure, config(theme).with { $0.style.palette = .blueOrange }))
    say("font", try picture(figure, config(theme).with { $0.style.fontSize = 7.6 }))
  }
}
