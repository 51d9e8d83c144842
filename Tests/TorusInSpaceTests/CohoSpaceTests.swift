import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing
import TorusInSpace

/// Cells on a torus whose coordinates are known but for their noise.
@Suite struct CohoSpaceTests {
  static let cells = 24

  /// A decoding with the given angles of every row.
  static func decoding(_ embedding: EmbeddingResult, _ angles: (Int) -> [Double]) -> DecodingResult {
    let count = embedding.times.count
    let elements = (0..<count).flatMap { angles($0).map(wrapAngle) }
    let coordinates = Matrix<Double>(rows: count, columns: elements.count / count, elements: elements)
    let weights = Matrix<Double>(rows: embedding.cellIDs.count, columns: coordinates.columns, repeating: 0)
    return DecodingResult(
      coordinates: coordinates, confidence: coordinates, rows: Array(0..<count), times: embedding.times,
      landmarkCoordinates: Matrix(rows: 0, columns: coordinates.columns, repeating: 0), cosineWeights: weights,
      sineWeights: weights, basis: (0..<coordinates.columns).map { a in (0..<coordinates.columns).map { $0 == a ? 1 : 0 } },
      embeddedRows: count)
  }

  /// Twenty-three grid cells and the first of them backward in time, which follows nothing.
  static let session = Result {
    let end = Double(SimulatedSessions.seconds)
    var trains = Array(SimulatedSessions.torusTrains.prefix(cells - 1))
    trains.append(trains[0].map { end - $0 }.sorted())
    let embedding = try embed(
      makeRecording(
        trains: trains, t: SimulatedSessions.times, x: SimulatedSessions.path.x, y: SimulatedSessions.path.y)
    ) {
      $0.binWidth = 0.02
      $0.speedFilter = false
    }
    var random = RandomStream(seed: 9, name: "noise of the decoding")
    let decoded = decoding(embedding, noisy(embedding, &random))
    return (embedding, decoded)
  }

  private static func noisy(_ embedding: EmbeddingResult, _ random: inout RandomStream) -> (Int) -> [Double] {
    let noise = embedding.times.map { _ in (0.25 * random.normal(), 0.25 * random.normal()) }
    return { row in
      let sample = min(SimulatedSessions.times.count - 1, Int((embedding.times[row] * 50).rounded()))
      return [
        SimulatedSessions.phases.first[sample] + noise[row].0, SimulatedSessions.phases.second[sample] + noise[row].1,
      ]
    }
  }

  static func run(
    _ embedding: EmbeddingResult, _ decoding: DecodingResult, _ change: (inout CohoSpaceParameters) -> Void = { _ in }
  ) throws -> CohoSpaceResult {
    var parameters = CohoSpaceParameters()
    parameters.draws = 19
    change(&parameters)
    try parameters.validate()
    return try CohoSpace.run(
      Results(embedding, decoding), parameters: parameters, context: RunContext(work: Work(threads: 2), seed: 3))
  }

  static let result = Result { () -> CohoSpaceResult in
    let (embedding, decoding) = try session.get()
    return try run(embedding, decoding)
  }

  @Test func centresAreThePhasesOfTheCells() throws {
    let result = try Self.result.get()
    for cell in 0..<Self.cells - 1 {
      let truth = [40, 41].map { 2 * Double.pi * hashedUniform($0, UInt64(cell)) }
      for circle in 0..<2 {
        let error = abs(angleDifference(result.centers[cell, circle], truth[circle]))
        #expect(error < 0.25, "cell \(cell), circle \(circle): \(error)")
      }
    }
    #expect(result.rateMaps.columns == 900 && result.circles == 2)
    let peak = result.rateMaps.row(0).enumerated().filter { $0.element.isFinite }.max { $0.element < $1.element }
    let bin = try #require(peak).offset
    #expect(abs(angleDifference((Double(bin % 30) + 0.5) / 30 * 2 * .pi, result.centers[0, 0])) < 0.6)
    #expect(abs(angleDifference((Double(bin / 30) + 0.5) / 30 * 2 * .pi, result.centers[0, 1])) < 0.6)
  }

  @Test func theOthersTellAboutACellOfTheModuleOnly() throws {
    let result = try Self.result.get()
    #expect(result.information.prefix(Self.cells - 1).allSatisfy { $0 > 0.3 }, "\(result.information)")
    #expect(result.information[Self.cells - 1] < 0.1, "\(result.information[Self.cells - 1])")
    #expect(result.score.prefix(Self.cells - 1).allSatisfy { $0 < 0.3 } && result.score[Self.cells - 1] > 0.4)
    #expect(result.informedCells >= Self.cells - 1)
  }

  /// The map is fixed to the arena: the coordinates tell no more than such a map gives by pooling its fields.
  @Test func aFixedMapIsNoAdvantage() throws {
    let world = try #require(try Self.result.get().world)
    #expect(world.world == "arena" && world.follow.allSatisfy { $0 > 0.9 } && world.followP.allSatisfy { $0 == 0.005 })
    #expect(world.populationP > 0.05, "\(world.populationP)")
    #expect(world.nullAdvantage.rows == Self.cells && world.nullAdvantage.columns == 19)
  }

  /// A map that drifts by 8 cm: the coordinates go with it, the places do not.
  @Test func aMapThatDriftsIsFound() throws {
    let (embedding, _) = try Self.session.get()
    var random = RandomStream(seed: 10, name: "drift")
    let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
    var (dx, dy) = (0.0, 0.0)
    let path = SimulatedSessions.path
    let phases = SimulatedSessions.times.map { time -> (Double, Double) in
      let sample = Int((time * 50).rounded())
      dx += -dx / 500 + 0.005 * random.normal()
      dy += -dy / 500 + 0.005 * random.normal()
      let (x, y) = (path.x[sample] + dx, path.y[sample] + dy)
      return (k * x, k * (x / 2 + 0.75.squareRoot() * y))
    }
    let trains = (0..<16).map { cell -> [Double] in
      let (p, q) = (2 * .pi * random.uniform(), 2 * .pi * random.uniform())
      return phases.indices.compactMap { sample in
        let rate = 25 * exp(1.5 * (cos(phases[sample].0 - p) + cos(phases[sample].1 - q) - 2))
        return random.uniform() < rate / 50 ? SimulatedSessions.times[sample] : nil
      }
    }
    let drifting = try embed(makeRecording(trains: trains, t: SimulatedSessions.times, x: path.x, y: path.y)) {
      $0.binWidth = 0.02
      $0.speedFilter = false
    }
    let decoding = Self.decoding(drifting) { row in
      let sample = min(phases.count - 1, Int((drifting.times[row] * 50).rounded()))
      return [phases[sample].0, phases[sample].1]
    }
    let world = try #require(try Self.run(drifting, decoding).world)
    #expect(world.populationP == 0.05 && world.medianAdvantage > world.nullMedianAdvantage + 0.1, "\(world.medianAdvantage)")
    #expect(embedding.cellIDs.count == Self.cells)
  }

  @Test func aRingIsComparedWithTheHeading() throws {
    let embedding = try embed(SimulatedSessions.ring) {
      $0.binWidth = 0.02
      $0.speedFilter = false
    }
    var random = RandomStream(seed: 11, name: "noise")
    let noise = embedding.times.map { _ in 0.2 * random.normal() }
    // Mirrored and turned, as a decoded ring may be.
    let decoding = Self.decoding(embedding) { row in
      let sample = min(SimulatedSessions.times.count - 1, Int((embedding.times[row] * 50).rounded()))
      return [1 - SimulatedSessions.direction[sample] + noise[row]]
    }
    let result = try Self.run(embedding, decoding)
    #expect(result.circles == 1 && result.rateMaps.columns == 30)
    for cell in 0..<30 {
      #expect(abs(angleDifference(result.centers[cell, 0], wrapAngle(1 - 2 * .pi * Double(cell) / 30))) < 0.2)
    }
    let world = try #require(result.world)
    #expect(world.world == "heading" && world.follow[0] > 0.9 && world.populationP > 0.05, "\(world.populationP)")
    #expect(result.information.allSatisfy { $0 > 0.5 })
  }

  @Test func whatCannotBeComparedIsSaid() throws {
    var (embedding, decoding) = try Self.session.get()
    embedding.behaviour = RowBehaviour()
    let result = try Self.run(embedding, decoding) { $0.leaveOutBins = 2000 }
    #expect(result.world == nil && result.notCompared == "no position was recorded")
    #expect(result.notes.warnings.contains { $0.contains("no position was recorded") })
    #expect(result.leaveOutBins < result.decoderBins && result.information[0] > 0.3)
    // Coordinates that follow no place.
    let (other, _) = try Self.session.get()
    let count = decoding.coordinates.rows
    decoding.coordinates = decoding.coordinates.selectingRows((0..<count).map { ($0 + count / 2) % count })
    let rolled = try Self.run(other, decoding) { $0.leaveOutBins = 4000 }
    #expect(
      rolled.world == nil && (rolled.notCompared ?? "").contains("does not follow the world"), "\(rolled.notCompared ?? "")")
    // Three circles.
    decoding.coordinates = Matrix(rows: count, columns: 3, repeating: 1)
    #expect(throws: StageError.self) { try Self.run(other, decoding) }
  }

  @Test func cannsIsRepeatedOnRequest() throws {
    let (embedding, decoding) = try Self.session.get()
    let result = try Self.run(embedding, decoding) { $0.compatibility = .canns }
    let right = try Self.result.get()
    #expect(result.binsPerCircle == 50)
    for cell in 0..<5 {
      #expect(abs(angleDifference(result.centers[cell, 0], wrapAngle(-right.centers[cell, 1]))) < 0.5)
      #expect(abs(angleDifference(result.centers[cell, 1], right.centers[cell, 0])) < 0.5)
    }
  }
}
