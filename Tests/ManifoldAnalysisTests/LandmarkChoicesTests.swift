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
    #expect(result.choiceLifetimes.count == 3 && Set(result.choiceLifetimes.map { $0[0] }).count == 3)
    let middle = result.choiceLifetimes.map { $0[0] }.sorted()[1]
    #expect(result.finiteLifetimes(1)[0] == middle)
    let ratios = result.choiceLifetimes.map { $0.count > 1 ? $0[0] / $0[1] : .infinity }.sorted()
    #expect(result.gaps[0] == ratios[1])
    #expect(result.verdict.reasons[0].contains("medians over 3 choices"))
    // The first choice is that of an analysis with one.
    let one = try analyse(1)
    #expect(result.choiceLifetimes.contains { $0[0] == one.finiteLifetimes(1)[0] })
    #expect(one.choiceLifetimes.count == 1 && one.gaps[0] > 1)
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
