import AnalysisTestSupport
import ArrayNumerics
import CellAnalysis
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing

/// Calcium signals through the later stages.
@Suite struct CalciumSignalsTests {
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

  @Test(arguments: [ROIQuantity.deconvolved, .dff], [false, true])
  func aRingIsDecodedFromCalcium(quantity: ROIQuantity, published: Bool) throws {
    let (recording, direction) = ring(quantity)
    let embedding = try embed(recording) { ($0.binWidth, $0.sigma) = (0.05, 0.2) }
    let homology = try analyseHomology(embedding) {
      ($0.cloud.components, $0.cloud.stride, $0.cloud.active, $0.cloud.neighbours) = (4, 1, 1500, 100)
      ($0.cloud.landmarks, $0.cloud.landmarkNeighbours) = (150, 80)
    }
    let result =
      try published
      ? decode(embedding, homology) { ($0.sigma, $0.shape.anyway) = (0.2, true) }
      : decodeLatent(embedding, homology) { $0.shape.anyway = true }
    let found = agreement(result.coordinates.column(0), result.rows.map { direction[$0] })
    // The published decoder bends this ring, from the spike counts of the same simulation (0.57) as from deconvolved signals.
    let least = quantity == .deconvolved && published ? 0.5 : 0.9
    #expect(found > least, "\(quantity) \(published): \(found)")
  }

  /// What the amounts of a deconvolved signal are multiplied by changes no decision, and the events are stated.
  @Test(arguments: [Float(0.002), 500]) func decisionsDoNotDependOnTheScale(scale: Float) throws {
    let (recording, direction) = ring(.deconvolved)
    func run(_ scale: Float) throws -> (direction: HeadDirectionResult, classes: CellClassResult) {
      var scaled = recording
      scaled.roiSignals?.matrix = try #require(recording.roiSignals).matrix.map { $0 * scale }
      scaled.trajectory = Trajectory(
        t: (0..<6000).map { (Double($0) + 0.5) / 20 }, headDirection: direction.map(wrapAngle))
      let embedding = try embed(scaled) { ($0.binWidth, $0.sigma, $0.speedFilter) = (0.05, 0.2, false) }
      let context = RunContext(work: Work(threads: 2), seed: 1)
      let tuned = try HeadDirection.run(Results(embedding), parameters: HeadDirectionParameters(), context: context)
      return (tuned, try CellClasses.run(CellClassInput(embedding), parameters: CellClassParameters(), context: context))
    }
    let (plain, other) = (try run(1), try run(scale))
    #expect(plain.direction.isTuned == other.direction.isTuned && plain.direction.tunedCount == 24)
    #expect(plain.direction.spikes == other.direction.spikes && plain.direction.rayleighP.allSatisfy(\.isNaN))
    #expect(plain.classes.rhythm.classes == other.classes.rhythm.classes)
    let (one, two) = (try #require(plain.classes.kinetics), try #require(other.classes.kinetics))
    #expect(one.rate == two.rate && one.rate.allSatisfy { $0 > 5 && $0 < 200 })
    for warnings in [plain.direction.notes.warnings, plain.classes.notes.warnings] {
      #expect(warnings.contains { $0.hasPrefix("Events of the calcium signals (deconvolved/s): ") && $0.contains("a minute") })
    }
    let table = CellClasses.texts(plain.classes, parameters: CellClassParameters())[0].text
    #expect(table.split(separator: "\n")[0].hasSuffix("event_rate_per_min,event_half_decay_s"))
  }

  /// Borders, directions and speeds of dF/F, whatever its zero.
  @Test func cellsOfSignalsHaveClassesToo() throws {
    var (recording, direction) = ring(.dff)
    // A path of 240 s, gone through in 300 s.
    let walls = (0..<6000).map { SimulatedSessions.path.x[2 * $0] }
    let wall = (walls.max() ?? 0) - 0.1
    recording.trajectory = Trajectory(
      t: (0..<6000).map { (Double($0) + 0.5) / 20 }, x: walls, y: (0..<6000).map { SimulatedSessions.path.y[2 * $0] },
      headDirection: direction.map(wrapAngle))
    var matrix = try #require(recording.roiSignals).matrix
    var stream = RandomStream(seed: 9, name: "noise")
    // The last cell fires at a wall, over a signal that is never 0.
    for row in 0..<matrix.rows { matrix[row, 23] = Float(40 + (walls[row] > wall ? 3 : 0) + 0.5 * stream.normal()) }
    recording.roiSignals?.matrix = matrix
    let embedding = try embed(recording) { ($0.binWidth, $0.speedFilter) = (0.05, false) }
    let context = RunContext(work: Work(threads: 2), seed: 1)
    let tuned = try HeadDirection.run(Results(embedding), parameters: HeadDirectionParameters(), context: context)
    let result = try CellClasses.run(
      CellClassInput(embedding, direction: tuned), parameters: CellClassParameters(), context: context)
    #expect(result.labels.isBorder[23] && !result.labels.isDirection[23], "\(result.labels.label)")
    #expect(result.labels.isDirection[..<23].count { $0 } >= 20, "\(result.labels.label)")
    #expect(result.kinetics?.rate.count == 24 && result.unit == "dF/F")
  }

  @Test func poissonSurrogatesAreRefused() throws {
    let embedding = try embed(ring(.deconvolved).recording) { $0.binWidth = 0.05 }
    #expect {
      try analyseHomology(embedding) { ($0.shuffles, $0.surrogate) = (2, .poisson) }
    } throws: { error in
      "\(error)".contains("--surrogate circular-shift")
    }
  }

  @Test func rateMapsHaveTheUnitOfTheSignal() throws {
    // Three regions, 200 frames at 20 Hz.
    let values = (0..<200).flatMap { frame -> [Float] in
      [Float(frame % 5), frame == 50 ? 8 : 0, Float(frame) / 100 - 1]
    }
    var recording = Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "/session"), format: "suite2p"),
      roiSignals: ROISignals(
        matrix: Matrix(rows: 200, columns: 3, elements: values), clock: .rate(20), quantity: .dff, ids: ["a", "b", "c"]))
    recording.trajectory = Trajectory(
      t: (0...100).map { Double($0) / 10 }, x: (0...100).map { 0.5 + 0.4 * cos(Double($0) / 10) },
      y: (0...100).map { 0.5 + 0.4 * sin(Double($0) / 10) })
    for (quantity, unit) in [(ROIQuantity.dff, "dF/F"), (.deconvolved, "deconvolved/s")] {
      recording.roiSignals?.quantity = quantity
      let embedding = try embed(recording) { ($0.binWidth, $0.speedFilter) = (0.05, false) }
      let maps = try RateMaps.run(
        Results(embedding), parameters: RateMapParameters(), context: RunContext(work: Work()))
      #expect(maps.unit == unit)
      // The mean over all time: 2 as it is, 40 a second when summed.
      #expect(close(maps.meanRate[0], quantity == .dff ? 2 : 40, 1e-4))
      #expect(maps.information[0].isNaN == (quantity == .dff))
    }
  }
}
