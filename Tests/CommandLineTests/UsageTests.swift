import Foundation
import TestSupport
import Testing

/// What the program says to command lines that it cannot follow: exit code 64, one paragraph.
@Suite(.enabled(if: Program.isBuilt)) struct UsageTests {
  @Test(arguments: [
    ("embde x.npz", "did you mean 'embed'?"), ("help embde", "did you mean 'embed'?"), ("--foo", "the command comes first"),
    ("embed session.npz -o o --sigma 50", "did you mean --sigma-ms?"), ("embed session.npz -o o --sigma-ms", "a number, in ms"),
    ("embed session.npz -o o --sigma-ms abc", "'abc'"), ("embed session.npz -o o --sigma-ms=-5", "0 or more"),
    ("embed session.npz -o o --sigma-ms nan", "'nan'"), ("embed session.npz -o o --bin-ms 0", "--bin-ms"),
    ("embed session.npz -o", "a folder"), ("embed session.npz -o --force", "the option --force follows"),
    ("embed session.npz -o=", "there is no option"), ("embed session.npz --output=", "needs a value"),
    ("embed session.npz", "-o DIR"), ("embed", "help embed"), ("embed a.npz b.npz -o o", "takes one input"),
    ("embed session.npz -o o --threads 0", "at least 1"), ("embed session.npz -o o --seed -1", "negative"),
    ("embed session.npz -o o --no-sigma-ms", "there is no option"),
    ("embed session.npz -o o --no-speed-filter=true", "takes no value"),
    ("embed session.npz -o o --quiet=maybe", "true or false"),
    ("embed session.npz -o o --figure-format gif", "svg, png, pdf"), ("embed session.npz -o o --archive zip", "npz, h5"),
    ("embed session.npz -o o --position-unit furlong", "px:METRES_PER_PIXEL"),
    ("embed session.npz -o o --time-unit weeks", "samples:HERTZ"), ("embed session.npz -o o --map spikes", "WHAT=PLACE"),
    ("embed session.npz -o o --map x=/a --map x=/b", "x is said to be /a and /b"),
    ("datasets make nonsense", "there is no data set 'nonsense'"), ("datasets make gardner2022", "is not simulated"),
    ("embed session.npz -o o --max-memory 0", "800M"), ("embed session.npz -o o --cells 1,99", "no cell '99'"),
    ("embed session.npz -o o --cells @none", "no file none"), ("embed session.npz -o o --epoch 5:1", "start:stop"),
    ("embed session.npz -o o --plot-config none.yaml", "none.yaml"), ("embed session.npz -o o -x", "no option -x"),
    ("tda session.npz", "is a file"), ("run session.npz -o o", "--preset"),
    ("run session.npz -o o --preset grdi", "did you mean 'grid'?"),
    ("run session.npz -o o --preset grid --pipeline p.yaml", "both"),
    ("run session.npz -o o --preset grid --components 6", "--tda.components"),
    ("tda results --coefficient 4", "not a prime"), ("tda results --landmarks 99999999999999999999", "whole number"),
    // What would change nothing is an error, not a silence.
    ("decode results --decode-sigma-ms 20", "--decoder population"),
    ("decode results --decoder population --states 36", "--decoder latent"),
    ("decode results --compat canns --no-held-out", "--decoder latent"),
    ("decode results --decoder populaton", "did you mean population?"),
    ("decode results --motion-widening 2", "--tuning-from"), ("tda results --defaults --surrogate local-shift", "--shuffles"),
    ("tda results --shuffles 3 --surrogate-window 5", "--surrogate local-shift"),
    ("embed session.npz -o o --no-speed-filter --min-speed 5", "--speed-filter"),
    ("run session.npz -o o --preset grid --decode-sigma-ms 20", "--decoder population"),
    ("convert session.npz", "an input and an output"), ("diff results", "two results folders"),
  ])
  func aWrongCommandLineIsToldInOneParagraph(_ line: String, _ words: String) throws {
    let folder = try SmallAnalysis.copy()
    try Program.run(line, in: folder.url).expectFailure(64, words)
    #expect(!FileManager.default.fileExists(atPath: folder.file("o").path))
  }

  /// A page of YAML is data: both commands that read one tell the same cause, with the code of data that are not usable.
  @Test(arguments: ["train", "simulate"]) func aBrokenPageIsUnusableData(_ command: String) throws {
    let folder = try SmallAnalysis.copy()
    try "model: [oja".write(to: folder.url.appendingPathComponent("bad.yaml"), atomically: true, encoding: .utf8)
    try Program.run("\(command) bad.yaml -o o", in: folder.url).expectFailure(65, "it is not YAML")
    try "model: oja\nrubbish: 3\n".write(to: folder.url.appendingPathComponent("odd.yaml"), atomically: true, encoding: .utf8)
    try Program.run("\(command) odd.yaml -o o", in: folder.url).expectFailure(65, "rubbish")
    try Program.run("\(command) none.yaml -o o", in: folder.url).expectFailure(66, "a YAML file")
    #expect(!FileManager.default.fileExists(atPath: folder.file("o").path))
  }

  /// The number that decided, before anything is made.
  @Test func whatCannotFitIsRefusedAtOnce() throws {
    let folder = try SmallAnalysis.copy()
    let neurons = "simulate cann1d -o o --set num=100000000 --duration 1 --max-memory 4G"
    try Program.run(neurons, in: folder.url).expectFailure(77, "100000000 neurons")
    try Program.run("simulate cann1d -o o --duration 1e12", in: folder.url).expectFailure(64, "10000000000000 steps")
  }

  @Test func everyFormatThatIsAskedForIsDrawn() throws {
    let folder = try SmallAnalysis.copy()
    let line = "speed-histogram results --figure-format svg --figure-format pdf --force"
    #expect(try Program.run(line, in: folder.url).status == 0)
    let figures = try FileManager.default.contentsOfDirectory(atPath: folder.file("results/figures").path)
    let endings = figures.filter { $0.hasPrefix("speed-histogram-") }.map { ($0 as NSString).pathExtension }
    #expect(endings.sorted() == ["pdf", "svg"])
  }

  @Test(arguments: [
    ("oja", "w ← w + η y (x − y w)"), ("AmariHopfieldNetwork", "hopfield: associative memory"), ("stdp", "output trace"),
    ("cann1d", "run by: canns-analyze simulate"), ("exp-lif", "neuron, used as"),
    ("izh", "dv/dt = 0.04 v^2 + 5 v + 140 - u + I_e + x"), ("lif", "equations with 'profile: spaic'"),
    ("stdp-triplet", "https://doi.org/10.1523/JNEUROSCI.1425-06.2006"), ("monitor", "none: it keeps what others compute"),
    ("Constant_Current", "constant-current-encoder"), ("cosine_generator", "sin-generator"), ("uniform", "rescale = 0"),
  ])
  func everyModelIsFoundByItsName(_ name: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run("models \(name)", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.contains(words), "\(outcome.output)")
    let json = try Program.run("models \(name) --json", in: folder.url).output
    for key in ["parameters", "equations", "references", "kind"] { #expect(json.contains("\"\(key)\"")) }
  }

  @Test(arguments: [
    ("compute_overlap", "canns-analyze models hopfield"), ("Encoder", "canns-analyze models latency-encoder"),
    ("Node", "canns-analyze models Decoder"),
  ])
  func aNameThatIsNoModelHereLeadsToOne(_ name: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run("models \(name)", in: folder.url)
    #expect(outcome.status == 0 && outcome.output.contains(words), "\(outcome.output)")
    #expect(try Program.run("models \(name) --json", in: folder.url).output.contains("\"see\""))
  }

  @Test(arguments: [("compute_overlapp", "'compute_overlap'"), ("izhi", "'izh'"), ("latency-encodr", "'latency-encoder'")])
  func anUnknownModelOffersTheNearest(_ name: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    try Program.run("models \(name)", in: folder.url).expectFailure(64, words)
  }

  /// The guide of formulas holds a table for each kind.
  @Test(arguments: ["neuron", "generator", "encoder", "connection", "synapse", "decoder", "reward", "action"])
  func theGuideHasTheFormulasOfTheProgram(_ kind: String) throws {
    let folder = try TemporaryFolder()
    let table = try Program.run("help --markdown models-\(kind)", in: folder.url).output
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let guide = try String(
      contentsOf: root.appendingPathComponent("Sources/ModelAnalysis/Documentation.docc/NetworkFormulas.md"), encoding: .utf8)
    #expect(table.count > 200 && guide.contains("<!-- table: models-\(kind) -->\n\n" + table + "\n<!-- end -->"))
  }

  /// Before the run, as all unusable data, with what to change.
  @Test func anEncoderOutOfItsRangeIsUnusableData() throws {
    let folder = try TemporaryFolder()
    func file(_ model: String, _ more: String = "") throws -> String {
      let text = "populations: [{name: a, model: \(model), size: 3, parameters: {source: [0.5, 2, 0], time: 5\(more)}}]"
      try (text + "\nduration: 5 ms\n").write(
        to: folder.url.appendingPathComponent("n.yaml"), atomically: true, encoding: .utf8)
      return "simulate n.yaml -o o"
    }
    for name in ["poisson", "bernoulli", "latency", "relative-latency", "uniform"] {
      try Program.run(try file("\(name)-encoder"), in: folder.url).expectFailure(65, "number 2 is 2.0")
      #expect(!FileManager.default.fileExists(atPath: folder.file("o").appendingPathComponent("simulate.npz").path))
    }
    let outcome = try Program.run(try file("bernoulli-encoder", ", rescale: 1"), in: folder.url)
    #expect(outcome.status == 0, "\(outcome.message)")
  }

  /// An option of a command with the name of one that all share could never be given.
  @Test func noOptionOfACommandHasTheNameOfACommonOne() throws {
    let folder = try TemporaryFolder()
    func words(_ text: Substring, after start: String) -> [String] {
      text.split(separator: "\n").compactMap { line in
        line.hasPrefix(start) ? line.split(separator: " ").first.map(String.init) : nil
      }
    }
    let commands = words(try Program.run("help", in: folder.url).output[...], after: "  ").filter { $0.first?.isLetter == true }
    #expect(commands.count > 30 && commands.contains("theta"))
    for command in commands {
      let text = try Program.run("help \(command)", in: folder.url).output
      guard let common = text.range(of: "\ncommon options") else { continue }
      let own = Set(words(text[..<common.lowerBound], after: "  --"))
      #expect(own.isDisjoint(with: words(text[common.lowerBound...], after: "  --")), "\(command)")
    }
  }

  @Test func anEmptyNameIsNoInput() throws {
    let folder = try SmallAnalysis.copy()
    try Program.run(["embed", "", "-o", "o"], in: folder.url).expectFailure(64, "empty")
    try Program.run(["embed", "session.npz", "-o", ""], in: folder.url).expectFailure(64, "needs a value")
  }

  @Test(arguments: [
    ("embed none.npz -o o", "no such file"), ("inspect none.npz", "no such file"), ("tda none", "embed RECORDING -o DIR"),
    ("embed results -o o", "results folder"), ("run session.npz -o o --pipeline none.yaml", "no such file"),
    ("verify empty", "embed"), ("tda empty", "canns-analyze embed RECORDING -o"),
    ("decode empty", "canns-analyze embed RECORDING -o"), ("cohomap partial", "canns-analyze decode"),
    ("decode partial", "canns-analyze tda"),
  ])
  func aMissingInputIsNamedWithTheCommandThatMakesIt(_ line: String, _ words: String) throws {
    let folder = try SmallAnalysis.copy()
    for name in ["empty", "partial"] {
      try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: true)
    }
    for name in ["embed.npz", "embed.json"] {
      try FileManager.default.copyItem(at: folder.file("results/\(name)"), to: folder.file("partial/\(name)"))
    }
    try Program.run(line, in: folder.url).expectFailure(66, words)
  }
}
