import ArrayNumerics
import DimensionReduction
import Testing

@Suite struct SurrogateTests {
  static let rates = Matrix<Float>(rows: 60, columns: 2, elements: (0..<120).map { Float($0 / 2 + 100 * ($0 % 2)) })

  static func draw(_ kind: Surrogate, _ number: Int, stream: String = "test") throws -> Matrix<Float> {
    try SurrogateSource(
      kind: kind, seed: 3, stream: stream, prepared: PreparedRates(rates, stride: 1), window: 10, poisson: nil
    ).rates(ofDraw: number, work: Work())
  }

  /// Whatever is rearranged, each cell keeps its values; draws and streams differ.
  @Test(arguments: [Surrogate.circularShift, .localShift, .blockPermutation, .timePermutation])
  func everyCellKeepsItsValues(kind: Surrogate) throws {
    let draw = try Self.draw(kind, 0)
    for cell in 0..<2 { #expect(draw.column(cell).sorted() == Self.rates.column(cell).sorted()) }
    #expect(try Self.draw(kind, 0) == draw)
    #expect(try Self.draw(kind, 1) != draw)
    #expect(try Self.draw(kind, 0, stream: "other") != draw)
  }

  @Test func localShiftsStayWithinTheWindow() throws {
    for number in 0..<20 {
      let draw = try Self.draw(.localShift, number)
      for cell in 0..<2 {
        let shift = Int((Self.rates[0, cell] - draw[0, cell] + 60).truncatingRemainder(dividingBy: 60))
        #expect(min(shift, 60 - shift) <= 10)
      }
    }
  }

  @Test func blocksStayWhole() throws {
    let values = try Self.draw(.blockPermutation, 0).column(0)
    for (before, after) in zip(values, values.dropFirst()) where before.truncatingRemainder(dividingBy: 10) != 9 {
      #expect(after == before + 1)
    }
  }
}
