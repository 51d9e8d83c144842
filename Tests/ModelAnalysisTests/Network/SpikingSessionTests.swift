import ArrayFiles
import ArrayNumerics
import Foundation
import ModelAnalysis
import Recordings
import Schema
import TestSupport
import Testing

/// The session of a spiking ring holds what a recording holds, and the head is where its bump is.
@Suite struct SpikingSessionTests {
  static let file: String = {
    let url = ExampleFileTests.folder.appendingPathComponent("spiking-ring.yaml")
    return (try? String(contentsOf: url, encoding: .utf8)) ?? ""
  }()

  @Test func theSessionIsARecordingWithTheHeading() throws {
    let result = try simulate(Self.file, seed: 1) { $0.duration = "40 s" }
    #expect(result.times.count == 800 && result.facts.task == "head-direction")
    let folder = try TemporaryFolder()
    let arrays = try result.storedFields.compactMap { field in
      try field.content.array().map { (field.information.key, $0) }
    }
    try NPZArchive.write(arrays, to: folder.file("simulate.npz"))
    let recording = try RecordingReader.read(url: folder.url)
    guard case .trains(let trains) = try #require(recording.spikes) else { throw CocoaError(.coderValueNotFound) }
    let trajectory = try #require(recording.trajectory)
    let heading = try #require(trajectory.headDirection)
    // The excitatory neurons alone, as 'spikes: [e]' says.
    #expect(trains.count == 128 && trajectory.t.count == 800 && trajectory.x == nil)
    #expect(result.facts.spikes == result["e.spike_times"]?.count && result["i.spike_times"]?.count ?? 0 > 0)
    // The population vector is computed here by itself.
    let spikes = try trains.map { try $0.times }
    var errors: [Double] = []
    for row in stride(from: 20, to: 780, by: 4) {
      var sum = SIMD2<Double>.zero
      for (cell, train) in spikes.enumerated() {
        let count = Double(train.count { abs($0 - trajectory.t[row]) < 0.05 })
        let place = 2 * Double.pi * Double(cell) / 128
        sum += count * SIMD2(cos(place), sin(place))
      }
      errors.append(abs(angleDifference(atan2(sum.y, sum.x), heading[row])))
    }
    #expect(median(errors) < 0.2)
    let centers = try #require(result["e.center"]?.doubles)
    #expect(centers.count == 800)
    let own = (20..<780).map { abs(angleDifference(centers[$0], heading[$0])) }
    #expect(abs(median(own) - median(errors)) < 0.02)
  }

  @Test func theHeadingIsExactAndItsSeedDecides() throws {
    let short = { (seed: UInt64) in try simulate(Self.file, seed: seed) { $0.duration = "2 s" } }
    let (one, again, other) = try (short(1), short(1), short(2))
    #expect(one.arrays == again.arrays)
    #expect(one["head_direction"] != other["head_direction"])
    // At most a few rad/s: the walk is smooth.
    let heading = try #require(one["head_direction"]?.doubles)
    #expect(zip(heading.dropFirst(), heading).allSatisfy { abs(angleDifference($0, $1)) < 0.1 })
    #expect(try simulate(Self.file, seed: 1, threads: 3) { $0.duration = "2 s" }.arrays == one.arrays)
  }

  @Test(arguments: [
    ("spikes: [e]", "spikes: [x]", "there is no population 'x'"), ("spikes: [e]", "spikes: [bath]", "no monitor looks"),
    ("model: heading-generator", "model: dc-generator", "amplitude"),
    ("kind: head-direction", "kind: open-loop", "takes head-direction"),
    ("kind: head-direction", "kind: head-direction, spikes: {cells: 3}", "beside 'populations'"),
    ("task: {", "tusk: {", "did you mean 'task'"),
  ])
  func whatIsWrongIsRefused(good: String, bad: String, words: String) {
    #expect(Self.file.contains(good))
    #expect {
      try simulate(Self.file.replacing(good, with: bad)) { $0.duration = "1 s" }
    } throws: { error in
      "\(error)".contains(words) || bad.contains("dc-generator")
    }
  }

  @Test func aTaskThatNobodyFollowsIsRefused() {
    #expect {
      try simulate(NetworkSimulationTests.file + "\ntask: {kind: head-direction}\n")
    } throws: { "\($0)".contains("no population follows the heading") }
  }
}
