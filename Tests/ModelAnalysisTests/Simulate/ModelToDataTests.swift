import ArrayFiles
import ArrayNumerics
import Foundation
import ModelAnalysis
import Recordings
import Schema
import TestSupport
import Testing

/// A simulated network is a recording: the readers take it, and its spikes know where the head was.
@Suite struct ModelToDataTests {
  static let ring = """
    model: cann1d
    parameters: {num: 128, k: 0.5}
    task: {kind: head-direction, duration: 300 s, spikes: {cells: 48, peak_rate: 20}}
    monitors: [{name: center}]
    """

  /// The archive as the command writes it, read by the reader of recordings.
  private func recording(of result: SimulationResult, named name: String = "simulate.npz") throws -> Recording {
    let folder = try TemporaryFolder()
    let arrays = try result.storedFields.compactMap { field in
      try field.content.array().map { (field.information.key, $0) }
    }
    try NPZArchive.write(arrays, to: folder.file(name))
    return try RecordingReader.read(url: name == "simulate.npz" ? folder.url : folder.file(name))
  }

  @Test func theHeadingIsFoundInTheSpikesOfARing() throws {
    let result = try simulate(Self.ring, seed: 1)
    let recording = try recording(of: result)
    guard case .trains(let trains) = try #require(recording.spikes) else { throw CocoaError(.coderValueNotFound) }
    let trajectory = try #require(recording.trajectory)
    let heading = try #require(trajectory.headDirection)
    #expect(trains.count == 48 && trajectory.x == nil && trajectory.t.count == 3000)
    let spikes = try trains.map { try $0.times }
    #expect(spikes.reduce(0) { $0 + $1.count } == result.facts.spikes)
    // The population vector of the spikes within half a second.
    let places = try #require(result["cell_places"]?.doubles)
    var errors: [Double] = []
    for row in stride(from: 50, to: 2950, by: 10) {
      let time = trajectory.t[row]
      var sum = SIMD2<Double>.zero
      for (train, place) in zip(spikes, places) {
        let count = Double(train.count { abs($0 - time) < 0.25 })
        sum += count * SIMD2(cos(place), sin(place))
      }
      errors.append(abs(angleDifference(atan2(sum.y, sum.x), heading[row])))
    }
    #expect(median(errors) < 0.15)
  }

  /// What the decoder is compared with: the bump of the model, on the clock of the recording.
  @Test func theRecordingHoldsTheBumpAsItsTruth() throws {
    let result = try simulate(Self.ring, seed: 1)
    let truth = try #require(try recording(of: result).truth)
    let centers = try #require(result["center"]?.doubles)
    #expect(truth.circles == 1 && truth.t.count == 3000 && truth.t == result.times)
    #expect(zip(truth.angles.elements, centers).allSatisfy { abs(angleDifference($0, $1)) < 1e-12 })
    // Without a monitor for it too, and on the clock of the looks.
    let torus = try recording(
      of: simulate(
        """
        model: cann2d
        parameters: {length: 24}
        task: {kind: smooth-tracking, positions: [[0, 0], [1, 2]], durations: [30], spikes: {cells: 9, peak_rate: 20}}
        monitors: [{name: height, every: 10}]
        """))
    let two = try #require(torus.truth)
    #expect(two.circles == 2 && two.t.count == 30)
    // The bump follows with the lag of its time constant.
    #expect(abs(two.angles[29, 0] - 1) < 0.2 && abs(two.angles[29, 1] - 2) < 0.2)
    // No angle of a bump on a line.
    let line = try recording(of: simulate("{model: line-attractor, spikes: {cells: 8, peak_rate: 20}}"))
    #expect(line.truth == nil && line.spikes != nil)
  }

  @Test func theActivityOfARingWithoutSpikesIsASignalOfRegions() throws {
    let result = try simulate(
      """
      model: cann1d
      parameters: {num: 64, k: 0.5}
      task: {kind: head-direction, duration: 100 s}
      monitors: [{name: r}, {name: center}]
      """, seed: 1)
    let recording = try recording(of: result)
    let signals = try #require(recording.roiSignals)
    #expect(recording.spikes == nil && signals.matrix.columns == 64)
    #expect(signals.matrix.rows == 1000 && signals.clock != nil)
  }

  @Test func theMeanRateIsThatOfTheRates() throws {
    // A stimulus that stands: the neuron at it fires at the peak rate.
    let result = try simulate(
      """
      model: cann1d
      parameters: {num: 64, k: 0.5}
      task: {kind: template-matching, position: -3.141592653589793, duration: 1000, noise_level: 0}
      spikes: {cells: 64, peak_rate: 20}
      monitors: [{name: center}]
      """, seed: 2)
    let ends = try #require(result["spike_index"]?.integers)
    #expect(abs(Double(ends[0]) / 20_000 - 1) < 4 / 20_000.0.squareRoot())
    #expect(ends[32] == ends[31])
  }

  @Test func aTorusOnAPathIsARecordingWithPositions() throws {
    let result = try simulate(
      """
      model: cann2d
      parameters: {length: 20, k: 1}
      time_unit: 100 ms
      task: {kind: open-loop, duration: 60 s, spacing: 0.5, spikes: {cells: 10}}
      dt: 1
      integrator: exponential-euler
      monitors: [{name: center}, {name: position}]
      """, seed: 1)
    #expect(result["x_axis"]?.shape == [20] && result["x"]?.shape == [600])
    let recording = try recording(of: result, named: "torus.npz")
    let trajectory = try #require(recording.trajectory)
    let (x, y) = (try #require(trajectory.x), try #require(trajectory.y))
    #expect((x + y).allSatisfy { (0...1).contains($0) } && trajectory.headDirection?.count == 600)
    let position = try #require(result["position"]?.doubles)
    #expect(position[2 * 300] == x[300] && position[2 * 300 + 1] == y[300])
    // The bump stands where the path says, one turn for each spacing.
    let centers = try #require(result["center"]?.doubles)
    let errors = (100..<600).map { row -> Double in
      let phase = x[row] * 4 * Double.pi
      return abs((centers[2 * row] - phase).remainder(dividingBy: 2 * .pi))
    }
    #expect(median(errors) < 0.25)
  }

  /// A straight run or an even turn, as a recording.
  private func path(
    _ folder: TemporaryFolder, seconds: Double, _ place: (Double) -> (x: Double, y: Double, angle: Double)
  ) throws -> URL {
    let t = (0...Int(seconds * 50)).map { Double($0) / 50 }
    let file = folder.file("path.npz")
    try NPZArchive.write(
      [
        ("t", DataArray(t)), ("x", DataArray(t.map { place($0).x })), ("y", DataArray(t.map { place($0).y })),
        ("head_direction", DataArray(t.map { wrapAngle(place($0).angle) })), ("position_unit", DataArray(["m"], shape: [])),
      ], to: file)
    return file
  }

  /// The bump of the fly's ring goes round as often as the fly, slowly and fast, forwards and backwards.
  @Test(arguments: [-2.5, -0.3, 0.3, 1.0]) func theRingOfTheFlyTurnsWithTheFly(speed: Double) throws {
    let folder = try TemporaryFolder()
    let file = try path(folder, seconds: 60) { (0, 0, 1 + speed * $0) }
    let result = try simulate(
      "model: fly-ring\ntask: {kind: head-direction, file: \(file.path)}\nmonitors: [{name: center}, {name: heading}]")
    let (centers, headings) = (try #require(result["center"]?.doubles), try #require(result["heading"]?.doubles))
    func turn(_ angles: [Double]) -> Double {
      (2000..<angles.count).reduce(0) { $0 + angleDifference(angles[$1], angles[$1 - 1]) }
    }
    // Within a place the bump runs ahead and falls behind by a degree.
    #expect(abs(turn(centers) - turn(headings)) < 1e-3 * abs(turn(headings)) + 0.04)
    #expect(abs(angleDifference(centers[centers.count - 1], headings[headings.count - 1])) < 0.2 * abs(speed) + 0.1)
  }

  /// At the defaults, a quarter of a metre a second and less, in eight directions: the way that the bands say against the way.
  @Test(arguments: 0..<8) func pathsAreIntegratedAtTheSpeedOfARat(direction: Int) throws {
    let folder = try TemporaryFolder()
    let angle = 2 * Double.pi * Double(direction) / 8 + 0.1
    for (speed, dt) in [(0.25, 0.05), (0.02, 0.1)] {
      let file = try path(folder, seconds: 40) { (2.5 + speed * $0 * cos(angle), 2.5 + speed * $0 * sin(angle), angle) }
      let result = try simulate(
        """
        model: path-integration
        parameters: {band_size: 36, grid_num: 4, num_place: 2}
        task: {kind: open-loop, file: \(file.path)}
        dt: \(dt)
        monitors: [{name: estimate, every: 10}, {name: position, every: 10}]
        """)
      let (said, was) = (try #require(result["estimate"]?.doubles), try #require(result["position"]?.doubles))
      func way(_ values: [Double]) -> Double {
        let (first, last) = (values.count / 8 * 2, values.count - 2)
        let (x, y) = (values[last] - values[first], values[last + 1] - values[first + 1])
        return x * cos(angle) + y * sin(angle)
      }
      #expect(abs(way(said) / way(was) - 1) < 1e-3, "\(speed) m/s")
    }
  }

  /// A sheet of grid cells does not follow everything: what it would say at 1.5 m/s is a third of the way.
  @Test func aSheetThatCannotFollowSaysNoPlace() throws {
    let folder = try TemporaryFolder()
    for (speed, isFollowed) in [(0.4, true), (1.5, false)] {
      let file = try path(folder, seconds: 2) { (speed * $0 * cos(0.4), speed * $0 * sin(0.4), 0.4) }
      let yaml = """
        model: grid-cell-velocity
        parameters: {length: 24, lambda_net: 10}
        task: {kind: open-loop, file: \(file.path)}
        monitors: [{name: estimate, every: 10}, {name: position, every: 10}]
        """
      guard isFollowed else {
        let error = #expect(throws: (any Error).self) { try simulate(yaml) }
        #expect(error.map { "\($0)".contains("1.5 m/s") } ?? false)
        continue
      }
      let result = try simulate(yaml)
      let (said, was) = (try #require(result["estimate"]?.doubles), try #require(result["position"]?.doubles))
      let (last, way) = (said.count - 2, 0.4 * 1.8)
      let error = hypot(said[last] - said[20] - was[last] + was[20], said[last + 1] - said[21] - was[last + 1] + was[21])
      #expect(error < 0.1 * way)
    }
  }

  /// A recording begins and ends with its tracking: looks every tenth step, and a rest of steps at the end.
  @Test(arguments: ["band-cells", "cann1d"]) func spikesLieWithinTheTracking(model: String) throws {
    let result = try simulate(
      "model: \(model)\nduration: 60.5\ndt: 0.05\nmonitors: [{name: center, every: 100}]", seed: 3
    ) { $0.spikes = true }
    let t = result.times
    let spikes = try #require(result["spike_times"]?.doubles)
    #expect(spikes.count > 50)
    let (first, last) = (try #require(t.first), try #require(t.last))
    #expect(spikes.allSatisfy { $0 >= first && $0 <= last })
    #expect(result["spike_index"]?.integers?.last == spikes.count)
  }
}
