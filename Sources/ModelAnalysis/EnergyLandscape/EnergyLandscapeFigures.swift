import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension EnergyLandscape {
  static let curves = FigureKind<LinesOptions>("curves", about: "activity and input of a ring over its axis, moving")
  static let images = FigureKind<HeatMapOptions>("images", about: "activity of a torus, moving")
  static let energy = FigureKind<LinesOptions>("energy", about: "the Lyapunov function over time")
  public static let figureKinds = [AnyFigureKind(curves), AnyFigureKind(images), AnyFigureKind(energy)]

  public static func figures(
    _ result: EnergyLandscapeResult, parameters: EnergyLandscapeParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    var figures: [NamedFigure] = []
    // With an animation its still frame stands there.
    if !parameters.drawsAnimation {
      let landscape = Landscape(result)
      let (lines, heat) = (try pen[curves], try pen[images])
      let last = landscape.figure(result.times.count - 1, lines, heat)
      figures.append(
        result.y == nil
          ? NamedFigure(curves, last, caption: landscape.caption) : NamedFigure(images, last, caption: landscape.caption))
    }
    if let values = result.energy {
      figures.append(
        NamedFigure(
          energy,
          linesFigure(
            [LineSeries(x: result.times, y: values.map(Double.init))], xAxis: Axis("Time (s)"),
            yAxis: Axis("Lyapunov function"), name: "energy",
            altText: "The Lyapunov function of the network over time, while there is no input.", options: try pen[energy]),
          caption: "The Lyapunov function of the shape of the activity over time, while there is no input: it never grows."))
    }
    return figures
  }

  public static func animations(
    _ result: EnergyLandscapeResult, parameters: EnergyLandscapeParameters, pen: FigurePen
  ) throws -> [NamedAnimation] {
    guard parameters.drawsAnimation else { return [] }
    let landscape = Landscape(result)
    let (lines, heat) = (try pen[curves], try pen[images])
    let animation = Animation(
      name: "energy-landscape", frameCount: result.times.count,
      altText: "The activity of \(result.model) over its axes, frame by frame.", stillFrame: result.times.count - 1
    ) { landscape.figure($0, lines, heat) }
    return [
      result.y == nil
        ? NamedAnimation(curves, animation, caption: landscape.caption)
        : NamedAnimation(images, animation, caption: landscape.caption)
    ]
  }
}

/// The frames with the ranges that all share.
private struct Landscape: Sendable {
  let result: EnergyLandscapeResult
  let activity: [Float]
  let input: [Float]
  let range: ClosedRange<Double>

  init(_ result: EnergyLandscapeResult) {
    self.result = result
    activity = result.activity.floats ?? []
    input = result.input?.floats ?? []
    let known = (result.y == nil ? activity + input : activity).filter(\.isFinite)
    let (low, high) = (Double(known.min() ?? 0), Double(known.max() ?? 1))
    range = min(0, low)...(high > low ? high * 1.05 : low + 1)
  }

  private var label: String { "activity \(result.activityName)" }

  var caption: String {
    sentence {
      "The \(label) of \(result.model) over its axes in \(counted(result.times.count, "frame"))"
      if result.input != nil, result.y == nil { ", with the input that it is shown" }
      "; scales are the same in all frames."
    }
  }

  func figure(_ frame: Int, _ lines: LinesOptions, _ heat: HeatMapOptions) -> Figure {
    var figure = result.y.map { image(frame, $0, heat) } ?? curve(frame, lines)
    figure.panels[0].heading = String(format: "%.1f s", result.times[frame])
    return figure
  }

  private func values(_ all: [Float], _ frame: Int) -> [Double] {
    let size = result.frameSize
    return all[frame * size..<(frame + 1) * size].map(Double.init)
  }

  private func curve(_ frame: Int, _ options: LinesOptions) -> Figure {
    let x = result.x.map { $0 * 180 / .pi }
    var series = [closedCurve(label, degrees: x, values(activity, frame))]
    if !input.isEmpty { series.append(closedCurve("input", degrees: x, values(input, frame))) }
    return linesFigure(
      series, xAxis: .turn("Place on the ring (°)", x), yAxis: Axis("Activity", range: range), name: "energy-landscape",
      altText: "Activity over the ring at one time.", options: options)
  }

  private func image(_ frame: Int, _ y: [Double], _ options: HeatMapOptions) -> Figure {
    let sheet = Matrix(rows: y.count, columns: result.x.count, elements: values(activity, frame))
    let unit = result.placeUnit.isEmpty ? "cells" : result.placeUnit
    return heatMapFigure(
      values: sheet, xAxis: Axis("x (\(unit))", range: span(result.x)), yAxis: Axis("y (\(unit))", range: span(y)),
      scale: ColorScale(map: .viridis, range: range, label: label.prefix(1).uppercased() + label.dropFirst()),
      name: "energy-landscape", altText: "Activity over the torus at one time.", options: options)
  }
}

/// From half a neuron before the first to half a neuron behind the last.
func span(_ positions: [Double]) -> ClosedRange<Double> {
  guard positions.count > 1, positions[1] > positions[0] else { return 0...1 }
  let half = (positions[1] - positions[0]) / 2
  return positions[0] - half...positions[positions.count - 1] + half
}
