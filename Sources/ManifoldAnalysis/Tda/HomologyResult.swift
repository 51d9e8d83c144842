import ArrayNumerics
import Schema
import Stages
import Topology

/// Landmarks, their distances, bars, cocycles and the null distribution.
public struct HomologyResult: StageResult {
  /// Rows of the embedding that were candidates for landmarks.
  public var rows: [Int]
  /// Landmarks in the order in which they were picked, as indices into `rows`.
  public var landmarks: [Int]
  /// `[P, P]`, infinite where two landmarks are no neighbours.
  public var distances: Matrix<Float>
  public var persistence: PersistenceResult
  public var null: NullDistribution
  /// Positions of the landmarks on the principal components, `[P, d]`, for figures.
  public var landmarkComponents: Matrix<Double>
  /// `[d]`, share of the total variance in each component.
  public var explainedVarianceRatio: [Double]
  /// Cells (columns of the embedding) that were used.
  public var cells: [Int]
  /// What was done to the rates before they were z-scored.
  public var transform: RateTransform
  public var verdict: Verdict
  /// For each choice of landmarks the longest lifetimes of H1, at most five.
  public var choiceLifetimes: [[Double]] = []
  /// Whether the angles of the longest loops are the states; empty with `--compat canns`.
  public var evidence = ShapeEvidence()
  public var warnings: [String]
  public var dropped: [DroppedItems]

  /// How many times as long the first H1 bar is as the second, and the second as the third: medians over the choices of
  /// landmarks.
  public var gaps: [Double] {
    let choices = choiceLifetimes.isEmpty ? [persistence.diagrams.count > 1 ? finiteLifetimes(1) : []] : choiceLifetimes
    return (0..<2).map { rank in
      choices.map { lifetimeRatio($0, rank) }.sorted()[(choices.count - 1) / 2]
    }
  }

  /// For each dimension the longest lifetime of each draw of the null; empty without one.
  public var nullLifetimes: [[Double]] { null.lifetimes }

  /// The dimensions of holes that a null was computed for.
  public var testedDimensions: Int {
    nullLifetimes.indices.count { $0 > 0 && !nullLifetimes[$0].isEmpty }
  }

  /// p-values that hold for every bar of every dimension looked at together: those of the dimension times the number of
  /// dimensions (Bonferroni), at most 1.
  public func familyPValues(_ dimension: Int) -> [Double]? {
    pValues(dimension).map { $0.map { min(1, $0 * Double(testedDimensions)) } }
  }

  /// p-values of the bars of a dimension, in the order of the bars; `nil` without a null.
  ///
  /// A bar is compared with the longest of each draw, so the values hold for all bars of the dimension together (the
  /// single-step maxT of Westfall & Young 1993): under the null the chance that any bar has p ≤ α is at most α.
  public func pValues(_ dimension: Int) -> [Double]? {
    guard dimension < nullLifetimes.count, !nullLifetimes[dimension].isEmpty else { return nil }
    let lifetimes = finiteLifetimes(dimension)
    return lifetimes.map { permutationPValue(observed: $0, null: nullLifetimes[dimension]) }
  }

  /// Lifetimes of the bars of a dimension; a bar that never dies is taken to live to the largest finite distance.
  public func finiteLifetimes(_ dimension: Int) -> [Double] {
    let bars = persistence.diagrams[dimension]
    let limit = bars.contains(where: \.isEssential) ? largestDistance : .infinity
    return bars.map { $0.finiteLifetime(limit: limit) }
  }

  /// The largest finite distance between landmarks.
  public var largestDistance: Double { largestFiniteDistance(distances) }

  public var arrays: [ResultArray] {
    var arrays = [
      ResultArray("rows", DataArray(rows), meaning: "rows of embed that were candidates for landmarks"),
      ResultArray("landmarks", DataArray(landmarks), meaning: "indices into rows, in pick order"),
      ResultArray(
        "distances", DataArray(distances), meaning: "distance between landmarks, -ln of the edge weight; inf for none"),
    ]
    arrays += persistence.barArrays + persistence.cocycleArrays
    for (dimension, null) in nullLifetimes.enumerated() where !null.isEmpty {
      arrays.append(
        ResultArray(
          "null_h\(dimension)", DataArray(null), meaning: "longest finite lifetime of each draw of the null"))
    }
    if !null.draws.isEmpty {
      arrays.append(ResultArray("null_draws", DataArray(null.draws), meaning: "number of each draw of the null, from 0"))
    }
    for dimension in 1..<max(2, persistence.diagrams.count) {
      if let p = dimension < persistence.diagrams.count ? pValues(dimension) : nil {
        arrays.append(
          ResultArray("p_h\(dimension)", DataArray(p), meaning: "p-value of each bar, (1 + draws as long) / (1 + draws)"))
      }
      if dimension < persistence.diagrams.count, let p = familyPValues(dimension) {
        arrays.append(
          ResultArray(
            "p_family_h\(dimension)", DataArray(p),
            meaning: "p-value of each bar that holds for all bars of all dimensions together"))
      }
    }
    if choiceLifetimes.count > 1 {
      let longest = choiceLifetimes.map(\.count).max() ?? 0
      let padded = choiceLifetimes.flatMap { $0 + [Double](repeating: 0, count: longest - $0.count) }
      arrays.append(
        ResultArray(
          "landmark_draws_h1", DataArray(Matrix(rows: choiceLifetimes.count, columns: longest, elements: padded)),
          meaning: "longest H1 lifetimes of each choice of landmarks, 0 where there are fewer"))
    }
    arrays += [
      ResultArray(
        "landmark_components", DataArray(landmarkComponents), unit: "z",
        meaning: "landmarks on the principal components"),
      ResultArray(
        "explained_variance_ratio", DataArray(explainedVarianceRatio), meaning: "share of the total variance"),
      ResultArray("cells", DataArray(cells), meaning: "columns of embed that were used"),
    ]
    return arrays
  }

  public var summary: StageSummary {
    var numbers: [JSONValue.Member] = [
      .init("bins_used", .integer(rows.count)), .init("landmarks", .integer(landmarks.count)),
      .init("cells_used", .integer(cells.count)),
      .init("explained_variance", .number(explainedVarianceRatio.reduce(0, +))),
      .init("transform", .string(transform.rawValue)),
      .init("coefficient", .integer(persistence.coefficient)),
      .init("edges", .integer(persistence.edges)), .init("largest_distance", .number(largestDistance)),
      .init("shuffles", .integer(null.draws.count)), .init("shuffles_failed", .integer(null.failures)),
    ]
    if persistence.diagrams.count > 1 { numbers.append(.init("h1_gaps", JSONValue(gaps))) }
    numbers += evidence.members
    for dimension in persistence.diagrams.indices {
      numbers.append(.init("h\(dimension)_bars", .integer(persistence.diagrams[dimension].count)))
      numbers.append(
        .init("h\(dimension)_longest", JSONValue(Array(finiteLifetimes(dimension).prefix(5)))))
      if dimension < nullLifetimes.count, !nullLifetimes[dimension].isEmpty {
        numbers.append(
          .init("h\(dimension)_null_99_9", .number(quantile(nullLifetimes[dimension], 0.999))))
        numbers.append(.init("h\(dimension)_null_longest", .number(nullLifetimes[dimension].max() ?? 0)))
      }
    }
    return StageSummary(
      headline: verdict.sentence, numbers: numbers, dropped: dropped.filter { $0.count > 0 }, warnings: warnings,
      topLevel: [
        .init("verdict", .string(verdict.shape.rawValue)), .init("reasons", JSONValue(verdict.reasons)),
      ])
  }

  public init(from stored: StoredResult) throws {
    rows = try stored.integers("rows")
    landmarks = try stored.integers("landmarks")
    distances = try stored.floatMatrix("distances")
    persistence = try PersistenceResult(from: stored, points: landmarks.count)
    let lifetimes = persistence.diagrams.indices.map { stored.optionalArray("null_h\($0)")?.doubles ?? [] }
    let draws = stored.optionalArray("null_draws")?.doubles?.map { Int($0) }
    null = NullDistribution(
      draws: draws ?? (lifetimes.first ?? []).indices.map { $0 }, lifetimes: lifetimes,
      failures: stored.record.summary["shuffles_failed"]?.integer ?? 0,
      part: stored.record.parameters.first { $0.name == "shuffle-range" }?.value.string.flatMap(
        DrawRange.init(parameterText:)))
    choiceLifetimes =
      stored.optionalArray("landmark_draws_h1")?.doubleMatrix.map { matrix in
        (0..<matrix.rows).map { Array(matrix.row($0)) }
      } ?? []
    evidence = ShapeEvidence(
      explainedByOneAngle: stored.record.summary["explained_by_one_angle"]?.double,
      explainedByTwoAngles: stored.record.summary["explained_by_two_angles"]?.double,
      torusCoverage: stored.record.summary["torus_coverage"]?.double)
    landmarkComponents = try stored.doubleMatrix("landmark_components")
    explainedVarianceRatio = try stored.doubles("explained_variance_ratio")
    cells = try stored.integers("cells")
    transform = stored.record.summary["transform"]?.string.flatMap(RateTransform.init(rawValue:)) ?? .none
    verdict = Verdict(
      shape: stored.record.json["verdict"]?.string.flatMap(Verdict.Shape.init(rawValue:)) ?? .untested,
      sentence: stored.record.headline,
      reasons: (stored.record.json["reasons"]?.array ?? []).compactMap(\.string))
    warnings = stored.record.warnings
    dropped = stored.record.dropped
  }

  public init(
    rows: [Int], landmarks: [Int], distances: Matrix<Float>, persistence: PersistenceResult,
    null: NullDistribution, landmarkComponents: Matrix<Double>, explainedVarianceRatio: [Double],
    cells: [Int], transform: RateTransform, verdict: Verdict, warnings: [String], dropped: [DroppedItems]
  ) {
    self.rows = rows
    self.landmarks = landmarks
    self.distances = distances
    self.persistence = persistence
    self.null = null
    self.landmarkComponents = landmarkComponents
    self.explainedVarianceRatio = explainedVarianceRatio
    self.cells = cells
    self.transform = transform
    self.verdict = verdict
    self.warnings = warnings
    self.dropped = dropped
  }
}

extension PersistencePair {
  /// The lifetime, with `limit` for the death of a bar that never dies.
  func finiteLifetime(limit: Double) -> Double { (death.isFinite ? death : max(limit, birth)) - birth }
}

/// p = (1 + number of null values at least as large) / (1 + number of null values), Phipson and Smyth 2010.
public func permutationPValue(observed: Double, null: [Double]) -> Double {
  Double(1 + null.count { $0 >= observed }) / Double(1 + null.count)
}

extension PersistenceResult {
  /// Reads bars and cocycles back from the arrays of `tda`.
  init(from stored: StoredResult, points: Int) throws {
    var diagrams: [[PersistencePair]] = []
    while let bars = stored.optionalArray("h\(diagrams.count)")?.doubleMatrix {
      guard bars.columns == 2 || bars.isEmpty else {
        throw StageError.damagedResult(file: stored.file, reason: "'h\(diagrams.count)' is not a list of bars")
      }
      diagrams.append((0..<bars.rows).map { PersistencePair(birth: bars[$0, 0], death: bars[$0, 1]) })
    }
    guard !diagrams.isEmpty else {
      throw StageError.damagedResult(file: stored.file, reason: "it holds no bars")
    }
    var cocycles = [[Cocycle]](repeating: [], count: diagrams.count)
    if diagrams.count > 1, stored.optionalArray("h1_cocycle_offsets") != nil {
      let offsets = try stored.integers("h1_cocycle_offsets")
      let vertices = try stored.integers("h1_cocycle_edges").map { Int32(truncatingIfNeeded: $0) }
      let values = try stored.integers("h1_cocycle_values").map { Int32(truncatingIfNeeded: $0) }
      guard offsets.count == diagrams[1].count + 1, offsets.first == 0, offsets.last == values.count,
        vertices.count == 2 * values.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
        vertices.allSatisfy({ $0 >= 0 && Int($0) < points })
      else {
        throw StageError.damagedResult(file: stored.file, reason: "the cocycles do not fit the bars")
      }
      cocycles[1] = zip(offsets, offsets.dropFirst()).map { first, last in
        Cocycle(dimension: 1, vertices: Array(vertices[2 * first..<2 * last]), values: Array(values[first..<last]))
      }
    }
    self.init(
      diagrams: diagrams, cocycles: cocycles, coefficient: try stored.wholeNumber("coefficient"),
      threshold: try stored.number("largest_distance"), points: points, edges: try stored.wholeNumber("edges"))
  }
}
