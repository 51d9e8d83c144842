import Foundation
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
}
