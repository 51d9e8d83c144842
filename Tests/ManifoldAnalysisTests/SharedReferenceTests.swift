import AnalysisTestSupport
import ArrayFiles
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing
import TorusInSpace

/// Compatibility with canns 1.5.0 on simulated sessions of four minutes.
@Suite(.enabled(if: SharedFixtures.folder != nil, "the shared fixtures are not here"))
struct SharedReferenceTests {
  static let sessions = [
    "session4", "session4_speed", "session4_nosmooth", "session4_f32", "session4_objarray",
    "session4_strkeys",
    "session4_lists", "session4_t0_1234", "session4_empty_cells", "negative_first60",
    "negative_rank_deficient",
    "hd_ring",
  ]
  static let files = [
    "session4": "session4_f64", "session4_speed": "session4_f64", "session4_nosmooth": "session4_f64",
    "negative_first60": "session_negative", "negative_rank_deficient": "session_negative",
  ]

  static func embedded(_ session: String) throws -> EmbeddingResult {
    try embed(SharedFixtures.recording(files[session] ?? session)) {
      $0.compatibility = .canns
      $0.speedFilter = session == "session4_speed"
      if session == "session4_nosmooth" { $0.sigma = 0 }
      if session == "negative_first60" { $0.cells = (0..<60).map(String.init) }
    }
  }

  @Test(arguments: sessions) func embedding(session: String) throws {
    let rates = try Self.embedded(session).rates()
    let shape = try #require(try SharedFixtures.expected("asa_small", "\(session)/embed/shape").integers)
    #expect([rates.rows, rates.columns] == shape)
    guard [rates.rows, rates.columns] == shape else { return }
    let every = max(1, rates.rows / 60)
    let rows = try #require(
      try SharedFixtures.expected("asa_small", "\(session)/embed/rows_every").floatMatrix)
    var worst = 0.0
    for row in 0..<rows.rows {
      for cell in 0..<rows.columns {
        let expected = Double(rows[row, cell])
        worst = max(worst, abs(Double(rates[row * every, cell]) - expected) / max(1e-3, abs(expected)))
      }
    }
    // With times in single precision the reference also rounds their product with 10⁵, which moves spikes over bin edges.
    #expect(worst < 1e-5 || session == "session4_f32")
    let sums = try #require(try SharedFixtures.expected("asa_small", "\(session)/embed/colsum").doubles)
    for cell in 0..<rates.columns {
      let sum = rates.column(cell).reduce(0) { $0 + Double($1) }
      #expect(close(sum, sums[cell], 1e-5 * max(1, sums[cell])))
    }
  }

  @Test(arguments: ["session4", "negative_first60", "negative_rank_deficient", "hd_ring"])
  func topologyAndDecoding(session: String) throws {
    let embedding = try Self.embedded(session)
    let homology = try analyseHomology(embedding, work: Work(threads: 2)) {
      $0.compatibility = .canns
      $0.cloud.landmarks = 400
      $0.cloud.neighbours = 300
      $0.cloud.landmarkNeighbours = 250
      $0.cloud.active = 4000
      if session == "hd_ring" { $0.cloud.components = 4 }
    }
    func expected(_ key: String) throws -> DataArray {
      try SharedFixtures.expected("asa_small", "\(session)/\(key)")
    }
    #expect(try homology.rows == expected("tda/movetimes").integers)
    #expect(try homology.landmarks == expected("tda/indstemp").integers)
    for dimension in 0...1 {
      let reference = try #require(try expected("tda/H\(dimension)").doubleMatrix)
      let bars = homology.persistence.diagrams[dimension].sorted {
        ($0.birth, $0.death) < ($1.birth, $1.death)
      }
      #expect(bars.count == reference.rows)
      var worst = 0.0
      for (index, bar) in bars.enumerated() where index < reference.rows {
        for (found, known) in [(bar.birth, reference[index, 0]), (bar.death, reference[index, 1])]
        where found != known {
          worst = max(worst, abs(found - known) / max(1e-3, abs(known)))
        }
      }
      // Both z-score in single precision, which the logarithm of an edge's weight shows in its fifth digit.
      #expect(worst < 5e-5, "H\(dimension)")
    }
    let circles = session == "hd_ring" ? 1 : 2
    let decoded = try decode(embedding, homology) {
      $0.compatibility = .canns
      $0.shape.circles = .count(circles)
    }
    #expect(try [decoded.rows.count] == expected("decode/n").integers)
    let times = try #require(try expected("decode/times_every").integers)
    let coordinates = try #require(try expected("decode/coords_every").doubleMatrix)
    let place = Dictionary(uniqueKeysWithValues: zip(decoded.rows, decoded.rows.indices))
    let found = times.compactMap { place[$0] }
    #expect(found.count == times.count)
    for circle in 0..<circles {
      let ours = found.map { decoded.coordinates[$0, circle] }
      #expect(agreement(ours, coordinates.column(circle)) > 0.9999, "circle \(circle)")
    }
  }

  /// The same session in every container is the same recording.
  @Test(arguments: [
    "session4_f64_stored.npz", "session4_objarray.npz", "session4_strkeys.npz", "session4_lists.npz",
    "session4_cm.npz", "session4.h5", "session4_v73.mat", "session4_t0_1234.npz",
    "session4_f32.npz",
  ]) func everyContainerHoldsTheSameSession(file: String) throws {
    let folder = try #require(SharedFixtures.folder)
    let plain = try embed(SharedFixtures.recording("session4_f64"))
    let other = try embed(RecordingReader.read(url: folder.appendingPathComponent("inputs/\(file)")))
    #expect(other.cellIDs.count == 60)
    // Times in single precision, or on another clock, round a few spikes and bins the other way.
    let rounded = file.contains("f32") || file.contains("t0_1234")
    guard !rounded else {
      #expect(abs(other.bins.count - plain.bins.count) <= 20)
      #expect(abs(total(try other.spikeCounts()) - total(try plain.spikeCounts())) <= 40)
      return
    }
    #expect(try other.bins == plain.bins && other.spikeCounts() == plain.spikeCounts() && other.rates() == plain.rates())
    #expect(zip(try #require(other.x), try #require(plain.x)).allSatisfy { close($0, $1, 1e-9) })
  }

  /// Twenty minutes with the parameters of the published analysis; half a minute, so only when asked for.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["CANNS_LONG_TESTS"] != nil))
  func thePublishedParameters() throws {
    let embedding = try embed(SharedFixtures.recording("session1_20min")) {
      $0.compatibility = .canns
      $0.speedFilter = false
    }
    let homology = try analyseHomology(embedding, work: Work(threads: 2)) { $0.compatibility = .canns }
    func expected(_ key: String) throws -> DataArray {
      try SharedFixtures.expected("asa_full", "session1/\(key)")
    }
    #expect(try homology.rows == expected("tda/movetimes").integers)
    let landmarks = try #require(try expected("tda/indstemp").integers)
    let shared = Set(landmarks).intersection(homology.landmarks).count
    #expect(shared == 1200, "\(shared) landmarks in common")
    let longest = [10.90918479859829, 9.78054429590702, 3.668256491422653, 2.49652561545372]
    for (found, known) in zip(homology.finiteLifetimes(1), longest) {
      #expect(close(found, known, 1e-4 * known), "\(found) \(known)")
    }
    #expect(homology.persistence.diagrams[1].count == 343)
  }

  @Test func phaseMapsAreThoseOfTheReferenceTurnedToRowsOfY() throws {
    let embedding = try Self.embedded("session4")
    let homology = try analyseHomology(embedding, work: Work(threads: 2)) {
      $0.compatibility = .canns
      $0.cloud.landmarks = 400
      $0.cloud.neighbours = 300
      $0.cloud.landmarkNeighbours = 250
      $0.cloud.active = 4000
    }
    let decoded = try decode(embedding, homology) {
      $0.compatibility = .canns
      $0.shape.circles = .count(2)
    }
    var parameters = CohoMapParameters()
    parameters.compatibility = .canns
    let result = try CohoMap.run(
      Results(embedding, decoded), parameters: parameters, context: RunContext())
    for circle in 0..<2 {
      let reference = try #require(
        try SharedFixtures.expected("asa_small", "session4/cohomap/phase_map\(circle + 1)").doubleMatrix)
      let map = result.maps[circle]
      var (ours, theirs): ([Double], [Double]) = ([], [])
      var onlyOne = 0
      for x in 0..<100 {
        for y in 0..<100 {
          if map[y, x].isFinite != reference[x, y].isFinite { onlyOne += 1 }
          guard map[y, x].isFinite, reference[x, y].isFinite else { continue }
          ours.append(map[y, x])
          theirs.append(reference[x, y])
        }
      }
      #expect(onlyOne == 0 && agreement(ours, theirs) > 0.999)
    }
    let edges = try #require(try SharedFixtures.expected("asa_small", "session4/cohomap/x_edge").doubles)
    #expect(zip(edges, result.grid.xEdges).allSatisfy { close($0, $1, 1e-12) })
  }
}
