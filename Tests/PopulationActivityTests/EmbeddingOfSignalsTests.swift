import AnalysisTestSupport
import ArrayNumerics
import Foundation
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing

/// Calcium signals in place of spikes.
@Suite struct EmbeddingOfSignalsTests {
  /// Three regions, 200 frames; region 1 is active in frame 50 only.
  private func recording(
    _ quantity: ROIQuantity, clock: SampleClock? = .rate(20), t: [Double]? = nil,
    change: (inout Matrix<Float>) -> Void = { _ in }
  ) -> Recording {
    var matrix = Matrix<Float>(rows: 200, columns: 3, repeating: 0)
    for frame in 0..<200 {
      matrix[frame, 0] = Float(frame % 5)
      matrix[frame, 2] = Float(frame) / 100 - 1
    }
    matrix[50, 1] = 8
    change(&matrix)
    return Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "/session"), format: "suite2p"),
      trajectory: t.map { t in Trajectory(t: t, headDirection: t.map { $0.truncatingRemainder(dividingBy: 2 * .pi) }) },
      roiSignals: ROISignals(matrix: matrix, clock: clock, quantity: quantity, ids: ["a", "b", "c"]))
  }

  private func words(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func relativeFluorescenceIsTakenAsItIs() throws {
    let recording = recording(.dff)
    let result = try embed(recording) { $0.binWidth = 0.05 }
    #expect(try result.rates() == recording.roiSignals?.matrix)
    #expect(try result.signal == result.rates())
    #expect(result.counts == nil && result.spikes == nil)
    #expect(result.kind == .dff)
    #expect(close(result.times[0], 0.025, 1e-12) && result.times.count == 200)
    let numbers = result.recordedNumbers
    #expect(numbers["activity"]?.string == "dF/F")
    #expect(numbers["rate_unit"]?.string == "dF/F")
    #expect(numbers["likelihood"]?.string == "scaled Poisson of the positive part")
    #expect(numbers["sigma_ms"]?.double == 0)
    #expect(result.storedArrays.map(\.key).contains("signal") && !result.storedArrays.map(\.key).contains("counts"))
  }

  @Test func deconvolvedActivityIsSmoothedToARate() throws {
    let result = try embed(recording(.deconvolved)) { ($0.binWidth, $0.sigma) = (0.05, 0.1) }
    let integral = try result.rates().column(1).reduce(0) { $0 + Double($1) } * 0.05
    #expect(close(integral, 8, 1e-5))
    let weights = (-8...8).map { exp(-Double($0 * $0) / 8) }
    #expect(try close(Double(result.rates()[50, 1]), 8 / 0.05 / weights.reduce(0, +), 1e-4))
    #expect(result.signal?[50, 1] == 8)
    #expect(result.storedArrays.first { $0.key == "rates" }?.unit == "deconvolved/s")
  }

  @Test func framesAreSummedOrAveragedInWiderBins() throws {
    let summed = try embed(recording(.deconvolved)) { ($0.binWidth, $0.sigma) = (0.26, 0) }
    #expect(summed.binWidth == 0.25 && summed.bins.count == 40)
    #expect(summed.signal?.column(0) == [Float](repeating: 10, count: 40))
    #expect(try summed.rates()[0, 0] == 40)
    let averaged = try embed(recording(.dff)) { $0.binWidth = 0.25 }
    #expect(try averaged.rates().column(0) == [Float](repeating: 2, count: 40))
    #expect(averaged.notes.warnings.isEmpty == false)
  }

  @Test func behaviourComesToTheFrames() throws {
    let result = try embed(recording(.dff, t: (0...100).map { Double($0) / 10 })) { $0.binWidth = 0.05 }
    #expect(close(result.headDirection?[10] ?? .nan, 0.525, 1e-9))
  }

  @Test func timesOfFramesAreTheirCentres() throws {
    let even = try embed(recording(.dff, clock: .times((0..<200).map { 5 + Double($0) / 20 }))) { $0.binWidth = 0.05 }
    #expect(close(even.times[0], 5, 1e-9) && close(even.times[199], 5 + 199.0 / 20, 1e-9))
    // A pause of two seconds after frame 99.
    let paused = (0..<200).map { Double($0) / 20 + ($0 >= 100 ? 2 : 0) }
    let result = try embed(recording(.dff, clock: .times(paused))) { $0.binWidth = 0.05 }
    let gap = try #require(result.notes.dropped.first { $0.reason.contains("imaging has a gap") })
    #expect((39...41).contains(gap.count))
    let areFinite = try result.rates().elements.allSatisfy { $0.isFinite }
    #expect(areFinite)
  }

  @Test func cellsAreChosenByTheirNamesAndMissingValuesCounted() throws {
    #expect(try embed(recording(.dff)) { $0.cells = ["c", "a"] }.cellIDs == ["c", "a"])
    let result = try embed(recording(.dff) { $0[3, 0] = .nan })
    #expect(result.cellIDs == ["b", "c"])
    #expect(result.notes.dropped.contains { $0.count == 1 && $0.reason.contains("NaN") })
  }

  @Test func whatHasNoMeaningIsRefusedInWords() {
    #expect(words { _ = try embed(recording(.dff, clock: nil)) }.contains("--map fs=30"))
    #expect(words { _ = try embed(recording(.dff)) { $0.minimumRate = 1 } }.contains("no rate in hertz"))
    #expect(words { _ = try embed(recording(.dff)) { $0.compatibility = .canns } }.contains("spikes only"))
    #expect(words { _ = try embed(recording(.dff) { $0 = $0.map { _ in .nan } }) }.contains("without missing values"))
    #expect(words { _ = try embed(recording(.dff, clock: .times([0, 1]))) }.contains("--map fs=HZ"))
    #expect(words { _ = try embed(recording(.dff)) { $0.cells = ["x"] } }.contains("the cells are a, b, c"))
  }
}
