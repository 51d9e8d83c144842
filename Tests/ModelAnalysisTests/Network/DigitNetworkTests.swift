import Foundation
import ModelAnalysis
import Testing

/// The network that learns digits, on fewer pictures than its file has.
@Suite struct DigitNetworkTests {
  /// 300 pictures to learn from, 60 new ones.
  static let file: String = {
    let url = ExampleFileTests.folder.appendingPathComponent("spiking-digits.yaml")
    let whole = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return whole.replacing("digits: 1200", with: "digits: 360").replacing("stop: 350 s", with: "stop: 105 s")
      .replacing("assign: [333, 999], test: [1000, 1199]", with: "assign: [100, 299], test: [300, 359]")
      .replacing("duration: 420 s", with: "duration: 126 s")
  }()

  @Test func itNamesDigitsThatItWasNeverTold() throws {
    let result = try simulate(Self.file, seed: 1)
    let found = try #require(result["e.accuracy"]?.doubles)
    // Chance is 6 of 60; an independent program in NumPy names half to two thirds of them.
    #expect(found[1] == 60 && found[0] >= 24)
    let confusion = try #require(result["e.confusion"]?.doubles)
    #expect(confusion.reduce(0, +) == 60 && result["e.confusion"]?.shape == [10, 11])
    let right = (0..<10).map { (digit: Int) -> Double in confusion[digit * 11 + digit] }
    #expect(right.reduce(0, +) == found[0])
    #expect(Simulation.headline(result, parameters: SimulationParameters()).contains("pictures right"))
  }

  @Test func withoutLearningItKnowsLess() throws {
    let still = Self.file.replacing("A_plus: 0.05, A_minus: 0.0004", with: "A_plus: 0, A_minus: 0")
    let (blind, learned) = (try simulate(still, seed: 1), try simulate(Self.file, seed: 1))
    let counts = try [blind, learned].map { try #require($0["e.accuracy"]?.doubles)[0] }
    #expect(counts[1] > counts[0])
  }

  @Test(arguments: [
    ("pictures: in", "pictures: e", "no population of the model picture-generator"),
    ("test: [300, 359]", "test: [200, 359]", "are not those by which"),
    ("test: [300, 359]", "test: [300, 400]", "the run lasts"),
    ("digits: 360", "digits: 0", "from 1 to 100000"), ("w_total: 10", "w_total: -1", "add up to"),
    ("w_total: 10, ", "", "is not given"), ("size: 64", "size: 63", "do not make pictures"),
  ])
  func whatIsWrongIsRefused(good: String, bad: String, words: String) {
    #expect(Self.file.contains(good))
    #expect {
      try simulate(Self.file.replacing(good, with: bad))
    } throws: { "\($0)".contains(words) }
  }
}
