import ArrayNumerics
import Foundation
import ModelAnalysis
import Schema
import Stages
import Testing

@Suite struct ViewTests {
  @Test func theLyapunovFunctionFallsOnceTheStimulusIsGone() throws {
    let simulation = try simulate(
      """
      model: cann1d
      parameters: {num: 128, k: 0.5}
      task: {kind: population-coding, position: 0.7, duration: 10, after: 30}
      """)
    var parameters = EnergyLandscapeParameters()
    parameters.frames = 100
    let result = try EnergyLandscape.run(Results(simulation), parameters: parameters, context: RunContext())
    #expect(result.times.count == 100 && result.activity.shape == [100, 128] && result.input?.shape == [100, 128])
    let energy = try #require(result.energy)
    let free = zip(result.times, energy).filter { $0.0 > 10.2 }.map { Double($0.1) }
    #expect(energy.prefix(20).allSatisfy(\.isNaN) && free.allSatisfy(\.isFinite))
    #expect(zip(free.dropFirst(), free).allSatisfy { $0 <= $1 + 1e-6 } && free[0] > free[free.count - 1] + 1e-4)
    #expect(abs((result.times.last ?? 0) - 40) < 1e-9)
  }

  /// Before the first stimulus nothing is active, and no activity has no shape.
  @Test func silenceHasNoEnergy() throws {
    let simulation = try simulate(
      """
      model: cann1d
      parameters: {num: 64, k: 0.5}
      task: {kind: population-coding, position: 0.7, before: 10, duration: 10, after: 30}
      """)
    let result = try EnergyLandscape.run(
      Results(simulation), parameters: EnergyLandscapeParameters(), context: RunContext())
    let energy = try #require(result.energy)
    #expect(energy.contains(where: \.isFinite) && !energy.contains(where: \.isInfinite))
    #expect(zip(result.times, energy).filter { $0.0 < 19 }.allSatisfy { $0.1.isNaN })
  }

  /// What a fly's ring is told is a heading, and a sphere has no axis that closes.
  @Test func tuningOfOtherModels() throws {
    let fly = try simulate(
      """
      model: fly-ring
      task: {kind: head-direction, duration: 60, turning_deviation: 1}
      monitors: [{name: r}, {name: heading}]
      """)
    let result = try TuningCurve.run(Results(.first(fly)), parameters: TuningCurveParameters(), context: RunContext())
    let preferred = try #require(
      result.storedFields.first { $0.information.key == "preferred" }?.content.array()?.doubles)
    let x = try #require(fly["x"]?.doubles)
    for (angle, place) in zip(preferred, x) { #expect(abs(angleDifference(angle, wrapAngle(place))) < 0.15) }
    #expect(result.over == "the heading")
    let sphere = try simulate("model: sphere-attractor\nmonitors: [{name: r}, {name: stimulus}]")
    let error = #expect(throws: StageError.self) {
      try TuningCurve.run(Results(.first(sphere)), parameters: TuningCurveParameters(), context: RunContext())
    }
    #expect(error.map { "\($0)".contains("is open") } ?? false)
    let less = try simulate("model: fly-ring\ntask: {kind: head-direction, duration: 5}\nmonitors: [{name: r}]")
    let advice = #expect(throws: StageError.self) {
      try TuningCurve.run(Results(.first(less)), parameters: TuningCurveParameters(), context: RunContext())
    }
    #expect(advice.map { "\($0)".contains("{name: heading}") } ?? false)
  }

  /// All modules one after another, or one of them; the same numbers.
  @Test func fieldsOfModules() throws {
    let simulation = try simulate(
      """
      model: hierarchical-network
      parameters: {num_module: 2, band_size: 36, grid_num: 6, num_place: 3}
      task: {kind: open-loop, duration: 20 s, width: 2, height: 2}
      monitors: [{name: r, every: 2}, {name: position, every: 2}]
      """)
    func fields(_ module: Int?) throws -> FiringFieldResult {
      var parameters = FiringFieldParameters()
      (parameters.bins, parameters.module) = (6, module)
      return try FiringField.run(Results(simulation), parameters: parameters, context: RunContext())
    }
    let (all, second) = (try fields(nil), try fields(2))
    #expect(all.neurons == 72 && second.neurons == 36 && second.module == 2)
    #expect(zip(all.maps.suffix(36 * 36), second.maps).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
    #expect(throws: ParameterError.self) { try fields(3) }
    // A ring has fields over the arena too: stripes.
    let bands = try simulate(
      """
      model: band-cells
      parameters: {num: 36}
      task: {kind: open-loop, duration: 20 s, width: 2, height: 2}
      monitors: [{name: r}, {name: position}]
      """)
    var parameters = FiringFieldParameters()
    parameters.bins = 6
    #expect(try FiringField.run(Results(bands), parameters: parameters, context: RunContext()).neurons == 36)
    parameters.module = 1
    #expect(throws: ParameterError.self) {
      try FiringField.run(Results(bands), parameters: parameters, context: RunContext())
    }
  }

  @Test func aModelWithoutALyapunovFunctionHasNone() throws {
    let simulation = try simulate(
      "model: cann1d-sfa\nparameters: {num: 320}\ntask: {kind: none, duration: 10}")
    let result = try EnergyLandscape.run(Results(simulation), parameters: EnergyLandscapeParameters(), context: RunContext())
    #expect(result.energy == nil && result.activity.shape == [100, 320])
  }

  @Test func aNeuronPrefersItsPlace() throws {
    let simulation = try simulate(
      """
      model: cann1d
      parameters: {num: 36, k: 0.5}
      task: {kind: smooth-tracking, positions: [0, 3.141592653589793, 6.283185307179586], durations: [300, 300], way: straight}
      """)
    let result = try TuningCurve.run(
      Results(.first(simulation)), parameters: TuningCurveParameters(), context: RunContext())
    #expect(result.tuning.rows == 36 && result.tuning.columns == 36 && result.unit.isEmpty)
    let preferred = try #require(
      result.storedFields.first { $0.information.key == "preferred" }?.content.array()?.doubles)
    let x = try #require(simulation["x"]?.doubles)
    for (angle, place) in zip(preferred, x) { #expect(abs(angleDifference(angle, wrapAngle(place))) < 0.05) }
  }

  @Test func fieldsOfATorusStandWhereTheNeuronsDo() throws {
    let simulation = try simulate(
      """
      model: cann2d
      parameters: {length: 18, k: 1}
      task: {kind: open-loop, duration: 400 s, width: 0.5, height: 0.5, spacing: 0.5}
      monitors: [{name: r}, {name: position}]
      """, seed: 2)
    var parameters = FiringFieldParameters()
    parameters.bins = 10
    let result = try FiringField.run(Results(simulation), parameters: parameters, context: RunContext())
    #expect(result.neurons == 324 && result.unit == "m" && result.maps.count == 324 * 100)
    #expect(result.samples.elements.reduce(0, +) == 4000)
    // The neuron at (0, 0) of the axes is at the corners of the arena, one spacing apart.
    let neuron = 9 * 18 + 9
    let map = Array(result.maps[neuron * 100..<(neuron + 1) * 100])
    let middle = map[5 * 10 + 5]
    #expect(map.indices.filter { map[$0].isFinite }.allSatisfy { map[$0] >= 0 } && (map[0].isNaN || map[0] > middle))
  }

  /// Lines and planes have no angles, and a cylinder has one.
  @Test func tuningIsThatOfAxesThatClose() throws {
    func tuning(_ simulation: SimulationResult, _ axis: TuningCurveParameters.ModelAxisName) throws -> TuningCurveResult {
      var parameters = TuningCurveParameters()
      parameters.axis = axis
      return try TuningCurve.run(Results(.first(simulation)), parameters: parameters, context: RunContext())
    }
    let line = try simulate("model: line-attractor\nmonitors: [{name: r}, {name: stimulus}]")
    #expect(line.facts.ends == "open")
    let error = #expect(throws: StageError.self) { try tuning(line, .x) }
    #expect(error.map { "\($0)".contains("is open") } ?? false)
    let cylinder = try simulate("model: cylinder-attractor\nmonitors: [{name: r}, {name: stimulus}]")
    #expect(try tuning(cylinder, .x).tuning.rows > 0)
    #expect(throws: StageError.self) { try tuning(cylinder, .y) }
  }

  @Test func aRasterIsOfTheStretchThatIsAskedFor() throws {
    let simulation = try simulate(
      "model: cann1d\nparameters: {num: 32, k: 0.5}\ntask: {kind: head-direction, duration: 60, spikes: {cells: 8}}")
    var parameters = SpikeRasterParameters()
    (parameters.start, parameters.stop) = (10, 20)
    let result = try SpikeRaster.run(Results(simulation, nil), parameters: parameters, context: RunContext())
    #expect(result.trains.count == 8 && result.trains.allSatisfy { $0.allSatisfy { $0 >= 10 && $0 < 20 } })
    #expect(result.trains.reduce(0) { $0 + $1.count } > 50)
    #expect(throws: StageError.self) {
      try SpikeRaster.run(
        Results(simulate("model: cann1d\nparameters: {num: 32}"), nil), parameters: parameters, context: RunContext())
    }
  }
}
