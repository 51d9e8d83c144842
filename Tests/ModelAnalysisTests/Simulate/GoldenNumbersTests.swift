import Foundation
import ModelAnalysis
import Testing

/// What canns 1.5.0 computes, as an independent implementation confirmed it, through a simulation file under compatibility.
@Suite struct GoldenNumbersTests {
  @Test func aRingOfEightNeurons() throws {
    let result = try simulate(
      """
      model: CANN1D
      parameters: {num: 8, k: 0.1}
      task: {kind: population-coding, position: 0.5, before: 0, duration: 1, after: 1}
      dt: 0.1
      """
    ) { $0.compatibility = .canns }
    #expect(result["u"]?.shape == [20, 8] && result.times.first == 0)
    let stimulus = [0.009321544, 0.005370029, 0.3306825, 4.064807, 9.97382, 4.885136, 0.4776227, 0.009321544]
    #expect(error(look(result, "input", 0), stimulus) < 1e-6)
    #expect(look(result, "input", 10).allSatisfy { $0 == 0 })
    let u10 = [0.01430697, 0.008296554, 0.5579739, 6.650069, 19.44523, 7.834675, 0.7953174, 0.01430697]
    #expect(error(look(result, "u", 9), u10) < 1e-6)
    // Rates of the activity one step earlier.
    let r10 = [4.25277e-06, 1.424505e-06, 0.006402929, 0.8994383, 7.583808, 1.253989, 0.01306937, 4.25277e-06]
    #expect(error(look(result, "r", 9), r10) < 1e-6)
    let u20 = [0.01287641, 0.007803999, 0.5665302, 7.29521, 24.06233, 8.272188, 0.7720972, 0.01287641]
    #expect(error(look(result, "u", 19), u20) < 1e-6)
  }

  @Test func aRingWithAdaptation() throws {
    let result = try simulate(
      """
      model: cann1d_sfa
      parameters: {num: 8, k: 0.1, A: 2, m: 0.5}
      task: {kind: population-coding, position: 0.5, duration: 1}
      dt: 0.1
      """
    ) { $0.compatibility = .canns }
    let u = [
      5.643133e-09, 1.207924e-09, 0.0001496232, 0.1231066, 2.35402, 0.2017614, 0.0004139861, 5.643133e-09,
    ]
    let v = [
      3.357763e-11, 7.227509e-12, 8.04398e-07, 0.0007246613, 0.01129855, 0.001200136, 2.23092e-06, 3.357763e-11,
    ]
    #expect(error(look(result, "u", 9), u) < 1e-6)
    #expect(error(look(result, "v", 9), v) < 1e-6)
  }

  @Test func aTorusOfFourByFour() throws {
    let result = try simulate(
      """
      model: cann2d
      parameters: {length: 4, k: 0.1}
      task: {kind: population-coding, position: [0.5, -1.0], duration: 1}
      dt: 0.1
      """
    ) { $0.compatibility = .canns }
    let u = [
      6.229485e-05, 0.00607186, 0.0519518, 6.229485e-05, 0.008317172, 0.635483, 19.30146, 0.008317172, 9.230372e-05,
      0.009010517, 0.07585198, 9.230372e-05, 6.229485e-05, 0.00607186, 0.0519518, 6.229485e-05,
    ]
    #expect(error(look(result, "u", 9), u) < 1e-6)
  }

  @Test func gridCellsThatAreToldThePlace() throws {
    let result = try simulate(
      """
      model: GridCell2DPosition
      parameters: {length: 4, noise_strength: 0}
      task: {kind: population-coding, position: [0.5, 0.3], duration: 5}
      dt: 1
      """
    ) { $0.compatibility = .canns }
    let u = [
      0.001237913, 0.02762738, 0.0264027, 0.001471917, 0.02518869, 0.0004267171, 0.03029043, 0.123946, 0.02455964, 0.0309087,
      0.8014107, 0.7311429, 0.001491824, 0.132281, 0.7594463, 0.1129955,
    ]
    #expect(error(look(result, "u", 4), u) < 1e-6)
    #expect(error(look(result, "center", 4), [0.4140391, 0.4558834]) < 1e-5)
    #expect(error(look(result, "center_position", 4), [0.4279872, 0.2632045]) < 1e-5)
  }

  @Test func theTrackingExampleHasItsStepsAndItsStimuli() throws {
    let result = try simulate(
      """
      model: cann1d
      parameters: {num: 512}
      task: {kind: smooth-tracking, positions: [1, 0.75, 2, 1.75, 3], durations: [10, 10, 10, 10]}
      dt: 0.1
      monitors: [{name: input, every: 1}]
      """
    ) { $0.compatibility = .canns }
    #expect(result["input"]?.shape == [400, 512])
    let first = look(result, "input", 0)
    #expect(error(Array(first.prefix(3)), [0.10189284, 0.09665093, 0.09165075]) < 1e-5)
    #expect(abs(look(result, "input", 1)[0] - 0.10079604) < 1e-6 && abs(look(result, "input", 399)[0] - 9.80151176) < 1e-5)
  }

  /// A module of bands on a path: 180 cells at steps of 0.05 go as far as the animal within 1.4 %, and nothing corrects them.
  /// With fewer cells the shifted layers of canns drive less.
  @Test func aModuleGoesWithoutAMeasuredGain() throws {
    let yaml = """
      model: path-integration
      parameters: {spacing: 2.5, num_place: 5}
      task: {kind: open-loop, duration: 60 s, width: 5, height: 5, start: [2, 2], speed_mean: 0.05}
      monitors: [{name: estimate, every: 100}, {name: position, every: 100}, {name: phase, every: 100}]
      seed: 4
      """
    let result = try simulate(yaml) { $0.compatibility = .canns }
    #expect(result["phase"]?.shape == [12, 1, 3])
    for index in 0..<12 {
      let (estimate, position) = (look(result, "estimate", index), look(result, "position", index))
      let away = zip(estimate, position).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      #expect(away < 0.02, "\(away) m away after look \(index)")
    }
    #expect(throws: (any Error).self) {
      try simulate(yaml + "\nintegrator: rk4") { $0.compatibility = .canns }
    }
  }

  /// canns' modes of acceleration and what they do to a bump that was at 0.7: the end of 40 units of time, by canns 1.5.0.
  @Test(arguments: [
    ("normal", 0.7000, 0.2741873, 2.8375716e-05), ("fft", 0.7000, 0.2741873, 2.8375716e-05),
    ("fast", 0.730575, 0.2734336, -0.00049422064), ("ultra-fast", .nan, 0.07838702, 0.07353352),
    ("auto", .nan, 0.07838702, 0.07353352),
  ]) func accelerationDoesToABumpWhatItDoesThere(_ mode: String, _ center: Double, _ high: Double, _ low: Double) throws {
    let yaml = """
      model: cann1d
      parameters: {num: 512, accl_mode: \(mode)}
      task: {kind: population-coding, position: 0.7, duration: 10, after: 30}
      monitors: [{name: u, every: 400}]
      """
    let result = try simulate(yaml) { $0.compatibility = .canns }
    let u = look(result, "u", 0)
    #expect(abs((u.max() ?? 0) - high) < 1e-6 && abs((u.min() ?? 0) - low) < 1e-6)
    if center.isFinite {
      let places = try #require(result["x"]?.doubles)
      let (x, y) = zip(places, u).reduce((0.0, 0.0)) { ($0.0 + $1.1 * $1.1 * cos($1.0), $0.1 + $1.1 * $1.1 * sin($1.0)) }
      #expect(abs(atan2(y, x) - center) < 1e-5)
    }
    if mode != "normal" { #expect(throws: (any Error).self) { try simulate(yaml) } }
  }

  /// One singular value of a torus, which is even but for the doubled row and column.
  @Test func oneSingularValueOfATorus() throws {
    let yaml = """
      model: cann2d
      parameters: {length: 20, k: 1, accl_mode: auto}
      task: {kind: population-coding, position: [0.5, -0.6], duration: 5, after: 10}
      monitors: [{name: u, every: 150}]
      """
    let u = look(try simulate(yaml) { $0.compatibility = .canns }, "u", 0)
    for (index, value) in [(5, 0.28864008), (105, 0.08525882), (205, 0.03895417)] { #expect(abs(u[index] - value) < 1e-5) }
    #expect(abs((u.max() ?? 0) - 0.97720516) < 1e-5)
  }
}
