import ArrayFiles
import ArrayNumerics
import Foundation
import Schema
import TestSupport
import Testing

/// The simulated situations that lie beside the repository on some machines, as their list says is right.
@Suite(.enabled(if: Program.isBuilt && SharedFixtures.exist)) struct SituationFilesTests {
  private func run(_ line: String, on name: String) throws -> (folder: TemporaryFolder, message: String) {
    let file = try #require(SharedFixtures.folder).appendingPathComponent("situations").appendingPathComponent(name)
    let folder = try TemporaryFolder()
    let words = line.split(separator: " ").map { $0 == "FILE" ? file.path : String($0) }
    let outcome = try Program.run(words + ["--no-figures"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    return (folder, outcome.message)
  }

  private func embedded(_ name: String, _ options: String) throws -> EmbeddedFile {
    let (folder, _) = try run("embed FILE -o o \(options)", on: name)
    // It goes with its folder.
    return try withExtendedLifetime(folder) { try EmbeddedFile(folder.file("o/embed.npz")) }
  }

  private static let chain = "run FILE -o o --preset head-direction --shuffles 19 --seed 1"

  @Test(arguments: ["linear-track.npz", "two-factors.npz"]) func linesAndPlanesAreNoRings(_ name: String) throws {
    let (folder, _) = try run(Self.chain, on: name)
    let record = try JSONValue(text: try Data(contentsOf: folder.file("o/tda.json")))
    let verdict = record["verdict"]?.string
    #expect(["none", "structure"].contains(verdict ?? ""), "\(verdict ?? "no verdict")")
  }

  /// Between 180 and 300 s nothing was recorded.
  @Test func nothingIsDecodedInsideAGap() throws {
    let (folder, _) = try run(Self.chain, on: "gap-short.npz")
    let archive = try NPZArchive(contentsOf: folder.file("o/decode.npz"))
    guard case .array(let t) = try archive.read("t"), case .array(let angles) = try archive.read("coordinates") else {
      Issue.record("no coordinates")
      return
    }
    let decoded = zip(t.doubles ?? [], angles.doubles ?? []).filter { $0.1.isFinite }.map(\.0)
    #expect(decoded.count > 10_000 && !decoded.contains { $0 > 180.5 && $0 < 299.5 })
  }

  @Test func ratesBesideExcludedTimeAreThoseOfTheCell() throws {
    let rates = try embedded("exclude.npz", "--no-speed-filter --exclude 30:30.5").rates
    #expect(abs(rates.reduce(0, +) / Double(rates.count) - 10) < 0.5 && (rates.max() ?? 0) < 60)
  }

  @Test(arguments: ["circle.csv", "circle-index.csv"]) func anIndexOfRowsIsNoCoordinate(_ name: String) throws {
    let (folder, message) = try run("persistence FILE -o o", on: name)
    guard case .array(let bars) = try NPZArchive(contentsOf: folder.file("o/persistence.npz")).read("h1") else { return }
    let longest = bars.doubles ?? []
    #expect(abs(longest[0] - 0.191) < 0.001 && abs(longest[1] - 1.736) < 0.001)
    #expect(message.contains("counts the rows") == (name == "circle-index.csv"))
  }

  @Test func speedBesideGapsIsThatOfTheAnimal() throws {
    let speed = try embedded("gaps-speed.npz", "--no-speed-filter --position-unit m").speed.filter(\.isFinite)
    #expect(abs(median(speed) - 10) < 0.3)
  }

  @Test func aTrackHasASpeedAlongIt() throws {
    let result = try embedded("one-dimension.npz", "")
    #expect(abs(result.t.count - 55_950) < 30 && result.x.count == result.t.count)
  }

  @Test func aRatAtRestIsNotRunningWhereFramesAreLost() throws {
    let (folder, message) = try run("embed FILE -o o --position-unit m", on: "tracker-zeros.npz")
    #expect(message.contains("taken as a mark of lost samples"))
    #expect(try EmbeddedFile(folder.file("o/embed.npz")).t.count { $0 > 150.5 } < 200)
  }

  @Test func moreColumnsThanRowsAreSaid() throws {
    #expect(try run("persistence FILE -o o", on: "wide.npy").message.contains("3 points of 500 coordinates"))
  }

  @Test func spikesOnEdgesFallIntoOneBinEach() throws {
    #expect(Set(try embedded("edges.npz", "--no-speed-filter --sigma-ms 0").counts) == [1])
  }
}
