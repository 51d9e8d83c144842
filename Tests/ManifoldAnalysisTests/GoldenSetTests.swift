import AnalysisTestSupport
import ArrayNumerics
import DimensionReduction
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing
import Topology
import TorusInSpace

/// The chain with `--compat canns` against canns 1.5.0 on the portable recording.
@Suite struct GoldenSetTests {
  static let smooth = Result {
    try embed(GoldenRecording.recording) {
      $0.compatibility = .canns
      $0.speedFilter = false
    }
  }
  static let homology = Result {
    try analyseHomology(smooth.get()) {
      configure(&$0)
      $0.cohomology.maxDimension = 2
    }
  }

  static func configure(_ parameters: inout HomologyParameters) {
    parameters.cloud.stride = 2
    parameters.cloud.active = 2_000
    parameters.cloud.neighbours = 200
    parameters.cloud.landmarks = 300
    parameters.cloud.landmarkNeighbours = 200
    parameters.compatibility = .canns
  }

  @Test func theGeneratorMakesTheKnownRecording() {
    let spikes = GoldenRecording.spikes
    #expect(spikes.reduce(0) { $0 + $1.count } == 19_524)
    #expect(spikes.prefix(4).map(\.count) == [309, 362, 303, 313])
    for (time, known) in zip(spikes[0], [0.00468588, 1.92085955, 2.5866065]) {
      #expect(close(time, known, 1e-8))
    }
  }

  @Test func rawCountsLoseTheThreeSpikesOfTheLastBin() throws {
    let raw = try embed(GoldenRecording.recording) {
      $0.compatibility = .canns
      $0.speedFilter = false
      $0.sigma = 0
    }
    #expect(raw.rates.rows == 12_000 && raw.rates.columns == 60)
    #expect(try raw.rates().elements.reduce(0) { $0 + Double($1) } == 19_521)
    #expect(total(try raw.spikeCounts()) == 19_521)
    #expect(raw.notes.dropped.first { $0.what == "spikes" }?.count == 3)
  }

  @Test func speedsAndKeptBins() throws {
    let all = try embed(GoldenRecording.recording) {
      $0.compatibility = .canns
      $0.speedFilter = false
    }
    let speed = try #require(all.speed)
    let known = [0.0159454, 5.95922, 26.6842, 48.1679, 57.5160]
    for (found, expected) in zip(quantiles(speed, [0, 0.05, 0.5, 0.95, 1]), known) {
      #expect(close(found, expected, 1e-5 * expected))
    }
    let moving = try embed(GoldenRecording.recording) {
      $0.compatibility = .canns
      $0.sigma = 0
    }
    #expect(moving.bins.count == 11_824)
    #expect(total(try moving.spikeCounts()) == 19_206)
    #expect(close(moving.times[0], 0.08, 1e-12) && close(moving.times[1], 0.09, 1e-12))
    #expect(close(moving.times[11_823], 119.94, 1e-9))
    #expect(close(try #require(moving.x).reduce(0, +), 8963.772386310462, 1e-8))
  }

  @Test func smoothRates() throws {
    let rates = try Self.smooth.get().rates()
    #expect(close(rates.elements.reduce(0) { $0 + Double($1) }, 155_718.6717, 5e-3))
    #expect(close(Double(rates[1000, 2]), 1.772803, 1e-6))
    #expect([0, 1, 3].allSatisfy { rates[1000, $0] == 0 })
  }

  @Test func candidatesLandmarksAndDistances() throws {
    let result = try Self.homology.get()
    #expect(result.rows.count == 2000 && result.rows.reduce(0, +) == 12_807_112)
    #expect(Array(result.rows.prefix(5)) == [10, 12, 14, 16, 18])
    #expect(
      Array(result.landmarks.prefix(12)) == [784, 1631, 554, 1853, 1156, 23, 926, 783, 1638, 1133, 611, 1155])
    #expect(result.landmarks.reduce(0, +) == 297_279)
    let finite = result.distances.elements.filter(\.isFinite)
    #expect(finite.count == 63_434)
    #expect(close(finite.reduce(0) { $0 + Double($1) }, 995_490.25357, 0.05))
    #expect(close(result.largestDistance, 93.49997582, 1e-5))
    #expect(close(result.explainedVarianceRatio[0], 0.13348564, 1e-7))
  }

  @Test func barsOfAllDimensions() throws {
    let result = try Self.homology.get()
    let diagrams = result.persistence.diagrams
    #expect(diagrams[0].count == 300 && diagrams[0].count(where: \.isEssential) == 1)
    for (bar, known) in zip(
      diagrams[0].dropFirst(), [0.95541918, 0.69442862, 0.58988619, 0.46229741, 0.36884388])
    {
      #expect(close(bar.lifetime, known, 1e-5))
    }
    #expect(diagrams[1].count == 60 && diagrams[1].allSatisfy { !$0.isEssential })
    let lifetimes = [4.26882279, 3.70910037, 3.57400686, 3.04458261, 1.23795712, 1.21564728]
    for (bar, known) in zip(diagrams[1], lifetimes) { #expect(close(bar.lifetime, known, 1e-5)) }
    #expect(close(diagrams[1][0].birth, 1.06449449, 1e-5) && close(diagrams[1][0].death, 5.33331728, 1e-5))
    #expect(close(diagrams[1][1].birth, 0.8045367, 1e-5) && close(diagrams[1][1].death, 4.51363707, 1e-5))
    #expect(diagrams[2].count == 7)
    for (bar, known) in zip(diagrams[2], [3.05194521, 1.21254015, 0.18538094]) {
      #expect(close(bar.lifetime, known, 1e-5))
    }
  }

  /// Shifted copies with given offsets go through the same chain: (37 c² + 101 c + 13) and (91 c² + 7 c + 500) mod n.
  @Test(arguments: [(37, 101, 13, 0.77458245, 1.58755267), (91, 7, 500, 0.89053422, 1.59626129)])
  func shiftedCopies(square: Int, linear: Int, constant: Int, h0: Double, h1: Double) throws {
    let prepared = try PreparedRates(Self.smooth.get().rates(), stride: 2)
    let shifts = (0..<60).map { (square * $0 * $0 + linear * $0 + constant) % 12_000 }
    let cloud = try landmarkCloud(
      prepared, shifts: shifts,
      parameters: LandmarkParameters(
        stride: 2, active: 2000, neighbours: 200, landmarks: 300, landmarkNeighbours: 200, compat: true))
    let bars = try persistentCohomology(
      of: cloud.distances,
      parameters: PersistenceParameters(
        maxDimension: 1, coefficient: 47, threshold: .largestFinite, cocycles: false))
    let longest = bars.diagrams.map { $0.filter { !$0.isEssential }.map(\.lifetime).max() ?? 0 }
    #expect(close(longest[0], h0, 1e-5))
    #expect(close(longest[1], h1, 1e-5))
  }

  @Test func decodedCircles() throws {
    let result = try Self.decoded.get()
    #expect(result.coordinates.rows == 12_000 && result.circles == 2)
    func against(_ circle: Int, _ angle: [Double]) -> Double {
      agreement(result.coordinates.column(circle), angle)
    }
    #expect(close(against(0, GoldenRecording.first), 0.840525, 2e-5))
    #expect(close(against(0, GoldenRecording.second), 0.289437, 2e-5))
    #expect(close(against(1, GoldenRecording.first), 0.413060, 2e-5))
    #expect(close(against(1, GoldenRecording.second), 0.736544, 2e-5))
    #expect(result.basis == [[1, 0], [0, 1]])
  }

  static let decoded = Result {
    try decode(smooth.get(), homology.get()) {
      $0.shape.circles = .count(2)
      $0.compatibility = .canns
    }
  }

  @Test func phaseMapsCoverWhatTheReferenceCovers() throws {
    var parameters = CohoMapParameters()
    parameters.compatibility = .canns
    let result = try CohoMap.run(
      Results(Self.smooth.get(), Self.decoded.get()), parameters: parameters,
      context: RunContext())
    #expect(result.grid.columns == 100 && result.grid.rows == 100)
    for (found, known) in [
      (result.grid.xEdges[0], 0.01567909), (result.grid.xEdges[100], 1.48628709),
      (result.grid.yEdges[0], 0.0136998),
      (result.grid.yEdges[100], 1.48343372),
    ] { #expect(close(found, known, 1e-7)) }
    for map in result.maps {
      #expect(map.elements.count(where: \.isFinite) == 8949)
    }
  }
}
