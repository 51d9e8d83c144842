import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Schema
import Stages
import Synchronization
import TestSupport
import Testing
import Topology

/// The topological analysis as it is by default, on a small simulated ring.
@Suite struct HomologyTests {
  static let embedding = Result {
    try embed(SimulatedSessions.ring) {
      $0.sigma = 0.25
      $0.binWidth = 0.05
    }
  }

  static func configure(_ parameters: inout HomologyParameters) {
    parameters.cloud.stride = 4
    parameters.cloud.active = 600
    parameters.cloud.neighbours = 60
    parameters.cloud.landmarks = 90
    parameters.cloud.landmarkNeighbours = 60
    parameters.cloud.components = 4
    parameters.shuffles = 5
  }
  static let result = Result { try analyseHomology(embedding.get(), seed: 3, configure) }

  @Test(arguments: [2, 3]) func arraysDoNotDependOnTheNumberOfThreads(threads: Int) throws {
    let threaded = try analyseHomology(
      Self.embedding.get(), work: Work(threads: threads), seed: 3, Self.configure)
    #expect(try identical(fingerprint(threaded), fingerprint(Self.result.get())))
    let decoded = try decode(Self.embedding.get(), threaded, work: Work(threads: threads)) {
      $0.shape.anyway = true
    }
    let alone = try decode(Self.embedding.get(), Self.result.get()) { $0.shape.anyway = true }
    #expect(identical(fingerprint(decoded), fingerprint(alone)))
  }

  @Test func moreShufflesBeginWithTheFewer() throws {
    let ten = try analyseHomology(Self.embedding.get(), work: Work(threads: 2), seed: 3) {
      Self.configure(&$0)
      $0.shuffles = 10
    }
    let five = try Self.result.get()
    for dimension in 0...1 {
      #expect(ten.nullLifetimes[dimension].count == 10)
      #expect(Array(ten.nullLifetimes[dimension].prefix(5)) == five.nullLifetimes[dimension])
      #expect(Set(ten.nullLifetimes[dimension]).count == 10)
    }
    let otherSeed = try analyseHomology(Self.embedding.get(), seed: 4, Self.configure)
    #expect(otherSeed.nullLifetimes != five.nullLifetimes && otherSeed.landmarks == five.landmarks)
  }

  @Test func pValuesAreThoseOfTheNull() throws {
    let result = try Self.result.get()
    let p = try #require(result.pValues(1))
    let null = result.nullLifetimes[1]
    for (p, lifetime) in zip(p, result.finiteLifetimes(1)) {
      #expect(p == Double(1 + null.count { $0 >= lifetime }) / 6)
    }
    #expect(p.first == 1.0 / 6 && zip(p, p.dropFirst()).allSatisfy(<=))
    #expect(result.pValues(2) == nil)
  }

  @Test func duplicatedCellsAreNamedAndLeftOut() throws {
    var recording = SimulatedSessions.ring
    var trains = recording.spikeTrains
    trains.append(SpikeTrain(id: "copy", times: try trains[4].times))
    // The same unit sorted twice: two spikes in a hundred missing, the others moved by a millisecond.
    let jittered = try trains[9].times.enumerated().filter { $0.offset % 50 != 0 }.map { $0.element + 0.001 }
    trains.append(SpikeTrain(id: "almost", times: jittered))
    recording.spikes = .trains(trains)
    recording.cellIDs = trains.map(\.id)
    let embedding = try embed(recording) {
      $0.sigma = 0.25
      $0.binWidth = 0.05
    }
    let result = try analyseHomology(embedding, seed: 3, Self.configure)
    #expect(result.cells == Array(0..<30))
    #expect(result.notes.warnings.contains { $0.contains("Cell copy repeats cell 4") })
    #expect(result.notes.warnings.contains { $0.contains("Cell almost repeats cell 9") })
    #expect(result.notes.dropped.first { $0.what == "cells" }?.count == 2)
    let clean = try Self.result.get()
    #expect(identical(fingerprint(result), fingerprint(clean)))
    let kept = try analyseHomology(embedding, seed: 3) {
      Self.configure(&$0)
      $0.duplicateCorrelation = 1
      $0.shuffles = 0
    }
    #expect(kept.cells.count == 32 && kept.notes.warnings.isEmpty)
  }

  @Test func impossibleParametersAreRefusedInWords() {
    for (name, text) in [
      ("coefficient", "4"), ("coefficient", "1"), ("max-dimension", "4"), ("landmarks", "0"),
      ("shuffles", "-1"),
      ("landmark-neighbors", "1300"), ("neighbors", "20000"), ("duplicate-correlation", "0"),
    ] {
      #expect {
        try HomologyParameters(settings: [ParameterSetting(name: name, text: text)])
      } throws: { error in
        guard case .invalid(let found, _)? = error as? ParameterError else { return false }
        return found == name
      }
    }
  }

  @Test func moreThanTheMemoryBudgetIsRefusedBeforeTheStart() throws {
    var parameters = HomologyParameters()
    Self.configure(&parameters)
    #expect(throws: StageError.self) {
      try Homology.run(
        Results(Self.embedding.get()), parameters: parameters,
        context: RunContext(memoryBudget: 1000))
    }
  }

  @Test func aStopIsNoticed() throws {
    let seen = Mutex(0)
    let work = Work(isCancelled: {
      seen.withLock { count in
        count += 1
        return count > 5
      }
    })
    #expect(throws: CancellationError.self) {
      try analyseHomology(Self.embedding.get(), work: work, Self.configure)
    }
  }
}
