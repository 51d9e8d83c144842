import AnalysisTestSupport
import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TestSupport
import Testing

/// Several choices of bins and landmarks, over which the verdict takes medians.
@Suite struct LandmarkChoicesTests {
  private func analyse(_ choices: Int, shuffles: Int = 3, threads: Int = 1) throws -> HomologyResult {
    try analyseHomology(HomologyTests.embedding.get(), work: Work(threads: threads), seed: 3) {
      HomologyTests.configure(&$0)
      $0.selection = .uniform
      $0.landmarkDraws = choices
      $0.shuffles = shuffles
    }
  }

  @Test func theMiddleChoiceStandsForAll() throws {
    let result = try analyse(3)
    #expect(result.choiceLifetimes[1].count == 3 && Set(result.choiceLifetimes[1].map { $0[0] }).count == 3)
    let middle = result.choiceLifetimes[1].map { $0[0] }.sorted()[1]
    #expect(result.finiteLifetimes(1)[0] == middle)
    let ratios = result.choiceLifetimes[1].map { $0.count > 1 ? $0[0] / $0[1] : .infinity }.sorted()
    #expect(result.gaps[0] == ratios[1])
    #expect(result.verdict.reasons[0].contains("medians over 3 choices"))
    // The first choice is that of an analysis with one.
    let one = try analyse(1)
    #expect(result.choiceLifetimes[1].contains { $0[0] == one.finiteLifetimes(1)[0] })
    #expect(one.choiceLifetimes[1].count == 1 && one.gaps[0] > 1)
  }

  /// What verdict, p and summary rest on can be computed from the archive, as somebody would in NumPy.
  @Test func medianAndPCanBeComputedFromTheArchive() throws {
    let result = try analyse(3, shuffles: 6)
    let arrays = fingerprint(result)
    for dimension in 1..<result.persistence.diagrams.count {
      let choices = try #require(arrays["landmark_choices_h\(dimension)"])
      let values = try #require(choices.doubles)
      let (rows, ranks) = (choices.shape[0], choices.shape[1])
      #expect(rows == 3 && ranks >= result.persistence.diagrams[dimension].count)
      let medians = (0..<ranks).map { rank in (0..<rows).map { values[$0 * ranks + rank] }.sorted()[1] }
      let null = try #require(arrays["null_h\(dimension)"]?.doubles)
      let p = medians.map { median in Double(1 + null.count { $0 >= median }) / Double(1 + null.count) }
      let told = try #require(arrays["p_h\(dimension)"]?.doubles)
      #expect(told == Array(p.prefix(told.count)) && told.count == result.persistence.diagrams[dimension].count)
      #expect(result.medianLifetimes(dimension) == Array(medians.prefix(told.count)))
      #expect(result.recordedNumbers["h\(dimension)_longest"] == JSONValue(Array(medians.prefix(5))))
    }
    // One choice: the bars themselves.
    let one = try analyse(1)
    #expect(one.medianLifetimes(1) == one.finiteLifetimes(1) && fingerprint(one)["landmark_choices_h1"]?.shape[0] == 1)
  }

  /// A verdict is about states, not about what makes them.
  @Test func aRingAndATorusSayWhatTheyDoNotShow() throws {
    var result = try analyse(1)
    for shape in Verdict.Shape.allCases {
      result.verdict.shape = shape
      let meaning = Homology.conclusion(result, parameters: HomologyParameters())?.meaning
      let claims = shape == .ring || shape == .torus
      #expect((meaning?.contains("does not show an attractor") ?? false) == claims && (meaning == nil) != claims, "\(shape)")
    }
  }

  @Test func drawsTakeTheMedianToo() throws {
    let (one, three) = (try analyse(1, shuffles: 6), try analyse(3, shuffles: 6))
    // A median of three varies less than a single value.
    func spread(_ values: [Double]) -> Double { values.max()! - values.min()! }
    #expect(one.nullLifetimes[1] != three.nullLifetimes[1])
    #expect(spread(three.nullLifetimes[1]) < 2 * spread(one.nullLifetimes[1]))
    #expect(try identical(fingerprint(analyse(3, shuffles: 6, threads: 3)), fingerprint(three)))
  }

  @Test func theMostActiveBinsAreOneChoice() {
    #expect(throws: ParameterError.self) {
      try HomologyParameters(settings: [ParameterSetting(name: "landmark-draws", text: "3")])
    }
  }

  @Test(arguments: [
    (60.0, 1.0, "hexagonal"), (69, 1.3, "hexagonal"), (85, 1.1, "square"), (90, 1.6, "rectangular"),
    (75, 1.0, "oblique"), (62, 1.4, "oblique"),
  ]) func latticesHaveNames(degrees: Double, ratio: Double, name: String) {
    #expect(TorusLattice(angle: degrees * .pi / 180, ratio: ratio).kind.rawValue == name)
  }
}
