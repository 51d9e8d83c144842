import Plotting
import Testing

@Suite struct ColorMapTests {
  @Test func tablesHave256EntriesWithTheKnownEnds() {
    for map in ColorMap.allCases { #expect(map.table.count == 256) }
    #expect(ColorMap.viridis.table.first == 0x440154)
    #expect(ColorMap.viridis.table.last == 0xFDE725)
    #expect(ColorMap.phaseLoop.table[0] == 0x99DDD3)
  }

  @Test func anglesIndexByFloorAndWrap() {
    let turn = 2 * Double.pi
    #expect(ColorMap.index(angle: 0) == 0)
    #expect(ColorMap.index(angle: turn / 256 * 1.5) == 1)
    #expect(ColorMap.index(angle: Double.pi) == 128)
    #expect(ColorMap.index(angle: turn) == 0)
    #expect(ColorMap.index(angle: -turn / 512) == 255)
    #expect(ColorMap.index(angle: 5 * turn + Double.pi / 2) == 64)
    // The largest value below zero: one turn less a hair must not leave the table.
    #expect(ColorMap.index(angle: -1e-18) == 255)
  }

  @Test func fractionsTakeTheEndsOutsideTheScale() {
    #expect(ColorMap.index(fraction: -3) == 0)
    #expect(ColorMap.index(fraction: 0.5) == 128)
    #expect(ColorMap.index(fraction: 1) == 255)
    #expect(ColorMap.index(fraction: 7) == 255)
  }

  @Test func missingValuesHaveNoColor() {
    let scale = ColorScale(range: 0...10, label: "Rate (Hz)")
    #expect(scale.index(of: .nan) == nil)
    #expect(scale.index(of: .infinity) == nil)
    #expect(scale.index(of: 5) == 128)
  }

  @Test func aDivergingScaleIsCentredOnZero() {
    let scale = ColorScale(map: .blueRed, fitting: [-1, 0.5, .nan], label: "Correlation")
    #expect(scale.range == -1.0...1.0)
    #expect(scale.index(of: 0) == 128)
  }

  @Test func aScaleOverNothingStillHasAWidth() {
    #expect(ColorScale(fitting: [Double.nan], label: "").range == 0.0...1.0)
    #expect(ColorScale(fitting: [3.0, 3.0], label: "").range == 3.0...4.0)
  }
}
