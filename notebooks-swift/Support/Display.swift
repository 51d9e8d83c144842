import ArrayNumerics
import Foundation
import Plotting

/// Shows a figure below the cell that calls it, at the resolution of a screen.
func display(_ figure: Figure, dpi: Double = 150) throws {
  display(png: try figure.png(PlotConfig().with { $0.files.dpi = dpi }))
}

/// Shows a picture below the cell that calls it: the bytes of a PNG file, whoever drew it.
func display(png: Data) {
  print("\u{1e}image/png;\(png.base64EncodedString())\u{1f}")
}

/// Shows a moving figure below the cell that calls it, as a GIF.
func display(_ animation: Animation, dpi: Double = 90, fps: Double = 12, work: Work = Work()) throws {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gif")
  defer { try? FileManager.default.removeItem(at: file) }
  let config = PlotConfig().with { ($0.movement.dpi, $0.movement.fps) = (dpi, fps) }
  try animation.write(to: file, format: .gif, config: config, work: work)
  print("\u{1e}image/gif;\(try Data(contentsOf: file).base64EncodedString())\u{1f}")
}

/// Marks the place in the output where a cell begins. `Scripts/notebook` puts a call before every cell.
func beginCell(_ number: Int) {
  print("\u{1e}cell;\(number)\u{1f}")
  // What was printed so far is then there even when a later cell stops the program.
  fflush(nil)
}
