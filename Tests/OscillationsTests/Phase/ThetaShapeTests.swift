import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct ThetaShapeTests {
  /// A rhythm whose frequency swings, warped: peak–trough asymmetry by cos(φ + a sin φ), rise–decay asymmetry by
  /// cos(φ + a cos φ).
  private func field(sine: Double, cosine: Double, noise: Double = 0.3) throws -> (PreparedField, phase: [Double]) {
    let (rate, seconds) = (250.0, 120.0)
    let colored = try coloredNoise(Int(rate * seconds), exponent: 1, seed: 8)
    var (phase, angle) = ([Double](), 0.3)
    for sample in colored.indices {
      phase.append(angle)
      angle += 2 * .pi * (8 + 0.7 * sin(2 * .pi * Double(sample) / rate / 17)) / rate
    }
    let samples = zip(phase, colored).map { cos($0 + sine * sin($0) + cosine * cos($0)) + noise * $1 }
    return (try PreparedField(samples, rate: rate), phase)
  }

  @Test(arguments: [(0.35, 0.0), (0.0, 0.35)])
  func thePhaseByTheShapeIsThatOfTheWarp(sine: Double, cosine: Double) throws {
    let (field, phase) = try field(sine: sine, cosine: cosine)
    let rhythm = try ThetaRhythm(field, band: 4...12)
    let shape = try #require(rhythm.shape)
    let own = shape.phases(rhythm.tracked.phase)
    // The peak of the warped wave is where its argument is a whole turn.
    let errors = (250..<field.slow.count - 250).map { sample -> Double in
      let warped = phase[sample] + sine * sin(phase[sample]) + cosine * cos(phase[sample])
      return abs(angleDifference(own[sample], warped)) * 180 / .pi
    }
    #expect(median(errors) < 5)
    if cosine == 0 { #expect(abs(shape.riseShare - 0.5) < 0.02 && shape.peakShare < 0.43) }
    if sine == 0 { #expect(abs(shape.riseShare - 0.5) > 0.05) }
  }

  @Test func cyclesAreCountedWithTheirShares() throws {
    let (field, phase) = try field(sine: 0.35, cosine: 0, noise: 0.1)
    let rhythm = try ThetaRhythm(field, band: 4...12)
    let found = try rhythm.waves().cycles
    let turns = ((phase.last ?? 0) - (phase.first ?? 0)) / (2 * .pi)
    #expect(abs(Double(found.count) - turns) < 0.01 * turns + 3)
    let shape = try #require(rhythm.shape)
    #expect(abs(median(found.map(\.peakShare)) - shape.peakShare) < 0.02)
    #expect(abs(median(found.map(\.riseShare)) - 0.5) < 0.02)
    #expect(abs(median(found.map(\.period)) - 0.125) < 0.006)
  }

  @Test func hilbertAndCyclesGiveTheSamePhaseWhereThereIsNoNoise() throws {
    let (field, phase) = try field(sine: 0, cosine: 0, noise: 0.02)
    for method in [ThetaRhythm.Method.track, .hilbert, .cycles] {
      let rhythm = try ThetaRhythm(field, band: 4...12, method: method)
      let errors = (500..<field.slow.count - 500).compactMap { sample -> Double? in
        rhythm.phase[sample].isNaN ? nil : abs(angleDifference(rhythm.phase[sample], phase[sample])) * 180 / .pi
      }
      #expect(median(errors) < 3 && errors.count > field.slow.count * 9 / 10, "\(method)")
      // Counted on, they differ by no whole turn.
      let steps = zip(rhythm.cycles.dropFirst(), rhythm.cycles).map { $0 - $1 }
      #expect((steps.max() ?? 1) < 0.3)
    }
  }
}
