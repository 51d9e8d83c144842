import ArrayNumerics
import Foundation

/// How an animal moves about (the motion model of RatInABox, George et al. 2024, doi:10.7554/eLife.85274).
public struct AgentParameters: Sendable, Hashable {
  /// How fast it runs.
  public var speed: SpeedDistribution
  /// Over which the speed changes, s.
  public var speedCoherence: Double
  /// Deviation of the turning rate, rad/s.
  public var turningDeviation: Double
  /// Over which the turning rate changes, s.
  public var turningCoherence: Double
  /// Over which the head follows the movement, s.
  public var headSmoothing: Double
  /// How much it likes walls, 0 to 1.
  public var thigmotaxis: Double
  /// From which walls are felt, m.
  public var wallDistance: Double
  /// How much it slows down before them.
  public var wallStrength: Double

  public init(
    speed: SpeedDistribution = .rayleigh(mean: 0.08), speedCoherence: Double = 0.7, turningDeviation: Double = 2 * .pi / 3,
    turningCoherence: Double = 0.08, headSmoothing: Double = 0.15, thigmotaxis: Double = 0.5, wallDistance: Double = 0.1,
    wallStrength: Double = 1
  ) {
    self.speed = speed
    self.speedCoherence = speedCoherence
    self.turningDeviation = turningDeviation
    self.turningCoherence = turningCoherence
    self.headSmoothing = headSmoothing
    self.thigmotaxis = thigmotaxis
    self.wallDistance = wallDistance
    self.wallStrength = wallStrength
  }

  func check() throws(AttractorModelsError) {
    try speed.check()
    try checkPositive("the coherence time of the speed", speedCoherence)
    try checkNotNegative("the deviation of the turning rate", turningDeviation)
    try checkPositive("the coherence time of turning", turningCoherence)
    try checkPositive("the smoothing time of the head", headSmoothing)
    guard (0...1).contains(thigmotaxis) else {
      throw .badParameter(name: "thigmotaxis", value: thigmotaxis, expected: "0 to 1")
    }
    try checkNotNegative("the distance at which walls are felt", wallDistance)
    try checkNotNegative("the strength of walls", wallStrength)
  }
}

/// An animal at one moment.
struct Agent {
  let arena: Arena
  let parameters: AgentParameters
  private let walls: [Wall]
  private let obstacles: [Wall]
  var position: SIMD2<Double>
  /// What it means to do, m/s.
  var velocity: SIMD2<Double>
  /// Unit vector of the head.
  var head: SIMD2<Double>
  private var turning = 0.0

  init(_ arena: Arena, _ parameters: AgentParameters, position: SIMD2<Double>, heading: Double) {
    self.arena = arena
    self.parameters = parameters
    walls = arena.walls
    obstacles = arena.obstacles
    self.position = position
    head = SIMD2(cos(heading), sin(heading))
    velocity = parameters.speed.mean * head
  }

  /// One step of dt seconds.
  mutating func step(_ dt: Double, _ stream: inout RandomStream, _ action: NavigationAction = .none) {
    turn(dt, &stream)
    changeSpeed(dt, &stream)
    if let wanted = action.velocity {
      velocity += (1 - exp(-dt * action.strength / parameters.speedCoherence)) * (wanted - velocity)
    }
    let shift = feelWalls(dt)
    let before = position
    move(by: velocity * dt + shift, dt)
    var way = position - before
    if arena.border == .periodic {
      // The shorter way, which is the one that was taken.
      way.x -= arena.width * (way.x / arena.width).rounded()
      way.y -= arena.height * (way.y / arena.height).rounded()
    }
    followWithHead(way, dt)
  }

  private mutating func turn(_ dt: Double, _ stream: inout RandomStream) {
    let rate = dt / parameters.turningCoherence
    turning += -turning * rate + parameters.turningDeviation * (2 * rate).squareRoot() * stream.normal()
    let (c, s) = (cos(turning * dt), sin(turning * dt))
    let (x, y) = (velocity.x, velocity.y)
    velocity = SIMD2(c * x - s * y, s * x + c * y)
  }

  private mutating func changeSpeed(_ dt: Double, _ stream: inout RandomStream) {
    let speed = length(velocity)
    var z = parameters.speed.z(at: speed)
    let rate = dt / parameters.speedCoherence
    z += -z * rate + (2 * rate).squareRoot() * stream.normal()
    let wanted = parameters.speed.speed(at: z)
    velocity = speed > 1e-12 ? velocity * (wanted / speed) : wanted * head
  }

  /// Walls that are near push the velocity away, and the position by what is returned.
  private mutating func feelWalls(_ dt: Double) -> SIMD2<Double> {
    let (reach, taxis) = (parameters.wallDistance, parameters.thigmotaxis)
    let speed = parameters.wallStrength * parameters.speed.mean
    guard reach > 0, speed > 0 else { return .zero }
    var shift = SIMD2<Double>.zero
    for wall in walls {
      let away = wall.distanceVector(to: position)
      let distance = length(away)
      guard distance < reach, distance > 0 else { continue }
      let normal = away / distance
      let depth = reach - distance
      let part = depth / reach
      let push: Double = 3 * (1 - taxis) * (1 - taxis) * speed * speed / reach * part * dt
      let slowing: Double = 1 - max(0, 1 - part * part).squareRoot()
      let offset: Double = 6 * taxis * taxis * speed * slowing * dt
      velocity += push * normal
      shift += offset * normal
    }
    return shift
  }

  /// Goes so far; at a wall the velocity is mirrored and brought to half of the mean speed, and the step goes on from where it
  /// began.
  private mutating func move(by way: SIMD2<Double>, _ dt: Double) {
    var way = way
    for _ in 0..<10 {
      guard let wall = firstCrossed(from: position, to: position + way) else {
        let target = position + way
        position = arena.border == .periodic ? arena.wrapped(target) : inside(target)
        return
      }
      velocity = wall.reflected(velocity)
      let speed = length(velocity)
      let half = parameters.speed.mean / 2
      velocity = speed > 1e-12 ? velocity * (half / speed) : -half * head
      way = velocity * dt
    }
    // Ten mirrors in a row: in a corner, where it stays for this step.
  }

  /// The border counts where the way ends beyond it, so that an animal on it can leave it inwards.
  private func firstCrossed(from: SIMD2<Double>, to: SIMD2<Double>) -> Wall? {
    var found: (wall: Wall, place: Double)?
    func note(_ wall: Wall, _ place: Double?) {
      if let place, place < found?.place ?? .infinity { found = (wall, place) }
    }
    for wall in arena.isRectangle ? obstacles : walls { note(wall, wall.crossing(from: from, to: to)) }
    if arena.border == .solid, arena.isRectangle {
      // In the order of `Arena.walls`: bottom, right, top, left.
      if to.y < 0 { note(walls[0], from.y / (from.y - to.y)) }
      if to.x > arena.width { note(walls[1], (arena.width - from.x) / (to.x - from.x)) }
      if to.y > arena.height { note(walls[2], (arena.height - from.y) / (to.y - from.y)) }
      if to.x < 0 { note(walls[3], from.x / (from.x - to.x)) }
    }
    return found?.wall
  }

  private func inside(_ point: SIMD2<Double>) -> SIMD2<Double> {
    // Where rounding carried a step over a side it is not taken.
    if !arena.isRectangle { return arena.contains(point) ? point : position }
    return SIMD2(min(arena.width, max(0, point.x)), min(arena.height, max(0, point.y)))
  }

  private mutating func followWithHead(_ way: SIMD2<Double>, _ dt: Double) {
    let distance = length(way)
    guard distance > 0 else { return }
    let weight = min(1, dt / parameters.headSmoothing)
    let mixed: SIMD2<Double> = (1 - weight) * head + (weight / distance) * way
    let norm = length(mixed)
    if norm > 1e-12 { head = mixed / norm }
  }
}

/// |v|.
func length(_ v: SIMD2<Double>) -> Double { (v * v).sum().squareRoot() }
