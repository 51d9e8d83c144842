import ArrayNumerics
import Testing

/// Expected numbers are those of `scipy.ndimage` 1.17.
@Suite struct GaussianFilterTests {
  private static let series = [0.5, -1.25, 3.0, 2.0, 0.0, 7.5, -2.0]

  private static let filteredSeries: [(Border, [Double])] = [
    (
      .constant(1.5),
      [
        0.9183400287999968, 1.0154166115186665, 1.3593938235097929, 1.776547243564802, 2.045357861678114,
        2.0103888100282337, 1.7246126911855597,
      ]
    ),
    (
      .reflect,
      [
        0.4772459189346613, 0.7838652257217371, 1.2660765622606966, 1.720392014202882, 1.951994231761223,
        1.875414278000164, 1.6750117691186361,
      ]
    ),
    (
      .mirror,
      [
        0.5719398090694185, 0.7745886124121728, 1.2645949460838526, 1.8248895620439542, 2.314294634104823,
        2.6505049106445684, 2.77031486035184,
      ]
    ),
    (
      .nearest,
      [
        0.5355059741022556, 0.8283531546342193, 1.2789303771441514, 1.6939783379006834, 1.8044217218768765,
        1.361424074658915, 0.38524289104505594,
      ]
    ),
    (
      .wrap,
      [
        0.8687391067330731, 0.8804420794905967, 1.2660301935929024, 1.720392014202882, 1.9520406004290174,
        1.778837424231304, 1.2835185813202243,
      ]
    ),
  ]

  private static let filteredShort: [(Border, [Double])] = [
    (.constant(1.5), [1.3800254884106216, 1.3135900039236705, 1.2621291434227637]),
    (.reflect, [1.036781729639469, 1.0000409279977192, 0.9631773423628116]),
    (.mirror, [1.7502720499023097, 1.750075521314671, 1.7495769074683483]),
    (.nearest, [0.585210521712576, 0.19051045222692695, -0.3026499652571754]),
    (.wrap, [1.0, 1.0000409279977192, 0.9999590720022805]),
  ]

  @Test(arguments: filteredSeries)
  func seriesAsInSciPy(border: Border, expected: [Double]) throws {
    let filtered = try gaussianFilter(Self.series, sigma: 1.7, border: border)
    #expect(largestDifference(filtered, expected) < 2e-15)
  }

  @Test(arguments: filteredShort)
  func seriesShorterThanTheKernelAsInSciPy(border: Border, expected: [Double]) throws {
    let filtered = try gaussianFilter([1.0, 4, -2], sigma: 2.6, border: border)
    #expect(largestDifference(filtered, expected) < 2e-15)
  }

  @Test func singlePrecisionIsRoundedOnce() throws {
    let filtered = try gaussianFilter([Float(0.1), 0.7, -3.3, 12.25, 1e-3, 5.5], sigma: 0.9)
    let expected = [
      0.15365682542324066, 0.009860595688223839, 1.6471197605133057, 4.883509159088135, 4.328557014465332,
      4.228296756744385,
    ]
    #expect(filtered.map(Double.init) == expected)
  }

  @Test func mapWithAWidthAndABorderForEachAxis() throws {
    let map = Matrix(rows: 3, columns: 4, elements: [1.0, 2, 0, 4, 0, -1, 3, 8, 2, 2, 5, 1])
    let expected = [
      1.9485107758983946, 1.7263231780135695, 1.9599554464216933, 2.184249094271523, 2.1877994674915398,
      2.0175463804057028, 2.436348005736444, 2.6076430544768234, 2.3022874150450265, 2.385063556206321,
      2.663940357569788, 2.580333268463177,
    ]
    let filtered = try gaussianFilter(map, sigma: (0.8, 1.3), border: (.reflect, .wrap))
    #expect(largestDifference(filtered.elements, expected) < 2e-15)
  }

  @Test(arguments: [Border.constant(-1), .reflect, .mirror, .nearest, .wrap])
  func everyColumnIsFilteredAsASeries(border: Border) throws {
    let matrix = testMatrix(700, 70, "columns")
    for sigma in [0.05, 1.3, 40] {
      let filtered = try gaussianFilterColumns(matrix, sigma: sigma, border: border, work: Work(threads: 3))
      for column in [0, 7, 63, 64, 69] {
        #expect(
          try filtered.column(column) == gaussianFilter(matrix.column(column), sigma: sigma, border: border))
      }
      let floats = matrix.map { Float($0) }
      let single = try gaussianFilterColumns(floats, sigma: sigma, border: border)
      #expect(try single.column(64) == gaussianFilter(floats.column(64), sigma: sigma, border: border))
    }
  }

  /// Sixteen counts are looked at together: columns below, at and beyond that number.
  @Test(arguments: [13, 16, 39])
  func countsAreFilteredAsTheDenseFilterDoes(columns: Int) throws {
    for occupancy in [0.0, 0.005, 0.05, 0.3, 0.9] {
      var stream = RandomStream(seed: 3, name: "counts")
      let counts = Matrix(
        rows: 900, columns: columns,
        elements: (0..<900 * columns).map { _ in
          stream.uniform() < occupancy ? Int32(1 + stream.integer(below: 3)) : 0
        })
      for sigma in [0.0, 0.1, 2, 5, 33] {
        let dense = try gaussianFilterColumns(counts.map { Float($0) }, sigma: sigma, border: .constant(0))
          .map { $0 * Float(7.9788) }
        for threads in [1, 3] {
          let sparse = try gaussianFilterOfCounts(
            counts: SparseCounts(counts), at: Array(0..<900), sigma: sigma, scale: 7.9788, work: Work(threads: threads))
          #expect(sparse == dense)
        }
      }
    }
  }

  /// A series is filtered in blocks: the columns of a matrix are not.
  @Test(arguments: [8191, 8192, 8193, 20_011], [3.0, 700, 2500])
  func blocksDoNotShow(count: Int, sigma: Double) throws {
    let series = testValues(count, "blocks")
    for border in [Border.constant(2), .reflect, .mirror, .nearest, .wrap] {
      let whole = try gaussianFilterColumns(
        Matrix(rows: count, columns: 1, elements: series), sigma: sigma, border: border)
      #expect(try gaussianFilter(series, sigma: sigma, border: border) == whole.elements)
    }
  }

  @Test func widthZeroAndEmptyInputChangeNothing() throws {
    #expect(try gaussianFilter(Self.series, sigma: 0) == Self.series)
    #expect(try gaussianFilter([Double](), sigma: 3).isEmpty)
    let empty = SparseCounts(Matrix<Int32>(rows: 0, columns: 4, repeating: 0))
    #expect(try gaussianFilterOfCounts(counts: empty, at: [], sigma: 2).rows == 0)
    #expect(try gaussianFilter([5.0], sigma: 2, border: .mirror) == [5])
  }

  @Test func missingValuesSpreadOverTheKernelOnly() throws {
    var values = [Double](repeating: 1, count: 21)
    values[10] = .nan
    let filtered = try gaussianFilter(values, sigma: 1)
    #expect(filtered.indices.filter { filtered[$0].isNaN } == Array(6...14))
  }

  @Test func badWidthsAreRefused() {
    for sigma in [-1, Double.nan, .infinity] {
      #expect(throws: NumericsError.self) { try gaussianFilter([1.0], sigma: sigma) }
    }
  }

  @Test func cancellationStopsTheFilter() {
    let work = Work(threads: 2, isCancelled: { true })
    #expect(throws: CancellationError.self) {
      try gaussianFilterColumns(testMatrix(600, 2, "x"), sigma: 2, work: work)
    }
  }
}
