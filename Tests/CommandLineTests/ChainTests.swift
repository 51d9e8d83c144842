import Foundation
import TestSupport
import Testing

/// `run`: presets, pipeline files, and data in which there is nothing to find.
@Suite(.enabled(if: Program.isBuilt)) struct ChainTests {
  @Test func aPipelineFileRunsItsSteps() throws {
    let folder = try SmallAnalysis.copy()
    let yaml = """
      name: small ring
      steps:
        - stage: embed
          sigma-ms: 50
        - stage: tda
          components: 4
          stride: 2
          active: 600
          neighbors: 80
          landmarks: 60
          landmark-neighbors: 40
        - stage: decode
        - stage: cohomap
          optional: true
      """
    try Data(yaml.utf8).write(to: folder.file("ring.yaml"))
    let outcome = try Program.run(
      "run session.npz -o out --pipeline ring.yaml --shuffles 20 --no-figures", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.contains("verdict: ring"), "\(outcome.message)\(outcome.output)")
    let again = try Program.run(
      "run session.npz -o out --pipeline ring.yaml --shuffles 20 --no-figures", in: folder.url)
    #expect(again.output.components(separatedBy: "up to date").count - 1 == 4)
    try Data(yaml.replacingOccurrences(of: "stride", with: "strde").utf8).write(to: folder.file("slip.yaml"))
    try Program.run("run session.npz -o slip --pipeline slip.yaml", in: folder.url).expectFailure(64, "strde")
    #expect(!FileManager.default.fileExists(atPath: folder.file("slip").path))
  }

  @Test func dataWithoutStructureAreRefusedAloneAndReportedByRun() throws {
    let folder = try TemporaryFolder()
    try SyntheticRecording(tuned: false).write(to: folder.file("session.npz"))
    let options =
      "--tda.components 4 --stride 2 --active 600 --neighbors 80 --landmarks 60 --landmark-neighbors 40 --shuffles 20 "
      + "--no-figures"
    let chain = try Program.run("run session.npz -o out --preset head-direction \(options)", in: folder.url)
    #expect(chain.status == 0, "\(chain.message)")
    #expect(chain.output.contains("verdict: none") || chain.output.contains("verdict: structure"), "\(chain.output)")
    #expect(chain.message.contains("decode"), "\(chain.message)")
    try Program.run("decode out", in: folder.url).expectFailure(65, "--anyway")
    #expect(try Program.run("decode out --anyway --no-figures", in: folder.url).status == 0)
  }

  private func run(_ steps: String, in folder: TemporaryFolder) throws -> Program.Outcome {
    try Data("steps:\n\(steps)\n".utf8).write(to: folder.file("chain.yaml"))
    return try Program.run("run session.npz -o out --pipeline chain.yaml --no-figures", in: folder.url)
  }

  private func hasRecord(_ stem: String, _ folder: TemporaryFolder) -> Bool {
    FileManager.default.fileExists(atPath: folder.file("out/\(stem).json").path)
  }

  /// With every 4,000th bin too few are left for landmarks.
  @Test func anOptionalStepThatCannotRunLetsTheChainGoOn() throws {
    let folder = try SmallAnalysis.copy()
    func steps(_ optional: Bool) -> String {
      """
        - stage: embed
        - stage: tda
          stride: 4000
          optional: \(optional)
        - stage: decode
          optional: \(optional)
        - stage: ratemaps
      """
    }
    try run(steps(false), in: folder).expectFailure(65, "bins")
    #expect(!hasRecord("ratemaps", folder))
    let outcome = try run(steps(true), in: folder)
    #expect(outcome.status == 0, "\(outcome.message)")
    #expect(outcome.message.contains("tda: ") && outcome.output.contains("decode: not run, since tda has no result."))
    #expect(hasRecord("ratemaps", folder) && !hasRecord("tda", folder) && !hasRecord("decode", folder))
    let page = String(decoding: try folder.bytes("out/report.html"), as: UTF8.self)
    #expect(page.contains("decode was not run, since tda has no result.") && page.contains("tda has no result:"))
    // A report that is written later still says so, until the stage has been run.
    #expect(try Program.run("report out", in: folder.url).status == 0)
    #expect(String(decoding: try folder.bytes("out/report.html"), as: UTF8.self) == page)
    #expect(try run("  - {stage: embed}\n  - {stage: ratemaps}", in: folder).status == 0)
    let later = String(decoding: try folder.bytes("out/report.html"), as: UTF8.self)
    #expect(later.contains("decode was not run, since tda has no result."))
    let mending = try Program.run("tda out --defaults \(SmallAnalysis.homology) --no-figures", in: folder.url)
    #expect(mending.status == 0, "\(mending.message)")
    #expect(try Program.run("report out", in: folder.url).status == 0)
    let mended = String(decoding: try folder.bytes("out/report.html"), as: UTF8.self)
    #expect(mended.contains("decode was not run") && !mended.contains("tda has no result:"))
  }

  @Test func anOptionalStepWithoutWhatItNeedsLetsTheChainGoOn() throws {
    let folder = try SmallAnalysis.copy()
    func steps(_ optional: Bool) -> String {
      "  - {stage: embed}\n  - {stage: decode, optional: \(optional)}\n  - {stage: ratemaps}"
    }
    try run(steps(false), in: folder).expectFailure(66, "canns-analyze tda")
    let outcome = try run(steps(true), in: folder)
    #expect(outcome.status == 0 && outcome.message.contains("canns-analyze tda"), "\(outcome.message)")
    #expect(hasRecord("ratemaps", folder) && !hasRecord("decode", folder))
    // Nothing but findings: no word of a verdict that nobody asked for.
    let page = String(decoding: try folder.bytes("out/report.html"), as: UTF8.self)
    #expect(page.contains("<h2 id=\"verdict-heading\">Spike embedding and Rate maps</h2>"))
    #expect(!page.contains("No verdict"))
  }

  /// A defect of the settings is no lack of data.
  @Test func anOptionalStepWithAWrongSettingStopsTheChain() throws {
    let folder = try SmallAnalysis.copy()
    try run("  - {stage: embed}\n  - {stage: tda, coefficient: 4, optional: true}", in: folder)
      .expectFailure(64, "not a prime")
    #expect(!hasRecord("embed", folder))
  }
}
