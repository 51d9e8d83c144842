import ArrayNumerics

/// Where a run stands: enough to go on from.
public struct Checkpoint: Sendable, Equatable {
  /// Steps that are done.
  public var step: Int
  /// The state after them.
  public var state: [Double]

  public init(step: Int = 0, state: [Double]) {
    self.step = step
    self.state = state
  }
}

/// All that decides a run: repeated, or interrupted and gone on with, it gives the same bits on any number of threads.
public struct Run<Model: DynamicalModel>: Sendable {
  /// What is run.
  public let model: Model
  /// How.
  public let integrator: Integrator
  /// In the model's unit of time.
  public let dt: Double
  /// How many there are altogether.
  public let steps: Int
  /// `nil` for none.
  public let noise: StateNoise?

  /// - Parameters:
  ///   - dt: in the model's unit of time.
  ///   - steps: altogether, those before a checkpoint among them.
  /// - Throws: `badParameter`; `stepTooLong` where the integrator is not stable.
  public init(
    _ model: Model, integrator: Integrator, dt: Double, steps: Int, noise: StateNoise? = nil
  ) throws(AttractorModelsError) {
    try checkPositive("the time step", dt)
    if steps < 0 { throw .badParameter(name: "the number of steps", value: Double(steps), expected: "0 or positive") }
    let shortest = model.shortestTimeConstant
    try checkPositive("the shortest time constant", shortest)
    guard dt < integrator.stabilityLimit * shortest else {
      throw .stepTooLong(dt: dt, timeConstant: shortest, limit: integrator.stabilityLimit)
    }
    if let noise {
      try checkNotNegative("the strength of the noise", noise.strength)
      guard model.fields.indices.contains(noise.field) else {
        throw .badParameter(
          name: "the field of the noise", value: Double(noise.field), expected: "below \(model.fields.count)")
      }
    }
    self.model = model
    self.integrator = integrator
    self.dt = dt
    self.steps = steps
    self.noise = noise
  }

  /// Runs from a state to the last step.
  ///
  /// - Parameters:
  ///   - start: rest at step 0 if not given.
  ///   - monitors: each sees the state after every step whose number its stride divides. Nothing else is kept: without monitors
  ///     a run of a million steps needs no more memory than one of ten.
  ///   - saving: takes where the run stands after every so many steps, behind the monitors, so that it can be gone on with.
  ///   - work: asked for cancellation every 16 steps; progress is reported a hundred times.
  ///   - input: asked for at each moment at which the integrator needs it, so that no array of stimuli exists.
  /// - Throws: `CancellationError`; `AttractorModelsError.diverged`; what making the workspace throws.
  @discardableResult
  public func callAsFunction(
    from start: Checkpoint? = nil, observing monitors: [any Monitor] = [],
    saving: (every: Int, save: (Checkpoint) throws -> Void)? = nil, work: Work = Work(), input: (Clock) -> Model.Input
  ) throws -> Checkpoint {
    let first = start ?? Checkpoint(state: model.restingState())
    guard first.state.count == model.stateCount else {
      throw AttractorModelsError.wrongCount(what: "state", found: first.state.count, expected: model.stateCount)
    }
    if let index = first.state.firstIndex(where: { !$0.isFinite }) {
      throw AttractorModelsError.notFinite(what: "state", index: index)
    }
    var stepper = try Stepper(model, integrator, dt: dt, state: first.state)
    let noisy = noise.map { (noise: $0, range: model.fieldRanges[$0.field], deviation: deviation($0, stepper)) }
    let report = max(1, steps / 100)
    for step in first.step..<max(first.step, steps) {
      if step & 15 == 0 { try work.checkCancellation() }
      try stepper.step(Clock(step: step, dt: dt), input)
      if let noisy { noisy.noise.add(to: &stepper.state, noisy.range, deviation: noisy.deviation, step: step) }
      model.constrain(&stepper.state)
      let clock = Clock(step: step + 1, dt: dt)
      for monitor in monitors where clock.step % monitor.stride == 0 { monitor.observe(stepper.state, clock) }
      if clock.step % report == 0 {
        guard allFinite(stepper.state) else {
          throw AttractorModelsError.diverged(step: clock.step, time: clock.time)
        }
        work.report("simulating", completed: clock.step, of: steps)
      }
      if let saving, clock.step < steps, clock.step % saving.every == 0 {
        try saving.save(Checkpoint(step: clock.step, state: stepper.state))
      }
    }
    guard allFinite(stepper.state) else {
      throw AttractorModelsError.diverged(step: steps, time: Double(steps) * dt)
    }
    return Checkpoint(step: max(first.step, steps), state: stepper.state)
  }

  private func deviation(_ noise: StateNoise, _ stepper: Stepper<Model>) -> Double {
    noise.increment(
      dt: dt, timeConstant: model.fields[noise.field].timeConstant, coefficient: stepper.coefficients[noise.field])
  }
}
