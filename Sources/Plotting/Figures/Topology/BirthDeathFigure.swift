import Schema

/// Options of the persistence diagram.
public struct BirthDeathOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<BirthDeathOptions>] =
    frameParameters(.xLabel, .yLabel, .legend, .grid)
}

/// The persistence diagram: death against birth, one shape and colour for each dimension.
///
/// - Parameters:
///   - diagrams: birth and death by dimension; infinite deaths stand on a line at the top.
///   - nullThresholds: lifetimes by dimension, drawn as a dashed parallel to the diagonal.
///   - reach: what those lifetimes are, for the caption.
///   - distanceLabel: the unit of birth and death.
public func birthDeathFigure(
  diagrams: [[(birth: Double, death: Double)]], nullThresholds: [Double?] = [], reach: NullReach = NullReach(),
  distanceUnit: String = "a.u.", options: BirthDeathOptions = BirthDeathOptions()
) -> Figure {
  let finite = diagrams.joined().flatMap { [$0.birth, $0.death] }.filter(\.isFinite)
  let top = max(finite.max() ?? 1, 1e-9)
  let low = min(finite.min() ?? 0, 0)
  let hasInfinite = diagrams.joined().contains { $0.death == .infinity }
  let infinity = low + (top - low) * 1.1
  let range = low...(low + (top - low) * (hasInfinite ? 1.16 : 1.06))

  var marks: [Mark] = [.rule(RuleMark(.diagonal, paint: .muted, dash: []))]
  if hasInfinite { marks.append(.rule(RuleMark(.horizontal, at: infinity, paint: .muted, dash: [1, 2]))) }
  for (dimension, threshold) in nullThresholds.enumerated() {
    guard let threshold, threshold < range.upperBound - low else { continue }
    marks.append(
      .line(
        LineMark(
          x: [low, range.upperBound - threshold], y: [low + threshold, range.upperBound],
          paint: dimensionPaint(dimension), width: 0.7, dash: [3, 2])))
  }
  let shapes: [PointsMark.Shape] = [.square, .circle, .triangle, .diamond]
  for (dimension, bars) in diagrams.enumerated() {
    marks.append(
      .points(
        PointsMark(
          x: bars.map(\.birth), y: bars.map { $0.death == .infinity ? infinity : $0.death },
          colors: .uniform(dimensionPaint(dimension)), size: 2.8, shape: shapes[dimension % 4],
          name: "H\(subscripted(dimension))")))
  }
  let all = ticksWithInfinity(range: low...top, infinity: hasInfinite ? infinity : nil)
  let panel = Panel(
    x: Axis(options.frame.xLabel ?? "Birth (\(distanceUnit))", range: range),
    y: Axis(options.frame.yLabel ?? "Death (\(distanceUnit))", range: range, ticks: all), marks: marks,
    height: .equalUnits)
  return Figure(
    name: "birth-death", panels: [panel],
    altText: sentence {
      "Persistence diagram: death against birth of \(diagrams.joined().count) classes in \(diagrams.count) dimensions; "
      "distance from the diagonal is the lifetime."
    },
    caption: sentence {
      "Each point is one class. The distance above the diagonal is its lifetime"
      if nullThresholds.contains(where: { $0 != nil }) {
        "; dashed lines mark \(reach.words), in each dimension"
      }
      "."
    }
  ).framed(options.frame)
}

private func ticksWithInfinity(range: ClosedRange<Double>, infinity: Double?) -> Axis.Ticks {
  guard let infinity else { return .automatic }
  let ticks = Axis().ticks(over: range, maximum: 5)
    .filter { $0.value < infinity - (range.upperBound - range.lowerBound) * 0.08 }
  return .at(ticks.map(\.value) + [infinity], labels: ticks.map(\.label) + ["∞"])
}
