import Foundation
import ModelAnalysis
import Schema
import Testing

/// A network that decides where its animal goes.
@Suite struct ClosedLoopTaskTests {
  private func pairs(_ result: SimulationResult, _ name: String) throws -> [SIMD2<Double>] {
    let values = try #require(result[name]?.doubles)
    return stride(from: 0, to: values.count, by: 2).map { SIMD2(values[$0], values[$0 + 1]) }
  }

  private func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { ((a - b) * (a - b)).sum().squareRoot() }

  private static let torus = """
    model: cann2d
    parameters: {length: 24, k: 1}
    time_unit: 20 ms
    task: {kind: closed-loop, duration: 60 s, goals: [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8]], spacing: 0.5}
    dt: 1
    integrator: exponential-euler
    monitors: [{name: position}, {name: decoded_position}, {name: goal}]
    """

  @Test func everyStepGoesFromTheDecodedPlaceToTheGoal() throws {
    let result = try simulate(Self.torus, seed: 1)
    let (places, believed, goals) = try (
      pairs(result, "position"), pairs(result, "decoded_position"), pairs(result, "goal"))
    #expect(places.count == 3000 && believed.count == 3000 && goals.count == 3000)
    for step in stride(from: 0, to: 2990, by: 7) {
      let (way, wish) = (places[step + 1] - places[step], goals[step] - believed[step])
      let length = (way * way).sum().squareRoot()
      #expect(length <= 0.1 * 0.02 + 1e-12)
      #expect(length > 0 && abs(way.x * wish.y - way.y * wish.x) < 1e-9)
    }
    // The bump follows the animal, so that the animal comes to all goals.
    for goal in Set(goals.map { [$0.x, $0.y] }) {
      #expect(places.contains { distance($0, SIMD2(goal[0], goal[1])) < 0.06 })
    }
    #expect(Set(goals.map { [$0.x, $0.y] }).count == 3)
    #expect(zip(places, believed).allSatisfy { distance($0, $1) < 0.05 })
  }

  /// With a slow network the loop is another one: the path depends on the activity, which no given path does.
  @Test func thePathIsTheNetworks() throws {
    let fast = try pairs(simulate(Self.torus, seed: 1), "position")
    let slow = try pairs(simulate(Self.torus.replacingOccurrences(of: "k: 1", with: "k: 1, tau: 4"), seed: 1), "position")
    #expect(zip(fast, slow).map { distance($0, $1) }.max() ?? 0 > 0.01)
  }

  @Test func gridCellsGoByTheirPhase() throws {
    let result = try simulate(
      """
      model: grid-cell-position
      parameters: {length: 20}
      task: {kind: closed-loop, duration: 20 s, goals: [[0.2, 0.5], [0.8, 0.5]]}
      dt: 1
      monitors: [{name: position, every: 10}, {name: decoded_position, every: 10}]
      """)
    let (places, believed) = try (pairs(result, "position"), pairs(result, "decoded_position"))
    #expect(places.count == 2000)
    #expect(places.contains { distance($0, SIMD2(0.2, 0.5)) < 0.1 } && places.contains { distance($0, SIMD2(0.8, 0.5)) < 0.1 })
    #expect(zip(places, believed).dropFirst(50).allSatisfy { distance($0, $1) < 0.1 })
  }

  @Test func aSheetFindsItsGoalsByPathIntegration() throws {
    let result = try simulate(
      """
      model: grid-cell-velocity
      task: {kind: closed-loop, duration: 8 s, goals: [[0.7, 0.5], [0.3, 0.5]], speed_mean: 0.2}
      dt: 0.001
      monitors: [{name: position, every: 10}, {name: decoded_position, every: 10}]
      spikes: {cells: 8}
      """)
    let (places, believed) = try (pairs(result, "position"), pairs(result, "decoded_position"))
    #expect(places.contains { distance($0, SIMD2(0.7, 0.5)) < 0.1 } && places.contains { distance($0, SIMD2(0.3, 0.5)) < 0.1 })
    // It is shown no place, and knows it all the same.
    #expect(zip(places, believed).allSatisfy { distance($0, $1) < 0.05 })
    #expect(result["x"]?.shape == [800] && result["spike_times"] != nil)
  }

  @Test(arguments: [
    ("goals: [[2, 2]]", "goal at (2, 2)"), ("goals: [1, 2]", "'goals' takes a list of [x, y]"),
    ("goals: [[0.1, 0.1]], speed_mean: 0", "speed"), ("start: [0.5]", "'start' takes [x, y]"),
    ("file: path.csv", "'file' is unknown"), ("spacing: -1", "'spacing' is -1"),
  ])
  func whatMakesNoSenseIsRefused(_ keys: String, _ words: String) {
    #expect {
      try simulate("model: cann2d\nparameters: {length: 12}\ntask: {kind: closed-loop, duration: 10, \(keys)}")
    } throws: { String(describing: $0).contains(words) }
  }
}
