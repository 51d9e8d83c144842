import AnalysisTestSupport
import ArrayFiles
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Stages
import TestSupport
import Testing
import TorusGeometry
import TorusInSpace

/// Waves, lattice and alignment of decoded sessions whose truth is known.
@Suite(.enabled(if: SharedFixtures.folder != nil, "the shared fixtures are not here"), .serialized)
struct SharedTorusTests {
  /// The settings of the preset for grid cells, without shuffles.
  static func decoded(_ session: String) throws -> (embedding: EmbeddingResult, decoding: DecodingResult) {
    let embedding = try embed(SharedFixtures.recording(session)) { $0.sigma = 0.1 }
    let homology = try analyseHomology(embedding, work: Work(threads: 2), seed: 1) {
      ($0.selection, $0.cloud.stride, $0.cloud.active) = (.uniform, 1, 8000)
      ($0.cloud.neighbours, $0.cloud.landmarks, $0.cloud.landmarkNeighbours) = (500, 600, 400)
      $0.transform = .sqrt
    }
    let decoding = try decodeLatent(embedding, homology, work: Work(threads: 2)) {
      ($0.shape.anyway, $0.shape.circles) = (true, .count(2))
    }
    return (embedding, decoding)
  }

  private static func map(_ session: (embedding: EmbeddingResult, decoding: DecodingResult)) throws -> CohoMapResult {
    try CohoMap.run(
      Results(session.embedding, session.decoding), parameters: CohoMapParameters(),
      context: RunContext(work: Work(threads: 2), seed: 1))
  }

  /// A lattice of 0.45 m and 60°, to 1 % and 1.5°; and cells lie where they were made: U is found with p up to 0.001.
  @Test(arguments: [("session1_20min", "truth_session1"), ("session4_f64", "truth_session4")])
  func theLatticeAndThePlacesOfTheCellsAreThoseOfTheTruth(session: String, truth: String) throws {
    let decoded = try Self.decoded(session)
    let lattice = try #require(try Self.map(decoded).lattice)
    #expect(lattice.lattice.lengths.allSatisfy { close($0, 0.45, 0.0045) }, "\(lattice.lattice.lengths)")
    #expect(close(lattice.lattice.angle, 60, 1.5), "\(lattice.lattice.angle)")
    guard case .array(let array) = try NPZArchive(contentsOf: SharedFixtures.input("\(truth).npz")).read("phase_uv") else {
      throw SharedFixtures.Missing()
    }
    let phases = try #require(array.doubleMatrix).map { 2 * Double.pi * $0 }
    var parameters = CohoSpaceParameters()
    parameters.draws = 19
    let cells = try CohoSpace.run(
      Results(decoded.embedding, decoded.decoding), parameters: parameters,
      context: RunContext(work: Work(threads: 2), seed: 1))
    let alignment = TorusAlignment(of: phases, onto: cells.centers)
    let null = try AlignmentNull(
      of: phases, onto: cells.centers, permutations: 999, work: Work(threads: 2)
    ) { RandomStream(seed: 4, name: "permutations", index: UInt64($0)) }
    #expect(alignment.score > 1.9 && null.scores.allSatisfy { $0 < alignment.score }, "\(alignment)")
    let distances = (0..<phases.rows).map { cell -> Double in
      let place = alignment.apply(phases[cell, 0], phases[cell, 1])
      return hypot(angleDifference(cells.centers[cell, 0], place[0]), angleDifference(cells.centers[cell, 1], place[1]))
    }
    #expect(median(distances) * 180 / .pi < 17, "\(median(distances) * 180 / .pi)")
  }

  /// Cells that were shifted against each other have no stripes, whatever is decoded from them.
  @Test func shiftedCellsHaveNoStripe() throws {
    let result = try Self.map(Self.decoded("session_negative"))
    let why = result.noLattice ?? ""
    #expect(result.lattice == nil && why.contains("no stripes beyond chance of circles 1, 2"), "\(why)")
    #expect(try #require(result.waves).p.allSatisfy { $0 > 0.01 })
  }
}
