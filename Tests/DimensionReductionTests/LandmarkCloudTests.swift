import ArrayNumerics
import DimensionReduction
import Testing

@Suite struct LandmarkCloudTests {
  private let small = LandmarkParameters(
    components: 3, stride: 2, active: 150, neighbours: 20, landmarks: 40, landmarkNeighbours: 25)

  private func rates(_ bins: Int = 500, _ cells: Int = 8, seed: UInt64 = 31) -> Matrix<Float> {
    TestPoints.random(bins, cells, seed: seed).map { Float(max(0, $0)) }
  }

  @Test func everyStepFollowsItsDefinition() throws {
    let rates = rates()
    let result = try landmarkCloud(rates: rates, parameters: small)
    let strided = Array(stride(from: 0, to: 500, by: 2))
    func activity(_ row: Int) -> Double { rates.row(row).reduce(0) { $0 + Double($1) } }
    let rows = strided.sorted { (activity($1), $0) < (activity($0), $1) }.prefix(150).sorted()
    #expect(result.rows == rows)
    let active = rates.selectingRows(rows)
    let fit = try PrincipalComponents.fit(active, components: 3, standardize: true)
    #expect(result.components == fit)
    let scores = try fit.scores(of: active)
    let landmarks = BruteForce(scores, metric: .cosine, neighbours: 20).greedy(40, omega: 1)
    #expect(result.landmarks == landmarks)
    #expect(result.distances.rows == 40)
    #expect(result.droppedZeroRows == 0)
  }

  @Test func shiftedCellsAreThoseOfARolledRecording() throws {
    let rates = rates(501)
    let shifts = [0, 1, 2, 499, 500, 250, 77, 2_000]
    var rolled = rates
    for cell in 0..<8 {
      for bin in 0..<501 { rolled[(bin + shifts[cell]) % 501, cell] = rates[bin, cell] }
    }
    for stride in [1, 2, 3, 5] {
      var parameters = small
      parameters.stride = stride
      parameters.active = 100
      let prepared = try PreparedRates(rates, stride: stride)
      #expect(
        try prepared.shifted(by: shifts)
          == rolled.selectingRows(Array(Swift.stride(from: 0, to: 501, by: stride))))
      #expect(
        try landmarkCloud(prepared, shifts: shifts, parameters: parameters)
          == landmarkCloud(rates: rolled, parameters: parameters))
      // The same of the first five cells, of which no matrix is made.
      let part = try prepared.shifted(by: shifts).selectingColumns(Array(0..<5))
      #expect(try prepared.rowSums(ofFirst: Array(shifts.prefix(5)), work: Work()) == rowSums(part))
      let choices = [[0, 7, 100], [], [41]]
      #expect(
        try prepared.rows(choices, ofFirst: Array(shifts.prefix(5)), work: Work()) == choices.map { part.selectingRows($0) })
    }
    let prepared = try PreparedRates(rates, stride: 3)
    #expect(try prepared.shifted(by: shifts.map { $0 - 501 * 3 }) == prepared.shifted(by: shifts))
    #expect(throws: DimensionReductionError.wrongShiftCount(found: 2, cells: 8)) {
      try prepared.shifted(by: [1, 2])
    }
    #expect(throws: DimensionReductionError.wrongShiftCount(found: 9, cells: 8)) {
      try prepared.rowSums(ofFirst: shifts + [1], work: Work())
    }
  }

  @Test func rowsWithoutADirectionAreDroppedAndCounted() throws {
    // Without standardisation the mean row is the origin; these rows are exactly that.
    var elements: [Float] = []
    for index in 0..<60 {
      let x = Float(index % 7) - 3
      let y = Float(index % 5) - 2
      elements += index < 6 ? [4, 4] : [4 + x, 4 + y]
      elements += index < 6 ? [4, 4] : [4 - x, 4 - y]
    }
    var parameters = LandmarkParameters(
      components: 2, stride: 1, active: 120, neighbours: 8, landmarks: 10, landmarkNeighbours: 5,
      standardize: false)
    let rates = Matrix(rows: 120, columns: 2, elements: elements)
    let result = try landmarkCloud(rates: rates, parameters: parameters)
    let zero = (0..<120).filter { rates[$0, 0] == 4 && rates[$0, 1] == 4 }
    #expect(result.droppedZeroRows == zero.count)
    #expect(result.rows == (0..<120).filter { !zero.contains($0) })
    #expect(result.scores.rows == result.rows.count)
    // With a metric that needs no direction they stay.
    parameters.metric = .euclidean
    #expect(try landmarkCloud(rates: rates, parameters: parameters).droppedZeroRows == 0)
    parameters.metric = .cosine
    parameters.landmarks = 120
    #expect(throws: DimensionReductionError.tooManyLandmarks(requested: 120, points: 120 - zero.count)) {
      try landmarkCloud(rates: rates, parameters: parameters)
    }
  }

  @Test func activeRowsTakeTheLowestIndexOfATie() {
    let rates = Matrix<Float>(rows: 5, columns: 2, elements: [1, 1, 2, 0, 3, 0, 0, 2, 0, 0])
    #expect(activeRows(rates, count: 2) == [0, 2])
    #expect(activeRows(rates, count: 3) == [0, 1, 2])
    #expect(activeRows(rates, count: 9) == [0, 1, 2, 3, 4])
  }

  /// Numbers of scikit-learn's `scale` on single-precision input.
  @Test func singlePrecisionScoresAreThoseOfScikitLearn() {
    let matrix = Matrix<Float>(
      rows: 6, columns: 3,
      elements: [2, 0, 1, 1, 3, 1.5, 4, 1, -2, 0.5, 2.5, 3, 3, -1, 0, 2.5, 2, 0.25])
    let expected: [Float] = [
      -0.14142139, -0.88852334, 0.24576958, -0.98994946, 1.2439327, 0.57346237, 1.555635, -0.17770469,
      -1.7203871, -1.4142135, 0.88852334, 1.5565407, 0.70710677, -1.599342, -0.40961596, 0.2828427,
      0.533114, -0.24576958,
    ]
    for (found, value) in zip(singlePrecisionScores(matrix).elements, expected) {
      #expect(abs(found - value) < 1e-6)
    }
  }

  @Test func badInputIsRefusedInWords() throws {
    var rates = rates()
    func error(_ change: (inout LandmarkParameters) -> Void) -> DimensionReductionError? {
      var parameters = small
      change(&parameters)
      do {
        _ = try landmarkCloud(rates: rates, parameters: parameters)
        return nil
      } catch { return error as? DimensionReductionError }
    }
    #expect(error { $0.landmarks = 151 } == .tooManyLandmarks(requested: 151, points: 150))
    #expect(error { $0.neighbours = 151 } == .tooManyNeighbours(requested: 151, points: 150))
    #expect(error { $0.neighbours = 150 } == nil)
    #expect(error { $0.components = 9 } == .tooManyComponents(requested: 9, points: 150, cells: 8))
    #expect(
      error { $0.landmarkNeighbours = 41 } == .tooManyLandmarkNeighbours(requested: 41, landmarks: 40))
    #expect(error { $0.stride = 0 } == .parameterTooSmall(name: "stride", value: 0, smallest: 1))
    #expect(error { $0.omega = .nan } != nil)
    #expect(error { $0.stride = 600 }?.description.contains("smaller stride") == true)
    rates[123, 4] = .infinity
    #expect(error { _ in } == .notFinite(row: 123, column: 4))
    #expect(throws: DimensionReductionError.notFinite(row: 123, column: 4)) {
      try PreparedRates(rates, stride: 2)
    }
    rates = Matrix(rows: 500, columns: 8, repeating: 0)
    #expect(error { _ in } == .noVariance(rows: 150, cells: 8))
    #expect(error { $0.compat = true } == .noVariance(rows: 150, cells: 8))
    rates = Matrix(rows: 0, columns: 0, elements: [])
    #expect(error { _ in } != nil)
  }

  @Test func aCancelledReductionStops() {
    #expect(throws: CancellationError.self) {
      try landmarkCloud(rates: rates(), parameters: small, work: Work(isCancelled: { true }))
    }
  }

  @Test(arguments: NeighbourMetric.allCases)
  func spikeCountsWithManyTiesAndDuplicatesWork(metric: NeighbourMetric) throws {
    let counts = TestPoints.lattice(600, 3, seed: 77).map { Float($0 - 1) }
    var parameters = small
    parameters.metric = metric
    parameters.components = 2
    parameters.compat = true
    let one = try landmarkCloud(rates: counts, parameters: parameters)
    let two = try landmarkCloud(rates: counts, parameters: parameters, work: Work(threads: 3))
    #expect(one == two)
    #expect(Set(one.landmarks).count == 40)
  }
}
