import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension FixedPoints {
  static let cloud = FigureKind<FixedPointsFigureOptions>("points", about: "points on the axes along which they differ most")
  static let bumps = FigureKind<FixedPointsFigureOptions>("bumps", about: "activity of every family of points")
  static let spectrum = FigureKind<FixedPointsFigureOptions>("eigenvalues", about: "eigenvalues of every family of points")
  static let courses = FigureKind<FixedPointsFigureOptions>("simulation", about: "simulations from the points")
  static let bifurcation = FigureKind<FixedPointsFigureOptions>(
    "bifurcation", about: "height of the bump while a parameter changes")
  static let driftMap = FigureKind<FixedPointsFigureOptions>("drift", about: "drift and lifetime of a remembered position")
  static let travelling = FigureKind<FixedPointsFigureOptions>(
    "travelling", about: "bumps that travel by themselves, and their speed against the adaptation")
  static let closedOrbits = FigureKind<FixedPointsFigureOptions>(
    "orbits", about: "orbits that close under a drive that comes back, and their Floquet multipliers")
  public static let figureKinds = [
    cloud, bumps, spectrum, courses, bifurcation, driftMap, travelling, closedOrbits,
  ].map { AnyFigureKind($0) }

  public static func figures(
    _ result: FixedPointsResult, parameters: FixedPointsParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    if let orbits = result.orbits {
      return [
        NamedFigure(
          closedOrbits, orbitFigure(result, orbits).framed(try pen[closedOrbits].frame),
          caption: sentence {
            "(a) Place of the bump along every orbit that closes"
            if orbits.driveName == "place of the stimulus" { ", with the stimulus (dotted)" }
            ". (b) Their Floquet multipliers: outside the circle a push grows from cycle to cycle (triangles: orbits that are "
            "left)."
          }),
        NamedFigure(
          bumps, activityFigure(result).framed(try pen[bumps].frame),
          caption: "Activity at the start of a cycle, one line for each orbit."),
      ]
    }
    var figures = [
      NamedFigure(
        cloud, cloudFigure(result).framed(try pen[cloud].frame),
        caption: sentence {
          "Points at rest on the axes along which they differ most"
          if result.points.center?.shape.count == 1 { ", those of a continuous attractor coloured by the place of the bump" }
          ". Circles: stable or marginal; triangles: left in some direction."
        }),
      NamedFigure(
        bumps, activityFigure(result).framed(try pen[bumps].frame),
        caption: result.facts.dimensions == 1
          ? "Activity of one point of each family: (a) the high ones, (b) those that a push sends up or down."
          : "Activity of one point of each family."),
      NamedFigure(
        spectrum, spectrumFigure(result).framed(try pen[spectrum].frame),
        caption: result.recurrent == nil
          ? "Real parts of the eigenvalues of the dynamics at one point of each family. Right of the line a push grows."
          : "Eigenvalues of the Jacobian of one step at every point, with the circle beyond which a push grows."),
    ]
    if let relaxation = result.relaxation {
      figures.append(
        NamedFigure(
          courses, courseFigure(result, relaxation).framed(try pen[courses].frame),
          caption: sentence {
            "(a) Activity in a simulation that starts at the first point. (b) Largest activity after a start 1 % above (solid) "
            "and 1 % below (dashed) a point of each family."
          }))
    }
    if let branch = result.branch {
      figures.append(
        NamedFigure(
          bifurcation,
          (result.curves.map { curveFigure(branch, $0) } ?? branchFigure(branch)).framed(try pen[bifurcation].frame),
          caption: sentence {
            if result.curves != nil {
              "States at rest while \(branch.parameter) changes, by their place on the axis along which all differ most: "
              "stable (solid) and unstable (dashed), with folds and other changes of stability. Every curve goes "
              "through a point of the network itself."
            } else {
              "Height of the bump at rest while \(branch.parameter) changes: stable (solid) up to the fold, a saddle (dashed) "
              "behind it."
            }
          }))
    }
    if let travel = result.travel {
      figures.append(
        NamedFigure(
          travelling, travelFigure(result, travel).framed(try pen[travelling].frame),
          caption: sentence {
            if travel.speeds.isEmpty {
              "Speed of bumps that travel by themselves against the adaptation m; with the model's own m none does."
            } else {
              "(a) A bump that travels to the right with the model's own m: activity and the adaptation behind it. (b) Speed "
              "against the adaptation m."
            }
          }))
    }
    if let drift = result.drift {
      figures.append(
        NamedFigure(
          driftMap, driftFigure(drift).framed(try pen[driftMap].frame),
          caption: sentence {
            "(a) Drift of the bump at each place"
            if drift.simulatedSpeed != nil {
              ": to first order in the noise of the weights (line) and in simulations (points)"
            }
            ". (b) How long its position stays within \(formatted(parameters.driftTolerance * 180 / .pi)) deg."
          }))
    }
    return figures
  }

  // MARK: Points

  private static func cloudFigure(_ result: FixedPointsResult) -> Figure {
    let points = result.points
    let pairs = points.components.columns >= 3 ? [(0, 1), (0, 2)] : [(0, min(1, points.components.columns - 1))]
    let panels = pairs.enumerated().map { column, pair -> Panel in
      var panel = Panel(
        x: Axis("Axis \(pair.0 + 1)"), y: Axis("Axis \(pair.1 + 1)"), marks: cloudMarks(points, pair), height: .aspect(1))
      if column == pairs.count - 1, points.center?.shape.count == 1, points.stability.contains("marginal") {
        panel.key = .wheel(label: "Place of the bump")
      }
      return panel.at(row: 0, column: column)
    }
    return Figure(
      name: "fixed-points", panels: panels,
      altText: sentence {
        "\(counted(points.count, "point")) at rest on their principal axes: "
        Set(points.stability).sorted().map { word in "\(points.stability.count { $0 == word }) \(word)" }.joined(
          separator: ", ")
        "."
      }, width: pairs.count > 1 ? .double : .single)
  }

  private static func cloudMarks(_ points: PointTable, _ axes: (Int, Int)) -> [Mark] {
    func places(_ rows: [Int], _ axis: Int) -> [Double] { rows.map { points.components[$0, axis] } }
    let angles = points.center.flatMap { $0.shape.count == 1 ? $0.doubles : nil }
    var marks: [Mark] = []
    let marginal = points.stability.indices.filter { points.stability[$0] == "marginal" }
    if !marginal.isEmpty {
      let colors: PointColors =
        angles.map { angles in .values(marginal.map { angles[$0] }, .angle(label: "Place of the bump")) }
        ?? .uniform(.category(2))
      marks.append(
        .points(
          PointsMark(x: places(marginal, axes.0), y: places(marginal, axes.1), colors: colors, size: 2.6, name: "marginal")))
    }
    for (word, shape, paint) in [
      ("unstable", PointsMark.Shape.triangle, Paint.category(1)), ("stable", .circle, .category(0)),
    ] {
      let rows = points.stability.indices.filter { points.stability[$0] == word }
      if rows.isEmpty { continue }
      marks.append(
        .points(
          PointsMark(
            x: places(rows, axes.0), y: places(rows, axes.1), colors: .uniform(paint), size: 5, shape: shape, name: word)))
    }
    return marks
  }

  // MARK: Activity

  private static func activityFigure(_ result: FixedPointsResult) -> Figure {
    let (points, names, first) = (result.points, result.families.names, result.firstRows)
    switch result.facts.dimensions {
    case 1: return profileFigure(points, names, first)
    case 2: return mapFigure(points, names, first)
    default:
      let largest = points.states.elements.reduce(0) { max($0, abs($1)) }
      var panel = Panel(
        x: .whole("Unit", range: 0...Double(points.states.columns)), y: .whole("Point", range: 0...Double(points.count)),
        marks: [
          .heatMap(
            HeatMapMark(
              values: points.states, xRange: 0...Double(points.states.columns), yRange: 0...Double(points.count),
              scale: ColorScale(map: .blueRed, range: -max(largest, 1e-9)...max(largest, 1e-9), label: "Activity")))
        ], height: .aspect(0.8))
      panel.key = .bar(ColorScale(map: .blueRed, range: -max(largest, 1e-9)...max(largest, 1e-9), label: "Activity"))
      return Figure(
        name: "fixed-points", panels: [panel], altText: "Activity of the units at \(counted(points.count, "point")) at rest.")
    }
  }

  private static func profileFigure(_ points: PointTable, _ names: [String], _ first: [Int]) -> Figure {
    let degrees = (points.axis ?? []).map { $0 * 180 / .pi }
    let highest = points.height?.max() ?? 0
    let isHigh = first.map { (points.height?[$0] ?? 0) >= 0.02 * highest && highest > 0 }
    var panels: [Panel] = []
    for (column, group) in [true, false].enumerated() {
      let families = names.indices.filter { isHigh[$0] == group }
      if families.isEmpty { continue }
      let lines = families.map { family in
        let curve = closedCurve(nil, degrees: degrees, Array(points.states.row(first[family])))
        return Mark.line(
          LineMark(
            x: curve.x, y: curve.y, paint: .category(family), width: 1,
            dash: family % 2 == 0 ? [] : [3, 1.5], name: names[family]))
      }
      var panel = Panel(
        x: .turn("Place of the neuron (°)", degrees),
        y: Axis("Activity u"), marks: lines, height: .aspect(0.8))
      panel.legend = .above
      panels.append(panel.at(row: 0, column: column))
    }
    return Figure(
      name: "fixed-points", panels: panels, altText: "Activity along the ring of \(names.joined(separator: "; ")).",
      width: panels.count > 1 ? .double : .single)
  }

  private static func mapFigure(_ points: PointTable, _ names: [String], _ first: [Int]) -> Figure {
    let side = Int(Double(points.states.columns).squareRoot().rounded())
    let degrees = (points.axis ?? []).map { $0 * 180 / .pi }
    let range = (degrees.first ?? -180)...(degrees.last ?? 180)
    let shown = names.indices.filter { (points.height?[first[$0]] ?? 0) > 0 }.prefix(9)
    let panels = shown.enumerated().map { place, family -> Panel in
      let values = Matrix(rows: side, columns: side, elements: Array(points.states.row(first[family])))
      let high = points.height?[first[family]] ?? 1
      var panel = Panel(
        x: .hidden(range), y: .hidden(range),
        marks: [
          .heatMap(
            HeatMapMark(
              values: values, xRange: range, yRange: range, scale: ColorScale(range: 0...max(high, 1e-12), label: "u")))
        ], height: .equalUnits)
      panel.heading = names[family]
      panel.note = formatted(high, digits: 3)
      panel.notePlace = .below
      return panel.at(row: place / 3, column: place % 3)
    }
    return Figure(
      name: "fixed-points", panels: panels,
      altText: "Activity on the torus of \(shown.map { names[$0] }.joined(separator: "; ")); the largest below each.",
      width: .double, hasLetters: false)
  }

  // MARK: Eigenvalues

  private static func spectrumFigure(_ result: FixedPointsResult) -> Figure {
    result.recurrent.map { multiplierFigure(result, $0) } ?? rowFigure(result)
  }

  private static func rowFigure(_ result: FixedPointsResult) -> Figure {
    let (points, names) = (result.points, result.families.names)
    let first = result.firstRows
    func marks(_ word: String, _ shape: PointsMark.Shape, _ paint: Paint) -> Mark? {
      let families = names.indices.filter { points.stability[first[$0]] == word }
      if families.isEmpty { return nil }
      let places = families.flatMap { family in points.eigenvalues.row(first[family]).map { ($0, Double(names.count - family)) }
      }
      return .points(
        PointsMark(
          x: places.map(\.0), y: places.map(\.1), colors: .uniform(paint), size: 3.6, shape: shape, opacity: 0.8, name: word))
    }
    let rows = (1...max(1, names.count)).map(Double.init)
    let panel = Panel(
      x: Axis("Real part of the eigenvalues (per unit of time)"),
      y: Axis("", range: 0.4...Double(max(1, names.count)) + 0.6, ticks: .at(rows, labels: Array(names.reversed()))),
      marks: [.rule(RuleMark(.vertical, at: 0))]
        + [
          marks("stable", .circle, .category(0)), marks("marginal", .diamond, .category(2)),
          marks("unstable", .triangle, .category(1)),
        ].compactMap { $0 }, height: .aspect(0.5))
    return Figure(
      name: "fixed-points", panels: [panel],
      altText: sentence {
        "Real parts of the \(points.eigenvalues.columns) largest eigenvalues at one point of "
        "\(counted(names.count, "family", plural: "families"))."
      }, width: .oneAndHalf)
  }

  private static func multiplierFigure(_ result: FixedPointsResult, _ recurrent: RecurrentTable) -> Figure {
    let angles = (0...180).map { 2 * Double.pi * Double($0) / 180 }
    var marks: [Mark] = [
      .line(LineMark(x: angles.map { cos($0) }, y: angles.map { sin($0) }, paint: .muted, width: 0.7, dash: [2, 2]))
    ]
    for index in Set(result.points.morseIndex).sorted() {
      let rows = result.points.morseIndex.indices.filter { result.points.morseIndex[$0] == index }
      marks.append(
        .points(
          PointsMark(
            x: rows.flatMap { recurrent.multipliers.row($0) }, y: rows.flatMap { recurrent.imaginary.row($0) },
            colors: .uniform(.category(index)), size: 3, shape: index == 0 ? .circle : .triangle, opacity: 0.7,
            name: "Morse index \(index)")))
    }
    return Figure(
      name: "fixed-points", panels: [Panel(x: Axis("Real part"), y: Axis("Imaginary part"), marks: marks, height: .equalUnits)],
      altText: "Eigenvalues of the Jacobian of a step at \(counted(result.points.count, "point")) in the complex plane.")
  }

  // MARK: Simulations

  private static func courseFigure(_ result: FixedPointsResult, _ relaxation: RelaxationTable) -> Figure {
    let (times, neurons) = (relaxation.times, relaxation.activity.columns)
    let range = 0...max(times.last ?? 1, 1e-9)
    let values = relaxation.activity.transposed().map { Double($0) }
    let scale = ColorScale(fitting: values.elements, label: "Activity")
    let isRing = result.facts.dimensions == 1
    let places = isRing ? (result.points.axis ?? []).map { $0 * 180 / .pi } : [0, Double(neurons)]
    let span = (places.first ?? 0)...max(places.last ?? 1, (places.first ?? 0) + 1e-9)
    var activity = Panel(
      x: Axis("Time (units)", range: range), y: Axis(isRing ? "Place of the neuron (°)" : "Neuron", range: span),
      marks: [.heatMap(HeatMapMark(values: values, xRange: range, yRange: span, scale: scale))], height: .aspect(0.35))
    activity.key = .bar(scale)
    let heights = relaxation.heights.doubles ?? []
    let count = times.count
    let lines = result.families.names.prefix(12).indices.flatMap { family -> [Mark] in
      (0..<2).map { side in
        let start = (2 * family + side) * count
        return .line(
          LineMark(
            x: times, y: Array(heights[start..<start + count]), paint: .category(family), width: 0.9,
            dash: side == 0 ? [] : [2.5, 1.5], name: side == 0 ? result.families.names[family] : nil))
      }
    }
    let high = Panel(
      x: Axis("Time (units)", range: range), y: Axis("Largest activity", scale: .log), marks: lines, height: .aspect(0.35))
    return Figure(
      name: "fixed-points", panels: [activity.at(row: 0, column: 0), high.at(row: 1, column: 0)],
      altText:
        "Activity over \(formatted(range.upperBound)) units of time from the first point, and its largest value after a push.",
      width: .double)
  }

  // MARK: Branch and drift

  private static func branchFigure(_ branch: BranchTable) -> Figure {
    let turn =
      branch.points.rows == 0
      ? 0
      : (0..<branch.points.rows).first { row in
        branch.folds.rows > 0 && branch.points[row, 1] <= branch.folds[0, 1]
      } ?? branch.points.rows
    func line(_ rows: Range<Int>, _ paint: Paint, _ dash: [Double], _ name: String) -> Mark? {
      if rows.isEmpty { return nil }
      let fold = branch.folds.rows > 0
      let place = fold ? [(branch.folds[0, 0], branch.folds[0, 1])] : []
      let own = rows.map { (branch.points[$0, 0], branch.points[$0, 1]) }
      let all = rows.lowerBound == 0 ? own + place : place + own
      return .line(LineMark(x: all.map(\.0), y: all.map(\.1), paint: paint, width: 1.1, dash: dash, name: name))
    }
    var marks = [
      line(0..<turn, .category(0), [], "stable"), line(turn..<branch.points.rows, .category(1), [3, 1.5], "saddle"),
    ].compactMap { $0 }
    func points(_ table: Matrix<Double>, _ shape: PointsMark.Shape, _ name: String) {
      if table.rows == 0 { return }
      marks.append(
        .points(
          PointsMark(x: table.column(0), y: table.column(1), colors: .uniform(.ink), size: 4.5, shape: shape, name: name)))
    }
    points(branch.folds, .diamond, "fold")
    if let pitchforks = branch.pitchforks { points(pitchforks, .square, branch.travels ? "begins to travel" : "even activity") }
    let heights = branch.points.column(1)
    let isWide = (heights.max() ?? 1) > 30 * (heights.min() ?? 1)
    return Figure(
      name: "fixed-points",
      panels: [
        Panel(
          x: Axis(branch.parameter), y: Axis("Height of the bump", scale: isWide ? .log : .linear), marks: marks,
          height: .aspect(0.7))
      ], altText: "Height of the bump against \(branch.parameter), \(counted(branch.folds.rows, "fold")).")
  }

  /// The curves of recurrent weights, in pieces by their stability.
  private static func curveFigure(_ branch: BranchTable, _ curves: CurveTable) -> Figure {
    var marks: [Mark] = []
    for isStable in [true, false] {
      var (x, y): ([Double], [Double]) = ([], [])
      for row in 0..<max(0, branch.points.rows - 1) where curves.curve[row] == curves.curve[row + 1] {
        // A piece belongs to the stability of its middle.
        guard (branch.points[row, 2] + branch.points[row + 1, 2] < 0) == isStable else { continue }
        if x.last != branch.points[row, 0] || y.last != branch.points[row, 1] {
          x += [.nan, branch.points[row, 0]]
          y += [.nan, branch.points[row, 1]]
        }
        x.append(branch.points[row + 1, 0])
        y.append(branch.points[row + 1, 1])
      }
      if x.isEmpty { continue }
      marks.append(
        .line(
          LineMark(
            x: x, y: y, paint: .category(isStable ? 0 : 1), width: 1.1, dash: isStable ? [] : [3, 1.5],
            name: isStable ? "stable" : "unstable")))
    }
    func points(_ rows: [(Double, Double)], _ shape: PointsMark.Shape, _ name: String) {
      if rows.isEmpty { return }
      marks.append(
        .points(
          PointsMark(
            x: rows.map(\.0), y: rows.map(\.1), colors: .uniform(.ink), size: 4.5, shape: shape, name: name)))
    }
    points((0..<branch.folds.rows).map { (branch.folds[$0, 0], branch.folds[$0, 1]) }, .diamond, "fold")
    for kind in Set(curves.kinds).sorted() {
      let rows = curves.kinds.indices.filter { curves.kinds[$0] == kind }
      points(
        rows.map { (curves.changes[$0, 0], curves.changes[$0, 1]) }, kind == "branch point" ? .square : .circle, kind)
    }
    return Figure(
      name: "fixed-points",
      panels: [
        Panel(x: Axis(branch.parameter), y: Axis("Place of the state (axis 1)"), marks: marks, height: .aspect(0.7))
      ],
      altText: "States at rest against \(branch.parameter), \(counted((curves.curve.last ?? -1) + 1, "curve")).")
  }

  private static func driftFigure(_ drift: DriftTable) -> Figure {
    let degrees = drift.positions.map { $0 * 180 / .pi }
    var marks: [Mark] = [
      .rule(RuleMark(.horizontal, at: 0)),
      .line(
        LineMark(x: degrees, y: drift.speed.map { $0 * 180 / .pi }, paint: .category(0), width: 1, name: "theory")),
    ]
    if let places = drift.simulatedPositions, let speeds = drift.simulatedSpeed {
      marks.append(
        .points(
          PointsMark(
            x: places.map { $0 * 180 / .pi }, y: speeds.map { $0 * 180 / .pi }, colors: .uniform(.ink), size: 3.4,
            name: "simulated")))
    }
    let speed = Panel(
      x: .degrees("Place of the bump (°)"), y: Axis("Drift (° per unit of time)"), marks: marks, height: .aspect(0.75))
    let finite = drift.lifetime.map { $0.isFinite ? $0 : .nan }
    let lifetime = Panel(
      x: .degrees("Place of the bump (°)"), y: Axis("Lifetime (units of time)", scale: .log),
      marks: [.line(LineMark(x: degrees, y: finite, paint: .category(0), width: 1))], height: .aspect(0.75))
    return Figure(
      name: "fixed-points", panels: [speed.at(row: 0, column: 0), lifetime.at(row: 0, column: 1)],
      altText: "Drift of the bump and lifetime of its position at \(counted(drift.positions.count, "place")).", width: .double)
  }
}

/// Options of the figures of points at rest.
public struct FixedPointsFigureOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  public init() {}
  /// What the drawing functions use.
  public static let parameters: [Parameter<FixedPointsFigureOptions>] = frameParameters(.legend, .grid, .panelLetters)
}
