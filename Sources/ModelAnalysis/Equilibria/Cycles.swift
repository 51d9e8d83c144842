import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// Orbits that close under a drive that comes back: what a stroboscope sees of them are the points.
struct OrbitTable: FieldTable, Equatable {
  /// Of a cycle, in the model's unit of time.
  var period: Double
  /// Of each orbit: cycles after which it closes.
  var cycles: [Int]
  /// `[orbit, multiplier]`, real parts, largest magnitude first.
  var multipliers: Matrix<Double>
  /// Their imaginary parts.
  var imaginary: Matrix<Double>
  /// `[phase]`: time since the start of a cycle, over the longest orbit.
  var times: [Double]
  /// `[orbit, phase]`, rad: where the bump is, in (−π, π].
  var centers: Matrix<Double>
  /// `[orbit, phase]`: largest activity.
  var heights: Matrix<Double>
  /// `[phase]`: the place of the stimulus in rad, or the factor of theta.
  var drive: [Double]
  /// What that is.
  var driveName: String

  static let fields = Field<OrbitTable>.table {
    Field.array("cycles", \.cycles, axes: ["orbit"], "cycles of the drive after which the orbit closes")
    Field.array(
      "floquet", \.multipliers, axes: ["orbit", "multiplier"],
      "real parts of the Floquet multipliers, largest magnitude first: how a push has grown when the orbit closes")
    Field.array("floquet_imag", \.imaginary, axes: ["orbit", "multiplier"], "their imaginary parts")
    Field.array(
      "phase_t", \.times, unit: "units of time", axes: ["phase"], "time since the start of a cycle, over the longest orbit")
    Field.array(
      "phase_center", \.centers, unit: "rad", axes: ["orbit", "phase"],
      "where the bump is along each orbit, in (-pi, pi]; NaN without one")
    Field.array("phase_height", \.heights, axes: ["orbit", "phase"], "largest activity along each orbit")
    Field.array("phase_drive", \.drive, axes: ["phase"], "place of the stimulus, rad, or factor of theta")
    Field.number("period", \.period, "length of a cycle of the drive, in the model's unit of time")
    Field.number("drive", \.driveName, "what drives the network in cycles")
  }
}

extension OrbitTable {
  init?(from fields: FieldReader<OrbitTable>) throws {
    guard fields.holds(\.cycles) else { return nil }
    period = try fields.number(\.period)
    cycles = try fields[\.cycles]
    multipliers = try fields[\.multipliers]
    imaginary = try fields[\.imaginary]
    times = try fields[\.times]
    centers = try fields[\.centers]
    heights = try fields[\.heights]
    drive = try fields[\.drive]
    driveName = try fields.number(\.driveName)
  }

  /// Largest magnitude of the multipliers of each orbit.
  var largest: [Double] { cycles.indices.map { hypot(multipliers[$0, 0], imaginary[$0, 0]) } }
}

/// Closed orbits of a network that is driven in cycles.
struct CycleSearch {
  /// How many random states runs start from.
  let starts: Int
  /// Multipliers so near to the unit circle count as on it.
  let tolerance: Double
  /// Multipliers and exponents that are kept of each.
  let kept: Int
  let seed: UInt64
  let work: Work

  /// What was found.
  struct Found {
    var rows: PointRows
    var orbits: OrbitTable
    /// How far a simulation of ten cycles from each orbit misses it.
    var changes: [Double]
  }

  /// Of a ring whose stimulus swings from side to side: a sine, of so many degrees of the ring around its first neuron's
  /// opposite.
  ///
  /// - Parameters:
  ///   - period: in units of the model's time.
  ///   - swing: amplitude, rad of an angle.
  func swinging(_ network: RingNetwork, period: Double, swing: Double) throws -> Found {
    let width = network.parameters.width * 2 * .pi / network.grid.circumference
    let points = max(48, 2 * Int((10 / width).rounded(.up)))
    let few = points < network.grid.count && network.grid.ends == .joined ? try network.coarse(points: points) : network
    let steps = max(20, Int((period / (network.parameters.timeConstant / 10)).rounded(.up)))
    let turn = network.grid.circumference / (2 * .pi)
    let middle = network.grid.lower + network.grid.circumference / 2
    let place: @Sendable (Double) -> Double = { middle + swing * turn * sin(2 * .pi * $0 / period) }
    func map(_ network: RingNetwork) throws -> CycleMap<RingNetwork> {
      try CycleMap(network, integrator: .rungeKutta4, dt: period / Double(steps), steps: steps) { clock in
        .bump(at: place(clock.time))
      }
    }
    let decoder = RingDecoder(few.grid)
    let cycle = try map(few)
    let height = network.theory.heights?.stable ?? network.parameters.stimulusAmplitude
    let orbits = try cycle.orbits(starts: starts, kick: height, settling: 20, seed: seed, work: work)
    let n = few.grid.count
    return try found(
      cycle, orbits, period: period, decoder: { decoder.bump(in: $0) }, axis: (middle, turn),
      whole: { state in
        guard n < network.grid.count else { return Array(state.prefix(n)) }
        return try interpolatedAround(Array(state.prefix(n)), to: network.grid.count)
      },
      drive: { (place($0) - middle) / turn }, driveName: "place of the stimulus", neurons: network.grid.count)
  }

  /// Of direction cells under theta with the head at rest.
  ///
  /// - Parameter gain: turning rate as a part of the fastest, which theta goes by.
  func theta(
    _ cells: DirectionCells, modulation: ThetaModulation, dt: Double, gain: Double
  ) throws -> Found {
    let steps = max(1, Int((modulation.cycle / dt).rounded()))
    let step = modulation.cycle / Double(steps)
    let factor: @Sendable (Double) -> Double = { modulation(time: $0, linearGain: 0, angularGain: gain).direction }
    let cycle = try CycleMap(cells, integrator: .exponentialEuler, dt: step, steps: steps) { clock in
      .init(heading: 0, modulation: factor(clock.time))
    }
    let decoder = RingDecoder(cells.grid)
    let orbits = try cycle.orbits(starts: starts, kick: 1, seed: seed, work: work)
    return try found(
      cycle, orbits, period: modulation.cycle, decoder: { decoder.bump(in: $0) }, axis: (0, 1),
      whole: { Array($0.prefix(cells.grid.count)) }, drive: factor, driveName: "factor of theta", neurons: cells.grid.count)
  }

  private func found<Model: DynamicalModel>(
    _ map: CycleMap<Model>, _ orbits: [PeriodicOrbit], period: Double, decoder: ([Double]) -> RingBump,
    axis: (middle: Double, turn: Double), whole: ([Double]) throws -> [Double], drive: (Double) -> Double, driveName: String,
    neurons: Int
  ) throws -> Found {
    var rows = PointRows(neurons: neurons, eigenvalues: kept)
    let longest = orbits.map(\.cycles).max() ?? 1
    // At most 200 looks a cycle.
    let every = max(1, map.steps / 200)
    let looks = longest * map.steps / every
    var (centers, heights, changes): ([Double], [Double], [Double]) = ([], [], [])
    func center(_ bump: RingBump) -> Double {
      let angle = (bump.center - axis.middle) / axis.turn
      return bump.isLost ? .nan : angle - 2 * .pi * (angle / (2 * .pi)).rounded()
    }
    for orbit in orbits {
      let exponents = orbit.multipliers.map { multiplier in
        let time = period * Double(orbit.cycles)
        return Complex(
          log(max(multiplier.magnitude, 1e-300)) / time, atan2(multiplier.imaginary, multiplier.real) / time)
      }
      let unstable = orbit.unstableCount(tolerance: tolerance)
      let isMarginal = orbit.marginalCount(tolerance: tolerance) > 0
      // A closed orbit of one cycle is a fixed point of its map, whose indices sum to one; others are none.
      let above = orbit.multipliers.count { $0.imaginary == 0 && $0.real > 1 }
      rows.begin(
        orbit.cycles == 1 ? "closes after 1 cycle" : "closes after \(orbit.cycles) cycles", dimension: 0, copies: 1,
        index: orbit.cycles > 1 ? 0 : isMarginal ? nil : above.isMultiple(of: 2) ? 1 : -1)
      rows.add(
        try whole(orbit.state), residual: orbit.residual, center: [wrapAngle(center(decoder(orbit.state)))], values: exponents,
        unstable: unstable, kind: unstable > 0 ? .unstable : isMarginal ? .continuous : .stable)
      var way: [RingBump] = []
      _ = try map(orbit.state, cycles: longest) { clock, state in
        if clock.step.isMultiple(of: every) { way.append(decoder(state)) }
      }
      centers += way.prefix(looks).map(center)
      heights += way.prefix(looks).map(\.height)
      let after = try map(orbit.state, cycles: 10 * orbit.cycles, work: work)
      changes.append(zip(after, orbit.state).reduce(0) { max($0, abs($1.0 - $1.1)) })
    }
    let times = (1...max(1, looks)).map { Double($0 * every) * map.dt }
    let columns = min(kept, orbits.first?.multipliers.count ?? 0)
    return Found(
      rows: rows,
      orbits: OrbitTable(
        period: period, cycles: orbits.map(\.cycles),
        multipliers: Matrix(
          rows: orbits.count, columns: columns, elements: orbits.flatMap { $0.multipliers.prefix(columns).map(\.real) }),
        imaginary: Matrix(
          rows: orbits.count, columns: columns, elements: orbits.flatMap { $0.multipliers.prefix(columns).map(\.imaginary) }),
        times: times, centers: Matrix(rows: orbits.count, columns: looks, elements: centers),
        heights: Matrix(rows: orbits.count, columns: looks, elements: heights), drive: times.map(drive), driveName: driveName),
      changes: changes)
  }
}
