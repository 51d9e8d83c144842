import ArrayFiles
import Foundation
import Reports
import Schema
import Stages
import Testing

@Suite struct WriteReportTests {
  private func page(
    _ change: (inout ExampleFolder) throws -> Void = { _ in }, options: ReportOptions = ReportOptions()
  )
    throws -> String
  {
    var example = try ExampleFolder()
    defer { example.remove() }
    try change(&example)
    try example.write()
    try writeReport(of: example.folder, options: options)
    return try example.text("report.html")
  }

  private func values(of attribute: String, in page: String) -> [String] {
    page.components(separatedBy: " \(attribute)=\"").dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
  }

  @Test func everySectionIsThere() throws {
    let page = try page()
    for heading in [
      "Torus", "Checks", "Spike embedding", "Topology", "Methods", "References", "Parameters",
      "To make this again",
      "Provenance", "Warnings", "Files",
    ] {
      #expect(page.contains(">\(heading)</h2>"), "\(heading)")
    }
    #expect(page.contains("<h1>session.npz</h1>"))
    #expect(page.contains("Torus: two H1 bars above the null."))
    #expect(page.contains("The longest H1 bars live 7, 6, 2."))
    #expect(page.contains("✕ fail"))
    #expect(page.contains("fail below 120 s"))
    #expect(page.contains("speed of 2.5 cm/s or less"))
    #expect(page.contains("Figure 2.</strong> Persistence barcode."))
    #expect(page.contains("<pre><code>canns-analyze run data/session.npz -o results --preset grid</code></pre>"))
    #expect(page.contains("It does not show an attractor."))
    #expect(page.contains("ffee") && page.contains(ExampleFolder.topologyChecksum.prefix(12)))
    #expect(page.contains("12.2 s") || page.contains("12.3 s"))
    #expect(page.contains("2026-03-04T05:06:07Z"))
    #expect(page.contains("<th scope=\"row\">H1 null 99.9</th><td>1.966</td>"))
    #expect(page.contains("<th scope=\"row\">Mean rate</th><td>1.497 Hz</td>"))
  }

  /// A number beside a name in Hebrew or Arabic keeps its place; no tag of the name's own gets into the page.
  @Test func namesFromTheRightAreIsolated() throws {
    let page = try page { $0.warning = "תא <b>7</b> שמאל has 3 spikes" }
    #expect(page.contains("<bdi>תא &lt;b&gt;7&lt;/b&gt; שמאל</bdi> has 3 spikes") || page.contains("<bdi>תא</bdi> &lt;b&gt;7"))
    #expect(!page.contains("<b>7") && !page.unicodeScalars.contains("\u{2067}"))
  }

  @Test func warningsSayNoneWhenThereAreNone() throws {
    let quiet = try page()
    #expect(quiet.contains("Warnings</h2>\n<p>None.</p>"))
    let loud = try page { $0.warning = "3 cells have no spike" }
    #expect(loud.contains("<strong>Spike embedding:</strong> 3 cells have no spike"))
  }

  /// What was guessed stands with the inputs and among the warnings, and so does a step without a result.
  @Test func findingsOfTheReaderStandWithTheInputs() throws {
    let findings = [
      (level: "found", about: "spikes", text: "spikes: 60 cells"),
      (level: "guessed", about: "position", text: "position: taken to be in m. (--position-unit cm)"),
    ]
    let page = try page { $0.findings = findings }
    #expect(page.contains("<th scope=\"row\">spikes</th><td>found</td><td>60 cells</td>"))
    #expect(page.contains("<th scope=\"row\">position</th><td>guessed</td><td>taken to be in m. (--position-unit cm)</td>"))
    #expect(page.contains("<strong>Guessed in reading:</strong> position: taken to be in m."))
    #expect(!page.contains("Warnings</h2>\n<p>None.</p>"))
    let found = try self.page { $0.findings = [findings[0]] }
    #expect(found.contains("Warnings</h2>\n<p>None.</p>") && found.contains("How the inputs were read"))
    let noted = try self.page(options: ReportOptions(notes: ["decode has no result"]))
    #expect(noted.contains("<strong>Chain:</strong> decode has no result"))
  }

  @Test func theMethodsEndWithProgramAndSeed() throws {
    #expect(try page().contains("All this was done with canns-analyze 0.1.0, with the seed 7 of its random numbers.</p>"))
  }

  @Test func everyStageSaysWhenItWasRun() throws {
    let page = try page()
    #expect(page.contains("Run at 2026-03-04T05:06:07Z, canns-analyze 0.1.0, version 1 of the stage."))
    #expect(page.contains("Run at 2026-03-04T05:06:07Z, canns-analyze 0.1.0, version 3 of the stage, seed 7."))
  }

  /// Where no single command made it, one for each stage, with all that was given.
  @Test func otherwiseEveryStageHasItsCommand() throws {
    let page = try page {
      $0.isMadeByOneCommand = false
      $0.sigma = 80
    }
    for line in [
      "canns-analyze embed data/session.npz -o results --position-unit cm --sigma-ms 80",
      "canns-analyze tda results --shuffles 20 --seed 7", "canns-analyze report results",
    ] { #expect(page.contains("<pre><code>\(line)</code></pre>"), "\(line)") }
    #expect(!page.contains("--preset grid</code></pre>"))
  }

  /// Not the last part of it alone: the commands are typed where they were typed before.
  @Test func theFolderIsNamedAsItWas() throws {
    let page = try page {
      $0.isMadeByOneCommand = false
      $0.name = "days/march 4"
    }
    for line in [
      "canns-analyze embed data/session.npz -o &#39;days/march 4&#39; --position-unit cm",
      "canns-analyze tda &#39;days/march 4&#39;", "canns-analyze report &#39;days/march 4&#39;",
    ] { #expect(page.contains("<pre><code>\(line)"), "\(line)") }
  }

  @Test func givenParametersAreMarkedAndChangeTheMethods() throws {
    let usual = try page()
    let changed = try page { $0.sigma = 80 }
    #expect(usual.contains("a Gaussian of 50 ms [<a href=\"#reference-1\">1</a>]."))
    #expect(changed.contains("a Gaussian of 80 ms ["))
    #expect(!usual.contains("<tr class=\"given\"><th scope=\"row\"><code>sigma-ms</code>"))
    #expect(changed.contains("<tr class=\"given\"><th scope=\"row\"><code>sigma-ms</code></th><td>80</td>"))
  }

  @Test func citationsAreNumberedByTheirFirstUse() throws {
    let page = try page()
    #expect(page.contains("Z/47 [<a href=\"#reference-2\">2</a>, <a href=\"#reference-1\">1</a>]."))
    #expect(page.contains("<li id=\"reference-1\">Gardner"))
    #expect(page.contains("https://doi.org/10.1007/s41468-021-00071-5"))
  }

  @Test func nothingIsLoadedFromElsewhere() throws {
    let page = try page()
    for attribute in ["src", "href", "xlink:href", "srcset", "action", "data"] {
      for value in values(of: attribute, in: page) {
        let isInside = ["#", "./", "data:"].contains { value.hasPrefix($0) }
        #expect(
          isInside || (attribute == "href" && value.hasPrefix("https://doi.org/")), "\(attribute)=\(value)")
      }
    }
    #expect(!page.contains("<script") && !page.contains("<link") && !page.contains("@import"))
    #expect(page.contains("default-src 'none'"))
    #expect(page.utf8.count < 200_000)
  }

  /// Cells are sorted by their numbers, not their words, and have their maps beside; no other script may run.
  @Test func theTableOfCellsIsSortedAndHasMaps() throws {
    let page = try page { try $0.writeRateMaps() }
    #expect(page.contains("<td data-v=\"-0.5\">") && page.contains("<td data-v=\"10.0\">"))
    let pictures = page.components(separatedBy: "<img class=\"map\" src=\"data:image/png;base64,").dropFirst()
    #expect(pictures.count == 2 && pictures.allSatisfy { $0.hasPrefix("iVBORw0KGgo") })
    #expect(page.contains("alt=\"Map of cell b\"") && !page.contains("Map of cell &lt;a&gt;"))
    #expect(page.components(separatedBy: "<script>").count == 2 && page.contains("; script-src 'sha256-"))
    #expect(page.contains("<button type=\"button\">Information"))
  }

  /// A column that repeats another one is in the files alone, groups come first, and cells are told apart by their names.
  @Test func theTableOfCellsIsInFilesToo() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try example.writeRateMaps()
    try example.writeKinds()
    let files = try writeReport(of: example.folder).files
    #expect(files.map(\.lastPathComponent).suffix(2) == ["report-cells.csv", "report-cells.npz"])
    #expect(
      try example.text("report-cells.csv") == """
        cell,zkinds.groups,ratemaps.information,zkinds.own_information,zkinds.is_big,zkinds.reason
        <a>,,-0.5,-0.5,false,"=1"
        b,all,2,2,false,"too small, it says"
        c,"big, all",10,10,true,

        """)
    let archive = try NPZArchive(contentsOf: try #require(files.last))
    #expect(try archive.read("cell_ids").array?.strings == ["<a>", "b", "c"])
    #expect(try archive.read("zkinds.own_information").array?.doubles == [-0.5, 2, 10])
    #expect(try archive.read("zkinds.is_big").array?.doubles == [0, 0, 1])
    #expect(try archive.read("zkinds.groups").array?.strings == ["", "all", "big, all"])
    let page = try example.text("report.html")
    #expect(page.contains(">Groups</button>") && !page.contains("Own information"))
    // Of results that are gone nothing is left.
    for stage in ["ratemaps", "zkinds"] {
      try FileManager.default.removeItem(at: example.folder.url.appendingPathComponent("\(stage).json"))
    }
    #expect(try writeReport(of: example.folder).files.count == 3)
    #expect(!FileManager.default.fileExists(atPath: example.folder.url.appendingPathComponent("report-cells.csv").path))
  }

  @Test func theSameFolderGivesTheSameBytes() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    let files = try writeReport(of: example.folder).files
    let first = try files.map { try Data(contentsOf: $0) }
    #expect(files.map(\.lastPathComponent) == ["report.html", "report.pdf", "report.bib"])
    let second = try writeReport(of: example.folder).files.map { try Data(contentsOf: $0) }
    #expect(first == second)
    let elsewhere = try ExampleFolder()
    defer { elsewhere.remove() }
    try elsewhere.write()
    #expect(try writeReport(of: elsewhere.folder).files.map { try Data(contentsOf: $0) } == first)
  }

  @Test func namesFromFilesStayText() throws {
    let hostile = "<script>alert('\"&\"')</script>"
    let page = try page(
      {
        $0.recording = hostile
        $0.topologyTitle = "\"\u{301} onclick=\"x"
        $0.warning = hostile
      }, options: ReportOptions(notes: [hostile]))
    #expect(!page.contains("<script"))
    // A quotation mark under a combining mark is no character `"`, and would still end an attribute.
    let leaks = page.range(of: "\"\u{301}", options: .literal) != nil
    #expect(!leaks)
    #expect(page.contains("&lt;script&gt;alert(&#39;&quot;&amp;&quot;&#39;)&lt;/script&gt;"))
  }

  @Test func idsAreUniqueAndLinksLeadToThem() throws {
    let page = try page()
    let ids = values(of: "id", in: page)
    #expect(Set(ids).count == ids.count)
    #expect(ids.contains("figure1-i0") && ids.contains("figure2-i0"))
    for target in values(of: "href", in: page) + values(of: "xlink:href", in: page)
    where target.hasPrefix("#") {
      #expect(ids.contains(String(target.dropFirst())), "\(target)")
    }
    #expect(page.contains("clip-path=\"url(#figure2-i0)\""))
    for label in values(of: "aria-labelledby", in: page) { #expect(ids.contains(label), "\(label)") }
  }

  @Test func figuresTellTheirAlternativeText() throws {
    let page = try page()
    #expect(page.contains("role=\"img\" aria-label=\"Barcode of two dimensions.\""))
    #expect(page.contains("<html lang=\"en\">") && page.contains("<main id=\"content\">"))
    // No heading level is left out.
    let levels = page.components(separatedBy: "<h").dropFirst().compactMap { $0.first?.wholeNumberValue }
    for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1) }
  }

  @Test func aResultOfEarlierInputsIsSetApart() throws {
    let page = try page { $0.topologyInput = "0000" }
    #expect(page.contains("Not up to date</h2>"))
    #expect(page.contains("It was made from an earlier result of embed."))
    #expect(page.contains("canns-analyze tda results --shuffles 20"))
    #expect(page.contains("No current verdict"))
    #expect(!page.contains("Torus: two H1 bars"))
    #expect(!page.contains("Z/47"))
  }

  /// A folder in which no stage comes to a conclusion is headed by what was found, not by what is missing.
  @Test func aFolderWithoutAConclusionIsHeadedByItsFindings() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try FileManager.default.removeItem(at: example.folder.url.appendingPathComponent("tda.json"))
    try writeReport(of: example.folder)
    let page = try example.text("report.html")
    #expect(page.contains("<h2 id=\"verdict-heading\">Spike embedding</h2>"))
    #expect(page.contains("<p class=\"lead\">60 cells, 2000 of 2400 bins kept.</p>"))
    #expect(!page.localizedCaseInsensitiveContains("verdict:") && !page.contains("No verdict"))
    #expect(!page.contains(">Verdict<") && !page.contains("not analysed"))
  }

  /// The figure that the conclusion rests on stands in the verdict as an image, with a link to where it is explained.
  @Test func theVerdictHasItsPicture() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try writeReport(of: example.folder)
    let page = try example.text("report.html")
    let start = try #require(page.range(of: "<section class=\"verdict\"")).upperBound
    let verdict = try #require(page[start...].range(of: "</section>")).lowerBound
    let words = page[start..<verdict]
    let link = try #require(
      words.firstMatch(of: /<a class="evidence" href="#figure-(\d+)"><img src="data:image\/svg\+xml;base64,/))
    #expect(words.contains("alt=\"Barcode of two dimensions.\""))
    let figure = try #require(page.range(of: "<figure id=\"figure-\(link.1)\">")).upperBound
    #expect(page[figure...].prefix(while: { $0 != "▲" }).contains("Persistence barcode."))
    // Without a conclusion there is none.
    try FileManager.default.removeItem(at: example.folder.url.appendingPathComponent("tda.json"))
    try writeReport(of: example.folder)
    #expect(try !example.text("report.html").contains("class=\"evidence\""))
  }

  /// The record of an earlier program says only the word.
  @Test func aRecordWithoutAConclusionInWordsIsHeadedByItsCode() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    var record = try JSONValue(text: Data(example.text("tda.json").utf8))
    record = .object((record.members ?? []).filter { $0.key != "conclusion" })
    try example.write(record.prettyText, as: "tda.json")
    try writeReport(of: example.folder)
    let page = try example.text("report.html")
    #expect(page.contains("<h2 id=\"verdict-heading\">torus</h2>") && page.contains("<p class=\"lead\">Two H1 bars.</p>"))
  }

  /// The command, which need not be the name of the files.
  @Test func commandsAreThoseOfTheProgram() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try example.writeTrajectory()
    try writeReport(of: example.folder)
    let page = try example.text("report.html")
    #expect(page.contains("canns-analyze import-trajectory circle.csv -o results --rate 50 --flip-y"))
    #expect(!page.contains("canns-analyze trajectory"))
  }

  @Test func aMissingArchiveSetsItsStageApart() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try FileManager.default.removeItem(at: example.folder.url.appendingPathComponent("tda.npz"))
    try writeReport(of: example.folder)
    #expect(try example.text("report.html").contains("Its arrays, tda.npz, are missing"))
  }

  @Test func aMissingFigureFileIsToldInItsPlace() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try FileManager.default.removeItem(
      at: example.folder.url.appendingPathComponent("figures/tda-barcode.svg"))
    try writeReport(of: example.folder)
    let page = try example.text("report.html")
    #expect(page.contains("The files of this figure are not there: figures/tda-barcode.svg."))
    #expect(page.contains("The file figures/tda-barcode.svg of figure 2 is missing"))
    #expect(page.contains("Figure 2.</strong> Persistence barcode."))
  }

  @Test func aFigureOutsideTheFolderIsNotRead() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try example.write(ExampleFolder.svg, as: "secret.svg")
    let record = try example.text("tda.json").replacingOccurrences(
      of: "figures/tda-barcode.svg", with: "figures/../secret.svg")
    try example.write(record, as: "tda.json")
    try writeReport(of: example.folder)
    #expect(try !example.text("report.html").contains("figure2-i0"))
  }

  @Test func largeDrawingsGiveWayToPictures() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    let filler = "<!-- " + String(repeating: "x", count: 1_300_000) + " -->"
    try example.write(
      ExampleFolder.svg.replacingOccurrences(of: "</svg>", with: filler + "</svg>"),
      as: "figures/tda-barcode.svg")
    try example.write("not really a picture", as: "figures/tda-barcode.png")
    let record = try example.text("tda.json").replacingOccurrences(
      of: "\"figures/tda-barcode.svg\"", with: "\"figures/tda-barcode.svg\", \"figures/tda-barcode.png\"")
    try example.write(record, as: "tda.json")
    try writeReport(of: example.folder)
    let page = try example.text("report.html")
    #expect(page.contains("<img src=\"data:image/png;base64,"))
    #expect(page.utf8.count < 100_000)
    // A budget that holds neither form: the figure is named and not shown.
    try FileManager.default.removeItem(
      at: example.folder.url.appendingPathComponent("figures/tda-barcode.png"))
    try writeReport(of: example.folder, options: ReportOptions(formats: [.html], maximumPageBytes: 1_000_000))
    #expect(try example.text("report.html").contains("too large to stand in the page"))
  }

  @Test func aFolderWithoutResultsSaysWhatToDo() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    #expect(throws: ReportError.nothingToReport(folder: example.folder.path)) {
      try writeReport(of: example.folder)
    }
  }

  @Test func aDamagedRecordIsNamed() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try example.write("{\"stage\": \"reduce\", ", as: "reduce.json")
    try writeReport(of: example.folder)
    #expect(try example.text("report.html").contains("reduce.json is not readable as a record"))
  }

  @Test func notesStandNearTheTop() throws {
    let page = try page(options: ReportOptions(notes: ["decode was not run: the verdict is none."]))
    let note = try #require(page.range(of: "decode was not run"))
    let checks = try #require(page.range(of: "id=\"checks\""))
    #expect(note.lowerBound < checks.lowerBound)
  }

  @Test func thePrintedReportIsAPDF() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try writeReport(of: example.folder, options: ReportOptions(formats: [.pdf]))
    let data = try Data(contentsOf: example.folder.url.appendingPathComponent("report.pdf"))
    #expect(data.starts(with: Data("%PDF-".utf8)) && data.count > 10_000)
    #expect(
      !FileManager.default.fileExists(atPath: example.folder.url.appendingPathComponent("report.html").path))
  }

  /// As programs that read aloud, and readers who click, find them: Cairo writes the tree of structure and the links in plain.
  @Test func thePrintedReportIsTaggedAndItsLinksLead() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    // A figure as PNG, which stands beside the verdict and in its section.
    let dot = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGM8ISfHgA0wYRUdtBIA0MoBFD5jqJkAAAAASUVORK5CYII="
    let picture = example.folder.figuresURL.appendingPathComponent("tda-barcode.png")
    try #require(Data(base64Encoded: dot)).write(to: picture)
    let record = example.folder.url.appendingPathComponent("tda.json")
    let words = try String(contentsOf: record, encoding: .utf8)
    try Data(words.replacing("tda-barcode.svg", with: "tda-barcode.png").utf8).write(to: record)
    try writeReport(of: example.folder, options: ReportOptions(formats: [.pdf]))
    let data = try Data(contentsOf: example.folder.url.appendingPathComponent("report.pdf"))
    let text = try #require(String(data: data, encoding: .isoLatin1))
    func count(_ words: String) -> Int { text.components(separatedBy: words).count - 1 }
    #expect(count("/StructTreeRoot") >= 2 && count("/MarkInfo << /Marked true >>") == 1)
    for role in ["/Document", "/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Caption", "/Figure"] {
      #expect(count("/S \(role)\n") > 0, "\(role)")
    }
    #expect(count("/S /Figure\n") == 2)
    // The address of each work that has one, and the number in the text that leads to it.
    let page = try self.page(options: ReportOptions())
    let cited = Set(page.matches(of: /https:\/\/doi\.org\/[^"<]+/).map { String($0.output) })
    #expect(!cited.isEmpty)
    for address in cited {
      let written = address.replacing("(", with: "%28").replacing(")", with: "%29")
      #expect(count("/URI (\(written))") > 0, "\(address)")
    }
    #expect(count("/Subtype /Link") > cited.count)
  }

  /// A letter of the private planes, which no font has, beside letters that every Pango finds somewhere.
  @Test func lettersThatNoFontHasAreNamedInThePrintedReport() throws {
    var example = try ExampleFolder()
    defer { example.remove() }
    example.warning = "Cell \u{10FFFD}1 is silent."
    try example.write()
    let warnings = try writeReport(of: example.folder).warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("U+10FFFD") == true && warnings.first?.contains("report.pdf") == true)
    example.warning = "Cell 1 is silent."
    try example.write()
    #expect(try writeReport(of: example.folder).warnings == [])
  }

  @Test func theBibliographyIsWellFormed() throws {
    let example = try ExampleFolder()
    defer { example.remove() }
    try example.write()
    try writeReport(of: example.folder)
    let text = try example.text("report.bib")
    #expect(text.hasPrefix("@article{gardner2022,\n"))
    #expect(text.components(separatedBy: "@article{").count == 3)
    var depth = 0
    for character in text {
      depth += character == "{" ? 1 : character == "}" ? -1 : 0
      #expect(depth >= 0)
    }
    #expect(depth == 0)
  }
}
