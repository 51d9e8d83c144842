import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct FlyRingTests {
  /// Strengths at which six and eight cells hold a bump anywhere (Noorman et al. 2024): 12, 4 and 2.4 of six.
  @Test func theTuningIsInClosedForm() {
    for (count, active, coupling) in [(6, 2, 12), (6, 3, 4), (6, 4, 2.4), (8, 3, 8), (8, 4, 4), (8, 5, 8 / 3.0)] {
      #expect(abs(FlyRing.tunedCoupling(count: count, active: active) / coupling - 1) < 1e-12)
    }
  }

  private func heading(_ ring: FlyRing, from start: Double, speed: Double, seconds: Double) throws -> [Double] {
    let headings = Trace(every: 1) { ring.heading(of: $0) }
    let run = try Run(ring, integrator: .euler, dt: 0.005, steps: Int(seconds / 0.005))
    try run(from: Checkpoint(state: ring.state(at: start)), observing: [headings]) { _ in speed }
    return headings.values
  }

  /// Between cells as well as on one; with five per cent more it goes to the nearest place that is left.
  @Test(arguments: [0.05, 0.2, 0.37]) func aBumpStandsAnywhereWhereTheTuningIsExact(start: Double) throws {
    let ring = try FlyRing()
    let path = try heading(ring, from: start, speed: 0, seconds: 12)
    #expect(abs(path[path.count - 1] - path[path.count / 2]) < 1e-6)
    var parameters = FlyRing.Parameters()
    parameters.tuning = 1.05
    let loose = try heading(FlyRing(parameters: parameters), from: start, speed: 0, seconds: 12)
    #expect(abs(loose[loose.count - 1] - start) > 0.02)
  }

  /// Turned at ω it turns at ω, to the few per cent by which a fast bump lags behind the shift of its kernel.
  @Test(arguments: [-2.0, 0.5, 2]) func aBumpTurnsAsFastAsItIsTold(speed: Double) throws {
    let ring = try FlyRing(count: 16, parameters: FlyRing.Parameters(active: 8))
    let path = try heading(ring, from: 0, speed: speed, seconds: 30)
    var turned = 0.0
    for index in 1000..<path.count { turned += angleDifference(path[index], path[index - 1]) }
    #expect(abs(turned / (Double(path.count - 1000) * 0.005) / speed - 1) < 0.03)
  }

  /// The time of three whole turns against what was asked for, to a thousandth of it.
  @Test(arguments: [-3.5, -1, 0.1, 0.3, 0.7, 2.5])
  func aCorrectedBumpTurnsAsFastAsItShould(speed: Double) throws {
    for (count, active, dt, integrator) in [
      (8, 4, 0.005, Integrator.euler), (8, 4, 0.01, .rungeKutta4), (9, 4, 0.002, .exponentialEuler), (64, 32, 0.005, .euler),
    ] {
      let ring = try FlyRing(count: count, parameters: FlyRing.Parameters(active: active))
      let calibration = try FlyRingCalibration(ring, integrator: integrator, dt: dt)
      let command = calibration.command(for: speed)
      let headings = Trace(every: 1) { ring.heading(of: $0) }
      let settling = Int(4 / dt)
      let steps = settling + Int(1.05 * 6 * .pi / (abs(speed) * dt))
      try Run(ring, integrator: integrator, dt: dt, steps: steps)(observing: [headings]) { _ in command }
      var (turned, duration) = (0.0, 0.0)
      for step in settling..<steps {
        let way = abs(angleDifference(headings.values[step], headings.values[step - 1]))
        if turned + way >= 6 * .pi {
          duration = (Double(step - settling) + (6 * .pi - turned) / way) * dt
          break
        }
        turned += way
      }
      #expect(abs(6 * .pi / (duration * abs(speed)) - 1) < 1e-3, "\(count) cells, \(speed) rad/s")
    }
  }

  /// The bump of eight cells goes along the edge of an octagon: a slow one takes (π/8) / tan(π/8) of a turn.
  @Test func whatFewCellsMakeOfASlowTurn() throws {
    let ring = try FlyRing()
    let edge = Double.pi / 8
    let slow = try #require(try FlyRingCalibration.gain(of: ring, .euler, dt: 0.005, speed: 0.003))
    #expect(abs(slow - edge / tan(edge)) < 1e-3)
    let calibration = try FlyRingCalibration(ring, dt: 0.005)
    #expect(abs(calibration.gains[0] - 0.948059) < 1e-6)
    #expect(calibration.largestSpeed > 3.5 && calibration.largestSpeed < ring.silencingSpeed)
    #expect(calibration.command(for: -1) == -calibration.command(for: 1) && calibration.command(for: 0) == 0)
  }

  /// With five per cent more or less than exact tuning a bump is pinned, and a slow turn does not move it.
  @Test(arguments: [0.95, 1.05]) func aPinnedBumpStandsInSlowTurns(tuning: Double) throws {
    let ring = try FlyRing(parameters: FlyRing.Parameters(tuning: tuning))
    #expect(abs(ring.standstill - 0.05 * tan(.pi / 8) / 0.125) < 1e-12)
    let slow = try heading(ring, from: 0, speed: 0.7 * ring.standstill, seconds: 60)
    // It creeps to where it stands; told it was 4 rad.
    #expect(abs(slow[slow.count - 1] - slow[5000]) < 1e-3)
    let fast = try heading(ring, from: 0, speed: 1.02 * ring.standstill, seconds: 60)
    #expect(abs(fast[fast.count - 1] - fast[5000]) > 1)
    #expect(throws: AttractorModelsError.self) { try FlyRingCalibration(ring, dt: 0.005) }
  }

  @Test func whatIsNoRingIsRefused() {
    #expect(throws: AttractorModelsError.self) { try FlyRing(count: 3) }
    #expect(throws: AttractorModelsError.self) { try FlyRing(parameters: FlyRing.Parameters(active: 7)) }
    #expect(throws: AttractorModelsError.self) { try FlyRing(parameters: FlyRing.Parameters(inhibition: 1)) }
    #expect(throws: AttractorModelsError.self) { try FlyRing(parameters: FlyRing.Parameters(share: 0)) }
  }
}
