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
