import ArrayNumerics
import CellAnalysis
import Foundation
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing

@Suite struct SpeedHistogramTests {
  /// Rows of 20 ms with the given speeds, cm/s.
  private func embedding(_ speed: [Double]?, rows: Int? = nil) -> EmbeddingResult {
    let count = rows ?? speed?.count ?? 10
    return EmbeddingResult(
      rates: Matrix(rows: count, columns: 1, repeating: 0), counts: Matrix(rows: count, columns: 1, repeating: 0),
      times: (0..<count).map { 0.02 * Double($0) }, cellIDs: ["a"], behaviour: RowBehaviour(speed: speed),
      bins: Array(0..<count), binWidth: 0.02, fullBinCount: count)
  }

  private func run(_ speed: [Double]?, _ settings: KeyValuePairs<String, String> = [:]) throws -> SpeedHistogram.Result {
    try SpeedHistogram.run(
      Results(embedding(speed)),
      parameters: .init(settings: settings.map { ParameterSetting(name: $0.key, text: $0.value) }), context: RunContext())
  }

  /// A speed that swings between 0 and 40 as a cosine spends acos(1 - v / 20) / pi of the time below v.
  @Test func aSwingingSpeedHasTheArcsineLaw() throws {
    let count = 100_000
    let speed = (0..<count).map { (bin: Int) -> Double in 20 * (1 - cos(.pi * (Double(bin) + 0.5) / Double(count))) }
    let result = try run(speed, ["bin-cm-s": "5"])
    #expect(result.edges == stride(from: 0.0, through: 40, by: 5).map { $0 })
    let total = Double(count) * 0.02
    for (index, time) in result.time.enumerated() {
      func below(_ speed: Double) -> Double { speed >= 40 ? 1 : acos(1 - speed / 20) / .pi }
      #expect(close(time, total * (below(result.edges[index + 1]) - below(result.edges[index])), 0.05), "\(index)")
    }
    #expect(close(result.medianSpeed, 20, 1e-3))
  }

  @Test func theTimesAddUpToTheTimeThatWasKept() throws {
    var stream = RandomStream(seed: 1, name: "speed")
    let speed = (0..<5000).map { _ in 150 * stream.uniform() }
    for settings in [[:], ["bin-cm-s": "7"], ["bin-cm-s": "0.3"]] as [KeyValuePairs<String, String>] {
      #expect(close(try run(speed, settings).time.reduce(0, +), 100, 1e-9))
    }
  }

  @Test func whatIsFasterCountsInTheLastBin() throws {
    let result = try run([1, 6, 49.99, 50, 210, 5000], ["bin-cm-s": "50"])
    #expect(result.edges == [0, 50, 100, 150, 200, 250])
    #expect(zip(result.time, [0.06, 0.02, 0, 0, 0.04]).allSatisfy { close($0, $1, 1e-12) })
    // The median is that of the speeds themselves.
    #expect(close(result.medianSpeed, 49.995, 1e-12))
  }

  @Test func binsWithoutAPositionAreLeftOutAndCounted() throws {
    let result = try run([1, .nan, 3, .nan, 5])
    #expect(close(result.time.reduce(0, +), 0.06, 1e-12) && result.medianSpeed == 3)
    #expect(result.notes.dropped == [DroppedItems("bins", count: 2, reason: "no position")])
    #expect(try run([1, 2]).notes.dropped.isEmpty)
  }

  @Test func withoutASpeedThereIsNone() {
    for speed in [nil, [], [Double.nan, .nan]] as [[Double]?] {
      #expect {
        try run(speed)
      } throws: { error in
        guard case .unusableData("speed-histogram", _, _)? = error as? StageError else { return false }
        return true
      }
    }
  }

  @Test(arguments: [
    (["bin-cm-s": "0"], "bin-cm-s"), (["bin-cm-s": "-1"], "bin-cm-s"),
    (["bin-cm-s": "1e-9"], "bin-cm-s"), (["bin-cm-s": "51"], "bin-cm-s"),
  ]) func senselessBinsAreRefusedByName(settings: [String: String], name: String) {
    #expect {
      try SpeedHistogram.Parameters(settings: settings.map { ParameterSetting(name: $0.key, text: $0.value) })
    } throws: { error in
      guard case .invalid(name, _)? = error as? ParameterError else { return false }
      return true
    }
  }
}
