import ArrayNumerics
import Foundation
import Plotting
import Stages

extension Decoding {
  public static func figures(
    _ result: DecodingResult, parameters: DecodingParameters, config: PlotConfig
  ) -> [NamedFigure] {
    var figures = [angleFigure(result, config: config)]
    if result.circles == 2 {
      // Two thousand states show where the activity goes without hiding the surface.
      let step = max(1, result.rows.count / 2000)
      let shown = stride(from: 0, to: result.rows.count, by: step)
      figures.append(
        NamedFigure(
          "torus",
          torusFigure(
            first: shown.map { result.coordinates[$0, 0] }, second: shown.map { result.coordinates[$0, 1] },
            config: config),
          caption:
            "States of the population on the torus, one point for every \(step == 1 ? "decoded bin" : "\(step) decoded bins"). Left the torus cut open to a parallelogram, right in space."
        ))
    }
    if let latent = result.latent { figures += latentFigures(result, latent, config: config) }
    return figures
  }

  /// One minute from the middle of the recording, where decoding is continuous.
  private static func angleFigure(_ result: DecodingResult, config: PlotConfig) -> NamedFigure {
    let first = result.times.count / 2
    let start = result.times[first]
    let rows = Array(result.times.indices[first...].prefix { result.times[$0] < start + 60 })
    var times: [Double] = []
    var decoded = [[Double]](repeating: [], count: result.circles)
    var widths = decoded
    var measured: [Double] = []
    var previous = start
    for row in rows {
      // A line across a gap would show a path that was not decoded.
      if result.times[row] - previous > 0.5 {
        times.append((result.times[row] + previous) / 2)
        for circle in 0..<result.circles {
          decoded[circle].append(.nan)
          widths[circle].append(.nan)
        }
        measured.append(.nan)
      }
      previous = result.times[row]
      times.append(previous)
      for circle in 0..<result.circles {
        decoded[circle].append(result.coordinates[row, circle])
        widths[circle].append(result.latent?.posteriorWidth[row, circle] ?? .nan)
      }
      measured.append(result.alignedHeadDirection?[row] ?? .nan)
    }
    let comparison =
      result.alignedHeadDirection == nil
      ? "" : " Dark: the measured head direction, rotated and reflected as a whole onto the decoded angle."
    return NamedFigure(
      "angles",
      decodedAngleFigure(
        times: times, decoded: decoded, posteriorWidths: result.latent == nil ? nil : widths,
        measured: result.alignedHeadDirection == nil ? nil : [measured],
        config: config),
      caption: "Decoded angle over one minute from the middle of the recording, one row for each circle."
        + (result.latent == nil ? "" : " Band: 90 % of the calibrated posterior.") + comparison)
  }
}
