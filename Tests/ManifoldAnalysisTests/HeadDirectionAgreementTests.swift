import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing

/// What is said of a decoded ring beside the measured head direction.
@Suite struct HeadDirectionAgreementTests {
  /// Agreement of an angle that is made from the head direction, and what the check says of it.
  private func agreement(_ angle: ([Double], [Double]) -> [Double]) throws -> (HeadDirectionAgreement, QualityCheck) {
    let embedding = try embed(SimulatedSessions.ring) { $0.speedFilter = false }
    let heads = unwrapAngles(try #require(embedding.headDirection))
    let decoded = angle(heads, embedding.times).map { wrapAngle($0) }
    let coordinates = Matrix(rows: decoded.count, columns: 1, elements: decoded)
    let agreement = try #require(
      try HeadDirectionAgreement(coordinates: coordinates, rows: Array(decoded.indices), embedding: embedding))
    let none = Matrix<Double>(rows: 0, columns: 1, repeating: 0)
    let result = DecodingResult(
      coordinates: coordinates, confidence: coordinates, rows: Array(decoded.indices), times: embedding.times,
      landmarkCoordinates: none, cosineWeights: none, sineWeights: none, basis: [[1]], embeddedRows: decoded.count,
      headDirection: agreement)
    let checks = PopulationDecoding.checks(result, parameters: PopulationDecodingParameters())
    return (agreement, try #require(checks.first { $0.name.contains("head direction") }))
  }

  @Test func aReflectedAngleWithOneOffsetPasses() throws {
    let (found, check) = try agreement { heads, times in zip(heads, times).map { 1 - $0 + 0.1 * sin(40 * $1) } }
    #expect(found.medianError < 6 && found.change == nil && found.drift == nil && found.multiple == nil)
    #expect(check.found == "median difference \(String(format: "%.3g", found.medianError)) degrees")
  }

  /// A cue that turns the ring by a quarter, at the middle and later.
  @Test(arguments: [(120.0, 90.0), (168.0, -60.0), (60.0, 140.0)])
  func aTurnOfTheOffsetIsSaid(time: Double, turn: Double) throws {
    let (found, check) = try agreement { heads, times in
      zip(heads, times).map { 0.4 - $0 + ($1 < time ? 0 : turn * .pi / 180) + 0.1 * sin(40 * $1) }
    }
    let change = try #require(found.change)
    #expect(found.drift == nil)
    #expect(abs(change.time - time) <= 240 / 50)
    #expect(close(change.angle, turn, 5))
    #expect(change.errorBefore < 6 && change.errorAfter < 6)
    #expect(check.found.contains("the offset is constant before and after") && check.found.contains("was a cue"))
  }

  /// A gyroscope that drifts evenly, and a cue that is turned at 80 s and turned back at 160 s.
  @Test(arguments: [(true, 45.0), (true, -300), (false, 60), (false, -90)])
  func anOffsetThatWandersIsSaid(isDrift: Bool, degrees: Double) throws {
    let (found, check) = try agreement { heads, times in
      zip(heads, times).map { head, time in
        let share = isDrift ? time / 240 : (80..<160).contains(time) ? 1 : 0
        return 0.4 + head + share * degrees * .pi / 180 + 0.1 * sin(40 * time)
      }
    }
    let drift = try #require(found.drift)
    #expect(found.change == nil && found.multiple == nil)
    // The sixteenths stand for their middles.
    let range = isDrift ? abs(degrees) * 15 / 16 : abs(degrees)
    #expect(close(drift.range, range, 0.05 * range))
    #expect(close(drift.total, isDrift ? degrees * 15 / 16 : 0, 0.05 * range))
    #expect(drift.error < 10)
    #expect(check.outcome == .warn && check.found.contains("the offset wanders over"))
  }

  /// A head that stays within 30 degrees for most of the time: the arc of half of the time is told where the angle is off.
  @Test func aHeadThatDwellsIsSaid() throws {
    let embedding = try embed(SimulatedSessions.ring) { $0.speedFilter = false }
    let count = try #require(embedding.headDirection).count
    var dwelling = embedding
    // Three of four bins go over 30 degrees around 350, evenly; the others all the way round.
    dwelling.behaviour.headDirection = (0..<count).map { bin -> Double in
      let (inside, around) = (Double(bin % 97) / 97, Double(bin % 89) / 89)
      if bin % 4 < 3 { return wrapAngle(-0.3491 + 0.5236 * inside) }
      return 2 * Double.pi * around
    }
    let even = (0..<count).map { bin -> Double in 2 * Double.pi * Double(bin % 101) / 101 }
    func agreement(_ angles: [Double]) throws -> HeadDirectionAgreement {
      try #require(
        try HeadDirectionAgreement(
          coordinates: Matrix(rows: count, columns: 1, elements: angles), rows: Array(0..<count), embedding: dwelling))
    }
    let off = try agreement(even)
    // Three quarters of the time and a twelfth of the rest lie evenly in the sector.
    let arc = 30 * 0.5 / (0.75 + 0.25 / 12)
    let found = try #require(off.dwell)
    #expect(off.medianError > 60 && close(found, arc, 1))
    #expect(try agreement(try #require(dwelling.headDirection)).dwell == nil)
    // Off as far, with a head that goes all the way round.
    dwelling = embedding
    #expect(try agreement(even).dwell == nil)
  }

  @Test(arguments: [(2.0, "2 times per turn"), (0.5, "once in 2 turns"), (3.0, "3 times per turn")])
  func aMultipleOfTheHeadDirectionIsSaid(multiple: Double, words: String) throws {
    let (found, check) = try agreement { heads, _ in heads.map { 1 - multiple * $0 } }
    #expect(found.multiple == multiple)
    #expect(try #require(found.multipleError) < 1 && found.medianError > 40)
    #expect(check.found.contains(words))
  }
}
