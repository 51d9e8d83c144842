import ArrayNumerics
import Foundation

/// A form that activity at rest can have on a ring: a positive solution of W g² = g, which does not depend on the inhibition.
///
/// Every state at rest other than silence is u = c g: W u² = B u with B = 1 + k Σ u² gives c = B, so that k Σg² c² − c + 1 = 0.
/// A form has two heights while k is below k_c = 1 / (4 Σg²), one at it (the fold of its branch) and none above. The dynamics
/// linearised there have the eigenvalues −1 + 2κ, with κ those of W diag(g), but −1 + 2/B for g itself, whose κ is 1 (Brauer
/// 1952, doi:10.1215/S0012-7094-52-01910-8).
public struct RingShape: Sendable, Equatable {
  /// g of every neuron.
  public var values: [Double]
  /// How many bumps it has; 0 where it is even.
  public var bumps: Int
  /// κ, largest first, without the zeros that all others are.
  public var productEigenvalues: [Double]
  /// The largest |W g² − g|, as a part of the largest g.
  public var residual: Double

  /// Σ g².
  public var extent: Double { values.reduce(0) { $0 + $1 * $1 } }
  /// Above this inhibition there is no such state.
  public var criticalInhibition: Double { 1 / (4 * extent) }

  /// c of the state above and of the one below: what g is multiplied with.
  ///
  /// - Returns: none above the critical inhibition, the upper one first below; one where there is no inhibition.
  public func scales(inhibition: Double) -> [Double] { Self.scales(inhibition: inhibition, extent: extent) }

  /// The same of a form with Σ g².
  static func scales(inhibition: Double, extent: Double) -> [Double] {
    let product = inhibition * extent
    if product == 0 { return [1] }
    let discriminant = 1 - 4 * product
    guard discriminant >= 0 else { return [] }
    // The smaller root by the product of both, which does not cancel.
    let upper = (1 + discriminant.squareRoot()) / (2 * product)
    let lower = 1 / (product * upper)
    return upper == lower ? [upper] : [upper, lower]
  }

  /// The eigenvalues of the linearised dynamics at c g, times τ, largest first, without the −1 that all others are.
  public func eigenvalues(scale: Double) -> [Double] { Self.eigenvalues(of: productEigenvalues, scale: scale) }

  /// The same of κ.
  static func eigenvalues(of productEigenvalues: [Double], scale: Double) -> [Double] {
    var values = productEigenvalues.map { -1 + 2 * $0 }
    if let own = values.indices.min(by: { abs(values[$0] - 1) < abs(values[$1] - 1) }) { values[own] = -1 + 2 / scale }
    return values.sorted(by: >)
  }
}

extension RingNetwork {
  /// The forms that activity at rest can have, those with the most neurons' worth of inhibition to spare first: by Newton's
  /// method with deflation among the states that a reflection leaves alone, from 1, 2, … bumps, even activity and random
  /// mixtures of waves, on as few points as the width allows; then on all neurons.
  ///
  /// With adaptation, whose v = m u at rest takes a part of the drive, they are those of W / (1 + m).
  ///
  /// - Parameter starts: random ones.
  /// - Throws: `badParameter` without excitation, `noConvergence`, `NumericsError`, `CancellationError`.
  public func shapes(starts: Int = 32, seed: UInt64 = 0, work: Work = Work()) throws -> [RingShape] {
    let resting = try withoutAdaptation()
    guard resting.parameters.coupling > 0 else {
      throw AttractorModelsError.badParameter(
        name: "the coupling", value: resting.parameters.coupling, expected: "positive, for activity at rest")
    }
    let (few, seeds) = try resting.search(starts: starts, seed: seed, work: work)
    let spectrum = try RingSpectrum(resting)
    var found: [RingShape] = []
    for start in grid.ends == .doubled ? try seeds.flatMap({ try resting.halfTurns(of: $0, few) }) : seeds {
      try work.checkCancellation()
      let values = try resting.polished(start.values, center: start.center, few)
      if found.contains(where: { grid.ends == .doubled && relativeDistance($0.values, values) < 1e-6 }) { continue }
      let shape = RingShape(
        values: values, bumps: Self.bumpCount(values), productEigenvalues: try spectrum.productEigenvalues(of: values),
        residual: try resting.shapeResidual(values))
      found.append(shape)
    }
    return found.sorted { $0.criticalInhibition > $1.criticalInhibition }
  }

  /// The network whose states at rest are those of this one, without adaptation.
  public func withoutAdaptation() throws(AttractorModelsError) -> RingNetwork {
    guard let adaptation = parameters.adaptation else { return self }
    var parameters = parameters
    parameters.adaptation = nil
    parameters.coupling /= 1 + adaptation.strength
    return try RingNetwork(grid: grid, parameters: parameters)
  }

  private typealias Start = (values: [Double], center: ReflectedRing.Center)

  /// Solutions on the fewest points that stand for the ring.
  private func search(starts: Int, seed: UInt64, work: Work) throws -> (ring: RingNetwork, found: [Start]) {
    let joined = try RingNetwork(
      grid: RingGrid(count: grid.places, lower: grid.lower, circumference: grid.circumference), parameters: parameters)
    let width = parameters.width * 2 * .pi / grid.circumference
    let points = max(32, 2 * Int((10 / width).rounded(.up)))
    let isCoarse = points < joined.grid.count
    let few = isCoarse ? try joined.coarse(points: points) : joined
    let transform = try RealFourierTransform(size: few.grid.count)
    var found: [Start] = []
    var known: [[Double]] = []
    // On few points that stand for many, a bump at a point is one in a gap.
    for center in isCoarse ? [.place] : ReflectedRing.symmetries(of: few.grid) {
      let ring = ReflectedRing(few.grid, center) { few.weight(at: $0) }
      var search = RootSearch(scale: 2 / few.theory.gain) { g in few.shapeEquations(g, ring) }
      search.tolerance = 1e-14 * search.scale
      func invariants(_ g: [Double]) -> [Double] {
        let waves = (try? transform.forward(ring.unfolded(g, few.grid))) ?? []
        return waves.prefix(12).map { $0.squaredMagnitude.squareRoot() }
      }
      // Shifts are one: only the size of each wave counts.
      search.isEquivalent = { relativeDistance(invariants($0), invariants($1)) < 1e-9 }
      let roots = try search.roots(
        from: few.shapeStarts(ring, random: starts, seed: seed),
        known: [[Double](repeating: 0, count: ring.multiplicity.count)],
        work: work)
      for root in roots {
        let waves = invariants(root.values)
        if known.contains(where: { relativeDistance($0, waves) < 1e-9 }) { continue }
        known.append(waves)
        found.append((ring.unfolded(root.values, few.grid), center))
      }
    }
    return (few, found)
  }

  /// 1, 2, … bumps, even activity, and random sums of waves.
  private func shapeStarts(_ ring: ReflectedRing, random: Int, seed: UInt64) -> [[Double]] {
    let height = 1 / theory.gain
    let profile = parameters.stimulusProfile
    let positions = ring.representatives.map { grid.positions[$0] }
    let most = min(12, max(1, Int(grid.circumference / (2 * parameters.width))))
    let bumps = (1...most).map { count in
      positions.map { position in
        (0..<count).reduce(0.0) { sum, bump in
          let center = grid.lower + Double(bump) * grid.circumference / Double(count)
          return sum + height * profile.value(at: grid.distance(position, center), circumference: grid.circumference)
        }
      }
    }
    let total = ring.multiplicity.indices.reduce(0.0) { $0 + ring.weights[0, $1] }
    let mixtures = (0..<random).map { index in
      var stream = RandomStream(seed: seed, name: "shapes", index: UInt64(index))
      let waves = (1...6).map { _ in stream.normal() }
      return positions.map { position in
        let angle = 2 * .pi * (position - grid.lower) / grid.circumference
        let sum = waves.enumerated().reduce(0.5) { $0 + $1.element * cos(Double($1.offset + 1) * angle) / 2 }
        return height * abs(sum)
      }
    }
    return bumps + [[Double](repeating: 1 / total, count: positions.count)] + mixtures
  }

  /// W g² − g and its derivatives, on the classes of a reflection.
  private func shapeEquations(_ g: [Double], _ ring: ReflectedRing) -> (values: [Double], jacobian: Matrix<Double>) {
    let size = g.count
    var jacobian = Matrix<Double>(rows: size, columns: size, repeating: 0)
    let values = (0..<size).map { row in
      var sum = -g[row]
      for column in 0..<size {
        let product = ring.weights[row, column] * g[column]
        sum += product * g[column]
        jacobian[row, column] = 2 * product
      }
      jacobian[row, row] -= 1
      return sum
    }
    return (values, jacobian)
  }

  /// A solution on few points, and the same half of its own period on: at a doubled end these are two.
  private func halfTurns(of start: Start, _ few: RingNetwork) throws -> [Start] {
    let bumps = Self.bumpCount(start.values)
    guard bumps > 0 else { return [start] }
    let transform = try RealFourierTransform(size: few.grid.count)
    var waves = try transform.forward(start.values)
    for index in waves.indices {
      let turn = .pi * Double(index) / Double(bumps)
      waves[index] = waves[index] * Complex(cos(turn), -sin(turn))
    }
    return [start, (try transform.inverse(waves), start.center)]
  }

  /// A solution on few points brought to all neurons by its waves, and by Newton's method where these do not do.
  private func polished(_ values: [Double], center: ReflectedRing.Center, _ few: RingNetwork) throws -> [Double] {
    let places = few.grid.count < grid.places ? try interpolatedAround(values, to: grid.places) : values
    let state = grid.ends == .doubled ? places + [places[0]] : places
    if try shapeResidual(state) < 2e-15 { return state }
    let ring = ReflectedRing(grid, center) { weight(at: $0) }
    var search = RootSearch(scale: 2 / theory.gain) { shapeEquations($0, ring) }
    search.tolerance = 4e-15 * (state.max() ?? 0)
    guard let root = try search.newton(from: ring.folded(state)) else {
      let left = try shapeResidual(state)
      if left < 1e-13 { return state }
      throw AttractorModelsError.noConvergence(what: "form of activity at rest", residual: left, tolerance: 1e-13)
    }
    return ring.unfolded(root.values, grid)
  }

  /// The largest |W g² − g|, as a part of the largest g.
  private func shapeResidual(_ g: [Double]) throws -> Double {
    var parameters = parameters
    parameters.inhibition = 0
    var problem = try EquilibriumProblem(RingNetwork(grid: grid, parameters: parameters), input: .none)
    return problem.residual(at: g).reduce(0) { max($0, abs($1)) } / (g.max() ?? 1)
  }

  /// Maxima that rise above the rest by more than a millionth.
  private static func bumpCount(_ g: [Double]) -> Int {
    guard let high = g.max(), let low = g.min(), high - low > 1e-6 * high else { return 0 }
    let level = (high + low) / 2
    return g.indices.count { g[$0] > level && g[($0 + g.count - 1) % g.count] <= level }
  }
}

/// The largest difference as a part of the largest value.
private func relativeDistance(_ first: [Double], _ second: [Double]) -> Double {
  let scale = first.reduce(1e-300) { max($0, abs($1)) }
  return zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
}
