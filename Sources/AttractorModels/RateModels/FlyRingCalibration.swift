import ArrayNumerics
import Foundation

/// How fast the bump of a fly's ring really turns, and what to tell the ring so that it turns at ω.
///
/// Between N places where its set of active cells changes, the bump of few cells moves along the edge of a polygon, as fast
/// along it as theory says: a slow turn takes (π/N) / tan(π/N) of what it is told, 0.948 for eight cells. A fast one lags
/// behind the shift of its kernel and is carried on by P-EN cells that were active a moment before. The gain is therefore
/// measured at sixteen velocities, over a whole step from place to place.
public struct FlyRingCalibration: Sendable, Equatable {
  /// What the ring was told, rad per unit of time, 0 first.
  public let commands: [Double]
  /// The measured angular velocity over the one that was told.
  public let gains: [Double]

  /// - Parameters:
  ///   - ring: tuned exactly; the bump of another one stands at low velocities.
  ///   - dt: of the runs that it is meant for.
  /// - Throws: `badParameter` for a ring that is not tuned exactly; `stepTooLong`; `noConvergence` for a bump that does not
  ///   turn; `CancellationError`. Complexity: some 60,000 steps.
  public init(_ ring: FlyRing, integrator: Integrator = .euler, dt: Double, work: Work = Work()) throws {
    guard abs(ring.parameters.tuning - 1) < 1e-9 else {
      throw AttractorModelsError.badParameter(
        name: "the tuning", value: ring.parameters.tuning, expected: "1: a bump that is pinned has no gain")
    }
    let told = (1...16).map { ring.silencingSpeed * pow(Double($0) / 16, Self.power) }
    let measured = try concurrentMap(told.count, work: work) { index in
      try Self.gain(of: ring, integrator, dt: dt, speed: told[index], work: work.serial)
    }
    func reached(_ index: Int) -> Double { (measured[index] ?? 0) * told[index] }
    // As far as more makes it turn faster.
    let count = told.indices.first { reached($0) <= ($0 == 0 ? 0 : reached($0 - 1)) } ?? told.count
    guard count >= 4 else {
      throw AttractorModelsError.noConvergence(
        what: "gain of the P-EN cells, whose bump does not turn", residual: 1 - (measured[count] ?? 0), tolerance: 0)
    }
    let edge = Double.pi / Double(ring.grid.count)
    commands = [0] + told.prefix(count)
    gains = [edge / tan(edge)] + measured.prefix(count).compactMap { $0 }
  }

  /// Velocities grow with this power of their number: the gain changes fastest at low ones.
  private static let power = 1.5

  /// The largest angular velocity that is reached, rad per unit of time.
  public var largestSpeed: Double { commands[commands.count - 1] * gains[gains.count - 1] }

  /// The measured angular velocity over the one that was told, in steady turning: over the time from one place to the next.
  ///
  /// - Parameter speed: above 0.
  /// - Returns: `nil` for a bump that does not get there in four times as long as it should.
  public static func gain(
    of ring: FlyRing, _ integrator: Integrator, dt: Double, speed: Double, work: Work = Work()
  ) throws -> Double? {
    let decoder = RingDecoder(ring.grid)
    let settling = Int((20 * (ring.parameters.timeConstant + ring.parameters.shifterTimeConstant) / dt).rounded(.up))
    let way = ring.grid.spacing
    // Over 400 steps, so that where within a step a place is reached does not count; many cells stand close.
    let places = max(1, (400 * speed * dt / way).rounded(.up))
    let longest = settling + Int((4 * places * way / (speed * dt)).rounded(.up))
    let directions = Trace(every: 1) { decoder.mean(of: ring.rates(of: $0)).position }
    try Run(ring, integrator: integrator, dt: dt, steps: longest)(observing: [directions], work: work) { _ in speed }
    var turned = 0.0
    for step in settling..<longest {
      let next = turned + angleDifference(directions.values[step], directions.values[step - 1])
      if next >= places * way {
        let steps = Double(step - settling) + (places * way - turned) / (next - turned)
        return places * way / (steps * dt * speed)
      }
      turned = next
    }
    return nil
  }

  /// Of a command, by cubic interpolation over the number of the velocity.
  private func gain(at command: Double) -> Double {
    let last = commands[commands.count - 1]
    let place = pow(min(abs(command) / last, 1), 1 / Self.power) * Double(commands.count - 1)
    let index = min(Int(place), commands.count - 2)
    let part = place - Double(index)
    func slope(_ at: Int) -> Double {
      let (low, high) = (max(at - 1, 0), min(at + 1, gains.count - 1))
      return (gains[high] - gains[low]) / Double(high - low)
    }
    let (a, b) = (gains[index], gains[index + 1])
    let square = part * part
    let bend = (2 * part - 3) * square
    return a * (bend + 1) - b * bend + slope(index) * part * (part - 1) * (part - 1) + slope(index + 1) * square * (part - 1)
  }

  /// What to tell the ring so that it turns at ω, rad per unit of time. Beyond the largest speed the gain of that one is taken.
  public func command(for speed: Double) -> Double {
    var command = speed
    for _ in 0..<12 { command = speed / gain(at: command) }
    return command
  }
}
