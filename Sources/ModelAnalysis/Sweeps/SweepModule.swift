import ArrayNumerics
import AttractorModels
import Foundation

/// What one module of grid cells did on a path.
struct SweepModule: Sendable {
  /// At every step.
  var readings: [SweepReading]
  /// Of every whole cycle.
  var cycles: SweepCycles
  /// `[look, direction cell]`, every so many steps.
  var directionRates: [Float]
  /// `[frame, y, x]` of phases: u over its largest value.
  var bumps: [Float]

  /// Runs direction cells and grid cells on the path.
  ///
  /// - Parameters:
  ///   - every: steps between two looks at the direction cells.
  ///   - frames: steps at which the whole sheet is kept.
  ///   - isLagged: whether positions and directions are those of the rates one step earlier, as canns decodes them.
  /// - Throws: `CancellationError`, `AttractorModelsError`, `NumericsError`.
  init(
    _ sweep: ThetaSweep, _ path: NavigationTrajectory, _ modulation: ThetaModulation, every: Int, frames: [Int],
    isLagged: Bool, work: Work
  ) throws {
    let inputs = path.sweepInputs(modulation)
    let decoder = RingDecoder(sweep.directionCells.grid)
    let kept = Set(frames)
    var readings: [SweepReading] = []
    readings.reserveCapacity(inputs.count)
    var (rates, bumps): ([Float], [Float]) = ([], [])
    rates.reserveCapacity((inputs.count / every + 1) * sweep.directionCells.grid.count)
    bumps.reserveCapacity(frames.count * sweep.gridCells.count)
    var before: (phase: SIMD2<Double>, direction: Double) = (.zero, 0)
    try sweep(steps: inputs.count, work: work, input: { inputs[$0.step] }) { state, clock in
      let step = clock.step - 1
      let own = sweep.directionCells.rates(of: state.directions)
      let now = (phase: sweep.gridCells.phase(of: state.grid), direction: decoder.mean(of: own).position)
      let read = isLagged ? before : now
      before = now
      let position = inputs[step].position
      readings.append(
        SweepReading(
          position: position, heading: inputs[step].heading,
          internalPosition: sweep.gridCells.lattice.position(of: read.phase, near: position),
          internalDirection: wrapAngle(read.direction), activity: own.reduce(0, +)))
      if step.isMultiple(of: every) { rates += own.map(Float.init) }
      if kept.contains(step) {
        let sheet = state.grid.prefix(sweep.gridCells.count)
        let largest = max(sheet.max() ?? 0, 1e-300)
        bumps += sheet.map { Float($0 / largest) }
      }
    }
    self.readings = readings
    cycles = SweepCycles(readings, dt: path.dt, cycle: modulation.cycle / 1000)
    directionRates = rates
    self.bumps = bumps
  }

  /// The median length of its sweeps without the first cycle, which begins at rest, m; NaN with fewer than two cycles.
  var typicalLength: Double { median(Array(cycles.lengths.dropFirst())) }
}
