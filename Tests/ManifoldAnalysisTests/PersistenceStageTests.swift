import AnalysisTestSupport
import ArrayFiles
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Recordings
import Schema
import Stages
import TestSupport
import Testing
import Topology

@Suite struct PersistenceStageTests {
  /// Twelve points evenly on the unit circle: the loop is born with the shortest chord and dies when a triangle of the longest
  /// arcs, a third of the circle each, closes it.
  private var circle: Matrix<Double> {
    Matrix(
      rows: 12, columns: 2,
      elements: (0..<12).flatMap { (hour: Int) -> [Double] in
        let angle = Double(hour) * .pi / 6
        return [cos(angle), sin(angle)]
      })
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
    #expect(result.storedArrays.map(\.key).contains("h1_cocycle_values"))
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
    func input(_ url: URL, _ map: [String: String] = [:]) throws -> Matrix<Double>? {
      try Persistence.Input(
        from: InputSource(
          recordingURL: url, folder: ResultsFolder(url: folder), readingOptions: ReadingOptions(map: map)), for: "persistence"
      ).numbers.matrix
    }
    #expect(try input(text) == Matrix(rows: 3, columns: 2, elements: [0, 0, 1, 0, 0, 2.5]))
    #expect(try input(archive, ["points": "b"])?.rows == 2)
    #expect(throws: StageError.self) { try input(archive) }
  }

  // MARK: - What ripser and its users have

  /// The numbers of a text file in the sense of a format.
  private func persistence(_ text: String, _ settings: [String: String] = [:]) throws -> PersistenceStageResult {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("numbers-\(UUID().uuidString).txt")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try Persistence.run(
      Persistence.Input(contentsOf: url, chosen: nil),
      parameters: PersistenceStageParameters(
        settings: settings.sorted { $0.key < $1.key }.map { ParameterSetting(name: $0.key, text: $0.value) }),
      context: RunContext())
  }

  /// A square with sides 1 and diagonals 1.5: one loop from 1 to 1.5, in all forms of the file.
  @Test(arguments: [
    ("1\n1.5,1\n1,1.5,1\n", "auto"), ("1,\n1.5,1,\n1,1.5,1,\n", "auto"), ("1 \n1.5 1\n1 1.5 1", "lower-distance"),
    ("1 1.5 1 1 1.5 1", "lower-distance"), ("0\n1 0\n1.5 1 0\n1 1.5 1 0\n", "auto"),
    ("1,1.5,1\n1,1.5\n1\n", "auto"), ("1\n1.5\n1\n1\n1.5\n1\n", "upper-distance"),
    ("0 1 1.5 1\n0 1 1.5\n0 1\n0\n", "upper-distance"),
    ("0 1 1.5 1\n1 0 1 1.5\n1.5 1 0 1\n1 1.5 1 0\n", "distance"),
    ("# edges\n0 1 1\n1 2 1\n2 3 1\n3 0 1\n0 2 1.5\n1 3 1.5\n", "sparse"),
  ])
  func formsOfDistancesAreRead(text: String, format: String) throws {
    let result = try persistence(text, ["format": format]).persistence
    #expect(result.points == 4)
    #expect(result.diagrams[1] == [PersistencePair(birth: 1, death: 1.5)])
  }

  @Test(arguments: [
    ("1\n1 2\n1\n", "auto", "not those of a triangle"), ("1 2 3 4", "lower-distance", "not the triangle"),
    ("1 2\n1 2 3\n", "distance", "different lengths"), ("0 1\n1 2\n", "sparse", "three numbers"),
    ("0 1.5 2\n", "sparse", "number of a point"), ("0 1 1\n0 2000000000 1\n", "sparse", "names point 2000000000"),
  ])
  func distancesThatDoNotFitAreRefused(text: String, format: String, words: String) {
    #expect {
      try persistence(text, ["format": format])
    } throws: { error in
      guard case .unusableData(_, let reason, _)? = error as? StageError else { return false }
      return reason.contains(words)
    }
  }

  /// Rounded to single precision they would be missing edges or one point.
  @Test(arguments: [
    ("1\n1e300,1\n", "auto"), ("1e-50\n1e-50,1e-50\n", "auto"), ("0 1e39\n1e39 0\n", "distance"),
    ("0 1 1\n1 2 1e300\n", "sparse"), ("0 0\n1e-60 0\n", "point-cloud"), ("0 0\n1e300 0\n", "point-cloud"),
  ])
  func numbersOutOfRangeAreRefused(text: String, format: String) {
    #expect(throws: TopologyError.self) { try persistence(text, ["format": format]) }
  }

  /// A square with an index and headers of all kinds: four points of two coordinates each.
  @Test(arguments: [
    (",x,y\n0,0,0\n1,0,1.5\n2,1.5,0\n3,1.5,1.5\n", "index"), ("index,x,y\n1,0,0\n2,0,1.5\n3,1.5,0\n4,1.5,1.5\n", "index"),
    (",0,1\n0,0,0\n1,0,1.5\n2,1.5,0\n3,1.5,1.5\n", "index"), ("0,1\n0,0\n0,1.5\n1.5,0\n1.5,1.5\n", "header"),
    ("1;2\n0;0\n0;1.5\n1.5;0\n1.5;1.5\n", "header"), ("name,x,y\na,0,0\nb,0,1.5\nc,1.5,0\nd,1.5,1.5\n", "text"),
  ])
  func namesOfRowsAndColumnsAreNoCoordinates(text: String, word: String) throws {
    let result = try persistence(text)
    #expect(result.persistence.points == 4)
    let loop = try #require(result.persistence.diagrams[1].first)
    #expect(loop.birth == 1.5 && abs(loop.death - 1.5 * 2.0.squareRoot()) < 1e-6)
    #expect(result.notes.warnings.contains { $0.contains(word) })
  }

  @Test func numbersThatMayBeCoordinatesAreTakenAsTheyAre() throws {
    // Whole numbers below whole numbers; the same when the format is said.
    #expect(try persistence("0,1\n1,0\n1,1\n").persistence.points == 3)
    #expect(try persistence("0,1\n0.5,0\n1,1\n", ["format": "point-cloud"]).persistence.points == 3)
    #expect(try persistence("0 1\n0.5 0\n1 1\n").persistence.points == 3)
    let counting = (0..<12).map { "\($0) \(0.5 * Double($0 % 3))\n" }.joined()
    #expect(try persistence(counting).notes.warnings.contains { $0.contains("counts the rows") })
  }

  @Test func matricesThatAreNoPointsAreDoubted() throws {
    let values = (0..<150).map { sin(Double($0 * $0)) }
    let wide = Matrix<Double>(rows: 3, columns: 50, elements: values)
    #expect(try run(wide).notes.warnings.contains { $0.contains("3 points of 50 coordinates") })
    #expect(try run(circle).notes.warnings.isEmpty)
    var correlations = Matrix<Double>(rows: 12, columns: 12, repeating: 0)
    for row in 0..<12 {
      for column in 0..<12 { correlations[row, column] = cos(Double(row - column) * Double.pi / 6) }
    }
    correlations[3, 5] += 1e-15
    #expect(try run(correlations).notes.warnings.contains { $0.contains("correlations") })
    var distances = try distanceMatrix(of: circle).map(Double.init)
    distances[3, 5] += 1e-7
    #expect(try run(distances).notes.warnings.contains { $0.contains("--distance-matrix") })
  }

  @Test func aDamagedShapeOfASparseMatrixIsRefused() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("sparse-\(UUID().uuidString).npz")
    defer { try? FileManager.default.removeItem(at: url) }
    try NPZArchive.write(
      [
        ("indices", DataArray([0])), ("indptr", DataArray([0, 1])), ("format", DataArray(["csr"])),
        ("shape", DataArray([Int.max, Int.max])), ("data", DataArray([1.0])),
      ], to: url)
    #expect(throws: StageError.self) { try Persistence.Input(contentsOf: url, chosen: nil) }
  }

  @Test func aSparseMatrixOfScipyIsRead() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("sparse-\(UUID().uuidString).npz")
    defer { try? FileManager.default.removeItem(at: url) }
    // A square without diagonals, in compressed rows.
    try NPZArchive.write(
      [
        ("indices", DataArray([1, 3, 2, 3])), ("indptr", DataArray([0, 2, 3, 4, 4])), ("format", DataArray(["csr"])),
        ("shape", DataArray([4, 4])), ("data", DataArray([1.0, 1, 1, 1])),
      ], to: url)
    let result = try Persistence.run(
      Persistence.Input(contentsOf: url, chosen: nil),
      parameters: PersistenceStageParameters(), context: RunContext())
    #expect(result.engine == .graph)
    #expect(result.persistence.diagrams[1] == [PersistencePair(birth: 1, death: .infinity)])
  }

  @Test func theTextIsRipsers() throws {
    let text = try persistence("1\n1.5,1\n1,1.5,1\n").persistence.ripserText
    #expect(
      text.hasSuffix(
        "persistence intervals in dim 0:\n [0, )\n [0,1)\n [0,1)\n [0,1)\npersistence intervals in dim 1:\n [1,1.5)\n"))
  }

  // MARK: - Ways to compute

  @Test func dimensionZeroNeedsNoMatrix() throws {
    var random = RandomStream(seed: 1, name: "points")
    let cloud = Matrix(rows: 70_000, columns: 2, elements: (0..<140_000).map { _ in random.uniform() })
    let result = try run(cloud, [ParameterSetting(name: "max-dimension", text: "0")])
    #expect(result.engine == .spanningTree && result.persistence.diagrams[0].count == 70_000)
    let both = try run(circle).persistence.diagrams[0]
    #expect(try run(circle, [ParameterSetting(name: "max-dimension", text: "0")]).persistence.diagrams[0] == both)
  }

  @Test func theApproximationStatesItsError() throws {
    let result = try run(circle, [ParameterSetting(name: "approximate", text: "0.5")])
    let loop = try #require(result.persistence.diagrams[1].first)
    let exact = try #require(try run(circle).persistence.diagrams[1].first)
    #expect(loop.death >= exact.death * 0.999_999 && loop.death <= 1.5 * exact.death)
    #expect(Persistence.headline(result, parameters: PersistenceStageParameters()).contains("factor 1.5"))
    #expect(result.recordedNumbers["relative_error"] == .number(0.5))
    #expect(throws: StageError.self) { try persistence("0 1 1\n", ["format": "sparse", "approximate": "0.5"]) }
  }

  @Test func aFlatTorusHasPeriods() throws {
    let points = Matrix<Double>(
      rows: 144, columns: 2, elements: (0..<144).flatMap { [Double($0 / 12), Double($0 % 12)] })
    let result = try run(
      points, [ParameterSetting(name: "metric", text: "flat-torus"), ParameterSetting(name: "periods", text: "12,12")])
    #expect(result.persistence.diagrams[1].count { $0.lifetime > 1 } == 2)
  }

  @Test(arguments: [
    (["metric": "flat-torus", "periods": "-1"], "periods"),
    (["approximate": "0"], "approximate"),
    (["distance-matrix": "true", "format": "point-cloud"], "format"), (["max-dimension": "7"], "max-dimension"),
    (["threshold": "-1"], "threshold"),
  ])
  func settingsThatMakeNoSenseAreNamed(settings: [String: String], name: String) {
    #expect {
      try persistence("0 0\n1 1\n", settings)
    } throws: { error in
      guard case .invalid(name, _)? = error as? ParameterError else { return false }
      return true
    }
  }

  @Test func periodsOfAnotherMetricAreIdle() {
    #expect(throws: ParameterError.idle(name: "periods", condition: "with --metric flat-torus")) {
      try persistence("0 0\n1 1\n", ["periods": "1"])
    }
  }

  @Test func degenerateCloudsHaveTheRightAnswer() throws {
    // One point, and equal points.
    #expect(try persistence("1 2 3\n").persistence.diagrams == [[PersistencePair(birth: 0, death: .infinity)], []])
    for settings in [[:], ["max-dimension": "0"], ["approximate": "1"]] {
      let same = try persistence("1 2\n1 2\n1 2\n", settings).persistence
      #expect(same.diagrams[0] == [PersistencePair(birth: 0, death: .infinity)], "\(settings)")
    }
    // Infinite edges: two components.
    let apart = try persistence("0 inf\ninf 0\n", ["format": "distance"]).persistence
    #expect(apart.diagrams[0].count == 2)
  }

  @Test func distancesReadAsPointsAreRemarked() throws {
    let distances = try distanceMatrix(of: circle).map(Double.init)
    #expect(try run(distances).notes.warnings.count == 1)
    #expect(try run(circle).notes.warnings.isEmpty)
  }

  @Test(arguments: [nil, "0.5"]) func theBudgetIsKept(approximate: String?) throws {
    var random = RandomStream(seed: 2, name: "points")
    let cloud = Matrix(rows: 500, columns: 3, elements: (0..<1500).map { _ in random.uniform() })
    var settings = [ParameterSetting(name: "max-dimension", text: "3")]
    if let approximate { settings.append(ParameterSetting(name: "approximate", text: approximate)) }
    #expect {
      try Persistence.run(
        Persistence.Input(matrix: cloud), parameters: PersistenceStageParameters(settings: settings),
        context: RunContext(memoryBudget: 2_000_000))
    } throws: { error in
      guard case .overMemoryBudget? = error as? StageError else { return false }
      return true
    }
  }
}

extension PersistenceNumbers {
  fileprivate var matrix: Matrix<Double>? {
    if case .matrix(let matrix) = self { matrix } else { nil }
  }
}
