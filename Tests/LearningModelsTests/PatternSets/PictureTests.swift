import LearningModels
import Testing

struct PictureTests {
  @Test func picturesHaveTwoValuesAndAreNotEachOthers() throws {
    let pictures = try Pictures.all(side: 128)
    #expect(pictures.rows == Pictures.names.count && pictures.columns == 128 * 128)
    #expect(pictures.elements.allSatisfy { abs($0) == 1 })
    for first in 0..<4 {
      for second in 0..<first {
        #expect(abs(HopfieldNetwork.overlap(Array(pictures.row(first)), Array(pictures.row(second)))) < 0.6)
      }
    }
    #expect(throws: LearningModelsError.self) { try Pictures.all(side: 2) }
  }

  @Test func digitsAreTen() {
    let digits = Digits.all
    #expect(digits.rows == 10 && Set((0..<10).map { Array(digits.row($0)) }).count == 10)
    #expect(digits.elements.allSatisfy { abs($0) == 1 })
    let samples = Digits.samples(20, noise: 0, seed: 1)
    #expect(samples.rows == 20 && samples.elements.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(samples.row(3).reduce(0, +) == samples.row(13).reduce(0, +))
  }
}
