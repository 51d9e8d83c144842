import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing
import TorusInSpace

/// Phase maps from a decoding that is known.
@Suite struct CohoMapTests {
  /// The places of a raster over a metre by 0.8 m in an order without sense, with phases of a perfect hexagonal module: rows in
  /// order would show the same stripes when they are rolled.
  static let session: (embedding: EmbeddingResult, decoding: DecodingResult) = {
    let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
    var x: [Double] = []
    var y: [Double] = []
    var angles: [Double] = []
    var random = RandomStream(seed: 1, name: "order")
    for place in random.permutation(81 * 101) {
      let (right, up) = (Double(place % 101) / 100, Double(place / 101) / 100)
      x.append(right)
      y.append(up)
      angles.append(wrapAngle(k * right))
      angles.append(wrapAngle(k * (right / 2 + 0.75.squareRoot() * up)))
    }
    let count = x.count
    let coordinates = Matrix<Double>(rows: count, columns: 2, elements: angles)
    let embedding = EmbeddingResult(
      rates: Matrix(rows: count, columns: 1, repeating: 1),
      counts: Matrix(rows: count, columns: 1, repeating: 1),
      times: (0..<count).map { Double($0) / 100 }, cellIDs: ["0"], behaviour: RowBehaviour(x: x, y: y),
      bins: Array(0..<count), binWidth: 0.01, fullBinCount: count)
    let empty = Matrix<Double>(rows: 0, columns: 2, elements: [])
    let weights = Matrix<Double>(rows: 1, columns: 2, repeating: 0)
    let decoding = DecodingResult(
      coordinates: coordinates, confidence: Matrix(rows: count, columns: 2, repeating: 1),
      rows: Array(0..<count),
      times: embedding.times, landmarkCoordinates: empty, cosineWeights: weights, sineWeights: weights,
      basis: [[1, 0], [0, 1]], embeddedRows: count)
    return (embedding, decoding)
  }()

  /// The walk twice; the second time the phases are moved, or the lattice is turned by 20 degrees.
  static func twice(moved: Double, turned: Double) -> (embedding: EmbeddingResult, decoding: DecodingResult) {
    var (embedding, decoding) = session
    let count = embedding.times.count
    let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
    let (x, y) = (embedding.x ?? [], embedding.y ?? [])
    let second = zip(x, y).flatMap { x, y in
      let (right, up) = (x * cos(turned) - y * sin(turned), x * sin(turned) + y * cos(turned))
      return [wrapAngle(k * right + moved), wrapAngle(k * (right / 2 + 0.75.squareRoot() * up))]
    }
    embedding = EmbeddingResult(
      rates: Matrix(rows: 2 * count, columns: 1, repeating: 1), counts: Matrix(rows: 2 * count, columns: 1, repeating: 1),
      times: (0..<2 * count).map { Double($0) / 100 }, cellIDs: ["0"], behaviour: RowBehaviour(x: x + x, y: y + y),
      bins: Array(0..<2 * count), binWidth: 0.01, fullBinCount: 2 * count)
    let coordinates = Matrix<Double>(rows: 2 * count, columns: 2, elements: decoding.coordinates.elements + second)
    decoding = DecodingResult(
      coordinates: coordinates, confidence: coordinates, rows: Array(0..<2 * count), times: embedding.times,
      landmarkCoordinates: decoding.landmarkCoordinates, cosineWeights: decoding.cosineWeights,
      sineWeights: decoding.sineWeights, basis: decoding.basis, embeddedRows: 2 * count)
    return (embedding, decoding)
  }

  /// What the check of the halves says: two rooms in the same coordinates, an arena that was moved.
  @Test(arguments: [(0.0, 0.0, "agree to"), (1.5, 0.0, "was the arena"), (0.0, 0.35, "two rooms or boxes")])
  func halvesThatDifferAreSaid(moved: Double, turned: Double, words: String) throws {
    let (embedding, decoding) = Self.twice(moved: moved, turned: turned)
    let result = try CohoMap.run(Results(embedding, decoding), parameters: CohoMapParameters(), context: RunContext())
    let halves = try #require(result.halves)
    let check = try #require(
      CohoMap.checks(result, parameters: CohoMapParameters()).first { $0.name == "Halves of the session" })
    #expect(check.found.contains(words))
    #expect((check.outcome == .pass) == (moved == 0 && turned == 0))
    if turned == 0 {
      #expect(halves.agreement.allSatisfy { $0 > 0.95 })
      #expect(close(halves.offset[0], moved * 180 / .pi, 1) && close(halves.offset[1], 0, 1))
    } else {
      #expect(halves.agreement.contains { $0 < 0.5 })
    }
  }

  @Test(arguments: [Compatibility.none, .canns]) func aPerfectModuleHasItsLattice(
    compatibility: Compatibility
  ) throws {
    var parameters = CohoMapParameters()
    parameters.compatibility = compatibility
    let result = try CohoMap.run(
      Results(Self.session.embedding, Self.session.decoding), parameters: parameters,
      context: RunContext())
    let found = try #require(result.lattice)
    #expect(close(found.lattice.angle, 60, 0.001), "\(found.lattice.angle)")
    for length in found.lattice.lengths { #expect(close(length, 0.5, 1e-5), "\(length)") }
    #expect(result.fitError.allSatisfy { $0 < 0.02 })
    let waves = try #require(result.waves)
    #expect(waves.p.allSatisfy { $0 == 0.005 } && waves.strengths.allSatisfy { $0 > 1 - 1e-9 } && result.noLattice == nil)
    // The aligned angles advance along the displacements: at a place they are its coordinates in the lattice.
    let (u, v) = (found.lattice.first, found.lattice.second)
    let (x, y) = (Self.session.embedding.x ?? [], Self.session.embedding.y ?? [])
    let turn = 2 * Double.pi / (u.x * v.y - u.y * v.x)
    for row in stride(from: 0, to: x.count, by: 97) {
      let along = turn * (x[row] * v.y - y[row] * v.x)
      let across = turn * (u.x * y[row] - u.y * x[row])
      #expect(abs(angleDifference(found.alignedCoordinates[row, 0], wrapAngle(along))) < 1e-4)
      #expect(abs(angleDifference(found.alignedCoordinates[row, 1], wrapAngle(across))) < 1e-4)
    }
  }

  /// Angles of another session follow no place: there is no lattice, and it is said why.
  @Test func anglesThatFollowNoPlaceHaveNoLattice() throws {
    var decoding = Self.session.decoding
    let count = decoding.coordinates.rows
    var random = RandomStream(seed: 2, name: "other order")
    decoding.coordinates = decoding.coordinates.selectingRows(random.permutation(count))
    let parameters = CohoMapParameters()
    let result = try CohoMap.run(Results(Self.session.embedding, decoding), parameters: parameters, context: RunContext())
    #expect(result.lattice == nil && (result.noLattice ?? "").hasPrefix("no stripes beyond chance of circle"))
    #expect(CohoMap.headline(result, parameters: parameters).contains("no lattice"))
    #expect(
      CohoMap.checks(result, parameters: parameters).contains { $0.name == "Stripes beyond chance" && $0.outcome == .fail })
    #expect(result.notes.warnings.count == 1)
  }

  /// A session that is too short for its null, and one whose null was not asked for.
  @Test func withoutRollsALatticeIsUntested() throws {
    var parameters = CohoMapParameters()
    parameters.rolls = 0
    let result = try CohoMap.run(
      Results(Self.session.embedding, Self.session.decoding), parameters: parameters, context: RunContext())
    #expect(result.lattice != nil && CohoMap.headline(result, parameters: parameters).contains("untested"))
    var (embedding, decoding) = Self.session
    (embedding.binWidth, parameters.rolls) = (0.005, 199)
    let short = try CohoMap.run(Results(embedding, decoding), parameters: parameters, context: RunContext())
    #expect(short.lattice == nil && (short.noLattice ?? "").contains("too short"))
    decoding.coordinates = decoding.coordinates.selectingColumns([0])
    let ring = try CohoMap.run(Results(embedding, decoding), parameters: parameters, context: RunContext())
    #expect(ring.lattice == nil && (ring.noLattice ?? "").contains("two circles") && ring.maps.count == 1)
    parameters.rolls = 20
    #expect(throws: ParameterError.self) { try parameters.validate() }
  }

  @Test func rowsOfTheMapAreYAndColumnsX() throws {
    let result = try CohoMap.run(
      Results(Self.session.embedding, Self.session.decoding),
      parameters: CohoMapParameters(),
      context: RunContext())
    #expect(result.grid.columns == 50 && result.grid.rows == 40)
    #expect(result.maps[0].columns == 50 && result.maps[0].rows == 40)
    // The first phase depends on x alone.
    for column in 3..<47 {
      #expect(abs(angleDifference(result.maps[0][5, column], result.maps[0][30, column])) < 1e-6)
    }
    #expect(abs(angleDifference(result.maps[1][5, 20], result.maps[1][12, 20])) > 0.5)
  }

  @Test func withoutPositionThereIsNoMap() {
    var embedding = Self.session.embedding
    embedding.behaviour.x = nil
    #expect(throws: StageError.self) {
      try CohoMap.run(
        Results(embedding, Self.session.decoding), parameters: CohoMapParameters(),
        context: RunContext())
    }
    embedding.behaviour.x = [1, 2]
    embedding.behaviour.y = [1, 2]
    #expect(throws: StageError.self) {
      try CohoMap.run(
        Results(embedding, Self.session.decoding), parameters: CohoMapParameters(),
        context: RunContext())
    }
  }
}
