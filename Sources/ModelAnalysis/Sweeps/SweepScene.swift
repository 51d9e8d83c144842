import ArrayNumerics
import AttractorModels
import Foundation
import Plotting
import Schema

/// What the frames of the animation of a sweep have in common.
struct SweepScene: Sendable {
  private let course: SweepCourse
  private let frames: SweepFrames
  private let values: [Float]
  private let lattice: PhaseLattice
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let highestRate: Double
  private let pathRows: [Int]

  private static let pixels = 64

  init(_ result: ThetaSweepResult, _ frames: SweepFrames) {
    let course = result.course
    let rows = (frames.rows.first ?? 0)..<(frames.rows.last ?? 0) + 1
    let shown = Array(stride(from: rows.lowerBound, to: rows.upperBound, by: max(1, rows.count / 400)))
    // A square around the path with room for the sweeps.
    let xRange = finiteRange(shown.map { course.positions[$0, 0] }) ?? 0...1
    let yRange = finiteRange(shown.map { course.positions[$0, 1] }) ?? 0...1
    let extent = max(xRange.upperBound - xRange.lowerBound, yRange.upperBound - yRange.lowerBound)
    let half: Double = 0.55 * result.spacing + extent / 2
    let (midX, midY) = ((xRange.lowerBound + xRange.upperBound) / 2, (yRange.lowerBound + yRange.upperBound) / 2)
    self.course = course
    self.frames = frames
    values = frames.bumps.floats ?? []
    lattice = PhaseLattice(ratio: result.ratio)
    pathRows = shown
    x = midX - half...midX + half
    y = midY - half...midY + half
    highestRate = frames.rows.reduce(0) { highest, row in
      course.directionRates.row(row).reduce(highest) { max($0, Double($1)) }
    }
  }

  /// The four panels of a frame.
  func figure(_ number: Int) -> Figure {
    let row = frames.rows[number]
    let animal = SIMD2(course.positions[row, 0], course.positions[row, 1])
    let place = SIMD2(course.internalPositions[row, 0], course.internalPositions[row, 1])
    var space = Panel(x: .hidden(x), y: .hidden(y), marks: pathMarks + animalMarks(animal, place), height: .aspect(1))
    space.heading = String(format: "%.2f s", course.times[row])
    space.isFramed = true
    space.scaleBar = .metres(forWidth: x.upperBound - x.lowerBound)
    var tiled = Panel(
      x: .hidden(x), y: .hidden(y),
      marks: [.heatMap(HeatMapMark(values: spaceMap(number), xRange: x, yRange: y, scale: scale))] + pathMarks
        + animalMarks(animal, place), height: .aspect(1))
    tiled.key = .bar(scale)
    var figure = Figure(
      name: "sweep-scene",
      panels: [
        space.at(row: 0, column: 0), directionPanel(row).at(row: 0, column: 1), sheetPanel(number).at(row: 0, column: 2),
        tiled.at(row: 0, column: 3),
      ], altText: "Path, direction cells, and the bump of the grid cells at \(formatted(course.times[row])) s.", width: .double)
    figure.columnWeights = [1, 1, 1.1, 1]
    return figure
  }

  private var scale: ColorScale { ColorScale(range: 0...1, label: "Activity") }

  private var pathMarks: [Mark] {
    [
      .line(
        LineMark(
          x: pathRows.map { course.positions[$0, 0] }, y: pathRows.map { course.positions[$0, 1] }, paint: .muted, width: 0.8))
    ]
  }

  private func animalMarks(_ animal: SIMD2<Double>, _ place: SIMD2<Double>) -> [Mark] {
    [
      .line(LineMark(x: [animal.x, place.x], y: [animal.y, place.y], paint: .category(1), width: 1)),
      .points(PointsMark(x: [animal.x], y: [animal.y], colors: .uniform(.fixed(Palette.vermillion)), size: 4.5)),
      .points(PointsMark(x: [place.x], y: [place.y], colors: .uniform(.category(1)), size: 3.5, shape: .diamond)),
    ]
  }

  private func directionPanel(_ row: Int) -> Panel {
    let order = course.preferred.indices.sorted { course.preferred[$0] < course.preferred[$1] }
    let angles = order.map { course.preferred[$0] }
    let rates = order.map { Double(course.directionRates[row, $0]) }
    let top = highestRate > 0 ? highestRate : 1
    var panel = Panel(
      x: Axis("Direction (°)"), y: Axis("", range: 0...1.1 * top, ticks: .none),
      marks: [
        .line(LineMark(x: angles + angles.prefix(1), y: rates + rates.prefix(1), paint: .category(0), width: 1.1)),
        .line(LineMark(x: [course.headings[row], course.headings[row]], y: [0, 1.1 * top], paint: .ink, width: 1)),
      ], height: .aspect(1))
    panel.coordinates = .polar
    return panel
  }

  /// The sheet as the rhombus that it is.
  private func sheetPanel(_ number: Int) -> Panel {
    let (w, h) = (1.5 * Double.pi, 3.0.squareRoot() / 2 * Double.pi)
    let (columns, rows) = (Self.pixels * 3 / 2, Self.pixels)
    var map = Matrix<Double>(rows: rows, columns: columns, repeating: .nan)
    for row in 0..<rows {
      for column in 0..<columns {
        let px = -w + 2 * w * (Double(column) + 0.5) / Double(columns)
        let py = -h + 2 * h * (Double(row) + 0.5) / Double(rows)
        // Back from the plane to the sheared sheet.
        let phase = SIMD2(px - py / 3.0.squareRoot(), 2 * py / 3.0.squareRoot())
        if abs(phase.x) <= .pi, abs(phase.y) <= .pi { map[row, column] = value(number, phase) }
      }
    }
    func point(_ places: Matrix<Double>, _ color: Color, _ shape: PointsMark.Shape) -> Mark {
      let row = frames.rows[number]
      let place = PhaseLattice.unsheared(lattice.phase(of: SIMD2(places[row, 0], places[row, 1])))
      return .points(PointsMark(x: [place.x], y: [place.y], colors: .uniform(.fixed(color)), size: 4, shape: shape))
    }
    return Panel(
      x: .hidden(-w...w), y: .hidden(-h...h),
      marks: [
        .heatMap(HeatMapMark(values: map, xRange: -w...w, yRange: -h...h, scale: scale)),
        point(course.positions, Palette.vermillion, .circle), point(course.internalPositions, Palette.orange, .diamond),
      ], height: .equalUnits)
  }

  private func spaceMap(_ number: Int) -> Matrix<Double> {
    let n = Self.pixels
    var map = Matrix<Double>(rows: n, columns: n, repeating: 0)
    for row in 0..<n {
      for column in 0..<n {
        let place = SIMD2(
          x.lowerBound + (x.upperBound - x.lowerBound) * (Double(column) + 0.5) / Double(n),
          y.lowerBound + (y.upperBound - y.lowerBound) * (Double(row) + 0.5) / Double(n))
        map[row, column] = value(number, lattice.phase(of: place))
      }
    }
    return map
  }

  /// The activity of the nearest cell of a frame.
  private func value(_ number: Int, _ phase: SIMD2<Double>) -> Double {
    let side = frames.side
    func cell(_ angle: Double) -> Int {
      let index = Int(((angle + .pi) / (2 * .pi) * Double(side)).rounded())
      return ((index % side) + side) % side
    }
    return Double(values[(number * side + cell(phase.y)) * side + cell(phase.x)])
  }
}
