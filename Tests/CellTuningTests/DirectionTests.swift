import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing

@Suite struct DirectionTests {
  private static let angles = SimulatedSessions.direction
  private static let occupancy = DirectionOccupancy(angles, bins: 36, binWidth: 0.02)

  /// Spikes at a rate that depends on the direction some bins of time away.
  private static func events(lag: Int = 0, stream: UInt64, rate: (Double) -> Double) -> CellEvents {
    var random = RandomStream(seed: stream, name: "direction")
    var (rows, amounts): ([Int32], [Double]) = ([], [])
    for row in angles.indices {
      let seen = min(angles.count - 1, max(0, row + lag))
      let count = random.poisson(mean: 0.02 * rate(angles[seen]))
      if count > 0 {
        rows.append(Int32(row))
        amounts.append(Double(count))
      }
    }
    return CellEvents(rows: rows, amounts: amounts)
  }

  @Test func theShiftOfZeroIsTheMeanVectorOfTheRates() throws {
    let events = Self.events(stream: 1) { 10 * exp(2 * (cos($0 - 1) - 1)) }
    let lengths = try DirectionShifts(Self.occupancy).lengths(events)
    let rates = try Self.occupancy.tuning(of: events, sigma: 0)
    let mean = try #require(meanVector(rates, at: Self.occupancy.centres))
    #expect(close(lengths[0], mean.resultantLength, 1e-12))
    // Another shift, summed directly.
    let moved = events.sums(at: Self.occupancy.places, count: 36, shift: 777)
    let direct = zip(moved, Self.occupancy.seconds).map { $1 > 0 ? $0 / $1 : .nan }
    let vector = try #require(meanVector(direct, at: Self.occupancy.centres))
    #expect(close(lengths[777], vector.resultantLength, 1e-10))
  }

  @Test func theFitFindsThePeak() throws {
    let (kappa, direction) = (4.0, 2.5)
    let events = Self.events(stream: 2) { 1 + 15 * exp(kappa * (cos($0 - direction) - 1)) }
    let counts = events.sums(at: Self.occupancy.places, count: 36)
    let fit = try #require(
      VonMisesTuning(counts: counts, seconds: Self.occupancy.seconds, centres: Self.occupancy.centres))
    #expect(abs(angleDifference(fit.direction, direction)) < 0.08)
    #expect(close(fit.concentration, kappa, 1) && close(fit.baseline, 1, 0.4) && close(fit.amplitude, 15, 3))
    #expect(fit.explained > 0.9)
    #expect(
      VonMisesTuning(counts: counts.map { _ in 0 }, seconds: Self.occupancy.seconds, centres: Self.occupancy.centres) == nil)
  }

  @Test func aCellThatAnticipatesHasAPositiveLag() throws {
    let null = try #require(TimeShifts(bins: Self.angles.count, atLeast: 20, binWidth: 0.02))
    let analyser = try DirectionAnalyser(Self.occupancy, sigma: 1.5, null: null, lags: 25)
    let cell = try analyser(Self.events(lag: 5, stream: 3) { 20 * exp(4 * (cos($0) - 1)) })
    let best = try #require(cell.lengthsByLag.indices.max { cell.lengthsByLag[$0] < cell.lengthsByLag[$1] })
    #expect(abs(analyser.scannedLags[best] - 5) <= 2)
    #expect(cell.p < 0.01 && cell.meanVectorLength > 0.5 && cell.stability > 0.8)
  }

  @Test func aCellWithoutTuningHasNone() throws {
    let null = try #require(TimeShifts(bins: Self.angles.count, atLeast: 20, binWidth: 0.02))
    let analyser = try DirectionAnalyser(Self.occupancy, sigma: 1.5, null: null, lags: 0)
    let cells = try (10..<30).map { stream in try analyser(Self.events(stream: UInt64(stream)) { _ in 5 }) }
    #expect(cells.count { $0.p <= 0.05 } <= 4)
    let silent = try analyser(CellEvents(rows: [], amounts: []))
    #expect(silent.meanVectorLength.isNaN && silent.p.isNaN && silent.vonMises == nil)
  }
}
