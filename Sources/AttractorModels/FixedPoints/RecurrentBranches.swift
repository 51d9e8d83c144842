import ArrayNumerics
import Foundation

/// The states at rest of a recurrent network while a factor of its weights or one of its inputs changes: curves by
/// pseudo-arclength through the points of the network itself, in both directions to the ends of a range, around folds.
public struct RecurrentBranches: Sendable {
  /// What changes.
  public enum Parameter: Sendable, Equatable {
    /// A factor of the weights of the state; 1 is the network itself.
    case gain
    /// One of the inputs, by its number from 0.
    case input(Int)
  }

  /// A state at rest.
  public struct Point: Sendable, Equatable {
    /// Of the parameter.
    public var value: Double
    /// h.
    public var state: [Double]
    /// How far each eigenvalue of the Jacobian of F is beyond what is stable, the largest first: of steps its size less 1, of
    /// the flow its real part less 1.
    public var excess: [Double]
    /// The eigenvalues in the same order.
    public var multipliers: [Complex]
  }

  /// How a state changes its stability.
  public enum Change: String, Sendable, CaseIterable {
    /// Another curve crosses here, or begins (a real eigenvalue 1).
    case branchPoint = "branch point"
    /// A pair of complex eigenvalues passes (Hopf, of steps Neimark and Sacker).
    case oscillation
    /// A real eigenvalue −1 of steps: a period of two begins.
    case alternation
  }

  /// Points on one curve, in the order along it.
  public struct Curve: Sendable, Equatable {
    /// From one end to the other.
    public var points: [Point] = []
    /// Where the parameter turns round.
    public var folds: [Point] = []
    /// Where stability changes otherwise.
    public var changes: [(point: Point, kind: Change)] = []

    public static func == (a: Curve, b: Curve) -> Bool {
      a.points == b.points && a.folds == b.folds
        && a.changes.elementsEqual(b.changes) { $0.point == $1.point && $0.kind == $1.kind }
    }
  }

  /// Each through one of the points or more.
  public private(set) var curves: [Curve] = []
  /// Points from which no curve could be followed: they have an eigenvalue 1.
  public private(set) var lostPoints = 0

  private static let mostPoints = 2000

  /// - Parameters:
  ///   - points: states at rest of the network itself.
  ///   - range: that holds the network's own value: 1 of the gain, of an input what is given.
  /// - Throws: `badParameter` for a range without the network's own value, an input that does not exist, or a curve of too many
  ///   points; `noConvergence`; `NumericsError`, `CancellationError`.
  public init(
    _ network: some RecurrentMap, input: [Double], points: [[Double]], parameter: Parameter, range: ClosedRange<Double>,
    dynamics: RecurrentFixedPoints.Dynamics = .steps, work: Work = Work()
  ) throws {
    let family = Family(network: network, input: input, parameter: parameter, dynamics: dynamics)
    if case .input(let number) = parameter, !input.indices.contains(number) {
      throw AttractorModelsError.badParameter(
        name: "the number of the input", value: Double(number + 1), expected: "1 to \(input.count)")
    }
    guard range.contains(family.own), range.lowerBound < range.upperBound else {
      throw AttractorModelsError.badParameter(
        name: "a range that does not hold the network's own value", value: family.own,
        expected: "between \(range.lowerBound) and \(range.upperBound)")
    }
    for point in points {
      try work.checkCancellation()
      if try curves.contains(where: { try family.passes($0, through: point) }) { continue }
      guard let curve = try family.curve(through: point, range, work) else {
        lostPoints += 1
        continue
      }
      curves.append(curve)
    }
    // Where curves cross, one of them turns round: that is the branch point of the other, and no fold.
    let crossings = curves.flatMap(\.changes).filter { $0.kind == .branchPoint }.map(\.point)
    for index in curves.indices {
      curves[index].folds.removeAll { fold in crossings.contains { Self.isSame($0, fold) } }
    }
  }

  private static func isSame(_ a: Point, _ b: Point) -> Bool {
    abs(a.value - b.value) < 1e-4 * max(1, abs(a.value)) && zip(a.state, b.state).allSatisfy { abs($0 - $1) < 0.02 }
  }

  /// The networks of one parameter.
  private struct Family<Network: RecurrentMap> {
    let network: Network
    let input: [Double]
    let parameter: Parameter
    let dynamics: RecurrentFixedPoints.Dynamics

    /// The parameter of the network itself.
    var own: Double {
      switch parameter {
      case .gain: 1
      case .input(let number): input.indices.contains(number) ? input[number] : 0
      }
    }

    func member(_ value: Double) -> (network: Network, input: [Double]) {
      switch parameter {
      case .gain: return (network.scaled(by: value), input)
      case .input(let number):
        var input = input
        input[number] = value
        return (network, input)
      }
    }

    /// F − h and its derivatives, of h and last of the parameter in a unit.
    func equations(_ unknowns: [Double], unit: Double) -> (values: [Double], jacobian: Matrix<Double>) {
      let state = Array(unknowns.dropLast())
      let n = state.count
      let value = unknowns[n] * unit
      let (network, input) = member(value)
      let image = network.image(of: state, input)
      let inner = network.jacobian(at: state, input)
      let slope: [Double]
      switch parameter {
      case .input(let number):
        let matrix = network.inputJacobian(at: state, input)
        slope = (0..<n).map { matrix[$0, number] }
      case .gain:
        // By differences: the solution does not depend on it.
        let step = 1e-6 * max(1, abs(value))
        let above = self.network.scaled(by: value + step).image(of: state, input)
        let below = self.network.scaled(by: value - step).image(of: state, input)
        slope = zip(above, below).map { ($0 - $1) / (2 * step) }
      }
      var jacobian = Matrix<Double>(rows: n, columns: n + 1, repeating: 0)
      for row in 0..<n {
        for column in 0..<n { jacobian[row, column] = inner[row, column] - (row == column ? 1 : 0) }
        jacobian[row, n] = slope[row] * unit
      }
      return (zip(image, state).map { $0 - $1 }, jacobian)
    }

    /// The state at rest near another one, for a value of the parameter.
    func solved(_ value: Double, near state: [Double]) throws -> [Double]? {
      let (network, input) = member(value)
      return try RootSearch(scale: 1) { state in
        var jacobian = network.jacobian(at: state, input)
        for index in state.indices { jacobian[index, index] -= 1 }
        return (zip(network.image(of: state, input), state).map { $0 - $1 }, jacobian)
      }.newton(from: state)?.values
    }

    func point(_ value: Double, _ state: [Double]) throws -> Point {
      let (network, input) = member(value)
      let all = try generalEigenvalues(network.jacobian(at: state, input)).map { eigenvalue in
        (eigenvalue, dynamics == .steps ? eigenvalue.squaredMagnitude.squareRoot() - 1 : eigenvalue.real - 1)
      }.sorted { ($0.1, $0.0.imaginary) > ($1.1, $1.0.imaginary) }
      return Point(value: value, state: state, excess: all.map(\.1), multipliers: all.map(\.0))
    }

    /// Whether a curve goes through a state of the network itself.
    func passes(_ curve: Curve, through state: [Double]) throws -> Bool {
      for (former, next) in zip(curve.points, curve.points.dropFirst())
      where (former.value - own) * (next.value - own) <= 0 {
        let part = next.value == former.value ? 0 : (own - former.value) / (next.value - former.value)
        let start = zip(former.state, next.state).map { $0 + part * ($1 - $0) }
        guard let found = try solved(own, near: start) else { continue }
        if zip(found, state).allSatisfy({ abs($0 - $1) < 1e-6 }) { return true }
      }
      return false
    }

    /// The curve through a state in both directions; `nil` where it cannot be followed.
    func curve(through state: [Double], _ range: ClosedRange<Double>, _ work: Work) throws -> Curve? {
      let unit = max(abs(range.lowerBound), abs(range.upperBound))
      var continuation = Continuation { self.equations($0, unit: unit) }
      let width = (range.upperBound - range.lowerBound) / unit
      continuation.stepLength = { _ in min(0.05, width / 40) }
      continuation.isWary = true
      func follow(_ increasing: Bool) throws -> (branch: Continuation.Branch, isClosed: Bool)? {
        let start = state + [own / unit]
        func isBack(_ branch: Continuation.Branch) -> Bool {
          guard branch.points.count > 10, let last = branch.points.last else { return false }
          var square = 0.0
          for (a, b) in zip(last.unknowns, start) { square += (a - b) * (a - b) }
          return square < 0.03 * 0.03 && (last.tangent.last ?? 0) * (branch.points[0].tangent.last ?? 0) > 0
        }
        do {
          let branch = try continuation.follow(from: start, increasing: increasing, limit: mostPoints) { branch in
            !range.contains((branch.points.last?.unknowns.last ?? 0) * unit) || isBack(branch)
          }
          guard branch.isComplete else {
            throw AttractorModelsError.badParameter(
              name: "the number of steps along a curve", value: Double(branch.points.count),
              expected: "less; follow a shorter range")
          }
          return (branch, isBack(branch))
        } catch AttractorModelsError.noConvergence(let what, _, _) where what == "start of the branch" {
          return nil
        }
      }
      guard let forward = try follow(true) else { return nil }
      let backward = forward.isClosed ? nil : try follow(false)
      var way = forward.branch.points
      if let backward { way = backward.branch.points.dropFirst().reversed() + way }
      var states: [(value: Double, state: [Double])] = way.map { point in
        ((point.unknowns.last ?? 0) * unit, Array(point.unknowns.dropLast()))
      }
      try end(&states, at: range)
      let all = states
      var curve = Curve()
      curve.points = try concurrentMap(all.count, work: work) { try point(all[$0].value, all[$0].state) }
      curve.folds = try (forward.branch.folds + (backward?.branch.folds ?? [])).map {
        try point(($0.unknowns.last ?? 0) * unit, Array($0.unknowns.dropLast()))
      }
      curve.changes = try changes(along: curve)
      return curve
    }

    /// Ends a way at the ends of the range, which it has passed by a step.
    private func end(_ states: inout [(value: Double, state: [Double])], at range: ClosedRange<Double>) throws {
      func ended(_ last: (value: Double, state: [Double]), before: [Double]) throws -> (value: Double, state: [Double])? {
        if range.contains(last.value) { return last }
        let value = min(max(last.value, range.lowerBound), range.upperBound)
        guard let state = try solved(value, near: last.state), zip(state, before).allSatisfy({ abs($0 - $1) < 0.1 }) else {
          return nil
        }
        return (value, state)
      }
      if states.count < 2 { return }
      let first = try ended(states[0], before: states[1].state)
      let last = try ended(states[states.count - 1], before: states[states.count - 2].state)
      states = (first.map { [$0] } ?? []) + states.dropFirst().dropLast() + (last.map { [$0] } ?? [])
    }

    /// Where the number of unstable directions changes between two points without a fold.
    private func changes(along curve: Curve) throws -> [(point: Point, kind: Change)] {
      var found: [(point: Point, kind: Change)] = []
      let points = curve.points
      for index in points.indices.dropLast() {
        let (former, next) = (points[index], points[index + 1])
        let counts = [former, next].map { $0.excess.count { $0 > 0 } }
        guard counts[0] != counts[1], !curve.folds.contains(where: { Self.isBetween($0, former, next) }) else { continue }
        let place = try located(former, next, order: counts.min() ?? 0)
        let multiplier = place.multipliers[counts.min() ?? 0]
        let kind: Change =
          abs(multiplier.imaginary) > 1e-6 ? .oscillation : multiplier.real > 0 ? .branchPoint : .alternation
        found.append((place, kind))
      }
      return found
    }

    /// Whether a fold lies on the way from one point to the next.
    private static func isBetween(_ fold: Point, _ former: Point, _ next: Point) -> Bool {
      func isNear(_ a: Double, _ b: Double, _ place: Double) -> Bool {
        let slack = 1e-3 + 0.2 * abs(a - b)
        return place >= min(a, b) - slack && place <= max(a, b) + slack
      }
      return fold.state.indices.allSatisfy { isNear(former.state[$0], next.state[$0], fold.state[$0]) }
    }

    /// Where an eigenvalue passes between two points, by the rule of false position.
    private func located(_ former: Point, _ next: Point, order: Int) throws -> Point {
      var (low, high) = (former, next)
      var best = abs(low.excess[order]) < abs(high.excess[order]) ? low : high
      for _ in 0..<40 {
        let (a, b) = (low.excess[order], high.excess[order])
        if a == b || abs(best.excess[order]) < 1e-12 { break }
        // Not too near an end, so that both ends move.
        let part = min(0.9, max(0.1, a / (a - b)))
        let value = low.value + part * (high.value - low.value)
        let start = zip(low.state, high.state).map { $0 + part * ($1 - $0) }
        guard let state = try solved(value, near: start) else { break }
        let middle = try point(value, state)
        // Beside a crossing Newton's method may end on the other curve.
        guard zip(state, start).allSatisfy({ abs($0 - $1) < 0.05 }) else { break }
        if abs(middle.excess[order]) < abs(best.excess[order]) { best = middle }
        if (middle.excess[order] > 0) == (a > 0) { low = middle } else { high = middle }
      }
      return best
    }
  }
}
