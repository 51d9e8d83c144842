import ArrayNumerics
import Foundation
import RecordingAnalysis
import Recordings
import Stages
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
    #expect(result.rates == recording.roiSignals?.matrix)
    #expect(result.signal == result.rates)
    #expect(result.counts.isEmpty)
    #expect(result.kind == .dff)
    #expect(close(result.times[0], 0.025, 1e-12) && result.times.count == 200)
    let numbers = Dictionary(uniqueKeysWithValues: result.summary.numbers.map { ($0.key, $0.value) })
    #expect(numbers["activity"]?.string == "dF/F")
    #expect(numbers["rate_unit"]?.string == "dF/F")
    #expect(numbers["likelihood"]?.string == "scaled Poisson of the positive part")
    #expect(numbers["sigma_ms"]?.double == 0)
    #expect(result.arrays.map(\.key).contains("signal") && !result.arrays.map(\.key).contains("counts"))
  }

  @Test func deconvolvedActivityIsSmoothedToARate() throws {
    let result = try embed(recording(.deconvolved)) { ($0.binWidth, $0.sigma) = (0.05, 0.1) }
    let integral = result.rates.column(1).reduce(0) { $0 + Double($1) } * 0.05
    #expect(close(integral, 8, 1e-5))
    let weights = (-8...8).map { exp(-Double($0 * $0) / 8) }
    #expect(close(Double(result.rates[50, 1]), 8 / 0.05 / weights.reduce(0, +), 1e-4))
    #expect(result.signal?[50, 1] == 8)
    #expect(result.arrays.first { $0.key == "rates" }?.unit == "deconvolved/s")
  }

  @Test func framesAreSummedOrAveragedInWiderBins() throws {
    let summed = try embed(recording(.deconvolved)) { ($0.binWidth, $0.sigma) = (0.26, 0) }
    #expect(summed.binWidth == 0.25 && summed.bins.count == 40)
    #expect(summed.signal?.column(0) == [Float](repeating: 10, count: 40))
    #expect(summed.rates[0, 0] == 40)
    let averaged = try embed(recording(.dff)) { $0.binWidth = 0.25 }
    #expect(averaged.rates.column(0) == [Float](repeating: 2, count: 40))
    #expect(averaged.summary.warnings.isEmpty == false)
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
    let gap = try #require(result.summary.dropped.first { $0.reason.contains("imaging has a gap") })
    #expect((39...41).contains(gap.count))
    let areFinite = result.rates.elements.allSatisfy { $0.isFinite }
    #expect(areFinite)
  }

  @Test func cellsAreChosenByTheirNamesAndMissingValuesCounted() throws {
    #expect(try embed(recording(.dff)) { $0.cells = ["c", "a"] }.cellIDs == ["c", "a"])
    let result = try embed(recording(.dff) { $0[3, 0] = .nan })
    #expect(result.cellIDs == ["b", "c"])
    #expect(result.summary.dropped.contains { $0.count == 1 && $0.reason.contains("NaN") })
  }

  @Test func whatHasNoMeaningIsRefusedInWords() {
    #expect(words { _ = try embed(recording(.dff, clock: nil)) }.contains("--map fs=30"))
    #expect(words { _ = try embed(recording(.dff)) { $0.minimumRate = 1 } }.contains("no rate in hertz"))
    #expect(words { _ = try embed(recording(.dff)) { $0.compatibility = .canns } }.contains("spikes only"))
    #expect(words { _ = try embed(recording(.dff) { $0 = $0.map { _ in .nan } }) }.contains("without missing values"))
    #expect(words { _ = try embed(recording(.dff, clock: .times([0, 1]))) }.contains("--map fs=HZ"))
    #expect(words { _ = try embed(recording(.dff)) { $0.cells = ["x"] } }.contains("the cells are a, b, c"))
  }

  // MARK: Later stages

  /// 24 head-direction cells of a deconvolved recording, 5 minutes at 20 Hz, in steps of a scale of each cell's own.
  private func ring(_ quantity: ROIQuantity) -> (recording: Recording, direction: [Double]) {
    var stream = RandomStream(seed: 3, name: "ring")
    var angle = 0.0
    let frames = 6000
    var direction: [Double] = []
    var matrix = Matrix<Float>(rows: frames, columns: 24, repeating: 0)
    for frame in 0..<frames {
      angle += 0.12 * stream.normal()
      direction.append(angle)
      for cell in 0..<24 {
        let expected = 0.05 + 1.2 * exp(3 * (cos(angle - Double(cell) * 2 * .pi / 24) - 1))
        var count = 0.0
        var product = stream.uniform()
        while product > exp(-expected) {
          count += 1
          product *= stream.uniform()
        }
        let noise = quantity == .dff ? 0.1 * stream.normal() : 0
        matrix[frame, cell] = Float((count + noise) * Double(cell % 3 + 1) * 0.7)
      }
    }
    let recording = Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "/ring"), format: "suite2p"),
      roiSignals: ROISignals(matrix: matrix, clock: .rate(20), quantity: quantity))
    return (recording, direction)
  }

  @Test(arguments: [ROIQuantity.deconvolved, .dff], [Decoder.latent, .population])
  func aRingIsDecodedFromCalcium(quantity: ROIQuantity, decoder: Decoder) throws {
    let (recording, direction) = ring(quantity)
    let embedding = try embed(recording) { ($0.binWidth, $0.sigma) = (0.05, 0.2) }
    let homology = try analyseHomology(embedding) {
      ($0.components, $0.stride, $0.active, $0.neighbours) = (4, 1, 1500, 100)
      ($0.landmarks, $0.landmarkNeighbours) = (150, 80)
    }
    let result = try decode(embedding, homology) {
      ($0.decoder, $0.sigma, $0.anyway) = (decoder, 0.2, true)
    }
    let found = agreement(result.coordinates.column(0), result.rows.map { direction[$0] })
    // The published decoder bends this ring, from the spike counts of the same simulation (0.57) as from deconvolved signals.
    let least = quantity == .deconvolved && decoder == .population ? 0.5 : 0.9
    #expect(found > least, "\(quantity) \(decoder): \(found)")
  }

  @Test func poissonSurrogatesAreRefused() throws {
    let embedding = try embed(ring(.deconvolved).recording) { $0.binWidth = 0.05 }
    let said = words {
      _ = try analyseHomology(embedding) { ($0.shuffles, $0.surrogate) = (2, .poisson) }
    }
    #expect(said.contains("--surrogate circular-shift"))
  }

  @Test func rateMapsHaveTheUnitOfTheSignal() throws {
    var recording = recording(.dff)
    recording.trajectory = Trajectory(
      t: (0...100).map { Double($0) / 10 }, x: (0...100).map { 0.5 + 0.4 * cos(Double($0) / 10) },
      y: (0...100).map { 0.5 + 0.4 * sin(Double($0) / 10) })
    for (quantity, unit) in [(ROIQuantity.dff, "dF/F"), (.deconvolved, "deconvolved/s")] {
      recording.roiSignals?.quantity = quantity
      let embedding = try embed(recording) { ($0.binWidth, $0.speedFilter) = (0.05, false) }
      let maps = try RateMaps.run(
        .init(embedding: embedding), parameters: RateMapParameters(), context: RunContext(work: Work()))
      #expect(maps.unit == unit)
      // The mean over all time: 2 as it is, 40 a second when summed.
      #expect(close(maps.meanRate[0], quantity == .dff ? 2 : 40, 1e-4))
      #expect(maps.information[0].isNaN == (quantity == .dff))
    }
  }
}
