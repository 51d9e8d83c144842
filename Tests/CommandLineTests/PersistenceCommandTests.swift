import Foundation
import TestSupport
import Testing

/// The command `persistence` on small files, as a user of Ripser gives them.
@Suite(.enabled(if: Program.isBuilt)) struct PersistenceCommandTests {
  private func write(_ text: String, to name: String, in folder: TemporaryFolder) throws {
    try Data(text.utf8).write(to: folder.file(name))
  }

  @Test func aTriangleOfDistancesGivesRipsersText() throws {
    let folder = try TemporaryFolder()
    try write("1\n1.5,1\n1,1.5,1\n", to: "square.lower_distance_matrix", in: folder)
    let outcome = try Program.run(
      "persistence square.lower_distance_matrix -o out --text --no-figures", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    let text = String(decoding: try folder.bytes("out/persistence.txt"), as: UTF8.self)
    #expect(text.contains("persistence intervals in dim 1:\n [1,1.5)\n"))
    let record = String(decoding: try folder.bytes("out/persistence.json"), as: UTF8.self)
    #expect(record.contains("\"h1_longest\"") && record.contains("cohomology of the distance matrix"))
  }

  @Test(arguments: [
    ("0 nan\nnan 0\n", "--format distance", 65, "not a number"), ("0 -1\n-1 0\n", "--format distance", 65, "negative"),
    ("0 1\n2 0\n", "--format distance", 65, "not symmetric"), ("0 1 2\n1 0 1\n", "--format distance", 65, "square"),
    ("1 2\n3 4\n", "--coefficient 9", 64, "not a prime"), ("1 2\n3 4\n", "--max-dimension 7", 64, "from 0 to 6"),
    ("1 2\n3 4\n", "--metric flat", 64, "flat-torus"), ("1 2\n3 inf\n", "", 65, "Coordinate 1 of point 1"),
    ("1 2\n3 4\n", "--approximate -1", 64, "positive"), ("1\n1 2 3\n", "", 65, "triangle"), ("", "", 65, "empty"),
    ("0 5 1\n", "--format sparse --approximate 1", 65, "sparse graph"), ("a b\n", "", 65, ""),
  ])
  func badInputIsToldInOneParagraph(_ text: String, _ options: String, _ code: Int32, _ words: String) throws {
    let folder = try TemporaryFolder()
    try write(text, to: "points.txt", in: folder)
    let outcome = try Program.run("persistence points.txt -o out \(options)", in: folder.url)
    if words.isEmpty { outcome.expectFailure(code) } else { outcome.expectFailure(code, words) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("out/persistence.npz").path))
  }

  @Test(arguments: ["--max-dimension 2", "--max-dimension 3 --approximate 0.2"])
  func whatDoesNotFitTheBudgetIsRefused(_ options: String) throws {
    let folder = try TemporaryFolder()
    let rows = (0..<300).map { "\(sin(Double($0 * $0))) \(cos(Double(3 * $0))) \(sin(Double(7 * $0)))" }
    try write(rows.joined(separator: "\n"), to: "points.txt", in: folder)
    try Program.run("persistence points.txt -o out --max-memory 1M \(options)", in: folder.url)
      .expectFailure(77, "--max-memory")
  }

  @Test func dimensionZeroAndSparseGraphsRun() throws {
    let folder = try TemporaryFolder()
    try write("0 1 0.5\n1 2 0.25\n3 4 1\n", to: "edges.coo", in: folder)
    let outcome = try Program.run(
      "persistence edges.coo -o out --format sparse --max-dimension 0 --text --no-figures", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    let text = String(decoding: try folder.bytes("out/persistence.txt"), as: UTF8.self)
    #expect(text.hasSuffix("dim 0:\n [0, )\n [0, )\n [0,1)\n [0,0.5)\n [0,0.25)\n"))
  }
}
