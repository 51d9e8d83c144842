import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages
import TorusGeometry

extension Align {
  static let cells = FigureKind<AlignmentOptions>("cells", about: "cells of both sessions on one flat torus, and the null")
  public static let figureKinds = [AnyFigureKind(cells)]

  public static func figures(_ result: AlignResult, parameters: AlignParameters, pen: FigurePen) throws -> [NamedFigure] {
    let options = try pen[cells]
    return try result.sessions.indices.map { index in
      let session = result.sessions[index]
      let suffix = result.sessions.count == 1 ? "" : "\(index + 1)"
      return NamedFigure(
        cells, try figure(result, index, options: options), suffix: suffix,
        caption: sentence {
          "(a) Centres of \(counted(session.commonCells, "cell")) on the torus of \(session.folder) (dots), with the places to "
          "which those of the first session are laid at the other end of each line; a line that leaves at one side goes on at "
          "the opposite one. (b) Score of the alignment, and of exchanged cells."
        })
    }
  }

  private static func figure(_ result: AlignResult, _ index: Int, options: AlignmentOptions) throws -> Figure {
    let session = result.sessions[index]
    let torus = FlatTorus(lean: (options.latticeAngle ?? session.flatTorusAngle ?? 60) * .pi / 180)
    let alignment = TorusAlignment(transform: session.transform, shift: session.shift, score: session.score)
    var (x, y) = ([Double](), [Double]())
    var (lineX, lineY) = ([Double](), [Double]())
    for cell in 0..<result.cellIDs.count {
      let center = (result.otherCenters[index, 2 * cell], result.otherCenters[index, 2 * cell + 1])
      guard center.0.isFinite else { continue }
      let dot = torus.place(center.0, center.1)
      x.append(dot.x)
      y.append(dot.y)
      let laid = alignment.apply(result.centers[cell, 0], result.centers[cell, 1])
      let (du, dv) = (
        angleDifference(laid[0], center.0) / (2 * .pi), angleDifference(laid[1], center.1) / (2 * .pi)
      )
      lineX += [dot.x, dot.x + du + dv * cos(torus.lean), .nan]
      lineY += [dot.y, dot.y + dv * sin(torus.lean), .nan]
    }
    let air = 0.08
    let flat = Panel(
      x: .hidden(torus.xRange.lowerBound - air...torus.xRange.upperBound + air),
      y: .hidden(torus.yRange.lowerBound - air...torus.yRange.upperBound + air),
      marks: [
        torus.outline(.muted), .line(LineMark(x: lineX, y: lineY, paint: .category(1), width: 0.8)),
        .points(PointsMark(x: x, y: y, colors: .uniform(.category(0)), size: 3.5)),
      ], height: .equalUnits
    ).at(row: 0, column: 0)
    let counts = try histogram(session.nullScore, bins: 40, range: 0...2)
    var null = Panel(
      x: Axis("Score", range: 0...2), y: .whole("Permutations"),
      marks: [
        .bars(BarsMark(edges: counts.edges, heights: counts.counts.map(Double.init), paint: .muted, name: "exchanged")),
        .rule(RuleMark(.vertical, at: session.score, paint: .category(1), dash: [], name: "cells")),
      ], height: .aspect(0.62)
    ).at(row: 0, column: 1)
    null.note = "p \(formatted(session.p, digits: 2))"
    return Figure(
      name: "alignment", panels: [flat, null],
      altText: "Centres of \(session.commonCells) cells in two sessions on one torus, and the score against exchanged cells.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
  }
}

/// Options of the alignment.
public struct AlignmentOptions: FigureOptions {
  public var frame = FigureFrame()
  /// Angle of the flat torus, degrees; `nil` for 60.
  public var latticeAngle: Double?
  public init() {}
  public static let parameters: [Parameter<AlignmentOptions>] =
    [latticeAngleParameter(\.latticeAngle)]
    + frameParameters(.legend, .grid, .panelLetters)
  public func validate() throws {
    try frame.validate()
    try require((20...160).contains(latticeAngle ?? 60), "lattice_angle", "an angle is between 20 and 160 degrees.")
  }
}
