import ArrayNumerics
import Foundation

/// A bump that adaptation drives along a ring: u(x − c t) and v(x − c t) of constant form, an equilibrium in the frame that
/// moves with it.
///
/// In that frame −cτ u' = −u + W r − v and −cτᵥ v' = −v + m u. In Fourier space, wave number κ, v = m u / (1 − iκcτᵥ), so that
///
///     u = W r / (1 − iκcτ + m / (1 − iκcτᵥ))
///
/// is left for u alone: Newton's method with the first wave held in place, on as few points as the width allows. The branch is
/// followed in the speed and solved for m, which goes through the pitchfork at m = τ/τᵥ, where the speed is 0, without a
/// singular matrix, and around folds in m. Speeds of both signs are mirror images.
public struct TravellingBump: Sendable, Equatable {
  /// m.
  public var strength: Double
  /// c, positive, radians of the axis per unit of time.
  public var speed: Double
  /// u on points that stand for the ring, its first wave's crest at the first of them.
  public var activity: [Double]
  /// The largest |F − y + τ c ∂y| on these points.
  public var residual: Double
  /// Newton steps to it.
  public var iterations: Int

  /// Largest u.
  public var height: Double { activity.max() ?? 0 }
}

/// The travelling bumps of a ring network with adaptation.
public struct TravellingBumps: Sendable {
  /// The whole ring.
  public let network: RingNetwork
  private let adaptation: Adaptation
  /// Few points that stand for it.
  private let few: RingNetwork
  private let transform: RealFourierTransform
  /// Of the weights, one for each wave.
  private let spectrum: [Complex]

  /// - Throws: `badParameter` without adaptation, for doubled ends and for neurons so few that they pin a bump; `NumericsError`
  public init(_ network: RingNetwork) throws {
    guard let adaptation = network.parameters.adaptation else {
      throw AttractorModelsError.badParameter(name: "the strength of the adaptation", value: 0, expected: "given")
    }
    guard network.grid.ends == .joined, network.grid.joins(network.parameters.width, within: 1e-9) else {
      throw AttractorModelsError.badParameter(
        name: "the number of neurons", value: Double(network.grid.count),
        expected: "more, on a closed ring, for bumps that travel without a step")
    }
    self.network = network
    self.adaptation = adaptation
    let width = network.parameters.width * 2 * .pi / network.grid.circumference
    let points = min(network.grid.count, max(48, 2 * Int((10 / width).rounded(.up))))
    few = points < network.grid.count ? try network.coarse(points: points) : network
    transform = try RealFourierTransform(size: few.grid.count)
    let (count, grid, ring) = (few.grid.count, few.grid, few)
    spectrum = try transform.forward((0..<count).map { ring.weight(at: Double(min($0, count - $0)) * grid.spacing) })
  }

  /// κ of a wave; 0 for the last of an even number, whose derivative the points do not see.
  private func waveNumber(_ wave: Int, of count: Int) -> Double {
    2 * wave == count ? 0 : 2 * .pi * Double(wave) / few.grid.circumference
  }

  /// 1 / (1 − iκcτ + m / (1 − iκcτᵥ)) of a wave, and its derivatives by m and by c.
  private func response(_ wave: Int, speed: Double, strength: Double) -> (value: Complex, byStrength: Complex, bySpeed: Complex)
  {
    let kappa = waveNumber(wave, of: few.grid.count)
    let (tau, slow) = (few.parameters.timeConstant, adaptation.timeConstant)
    let lag = Complex(1, -kappa * speed * slow).inverse
    let value = (Complex(1, -kappa * speed * tau) + lag * strength).inverse
    let square = value * value * -1
    let slope = Complex(0, -kappa * tau) + lag * lag * Complex(0, kappa * slow) * strength
    return (value, square * lag, square * slope)
  }

  /// What is solved for.
  private enum Unknown { case strength, speed }

  /// The equations, in units of `unit`, and their Jacobian; the last row holds the first wave in place.
  private func equations(
    _ u: [Double], speed: Double, strength: Double, for unknown: Unknown
  ) throws -> (values: [Double], jacobian: Matrix<Double>) {
    let (n, k) = (u.count, few.parameters.inhibition)
    let squares = u.map { $0 * $0 }
    let norm = 1 + k * squares.reduce(0, +)
    let waves = try transform.forward(squares)
    let responses = waves.indices.map { response($0, speed: speed, strength: strength) }
    let kernel = try transform.inverse(zip(spectrum, responses).map { $0 * $1.value })
    let product = try transform.inverse(waves.indices.map { waves[$0] * spectrum[$0] * responses[$0].value })
    let slope = try transform.inverse(
      waves.indices.map {
        waves[$0] * spectrum[$0] * (unknown == .strength ? responses[$0].byStrength : responses[$0].bySpeed)
      })
    var jacobian = Matrix<Double>(rows: n + 1, columns: n + 1, repeating: 0)
    for row in 0..<n {
      for column in 0..<n {
        let weight = kernel[(row - column + n) % n]
        jacobian[row, column] = 2 * u[column] / norm * (weight - k / norm * product[row])
      }
      jacobian[row, row] -= 1
      jacobian[row, n] = slope[row] / norm
      jacobian[n, row] = sin(2 * .pi * Double(row) / Double(n))
    }
    let phase = (0..<n).reduce(0.0) { $0 + u[$1] * jacobian[n, $1] }
    return ((0..<n).map { product[$0] / norm - u[$0] } + [phase], jacobian)
  }

  /// Newton's method; `nil` where it does not arrive.
  private func solve(_ start: TravellingBump, for unknown: Unknown) throws -> TravellingBump? {
    var bump = start
    let scale = start.height
    for iteration in 0..<20 {
      let (values, jacobian) = try equations(bump.activity, speed: bump.speed, strength: bump.strength, for: unknown)
      let size = values.reduce(0) { max($0, abs($1)) }
      guard size.isFinite, bump.height > 0.05 * scale else { return nil }
      if size <= 2e-14 * max(1, bump.height) || (iteration > 4 && size <= 1e-12 * bump.height) {
        bump.residual = size
        bump.iterations = iteration
        return bump
      }
      guard let step = try? solveLinearSystem(jacobian, values.map { -$0 }) else { return nil }
      for index in bump.activity.indices { bump.activity[index] += step[index] }
      switch unknown {
      case .strength: bump.strength += step[bump.activity.count]
      case .speed: bump.speed += step[bump.activity.count]
      }
    }
    return nil
  }

  /// Where bumps at rest begin to travel: m = τ/τᵥ.
  public var onset: Double { few.parameters.timeConstant / adaptation.timeConstant }

  /// The branch from the onset on, until m leaves a range, or no bump travels faster.
  ///
  /// - Parameters:
  ///   - largest: of m.
  ///   - limit: bumps at most.
  /// - Returns: nothing where no bump is held at the onset.
  /// - Throws: `NumericsError`, `CancellationError`.
  public func branch(upTo largest: Double, limit: Int = 400, work: Work = Work()) throws -> [TravellingBump] {
    var parameters = few.parameters
    parameters.coupling /= 1 + onset
    parameters.adaptation = nil
    let resting = try RingNetwork(grid: few.grid, parameters: parameters)
    guard resting.theory.heights != nil, let bump = try? RingEquilibria(resting).bump.state,
      let crest = bump.indices.max(by: { bump[$0] < bump[$1] })
    else { return [] }
    let unit = few.parameters.width / adaptation.timeConstant
    let start = TravellingBump(
      strength: onset, speed: 0.05 * unit, activity: Array(bump[crest...] + bump[..<crest]), residual: 0, iterations: 0)
    guard let first = try solve(start, for: .strength) else { return [] }
    var (found, step) = ([first], 0.1 * unit)
    while found.count < limit, let last = found.last, last.strength <= largest, last.strength >= 0.5 * onset {
      try work.checkCancellation()
      var guess = last
      guess.speed += step
      if found.count > 1 {
        let before = found[found.count - 2]
        let part = step / (last.speed - before.speed)
        guess.activity = zip(last.activity, before.activity).map { $0 + part * ($0 - $1) }
        guess.strength += part * (last.strength - before.strength)
      }
      if let next = try solve(guess, for: .strength) {
        found.append(next)
        step = min(1.3 * step, 0.2 * unit)
      } else if step > 1e-4 * unit {
        step /= 2
      } else {
        break
      }
    }
    return found
  }

  /// The bumps of the network's own m, from a branch: one where m passes its value each time.
  ///
  /// - Throws: `NumericsError`.
  public func bumps(on branch: [TravellingBump]) throws -> [TravellingBump] {
    let own = adaptation.strength
    return try zip(branch, branch.dropFirst()).compactMap { first, second in
      guard (first.strength - own) * (second.strength - own) <= 0, first.strength != second.strength else { return nil }
      let part = (own - first.strength) / (second.strength - first.strength)
      var guess = first
      guess.activity = zip(first.activity, second.activity).map { $0 + part * ($1 - $0) }
      guess.speed += part * (second.speed - first.speed)
      guess.strength = own
      return try solve(guess, for: .speed)
    }
  }

  /// v of a bump.
  ///
  /// - Throws: `NumericsError`.
  public func adaptation(of bump: TravellingBump) throws -> [Double] {
    let waves = try transform.forward(bump.activity)
    return try transform.inverse(
      waves.indices.map { wave in
        let kappa = waveNumber(wave, of: few.grid.count)
        return waves[wave] * bump.strength * Complex(1, -kappa * bump.speed * adaptation.timeConstant).inverse
      })
  }

  /// u and v of a bump for every neuron of the network, its first wave's crest at a place.
  ///
  /// - Parameter place: radians of the axis.
  /// - Throws: `NumericsError`.
  public func state(of bump: TravellingBump, at place: Double = 0) throws -> [Double] {
    try expanded(bump.activity, at: place) + expanded(adaptation(of: bump), at: place)
  }

  private func expanded(_ values: [Double], at place: Double) throws -> [Double] {
    let turn = 2 * Double.pi * (place - network.grid.lower) / network.grid.circumference
    return try interpolatedAround(values, to: network.grid.count, turnedBy: turn)
  }

  /// The largest |F − y + τ c ∂y| over all neurons of the network, for both fields.
  ///
  /// - Throws: `NumericsError`.
  public func residual(of bump: TravellingBump) throws -> Double {
    let state = try state(of: bump)
    var problem = try EquilibriumProblem(network, input: .none)
    let left = problem.residual(at: state)
    let n = network.grid.count
    let whole = try RealFourierTransform(size: n)
    var largest = 0.0
    for (field, tau) in [network.parameters.timeConstant, adaptation.timeConstant].enumerated() {
      let waves = try whole.forward(Array(state[field * n..<(field + 1) * n]))
      let slope = try whole.inverse(waves.indices.map { waves[$0] * Complex(0, waveNumber($0, of: n)) })
      for index in 0..<n { largest = max(largest, abs(left[field * n + index] + tau * bump.speed * slope[index])) }
    }
    return largest
  }

  /// The spectrum of the dynamics linearised in the moving frame, per unit of time, largest real part first: one eigenvalue
  /// is 0, that of the bump's place; the bump is stable where all others have a negative real part.
  ///
  /// - Throws: `NumericsError`.
  public func eigenvalues(of bump: TravellingBump) throws -> [Complex] {
    try generalEigenvalues(try jacobian(of: bump))
  }

  /// The same with the vectors of both sides: the right one of 0 is the bump's slope, the left one says how far a push moves
  /// it.
  ///
  /// - Throws: `NumericsError`.
  public func eigen(of bump: TravellingBump) throws -> GeneralEigen { try generalEigen(try jacobian(of: bump)) }

  /// `[u and v, by u and v]`.
  private func jacobian(of bump: TravellingBump) throws -> Matrix<Double> {
    let (u, n, k) = (bump.activity, few.grid.count, few.parameters.inhibition)
    let (tau, slow) = (few.parameters.timeConstant, adaptation.timeConstant)
    let squares = u.map { $0 * $0 }
    let norm = 1 + k * squares.reduce(0, +)
    let waves = try transform.forward(squares)
    let product = try transform.inverse(zip(waves, spectrum).map { $0 * $1 })
    let kernel = try transform.inverse(spectrum)
    let slope = try transform.inverse(waves.indices.map { Complex(0, waveNumber($0, of: n)) })
    var matrix = Matrix<Double>(rows: 2 * n, columns: 2 * n, repeating: 0)
    for row in 0..<n {
      for column in 0..<n {
        let distance = (row - column + n) % n
        let move = bump.speed * slope[distance]
        matrix[row, column] = 2 * u[column] / (norm * tau) * (kernel[distance] - k / norm * product[row]) + move
        matrix[n + row, n + column] = move
      }
      matrix[row, row] -= 1 / tau
      matrix[row, n + row] = -1 / tau
      matrix[n + row, row] = bump.strength / slow
      matrix[n + row, n + row] -= 1 / slow
    }
    return matrix
  }

  /// How far the bump's place moves in a simulation that starts at it, over the time: the fourth-order method of Runge and
  /// Kutta with steps of τ/10. NaN where the bump is lost.
  ///
  /// - Parameter duration: in units of the model's time.
  /// - Returns: radians of the axis per unit of time.
  /// - Throws: `diverged`, `NumericsError`, `CancellationError`.
  public func simulatedSpeed(of bump: TravellingBump, duration: Double, work: Work = Work()) throws -> Double {
    let decoder = RingDecoder(network.grid)
    let dt = network.parameters.timeConstant / 10
    let steps = max(10, Int((duration / dt).rounded()))
    let turn = network.grid.circumference
    // The way is added up from looks between which no bump goes half way round.
    let every = max(1, min(steps, Int(turn / 8 / max(bump.speed * dt, 1e-12))))
    let trace = Trace(every: every) { decoder.bump(in: $0) }
    let start = try state(of: bump)
    try Run(network, integrator: .rungeKutta4, dt: dt, steps: steps)(
      from: Checkpoint(state: start), observing: [trace], work: work
    ) { _ in .none }
    var (way, last) = (0.0, decoder.bump(in: start).center)
    for look in trace.values {
      if look.isLost { return .nan }
      let step = look.center - last
      way += step - turn * (step / turn).rounded()
      last = look.center
    }
    return way / (Double(trace.values.count * every) * dt)
  }
}

extension Complex {
  /// 1/z; not finite where it is 0.
  fileprivate var inverse: Complex { conjugate * (1 / squaredMagnitude) }
}
