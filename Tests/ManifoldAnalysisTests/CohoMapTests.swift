import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing

/// Phase maps from a decoding that is known.
@Suite struct CohoMapTests {
  /// A raster walk over a metre by 0.8 m with phases of a perfect hexagonal module.
  static let session: (embedding: EmbeddingResult, decoding: DecodingResult) = {
    let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
    var x: [Double] = []
    var y: [Double] = []
    var angles: [Double] = []
    for row in 0...80 {
      for column in 0...100 {
        let (right, up) = (Double(column) / 100, Double(row) / 100)
        x.append(right)
        y.append(up)
        angles.append(wrapAngle(k * right))
        angles.append(wrapAngle(k * (right / 2 + 0.75.squareRoot() * up)))
      }
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

  @Test(arguments: [Compatibility.none, .canns]) func aPerfectModuleHasItsLattice(
    compatibility: Compatibility
  ) throws {
    var parameters = CohoMapParameters()
    parameters.compatibility = compatibility
    let result = try CohoMap.run(
      Results(Self.session.embedding, Self.session.decoding), parameters: parameters,
      context: RunContext())
    let lattice = try #require(result.lattice)
    #expect(close(lattice.angle, 60, 0.5), "\(lattice.angle)")
    for length in lattice.lengths { #expect(close(length, 0.5, 0.005), "\(length)") }
    #expect(result.fitError.allSatisfy { $0 < 0.02 })
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
