import ArrayNumerics
import AttractorModels
import Schema

/// The animal and the networks over time.
struct SweepCourse: FieldTable, Equatable {
  /// s, on the recording's clock.
  var times: [Double]
  /// rad in [0, 2π), 0 where theta drives most.
  var phase: [Double]
  /// `[time, 2]`, m.
  var positions: Matrix<Double>
  /// rad in [0, 2π).
  var headings: [Double]
  /// `[time, cell]`, in the model's unit.
  var directionRates: Matrix<Float>
  /// rad, of each direction cell.
  var preferred: [Double]
  /// rad in [0, 2π).
  var internalDirections: [Double]
  /// `[time, 2]`, m.
  var internalPositions: Matrix<Double>

  static let fields = Field<SweepCourse>.table {
    Field.array("t", \.times, unit: "s", axes: ["time"], "time, on the clock of the recording")
    Field.array(
      "theta_phase", \.phase, unit: "rad", axes: ["time"], "phase of theta in [0, 2 pi), 0 where it drives the networks most")
    Field.array("position", \.positions, unit: "m", axes: ["time", "2"], "position (x, y) of the animal")
    Field.array("head_direction", \.headings, unit: "rad", axes: ["time"], "direction of the head")
    Field.array(
      "direction_rates", \.directionRates, axes: ["time", "direction_cell"], "rates of the direction cells, in the model's unit"
    )
    Field.array(
      "preferred_direction", \.preferred, unit: "rad", axes: ["direction_cell"], "preferred direction of each direction cell")
    Field.array(
      "internal_direction", \.internalDirections, unit: "rad", axes: ["time"], "direction that the direction cells point to")
    Field.array(
      "internal_position", \.internalPositions, unit: "m", axes: ["time", "2"],
      "position of the grid cells: of all that have their phase the one nearest to the animal")
  }
}

extension SweepCourse {
  init(from fields: FieldReader<SweepCourse>) throws {
    times = try fields[\.times]
    phase = try fields[\.phase]
    positions = try fields[\.positions]
    headings = try fields[\.headings]
    directionRates = try fields[\.directionRates]
    preferred = try fields[\.preferred]
    internalDirections = try fields[\.internalDirections]
    internalPositions = try fields[\.internalPositions]
  }

  /// Every so many steps of a module.
  init(_ module: SweepModule, _ path: SweepPath, cycle: Double, directionCells grid: RingGrid, every: Int) {
    let (readings, dt) = (module.readings, path.trajectory.dt)
    let steps = Array(stride(from: 0, to: readings.count, by: every))
    times = steps.map { path.start + Double($0) * dt }
    phase = steps.map { step in
      let turns = Double(step) * dt / cycle
      return wrapAngle(2 * .pi * (turns - turns.rounded(.down)) - .pi)
    }
    func pairs(_ value: (SweepReading) -> SIMD2<Double>) -> Matrix<Double> {
      Matrix(rows: steps.count, columns: 2, elements: steps.flatMap { [value(readings[$0]).x, value(readings[$0]).y] })
    }
    positions = pairs(\.position)
    headings = steps.map { readings[$0].heading }
    directionRates = Matrix(rows: steps.count, columns: grid.count, elements: module.directionRates)
    preferred = grid.positions.map(wrapAngle)
    internalDirections = steps.map { readings[$0].internalDirection }
    internalPositions = pairs(\.internalPosition)
  }
}

/// One sweep for each theta cycle.
struct SweepTable: FieldTable, Equatable {
  /// s, where each sweep is furthest.
  var times: [Double]
  /// rad in [0, 2π), from the heading, counter-clockwise.
  var angles: [Double]
  /// m
  var lengths: [Double]
  /// 1 left, −1 right, 0 neither.
  var sides: [Int]
  /// rad in [0, 2π), from the heading, counter-clockwise.
  var directionAngles: [Double]
  /// m/s
  var speeds: [Double]
  /// rad/s
  var turning: [Double]

  static let fields = Field<SweepTable>.table {
    Field.array("sweep_t", \.times, unit: "s", axes: ["cycle"], "time at which the sweep of each theta cycle is furthest")
    Field.array(
      "sweep_angle", \.angles, unit: "rad", axes: ["cycle"],
      "direction of the sweep from the heading in [0, 2 pi), counter-clockwise: below pi it is to the left")
    Field.array("sweep_length", \.lengths, unit: "m", axes: ["cycle"], "how far the sweep goes from the animal")
    Field.array("sweep_side", \.sides, axes: ["cycle"], "1 to the left of the heading, -1 to the right, 0 neither")
    Field.array(
      "direction_sweep_angle", \.directionAngles, unit: "rad", axes: ["cycle"],
      "mean direction of the direction cells from the heading in [0, 2 pi), weighted by their rates")
    Field.array("sweep_speed", \.speeds, unit: "m/s", axes: ["cycle"], "mean speed of the animal in the cycle")
    Field.array(
      "sweep_turning", \.turning, unit: "rad/s", axes: ["cycle"], "mean turning rate of the head, counter-clockwise")
  }
}

extension SweepTable {
  init(from fields: FieldReader<SweepTable>) throws {
    times = try fields[\.times]
    angles = try fields[\.angles]
    lengths = try fields[\.lengths]
    sides = try fields[\.sides]
    directionAngles = try fields[\.directionAngles]
    speeds = try fields[\.speeds]
    turning = try fields[\.turning]
  }

  init(_ cycles: SweepCycles, _ path: SweepPath) {
    times = cycles.steps.map { path.start + Double($0) * path.trajectory.dt }
    angles = cycles.angles.map(wrapAngle)
    lengths = cycles.lengths
    sides = cycles.sides
    directionAngles = cycles.directionAngles.map(wrapAngle)
    speeds = cycles.speeds
    turning = cycles.turning
  }

  /// rad in [−π, π).
  var signedAngles: [Double] { angles.map { angleDifference($0, 0) } }
}

/// Modules of grid cells with different spacings.
struct SweepModules: FieldTable, Equatable {
  /// m
  var spacings: [Double]
  /// m, the median of each.
  var lengths: [Double]

  static let fields = Field<SweepModules>.table {
    Field.array(
      "module_spacing", \.spacings, unit: "m", axes: ["module"],
      "spacing of each module of grid cells, the first that of all else")
    Field.array("module_length", \.lengths, unit: "m", axes: ["module"], "median length of its sweeps")
  }
}

extension SweepModules {
  init(from fields: FieldReader<SweepModules>) throws {
    spacings = try fields[\.spacings]
    lengths = try fields[\.lengths]
  }
}

/// The whole sheet of grid cells at a few steps, for the animation.
struct SweepFrames: FieldTable, Equatable {
  /// `[frame, y, x]` of phases, as a part of the largest of each frame.
  var bumps: DataArray
  /// Rows of the course.
  var rows: [Int]

  static let fields = Field<SweepFrames>.table {
    Field.array(
      "bump", \.bumps, axes: ["frame", "phase_y", "phase_x"], type: "float32",
      "activity of the grid cells on the sheet of phases, -pi to pi, as a part of the largest of each frame")
    Field.array("bump_row", \.rows, axes: ["frame"], "row of t at which each frame stands")
  }
}

extension SweepFrames {
  init?(from fields: FieldReader<SweepFrames>) throws {
    guard fields.holds(\.rows) else { return nil }
    bumps = try fields[\.bumps]
    rows = try fields[\.rows]
  }

  /// Cells along each axis.
  var side: Int { bumps.shape.count == 3 ? bumps.shape[1] : 0 }
}
