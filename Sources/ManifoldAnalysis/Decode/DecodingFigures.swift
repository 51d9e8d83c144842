import ArrayNumerics
import Plotting
import Schema
import Stages
import TorusGeometry

/// The figures that both decoders draw.
enum DecodingFigures {
  static let angles = FigureKind<DecodedAngleOptions>("angles", about: "decoded angle over one minute")
  static let torus = FigureKind<TorusOptions>("torus", about: "states of the population on the torus")
  static let truth = FigureKind<TruthFigureOptions>("truth", about: "decoded angles beside those of the simulated model")
  static let kinds = [AnyFigureKind(angles), AnyFigureKind(torus), AnyFigureKind(truth)]

  static func shared(_ result: DecodingResult, pen: FigurePen) throws -> [NamedFigure] {
    let figures = [try angleFigure(result, pen: pen)] + (try truthFigures(result, pen: pen))
    guard result.circles == 2 else { return figures }
    // Two thousand states show where the activity goes without hiding the surface.
    let step = max(1, result.rows.count / 2000)
    let shown = stride(from: 0, to: result.rows.count, by: step)
    return figures + [
      NamedFigure(
        torus,
        torusFigure(
          first: shown.map { result.coordinates[$0, 0] }, second: shown.map { result.coordinates[$0, 1] },
          latticeAngle: flatTorusAngle(of: result), options: try pen[torus]),
        caption: sentence {
          "States of the population on the torus, one point for every "
          if step == 1 { "decoded bin. " } else { "\(step) decoded bins. " }
          "Left the torus cut open to a parallelogram, right in space."
        })
    ]
  }

  /// Degrees: 60 or 120, whichever suits the cells; without their tuning, the waves of the landmarks, of which a third runs
  /// along the difference of two that are less than a right angle apart.
  private static func flatTorusAngle(of result: DecodingResult) -> Double {
    if let latent = result.latent { return TorusGeometry.flatTorusAngle(of: latent.tuning, bins: latent.statesPerCircle) }
    return result.landmarks?.latticeAngle.map { $0 < 85 ? 120 : 60 } ?? 60
  }

  /// One minute from the middle of the recording, that of the posterior where there is one, where decoding is continuous.
  private static func angleFigure(_ result: DecodingResult, pen: FigurePen) throws -> NamedFigure {
    let start = result.latent?.posteriorTimes.first ?? result.times[result.times.count / 2]
    let first = result.times.firstIndex { $0 >= start } ?? 0
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
      measured.append(result.headDirection?.aligned[row] ?? .nan)
    }
    return NamedFigure(
      angles,
      decodedAngleFigure(
        times: times, decoded: decoded, posteriorWidths: result.latent == nil ? nil : widths,
        measured: result.headDirection == nil ? nil : [measured],
        options: try pen[angles]),
      caption: sentence {
        "Decoded angle over one minute from the middle of the recording, one row for each circle."
        if result.latent != nil { " Band: 90 % of the calibrated posterior." }
        if result.headDirection != nil {
          " Dark: the measured head direction, rotated and reflected as a whole onto the decoded angle."
        }
      })
  }
}

extension PopulationDecoding {
  public static let figureKinds = DecodingFigures.kinds

  public static func figures(
    _ result: DecodingResult, parameters: PopulationDecodingParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    try DecodingFigures.shared(result, pen: pen)
  }
}
