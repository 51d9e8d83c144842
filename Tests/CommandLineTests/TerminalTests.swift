import Foundation
import Schema
import TestSupport
import Testing

/// What the program offers around its commands: topics of help, completion, manual, versions, and how it talks to a terminal.
@Suite(.enabled(if: Program.isBuilt)) struct TerminalTests {
  private func installed(_ tool: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)")
    }
  }

  @Test(arguments: [
    ("presets", "\ngrid: grid cells of one module", "--shuffles 100"), ("pipeline", "- stage: embed", "--tda.components 6"),
    ("plot-config", "rasterize_threshold", "figures:"), ("formats", "suite2p", "--map spikes="),
    ("options", "--max-memory VALUE", "--force"),
  ]) func topicsAreExplained(name: String, first: String, second: String) throws {
    let folder = try TemporaryFolder()
    let help = try Program.run("help \(name)", in: folder.url)
    #expect(help.status == 0 && help.output.contains(first) && help.output.contains(second), "\(help.output)")
    #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 128 })
    #expect(try Program.run("help", in: folder.url).output.contains(name))
  }

  @Test func helpShowsTheOptionsThatMatter() throws {
    let folder = try TemporaryFolder()
    let verify = try Program.run("help verify", in: folder.url).output
    #expect(!verify.contains("--position-unit") && !verify.contains("--figure-format") && verify.contains("--json"))
    let embed = try Program.run("help embed", in: folder.url).output
    #expect(embed.contains("--position-unit") && embed.contains("--figure-format"))
    #expect(!(try Program.run("help decode", in: folder.url).output.contains("--position-unit")))
    // They are taken all the same.
    let report = try SmallAnalysis.copy()
    #expect(try Program.run("verify results --seed 4", in: report.url).status == 0)
  }

  @Test func completionsKnowCommandsOptionsAndValues() throws {
    let folder = try TemporaryFolder()
    for shell in ["bash", "zsh", "fish"] {
      let script = try Program.run("completions \(shell)", in: folder.url)
      #expect(script.status == 0)
      for word in ["workflow", "shuffles", "plot-config", "pca"] { #expect(script.output.contains(word), "\(shell): \(word)") }
      try Data(script.output.utf8).write(to: folder.file("completion.\(shell)"))
      guard installed(shell) else { continue }
      let check = try Program.shell("\(shell) -n completion.\(shell)", in: folder.url)
      #expect(check.status == 0, "\(shell): \(check.message)")
    }
    // As the shell asks for them.
    func completed(_ words: [String]) throws -> Set<String> {
      let line = words.map { "'\($0)'" }.joined(separator: " ")
      let typed =
        "bash -c 'source completion.bash; COMP_WORDS=(\(line.replacing("'", with: "\""))); COMP_CWORD=\(words.count - 1); "
        + "_canns_analyze; echo ${COMPREPLY[*]}'"
      return Set(try Program.shell(typed, in: folder.url).output.split { $0.isWhitespace }.map(String.init))
    }
    guard installed("bash") else { return }
    #expect(try completed(["canns-analyze", "red"]) == ["reduce"])
    #expect(try completed(["canns-analyze", "reduce", "x", "--method", "t"]) == ["tsne"])
    #expect(try completed(["canns-analyze", "embed", "--bin-m"]) == ["--bin-ms"])
    #expect(try completed(["canns-analyze", "help", "pre"]) == ["presets"])
    #expect(try completed(["canns-analyze", "run", "x", "--preset", ""]) == ["grid", "head-direction", "fly", "paper"])
    #expect(try completed(["canns-analyze", "workflow", "x", "--preset", "g"]) == ["grid"])
    #expect(try completed(["canns-analyze", "models", "cann2"]) == ["cann2d", "cann2d-sfa"])
    #expect(try completed(["canns-analyze", "datasets", ""]) == ["list", "fetch", "make"])
    #expect(try completed(["canns-analyze", "datasets", "make", "g"]) == ["grid-module"])
    #expect(try completed(["canns-analyze", "completions", "f"]) == ["fish"])
    #expect(try completed(["canns-analyze", "mode"]) == ["models"])
    #expect(try completed(["canns-analyze", "comple"]) == ["completions"])
    // A model or a file, which may have a blank in its name.
    try Data().write(to: folder.file("cann of mine.yaml"))
    #expect(
      try completed(["canns-analyze", "simulate", "cann"])
        == ["cann1d", "cann1d-sfa", "cann2d", "cann2d-sfa", "cann", "of", "mine.yaml"])
    #expect(try completed(["canns-analyze", "fixed-points", "line"]) == ["line-attractor"])
    try Program.run("completions csh", in: folder.url).expectFailure(64, "bash, zsh, fish")
  }

  @Test func theManualIsWellFormed() throws {
    let folder = try TemporaryFolder()
    #expect(try Program.run("man -o manual", in: folder.url).status == 0)
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder.file("manual/man1").path)
    #expect(pages.contains("canns-analyze.1") && pages.contains("canns-analyze-workflow.1"))
    let embed = String(decoding: try folder.bytes("manual/man1/canns-analyze-embed.1"), as: UTF8.self)
    for part in [".SH \"NAME\"", ".SH \"OPTIONS\"", "\\fB\\-\\-bin\\-ms\\fR \\fIMS\\fR", ".SH \"EXAMPLE\""] {
      #expect(embed.contains(part), "\(part)")
    }
    if installed("groff") {
      let check = try Program.shell("groff -man -ww -z -K utf8 manual/man1/*.1 manual/man7/*.7 2>&1", in: folder.url)
      #expect(check.output.isEmpty, "\(check.output)")
    }
    #expect(try Program.run("man embed", in: folder.url).output == embed)
    try Program.run("man embd", in: folder.url).expectFailure(64, "man takes a command")
  }

  @Test func versionsOfProgramAndStages() throws {
    let folder = try TemporaryFolder()
    let text = try Program.run("version", in: folder.url)
    #expect(text.status == 0 && text.output.hasPrefix("canns-analyze ") && text.output.contains("decode --decoder latent"))
    let json = try JSONValue(text: Data(try Program.run("version --json", in: folder.url).output.utf8))
    #expect(json["stages"]?["embed"]?.integer != nil)
  }

  @Test func inspectIsBriefOnRequest() throws {
    let folder = try SmallAnalysis.copy()
    let whole = try Program.run("inspect session.npz", in: folder.url).output
    let brief = try Program.run("inspect session.npz --brief", in: folder.url).output
    #expect(whole.contains("spike_index ") && whole.contains("\n  found "))
    #expect(!brief.contains("spike_index") && !brief.contains("\n  found "))
    #expect(brief.contains("6 objects") && brief.contains("  cells    16,") && brief.contains("guessed  position"))
  }

  @Test func differencesStandInTheOrderOfTheChain() throws {
    let folder = try SmallAnalysis.copy()
    try FileManager.default.copyItem(at: folder.file("results"), to: folder.file("other"))
    for line in [
      "embed session.npz -o other --sigma-ms 60 --no-figures", "tda other --no-figures", "decode other --no-figures --anyway",
    ] {
      #expect(try Program.run(line, in: folder.url).status == 0, "\(line)")
    }
    let lines = try Program.run("diff results other", in: folder.url).output.split(separator: "\n")
    let stages = lines.compactMap { $0.split { " .:".contains($0) }.first.map(String.init) }
    let order = stages.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    #expect(order == ["embed", "tda", "decode"], "\(order)")
  }

  /// A picture goes by that of another folder, whose method need not be named again.
  @Test func reduceFromAFolderTakesItsMethod() throws {
    let folder = try SmallAnalysis.copy()
    let quick = "--points 300 --no-figures"
    #expect(try Program.run("reduce results --method isomap \(quick)", in: folder.url).status == 0)
    #expect(try Program.run("embed session.npz -o other --no-figures", in: folder.url).status == 0)
    let outcome = try Program.run("reduce other --from results --no-figures", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
    let record = String(decoding: try folder.bytes("other/reduce.json"), as: UTF8.self)
    #expect(record.contains("\"isomap\""))
    try Program.run("reduce other --from results --method umap --force", in: folder.url).expectFailure(65, "--method isomap")
  }

  /// Started by its name alone, from a folder far from the project.
  @Test func datasetsAreFoundFromAnywhere() throws {
    let folder = try TemporaryFolder()
    let program = try #require(Program.url)
    let path = "\(program.deletingLastPathComponent().path):/usr/bin:/bin"
    let outcome = try Program.shell("PATH='\(path)' canns-analyze datasets list", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.contains("grid-module"), "\(outcome.message)")
  }

  /// On a terminal no bar stays behind, whatever is said after it. (`script` gives the program a terminal.)
  @Test func barsAreCleared() throws {
    guard installed("script") else { return }
    let folder = try SmallAnalysis.copy()
    let typed = "script -qec \"$CANNS tda results --no-figures --force\" /dev/null"
    let seen = try Program.shell(typed, in: folder.url).output
    #expect(seen.contains("tda: "), "\(seen)")
    // What the terminal shows in the end: each erasing takes away what stands on its line.
    let shown = seen.components(separatedBy: "\n").map { $0.components(separatedBy: "\u{1b}[2K").last ?? "" }
    #expect(!shown.contains { $0.contains("[##") || $0.contains("..]") }, "\(shown)")
  }

  @Test func aChainSaysWhichStepItIsAt() throws {
    let folder = try SmallAnalysis.copy()
    try Data("steps:\n  - {stage: embed}\n  - {stage: ratemaps}\n".utf8).write(to: folder.file("chain.yaml"))
    let outcome = try Program.run("run session.npz -o out --pipeline chain.yaml --no-figures", in: folder.url)
    #expect(outcome.message.contains("step 1 of 2: embed") && outcome.message.contains("step 2 of 2: ratemaps"))
    let quiet = try Program.run("run session.npz -o out --pipeline chain.yaml --no-figures --quiet", in: folder.url)
    #expect(quiet.message.isEmpty && quiet.output.isEmpty)
  }
}
