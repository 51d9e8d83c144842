import ArrayNumerics
import Foundation
import RecordingAnalysis
import Recordings
import Stages
import Testing
import Topology

@Suite struct PersistenceStageTests {
  /// Twelve points evenly on the unit circle: the loop is born with the shortest chord and dies when a triangle of the longest
  /// arcs, a third of the circle each, closes it.
  private var circle: Matrix<Double> {
    Matrix(
      rows: 12, columns: 2,
      elements: (0..<12).flatMap { [cos(Double($0) * .pi / 6), sin(Double($0) * .pi / 6)] })
  }

  private func run(
    _ matrix: Matrix<Double>, _ settings: [ParameterSetting] = []
  ) throws -> PersistenceStageResult {
    try Persistence.run(
      Persistence.Input(matrix: matrix), parameters: PersistenceStageParameters(settings: settings),
      context: RunContext())
  }

  @Test func aCircleHasOneLoop() throws {
    let result = try run(circle, [ParameterSetting(name: "cocycles", text: "true")])
    let loop = try #require(result.persistence.diagrams[1].first)
    #expect(result.persistence.diagrams[1].count == 1)
    #expect(abs(loop.birth - 2 * sin(.pi / 12)) < 1e-6)
    #expect(abs(loop.death - 3.0.squareRoot()) < 1e-6)
    #expect(result.arrays.map(\.key).contains("h1_cocycle_values"))
  }

  @Test func distancesAreTakenAsTheyAre() throws {
    let distances = try distanceMatrix(of: circle).map(Double.init)
    let given = try run(distances, [ParameterSetting(name: "distance-matrix", text: "true")])
    #expect(given.persistence.diagrams == (try run(circle)).persistence.diagrams)
    var damaged = distances
    damaged[3, 5] = .nan
    #expect(throws: TopologyError.self) {
      try run(damaged, [ParameterSetting(name: "distance-matrix", text: "true")])
    }
  }

  @Test func aCompositeCoefficientIsRefusedByName() {
    #expect {
      try run(circle, [ParameterSetting(name: "coefficient", text: "4")])
    } throws: { error in
      guard case .invalid("coefficient", _)? = error as? ParameterError else { return false }
      return true
    }
  }

  @Test func theMatrixOfAFileIsFound() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("points-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = folder.appendingPathComponent("points.csv")
    try Data("x,y\n0,0\n1,0\n0,2.5\n".utf8).write(to: text)
    let archive = folder.appendingPathComponent("points.npz")
    try NPZArchive.write(
      [("a", DataArray(circle)), ("b", DataArray(circle.selectingRows([0, 1])))], to: archive)
    func input(_ url: URL, _ map: [String: String] = [:]) throws -> Matrix<Double> {
      try Persistence.Input(
        from: InputSource(
          recordingURL: url, folder: ResultsFolder(url: folder), readingOptions: ReadingOptions(map: map))
      ).matrix
    }
    #expect(try input(text) == Matrix(rows: 3, columns: 2, elements: [0, 0, 1, 0, 0, 2.5]))
    #expect(try input(archive, ["points": "b"]).rows == 2)
    #expect(throws: StageError.self) { try input(archive) }
  }
}
