import ManifoldAnalysis
import TestSupport
import Testing

@Suite struct PowerSurfaceTests {
  /// Two values on each axis; of 100 sessions as many are seen as the digits of the corner say.
  static let surface = PowerSurface(
    cells: [10, 40], minutes: [5, 20], rates: [1, 4],
    nodes: [0, 10, 20, 30, 40, 50, 60, 100].map {
      PowerSurface.Node(sessions: 100, seen: $0, sessionsWithout: 100, seenWithout: 0)
    })

  @Test(arguments: [
    (10, 5.0, 1.0, 0.0), (10, 5, 4, 0.1), (10, 20, 1, 0.2), (40, 5, 1, 0.4), (40, 20, 4, 1),
    // Half way on a logarithmic axis, and in the middle of all.
    (20, 5, 1, 0.2), (10, 10, 1, 0.1), (10, 5, 2, 0.05), (20, 10, 2, 0.3875),
  ])
  func betweenTheSizesItIsLinearInTheLogarithms(cells: Int, minutes: Double, rate: Double, expected: Double) throws {
    let power = try #require(Self.surface.power(of: RecordingSize(cells: cells, seconds: 60 * minutes, rate: rate)))
    #expect(abs(power.probability - expected) < 1e-12)
    #expect(power.isSimulated)
    #expect(power.interval.contains(power.probability))
  }

  @Test(arguments: [(2, 5.0, 1.0, 0.0), (400, 600.0, 90.0, 1.0), (40, 1, 0.1, 0.4)])
  func beyondTheEdgeTheNearestSizeCountsAndIsCalledSo(cells: Int, minutes: Double, rate: Double, expected: Double) throws {
    let power = try #require(Self.surface.power(of: RecordingSize(cells: cells, seconds: 60 * minutes, rate: rate)))
    #expect(abs(power.probability - expected) < 1e-12)
    #expect(!power.isSimulated)
  }

  @Test func whereNothingWasSimulatedNothingIsSaid() {
    let nodes = [PowerSurface.Node](
      repeating: PowerSurface.Node(sessions: 0, seen: 0, sessionsWithout: 0, seenWithout: 0), count: 8)
    let empty = PowerSurface(cells: [10, 40], minutes: [5, 20], rates: [1, 4], nodes: nodes)
    #expect(empty.power(of: RecordingSize(cells: 20, seconds: 600, rate: 2)) == nil)
  }

  /// What was simulated is not worse with all of it than with the least of it, and almost never sees what is not there.
  @Test func theMeasuredSurfaceRisesFromItsSmallestToItsLargestSize() throws {
    let least = try #require(PowerSurface.measured.power(of: RecordingSize(cells: 10, seconds: 240, rate: 0.5)))
    let most = try #require(PowerSurface.measured.power(of: RecordingSize(cells: 80, seconds: 1200, rate: 5)))
    #expect(least.probability < 0.5 && most.probability > 0.8)
  }

  @Test func theReasonSaysTheSizeAndTheProbabilityUnlessThereIsARing() {
    var decision = VerdictDecision(lifetimes: [[5], [1, 1]], null: [[1], nineteenDraws([3])])
    decision.power = Self.surface.power(of: RecordingSize(cells: 20, seconds: 600, rate: 2))
    let text = Verdict(decision).reasons.joined(separator: " ")
    #expect(text.contains("(20 cells, 10 minutes, 2 Hz) would show the torus of a module with probability 0.39 (95 % interval"))
    var ring = VerdictDecision(lifetimes: [[5], [9, 2]], null: [[1], nineteenDraws([3])])
    ring.power = decision.power
    #expect(!Verdict(ring).reasons.joined().contains("would show"))
  }
}
