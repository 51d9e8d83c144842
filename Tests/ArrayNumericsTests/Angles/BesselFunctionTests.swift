import ArrayNumerics
import Testing

@Suite struct BesselFunctionTests {
  /// x, `i0e` and `i1e` of SciPy 1.17.
  @Test(arguments: [
    [0, 1, 0], [0.001, 0.9990007495835156, 0.0004995003123542213],
    [0.7, 0.5593055265070683, 0.18466998276274726],
    [5, 0.18354081260932834, 0.16397226694454234],
    [29.9, 0.07326921904600191, 0.0720333749118688],
    [30.1, 0.07302329413106094, 0.07179985435101434],
    [100, 0.03994437929909668, 0.03974415302513025],
    [700, 0.015081295651531355, 0.015070519444716846],
  ])
  func valuesOfSciPy(row: [Double]) {
    #expect(abs(scaledBesselI0(row[0]) - row[1]) <= 1e-14 * row[1])
    #expect(abs(scaledBesselI1(row[0]) - row[2]) <= 1e-14 * row[2])
    #expect(abs(scaledBesselI1(-row[0]) + row[2]) <= 1e-14 * row[2])
    #expect(scaledBesselI0(-row[0]) == scaledBesselI0(row[0]))
  }

  @Test func limits() {
    #expect(scaledBesselI0(.infinity) == 0)
    #expect(scaledBesselI1(.nan).isNaN)
  }
}
