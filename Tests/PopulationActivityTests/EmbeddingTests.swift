import AnalysisTestSupport
import ArrayNumerics
import Foundation
import Plotting
import PopulationActivity
import Recordings
import Schema
import Stages
import TestSupport
import Testing

/// The embedding as it is by default.
@Suite struct EmbeddingTests {
  /// A track of ten seconds at 100 Hz.
  static let times = (0...1000).map { Double($0) / 100 }

  @Test func spikesOnTheFirstEdgeAndInTheLastBinAreKept() throws {
    let recording = makeRecording(trains: [[0, 0.0049, 0.01], [9.995, 10.0]], t: Self.times)
    let result = try embed(recording)
    #expect(try result.spikeCounts().rows == 1001)
    #expect(try result.spikeCounts()[0, 0] == 2 && result.spikeCounts()[1, 0] == 1)
    #expect(try result.spikeCounts()[999, 1] == 1 && result.spikeCounts()[1000, 1] == 1)
    #expect(try total(result.spikeCounts()) == 5)
    #expect(result.notes.dropped.isEmpty)
    #expect(close(result.times[0], 0.005, 1e-12) && close(result.times[1000], 10.005, 1e-9))
  }

  @Test func spikesOutsideTheTrackingAreCountedAsDropped() throws {
    let result = try embed(makeRecording(trains: [[-0.5, 5, 10.5, 11]], t: Self.times))
    #expect(try total(result.spikeCounts()) == 1)
    #expect(
      result.notes.dropped == [DroppedItems("spikes", count: 3, reason: "outside the recorded time")])
  }

  /// An animal that rests, runs at 10.5 cm/s, and rests: the filter keeps the run, the figure shows all of it.
  @Test func theTimeAtEachSpeedIsOfAllBins() throws {
    let t = (0...12_000).map { Double($0) / 100 }
    let x = t.map { min(max($0 - 40, 0), 40) * 0.105 }
    var recording = makeRecording(trains: [[10, 50, 60, 110]], t: t)
    recording.trajectory = Trajectory(t: t, x: x, y: x.map { _ in 0 }, headDirection: nil)
    let result = try embed(recording) { ($0.speedFilter, $0.minimumSpeed) = (true, 2.5) }
    let time = try #require(result.behaviour.speedTime)
    #expect(time.count == 50 && close(time.reduce(0, +), 120, 0.1))
    // Smoothing over a second blurs the two changes.
    #expect(abs(time[5] - 40) < 5 && time[0] > 74 && time[0] < 80)
    let fast = try #require(result.speed).allSatisfy { $0 > 2.5 }
    #expect(fast && result.bins.count < 4_500)
    let figures = try Embedding.figures(result, parameters: EmbeddingParameters(), pen: FigurePen(PlotConfig(), stem: "embed"))
    let figure = try #require(figures.first { $0.name == "speed" })
    let bars = figure.figure.panels[0].marks.compactMap { if case .bars(let bars) = $0 { bars } else { nil } }
    let totals = bars.map { $0.heights.reduce(0, +) }
    #expect(totals.count == 2 && close(totals[0], 120, 0.1) && close(totals[1], 0.01 * Double(result.bins.count), 0.1))
    #expect(figure.figure.panels[0].y.label == "Time (s)" && figure.caption.contains("all bins"))
    // Results of earlier versions have no such times.
    var older = result
    older.behaviour.speedTime = nil
    let kept = try Embedding.figures(older, parameters: EmbeddingParameters(), pen: FigurePen(PlotConfig(), stem: "embed"))
    let caption = kept.first { $0.name == "speed" }?.caption
    #expect(caption == "Time that the animal spent at each speed, in the bins that were kept.")
  }

  @Test(arguments: [0.0, 0.02, 0.05, 0.2]) func ratesInHertzIntegrateToTheNumberOfSpikes(sigma: Double) throws {
    // In the middle, where the kernel does not reach over the ends.
    let result = try embed(makeRecording(trains: [[4, 4.003, 5.5], [6]], t: Self.times)) { $0.sigma = sigma }
    for (cell, spikes) in [(0, 3.0), (1, 1.0)] {
      let integral = try result.rates().column(cell).reduce(0) { $0 + Double($1) } * result.binWidth
      #expect(close(integral, spikes, 1e-5))
    }
    #expect(try result.rates().elements.allSatisfy { $0 >= 0 })
  }

  @Test func aSpikeIsSmoothedToAGaussianAroundItsBin() throws {
    let result = try embed(makeRecording(trains: [[5.004]], t: Self.times))
    // exp(-k² / 2σ²) / Σ, σ = 5 bins, cut at 20 bins, over 10 ms.
    let weights = (-20...20).map { exp(-Double($0 * $0) / 50) }
    for offset in -20...20 {
      let expected = weights[offset + 20] / weights.reduce(0, +) / 0.01
      #expect(try close(Double(result.rates()[500 + offset, 0]), expected, 1e-5 * expected + 1e-7))
    }
    #expect(try result.rates()[479, 0] == 0 && result.rates()[521, 0] == 0)
  }

  @Test func countMatricesKeepTheirBinsAndCells() throws {
    var counts = Matrix<Int32>(rows: 200, columns: 3, repeating: 0)
    for row in 0..<200 { counts[row, row % 3] = Int32(row % 4) }
    var recording = makeRecording(trains: [])
    recording.spikes = .counts(counts, binWidth: 0.01, start: 2)
    recording.cellIDs = ["a", "b", "c"]
    let result = try embed(recording) { $0.sigma = 0 }
    #expect(try result.spikeCounts() == counts)
    #expect(result.cellIDs == ["a", "b", "c"])
    #expect(close(result.times[0], 2.005, 1e-12) && result.fullBinCount == 200)
    let wider = try embed(recording) {
      $0.sigma = 0
      $0.binWidth = 0.05
    }
    #expect(try wider.spikeCounts().rows == 40 && total(wider.spikeCounts()) == total(counts))
    #expect(try wider.spikeCounts()[1, 0] == (5..<10).reduce(0) { $0 + counts[$1, 0] })
    #expect(try close(Double(wider.rates()[1, 0]), Double(wider.spikeCounts()[1, 0]) / 0.05, 1e-4))
  }

  @Test func epochsAndExclusionsKeepTheBinsWhoseCentresLieInside() throws {
    let recording = makeRecording(
      trains: [[1, 2, 3]], t: Self.times, epochs: [Epoch(name: "run", start: 1, stop: 2)])
    let named = try embed(recording) { $0.epochs = ["run"] }
    #expect(named.bins == Array(100..<200))
    let intervals = try embed(recording) {
      $0.epochs = ["1:2", "4:4.5"]
      $0.excluded = ["1.5:4.2"]
    }
    #expect(intervals.bins == Array(100..<150) + Array(420..<450))
    let error = #expect(throws: ParameterError.self) { try embed(recording) { $0.epochs = ["rest"] } }
    #expect("\(error as Any)".contains("the file has run"))
    // Whatever the case, and one of several of a name by its number.
    for text in ["RUN", "run[0]"] {
      #expect(try embed(recording) { $0.epochs = [text] }.bins == named.bins)
    }
    #expect(throws: ParameterError.self) { try embed(recording) { $0.epochs = ["run[1]"] } }
  }

  @Test func chosenCellsComeInTheOrderAskedFor() throws {
    let recording = makeRecording(trains: [[1], [2, 2.5], [3, 3.5, 4]], t: Self.times)
    let result = try embed(recording) { $0.cells = ["2", "0"] }
    #expect(result.cellIDs == ["2", "0"])
    #expect(try result.spikeCounts().column(0).reduce(0, +) == 3 && result.spikeCounts().column(1).reduce(0, +) == 1)
    #expect(throws: ParameterError.self) { try embed(recording) { $0.cells = ["7"] } }
    let fast = try embed(recording) { $0.minimumRate = 0.15 }
    #expect(fast.cellIDs == ["1", "2"])
  }

  @Test func aListOfTheCountsHoldsThem() throws {
    let result = try embed(makeRecording(trains: [[1, 1.001, 7], [], [3, 9.99]], t: Self.times))
    #expect(try result.sparseCounts().matrix == result.spikeCounts())
  }

  /// A month of bins for one spike with a damaged time.
  @Test func aStraySpikeMakesNoBins() throws {
    let train = (0..<2000).map { Double($0) / 100 }
    let result = try embed(makeRecording(trains: [train, train + [9e5]])) { $0.speedFilter = false }
    #expect(result.fullBinCount == 2000 && result.bins.count == 2000)
    #expect(result.notes.dropped.contains { $0.count == 1 && $0.reason == "outside the recorded time" })
    #expect(result.notes.warnings.contains { $0.contains("1 spike at 900000 s lies far from all others") })
  }

  @Test func fewThatLieFarAwayAreStraysAndSessionsAreNot() throws {
    let session = (0..<10_000).map { Double($0) / 10 }
    func span(_ others: [Double]) -> RecordedSpan? { RecordedSpan(ofOrdered: (session + others).sorted(), binWidth: 0.01) }
    #expect(span([-5e6, 9e5, 2e6])?.strays == [-5e6, 9e5, 2e6])
    #expect(span([9e5])?.range == 0...999.9)
    // Another session, and what is near enough to be one.
    #expect(span(session.map { $0 + 9e5 })?.strays == [])
    #expect(span([9_000])?.range == 0...9_000)
    #expect(RecordedSpan(ofOrdered: [], binWidth: 0.01) == nil)
  }

  @Test func moreThanCanBeWrittenIsRefused() {
    #expect(throws: StageError.self) { try Embedding.checkSize(bins: 24_001, cells: 1_000_000) }
    #expect(throws: Never.self) { try Embedding.checkSize(bins: 360_000, cells: 5_000) }
  }

  @Test func silentCellsAreNamed() throws {
    let result = try embed(makeRecording(trains: [[1], [], [3]], t: Self.times))
    #expect(result.notes.warnings.contains { $0.contains("1 of 3 cells") && $0.contains("(1)") })
    #expect(throws: StageError.self) { try embed(makeRecording(trains: [[], []], t: Self.times)) }
  }

  @Test func aSessionInMillisecondsIsRefusedAndNotBuilt() {
    let recording = makeRecording(trains: [[1e9]], t: [0, 2e9])
    #expect(throws: StageError.self) { try embed(recording) }
  }

  @Test(arguments: [2, 3]) func theResultDoesNotDependOnTheNumberOfThreads(threads: Int) throws {
    let one = try embed(GoldenRecording.recording)
    let several = try embed(GoldenRecording.recording, work: Work(threads: threads))
    #expect(identical(fingerprint(one), fingerprint(several)))
  }

  /// What compatibility leaves to the user all the same.
  @Test func compatibilityKeepsEpochsAndSlowCellsAsAskedFor() throws {
    let recording = makeRecording(trains: [[1, 2, 3], [4]], t: Self.times)
    let result = try embed(recording) {
      $0.compatibility = .canns
      $0.speedFilter = false
      $0.epochs = ["2:4"]
      $0.minimumRate = 0.2
    }
    #expect(result.cellIDs == ["0"])
    #expect(result.bins == Array(200..<400))
  }
}
