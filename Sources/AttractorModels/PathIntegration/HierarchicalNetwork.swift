import ArrayNumerics
import Foundation

/// Several modules of band and grid cells that integrate a velocity, and place cells that read them out (after the network of
/// canns, with the gain calibrated and the drive of the grid cells coming from all bands). Metres, seconds as the models' unit
/// of time.
public struct HierarchicalNetwork: Sendable {
  /// With the smallest spacing first, as given.
  public let modules: [BandModule]
  /// Centres of the place cells, m.
  public let places: [SIMD2<Double>]
  /// In the unit of time of the bands.
  public private(set) var dt: Double
  /// How fast the bands go.
  public private(set) var calibration: BandCalibration
  /// Weights of the grid cells of each module on the places, `[cell, place]`.
  private let readOut: [[Double]]

  /// - Throws: `badParameter`; what `BandCalibration` throws; `tooLarge` when the weights of the places need more than 4 GB.
  public init(modules: [BandModule], places: [SIMD2<Double>], dt: Double = 0.05, work: Work = Work()) throws {
    guard let first = modules.first else {
      throw AttractorModelsError.badParameter(name: "the number of modules", value: 0, expected: "1 or more")
    }
    guard !places.isEmpty else {
      throw AttractorModelsError.badParameter(name: "the number of places", value: 0, expected: "1 or more")
    }
    if let index = places.firstIndex(where: { !$0.isFinite }) {
      throw AttractorModelsError.notFinite(what: "list of places", index: index)
    }
    guard modules.allSatisfy({ $0.bands.parameters == first.bands.parameters }) else {
      throw AttractorModelsError.badParameter(
        name: "the number of kinds of bands", value: Double(modules.count), expected: "1: all modules share their calibration")
    }
    let bytes = modules.reduce(0) { $0 + 8 * $1.grid.count * places.count }
    if bytes > 4_000_000_000 { throw AttractorModelsError.tooLarge(bytes: bytes, limit: 4_000_000_000) }
    self.modules = modules
    self.places = places
    self.dt = dt
    calibration = try BandCalibration(first.bands.parameters, dt: dt, work: work)
    readOut = modules.map { module in
      let width = module.bands.parameters.width
      let phases = places.map { module.phases(at: $0) }
      return (0..<module.grid.count).flatMap { cell -> [Double] in
        let own = module.grid.phase(of: cell)
        return phases.map { module.grid.gaussian(SIMD2($0[0], $0[1]) - own, width: width) }
      }
    }
  }

  /// The same with the gain of its bands measured for another step.
  ///
  /// - Throws: what `BandCalibration` throws.
  public func measured(_ integrator: Integrator, dt: Double, work: Work = Work()) throws -> HierarchicalNetwork {
    var network = self
    network.dt = dt
    network.calibration = try BandCalibration(modules[0].bands.parameters, integrator: integrator, dt: dt, work: work)
    return network
  }

  /// Where all of it stands.
  public struct State: Sendable, Equatable {
    /// q and u of the three bands of each module.
    public var bands: [[[Double]]]
    /// u and v of the grid cells of each module.
    public var grids: [[Double]]
  }

  /// The bumps of all bands at the phases of a position (m), the grid cells at rest.
  public func state(at position: SIMD2<Double>) -> State {
    State(
      bands: modules.map { module in module.phases(at: position).map { module.bands.state(at: $0) } },
      grids: modules.map { $0.grid.restingState() })
  }

  /// The fastest that the animal may go for the calibration to hold, m per unit of time.
  public var largestSpeed: Double {
    (modules.map(\.spacing).min() ?? 0) * calibration.largestSpeed / (2 * .pi)
  }

  /// Runs a velocity. Nothing is kept but what `observe` keeps.
  ///
  /// - Parameters:
  ///   - velocity: of each step, m per unit of time.
  ///   - observe: sees the state after each step.
  /// - Throws: `CancellationError`; `badParameter` for a velocity above `largestSpeed`; `diverged`
  @discardableResult
  public func callAsFunction(
    from start: State, steps: Int, work: Work = Work(), velocity: (Clock) -> SIMD2<Double>,
    observe: (State, Clock) -> Void = { _, _ in }
  ) throws -> State {
    var bands = try zip(modules, start.bands).map { module, states in
      try states.map { try Stepper(module.bands, .euler, dt: dt, state: $0) }
    }
    var grids = try zip(modules, start.grids).map { module, state in
      try Stepper(module.grid, .exponentialEuler, dt: dt, state: state)
    }
    let report = max(1, steps / 100)
    for step in 0..<steps {
      if step & 15 == 0 { try work.checkCancellation() }
      let clock = Clock(step: step, dt: dt)
      let velocity = velocity(clock)
      guard length(velocity) <= largestSpeed else {
        throw AttractorModelsError.badParameter(
          name: "the speed", value: length(velocity), expected: "at most \(largestSpeed) for the smallest spacing")
      }
      for (number, module) in modules.enumerated() {
        var rates: [[Double]] = []
        for (band, wave) in module.waves.enumerated() {
          let command = calibration.command(for: (wave * velocity).sum())
          try bands[number][band].step(clock) { _ in .init(speed: command) }
          rates.append(module.bands.rates(of: bands[number][band].state))
        }
        let input = module.gridInput(rates: rates)
        try grids[number].step(clock) { _ in input }
        module.grid.constrain(&grids[number].state)
      }
      let after = Clock(step: step + 1, dt: dt)
      observe(State(bands: bands.map { $0.map(\.state) }, grids: grids.map(\.state)), after)
      if after.step % report == 0 {
        guard grids.allSatisfy({ allFinite($0.state) }) else {
          throw AttractorModelsError.diverged(step: after.step, time: after.time)
        }
        work.report("simulating", completed: after.step, of: steps)
      }
    }
    return State(bands: bands.map { $0.map(\.state) }, grids: grids.map(\.state))
  }

  /// What the place cells make of a state: their rates q²/(1 + Σ q²), and the mean of their centres weighted by q, m; q is
  /// what is above half of the highest input. Nothing flows back from them, so that they can be read whenever they are asked
  /// for.
  public func placeActivity(of state: State) -> (rates: [Double], position: SIMD2<Double>) {
    var input = [Double](repeating: 0, count: places.count)
    for (number, module) in modules.enumerated() {
      let rates = module.grid.rates(of: state.grids[number])
      multiply(1, places.count, rates.count, rates, readOut[number], beta: 1, into: &input)
    }
    let half = max(0, input.max() ?? 0) / 2
    let above = input.map { max($0 - half, 0) }
    let (total, squares) = (above.reduce(0, +), above.reduce(0) { $0 + $1 * $1 })
    var position = SIMD2<Double>.zero
    for (place, weight) in zip(places, above) where weight > 0 { position += (weight / total) * place }
    return (above.map { $0 * $0 / (1 + squares) }, total > 0 ? position : SIMD2(.nan, .nan))
  }
}
