import ArrayNumerics
import Foundation

/// An orbit that closes after one or more cycles of what drives a network.
public struct PeriodicOrbit: Sendable, Equatable {
  /// At the start of a cycle.
  public var state: [Double]
  /// After how many cycles it closes.
  public var cycles: Int
  /// The largest |P(y) − y|, P the map over those cycles.
  public var residual: Double
  /// Newton steps to it.
  public var iterations: Int
  /// The Floquet multipliers: eigenvalues of ∂P/∂y, largest magnitude first. A push along one of them has grown by it when the
  /// orbit closes.
  public var multipliers: [Complex]

  /// Multipliers outside the unit circle by more than a tolerance.
  public func unstableCount(tolerance: Double) -> Int { multipliers.count { $0.magnitude > 1 + tolerance } }
  /// Multipliers on it.
  public func marginalCount(tolerance: Double) -> Int { multipliers.count { abs($0.magnitude - 1) <= tolerance } }
}

/// What a network that is driven in cycles makes of a state over one of them (the stroboscopic map), and the orbits that close:
/// shooting with Newton's method (Kuznetsov 2004, Elements of Applied Bifurcation Theory, 10.1, doi:10.1007/978-1-4757-3978-7).
///
/// The map is that of the integrator with its step, so that a simulation with the same step stays on the orbit.
public struct CycleMap<Model: DynamicalModel>: Sendable where Model.Input: Sendable {
  /// What is driven.
  public let model: Model
  /// How it is carried on.
  public let integrator: Integrator
  /// In the model's unit of time.
  public let dt: Double
  /// Steps of a cycle.
  public let steps: Int
  private let input: @Sendable (Clock) -> Model.Input

  /// - Parameter input: of each moment of a cycle, the same in all of them.
  /// - Throws: `badParameter` for no steps, and for networks of more than 1,000 values, whose map has too large a matrix.
  public init(
    _ model: Model, integrator: Integrator, dt: Double, steps: Int, input: @escaping @Sendable (Clock) -> Model.Input
  ) throws(AttractorModelsError) {
    try checkPositive("the time step", dt)
    guard steps >= 1 else {
      throw .badParameter(name: "the number of steps of a cycle", value: Double(steps), expected: "1 or more")
    }
    guard model.stateCount <= 1000 else {
      throw .badParameter(
        name: "the number of values of a state", value: Double(model.stateCount), expected: "1000 or fewer, for closed orbits")
    }
    self.model = model
    self.integrator = integrator
    self.dt = dt
    self.steps = steps
    self.input = input
  }

  /// The state after some cycles.
  ///
  /// - Throws: what the integrator throws; `diverged`; `CancellationError`.
  public func callAsFunction(
    _ state: [Double], cycles: Int = 1, work: Work = Work(), observe: (Clock, [Double]) -> Void = { _, _ in }
  ) throws -> [Double] {
    var stepper = try Stepper(model, integrator, dt: dt, state: state)
    for cycle in 0..<cycles {
      try work.checkCancellation()
      for step in 0..<steps {
        try stepper.step(Clock(step: step, dt: dt), input)
        model.constrain(&stepper.state)
        observe(Clock(step: cycle * steps + step + 1, dt: dt), stepper.state)
      }
    }
    guard allFinite(stepper.state) else {
      throw AttractorModelsError.diverged(step: cycles * steps, time: Double(cycles * steps) * dt)
    }
    return stepper.state
  }

  /// ∂P/∂y by central differences, `[value, by value]`: 2 maps a value.
  public func jacobian(at state: [Double], cycles: Int, work: Work = Work()) throws -> Matrix<Double> {
    let scale = max(1e-3, state.reduce(0) { max($0, abs($1)) })
    let columns = try concurrentMap(state.count, work: work) { column -> [Double] in
      var point = state
      let step = 6e-6 * max(abs(state[column]), 0.01 * scale)
      point[column] = state[column] + step
      let above = try self(point, cycles: cycles)
      point[column] = state[column] - step
      let below = try self(point, cycles: cycles)
      return zip(above, below).map { ($0 - $1) / (2 * step) }
    }
    return Matrix(rows: state.count, columns: state.count, elements: columns.flatMap { $0 }).transposed()
  }

  /// The orbit near a state by Newton's method; the matrix is made anew only where the last one shrinks the residual too
  /// little.
  ///
  /// - Parameters:
  ///   - cycles: after which it closes.
  ///   - tolerance: for the largest |P(y) − y|, as a part of the largest |y|.
  /// - Returns: `nil` where it does not arrive.
  /// - Throws: `NumericsError`, `CancellationError`.
  public func orbit(
    from start: [Double], cycles: Int = 1, tolerance: Double = 1e-12, limit: Int = 25, work: Work = Work()
  ) throws -> PeriodicOrbit? {
    var state = start
    var matrix: Matrix<Double>?
    var (last, best) = (Double.infinity, Double.infinity)
    for iteration in 0...limit {
      guard let end = try? self(state, cycles: cycles, work: work) else { return nil }
      let left = zip(end, state).map { $0 - $1 }
      let size = left.reduce(0) { max($0, abs($1)) }
      let scale = state.reduce(1e-300) { max($0, abs($1)) }
      // Where rounding is all that is left, another step brings nothing.
      if size <= tolerance * scale || (size <= 100 * tolerance * scale && size >= best) {
        return PeriodicOrbit(
          state: state, cycles: cycles, residual: size, iterations: iteration,
          multipliers: try generalEigenvalues(jacobian(at: state, cycles: cycles, work: work)).sorted {
            ($0.squaredMagnitude, $0.imaginary) > ($1.squaredMagnitude, $1.imaginary)
          })
      }
      guard size.isFinite else { return nil }
      if matrix == nil || size > 0.1 * last {
        var fresh = try jacobian(at: state, cycles: cycles, work: work)
        for index in state.indices { fresh[index, index] -= 1 }
        matrix = fresh
      }
      guard let matrix, let step = try? solveLinearSystem(matrix, left.map { -$0 }) else { return nil }
      for index in state.indices { state[index] += step[index] }
      model.constrain(&state)
      (last, best) = (size, min(best, size))
    }
    return nil
  }

  /// Orbits that runs from many states come to, and those that a run from rest stays on as long as rounding lets it: each is
  /// brought to close exactly. The most stable first.
  ///
  /// - Parameters:
  ///   - starts: random states, beside rest.
  ///   - kick: deviation of their first field.
  ///   - settling: cycles that each run lasts before it is looked whether it closes.
  ///   - most: cycles after which an orbit may close.
  /// - Throws: `NumericsError`, `CancellationError`, `diverged`.
  public func orbits(
    starts: Int, kick: Double, settling: Int = 60, most: Int = 4, seed: UInt64 = 0, work: Work = Work()
  ) throws -> [PeriodicOrbit] {
    var found: [PeriodicOrbit] = []
    func add(_ orbit: PeriodicOrbit?) throws {
      guard let orbit, try !found.contains(where: { try isSame($0, orbit) }) else { return }
      found.append(orbit)
    }
    let rest = model.restingState()
    try add(try orbit(from: try self(rest, cycles: 6, work: work), work: work))
    for start in 0..<starts {
      var stream = RandomStream(seed: seed, name: "orbits", index: UInt64(start))
      var state = rest
      for index in model.fieldRanges[0] { state[index] = abs(kick * stream.normal()) }
      state = try self(state, cycles: settling, work: work)
      var course = [state]
      for _ in 0..<most { course.append(try self(course[course.count - 1], work: work)) }
      let scale = state.reduce(1e-300) { max($0, abs($1)) }
      let closing = (1...most).first { cycles in
        zip(course[cycles], state).allSatisfy { abs($0 - $1) < 0.02 * scale }
      }
      guard let closing else { continue }
      let own = try orbit(from: state, cycles: closing, work: work)
      try add(own)
      if let own, closing < most, own.multipliers[0].real < -1 {
        // The run is on its way to an orbit of twice as many cycles, whose states are still near to each other.
        try add(try orbit(from: state, cycles: 2 * closing, work: work))
      }
      if closing > 1 {
        // Between the states of an orbit of several cycles there is one of one cycle that it came from.
        let mean = state.indices.map { index in (0..<closing).reduce(0.0) { $0 + course[$1][index] } / Double(closing) }
        try add(try orbit(from: try self(mean, cycles: 1, work: work), work: work))
      }
    }
    return found.sorted {
      ($0.multipliers[0].magnitude, $0.cycles) < ($1.multipliers[0].magnitude, $1.cycles)
    }
  }

  /// Whether two orbits have a state in common; an orbit of one cycle is one of any number.
  private func isSame(_ first: PeriodicOrbit, _ second: PeriodicOrbit) throws -> Bool {
    let scale = first.state.reduce(1e-300) { max($0, abs($1)) }
    var state = second.state
    for cycle in 0..<second.cycles {
      if cycle > 0 { state = try self(state) }
      if zip(first.state, state).allSatisfy({ abs($0 - $1) < 1e-6 * scale }) { return true }
    }
    return false
  }
}
