import ArrayNumerics
import AttractorModels
import Foundation
import Oscillations
import Schema
import Stages

/// Sweeps of place cells on the same path: how far the place that they stand for runs ahead of the animal.
struct PlaceSweepTable: FieldTable, Equatable {
  /// m, of a square.
  var side: Double
  /// `[cell, 2]`, m.
  var centers: Matrix<Double>
  /// `[time, 2]`, m; NaN where all are silent.
  var positions: Matrix<Double>
  /// m, one for each cycle.
  var lengths: [Double]
  /// rad in [0, 2π), from the heading, counter-clockwise.
  var angles: [Double]
  /// `[snapshot, cell]`.
  var rates: Matrix<Float>
  /// Rows of the course.
  var rows: [Int]
  /// m, of all cycles but the first.
  var medianLength: Double
  /// Part of the sweeps, but the first, that go ahead: within a quarter turn of the heading.
  var ahead: Double
  /// Rank correlation of the length with the speed.
  var lengthSpeed: Double

  static let fields = Field<PlaceSweepTable>.table {
    Field.array(
      "place_centers", \.centers, unit: "m", axes: ["place_cell", "2"], "middle (x, y) of the square of each place cell")
    Field.array(
      "place_position", \.positions, unit: "m", axes: ["time", "2"],
      "place that the place cells stand for: the mean of the cells above a tenth of the highest rate, weighted by their rates")
    Field.array(
      "place_sweep_length", \.lengths, unit: "m", axes: ["cycle"], "how far the sweep of the place cells goes from the animal")
    Field.array(
      "place_sweep_angle", \.angles, unit: "rad", axes: ["cycle"],
      "direction of that sweep from the heading in [0, 2 pi), counter-clockwise")
    Field.array(
      "place_rates", \.rates, axes: ["snapshot", "place_cell"],
      "rates of the place cells, in the model's unit, within the cycle in which the animal goes furthest")
    Field.array("place_row", \.rows, axes: ["snapshot"], "row of t at which each of these stands")
    Field.number("place_side_m", \.side, "side of the squares of the place cells")
    Field.number("place_median_length_m", \.medianLength, "median length of the sweeps of the place cells")
    Field.number("place_ahead", \.ahead, "part of these sweeps within a quarter turn of the heading")
    Field.number(
      "place_length_speed_correlation", \.lengthSpeed, "rank correlation of the length of these sweeps with the speed")
  }
}

extension PlaceSweepTable {
  init?(from fields: FieldReader<PlaceSweepTable>) throws {
    guard fields.holds(\.centers) else { return nil }
    side = try fields.number(\.side)
    centers = try fields[\.centers]
    positions = try fields[\.positions]
    lengths = try fields[\.lengths]
    angles = try fields[\.angles]
    rates = try fields[\.rates]
    rows = try fields[\.rows]
    medianLength = try fields.number(\.medianLength)
    ahead = try fields.number(\.ahead)
    lengthSpeed = try fields.number(\.lengthSpeed)
  }

  /// Runs place cells on the path.
  ///
  /// - Parameters:
  ///   - every: steps between two rows of the course.
  /// - Throws: `StageError` for a path that leaves the arena; `AttractorModelsError`, `CancellationError`.
  init(
    _ path: SweepPath, _ parameters: ThetaSweepParameters, side: Double, seed: UInt64, stage: String, context: RunContext
  ) throws {
    let positions = path.trajectory.positions
    let ways = try Geodesics(try Self.arena(around: positions, parameters, side: side))
    try Self.require(positions, in: ways.arena, stage: stage)
    let squares = try ArenaCells(ways.arena, side: side).places.count
    try context.reserve(
      40 * squares * squares + 8 * squares * 512, for: "\(counted(squares, "place cell"))",
      remedy: "Take a larger --place-side.")
    var numbers = SweepParameters.placeCells
    numbers.width = parameters.placeWidth
    numbers.adaptationStrength = parameters.placeAdaptation
    let cells = try PlaceCells(in: ways, side: side, parameters: numbers, work: context.work)
    let modulation = ThetaModulation(directionStrength: 0, positionStrength: parameters.placeTheta, cycle: parameters.cycle)
    let factors = path.trajectory.sweepInputs(modulation).map(\.modulation.position)
    let (every, steps) = (parameters.every, positions.count)
    // Six looks at the cycle in which the animal goes furthest, on rows of the result.
    let perCycle = max(1, Int((parameters.cycle / parameters.step).rounded()))
    let shown = path.liveliest(min(steps, perCycle))
    let looks = (0..<6).map { (shown.lowerBound + $0 * perCycle / 6) / every * every }.filter { $0 < steps }
    let kept = Set(looks)
    var found: [SIMD2<Double>] = []
    var rates: [Int: [Float]] = [:]
    var at = Checkpoint(state: cells.restingState())
    let block = 256
    for first in stride(from: 0, to: steps, by: block) {
      let last = min(steps, first + block)
      let distances = try ways.distances(from: Array(positions[first..<last]), to: cells.centers, work: context.work)
      let trace = Trace(every: 1) { $0 }
      let run = try Run(cells, integrator: .exponentialEuler, dt: parameters.step, steps: last)
      at = try run(from: at, observing: [trace]) { clock in
        .init(distances: distances[clock.step - first], modulation: factors[clock.step])
      }
      for (index, state) in trace.values.enumerated() {
        found.append(cells.position(of: state))
        if kept.contains(first + index) { rates[first + index] = cells.rates(of: state).map(Float.init) }
      }
      context.work.report("place cells", completed: last, of: steps)
    }
    let readings = positions.indices.map { step -> SweepReading in
      let isSilent = found[step].x.isNaN
      return SweepReading(
        position: positions[step], heading: path.trajectory.headings[step],
        internalPosition: isSilent ? positions[step] : found[step], internalDirection: path.trajectory.headings[step],
        activity: 1)
    }
    let cycles = SweepCycles(readings, dt: path.trajectory.dt, cycle: parameters.cycle / 1000)
    let rest = cycles.lengths.indices.dropFirst()
    let drawn = looks.filter { rates[$0] != nil }
    let course = Array(stride(from: 0, to: steps, by: every))
    self.side = side
    centers = Matrix(rows: cells.count, columns: 2, elements: cells.centers.flatMap { [$0.x, $0.y] })
    self.positions = Matrix(rows: course.count, columns: 2, elements: course.flatMap { [found[$0].x, found[$0].y] })
    lengths = cycles.lengths
    angles = cycles.angles.map(wrapAngle)
    self.rates = Matrix(rows: drawn.count, columns: cells.count, elements: drawn.flatMap { rates[$0] ?? [] })
    rows = drawn.map { $0 / every }
    medianLength = median(rest.map { cycles.lengths[$0] })
    let forward = rest.count { abs(cycles.angles[$0]) < .pi / 2 && cycles.lengths[$0] > 0 }
    ahead = rest.isEmpty ? .nan : Double(forward) / Double(rest.count)
    lengthSpeed = (try? spearmanCorrelation(rest.map { cycles.lengths[$0] }, rest.map { cycles.speeds[$0] })) ?? .nan
  }

  /// The polygon that was given, or the rectangle of whole squares that leaves two widths of room on each side of the path.
  private static func arena(
    around positions: [SIMD2<Double>], _ parameters: ThetaSweepParameters, side: Double
  ) throws(AttractorModelsError) -> Arena {
    let corners = parameters.placeArena
    if !corners.isEmpty {
      return try Arena(outline: (0..<corners.count / 2).map { SIMD2(corners[2 * $0], corners[2 * $0 + 1]) })
    }
    let room = SIMD2(repeating: 2 * parameters.placeWidth)
    let low = positions.reduce(positions[0]) { SIMD2(min($0.x, $1.x), min($0.y, $1.y)) } - room
    let high = positions.reduce(positions[0]) { SIMD2(max($0.x, $1.x), max($0.y, $1.y)) } + room
    func span(_ low: Double, _ high: Double) -> (Double, Double) {
      // A little room on both sides: the animal is on no wall.
      let count = max(1, ((high - low) / side + 0.02).rounded(.up))
      let room = (count * side - (high - low)) / 2
      return (low - room, high + room)
    }
    let (x, y) = (span(low.x, high.x), span(low.y, high.y))
    return try Arena(outline: [SIMD2(x.0, y.0), SIMD2(x.1, y.0), SIMD2(x.1, y.1), SIMD2(x.0, y.1)])
  }

  private static func require(_ positions: [SIMD2<Double>], in arena: Arena, stage: String) throws {
    let outside = positions.indices.filter { !arena.contains(positions[$0]) }
    guard let first = outside.first else { return }
    throw StageError.unusableData(
      stage: stage,
      reason: sentence {
        "\(counted(outside.count, "step")) of the path, the first at (\(formatted(positions[first].x)), "
        "\(formatted(positions[first].y))) m, are outside the corners of --place-arena."
      }, remedy: "Give the corners in order, in the units of the path (m), and a little outside of it.")
  }
}
