import Foundation
import TestSupport
import Testing
import TuningMaps

@Suite struct SpatialInformationTests {
  /// Skaggs: a cell that fires in one of n equal places has log₂ n bits per spike.
  @Test(arguments: [1, 2, 8, 37]) func oneFieldAmongEqualPlaces(places: Int) {
    var rates = [Double](repeating: 0, count: places)
    rates[places / 2] = 12
    let shares = [Double](repeating: 1 / Double(places), count: places)
    #expect(close(spatialInformation(rates: rates, occupancy: shares), log2(Double(places)), 1e-12))
  }

  @Test func informationOfAKnownTable() {
    // p = 1/4, 3/4; r = 6, 2; mean 3: 1/4 · 2 · log₂ 2 + 3/4 · 2/3 · log₂ 2/3.
    let known = 0.5 + 0.5 * log2(2.0 / 3)
    #expect(close(spatialInformation(rates: [6, 2], occupancy: [0.25, 0.75]), known, 1e-12))
    // Seconds in place of shares, and a place that was not visited.
    #expect(close(spatialInformation(rates: [6, .nan, 2], occupancy: [10, 5, 30]), known, 1e-12))
    #expect(spatialInformation(rates: [3, 3], occupancy: [0.1, 0.9]) == 0)
    #expect(spatialInformation(rates: [0, 0], occupancy: [0.5, 0.5]).isNaN)
    #expect(spatialInformation(rates: [], occupancy: []).isNaN)
  }
}
