import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct PhaseLockingTests {
  /// Bursts at random times, each spike of a burst near its first.
  private func bursts(seed: UInt64, rate: Double = 1.5, seconds: Double = 300) -> [Double] {
    var stream = RandomStream(seed: seed, name: "bursts")
    var (time, times) = (0.0, [Double]())
    while true {
      time += stream.exponential(mean: 1 / rate)
      if time >= seconds { return times.sorted() }
      for spike in 0...stream.integer(below: 4) { times.append(time + 0.006 * Double(spike)) }
    }
  }

  @Test func burstsFoolRayleighAndNotTheClusters() {
    var (rayleigh, cluster) = (0, 0)
    let runs = 1000
    for seed in 0..<runs {
      let times = bursts(seed: UInt64(seed))
      let locking = PhaseLocking(phases: times.map { wrapAngle(2 * .pi * 8 * $0) }, times: times)
      if locking.rayleighP < 0.05 { rayleigh += 1 }
      if locking.clusterP < 0.05 { cluster += 1 }
    }
    #expect(Double(cluster) / Double(runs) <= 0.07)
    #expect(Double(rayleigh) / Double(runs) > 0.15)
  }

  @Test func consistencyIsThatOfThePairs() {
    let (phases, times) = ([0.1, 0.4, 2.0, 3.0, 0.2], [0.1, 0.2, 1.5, 2.5, 2.6])
    let locking = PhaseLocking(phases: phases, times: times)
    var (all, apart) = ([Double](), [Double]())
    for a in phases.indices {
      for b in 0..<a {
        all.append(cos(phases[a] - phases[b]))
        if Int(times[a]) != Int(times[b]) { apart.append(cos(phases[a] - phases[b])) }
      }
    }
    #expect(abs(locking.consistency - mean(all)) < 1e-12)
    #expect(abs(locking.blockConsistency - mean(apart)) < 1e-12)
    #expect(locking.blocks == 3 && locking.clusterP.isNaN)
  }

  @Test func lockedSpikesAreFoundAtTheirPhase() {
    var stream = RandomStream(seed: 4, name: "locked")
    var times: [Double] = []
    for step in 0..<300_000 where stream.uniform() < 0.005 * exp(1.2 * (cos(2 * .pi * 8e-3 * Double(step) - 2) - 1)) {
      times.append(Double(step) / 1000)
    }
    let locking = PhaseLocking(phases: times.map { wrapAngle(2 * .pi * 8 * $0) }, times: times)
    #expect(abs(angleDifference(locking.preferredPhase, 2)) < 0.15)
    // I₁(1.2) / I₀(1.2) = 0.5131.
    #expect(abs(locking.resultantLength - 0.513) < 0.06)
    #expect(locking.clusterP < 1e-10)
  }
}
