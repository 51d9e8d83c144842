import ArrayNumerics
import CalciumBumps
import Foundation
import Testing

@Suite("Bump against heading")
struct HeadingMatchTests {
  /// A heading that wanders, rad, not wrapped, with so many frames before the first.
  private func path(_ frames: Int, seed: UInt64 = 1) -> [Double] {
    var random = RandomStream(seed: seed, name: "heading")
    var (turned, velocity) = ([0.0], 0.0)
    for _ in 1..<frames {
      velocity += -0.1 * velocity + 0.08 * random.normal()
      turned.append(turned[turned.count - 1] + velocity)
    }
    return turned
  }

  private func pair(_ bump: [Double], _ heading: [Double], rate: Double = 10) throws -> BumpAndHeading {
    try #require(
      BumpAndHeading(
        bump: bump.map(wrapAngle), heading: heading.map(wrapAngle), restarts: bump.indices.map { $0 == 0 },
        options: HeadingOptions(rate: rate)))
  }

  @Test("Gain, direction, lag and offset are those of a bump that trails", arguments: [1.0, -1])
  func closedForm(direction: Double) throws {
    let turned = path(604)
    let match = try pair((0..<600).map { 2 + direction * 0.5 * turned[$0] }, Array(turned[4...].prefix(600))).match()
    #expect(match.direction == direction && abs(match.bestCorrelation - 1) < 1e-9)
    #expect(abs(match.gain - 0.5) < 1e-9 && abs(match.lag - 0.4) < 0.02)
    #expect(match.correlation < match.bestCorrelation)
    let same = try pair(turned.map { direction * $0 + 1 }, turned).match()
    #expect(abs(same.correlation - 1) < 1e-9 && abs(same.resultant - 1) < 1e-9 && abs(same.offset - 1) < 1e-9)
    #expect(abs(same.windowedResultant - 1) < 1e-9 && same.drift < 1e-9 && same.slips == 0)
  }

  @Test("What smoothing takes from the gain, the frames by themselves give back")
  func smoothed() throws {
    let turned = path(3000)
    var random = RandomStream(seed: 5, name: "frames")
    // Positions that go nine tenths of the way of fast movements, and frames that go all of it with noise of their own.
    let slow = turned.indices.map { frame in mean(Array(turned[max(0, frame - 3)...min(2999, frame + 3)])) }
    let alone = turned.map { wrapAngle($0 + 0.2 * random.normal()) }
    func gain(_ alone: [Double]?) throws -> Double {
      try #require(
        BumpAndHeading(
          bump: slow.map(wrapAngle), alone: alone, heading: turned.map(wrapAngle), restarts: turned.indices.map { $0 == 0 },
          options: HeadingOptions(rate: 10))
      ).match().gain
    }
    #expect(try gain(nil) < 0.97)
    #expect(abs(try gain(alone) - 1) < 0.015)
  }

  @Test("A steady drift has its rate")
  func drift() throws {
    let turned = path(1200)
    let match = try pair(turned.enumerated().map { $1 + 0.003 * Double($0) }, turned).match()
    #expect(abs(match.drift - 0.03) < 1e-6)
  }

  @Test("A jump by nearly a whole turn is one slip")
  func slips() throws {
    let turned = path(600)
    let bump = turned.indices.map { turned[$0] + min(max(Double($0 - 300) / 10, 0), 1) * 1.9 * .pi }
    let match = try pair(bump, turned).match()
    // 58 s of frames have 2 s after them.
    #expect(abs(match.slips - 60.0 / 58) < 1e-9)
  }

  @Test("Shifts are 20 s or more either way; a short recording has none")
  func shifts() throws {
    let turned = path(600)
    let shifts = try pair(turned, turned).shifts
    #expect(shifts.count == 200 && shifts.first == 200 && shifts.last == 400 && Set(shifts).count == 200)
    #expect(try pair(Array(turned.prefix(399)), Array(turned.prefix(399))).shifts.isEmpty)
    #expect(try pair(Array(turned.prefix(400)), Array(turned.prefix(400))).shifts == [200])
    let null = try pair(turned, turned).null(work: Work(threads: 2))
    #expect(null.count == 200 && nullShare(1, null.map(\.correlation)) == 1.0 / 201)
    #expect(nullShare(.nan, [1]).isNaN && nullShare(1, []).isNaN && nullShare(1, [0, 2], isLower: true) == 2.0 / 3)
  }

  @Test("Of an unrelated heading p is even")
  func null() throws {
    let shares = try (0..<60).map { (seed: UInt64) -> Double in
      let pair = try pair(path(600, seed: 2 * seed + 1), path(600, seed: 2 * seed + 2))
      return nullShare(pair.match().correlation, try pair.null(work: Work()).map(\.correlation))
    }
    #expect(shares.count { $0 <= 0.05 } <= 8 && abs(mean(shares) - 0.5) < 0.15)
  }

  @Test("Unknown frames and gaps are left out")
  func unknown() throws {
    let turned = path(600)
    var bump = turned.map { wrapAngle(0.7 * $0) }
    for frame in 100..<110 { bump[frame] = .nan }
    let pair = try #require(
      BumpAndHeading(
        bump: bump, heading: turned.map(wrapAngle), restarts: bump.indices.map { $0 == 0 || $0 == 300 },
        options: HeadingOptions(rate: 10)))
    #expect(abs(pair.match().gain - 0.7) < 1e-9 && abs(pair.match().correlation - 1) < 1e-9)
    #expect(
      BumpAndHeading(bump: bump, heading: bump.map { _ in .nan }, restarts: pair.restarts, options: pair.options) == nil)
  }
}
