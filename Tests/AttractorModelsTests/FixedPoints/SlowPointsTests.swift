import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct SlowPointsTests {
  private func network() throws -> RingNetwork {
    try RingNetwork.compatible(
      neurons: 512, parameters: AttractorParameters(inhibition: 0.1, stimulusAmplitude: 30))
  }

  /// After 600 steps of the descent the mean loss is 2.630e-4, and 2.632e-4 in the published example; candidates at the border
  /// of what is kept (centres −1.5216 and −1.5116) are on its two sides.
  @Test func theDescentOfTheReferenceIsRepeated() throws {
    let ring = try network()
    // Every fortieth of the 1,257 candidates, with the step of all.
    let centers = stride(from: 0, to: 1257, by: 40).map { -Double.pi + 0.005 * Double($0) }
    var descent = SlowPoints.Descent()
    descent.steps = 600
    // Adam does not mind the size of the gradient as long as it is far above 1e-8.
    let found = try SlowPoints(
      ring, candidates: centers.map { ring.stimulus(at: $0) }, descent: descent, work: Work(threads: 2))
    #expect(found.meanLosses.map(\.step) == [200, 400, 600])
    #expect(abs(found.meanLosses[2].loss / 2.63e-4 - 1) < 0.1)
    // Those within 1.51 rad of 0, and the one at −π.
    let expected = centers.indices.filter { $0 == 0 || abs(centers[$0]) < 1.51 }
    #expect(found.indices == expected)
    #expect(found.losses.allSatisfy { $0 < 1e-8 })
  }

  /// One step only: Adam's steps grow with noise of rounding.
  @Test func statesThatAreOneAreKeptOnce() throws {
    let ring = try RingNetwork(grid: RingGrid(count: 64), parameters: AttractorParameters(inhibition: 0.1))
    let bump = try RingEquilibria(ring).bump.state
    var descent = SlowPoints.Descent()
    descent.steps = 1
    let found = try SlowPoints(ring, candidates: [bump, bump], descent: descent)
    #expect(found.indices == [0])
    #expect(found.losses[0] < 1e-15)
    #expect(throws: AttractorModelsError.self) {
      try SlowPoints(RingNetwork(grid: RingGrid(count: 64), parameters: .adapting), candidates: [])
    }
  }
}
