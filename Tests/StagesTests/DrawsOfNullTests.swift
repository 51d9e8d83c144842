import Stages
import Testing

@Suite struct DrawsOfNullTests {
  @Test(arguments: [(0.05, 19), (0.01, 99), (0.5, 1), (1, 1), (0.03, 33), (0.001, 999)])
  func theFewestReachTheLevelAndOneLessDoesNot(level: Double, needed: Int) {
    #expect(DrawsOfNull.needed(for: level) == needed)
    #expect(DrawsOfNull(needed).reach(level) && DrawsOfNull(needed).smallestP <= level * (1 + 1e-12))
    #expect(!DrawsOfNull(needed - 1).reach(level))
    #expect(DrawsOfNull(needed).warning("X was", level: level, option: "shuffles") == nil)
  }

  @Test func tooFewSayWhatIsMissing() {
    let warning = DrawsOfNull(10).warning("Grid cells were", level: 0.01, option: "shuffles")
    #expect(
      warning == "Grid cells were not tested: of 10 draws the smallest possible p is 0.091, above 0.01. Take at least 99 "
        + "(--shuffles).")
    #expect(DrawsOfNull(0).warning("X was", level: 0.01, option: "shuffles") == nil)
  }
}
