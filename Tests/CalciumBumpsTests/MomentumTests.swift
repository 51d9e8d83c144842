import ArrayNumerics
import CalciumBumps
import Foundation
import Testing

/// One bump whose velocity keeps `persistence` of itself from frame to frame, with independent steps beside it.
private struct MovingBump {
  var frames = 900
  var spread = 0.15
  var persistence = 0.9
  var step = 0.02
  var noise = 0.3

  func made() -> (signals: RingSignals, position: [Double]) {
    var random = RandomStream(seed: 4, name: "moving bump")
    let angles = RingSignals.evenAngles(16)
    var (theta, velocity) = (1.0, 0.0)
    var (position, values) = ([Double](), [Double]())
    for _ in 0..<frames {
      velocity = persistence * velocity + spread * (1 - persistence * persistence).squareRoot() * random.normal()
      theta += velocity + step * random.normal()
      position.append(wrapAngle(theta))
      values += angles.map { BumpModel.profile($0 - theta, concentration: 2.4) + noise * random.normal() }
    }
    return (RingSignals(values: Matrix(rows: frames, columns: 16, elements: values), angles: angles), position)
  }
}

@Suite("Momentum of a bump")
struct MomentumTests {
  private func error(_ fit: HiddenMarkovBump, _ position: [Double]) -> Double {
    mean(position.indices.map { pow(angleDifference(fit.posterior.position[$0], position[$0]), 2) }).squareRoot()
  }

  @Test("A velocity that lasts is found, and makes the position better known")
  func lasting() throws {
    let (signals, position) = MovingBump().made()
    let plain = try HiddenMarkovBump.fit(signals, work: Work(threads: 2))
    let fit = try HiddenMarkovBump.fit(signals, hasMomentum: true, work: Work(threads: 2))
    let momentum = try #require(fit.momentum)
    #expect(plain.momentum == nil && plain.model == fit.model)
    #expect(momentum.gain > 0.05 && momentum.persistence >= 0.8)
    #expect(abs(log(momentum.spread / 0.15)) < log(1.6))
    #expect(error(fit, position) < 0.95 * error(plain, position))
    #expect(mean(fit.posterior.deviation) < mean(plain.posterior.deviation))
  }

  @Test("Steps that are independent gain nothing by it")
  func independent() throws {
    var moving = MovingBump()
    (moving.persistence, moving.spread) = (0, 0.1)
    let (signals, position) = moving.made()
    let plain = try HiddenMarkovBump.fit(signals, work: Work(threads: 2))
    let fit = try HiddenMarkovBump.fit(signals, hasMomentum: true, work: Work(threads: 2))
    #expect(try #require(fit.momentum).gain < 0.02)
    #expect(error(fit, position) < 1.05 * error(plain, position))
  }

  @Test("The same bytes for one, two and three threads")
  func threads() throws {
    let signals = MovingBump(frames: 200).made().signals
    let fits = try (1...3).map { try HiddenMarkovBump.fit(signals, hasMomentum: true, work: Work(threads: $0)) }
    #expect(fits.allSatisfy { $0.posterior == fits[0].posterior && $0.momentum == fits[0].momentum })
  }
}
