import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension Toroidality {
  static let jitter = FigureKind<ToroidalityOptions>("jitter", about: "degree of toroidality against the jitter of the spikes")
  public static let figureKinds = [AnyFigureKind(jitter)]

  public static func figures(
    _ result: ToroidalityResult, parameters: ToroidalityParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let options = try pen[jitter]
    let panels = [
      panel(result, result.gamma1, result.chance1, result.fall1, name: "Γ₁ (loops)", paint: .category(0)),
      panel(result, result.gamma2, result.chance2, result.fall2, name: "Γ₂ (void)", paint: .category(1)),
    ]
    let figure = Figure(
      name: "jitter", panels: panels.enumerated().map { $0.element.at(row: 0, column: $0.offset) },
      altText: "The degree of toroidality of loops and void falls with the jitter of the spikes.",
      width: options.frame.width ?? .double
    ).framed(options.frame)
    return [
      NamedFigure(
        jitter, figure,
        caption: sentence {
          "Degree of toroidality of (a) loops and (b) the void against the standard deviation of the jitter of every spike; "
          "dots: single recordings, line: the sigmoid that was fitted"
          if result.fall1.criticalMilliseconds != nil || result.fall2.criticalMilliseconds != nil {
            ", dashed: the critical jitter"
          }
          if !result.chance1.isEmpty { "; grey: range of recordings with shifted cells" }
          ". 1 is a torus."
        })
    ]
  }

  private static func panel(
    _ result: ToroidalityResult, _ gamma: Matrix<Double>, _ chance: [Double], _ fall: ToroidalityFall, name: String,
    paint: Paint
  ) -> Panel {
    let last = 1000 * (result.jitters.last ?? 1)
    var marks: [Mark] = []
    let values = gamma.elements.filter(\.isFinite) + chance
    let bottom = min(-0.05, (values.min() ?? 0) - 0.05)
    if let low = chance.min(), let high = chance.max() {
      marks.append(.band(BandMark(x: [0, last], lower: [low, low], upper: [high, high], paint: .muted, opacity: 0.3)))
    }
    let points = result.jitters.indices.flatMap { jitter in
      (0..<gamma.columns).filter { gamma[jitter, $0].isFinite }.map { (1000 * result.jitters[jitter], gamma[jitter, $0]) }
    }
    marks.append(.points(PointsMark(x: points.map(\.0), y: points.map(\.1), colors: .uniform(paint), size: 3)))
    if let curve = fall.sigmoid {
      let x = (0...200).map { last * Double($0) / 200 }
      let y = x.map { curve[3] + curve[2] / (1 + exp((1e-3 * $0 - curve[0]) / curve[1])) }
      marks.append(.line(LineMark(x: x, y: y, paint: paint)))
    }
    if let critical = fall.criticalMilliseconds {
      marks.append(.rule(RuleMark(.vertical, at: critical, paint: .ink)))
    }
    return Panel(
      x: Axis("Jitter (ms)", range: -0.03 * last...1.03 * last), y: Axis(name, range: bottom...1.05), marks: marks,
      height: .aspect(0.8))
  }
}

/// Options of the curves.
public struct ToroidalityOptions: FigureOptions {
  public var frame = FigureFrame()
  public init() {}
  public static let parameters: [Parameter<ToroidalityOptions>] = frameParameters(.legend, .grid, .panelLetters)
}
