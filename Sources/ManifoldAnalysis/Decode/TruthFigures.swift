import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

/// What a person can change of the figure of the truth.
public struct TruthFigureOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  public static let parameters: [Parameter<TruthFigureOptions>] = frameParameters(.legend, .grid, .panelLetters)
}

extension DecodingFigures {
  /// Decoded against true angle, and the errors beside what chance gives; none for what was recorded.
  static func truthFigures(_ result: DecodingResult, pen: FigurePen) throws -> [NamedFigure] {
    guard let agreement = result.truth else { return [] }
    let options = try pen[truth]
    let step = max(1, result.rows.count / 3000)
    let shown = stride(from: 0, to: result.rows.count, by: step).filter { agreement.aligned[$0, 0].isFinite }
    func degrees(_ angle: Double) -> Double { angle * 180 / .pi }
    let panels = (0..<result.circles).flatMap { circle -> [Panel] in
      let name = result.circles == 1 ? "angle" : "angle \(circle + 1)"
      let pairs = Panel(
        x: .degrees("True \(name) (°)", step: 90), y: .degrees("Decoded \(name) (°)", step: 90),
        marks: [
          .points(
            PointsMark(
              x: shown.map { degrees(agreement.aligned[$0, circle]) }, y: shown.map { degrees(result.coordinates[$0, circle]) },
              colors: .uniform(.category(circle)), size: 1.6, opacity: 0.5))
        ], height: .aspect(1))
      let errors = result.rows.indices.compactMap { row -> Double? in
        let difference = angleDifference(result.coordinates[row, circle], agreement.aligned[row, circle])
        return difference.isFinite ? abs(degrees(difference)) : nil
      }
      let edges = (0...36).map { 5 * Double($0) }
      let counts = (try? histogram(errors, edges: edges).counts) ?? []
      let share = counts.map { 100 * Double($0) / Double(max(1, errors.count)) }
      func mark(_ degrees: Double, _ paint: Paint, _ name: String, dash: [Double] = []) -> Mark {
        .line(LineMark(x: [degrees, degrees], y: [0, share.max() ?? 1], paint: paint, dash: dash, name: name))
      }
      let distribution = Panel(
        x: Axis("Error of \(name) (°)", range: 0...180, ticks: .at([0, 45, 90, 135, 180])), y: Axis("Bins (%)"),
        marks: [
          .bars(BarsMark(edges: edges, heights: share)), mark(agreement.medianErrors[circle], .ink, "median"),
          mark(agreement.chanceErrors[circle], .muted, "median by chance", dash: [4, 3]),
        ], height: .aspect(1))
      return [pairs.at(row: circle, column: 0), distribution.at(row: circle, column: 1)]
    }
    let figure = Figure(
      name: "truth", panels: panels,
      altText: "Decoded angles against those of the simulated model, and the distribution of their differences.",
      width: .oneAndHalf
    ).framed(options.frame)
    return [
      NamedFigure(
        truth, figure,
        caption: sentence {
          "Left: decoded angle against that of the model which the recording was simulated with, "
          if result.circles == 1 {
            "after the best rotation and reflection"
          } else {
            "after the best integer change of basis and rotation"
          }
          "; right: the differences, with their median and the one by chance, the truth moved in time."
        })
    ]
  }
}
