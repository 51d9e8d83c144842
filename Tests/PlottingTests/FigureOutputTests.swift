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
          $0.theme = theme
          $0.formats = FigureFormat.allCases
        }
        for figure in ExampleFigures.all(config) {
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
}
