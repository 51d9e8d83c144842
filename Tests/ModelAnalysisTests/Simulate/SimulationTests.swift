import ArrayNumerics
import Foundation
import ModelAnalysis
import Testing

@Suite struct SimulationTests {
  @Test func monitorsKeepWhatTheyAreAskedForAtTheirPace() throws {
    let result = try simulate(
      """
      model: cann1d
      parameters: {num: 64, k: 0.5}
      task: {kind: smooth-tracking, positions: [1, 2], durations: [10]}
      dt: 0.1
      monitors: [{name: u, every: 1}, {name: center, every: 10}]
      """)
    #expect(result["u"]?.shape == [100, 64] && result["center"]?.shape == [10] && result["r"] == nil)
    #expect(result.times.count == 100 && abs(result.times[0] - 0.1) < 1e-12 && abs(result.times[99] - 10) < 1e-12)
    #expect(result["t_center"]?.doubles?.first == 1)
    let x = try #require(result["x"]?.doubles)
    #expect(x.count == 64 && x[0] == -Double.pi && abs(x[63] - (.pi - .pi / 32)) < 1e-12)
  }

  @Test func aBumpIsHeldAtTheHeightOfTheory() throws {
    // kρ√(2π)a u² − (ρJ₀/√2) u + 1 = 0, the larger root.
    let result = try simulate(
      """
      model: cann1d
      parameters: {num: 256, k: 0.5}
      task: {kind: population-coding, position: 0, duration: 20, after: 80}
      """)
    let density = 256 / (2 * Double.pi)
    let square = 0.5 * density * (2 * Double.pi).squareRoot() * 0.5
    let gain = density * 4 / 2.0.squareRoot()
    let height = (gain + (gain * gain - 4 * square).squareRoot()) / (2 * square)
    #expect(abs((result["height"]?.doubles?.last ?? 0) / height - 1) < 1e-6)
    #expect(abs(result["center"]?.doubles?.last ?? .nan) < 1e-6)
  }

  @Test func aBumpTravelsByItselfAboveTheThresholdOfAdaptation() throws {
    let yaml = { (m: Double) in
      """
      model: cann1d-sfa
      parameters: {num: 512, m: \(m)}
      task: {kind: none, start: 0.5, duration: 600}
      monitors: [{name: center, every: 10}]
      """
    }
    func speed(_ m: Double) throws -> Double {
      let centers = try #require(try simulate(yaml(m))["center"]?.doubles)
      let steps = zip(centers.dropFirst(), centers).map { ($0 - $1).remainder(dividingBy: 2 * .pi) }.suffix(100)
      return abs(steps.reduce(0, +)) / 100
    }
    // Below τ/τᵥ it rests; far above, as fast as was measured with another program (0.0303 rad per unit of time).
    #expect(try speed(0.005) < 1e-6)
    #expect(abs(try speed(0.3) / 0.0303 - 1) < 0.03)
  }

  @Test func aDurationStretchesTheTask() throws {
    let result = try simulate("model: cann1d\nparameters: {num: 32}\nmonitors: [{name: stimulus}]") { $0.duration = "8 s" }
    #expect(result.times.count == 80)
    let places = try #require(result["stimulus"]?.doubles)
    #expect(places[0] == 1 && abs(places[40] - 2) < 1e-9 && abs(places[79] - (1.75 + 1.25 * 19 / 20)) < 1e-9)
  }

  @Test func theBytesDoNotDependOnThreadsAndTheSeedCounts() throws {
    let yaml = "model: cann1d\nparameters: {num: 32, k: 0.5}\ntask: {kind: head-direction, duration: 40, spikes: {cells: 8}}"
    let once = try simulate(yaml, seed: 3)
    #expect(try simulate(yaml, seed: 3, threads: 3).arrays == once.arrays)
    #expect(try simulate(yaml, seed: 4).arrays != once.arrays)
  }

  @Test func noiseOfTheTemplateTaskIsThatOfItsLevel() throws {
    let result = try simulate(
      """
      model: cann1d
      parameters: {num: 64, k: 0.5, J0: 0}
      task: {kind: template-matching, position: 0, duration: 400, noise_level: 0.2}
      """)
    // Without recurrence u is the stimulus, smoothed: noise of 2 in each step has a stationary deviation of 2 √(c / (2 − c)),
    // c = 0.1.
    let u = try #require(result["u"]?.doubles)
    let far = stride(from: 1000, to: 4000, by: 1).map { u[$0 * 64] }
    let deviation = (far.reduce(0) { $0 + $1 * $1 } / Double(far.count)).squareRoot()
    #expect(abs(deviation / (2 * (0.1 / 1.9).squareRoot()) - 1) < 0.12)
  }

  /// The animal goes by what the pattern says: nothing tells the sheet where it is, so that errors of the gain (below a tenth,
  /// see `VelocitySheetTests`) add up along the way and no more.
  @Test func aSheetOfGridCellsLeadsTheAnimal() throws {
    let result = try simulate(
      """
      model: grid-cell-velocity
      task: {kind: closed-loop, duration: 8, width: 1, height: 1, speed_mean: 0.2, goals: [[0.7, 0.7], [0.3, 0.6]]}
      monitors: [{name: position, every: 10}, {name: estimate, every: 10}]
      """)
    let (position, estimate) = (try #require(result["position"]?.doubles), try #require(result["estimate"]?.doubles))
    #expect(position.count == estimate.count && position.count == 2 * 800)
    func distance(_ a: [Double], _ b: [Double], _ row: Int, _ other: Int) -> Double {
      hypot(a[2 * row] - b[2 * other], a[2 * row + 1] - b[2 * other + 1])
    }
    let way = (1..<800).reduce(0) { $0 + distance(position, position, $1, $1 - 1) }
    let errors = (0..<800).map { distance(position, estimate, $0, $0) }
    #expect(way > 0.5)
    #expect(errors[0] < 0.01 && (errors.max() ?? 1) < 0.1 * way)
    // The first goal is reached as far as the sheet can tell.
    let first = (0..<800).map { hypot(estimate[2 * $0] - 0.7, estimate[2 * $0 + 1] - 0.7) }.min() ?? 1
    #expect(first < 0.1)
  }

  /// The same of an animal that does not heed it, where a file asks for it.
  @Test func aSheetOfGridCellsSaysWhereAnAnimalIs() throws {
    let result = try simulate(
      """
      model: grid-cell-velocity
      task: {kind: open-loop, duration: 8, width: 1, height: 1, speed_mean: 0.2}
      monitors: [{name: position, every: 10}, {name: estimate, every: 10}]
      """)
    let (position, estimate) = (try #require(result["position"]?.doubles), try #require(result["estimate"]?.doubles))
    #expect(position.count == estimate.count && position.count == 2 * 800)
    var (way, largest) = (0.0, 0.0)
    for row in 1..<800 {
      way += hypot(position[2 * row] - position[2 * row - 2], position[2 * row + 1] - position[2 * row - 1])
      largest = max(largest, hypot(position[2 * row] - estimate[2 * row], position[2 * row + 1] - estimate[2 * row + 1]))
    }
    #expect(way > 0.5 && largest < 0.1 * way)
  }
}
