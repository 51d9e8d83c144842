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

  @Test func whatIsNoRingIsRefused() {
    #expect(throws: AttractorModelsError.self) { try FlyRing(count: 3) }
    #expect(throws: AttractorModelsError.self) { try FlyRing(parameters: FlyRing.Parameters(active: 7)) }
    #expect(throws: AttractorModelsError.self) { try FlyRing(parameters: FlyRing.Parameters(inhibition: 1)) }
    #expect(throws: AttractorModelsError.self) { try FlyRing(parameters: FlyRing.Parameters(share: 0)) }
  }
}
