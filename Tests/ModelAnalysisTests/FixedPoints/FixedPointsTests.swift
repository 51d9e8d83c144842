import ArrayFiles
import ArrayNumerics
import Foundation
import ModelAnalysis
import Plotting
import Recordings
import Schema
import Stages
import TestSupport
import Testing

/// The stage on models by their names, and on weights in files.
@Suite struct FixedPointsTests {
  private func run(
    _ settings: KeyValuePairs<String, String>, file: URL? = nil, threads: Int = 1
  ) throws -> FixedPointsResult {
    let parameters = try FixedPointsParameters(settings: settings.map { ParameterSetting(name: $0.key, text: $0.value) })
    let source = InputSource(recordingURL: file, folder: ResultsFolder(url: FileManager.default.temporaryDirectory))
    return try FixedPoints.run(
      FixedPoints.Input(from: source, for: "test"), parameters: parameters, context: RunContext(work: Work(threads: threads)))
  }

  private func numbers(_ result: FixedPointsResult) -> [String: JSONValue] {
    Dictionary(
      uniqueKeysWithValues: result.storedFields.compactMap { field in
        field.content.number.map { (field.information.key, $0) }
      })
  }

  /// 512 neurons, k = 0.1, A = 30: 1,257 places of the bump and six other states, against bordered Newton in double precision.
  @Test func theCircleIsListedWithAllOtherStates() throws {
    let result = try run(["model": "cann1d", "set": "k=0.1,A=30", "simulate": "0"])
    let arrays = fingerprint(result)
    let points = try #require(arrays["fixed_points"])
    #expect(points.shape == [1263, 512])
    let residual = try #require(arrays["residual"]?.doubles)
    #expect(residual.allSatisfy { $0 < 1e-12 })
    let center = try #require(arrays["center"]?.doubles)
    for row in 0..<1257 {
      let expected = wrapAngle(-.pi + 0.005 * Double(row))
      #expect(abs(angleDifference(center[row], expected)) < 1e-9)
    }
    #expect(center[1257].isFinite && center[1258...].allSatisfy(\.isNaN))
    #expect(arrays["eigenvalues"]?.shape == [1263, 10])
    let eigenvalues = try #require(arrays["eigenvalues"]?.doubles)
    for (found, known) in zip(eigenvalues, [0, -0.4999999934, -0.7500000294, -0.8749997530, -0.9375008151, -0.9687464836]) {
      #expect(abs(found - known) < 1e-7)
    }
    #expect(arrays["morse_index"]?.integers?.suffix(6) == [1, 2, 3, 4, 5, 0])
    #expect(arrays["stability"]?.strings?[0] == "marginal")
    #expect(arrays["orbit"]?.integers?.suffix(7) == [0, 1, 2, 3, 4, 5, 6])
    #expect(numbers(result)["index_sum"]?.integer == 1)
    let height = try #require(arrays["height"]?.doubles)
    #expect(abs(height[0] - 22.56324363) < 1e-7)
    #expect(identical(arrays, fingerprint(try run(["model": "cann1d", "set": "k=0.1,A=30", "simulate": "0"], threads: 3))))
  }

  @Test func simulationsShowWhatRests() throws {
    let arrays = fingerprint(
      try run(["model": "CANN1D", "set": "num=64,k=0.1", "spacing": "0.5", "simulate": "20", "weight-noise": "0.001"]))
    let change = try #require(arrays["simulated_change"]?.doubles)
    let stability = try #require(arrays["stability"]?.strings)
    for (change, word) in zip(change, stability) where word != "unstable" { #expect(change < 1e-12) }
    // A push above a saddle goes up, one below down.
    let courses = try #require(arrays["course_height"])
    let heights = try #require(courses.doubles)
    let count = courses.shape[2]
    #expect(heights[3 * count - 1] > 1 && heights[4 * count - 1] < heights[3 * count])
    let (theory, simulated) = (
      try #require(arrays["drift_speed"]?.doubles), try #require(arrays["drift_simulated_speed"]?.doubles)
    )
    let largest = theory.reduce(0) { max($0, abs($1)) }
    for (index, speed) in simulated.enumerated() {
      // Places of the simulations lie half way between two of the theory's.
      #expect(abs(speed - (theory[15 * index + 7] + theory[15 * index + 8]) / 2) < 0.1 * largest)
    }
  }

  @Test func theFoldIsWhereTheoryHasIt() throws {
    let result = try run(["model": "cann1d", "set": "k=0.1", "spacing": "3", "simulate": "0", "continue": "k=0.01:200"])
    let arrays = fingerprint(result)
    let folds = try #require(arrays["folds"])
    #expect(folds.shape == [1, 2])
    let theory = 512 / (2 * Double.pi) * 16 / (8 * (2 * Double.pi).squareRoot() * 0.5)
    #expect(abs((folds.doubles?[0] ?? 0) / theory - 1) < 1e-7)
    let branch = try #require(arrays["branch"]?.doubleMatrix)
    // Before the fold the bump is stable, behind it a saddle.
    let turn = try #require((0..<branch.rows - 1).first { branch[$0 + 1, 0] < branch[$0, 0] })
    for row in 0..<turn { #expect(branch[row, 2] < 0) }
    for row in turn + 2..<branch.rows { #expect(branch[row, 2] > 0) }
    // Of the height it is −1 + 2/B; where B is above 4 a change of shape is slower, −1/2 of a Gaussian bump.
    #expect(abs(branch[0, 2] + 0.5) < 1e-6)
    let near = try #require((0..<turn).last { branch[$0, 0] < 0.99 * theory })
    let (k, height) = (branch[near, 0], branch[near, 1])
    // Σ u² of a Gaussian bump of height u.
    let norm = 1 + k * 512 / (2 * Double.pi) * (2 * Double.pi).squareRoot() * 0.5 * height * height
    #expect(norm < 4 && abs(branch[near, 2] - (-1 + 2 / norm)) < 1e-6)
    let adapting = fingerprint(
      try run([
        "model": "cann1d-sfa", "set": "k=0.05,a=0.5,J0=4,tau_v=50,m=0.01", "simulate": "0", "continue": "m=0.001:0.1",
      ]))
    #expect(abs((adapting["pitchforks"]?.doubles?.first ?? 0) - 0.02) < 1e-12)
  }

  /// From whichever end holds a bump; the time constants of a ring at rest move its pitchfork alone.
  @Test func aBranchBeginsWhereABumpIs() throws {
    func branch(_ model: String, _ set: String, _ range: String) throws -> [String: DataArray] {
      fingerprint(try run(["model": model, "set": set, "spacing": "3", "simulate": "0", "starts": "2", "continue": range]))
    }
    let coupling = try branch("cann1d", "k=0.1", "J0=0.05:10")
    #expect(abs((coupling["folds"]?.doubles?.first ?? 0) - 0.1109251224) < 1e-8)
    for (range, pitchfork) in [("tau_v=10:500", 100.0), ("tau=0.1:5", 0.5)] {
      let found = try branch("cann1d-sfa", "k=1,m=0.01", range)
      #expect(abs((found["pitchforks"]?.doubles?.first ?? 0) - pitchfork) < 1e-12 && found["folds"]?.shape == [0, 2])
    }
    #expect(throws: ParameterError.self) { try branch("cann1d", "k=0.1", "k=200:300") }
    #expect(throws: ParameterError.self) { try branch("cann1d", "k=0.1", "tau_v=20:300") }
  }

  /// The largest eigenvalue along a branch with adaptation is that of the points themselves: the height of the lower bump.
  @Test func eigenvaluesOfABranchAreThoseOfItsPoints() throws {
    let arrays = fingerprint(
      try run([
        "model": "cann1d-sfa", "set": "k=5,m=0.01", "spacing": "3", "simulate": "0", "starts": "2", "continue": "k=5:20",
      ]))
    let names = try #require(arrays["orbit_name"]?.strings)
    let orbits = try #require(arrays["orbit"]?.integers)
    let low = try #require(names.firstIndex(of: "one bump, low"))
    let row = try #require(orbits.firstIndex(of: low))
    let eigenvalue = try #require(arrays["eigenvalues"]?.doubleMatrix?[row, 0])
    let branch = try #require(arrays["branch"]?.doubleMatrix)
    let last = branch.rows - 1
    // The last two points of the branch are on either side of k = 5, or near it.
    let slope = (branch[last, 2] - branch[last - 1, 2]) / (branch[last, 0] - branch[last - 1, 0])
    #expect(abs(branch[last, 2] + slope * (5 - branch[last, 0]) - eigenvalue) < 1e-3)
  }

  /// torch has two biases; canns multiplies rows, so that its weights are [from, to].
  @Test func weightsOfOtherProgramsAreReadInTheirConvention() throws {
    let folder = try TemporaryFolder()
    let weights = [1.9, 0.7, -0.4, 1.6]
    let rows = [1.9, -0.4, 0.7, 1.6]
    func points(_ name: String, _ arrays: [(String, DataArray)]) throws -> [Double] {
      let file = folder.url.appendingPathComponent(name)
      try NPZArchive.write(arrays, to: file)
      return try #require(fingerprint(try run(["input": "0.3"], file: file))["fixed_points"]?.doubles)
    }
    let own = try points(
      "own.npz",
      [
        ("W", DataArray(weights, shape: [2, 2])), ("b", DataArray([0.05, -0.1])),
        ("W_in", DataArray([0.2, -0.5], shape: [2, 1])),
      ])
    let torch = try points(
      "torch.npz",
      [
        ("weight_hh_l0", DataArray(weights, shape: [2, 2])), ("bias_hh_l0", DataArray([0.25, 0.4])),
        ("bias_ih_l0", DataArray([-0.2, -0.5])), ("weight_ih_l0", DataArray([0.2, -0.5], shape: [2, 1])),
      ])
    let canns = try points(
      "canns.npz",
      [
        ("w_hh", DataArray(rows, shape: [2, 2])), ("b_h", DataArray([0.05, -0.1])),
        ("w_ih", DataArray([0.2, -0.5], shape: [1, 2])),
      ])
    #expect(own.count == torch.count && own == canns)
    for (a, b) in zip(own, torch) { #expect(abs(a - b) < 1e-12) }
    // The first point is one of the equations that were meant.
    let h = own.prefix(2).map(\.self)
    #expect(abs(h[0] - tanh(1.9 * h[0] + 0.7 * h[1] + 0.05 + 0.06)) < 1e-12)
    #expect(abs(h[1] - tanh(-0.4 * h[0] + 1.6 * h[1] - 0.1 - 0.15)) < 1e-12)
  }

  /// Three bits, each h = tanh(2h): 27 states.
  @Test func weightsAreReadFromAFile() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("bits.npz")
    try NPZArchive.write(
      [
        ("W", DataArray([2.0, 0, 0, 0, 2, 0, 0, 0, 2], shape: [3, 3])), ("b", DataArray([0.0, 0, 0])),
        ("W_in", DataArray([1.0, 0, 0, 1, 0, 0], shape: [3, 2])),
      ], to: file)
    let result = try run(["input": "0,0", "jacobians": "true"], file: file)
    let arrays = fingerprint(result)
    #expect(arrays["fixed_points"]?.shape == [27, 3])
    #expect(numbers(result)["index_sum"]?.integer == 1)
    #expect(arrays["jacobian"]?.shape == [27, 3, 3] && arrays["input_jacobian"]?.shape == [27, 3, 2])
    #expect(arrays["center"] == nil && arrays["height"] == nil)
    let root = 0.9575040240772687
    for value in try #require(arrays["fixed_points"]?.doubles) {
      #expect(abs(abs(value) - root) < 1e-12 || abs(value) < 1e-12)
    }
    #expect(arrays["stability"]?.strings?.count { $0 == "stable" } == 8)
    #expect(throws: ParameterError.self) { try run(["input": "0"], file: file) }
    #expect(throws: ParameterError.self) { try run(["input": "0,0", "spacing": "0.1"], file: file) }
  }

  /// h = tanh(2 h + x) has its folds at x = ±(√2 − atanh √½); the figure and the words tell of both.
  @Test func recurrentWeightsAreFollowed() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("w.npz")
    let one = DataArray([1.0], shape: [1, 1])
    try NPZArchive.write([("W", DataArray([2.0], shape: [1, 1])), ("W_in", one)], to: file)
    let result = try run(["continue": "input1=-1:1", "input": "0"], file: file)
    let folds = try #require(fingerprint(result)["folds"])
    #expect(folds.shape == [2, 2])
    let expected = 2.0.squareRoot() - atanh(0.5.squareRoot())
    for row in 0..<2 { #expect(abs(abs(folds.doubles?[2 * row] ?? 0) - expected) < 1e-9) }
    #expect(Set(fingerprint(result)["branch_curve"]?.doubles ?? []) == [0])
    var parameters = FixedPointsParameters()
    parameters.continued = "input1=-1:1"
    #expect(FixedPoints.headline(result, parameters: parameters).contains("fold at input1 = 0.5328"))
    let figures = try FixedPoints.figures(
      result, parameters: parameters, pen: FigurePen(PlotConfig(), stem: "fixed-points"))
    #expect(figures.contains { $0.caption.contains("States at rest while input1 changes") })
    for wrong in ["k=0.1:2", "input2=-1:1", "input1=0.5:1", "gain=2:3"] {
      #expect(throws: ParameterError.self) { try run(["continue": wrong], file: file) }
    }
  }

  /// The fold of the ideal torus is at k = J₀²ρ²/16.
  @Test func aTorusIsFollowedToItsFold() throws {
    let result = try run(
      ["model": "cann2d", "set": "length=24,k=0.5", "simulate": "0", "starts": "2", "continue": "k=0.5:40"])
    let fold = try #require(fingerprint(result)["folds"]?.doubles?.first)
    let density = 24 / (2 * Double.pi)
    #expect(abs(fold / (density * density * 16 / 16) - 1) < 1e-3)
    let theory = numbers(result)["fold_of_theory"]?.double ?? 0
    #expect(abs(theory / (density * density) - 1) < 1e-12)
    let surface = #expect(throws: ParameterError.self) {
      try run(["model": "fly-ring", "simulate": "0", "continue": "k=0.5:40"])
    }
    #expect(surface.map { "\($0)".contains("no symmetry tells the branch") } == true)
  }

  /// Steps of 1.5 times a rotation by 60° and of −1.5: the origin alone rests, and everything runs from it.
  @Test func aPointThatRepelsIsNoAttractor() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("w.npz")
    let turning = DataArray([0.75, -1.5 * 0.75.squareRoot(), 1.5 * 0.75.squareRoot(), 0.75], shape: [2, 2])
    for weights in [turning, DataArray([-1.5], shape: [1, 1])] {
      try NPZArchive.write([("W", weights)], to: file)
      let result = try run([:], file: file)
      #expect(fingerprint(result)["stability"]?.strings == ["unstable"])
      // No eigenvalue of F′ is real and above 1, so the field turns once around the point as around a sink.
      #expect(numbers(result)["index_sum"]?.integer == 1)
      #expect(FixedPoints.conclusion(result, parameters: FixedPointsParameters())?.code == "no-point-attractor")
    }
    try NPZArchive.write([("W", DataArray([1.5, 0, 0, 1.5], shape: [2, 2]))], to: file)
    #expect(FixedPoints.conclusion(try run([:], file: file), parameters: FixedPointsParameters())?.code == "point-attractors")
  }

  /// Bumps near the ends of a line drift for long: they are told apart, with the rate that equations of one's own give.
  @Test func aBumpNearAnEndDrifts() throws {
    let result = try run(["model": "line-attractor", "set": "num=64", "starts": "6", "simulate": "0"])
    let (n, spacing, a, k, coupling) = (64, 0.125, 0.5, 0.5, 4.0)
    let places = (0..<n).map { -4 + spacing * (Double($0) + 0.5) }
    let scale = coupling / ((2 * Double.pi).squareRoot() * a)
    let extent = (2 * Double.pi).squareRoot() * a / spacing
    let drive = coupling / (spacing * 2.0.squareRoot())
    let height = (drive + (drive * drive - 4 * k * extent).squareRoot()) / (2 * k * extent)
    func rates(_ u: [Double]) -> [Double] {
      let norm = 1 + k * u.reduce(0) { $0 + $1 * $1 }
      return places.indices.map { row in
        var sum = -u[row]
        for column in places.indices {
          let d = places[row] - places[column]
          sum += scale * exp(-d * d / (2 * a * a)) * u[column] * u[column] / norm
        }
        return sum
      }
    }
    // The start nearest to an end.
    var u = places.map { height * exp(-($0 - places[5]) * ($0 - places[5]) / (4 * a * a)) }
    for _ in 0..<2000 { u = zip(u, rates(u)).map { $0 + 0.1 * $1 } }
    let rate = (rates(u).map(abs).max() ?? 0) / (u.max() ?? 1)
    #expect(rate > 1e-4 && abs((numbers(result)["fastest_drift"]?.double ?? 0) / rate - 1) < 1e-6)
    #expect((numbers(result)["starts_that_drift"]?.integer ?? 0) >= 2 && numbers(result)["starts_without_rest"]?.integer == 0)
    let reasons = FixedPoints.conclusion(result, parameters: FixedPointsParameters())?.reasons ?? []
    #expect(reasons.contains { $0.contains("still drifted") })
  }

  /// A fly's ring holds its bump at every heading; a bump on a cylinder is free along its circle and, far from the rims, as
  /// good as free across.
  @Test func networksOfOtherKindsAreLetGo() throws {
    let ring = try run(["model": "fly-ring", "simulate": "5"])
    let arrays = fingerprint(ring)
    #expect(arrays["stability"]?.strings == [String](repeating: "marginal", count: 24))
    let center = try #require(arrays["center"]?.doubles)
    // The vector of eight cells points where the bump is at and half way between cells, and nearly there elsewhere.
    for (row, angle) in center.enumerated() {
      #expect(abs(angleDifference(angle, .pi / 12 * Double(row))) < (row.isMultiple(of: 3) ? 1e-6 : 0.05))
    }
    #expect(try #require(arrays["simulated_change"]?.doubles).allSatisfy { $0 < 1e-9 })
    #expect(FixedPoints.conclusion(ring, parameters: FixedPointsParameters())?.code == "continuous-attractor")
    let cylinder = try run(
      ["model": "cylinder-attractor", "set": "around=16,across=12,length=5", "starts": "3", "simulate": "0"])
    let points = fingerprint(cylinder)
    // Of those that start beside a rim, which still drift, some may be counted as lost; the one in the middle rests.
    #expect(cylinder.notes.dropped.reduce(0) { $0 + $1.count } <= 2)
    #expect(points["stability"]?.strings?.contains("marginal") == true)
    #expect(try #require(points["residual"]?.doubles).allSatisfy { $0 < 1e-5 })
    #expect(FixedPoints.conclusion(cylinder, parameters: FixedPointsParameters())?.code == "continuous-attractor")
    #expect(numbers(ring)["starts_without_rest"]?.integer == 0)
    #expect(throws: ParameterError.self) { try run(["model": "fly-ring", "vectors": "2"]) }
  }

  /// A ring of band cells holds its bump at any phase. Three of them let go hold three phases, of which an animal uses two, and
  /// every module has its own; grid cells follow.
  @Test func networksThatAnAnimalDrivesAreLetGo() throws {
    let bands = try run(["model": "band-cells", "set": "num=36", "starts": "12", "simulate": "20"])
    let arrays = fingerprint(bands)
    let center = try #require(arrays["center"]?.doubles)
    #expect(center.count == 13 && center[12].isNaN)
    #expect(arrays["stability"]?.strings == [String](repeating: "marginal", count: 12) + ["stable"])
    #expect(numbers(bands)["index_sum"]?.integer == 1)
    for (row, angle) in center.prefix(12).enumerated() { #expect(abs(angleDifference(angle, .pi / 6 * Double(row))) < 1e-6) }
    #expect(try #require(arrays["residual"]?.doubles).allSatisfy { $0 < 1e-10 })
    #expect(try #require(arrays["simulated_change"]?.doubles).allSatisfy { $0 < 1e-9 })
    for (set, directions, centers) in [("num_module=2,spacing_max=3", 6, 6), ("", 3, 3)] {
      let small = "band_size=36,grid_num=6,num_place=2" + (set.isEmpty ? "" : "," + set)
      let result = try run([
        "model": set.isEmpty ? "path-integration" : "hierarchical-network", "set": small, "starts": "3", "simulate": "0",
      ])
      let points = fingerprint(result)
      #expect(points["center"]?.shape == [4, centers])
      #expect(points["orbit_name"]?.strings == ["states that are free in \(directions) directions", "silence"])
      #expect(try #require(points["residual"]?.doubles).allSatisfy { $0 < 1e-8 })
      let conclusion = FixedPoints.conclusion(result, parameters: FixedPointsParameters())
      #expect(conclusion?.code == "continuous-attractor")
      #expect(conclusion?.sentence.contains("manifold of \(directions) dimensions") ?? false)
      #expect(conclusion?.reasons.contains { $0.contains("free in \(directions) directions close") } ?? false)
    }
    let sheet = try run(["model": "grid-cell-position", "set": "length=12", "starts": "2", "simulate": "5"])
    let found = fingerprint(sheet)
    #expect(found["orbit_name"]?.strings?.contains("silence") ?? false)
    #expect(try #require(found["residual"]?.doubles).allSatisfy { $0 < 1e-9 })
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    #expect(throws: (any Error).self) { try run([:]) }
    #expect(throws: (any Error).self) { try run(["model": "cann3d"]) }
    #expect(throws: (any Error).self) { try run(["model": "cann1d", "set": "kk=1"]) }
    #expect(throws: (any Error).self) { try run(["model": "cann1d", "set": "num=1"]) }
    #expect(throws: (any Error).self) { try run(["model": "cann1d", "set": "a=-1"]) }
    #expect(throws: (any Error).self) { try run(["model": "cann1d", "set": "a=4"]) }
    #expect(throws: ParameterError.self) { try run(["model": "cann1d", "continue": "num=10:200"]) }
    #expect(throws: ParameterError.self) { try run(["model": "cann1d", "continue": "m=0:1"]) }
    #expect(throws: ParameterError.self) { try run(["model": "cann2d", "spacing": "0.1"]) }
    #expect(throws: ParameterError.self) { try run(["model": "cann1d", "input": "1"]) }
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("w.npz")
    for weights in [DataArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3]), DataArray([1.0, .nan, 0, 1], shape: [2, 2])] {
      try NPZArchive.write([("W", weights)], to: file)
      #expect(throws: (any Error).self) { try run([:], file: file) }
    }
    try NPZArchive.write([("V", DataArray([1.0]))], to: file)
    #expect(throws: (any Error).self) { try run([:], file: file) }
  }

  // MARK: - Bumps that travel, orbits that close, vectors

  /// k = 1, m = 0.3: against a simulation in NumPy by the method of Runge and Kutta.
  @Test func aTravellingBumpIsAnEquilibriumOfTheMovingFrame() throws {
    let result = try run(["model": "cann1d-sfa", "set": "k=1", "vectors": "2"])
    let arrays = fingerprint(result)
    let speed = try #require(arrays["travel_speed"]?.doubles)
    try #require(speed.count == 1)
    #expect(abs(speed[0] - 0.030334855323125333) < 1e-6)
    #expect(try #require(arrays["travel_residual"]?.doubles)[0] < 1e-12)
    #expect(abs(try #require(arrays["travel_simulated_speed"]?.doubles)[0] / speed[0] - 1) < 1e-5)
    let eigenvalues = try #require(arrays["travel_eigenvalues"]?.doubles)
    #expect(abs(eigenvalues[0]) < 1e-9 && eigenvalues[1] < -1e-4)
    #expect(numbers(result)["travel_onset"]?.double == 0.02)
    let branch = try #require(arrays["travel_branch"]?.doubles)
    // The first speed is small, and its m next to tau / tau_v.
    #expect(abs(branch[0] - 0.02) < 1e-4 && branch[1] < 1e-3)
    #expect(arrays["travel_activity"]?.shape == [1, 512] && arrays["travel_adaptation"]?.shape == [1, 512])
    // u and v of each vector.
    #expect(arrays["right_vectors"]?.shape.suffix(3) == [2, 1024, 2])
    #expect(FixedPoints.headline(result, parameters: FixedPointsParameters()).contains("a bump travels at 0.03033"))
  }

  /// Direction cells whose sweeps change sides: a stable orbit of two cycles and a straight one that has lost its stability.
  @Test func thetaOrbitsOfTwoCycles() throws {
    let result = try run(["model": "theta-sweep", "set": "direction-adaptation=10"], threads: 2)
    let arrays = fingerprint(result)
    #expect(arrays["cycles"]?.integers == [2, 1])
    #expect(arrays["stability"]?.strings == ["stable", "unstable"])
    #expect(arrays["morse_index"]?.integers == [0, 1])
    #expect(numbers(result)["index_sum"]?.integer == 1)
    #expect(numbers(result)["period"]?.double == 100)
    let floquet = try #require(arrays["floquet"]?.doubles)
    #expect(floquet[10] < -1)
    let center = try #require(arrays["phase_center"]?.doubles)
    let steps = center.count / 2
    let widest = center.prefix(steps).filter(\.isFinite).map { abs($0) * 180 / .pi }.max() ?? 0
    #expect(abs(widest - 30.9) < 0.1)
    #expect(center.suffix(steps).allSatisfy { abs($0) < 1e-6 })
    #expect(identical(arrays, fingerprint(try run(["model": "theta-sweep", "set": "direction-adaptation=10"], threads: 3))))
  }

  /// A stimulus that swings slowly is followed: the bump is where it is, a little late, and the orbit attracts.
  @Test func aSwingingStimulusIsFollowed() throws {
    let arrays = fingerprint(
      try run(["model": "cann1d", "set": "num=128,k=0.5", "period": "200", "swing": "20", "starts": "2"]))
    #expect(arrays["cycles"]?.integers == [1])
    #expect(arrays["stability"]?.strings == ["stable"])
    let (center, drive) = (
      try #require(arrays["phase_center"]?.doubles), try #require(arrays["phase_drive"]?.doubles)
    )
    #expect(zip(center, drive).allSatisfy { abs($0 - $1) < 0.03 })
    #expect(abs((center.max() ?? 0) * 180 / .pi - 20) < 0.5)
    #expect(try #require(arrays["simulated_change"]?.doubles)[0] < 1e-8)
  }

  @Test func leftVectorsOfRecurrentWeights() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("weights.npz")
    // One unit drives the other: the Jacobian of the silent state is [[-0.5, 2], [0, -0.8]].
    let weights = DataArray([0.5, 2, 0, 0.2], shape: [2, 2])
    try NPZArchive.write([("W", weights)], to: file)
    let arrays = fingerprint(try run(["vectors": "2", "dynamics": "flow"], file: file))
    let values = try #require(arrays["vector_eigenvalues"]?.doubles)
    #expect(abs(values[0] + 0.5) < 1e-12 && abs(values[2] + 0.8) < 1e-12)
    let right = try #require(arrays["right_vectors"]?.doubles)
    #expect(abs(right[0] - 1) < 1e-12 && abs(right[2]) < 1e-12)
    // Left of -0.5: (1, 2 / 0.3), with wᴴ v = 1.
    let left = try #require(arrays["left_vectors"]?.doubles)
    #expect(abs(left[0] - 1) < 1e-12 && abs(left[2] - 2 / 0.3) < 1e-10)
  }

  @Test func optionsOfOrbitsElsewhereAreRefused() {
    func refused(_ settings: KeyValuePairs<String, String>) -> String {
      do {
        _ = try run(settings)
        return "nothing was refused"
      } catch {
        return "\(error)"
      }
    }
    #expect(refused(["model": "cann2d", "period": "10"]).contains("with a ring"))
    #expect(refused(["model": "cann1d", "turning": "0.5"]).contains("with theta-sweep"))
    #expect(refused(["model": "cann1d", "swing": "10"]).contains("with --period"))
    #expect(refused(["model": "theta-sweep", "vectors": "3"]).contains("without a drive"))
    #expect(refused(["model": "theta-sweep", "set": "direction-adaptatoin=3"]).contains("did you mean 'direction-adaptation'"))
    #expect(refused(["model": "theta-sweep", "set": "direction-cells=2000"]).contains("1000"))
  }
}
