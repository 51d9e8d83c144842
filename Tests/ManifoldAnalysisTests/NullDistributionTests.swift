import AnalysisTestSupport
import ArrayNumerics
import DimensionReduction
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import Synchronization
import TestSupport
import Testing

/// Keeps pieces in memory, and can hand out made-up ones.
private final class Pieces: Checkpoint {
  let pieces: Mutex<[Int: JSONValue]>
  let saved = Mutex<[Int]>([])

  init(_ pieces: [Int: JSONValue] = [:]) { self.pieces = Mutex(pieces) }
  func finished() -> [Int: JSONValue] { pieces.withLock { $0 } }
  func save(_ piece: Int, _ value: JSONValue) {
    pieces.withLock { $0[piece] = value }
    saved.withLock { $0.append(piece) }
  }
}

@Suite struct NullDistributionTests {
  private func analyse(
    _ pieces: Pieces = Pieces(), threads: Int = 1, _ change: (inout HomologyParameters) -> Void
  ) throws -> HomologyResult {
    var parameters = HomologyParameters()
    HomologyTests.configure(&parameters)
    change(&parameters)
    try parameters.validate()
    return try Homology.run(
      Results(HomologyTests.embedding.get()), parameters: parameters,
      context: RunContext(work: Work(threads: threads), seed: 3, checkpoint: pieces))
  }

  /// 1 × 6 = 3 × 2 = 6 × 1, also when the parts are made on several threads.
  @Test func partsFitTogether() throws {
    let whole = try analyse { $0.shuffles = 6 }
    for size in [1, 2] {
      let pieces = Pieces()
      for first in stride(from: 0, to: 6, by: size) {
        let part = try analyse(pieces, threads: 2) {
          $0.shuffles = 6
          $0.shuffleRange = DrawRange(first..<first + size)
        }
        #expect(part.null.draws == Array(first..<first + size))
        #expect(part.nullLifetimes[1] == Array(whole.nullLifetimes[1][first..<first + size]))
        #expect(part.verdict.shape == .untested && part.verdict.reasons.contains { $0.contains("part of the null") })
      }
      let merged = try analyse(pieces) { $0.shuffles = 6 }
      #expect(identical(fingerprint(merged), fingerprint(whole)))
      #expect(pieces.saved.withLock { $0.sorted() } == Array(0..<6))
    }
  }

  /// The draws of another surrogate beside it are those that it gives alone, and change neither null nor shape.
  @Test func otherSurrogatesStandBesideIt() throws {
    let alone = try analyse {
      $0.shuffles = 4
      $0.surrogate = .timePermutation
    }
    let plain = try analyse { $0.shuffles = 4 }
    let pieces = Pieces()
    let both = try analyse(pieces, threads: 2) {
      $0.shuffles = 4
      $0.comparedSurrogates = [.timePermutation, .poisson]
    }
    #expect(both.null == plain.null && both.verdict.shape == plain.verdict.shape)
    #expect(both.compared.surrogates == [.timePermutation, .poisson])
    #expect(both.compared.nulls[0].lifetimes[1] == alone.nullLifetimes[1])
    #expect(both.compared.nulls[1].lifetimes[1].count == 4)
    #expect(both.comparedPValues(1, 0) == alone.pValues(1))
    #expect(both.verdict.reasons.count { $0.contains("For comparison") } == 2)
    #expect(both.storedFields.first { $0.information.key == "compared_null_h1" } != nil)
    // All that was made is kept, and in another order it is found again.
    #expect(pieces.saved.withLock { Set($0).count } == 12)
    let again = try analyse(pieces) {
      $0.shuffles = 4
      $0.comparedSurrogates = [.poisson, .timePermutation]
    }
    #expect(pieces.saved.withLock { $0.count } == 12)
    #expect(again.compared.nulls[1] == both.compared.nulls[0])
  }

  @Test func comparedSurrogatesAreNamedOnce() throws {
    var parameters = HomologyParameters()
    parameters.shuffles = 3
    parameters.comparedSurrogates = [.circularShift]
    #expect(throws: ParameterError.self) { try parameters.validate() }
    parameters.comparedSurrogates = [.poisson]
    try parameters.validate()
    parameters.shuffleRange = DrawRange(0..<2)
    #expect(throws: ParameterError.self) { try parameters.validate() }
  }

  /// A damaged line is not a draw, even where enough of it are numbers.
  @Test func damagedDrawsAreMadeAnew() throws {
    let whole = try analyse { $0.shuffles = 3 }
    let pieces = Pieces([
      0: .array([.null, .string("y"), .number(1), .number(2)]), 1: .array([.number(-1), .number(2)]),
      2: .array([.number(1)]),
    ])
    let mended = try analyse(pieces) { $0.shuffles = 3 }
    #expect(mended.nullLifetimes == whole.nullLifetimes)
  }

  /// A window beyond the recording is the recording, whatever number it is.
  @Test(arguments: [Surrogate.localShift, .blockPermutation]) func windowsHaveNoLimit(surrogate: Surrogate) throws {
    func null(_ window: Double) throws -> [[Double]] {
      try analyse {
        $0.shuffles = 2
        $0.surrogate = surrogate
        $0.surrogateWindow = window
      }.nullLifetimes
    }
    #expect(try null(1e300) == null(1e6))
    #expect(try null(1e-300) == null(1e-9))
  }

  @Test func dimensionThreeHasANullToo() throws {
    let result = try analyse {
      $0.shuffles = 1
      $0.cohomology.maxDimension = 3
    }
    #expect(result.nullLifetimes.map(\.count) == [1, 1, 1, 1])
    #expect(result.storedArrays.map(\.key).filter { ["h3", "null_h3", "p_h3"].contains($0) }.count == 3)
  }

  @Test func moreDrawsThanMemoryHoldsAreRefused() {
    #expect(throws: ParameterError.self) { try analyse { $0.shuffles = 1_000_000_000_000 } }
  }

  @Test func failedDrawsAreCountedAndTooManyStopTheRun() throws {
    let failed: JSONValue = .record(["failed": .string("no cells fired")])
    let result = try analyse(Pieces([1: failed])) {
      $0.shuffles = 5
      $0.maxFailures = 0.2
    }
    #expect(result.null.draws == [0, 2, 3, 4] && result.null.failures == 1)
    #expect(result.notes.dropped.first { $0.what == "draws of the null" }?.count == 1)
    // p is taken over the draws that there are.
    #expect(try #require(result.pValues(1))[0] == 0.2)
    #expect {
      _ = try analyse(Pieces([1: failed, 2: failed])) {
        $0.shuffles = 5
        $0.maxFailures = 0.2
      }
    } throws: { error in
      guard case .unusableData(_, let reason, _)? = error as? StageError else { return false }
      return reason.contains("2 of 5") && reason.contains("no cells fired")
    }
  }

  @Test func everyWayOfMakingDrawsIsItsOwn() throws {
    var longest: [[Double]] = []
    for surrogate in Surrogate.allCases {
      let results = try [1, 2].map { threads in
        try analyse(threads: threads) {
          $0.shuffles = 3
          $0.surrogate = surrogate
        }
      }
      #expect(results[0].nullLifetimes == results[1].nullLifetimes)
      #expect(results[0].nullLifetimes[1].count == 3)
      longest.append(results[0].nullLifetimes[1])
      // The ring of the recording is gone in all of them.
      #expect(results[0].finiteLifetimes(1)[0] > 1.5 * (longest.last ?? []).max()!)
    }
    #expect(Set(longest).count == Surrogate.allCases.count)
  }

  /// Where a shift of at most nothing is asked for, a draw is the recording.
  @Test func aLocalShiftStaysWithinItsWindow() throws {
    let result = try analyse {
      $0.shuffles = 2
      $0.surrogate = .localShift
      $0.surrogateWindow = 0.1
      $0.selection = .active
    }
    let observed = result.finiteLifetimes(1)[0]
    // Offsets of 0.1 s against a smoothing of 0.25 s leave the ring standing.
    #expect(result.nullLifetimes[1].allSatisfy { $0 > 0.5 * observed })
    let far = try analyse {
      $0.shuffles = 2
      $0.surrogate = .localShift
      $0.surrogateWindow = 60
    }
    #expect(far.nullLifetimes[1].allSatisfy { $0 < 0.5 * observed })
  }

  @Test func pValuesHoldForAllDimensionsTogether() throws {
    let result = try analyse {
      $0.shuffles = 19
      $0.cohomology.maxDimension = 2
    }
    let (p, family) = (try #require(result.pValues(1)), try #require(result.familyPValues(1)))
    #expect(p[0] == 0.05 && family[0] == 0.1)
    #expect(zip(p, family).allSatisfy { $1 == min(1, 2 * $0) })
    #expect(result.verdict.reasons.contains { $0.contains("0.05") && $0.contains("2 dimensions") && $0.contains("0.1") })
  }

  @Test func rangesAreReadAsInPython() throws {
    #expect(DrawRange(parameterText: "0:250") == DrawRange(0..<250))
    #expect(DrawRange(parameterText: "7:7") == DrawRange(7..<7))
    for text in ["", "3", "5:2", "-1:4", "1:2:3", "a:b", "1.5:2"] { #expect(DrawRange(parameterText: text) == nil) }
    for (shuffles, range) in [(10, "5:11"), (0, "0:1"), (10, "5:5")] {
      #expect(throws: ParameterError.self) {
        try HomologyParameters(settings: [
          ParameterSetting(name: "shuffles", text: "\(shuffles)"), ParameterSetting(name: "shuffle-range", text: range),
        ])
      }
    }
  }
}
