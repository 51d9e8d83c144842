import ArrayNumerics
import Testing

/// Expected numbers are those of NumPy 2.4.
@Suite struct FourierTransformTests {
  private func largest(_ found: [Complex], _ real: [Double], _ imaginary: [Double]) -> Double {
    max(largestDifference(found.map(\.real), real), largestDifference(found.map(\.imaginary), imaginary))
  }

  @Test func realSeries() throws {
    let series = [1.0, -2, 0.5, 3, 7, -1, 2]
    let transform = try RealFourierTransform(size: 7)
    let coefficients = try transform.forward(series)
    let difference = largest(
      coefficients, [10.5, -7.898428212046033, 7.685382452538544, -1.5369542404925105],
      [0.0, 3.400469018069616, 1.423211327531512, 6.807993828899571])
    #expect(difference < 1e-14)
    #expect(largestDifference(try transform.inverse(coefficients), series) < 1e-15)
  }

  @Test func complexSeries() throws {
    let series = [Complex(1, 2), Complex(0, -1), Complex(3), Complex(2, -1), Complex(0.5)]
    let transform = try FourierTransform(size: 5)
    let coefficients = try transform.forward(series)
    let difference = largest(
      coefficients, [6.5, -3.253847738689944, 0.601734706099637, 3.67941824327489, -2.5273052106845832],
      [0.0, 2.3877430058551035, 3.7449491424413903, 1.25505085755861, 2.6122569941448965])
    #expect(difference < 1e-14)
    let back = try transform.inverse(coefficients)
    #expect(largest(back, series.map(\.real), series.map(\.imaginary)) < 1e-15)
  }

  @Test func realMap() throws {
    let map = Matrix(rows: 3, columns: 4, elements: [1.0, 2, 0, 4, 0, -1, 3, 8, 2, 2, 5, 1])
    let transform = try RealFourierTransform2D(rows: 3, columns: 4)
    let coefficients = try transform.forward(map)
    #expect(coefficients.rows == 3 && coefficients.columns == 3)
    let difference = largest(
      coefficients.elements,
      [27.0, -5.0, -5.0, -3.0, 12.660254037844386, -5.0, -3.0, -4.6602540378443855, -5.0],
      [0.0, 10.0, 0.0, 0.0, -2.0, 6.928203230275509, 0.0, -2.0, -6.928203230275509])
    #expect(difference < 1e-13)
    #expect(largestDifference(try transform.inverse(coefficients).elements, map.elements) < 1e-14)
  }

  @Test func onePlanServesManyThreads() throws {
    let transform = try RealFourierTransform(size: 1000)
    let series = (0..<16).map { testValues(1000, "\($0)") }
    let alone = try series.map { try transform.forward($0) }
    let together = try concurrentMap(16, work: Work(threads: 4)) { try transform.forward(series[$0]) }
    #expect(alone == together)
    let plannedTogether = try concurrentMap(16, work: Work(threads: 4)) {
      try RealFourierTransform(size: 1000).forward(series[$0])
    }
    #expect(alone == plannedTogether)
  }

  @Test func badSizesAreRefused() throws {
    #expect(throws: NumericsError.self) { try RealFourierTransform(size: 0) }
    #expect(throws: NumericsError.self) { try FourierTransform(size: -1) }
    #expect(throws: NumericsError.self) { try RealFourierTransform2D(rows: 2, columns: 0) }
    #expect(throws: NumericsError.self) { try RealFourierTransform(size: 4).forward([1, 2, 3]) }
    #expect(throws: NumericsError.self) { try RealFourierTransform(size: 4).inverse([Complex(1)]) }
    #expect(try RealFourierTransform(size: 1).forward([3]) == [Complex(3)])
  }
}
