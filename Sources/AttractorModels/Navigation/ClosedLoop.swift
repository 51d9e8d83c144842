import ArrayNumerics
import Foundation
import Synchronization

/// An animal with what it wants, and where it has been.
struct Walker: Sendable {
  var agent: Agent
  var positions: [SIMD2<Double>]
  var headings: [Double]
  private var policy: (any NavigationPolicy)?
  private var stream: RandomStream
  private let dt: Double

  init(
    _ arena: Arena, _ parameters: AgentParameters, start: SIMD2<Double>, heading: Double?, dt: Double, seed: UInt64,
    policy: (any NavigationPolicy)?
  ) throws {
    try parameters.check()
    try checkPositive("the time step", dt)
    guard arena.contains(start), !arena.obstacles.contains(where: { length($0.distanceVector(to: start)) < 1e-9 }) else {
      throw AttractorModelsError.outside(what: "start", x: start.x, y: start.y)
    }
    var stream = RandomStream(seed: seed, name: "navigation")
    let first = heading ?? 2 * .pi * stream.uniform()
    guard first.isFinite else { throw AttractorModelsError.notFinite(what: "first heading", index: 0) }
    agent = Agent(arena, parameters, position: start, heading: first)
    (positions, headings) = ([start], [wrapAngle(first)])
    self.policy = policy
    self.stream = stream
    self.dt = dt
  }

  /// Decides, and goes a step.
  mutating func step(estimate: SIMD2<Double>?) {
    let step = positions.count - 1
    let view = NavigationView(
      step: step, time: Double(step) * dt, estimate: estimate, velocity: agent.velocity, heading: headings[step])
    let action = policy?.action(view) ?? .none
    agent.step(dt, &stream, action)
    positions.append(agent.position)
    headings.append(wrapAngle(atan2(agent.head.y, agent.head.x)))
  }
}

/// An animal that is led by a network: what is read off the network's state decides where it goes, and where it goes is what
/// the network is shown next.
///
/// A monitor of the run, which has to see the state of every step. The way of a step is decided by the state before it, so that
/// an integrator may ask where the animal is at any moment of the step.
///
/// ```swift
/// let loop = try ClosedLoop(in: arena, policy: goals, start: start, dt: 0.02, seed: 1) { decode($0, near: $1) }
/// try Run(network, integrator: .euler, dt: dt, steps: n)(observing: [loop]) { .bump(at: phase(of: loop.position(at: $0))) }
/// ```
public final class ClosedLoop: Monitor, Sendable {
  /// Every step.
  public let stride = 1
  private let track: Mutex<Track>
  private let decode: @Sendable ([Double], SIMD2<Double>) -> SIMD2<Double>?
  /// m, of an arena whose opposite borders are one.
  private let period: SIMD2<Double>?

  private struct Track {
    var walker: Walker
    /// After each step; the last one that was known where nothing is.
    var estimates: [SIMD2<Double>?]
    var last: SIMD2<Double>
  }

  /// - Parameters:
  ///   - start: m; the animal knows where it starts.
  ///   - dt: s of a step of the run.
  ///   - decode: where the network says that the animal is, m, from a state and where it said so last; `nil` for nowhere.
  /// - Throws: `badParameter`; `outside` for a start that is not in the arena.
  public init(
    in arena: Arena, parameters: AgentParameters = AgentParameters(), policy: any NavigationPolicy, start: SIMD2<Double>,
    heading: Double? = nil, dt: Double, seed: UInt64,
    decode: @escaping @Sendable (_ state: [Double], _ last: SIMD2<Double>) -> SIMD2<Double>?
  ) throws {
    var walker = try Walker(arena, parameters, start: start, heading: heading, dt: dt, seed: seed, policy: policy)
    walker.step(estimate: start)
    track = Mutex(Track(walker: walker, estimates: [start], last: start))
    self.decode = decode
    period = arena.border == .periodic ? SIMD2(arena.width, arena.height) : nil
  }

  /// Reads the state after a step, decides, and goes the next.
  public func observe(_ state: [Double], _ clock: Clock) {
    track.withLock { track in
      let estimate = decode(state, track.last)
      if let estimate { track.last = estimate }
      track.estimates.append(estimate)
      track.walker.step(estimate: estimate)
    }
  }

  /// What the network said after each step so far, the start first.
  public var estimates: [SIMD2<Double>?] { track.withLock { $0.estimates } }

  /// Goes the way again that an animal went which was told this, so that a run can be gone on with where it was stopped.
  ///
  /// - Parameter estimates: those of a loop that was made alike; the first of them is the start.
  public func repeatWay(_ estimates: [SIMD2<Double>?]) {
    track.withLock { track in
      for estimate in estimates.dropFirst(track.estimates.count) {
        if let estimate { track.last = estimate }
        track.estimates.append(estimate)
        track.walker.step(estimate: estimate)
      }
    }
  }

  /// m; between two samples on the straight line between them. Known up to the end of the step that is being taken.
  public func position(at clock: Clock) -> SIMD2<Double> {
    track.withLock { track in
      let positions = track.walker.positions
      let place = min(Double(clock.step) + clock.fraction, Double(positions.count - 1))
      let index = min(Int(place), positions.count - 2)
      return positions[index] + (place - Double(index)) * way(positions, index)
    }
  }

  /// m, of the step that begins at a moment.
  public func way(at clock: Clock) -> SIMD2<Double> {
    track.withLock { track in way(track.walker.positions, min(clock.step, track.walker.positions.count - 2)) }
  }

  /// Of the head, rad in [0, 2π).
  public func heading(at clock: Clock) -> Double {
    track.withLock { track in track.walker.headings[min(clock.step, track.walker.headings.count - 1)] }
  }

  /// Where the network said after so many steps that the animal was, m; `nil` where it said nothing, or was not asked yet.
  public func estimate(at clock: Clock) -> SIMD2<Double>? {
    track.withLock { track in clock.step < track.estimates.count ? track.estimates[clock.step] : nil }
  }

  private func way(_ positions: [SIMD2<Double>], _ index: Int) -> SIMD2<Double> {
    let way = positions[index + 1] - positions[index]
    guard let period else { return way }
    return way - period * (way / period).rounded(.toNearestOrAwayFromZero)
  }
}
