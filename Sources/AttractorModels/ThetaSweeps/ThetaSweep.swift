import ArrayNumerics

/// What reaches the networks of a theta sweep in one step.
public struct SweepInput: Sendable, Equatable {
  /// Of the animal, m.
  public var position: SIMD2<Double>
  /// Of the head, radians.
  public var heading: Double
  /// Factors of theta for direction cells and for grid cells.
  public var modulation: (direction: Double, position: Double)

  public init(position: SIMD2<Double>, heading: Double, modulation: (direction: Double, position: Double)) {
    self.position = position
    self.heading = heading
    self.modulation = modulation
  }

  public static func == (first: SweepInput, second: SweepInput) -> Bool {
    first.position == second.position && first.heading == second.heading && first.modulation == second.modulation
  }
}

/// Direction cells that drive grid cells, step by step: the grid cells of a step see the direction cells' rates of the same
/// step.
public struct ThetaSweep: Sendable {
  /// The first.
  public let directionCells: DirectionCells
  /// What they drive.
  public let gridCells: GridCells
  /// ms.
  public let dt: Double
  /// Deviations of the noise in each step's drive, as canns has it: of direction cells and of grid cells.
  public let noise: (direction: Double, position: Double)
  /// Of the noise.
  public let seed: UInt64

  /// - Parameter dt: ms; the exponential integrator takes any.
  /// - Throws: `badParameter`
  public init(
    directionCells: DirectionCells, gridCells: GridCells, dt: Double = 1,
    noise: (direction: Double, position: Double) = (0, 0), seed: UInt64 = 0
  ) throws(AttractorModelsError) {
    try checkPositive("the time step", dt)
    try checkNotNegative("the noise of the direction cells", noise.direction)
    try checkNotNegative("the noise of the grid cells", noise.position)
    self.directionCells = directionCells
    self.gridCells = gridCells
    self.dt = dt
    self.noise = noise
    self.seed = seed
  }

  /// Where both networks stand.
  public struct State: Sendable, Equatable {
    /// u and v of the direction cells.
    public var directions: [Double]
    /// u and v of the grid cells.
    public var grid: [Double]
  }

  /// Runs from rest. Nothing is kept but what `observe` keeps.
  ///
  /// - Parameters:
  ///   - input: of each step.
  ///   - observe: sees the states after each step.
  /// - Throws: `CancellationError`; `diverged`; `NumericsError`
  @discardableResult
  public func callAsFunction(
    steps: Int, work: Work = Work(), input: (Clock) throws -> SweepInput, observe: (State, Clock) -> Void = { _, _ in }
  ) throws -> State {
    var directions = try Stepper(directionCells, .exponentialEuler, dt: dt, state: directionCells.restingState())
    var grid = try Stepper(gridCells, .exponentialEuler, dt: dt, state: gridCells.restingState())
    let report = max(1, steps / 100)
    for step in 0..<steps {
      if step & 15 == 0 { try work.checkCancellation() }
      let clock = Clock(step: step, dt: dt)
      let input = try input(clock)
      try directions.step(clock) { _ in .init(heading: input.heading, modulation: input.modulation.direction) }
      addNoise(noise.direction, "direction cells", to: &directions, directionCells.grid.count, step)
      directionCells.constrain(&directions.state)
      let conjunctive = gridCells.conjunctiveInput(
        position: input.position, directionRates: directionCells.rates(of: directions.state),
        modulation: input.modulation.position)
      try grid.step(clock) { _ in conjunctive }
      addNoise(noise.position, "grid cells", to: &grid, gridCells.count, step)
      gridCells.constrain(&grid.state)
      let after = Clock(step: step + 1, dt: dt)
      observe(State(directions: directions.state, grid: grid.state), after)
      if after.step % report == 0 {
        guard allFinite(grid.state), allFinite(directions.state) else {
          throw AttractorModelsError.diverged(step: after.step, time: after.time)
        }
        work.report("simulating", completed: after.step, of: steps)
      }
    }
    return State(directions: directions.state, grid: grid.state)
  }

  private func addNoise<Model>(
    _ strength: Double, _ name: String, to stepper: inout Stepper<Model>, _ count: Int, _ step: Int
  ) {
    if strength == 0 { return }
    let noise = StateNoise(strength: strength, scale: .perStep, seed: seed, name: name)
    noise.add(to: &stepper.state, 0..<count, deviation: strength * stepper.coefficients[0], step: step)
  }
}
