import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages
import TorusGeometry

extension CohoMap {
  static let phaseMaps = FigureKind<PhaseMapsOptions>("phase-maps", about: "decoded angles over the arena")
  static let lattice = FigureKind<LatticeOptions>("lattice", about: "waves against chance, and the lattice in the arena")
  public static let figureKinds = [AnyFigureKind(phaseMaps), AnyFigureKind(lattice)]

  public static func figures(
    _ result: CohoMapResult, parameters: CohoMapParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[phaseMaps]
    let maps = NamedFigure(
      phaseMaps,
      phaseMapsFigure(maps: result.maps, xRange: result.grid.xRange, yRange: result.grid.yRange, options: options),
      caption: sentence {
        "Mean decoded angle in each bin of the arena, one map for each. Grid cells give stripes; grey was not visited."
        if options.filledGap > 0 {
          " Gaps of up to \(counted(options.filledGap, "bin")) inside are drawn with the mean of the bins around them."
        }
      })
    guard let waves = result.waves else { return [maps] }
    return [maps, try latticeFigure(result, waves, options: try pen[lattice])]
  }

  private static func latticeFigure(
    _ result: CohoMapResult, _ waves: PhaseWaves, options: LatticeOptions
  ) throws -> NamedFigure {
    var panels = [Panel]()
    if waves.rolls > 0 {
      let counts = try (0..<waves.strengths.count).map { circle in
        try histogram(Array(waves.nullStrengths.row(circle)), bins: 40, range: 0...1)
      }
      let curves = counts.enumerated().flatMap { circle, counts -> [Mark] in
        [
          .line(
            LineMark(
              x: zip(counts.edges, counts.edges.dropFirst()).map { ($0 + $1) / 2 }, y: counts.counts.map(Double.init),
              paint: .category(circle), name: "θ\(subscripted(circle + 1)), rolled")),
          .rule(RuleMark(.vertical, at: waves.strengths[circle], paint: .category(circle), dash: [])),
        ]
      }
      panels.append(
        Panel(x: Axis("Strength of the wave", range: 0...1), y: .whole("Rolls"), marks: curves, height: .aspect(0.8)))
    }
    if let found = result.lattice?.lattice { panels.append(arenaPanel(result, found)) }
    let placed = panels.enumerated().map { $0.element.at(row: 0, column: $0.offset) }
    return NamedFigure(
      lattice,
      Figure(
        name: "lattice", panels: placed.isEmpty ? [.noData()] : placed,
        altText: "Strength of the waves against rolled angles, and the lattice in the arena.",
        width: options.frame.width ?? (placed.count > 1 ? .oneAndHalf : .single)
      ).framed(options.frame),
      caption: sentence {
        if waves.rolls > 0 {
          "Strength of the plane wave of each angle (upright line) and of \(waves.rolls) rolls of its angles (curves). "
        }
        if let found = result.lattice?.lattice {
          "Lattice in the arena: points where both angles repeat, vectors (blue, then orange counter-clockwise) of "
          "\(found.lengths.map { formatted($0 * 100, digits: 3) }.joined(separator: " and ")) cm at "
          "\(formatted(found.angle, digits: 3))°."
        } else if let reason = result.noLattice {
          "No lattice: \(reason)."
        }
      })
  }

  /// The arena with the points of the lattice around its middle, and its two vectors.
  private static func arenaPanel(_ result: CohoMapResult, _ lattice: PhaseLattice) -> Panel {
    let (xRange, yRange) = (result.grid.xRange, result.grid.yRange)
    // One cell of the lattice stands in the middle; of both ways to draw it the one whose first vector points to the right.
    let sign = lattice.first.x < 0 ? -1.0 : 1
    let (u, v) = (
      (x: sign * lattice.first.x, y: sign * lattice.first.y), (x: sign * lattice.second.x, y: sign * lattice.second.y)
    )
    let middle = (
      (xRange.lowerBound + xRange.upperBound - u.x - v.x) / 2, (yRange.lowerBound + yRange.upperBound - u.y - v.y) / 2
    )
    let reach = hypot(xRange.upperBound - xRange.lowerBound, yRange.upperBound - yRange.lowerBound)
    let count = min(40, Int(reach / max(1e-6, lattice.lengths.min() ?? reach)) + 1)
    var (x, y) = ([Double](), [Double]())
    for first in -count...count {
      for second in -count...count {
        let place = lattice.displacement((Double(first), Double(second)))
        let (px, py) = (middle.0 + place.x, middle.1 + place.y)
        if xRange.contains(px), yRange.contains(py) {
          x.append(px)
          y.append(py)
        }
      }
    }
    func vector(_ end: (x: Double, y: Double), _ paint: Paint) -> Mark {
      .line(LineMark(x: [middle.0, middle.0 + end.x], y: [middle.1, middle.1 + end.y], paint: paint, width: 1.4))
    }
    var panel = Panel(
      x: .hidden(xRange), y: .hidden(yRange),
      marks: [
        .polygon(
          PolygonMark(
            x: [middle.0, middle.0 + u.x, middle.0 + u.x + v.x, middle.0 + v.x],
            y: [middle.1, middle.1 + u.y, middle.1 + u.y + v.y, middle.1 + v.y], fill: .faint, stroke: nil)),
        .points(PointsMark(x: x, y: y, colors: .uniform(.muted), size: 5)),
        vector(u, .category(0)), vector(v, .category(1)),
      ], height: .equalUnits)
    panel.isFramed = true
    panel.scaleBar = .metres(forWidth: xRange.upperBound - xRange.lowerBound)
    return panel
  }
}

/// Options of the lattice in the arena.
public struct LatticeOptions: FigureOptions {
  public var frame = FigureFrame()
  public init() {}
  public static let parameters: [Parameter<LatticeOptions>] = frameParameters(.legend, .grid, .panelLetters)
}
