import ArrayNumerics
import Foundation
import Synchronization

/// Where an animal wants to go, and how.
public struct GoalParameters: Sendable, Hashable {
  /// m, one after another; after the last comes the first again.
  public var goals: [SIMD2<Double>]
  /// m/s.
  public var speed: Double
  /// At this distance a goal counts as reached, m.
  public var reach: Double

  public init(goals: [SIMD2<Double>], speed: Double = 0.1, reach: Double = 0.05) {
    self.goals = goals
    self.speed = speed
    self.reach = reach
  }

  func check(in arena: Arena) throws(AttractorModelsError) {
    guard !goals.isEmpty else { throw .wrongCount(what: "list of goals", found: 0, expected: 1) }
    for goal in goals where !arena.contains(goal) { throw .outside(what: "goal", x: goal.x, y: goal.y) }
    try checkPositive("the speed", speed)
    try checkPositive("the reach of a goal", reach)
  }
}

/// An animal that goes by what its network believes: after every step the place that is decoded from the activity decides the
/// next step, straight towards the goal; the arena decides where that leads, and this is what reaches the network. An error of
/// the network is thus an error of the path, which no recorded path shows.
///
/// A monitor, to be looked at by the run before all others. The animal knows where it begins.
public final class ClosedLoop: Monitor, Sendable {
  /// What the activity says of the place, m, given the place that was believed a step before, since a periodic code names many;
  /// `nil` while it says nothing, and then the last one is kept.
  public typealias Decoder = @Sendable (_ state: [Double], _ before: SIMD2<Double>) -> SIMD2<Double>?

  private struct Course {
    var positions: [SIMD2<Double>]
    var believed: [SIMD2<Double>]
    var goals: [Int]
    var headings: [Double]
  }

  /// Every step.
  public let stride = 1
  private let arena: Arena
  private let parameters: GoalParameters
  private let dt: Double
  private let decode: Decoder
  private let course: Mutex<Course>

  /// - Parameters:
  ///   - arena: a rectangle with four walls, along which the animal slides.
  ///   - start: m.
  ///   - dt: a step, s.
  /// - Throws: `badParameter`, `wrongCount`; `outside` for a start or a goal that is not in the arena.
  public init(
    width: Double, height: Double, start: SIMD2<Double>, parameters: GoalParameters, dt: Double, decode: @escaping Decoder
  ) throws(AttractorModelsError) {
    arena = try Arena(width: width, height: height)
    try parameters.check(in: arena)
    try checkPositive("the time step", dt)
    guard arena.contains(start) else { throw .outside(what: "start", x: start.x, y: start.y) }
    (self.parameters, self.dt, self.decode) = (parameters, dt, decode)
    course = Mutex(Course(positions: [start], believed: [], goals: [], headings: []))
    course.withLock { advance(&$0, believing: start) }
  }

  /// Decodes, decides and goes.
  public func observe(_ state: [Double], _ clock: Clock) {
    course.withLock { course in
      let before = course.believed[course.believed.count - 1]
      advance(&course, believing: decode(state, before) ?? before)
    }
  }

  private func advance(_ course: inout Course, believing place: SIMD2<Double>) {
    var goal = course.goals.last ?? 0
    if length(parameters.goals[goal] - place) <= parameters.reach { goal = (goal + 1) % parameters.goals.count }
    let way = parameters.goals[goal] - place
    let distance = length(way)
    let part = distance > 0 ? min(1, parameters.speed * dt / distance) : 0
    let position = course.positions[course.positions.count - 1]
    let next = (position + part * way).clamped(lowerBound: .zero, upperBound: SIMD2(arena.width, arena.height))
    let step = next - position
    course.headings.append(step == .zero ? course.headings.last ?? 0 : wrapAngle(atan2(step.y, step.x)))
    course.believed.append(place)
    course.goals.append(goal)
    course.positions.append(next)
  }

  // MARK: - What was done

  /// Where the animal is, m; between two steps on the straight line between them.
  ///
  /// - Precondition: no later than the step after the last look.
  public func position(at clock: Clock) -> SIMD2<Double> {
    course.withLock { course in
      let index = min(clock.step, course.positions.count - 2)
      let part = clock.fraction + Double(clock.step - index)
      return course.positions[index] + part * (course.positions[index + 1] - course.positions[index])
    }
  }

  /// From where the animal is at the start of a step to where it is at its end, m.
  public func way(at clock: Clock) -> SIMD2<Double> {
    course.withLock { course in
      let index = min(clock.step, course.positions.count - 2)
      return course.positions[index + 1] - course.positions[index]
    }
  }

  /// Of the movement, rad in [0, 2π); while the animal stands the last one.
  public func heading(at clock: Clock) -> Double { read(clock, \.headings) }

  /// Where the network said the animal was, m.
  public func believed(at clock: Clock) -> SIMD2<Double> { read(clock, \.believed) }

  /// Where it went from there, m.
  public func goal(at clock: Clock) -> SIMD2<Double> { parameters.goals[read(clock, \.goals)] }

  private func read<Value: Sendable>(_ clock: Clock, _ values: KeyPath<Course, [Value]> & Sendable) -> Value {
    course.withLock { course in
      let all = course[keyPath: values]
      return all[min(clock.step, all.count - 1)]
    }
  }
}
