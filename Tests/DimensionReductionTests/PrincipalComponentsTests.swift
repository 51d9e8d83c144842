import ArrayNumerics
import DimensionReduction
import Testing

@Suite struct PrincipalComponentsTests {
  let matrix = Matrix(
    rows: 6, columns: 3,
    elements: [2, 0, 1, 1, 3, 1.5, 4, 1, -2, 0.5, 2.5, 3, 3, -1, 0, 2.5, 2, 0.25])

  private func close(_ found: [Double], _ expected: [Double], _ tolerance: Double = 1e-12) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance }
  }

  /// Numbers of scikit-learn 1.x, components with the sign rule of this project.
  @Test func agreesWithScikitLearn() throws {
    let fit = try PrincipalComponents.fit(matrix, components: 3)
    #expect(close(fit.explainedVariance, [5.331865945273819, 1.4822298411421881, 0.02132088025065754]))
    #expect(
      close(fit.explainedVarianceRatio, [0.7800352495371636, 0.21684557261452317, 0.0031191778483132043]))
    #expect(close(fit.loadings.column(0), [-0.5486310528774593, 0.4892095624938483, 0.6779955543977765]))
    #expect(close(fit.loadings.column(1), [0.17916017353877667, 0.8608907348726933, -0.47620245151396423]))
    let scores = try fit.scores(of: matrix)
    #expect(
      close(scores.column(0).prefix(3) + [], [-0.26582511140523446, 2.089432406152658, -2.907864317859634]))
    #expect(fit.scale == [1, 1, 1])
  }

  @Test func agreesWithScikitLearnWhenStandardised() throws {
    let fit = try PrincipalComponents.fit(matrix, components: 2, standardize: true)
    #expect(close(fit.explainedVariance, [2.8536686903315545, 0.7337568886467536]))
    #expect(close(fit.explainedVarianceRatio, [0.7926857473143204, 0.20382135795743148]))
    #expect(close(fit.loadings.column(0), [0.6366658236946843, -0.47706933577897725, -0.6058559876724621]))
  }

  @Test func packedRowsGiveTheSameBytes() throws {
    var stream = RandomStream(seed: 9, name: "components")
    let rates = Matrix<Float>(
      rows: 5_000, columns: 6, elements: (0..<30_000).map { _ in max(0, Float(stream.uniform() - 0.4)) })
    var packed = PackedRows(columns: 6)
    for start in stride(from: 0, to: 5_000, by: 1_700) { packed.append(rates.selectingRows(start..<min(5_000, start + 1_700))) }
    let fit = try PrincipalComponents.fit(rates, components: 3, standardize: true)
    #expect(try PrincipalComponents.fit(packed, components: 3, standardize: true, work: Work(threads: 2)) == fit)
    #expect(try fit.scores(of: packed) == fit.scores(of: rates))
    var broken = packed
    broken.append(Matrix(rows: 2, columns: 6, elements: [Float](repeating: 1, count: 10) + [.nan, 1]))
    #expect(throws: DimensionReductionError.notFinite(row: 5_001, column: 4)) {
      try PrincipalComponents.fit(broken, components: 3)
    }
  }

  @Test func singlePrecisionInputIsSummedInDoublePrecision() throws {
    let offset = matrix.map { Float($0 + 4_096) }
    let fit = try PrincipalComponents.fit(offset, components: 3)
    #expect(close(fit.explainedVariance, [5.331865945273819, 1.4822298411421881, 0.02132088025065754], 1e-9))
  }

  @Test func constantCellsAreReportedAndCarryNothing() throws {
    var elements: [Double] = []
    for row in 0..<6 { elements += [0.1, matrix[row, 0], matrix[row, 1], 7] }
    let fit = try PrincipalComponents.fit(
      Matrix(rows: 6, columns: 4, elements: elements), components: 4, standardize: true)
    #expect(fit.constantCells == [0, 3])
    #expect(fit.scale[0] == 1 && fit.scale[3] == 1)
    #expect(fit.mean[0] == 0.1 && fit.mean[3] == 7)
    #expect(close(fit.loadings.row(0).prefix(2) + [], [0, 0]))
    #expect(close([fit.explainedVarianceRatio.reduce(0, +)], [1]))
  }

  @Test func nothingThatVariesGivesZeros() throws {
    let fit = try PrincipalComponents.fit(Matrix(rows: 5, columns: 2, repeating: 3.0), components: 1)
    #expect(fit.explainedVariance == [0] && fit.explainedVarianceRatio == [0])
  }

  @Test func manyBlocksAndThreadsGiveTheSameBytes() throws {
    let points = TestPoints.random(9_001, 7, seed: 17)
    let one = try PrincipalComponents.fit(points, components: 3, standardize: true)
    let scores = try one.scores(of: points)
    // The variance of the scores is the variance explained, and they are uncorrelated.
    for a in 0..<3 {
      for b in a..<3 {
        let product = zip(scores.column(a), scores.column(b)).reduce(0) { $0 + $1.0 * $1.1 } / 9_000
        #expect(abs(product - (a == b ? one.explainedVariance[a] : 0)) < 1e-10)
      }
    }
    for threads in [2, 3] {
      let work = Work(threads: threads)
      #expect(try PrincipalComponents.fit(points, components: 3, standardize: true, work: work) == one)
      #expect(try one.scores(of: points, work: work) == scores)
    }
  }

  @Test func impossibleRequestsAreRefusedInWords() throws {
    #expect(throws: DimensionReductionError.tooManyComponents(requested: 4, points: 6, cells: 3)) {
      try PrincipalComponents.fit(matrix, components: 4)
    }
    #expect(throws: DimensionReductionError.parameterTooSmall(name: "components", value: 0, smallest: 1)) {
      try PrincipalComponents.fit(matrix, components: 0)
    }
    var bad = matrix
    bad[4, 1] = .nan
    #expect(throws: DimensionReductionError.notFinite(row: 4, column: 1)) {
      try PrincipalComponents.fit(bad, components: 1)
    }
    #expect(throws: DimensionReductionError.self) {
      try PrincipalComponents.fit(Matrix(rows: 1, columns: 2, repeating: 1.0), components: 1)
    }
  }
}
