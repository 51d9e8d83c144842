import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing

/// Tori from a linear track (Hermansen, Klindt and Dunn 2024, doi:10.1038/s41467-024-49703-1).
@Suite struct LinearTrackTests {
  /// Forty grid cells of one module on a track of three metres, to and fro at a speed that changes, twenty minutes: fields
  /// stand where the track crosses the lattice.
  private static func trains() -> (t: [Double], x: [Double], trains: [[Double]]) {
    var walk = RandomStream(seed: 21, name: "speed")
    let times = (0..<60_000).map { Double($0) / 50 }
    var (way, noise) = (0.0, 0.0)
    let x = times.map { _ -> Double in
      noise = 0.98 * noise + 0.2 * walk.normal()
      way += abs(0.25 + 0.15 * noise) / 50
      let place = way.truncatingRemainder(dividingBy: 6)
      return place < 3 ? place : 6 - place
    }
    let k = 4 * Double.pi / (3.0.squareRoot() * 0.45)
    let trains = (0..<40).map { cell -> [Double] in
      var random = RandomStream(seed: 22, name: "cells", index: UInt64(cell))
      let shift = (random.uniform(), random.uniform())
      return times.indices.flatMap { sample -> [Double] in
        let (px, py) = (x[sample] * cos(0.3) - shift.0, x[sample] * sin(0.3) - shift.1)
        let waves = (0..<3).reduce(0.0) { sum, wave in
          let angle = 0.21 + Double(wave) * .pi / 3
          return sum + cos(k * (cos(angle) * px + sin(angle) * py))
        }
        let spikes = random.poisson(mean: 12 * exp(2.5 * (waves / 3 - 1)) / 50)
        return (0..<spikes).map { _ in times[sample] + random.uniform() / 50 }
      }.sorted()
    }
    return (times, x, trains)
  }

  @Test func oneModuleOnALinearTrackHasItsTorus() throws {
    let (t, x, trains) = Self.trains()
    var recording = makeRecording(trains: trains, t: t, x: x, y: x)
    recording.trajectory = .init(t: t, x: x)
    let embedding = try embed(recording) { $0.sigma = 0.1 }
    let homology = try analyseHomology(embedding, work: Work(threads: 2), seed: 1) {
      ($0.selection, $0.cloud.stride, $0.cloud.active) = (.uniform, 1, 8000)
      ($0.cloud.neighbours, $0.cloud.landmarks, $0.cloud.landmarkNeighbours) = (500, 600, 400)
      $0.transform = .sqrt
    }
    let bars = homology.finiteLifetimes(1).sorted(by: >)
    #expect(bars[1] > 1.4 * bars[2] && bars[0] < 2 * bars[1], "\(bars.prefix(4))")
  }
}
