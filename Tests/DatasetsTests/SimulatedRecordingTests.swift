import ArrayFiles
import ArrayNumerics
import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct SimulatedRecordingTests {
  let trajectoryFile = datasetsFolder.appendingPathComponent("rat-trajectory.npz")

  @Test func theCommittedModuleIsWhatSeedOneMakes() throws {
    let folder = try TemporaryFolder()
    let made = try SimulatedDataset.gridModule.make(
      seed: 1, trajectory: trajectoryFile, work: Work(threads: 2))
    let committed = datasetsFolder.appendingPathComponent("grid-module.npz")
    let archive = try NPZArchive(contentsOf: committed)
    #expect(archive.names == made.arrays.map(\.name))
    for (name, array) in made.arrays { #expect(try archive.read(name).array == array, "\(name)") }
    try made.write(to: folder.file("made.npz"))
    #expect(try sha256(of: folder.file("made.npz")) == sha256(of: committed))
  }

  @Test(arguments: SimulatedDataset.allCases) func seedDecidesAndThreadsDoNot(dataset: SimulatedDataset)
    throws
  {
    func make(_ seed: UInt64, _ threads: Int) throws -> SimulatedRecording {
      try dataset.make(
        seed: seed, cells: 5, minutes: 0.5, trajectory: trajectoryFile, work: Work(threads: threads))
    }
    let first = try make(3, 1).spikeTimes
    #expect(try make(3, 2).spikeTimes == first)
    #expect(try make(4, 1).spikeTimes != first)
  }

  @Test func cellsFireAtTheirFieldsAndOneLatticeVectorAwayAtTheDesignedRate() throws {
    var parameters = GridModuleParameters()
    parameters.cells = 40
    let recording = try makeGridModule(
      parameters: parameters, trajectory: readTrajectory(contentsOf: trajectoryFile), work: Work(threads: 2))
    let truth = Dictionary(uniqueKeysWithValues: recording.truth.map { ($0.name, $0.array.doubles ?? []) })
    let phases = try #require(truth["truth_phase"])
    let lattice = try #require(truth["truth_lattice"])
    let peaks = try #require(truth["truth_peak_rate"])
    #expect(abs(hypot(lattice[0], lattice[1]) - 0.48) < 1e-12)
    let t = recording.trajectory.t
    let x = try #require(recording.trajectory.x)
    let y = try #require(recording.trajectory.y)
    // Spikes and time within 3 cm of any field centre, over all cells; the mean of the profile there is 0.936 of the peak
    // for a Gaussian of 5.9 cm, less 3 % for the refractory period.
    var spikes = 0.0
    var expected = 0.0
    for cell in 0..<parameters.cells {
      func isInField(_ x: Double, _ y: Double) -> Bool {
        for i in -4...4 {
          for j in -4...4 {
            let a = phases[cell] / (2 * .pi) + Double(i)
            let b = phases[40 + cell] / (2 * .pi) + Double(j)
            if hypot(x - a * lattice[0] - b * lattice[2], y - a * lattice[1] - b * lattice[3]) < 0.03 {
              return true
            }
          }
        }
        return false
      }
      for sample in t.indices where isInField(x[sample], y[sample]) { expected += peaks[cell] / 50 }
      for time in recording.spikeTimes[cell] {
        let sample = Int((Double(time) * 50).rounded())
        if isInField(x[sample], y[sample]) { spikes += 1 }
      }
    }
    let ratio = spikes / expected
    #expect(ratio > 0.88 && ratio < 0.95, "\(ratio)")
  }

  @Test func aLongerSessionPlaysTheTrajectoryBackward() throws {
    let t = (0...500).map { Double($0) / 50 }
    let trajectory = Trajectory(t: t, x: t.map { $0 / 10 }, y: t.map { _ in 0.5 })
    var parameters = GridModuleParameters()
    parameters.cells = 1
    parameters.minutes = 0.5
    let x = try #require(
      try makeGridModule(parameters: parameters, trajectory: trajectory, work: Work()).trajectory.x)
    #expect(x.count == 1501)
    for (sample, expected) in [(0, 0.0), (500, 1), (600, 0.8), (1000, 0), (1250, 0.5), (1500, 1)] {
      #expect(abs(x[sample] - expected) < 1e-6)
    }
  }

  @Test func spikesAscendAndKeepTheRefractoryPeriod() throws {
    for dataset in SimulatedDataset.allCases {
      let recording = try dataset.make(cells: 4, minutes: 2, trajectory: trajectoryFile, work: Work())
      for times in recording.spikeTimes {
        #expect(!times.isEmpty)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 > 0.0019 })
      }
    }
  }

  @Test func headDirectionCellsPreferTheirDirection() throws {
    let recording = try makeHeadDirectionRing(
      parameters: HeadDirectionRingParameters(), work: Work(threads: 2))
    let angles = try #require(recording.trajectory.headDirection)
    let truth = Dictionary(uniqueKeysWithValues: recording.truth.map { ($0.name, $0.array.doubles ?? []) })
    let preferred = try #require(truth["truth_preferred_direction"])
    for (cell, times) in recording.spikeTimes.enumerated() {
      var sum = SIMD2<Double>()
      for time in times {
        let angle = angles[Int((Double(time) * 50).rounded())]
        sum += SIMD2(cos(angle), sin(angle))
      }
      #expect(abs(angleDifference(atan2(sum.y, sum.x), preferred[cell])) < 0.35)
    }
  }

  @Test func ourReaderFindsSpikesAndPosition() throws {
    let recording = try RecordingReader.read(url: datasetsFolder.appendingPathComponent("grid-module.npz"))
    #expect(recording.spikes?.cellCount == 72)
    #expect(recording.trajectory?.t.count == 30_001)
    #expect(recording.positionUnit?.unit == .metre)
  }

  @Test func unusableParametersAreNamed() throws {
    for (cells, minutes) in [(0, 1.0), (1, -1), (1, .nan), (1, 1e9)] {
      #expect(throws: DatasetError.self) {
        try SimulatedDataset.gridModule.make(
          cells: cells, minutes: minutes, trajectory: trajectoryFile, work: Work())
      }
    }
    #expect(throws: DatasetError.self) { try SimulatedDataset(named: "gardner2022") }
    #expect(throws: DatasetError.self) {
      try makeGridModule(
        parameters: GridModuleParameters(), trajectory: Trajectory(t: [0, 1], x: [.nan, .nan], y: [0, 0]),
        work: Work())
    }
  }
}
