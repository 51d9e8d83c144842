import Foundation
import Schema
import Testing

/// How numbers, lists and sizes are said to a person.
@Suite struct TextTests {
  @Test(arguments: [
    (33.8671, 4, "33.87"), (0.0016644, 4, "0.001664"), (2.1e-8, 4, "2.1e-08"), (5, 4, "5"), (0, 4, "0"), (1234.5, 2, "1.2e+03"),
    (-0.5, 3, "-0.5"), (0.1 + 0.2, 4, "0.3"), (Double.infinity, 4, "inf"),
  ]) func numbersHaveSoManyDigits(value: Double, digits: Int, text: String) {
    #expect(formatted(value, digits: digits) == text)
  }

  @Test func shares() {
    #expect(percent(0.92412) == "92.4 %" && percent(1) == "100 %" && percent(0.00012345) == "0.0123 %" && percent(0) == "0 %")
  }

  @Test func dustIsRoundedAway() {
    #expect(rounded(0.025 * 1000) == 25 && rounded(0.1 + 0.2) == 0.3 && rounded(1.0 / 3) == 0.333333333333)
    #expect(rounded(.infinity) == .infinity && rounded(.nan).isNaN)
  }

  @Test(arguments: [
    ("\u{1b}[2J\u{7}", "\\u001b[2J\\u0007"), ("a\rb", "a\\u000db"), ("\u{9b}31m", "\\u009b31m"), ("x\u{202e}y", "x\\u202ey"),
    ("Mäuse δ °\t1\n", "Mäuse δ °\t1\n"), ("👩‍🔬", "👩‍🔬"), ("", ""),
  ]) func whatSteersATerminalIsWrittenOut(text: String, shown: String) {
    #expect(escapingControls(text) == shown)
  }

  @Test func namesMakeNoLines() {
    #expect(escapingControls("a\n\tb", isOneLine: true) == "a\\u000a\\u0009b")
  }

  @Test func places() {
    let places = [1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 23, 101, 111, 112, 1003].map(ordinal)
    #expect(
      places == [
        "1st", "2nd", "3rd", "4th", "10th", "11th", "12th", "13th", "21st", "22nd", "23rd", "101st", "111th", "112th", "1003rd",
      ])
  }

  @Test func counts() {
    #expect(counted(1, "bar") == "1 bar" && counted(3, "bar") == "3 bars" && counted(0, "bar") == "0 bars")
    #expect(counted(2, "axis", plural: "axes") == "2 axes" && counted(1, "axis", plural: "axes") == "1 axis")
  }

  @Test(arguments: [
    (0, "0 B"), (812, "812 B"), (999, "999 B"), (1000, "1 kB"), (4310, "4.31 kB"), (260_000_000, "260 MB"),
    (1_500_000_000, "1.5 GB"), (12_345_678_901, "12.3 GB"),
  ]) func sizes(bytes: Int, text: String) { #expect(byteText(bytes) == text) }

  @Test func names() {
    #expect(listed(["3"], "cell") == "Cell 3" && listed(["1", "2"], "cell") == "Cells 1, 2")
    #expect(listed((1...8).map(String.init), "cell") == "Cells 1, 2, 3, 4, 5, 6, 7, 8")
    #expect(listed((1...17).map(String.init), "cell") == "Cells 1, 2, 3, 4, 5, 6, 7, 8 and 9 others")
    #expect(firstNames(["a", "b"]) == "a, b" && firstNames(["a", "b", "c"], 2) == "a, b, …" && firstNames([]) == "")
  }

  @Test func wordsForAShell() throws {
    #expect(shellQuoted("results/a-1.npz") == "results/a-1.npz" && shellQuoted("10%") == "10%")
    #expect(shellQuoted("") == "''" && shellQuoted("my results") == "'my results'" && shellQuoted("$HOME") == "'$HOME'")
    #expect(shellQuoted("it's") == "'it'\\''s'" && shellQuoted("é") == "'é'")
    // A shell reads them back.
    for word in ["", "a b", "it's \"so\"", "$(rm)", "*", "~", "a\nb", "\\"] {
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-c", "printf %s \(shellQuoted(word))"]
      let pipe = Pipe()
      shell.standardOutput = pipe
      try shell.run()
      let read = pipe.fileHandleForReading.readDataToEndOfFile()
      shell.waitUntilExit()
      #expect(String(decoding: read, as: UTF8.self) == word)
    }
  }

  @Test func aSentenceLeavesOutWhatDoesNotApply() {
    func said(_ cells: Int, _ sigma: Double?, _ kind: Int, _ notes: [String] = []) -> String {
      sentence {
        "Spikes of \(cells) cells"
        if let sigma { " with \(sigma) ms" }
        switch kind {
        case 0: " were counted"
        case 1: " were summed"
        default: nil
        }
        if cells > 9 { " (many)" } else { " (few)" }
        for note in notes { ", \(note)" }
        "."
      }
    }
    #expect(said(3, nil, 0) == "Spikes of 3 cells were counted (few).")
    #expect(said(30, 50, 1, ["a", "b"]) == "Spikes of 30 cells with 50.0 ms were summed (many), a, b.")
    #expect(said(3, nil, 2) == "Spikes of 3 cells (few).")
    #expect(sentence {} == "")
  }

  @Test func theNearestName() {
    #expect(nearestName(to: "cels", in: ["cells", "bins"]) == "cells")
    #expect(nearestName(to: "Max_Speed", in: ["min-speed", "max-speed"]) == "max-speed")
    #expect(nearestName(to: "wid", in: ["cells", "width-ms"]) == "width-ms")
    #expect(nearestName(to: "xyz", in: ["cells", "bins"]) == nil && nearestName(to: "", in: ["cells"]) == nil)
    #expect(nearestName(to: "ab", in: ["ac", "ad"]) == "ac")
  }

  @Test func aliasesAreCounted() {
    func text(_ count: Int) -> String { "a: &a 1\n" + (0..<count).map { "b\($0): *a\n" }.joined() }
    #expect(!hasTooManyAliases(yaml: text(32)) && hasTooManyAliases(yaml: text(33)))
    #expect(!hasTooManyAliases(yaml: String(repeating: "2 * 3 and a*b\n", count: 100)))
  }
}
