import AttractorModels
import Foundation
import Testing

struct TimelineTests {
  private func positions(_ timeline: Timeline<Double>) -> [Double?] {
    (0..<timeline.steps).map { timeline.position(at: Clock(step: $0, dt: timeline.dt)) }
  }

  @Test func trackingMovesEvenlyFromKeyPointToKeyPoint() throws {
    let timeline = try Timeline.smoothTracking([0, 1, 0.5], durations: [0.5, 0.3], dt: 0.1)
    let expected = [0, 0.2, 0.4, 0.6, 0.8, 1, 1 - 0.5 / 3, 1 - 1 / 3.0]
    #expect(timeline.steps == 8)
    for (found, known) in zip(positions(timeline), expected) { #expect(abs((found ?? .nan) - known) < 1e-15) }
    #expect(timeline.position(at: Clock(step: 4, dt: 0.1, fraction: 0.5)) == 0.9)
    #expect(timeline.position(at: Clock(step: 8, dt: 0.1)) == 0.5)
  }

  @Test func theStepsOfCannsAreRepeated() throws {
    let tracking = try Timeline.smoothTracking([0, 1, 0.5], durations: [0.5, 0.3], dt: 0.1, counting: .compatible)
    #expect(positions(tracking) == [0, 0.25, 0.5, 0.75, 1, 1, 0.5, 0.5])
    let coding = try Timeline.populationCoding(
      at: 2.0, before: 0.3, duration: 0.6, after: 0.3, dt: 0.1, counting: .compatible)
    #expect(coding.steps == 12)
    #expect(positions(coding).map { $0 != nil } == (0..<12).map { (2...7).contains($0) })
    let right = try Timeline.populationCoding(at: 2.0, before: 0.3, duration: 0.6, after: 0.3, dt: 0.1)
    #expect(positions(right).map { $0 != nil } == (0..<12).map { (3...8).contains($0) })
  }

  /// Rows of the stimulus that canns makes of (1, 0.75, 2, 1.75, 3), ten units of time each.
  @Test func theStimulusOfCannsIsRepeated() throws {
    let timeline = try Timeline.smoothTracking(
      [1, 0.75, 2, 1.75, 3], durations: [10, 10, 10, 10], dt: 0.1, counting: .compatible)
    let network = try RingNetwork.compatible(neurons: 512, parameters: .standard)
    func row(_ step: Int) throws -> [Double] {
      network.stimulus(at: try #require(timeline.position(at: Clock(step: step, dt: 0.1))))
    }
    #expect(timeline.steps == 400)
    let first = try row(0)
    let known = [0.10189284, 0.09665093, 0.09165075, 0.10189275]
    for (found, known) in zip(first[..<3] + [first[511]], known) { #expect(abs(found - known) < 2e-7) }
    #expect(abs(try row(1)[0] - 0.10079604) < 2e-7)
    #expect(abs(try row(399)[0] - 9.80151176) < 2e-5)
    #expect(abs(try row(399)[511] - 9.80151081) < 2e-5)
  }

  @Test func theShorterWayRoundIsTakenWhereAskedFor() throws {
    let straight = try Timeline.smoothTracking([3.0, -3], durations: [1], dt: 0.25)
    #expect(straight.position(at: Clock(step: 2, dt: 0.25)) == 0)
    let round = try Timeline.smoothTracking([3.0, -3], durations: [1], dt: 0.25, circumference: 2 * .pi)
    #expect(abs(try #require(round.position(at: Clock(step: 2, dt: 0.25))) - .pi) < 1e-15)
    let plane = try Timeline.smoothTracking(
      [SIMD2(3.0, 0), SIMD2(-3, 1)], durations: [1], dt: 0.25, circumference: 2 * .pi)
    let middle = try #require(plane.position(at: Clock(step: 2, dt: 0.25)))
    #expect(abs(middle.x - .pi) < 1e-15 && middle.y == 0.5)
  }

  @Test func aBumpFollowsATrackedStimulus() throws {
    let network = try RingNetwork(grid: RingGrid(count: 128))
    let timeline = try Timeline.smoothTracking([1, 0.75, 2, 1.75, 3], durations: [10, 10, 10, 10], dt: 0.1)
    let decoder = RingDecoder(network.grid)
    let errors = Trace(every: 1) { decoder.bump(in: $0).center }
    try Run(network, integrator: .euler, dt: 0.1, steps: timeline.steps)(observing: [errors], input: timeline.stimulus)
    let late = (50..<400).map { step in
      abs(errors.values[step] - (timeline.position(at: Clock(step: step, dt: 0.1)) ?? .nan))
    }
    // It trails a stimulus that moves at 0.125 rad a time unit by about one τ.
    #expect(try #require(late.max()) < 0.15)
  }

  @Test func matchingHasNoiseOfThePartAskedFor() throws {
    let timeline = try Timeline.templateMatching(at: 1.0, duration: 5, dt: 0.1, noiseLevel: 0.3)
    #expect(timeline.steps == 50)
    let noise = timeline.noise(amplitude: 10, seed: 4)
    #expect(noise == StateNoise(strength: 3, scale: .perStep, seed: 4, name: "stimulus noise"))
    #expect(try Timeline.templateMatching(at: 1.0, duration: 5, dt: 0.1, noiseLevel: 0).noise(amplitude: 10, seed: 4) == nil)
  }

  @Test func wrongTasksAreRefused() {
    #expect(throws: AttractorModelsError.wrongCount(what: "list of durations", found: 2, expected: 1)) {
      try Timeline.smoothTracking([0.0, 1], durations: [1, 1], dt: 0.1)
    }
    #expect(throws: AttractorModelsError.notFinite(what: "list of positions", index: 1)) {
      try Timeline.smoothTracking([0.0, .nan], durations: [1], dt: 0.1)
    }
    #expect(throws: AttractorModelsError.self) {
      try Timeline.smoothTracking([SIMD2(0.0, 0), SIMD2(0, .infinity)], durations: [1], dt: 0.1)
    }
    #expect(throws: AttractorModelsError.self) { try Timeline.templateMatching(at: 1.0, duration: -1, dt: 0.1) }
    #expect(throws: AttractorModelsError.self) {
      try Timeline.templateMatching(at: 1.0, duration: 1, dt: 0.1, noiseLevel: .nan)
    }
    #expect(throws: AttractorModelsError.self) {
      try Timeline.populationCoding(at: 1.0, before: 1, duration: 1, after: 1, dt: 0)
    }
  }
}
