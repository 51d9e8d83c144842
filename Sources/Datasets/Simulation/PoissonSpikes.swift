import ArrayNumerics
import Foundation
import Schema

/// Spikes of an inhomogeneous Poisson process with a refractory period, by thinning (Lewis & Shedler 1979,
/// doi:10.1002/nav.3800260304): candidates at the highest rate, of which each is kept with the probability
/// rate / highest rate.
///
/// - Parameters:
///   - rate: the rate at a time in [0, duration), Hz, never above `highestRate`.
///   - refractoryPeriod: no spike follows another sooner than this, s.
/// - Returns: ascending times in seconds in single precision, all different while the refractory period is longer than
///   their spacing. Complexity: `highestRate × duration` evaluations of `rate`.
/// - Throws: `CancellationError`.
func poissonSpikes(
  duration: Double, highestRate: Double, refractoryPeriod: Double, random: inout RandomStream, work: Work,
  rate: (Double) -> Double
) throws -> [Float] {
  var spikes: [Float] = []
  var time = 0.0
  var silentUntil = 0.0
  var candidates = 0
  while true {
    time += random.exponential(mean: 1 / highestRate)
    if time >= duration { return spikes }
    candidates += 1
    if candidates & 0xFFFF == 0 { try work.checkCancellation() }
    // The number is drawn for every candidate, so that the stream does not depend on what was kept.
    let keeps = random.uniform() * highestRate < rate(time)
    if keeps && time >= silentUntil {
      spikes.append(Float(time))
      silentUntil = time + refractoryPeriod
    }
  }
}
