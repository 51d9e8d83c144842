import Foundation
import TestSupport
import Testing

/// What `models NAME` shows.
@Suite(.enabled(if: Program.isBuilt)) struct ModelsCommandTests {
  /// A trainer and a synapse have the name stdp: both are there, in text and for programs.
  @Test func namesThatTwoThingsHaveShowBoth() throws {
    let folder = try TemporaryFolder()
    let text = try Program.run("models stdp", in: folder.url).output
    #expect(text.contains("run by: canns-analyze train") && text.contains("synapse, used as"))
    let json = try Program.run("models stdp --json", in: folder.url).output
    let page = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let others = try #require(page["same_name"] as? [[String: Any]])
    #expect(page["kind"] as? String == "trained" && others.map { $0["kind"] as? String } == ["synapse"])
    // What has a name for itself is alone.
    let alone = try Program.run("models cann1d --json", in: folder.url).output
    #expect(!alone.contains("same_name"))
  }
}
