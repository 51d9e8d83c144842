import ArrayNumerics
import Foundation

/// What an animal knows when it decides where to go.
public struct NavigationView: Sendable, Equatable {
  /// Steps so far.
  public var step: Int
  /// s, so far.
  public var time: Double
  /// Where it believes itself to be, m: in a closed loop what its network says, `nil` where that says nothing; in an open loop
  /// where it is.
  public var estimate: SIMD2<Double>?
  /// Of its movement, m/s.
  public var velocity: SIMD2<Double>
  /// Of its head, rad in [0, 2π).
  public var heading: Double

  public init(step: Int, time: Double, estimate: SIMD2<Double>?, velocity: SIMD2<Double>, heading: Double) {
    self.step = step
    self.time = time
    self.estimate = estimate
    self.velocity = velocity
    self.heading = heading
  }
}

/// What an animal does about it, besides running about at random.
public struct NavigationAction: Sendable, Equatable {
  /// That its own velocity is drawn to, m/s; `nil` to run about freely.
  public var velocity: SIMD2<Double>?
  /// How fast it is drawn there, in units of 1 / the coherence time of the speed.
  public var strength: Double

  public init(velocity: SIMD2<Double>?, strength: Double = 10) {
    self.velocity = velocity
    self.strength = strength
  }

  /// Runs about freely.
  public static let none = NavigationAction(velocity: nil)
}

/// How an animal decides where to go. A value with what it remembers; a new one is a type with one method.
///
/// ```swift
/// struct Eastwards: NavigationPolicy {
///   mutating func action(_ view: NavigationView) -> NavigationAction { NavigationAction(velocity: SIMD2(0.1, 0)) }
/// }
/// ```
public protocol NavigationPolicy: Sendable {
  /// Asked once in every step, before it is taken.
  mutating func action(_ view: NavigationView) -> NavigationAction
}

/// Runs to one goal after another, and again from the first. A goal counts as reached where the animal believes itself within
/// reach of it; without a belief it runs about freely.
public struct GoalSeeking: NavigationPolicy, Hashable {
  /// m, in order.
  public let goals: [SIMD2<Double>]
  /// m/s.
  public let speed: Double
  /// m.
  public let reach: Double
  /// How fast it turns to a goal, in units of 1 / the coherence time of the speed.
  public let strength: Double
  /// Goals that were reached so far.
  public private(set) var reached = 0

  /// - Throws: `wrongCount` without goals; `notFinite`, `badParameter`.
  public init(
    goals: [SIMD2<Double>], speed: Double = 0.1, reach: Double = 0.05, strength: Double = 10
  ) throws(AttractorModelsError) {
    guard !goals.isEmpty else { throw .wrongCount(what: "list of goals", found: 0, expected: 1) }
    if let index = goals.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "list of goals", index: index) }
    try checkPositive("the speed towards a goal", speed)
    try checkPositive("the reach of a goal", reach)
    try checkPositive("the strength of the drift", strength)
    self.goals = goals
    self.speed = speed
    self.reach = reach
    self.strength = strength
  }

  /// Straight to the goal.
  public mutating func action(_ view: NavigationView) -> NavigationAction {
    guard let estimate = view.estimate else { return .none }
    var way = goals[reached % goals.count] - estimate
    if length(way) <= reach {
      reached += 1
      way = goals[reached % goals.count] - estimate
    }
    let distance = length(way)
    return distance > 0 ? NavigationAction(velocity: (speed / distance) * way, strength: strength) : .none
  }
}

extension GoalSeeking {
  /// A raster scan: to and fro along x from the top down, then up and down along y from the left, and again.
  ///
  /// - Parameters:
  ///   - arena: its bounds are scanned.
  ///   - margin: kept from the bounds, m.
  ///   - step: between lines at most, m.
  /// - Throws: `badParameter`
  public static func rasterScan(
    of arena: Arena, margin: Double = 0.05, step: Double = 0.1, speed: Double = 0.15
  ) throws(AttractorModelsError) -> GoalSeeking {
    try checkNotNegative("the margin of a raster scan", margin)
    try checkPositive("the step of a raster scan", step)
    let (lower, upper) = (arena.bounds.lower + SIMD2(margin, margin), arena.bounds.upper - SIMD2(margin, margin))
    guard lower.x < upper.x, lower.y < upper.y else {
      throw .badParameter(
        name: "the margin of a raster scan", value: margin, expected: "below half of the arena's shorter side")
    }
    func lines(_ from: Double, _ to: Double) -> [Double] {
      // From border to border: the last line is not left out for what a division leaves.
      let count = max(1, Int((abs(to - from) / step - 1e-9).rounded(.up)))
      return (0...count).map { (line: Int) -> Double in from + (to - from) * Double(line) / Double(count) }
    }
    var goals: [SIMD2<Double>] = []
    for (index, y) in lines(upper.y, lower.y).enumerated() {
      let ends = [SIMD2(lower.x, y), SIMD2(upper.x, y)]
      goals += index % 2 == 0 ? ends : ends.reversed()
    }
    for (index, x) in lines(lower.x, upper.x).enumerated() {
      let ends = [SIMD2(x, lower.y), SIMD2(x, upper.y)]
      goals += index % 2 == 0 ? ends : ends.reversed()
    }
    return try GoalSeeking(goals: goals, speed: speed, reach: min(step / 2, 0.05), strength: 15)
  }
}
