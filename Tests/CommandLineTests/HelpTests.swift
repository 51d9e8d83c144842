import Foundation
import TestSupport
import Testing

/// The texts of `help`.
@Suite(.enabled(if: Program.isBuilt)) struct HelpTests {
  private func commands(in folder: TemporaryFolder) throws -> [String] {
    let text = try Program.run("help", in: folder.url).output
    return text.split(separator: "\n").filter { $0.hasPrefix("  ") }.compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
  }

  @Test func everyCommandHasAnExampleItsOptionsAndItsFiles() throws {
    let folder = try TemporaryFolder()
    let names = try commands(in: folder)
    #expect(names.count >= 11)
    let writing = ["embed", "reduce", "tda", "decode", "cohomap", "ratemaps", "run", "report"]
    for name in names {
      let help = try Program.run(["help", name], in: folder.url)
      #expect(help.status == 0)
      #expect(help.output.contains("\nexample:\n  canns-analyze \(name) "), "\(name)")
      #expect(help.output.contains("--threads") && help.output.contains("usage: canns-analyze \(name) "), "\(name)")
      if writing.contains(name) { #expect(help.output.contains("\nwrites into DIR:"), "\(name)") }
      #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 110 }, "\(name)")
      let asked = try Program.run([name, "--help"], in: folder.url)
      #expect(asked.output == help.output)
    }
    let embed = try Program.run("help embed", in: folder.url).output
    for words in ["--bin-ms MS", "default 10 ms", "--sigma-ms MS", "default 50 ms", "--no-speed-filter", "default 2.5 cm/s"] {
      #expect(embed.contains(words), "\(words)")
    }
  }

  @Test func theCommandAloneListsTheCommandsAndTheExitCodes() throws {
    let folder = try TemporaryFolder()
    let alone = try Program.run([], in: folder.url)
    let asked = try Program.run("--help", in: folder.url)
    #expect(alone.status == 0 && alone.output == asked.output)
    for code in ["64", "65", "66", "70", "73", "74", "75", "77"] { #expect(alone.output.contains(code)) }
    #expect(try Program.run("--version", in: folder.url).output.hasPrefix("canns-analyze "))
  }

  @Test func aCommandListsAllItsFiles() throws {
    let folder = try TemporaryFolder()
    let report = try Program.run("help report", in: folder.url).output
    for file in ["report.html", "report.pdf", "report.bib"] { #expect(report.contains(file), "\(file)") }
    #expect(try Program.run("help import-trajectory", in: folder.url).output.contains("\n  trajectory.npz "))
  }

  @Test func aFamilyListsTheOptionsOfEach() throws {
    let folder = try TemporaryFolder()
    let help = try Program.run("help decode", in: folder.url).output
    let shared = try #require(help.range(of: "\noptions:\n"))
    let latent = try #require(help.range(of: "\noptions with --decoder latent:\n"))
    let population = try #require(help.range(of: "\noptions with --decoder population:\n"))
    for (option, section) in [
      ("--decoder VALUE", shared), ("--circles VALUE", shared), ("--states VALUE", latent),
      ("--decode-sigma-ms MS", population),
    ] {
      let place = try #require(help.range(of: "\n  \(option)"), "\(option)")
      let before = [shared, latent, population].last { $0.lowerBound < place.lowerBound }
      #expect(before == section, "\(option)")
    }
    #expect(help.contains("default latent"))
  }

  /// The rate of learning is 0.05 for linear neurons, 0.02 for bcm and 1 for stdp.
  @Test func aFamilySaysTheDefaultOfEach() throws {
    let folder = try TemporaryFolder()
    let help = try Program.run("help train", in: folder.url).output
    func rate(_ model: String) throws -> Substring {
      let section = try #require(help.range(of: "\noptions with --model \(model):\n"))
      let option = try #require(help.range(of: "--learning-rate VALUE", range: section.upperBound..<help.endIndex))
      let value = try #require(help.range(of: "default ", range: option.upperBound..<help.endIndex))
      return help[value.upperBound...].prefix { !$0.isWhitespace && $0 != ";" }
    }
    #expect(try rate("oja") == "0.05" && rate("bcm") == "0.02" && rate("stdp") == "1")
    // Lines are broken anywhere.
    let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("default pictures with hopfield; gaussian with oja"))
  }

  @Test func figuresHaveTheirOptions() throws {
    let folder = try TemporaryFolder()
    let help = try Program.run("help --figures tda", in: folder.url)
    #expect(help.status == 0 && help.output.contains("\ntda-barcode: ") && help.output.contains("\n  maximum_bars "))
  }
}
