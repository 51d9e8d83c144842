import Foundation
import TestSupport
import Testing

/// A stage that runs alone keeps the analysis of its folder; a report says how to make it again.
@Suite(.enabled(if: Program.isBuilt)) struct KeptAnalysisTests {
  @Test func aStageAloneUsesWhatItsResultWasMadeWith() throws {
    let folder = try SmallAnalysis.copy()
    try Data("figures:\n  tda-barcode: {maximum_bars: 7}\n".utf8).write(to: folder.file("plot.yaml"))
    let archive = try folder.bytes("results/tda.npz")
    let redrawn = try Program.run("tda results --plot-config plot.yaml", in: folder.url)
    #expect(redrawn.status == 0 && redrawn.output.contains("up to date, figures drawn"), "\(redrawn.output)")
    #expect(redrawn.message.contains("as its result in this folder was made"), "\(redrawn.message)")
    #expect(redrawn.message.contains("--landmarks 60") && redrawn.message.contains("--shuffles 20"))
    #expect(try folder.bytes("results/tda.npz") == archive)
    // What is given counts, and the rest is kept.
    let more = try Program.run("tda results --shuffles 21 --seed 3 --no-figures", in: folder.url)
    #expect(more.status == 0)
    let record = String(decoding: try folder.bytes("results/tda.json"), as: UTF8.self)
    #expect(record.contains("\"seed\": 3") && record.contains("\"shuffles\": 21"))
    let again = try Program.run("tda results --no-figures", in: folder.url)
    #expect(again.output.contains("up to date") && again.message.contains("--seed 3"), "\(again.message)")
    // 400 bins are too few for the defaults of the stage.
    try Program.run("tda results --defaults --landmark-neighbors 90000 --no-figures", in: folder.url)
      .expectFailure(64, "landmark-neighbors")
    #expect(try Program.run("tda results --no-defaults --no-figures", in: folder.url).output.contains("up to date"))
  }

  /// What an option names may be a pipe, of which nobody knows the length.
  @Test func settingsOfFiguresAreReadFromAPipe() throws {
    let folder = try SmallAnalysis.copy()
    let drawn = try Program.shell(
      "printf 'figures:\n  tda-barcode: {maximum_bars: 7}\n' | \"$CANNS\" tda results --plot-config /dev/stdin",
      in: folder.url)
    #expect(drawn.status == 0 && drawn.output.contains("figures drawn"), "\(drawn.output) \(drawn.message)")
    try Program.run("tda results --plot-config .", in: folder.url).expectFailure(64, "there is no file .")
  }

  /// Settings of the folder that contradict those given are told as what they are.
  @Test func aContradictionNamesWhatWasKept() throws {
    let folder = try SmallAnalysis.copy()
    try Program.run("tda results --landmarks 30", in: folder.url)
      .expectFailure(64, "landmark-neighbors", "Kept from the folder", "--defaults")
  }

  @Test func aPresetIsPrintedAsAPipeline() throws {
    let folder = try SmallAnalysis.copy()
    let printed = try Program.run("run --preset grid --print-pipeline --tda.components 5", in: folder.url)
    #expect(printed.status == 0 && printed.output.contains("    landmark-draws: 3\n"), "\(printed.message)")
    #expect(printed.output.contains("components: 5"))
    try Data(printed.output.utf8).write(to: folder.file("grid.yaml"))
    let again = try Program.run("run --pipeline grid.yaml --print-pipeline", in: folder.url)
    #expect(again.output == printed.output)
    try Program.run("run --preset grid --print-pipeline --tda.componets 5", in: folder.url).expectFailure(64, "components")
  }

  private func commands(_ folder: TemporaryFolder, _ results: String) throws -> [String] {
    let page = String(decoding: try folder.bytes("\(results)/report.html"), as: UTF8.self)
    let section = page.components(separatedBy: "id=\"again-heading\"").last?.components(separatedBy: "</section>").first ?? ""
    return section.components(separatedBy: "<pre><code>").dropFirst().map { String($0.prefix { $0 != "<" }) }
  }

  /// What the report prints, typed in an empty folder beside the recording, gives the same bytes.
  private func repeats(_ folder: TemporaryFolder, _ results: String, _ stems: [String]) throws -> [String] {
    let printed = try commands(folder, results)
    let fresh = try TemporaryFolder()
    try FileManager.default.copyItem(at: folder.file("session.npz"), to: fresh.file("session.npz"))
    for line in printed {
      let outcome = try Program.run(Array(line.split(separator: " ").map(String.init).dropFirst()), in: fresh.url)
      #expect(outcome.status == 0, "\(line): \(outcome.message)")
    }
    for stem in stems {
      #expect(try fresh.bytes("\(results)/\(stem).npz") == folder.bytes("\(results)/\(stem).npz"), "\(stem)")
    }
    return printed
  }

  @Test func theCommandOfAReportMakesItAgain() throws {
    let folder = try TemporaryFolder()
    try SyntheticRecording().write(to: folder.file("session.npz"))
    let options =
      "--tda.components 4 --stride 2 --active 600 --neighbors 80 --landmarks 60 --landmark-neighbors 40 --shuffles 0 "
      + "--landmark-draws 1 --seed 4 --decoder population --circles 1 --anyway --no-figures"
    let line = "run session.npz -o out --preset head-direction --quiet --threads 1 \(options)"
    let chain = try Program.run(line, in: folder.url)
    #expect(chain.status == 0, "\(chain.message)")
    let whole = try repeats(folder, "out", ["embed", "reduce", "tda", "decode"])
    #expect(whole.count == 1 && whole[0].hasPrefix("canns-analyze run session.npz -o out --preset head-direction"), "\(whole)")
    #expect(!whole[0].contains("--quiet") && !whole[0].contains("--threads"))
    // A stage that was run alone since, with the analysis of its folder.
    #expect(try Program.run("tda out --shuffles 2 --no-figures", in: folder.url).status == 0)
    #expect(try Program.run("decode out --no-figures", in: folder.url).status == 0)
    #expect(try Program.run("report out", in: folder.url).status == 0)
    let single = try repeats(folder, "out", ["embed", "reduce", "tda", "decode"])
    let topology = try #require(single.first { $0.hasPrefix("canns-analyze tda out") })
    #expect(topology.contains("--shuffles 2 ") && topology.contains("--seed 4"), "\(topology)")
  }
}
