import ArrayNumerics
import Foundation

/// The state of a run with the buffers of its integrator.
struct Stepper<Model: DynamicalModel> {
  let model: Model
  let integrator: Integrator
  let dt: Double
  var state: [Double]
  private var workspace: Model.Workspace
  /// A drive, or the slopes of the stages.
  private var slopes: [[Double]]
  private var trial: [Double]
  private let ranges: [Range<Int>]
  private let timeConstants: [Double]
  /// c of y ← y + c (F − y), for each field.
  let coefficients: [Double]

  init(_ model: Model, _ integrator: Integrator, dt: Double, state: [Double]) throws {
    self.model = model
    self.integrator = integrator
    self.dt = dt
    self.state = state
    workspace = try model.makeWorkspace()
    ranges = model.fieldRanges
    timeConstants = model.fields.map(\.timeConstant)
    coefficients = timeConstants.map { integrator.coefficient(dt: dt, timeConstant: $0) }
    let stages =
      switch integrator {
      case .euler, .exponentialEuler, .sequentialEuler: 1
      case .rungeKutta4: 4
      case .adaptive: 7
      }
    slopes = [[Double]](repeating: [Double](repeating: 0, count: state.count), count: stages)
    trial = stages > 1 ? state : []
  }

  /// Carries the state over one step.
  ///
  /// - Throws: `AttractorModelsError.toleranceNotReached`.
  mutating func step(_ clock: Clock, _ input: (Clock) -> Model.Input) throws(AttractorModelsError) {
    switch integrator {
    case .euler, .exponentialEuler:
      model.drive(state, input(clock), &workspace, into: &slopes[0])
      for field in ranges.indices { relax(&state, towards: slopes[0], by: coefficients[field], in: ranges[field]) }
    case .sequentialEuler:
      for field in ranges.indices {
        model.drive(state, input(clock), &workspace, into: &slopes[0])
        relax(&state, towards: slopes[0], by: coefficients[field], in: ranges[field])
      }
    case .rungeKutta4:
      rungeKutta(.classical, clock, length: 1, input)
      advance(.classical, length: 1)
    case .adaptive(let relative, let absolute):
      try adapt(clock, relative, absolute, input)
    }
  }

  /// Fills the slopes (F − y)/τ of every stage of a step that is `length` of dt long.
  private mutating func rungeKutta(
    _ tableau: RungeKuttaTableau, _ clock: Clock, length: Double, _ input: (Clock) -> Model.Input
  ) {
    for stage in tableau.nodes.indices {
      trial = state
      for (earlier, weight) in tableau.stages[stage].enumerated() where weight != 0 {
        accumulate(slopes[earlier], times: weight * length * dt, into: &trial)
      }
      var moment = clock
      moment.fraction += tableau.nodes[stage] * length
      model.drive(trial, input(moment), &workspace, into: &slopes[stage])
      for field in ranges.indices {
        let rate = 1 / timeConstants[field]
        for index in ranges[field] { slopes[stage][index] = (slopes[stage][index] - trial[index]) * rate }
      }
    }
  }

  private mutating func advance(_ tableau: RungeKuttaTableau, length: Double) {
    for (stage, weight) in tableau.result.enumerated() where weight != 0 {
      accumulate(slopes[stage], times: weight * length * dt, into: &state)
    }
  }

  private mutating func adapt(
    _ clock: Clock, _ relative: Double, _ absolute: Double, _ input: (Clock) -> Model.Input
  ) throws(AttractorModelsError) {
    var moment = clock
    var length = 1.0
    while moment.fraction < 1 {
      length = min(length, 1 - moment.fraction)
      rungeKutta(.dormandPrince, moment, length: length, input)
      // The last stage of this pair stands at the result.
      var worst = 0.0
      for index in state.indices {
        var error = 0.0
        for (stage, weight) in RungeKuttaTableau.dormandPrince.error.enumerated() { error += weight * slopes[stage][index] }
        let bound = absolute + relative * max(abs(state[index]), abs(trial[index]))
        worst = max(worst, abs(error * length * dt) / bound)
      }
      if worst <= 1 {
        state = trial
        moment.fraction = 1 - moment.fraction - length < 1e-12 ? 1 : moment.fraction + length
      } else if length < 1e-6 || !worst.isFinite {
        throw .toleranceNotReached(time: moment.time)
      }
      length *= worst > 0 ? min(5, max(0.2, 0.9 * pow(worst, -0.2))) : 5
    }
  }
}

/// y ← y + c (target − y) for some values.
private func relax(_ y: inout [Double], towards target: [Double], by c: Double, in range: Range<Int>) {
  y.withUnsafeMutableBufferPointer { y in
    target.withUnsafeBufferPointer { target in
      guard let y = y.baseAddress, let target = target.baseAddress else { return }
      ArrayNumerics.relax(y + range.lowerBound, towards: target + range.lowerBound, by: c, count: range.count)
    }
  }
}

/// y ← y + c x.
private func accumulate(_ x: [Double], times c: Double, into y: inout [Double]) {
  y.withUnsafeMutableBufferPointer { y in
    x.withUnsafeBufferPointer { x in
      guard let to = y.baseAddress, let from = x.baseAddress else { return }
      add(from, times: c, to: to, count: x.count)
    }
  }
}
