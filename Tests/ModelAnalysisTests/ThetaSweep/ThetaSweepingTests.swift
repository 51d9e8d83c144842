import ArrayNumerics
import AttractorModels
import Foundation
import ModelAnalysis
import Recordings
import Schema
import Stages
import TestSupport
import Testing

/// The stage on paths that were made here.
@Suite struct ThetaSweepingTests {
  private func recording(_ trajectory: Trajectory) -> Recording {
    Recording(source: RecordingSource(url: URL(fileURLWithPath: "path.npz"), format: "NPZ"), trajectory: trajectory)
  }

  /// Once round a circle of 40 cm in twelve seconds, sampled 50 times a second.
  private func circle(seconds: Double = 12) -> Trajectory {
    let times = (0..<Int(50 * seconds)).map { 5 + Double($0) / 50 }
    let angles = times.map { ($0 - 5) / 12 * 2 * .pi }
    return Trajectory(
      t: times, x: angles.map { 0.4 * cos($0) }, y: angles.map { 0.4 * sin($0) },
      headDirection: angles.map { wrapAngle($0 + .pi / 2) })
  }

  private func run(
    _ settings: KeyValuePairs<String, String>, _ path: Trajectory, threads: Int = 1
  ) throws -> ThetaSweepResult {
    let parameters = try ThetaSweepParameters(settings: settings.map { ParameterSetting(name: $0.key, text: $0.value) })
    return try ThetaSweeping.run(
      RecordingInput(recording(path)), parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 1))
  }

  private func number(_ result: ThetaSweepResult, _ key: String) throws -> Double {
    try #require(result.storedFields.first { $0.information.key == key }?.content.number?.double)
  }

  @Test func sweepsAlternateAheadOfTheAnimal() throws {
    let settings: KeyValuePairs = [
      "grid-side": "40", "mapping-ratio": "10,5", "grid-adaptation": "15", "grid-theta": "1", "frames": "5",
      "permutations": "200",
    ]
    let result = try run(settings, circle())
    let arrays = fingerprint(result)
    let times = try #require(arrays["t"]?.doubles)
    #expect(abs(times[0] - 5) < 1e-9 && abs(times[1] - 5.001) < 1e-9)
    #expect(arrays["direction_rates"]?.shape == [times.count, 100] && arrays["direction_rates"]?.typeName == "float32")
    #expect(arrays["internal_position"]?.shape == [times.count, 2] && arrays["bump"]?.shape == [5, 40, 40])
    let cycles = try #require(arrays["sweep_length"]?.doubles)
    #expect(cycles.count == (times.count + 1) / 100)
    let (angles, sides) = (try #require(arrays["sweep_angle"]?.doubles), try #require(arrays["sweep_side"]?.integers))
    for (angle, side) in zip(angles, sides) {
      #expect((0..<2 * .pi).contains(angle))
      #expect(side == (sin(angle) > 0 ? 1 : -1))
    }
    #expect(try number(result, "alternation_p") < 0.05)
    #expect(try number(result, "alternating") > 0.6)
    // Not longer than the lattice allows, and longer where the spacing is.
    let limit = 2 * Double.pi / 10 / 3.0.squareRoot()
    #expect(cycles.allSatisfy { $0 <= limit + 1e-9 })
    let lengths = try #require(arrays["module_length"]?.doubles)
    #expect(lengths[1] > lengths[0])
    let phase = try #require(arrays["theta_phase"]?.doubles)
    #expect(abs(phase[0] - .pi) < 1e-9 && abs(phase[50]) < 1e-6 || abs(phase[50] - 2 * .pi) < 1e-6)
    #expect(identical(arrays, fingerprint(try run(settings, circle(), threads: 3))))
  }

  /// The arrays are those of the engine, step by step.
  @Test func theNetworksAreThoseOfTheEngine() throws {
    let result = try run(["grid-side": "20", "frames": "0", "duration": "0.5", "every": "7"], circle())
    let arrays = fingerprint(result)
    #expect(arrays["bump"] == nil)
    let positions = (0..<500).map { step -> SIMD2<Double> in
      // Between samples the path is a line.
      let place = Double(step) / 20
      let sample = min(Int(place), 24)
      func at(_ index: Int) -> SIMD2<Double> {
        let angle = Double(index) / 50 / 12 * 2 * .pi
        return SIMD2(0.4 * cos(angle), 0.4 * sin(angle))
      }
      return at(sample) + (place - Double(sample)) * (at(sample + 1) - at(sample))
    }
    let found = try #require(arrays["position"]?.doubleMatrix)
    for row in 0..<found.rows {
      #expect(abs(found[row, 0] - positions[7 * row].x) < 1e-9 && abs(found[row, 1] - positions[7 * row].y) < 1e-9)
    }
    let headings = (0..<500).map { wrapAngle(.pi / 2 + Double($0) / 1000 / 12 * 2 * .pi) }
    let path = try NavigationTrajectory(positions: positions, headings: headings, dt: 0.001)
    var grid = SweepParameters.gridCells
    grid.adaptationStrength = 8
    let sweep = try ThetaSweep(
      directionCells: DirectionCells(), gridCells: GridCells(side: 20, ratio: 5, parameters: grid))
    let inputs = path.sweepInputs(ThetaModulation(directionStrength: 1, positionStrength: 0.5))
    var rates: [Double] = []
    try sweep(steps: 500, input: { inputs[$0.step] }) { state, clock in
      if (clock.step - 1).isMultiple(of: 7) { rates += sweep.directionCells.rates(of: state.directions) }
    }
    let own = try #require(arrays["direction_rates"]?.doubles)
    let largest = rates.max() ?? 1
    #expect(own.count == rates.count)
    for (own, known) in zip(own, rates) { #expect(abs(own - known) < 1e-5 * largest) }
  }

  @Test func gapsAreCountedAndTheLongestStretchIsTaken() throws {
    var path = circle(seconds: 6)
    for index in 100..<130 {
      path.x?[index] = .nan
      path.y?[index] = .nan
    }
    path.headDirection = nil
    let result = try run(["grid-side": "20", "frames": "0"], path)
    let times = try #require(fingerprint(result)["t"]?.doubles)
    #expect(abs(times[0] - (5 + 130.0 / 50)) < 0.05)
    #expect(result.notes.dropped.reduce(0) { $0 + $1.count } > 500)
    #expect(result.notes.warnings.contains { $0.contains("direction of movement") })
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    #expect(throws: StageError.self) { try run([:], Trajectory(t: [0, 1, 2], headDirection: [0, 0, 0])) }
    #expect(throws: StageError.self) { try run(["grid-side": "10", "duration": "0.05"], circle()) }
    #expect(throws: StageError.self) { try run(["start": "1000"], circle()) }
    #expect(throws: ParameterError.self) { try run(["grid-side": "2"], circle()) }
    #expect(throws: ParameterError.self) { try run(["mapping-ratio": "-1"], circle()) }
    #expect(throws: ParameterError.self) { try run(["dt-ms": "11"], circle()) }
  }

  /// Place cells on the same path: their sweeps go ahead of the animal.
  @Test func placeCellsSweepAhead() throws {
    let settings: KeyValuePairs = [
      "grid-side": "10", "frames": "0", "permutations": "0", "place-side": "0.05", "every": "10",
    ]
    let result = try run(settings, circle())
    let arrays = fingerprint(result)
    let centers = try #require(arrays["place_centers"])
    // 80 cm each way and two widths of 10 cm on each side: 25 squares of 5 cm.
    #expect(centers.shape == [625, 2])
    let positions = try #require(arrays["place_position"])
    #expect(positions.shape == arrays["position"]?.shape)
    let lengths = try #require(arrays["place_sweep_length"]?.doubles)
    let angles = try #require(arrays["place_sweep_angle"]?.doubles)
    #expect(lengths.count == arrays["sweep_length"]?.shape[0] && angles.count == lengths.count)
    #expect(try number(result, "place_ahead") > 0.9)
    #expect(abs(try number(result, "place_median_length_m") - median(Array(lengths.dropFirst()))) < 1e-12)
    #expect((0.02...0.2).contains(try number(result, "place_median_length_m")))
    #expect(arrays["place_rates"]?.shape == [6, 625])
    #expect(identical(arrays, fingerprint(try run(settings, circle(), threads: 3))))
  }

  /// Corners of a square that the circle fits in, and of one that it leaves.
  @Test func theArenaOfPlaceCellsHoldsThePath() throws {
    let settings: KeyValuePairs = [
      "grid-side": "10", "frames": "0", "permutations": "0", "place-side": "0.2", "duration": "1",
      "place-arena": "-0.5,-0.5,0.5,-0.5,0.5,0.5,-0.5,0.5",
    ]
    #expect(fingerprint(try run(settings, circle()))["place_centers"]?.shape == [25, 2])
    do {
      _ = try run(
        [
          "grid-side": "10", "frames": "0", "place-side": "0.2", "duration": "1", "place-arena": "0,0,0.2,0,0.2,0.2,0,0.2",
        ], circle())
      Issue.record("a path outside the arena was taken")
    } catch {
      #expect("\(error)".contains("outside the corners of --place-arena"))
    }
    #expect(throws: (any Error).self) { try run(["place-arena": "0,0,1,0,1,1"], circle()) }
    #expect(throws: (any Error).self) { try run(["place-side": "0.05", "compat": "canns"], circle()) }
  }
}
