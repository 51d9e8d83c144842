import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// `import-trajectory` as a user runs it.
@Suite(.enabled(if: Program.isBuilt)) struct TrajectoryCommandTests {
  private func writeCircle(_ url: URL, header: String = "t,x,y") throws {
    // A circle of 40 cm radius in 4 s, in centimetres, with a repeated time and a time that goes back.
    var rows = (0..<400).map { index -> String in
      let t = Double(index) * 0.02
      return "\(t),\(100 + 40 * cos(Double.pi / 2 * t)),\(50 + 40 * sin(Double.pi / 2 * t))"
    }
    rows.insert(rows[10], at: 11)
    rows.swapAt(100, 101)
    try Data((header + "\n" + rows.joined(separator: "\n") + "\n").utf8).write(to: url)
  }

  @Test func aTableBecomesTheArraysOfTheContract() throws {
    let folder = try TemporaryFolder()
    try writeCircle(folder.file("circle.csv"))
    let run = try Program.run("import-trajectory circle.csv -o out --position-unit cm", in: folder.url)
    #expect(run.status == 0, "\(run.message)")
    #expect(
      run.message.contains("1 sample (the time of another sample)")
        || run.output.contains("1 sample (the time of another sample)"))
    let archive = try NPZArchive(contentsOf: folder.file("out/trajectory.npz"))
    let shapes = [
      "t": [400], "position": [400, 2], "velocity": [400, 2], "speed": [400], "movement_direction": [400],
      "head_direction": [400], "angular_velocity": [400], "valid": [400],
    ]
    for (name, shape) in shapes {
      guard case .array(let array) = try archive.read(name) else { continue }
      #expect(array.shape == shape, "\(name)")
      #expect(array.typeName == (name == "valid" ? "bool" : "float64"), "\(name)")
      if name == "speed" { #expect(array.doubles?.dropFirst().dropLast().allSatisfy { abs($0 - 0.2 * .pi) < 1e-3 } == true) }
      if name == "angular_velocity" { #expect(array.doubles.map { abs($0[200] - .pi / 2) < 1e-6 } == true) }
    }
    for name in ["trajectory.json", "figures/trajectory-analysis.svg", "figures/trajectory-analysis.png", "provenance.jsonl"] {
      #expect(FileManager.default.fileExists(atPath: folder.file("out/\(name)").path), "\(name)")
    }
    let again = try Program.run("import-trajectory circle.csv -o out --position-unit cm", in: folder.url)
    #expect(again.status == 0 && (again.message + again.output).contains("nothing"))
  }

  @Test func whatCannotBeUsedIsSaidInWords() throws {
    let folder = try TemporaryFolder()
    let lost = "t,x,y\n" + (0..<10).map { "\($0),," }.joined(separator: "\n") + "\n"
    try Data(lost.utf8).write(to: folder.file("lost.csv"))
    let run = try Program.run("import-trajectory lost.csv -o out", in: folder.url)
    #expect(run.status == 65 && run.message.contains("all are NaN"))
    #expect(try Program.run("import-trajectory none.csv -o out", in: folder.url).status == 66)
    try writeCircle(folder.file("circle.csv"))
    #expect(try Program.run("import-trajectory circle.csv", in: folder.url).status == 64)
    #expect(try Program.run("import-trajectory circle.csv -o out --rate -5", in: folder.url).status == 64)
    #expect(try Program.run("import-trajectory circle.csv -o out --head-markers nose", in: folder.url).status == 64)
  }

  /// The name of the files is not that of the command.
  @Test func theCommandThatIsAdvisedExists() throws {
    let folder = try TemporaryFolder()
    try writeCircle(folder.file("circle.csv"))
    #expect(
      try Program.run("import-trajectory circle.csv -o out --position-unit cm --rate 25 --no-figures", in: folder.url).status
        == 0)
    try Data("damaged".utf8).write(to: folder.file("out/trajectory.npz"))
    #expect(try Program.run("report out", in: folder.url).status == 0)
    let page = String(decoding: try Data(contentsOf: folder.file("out/report.html")), as: UTF8.self)
    #expect(page.contains("canns-analyze import-trajectory circle.csv -o out"))
    #expect(!page.contains("canns-analyze trajectory"))
  }
}
