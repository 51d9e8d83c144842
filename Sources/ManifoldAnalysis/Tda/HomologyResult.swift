import ArrayNumerics
import Plotting
import Schema
import Stages
import Topology

/// Landmarks, their distances, bars, cocycles and the null distribution.
public struct HomologyResult: StageResult {
  /// Rows of the embedding that were candidates for landmarks.
  public var rows: [Int]
  /// Landmarks in the order in which they were picked, as indices into `rows`.
  public var landmarks: [Int]
  /// `[P, P]`, −ln of the weight of the edge between two landmarks, infinite where two landmarks are no neighbours.
  public var distances: Matrix<Float>
  /// Bars of the landmarks in every dimension from 0, births and deaths in the unit of `distances`, with the cocycles of H1.
  public var persistence: PersistenceResult
  /// The longest bars of surrogate recordings; empty when none were asked for.
  public var null: NullDistribution
  /// The same of other surrogates, for comparison; empty when none were asked for.
  public var compared = ComparedNulls()
  /// Positions of the landmarks on the principal components, `[P, d]`, for figures.
  public var landmarkComponents: Matrix<Double>
  /// `[d]`, share of the total variance in each component.
  public var explainedVarianceRatio: [Double]
  /// Cells (columns of the embedding) that were used.
  public var cells: [Int]
  /// What was done to the rates before they were z-scored.
  public var transform: RateTransform
  /// For each dimension and choice of landmarks the lifetimes, longest first; a bar that never dies lives to the largest finite
  /// distance. Verdict and p-values rest on the medians over the choices, rank by rank.
  public var choiceLifetimes: [[[Double]]]
  /// Whether the angles of the longest loops are the states; empty with `--compat canns`.
  public var evidence: ShapeEvidence
  /// Cells, minutes and spikes, which the power depends on; `nil` without spikes and with `--compat canns`.
  public var size: RecordingSize?
  /// What the bars, the null and the evidence say together.
  public var verdict: Verdict
  public var notes: StageNotes

  public static let fields = Field<HomologyResult>.table {
    Field.array("rows", \.rows, axes: ["candidate"], "rows of embed that were candidates for landmarks")
    Field.array("landmarks", \.landmarks, axes: ["landmark"], "indices into rows, in pick order")
    Field.array(
      "distances", \.distances, axes: ["landmark", "landmark"],
      "distance between landmarks, -ln of the edge weight; inf for none")
    Field.part(\.persistence)
    Field.part(\.null)
    Field.part(\.compared)
    for dimension in 1...3 {
      Field.array(
        "p_h\(dimension)", \.[p: dimension], axes: ["h\(dimension)_bar"],
        "p-value of each rank's median over the choices of landmarks, (1 + draws as long) / (1 + draws)")
      Field.array(
        "p_family_h\(dimension)", \.[familyP: dimension], axes: ["h\(dimension)_bar"],
        "the same, holding for all bars of all dimensions together")
      Field.array(
        "landmark_choices_h\(dimension)", \.[choices: dimension], axes: ["choice", "h\(dimension)_rank"],
        "lifetimes of each choice of landmarks, longest first, 0 where there are fewer")
    }
    for dimension in 1...3 {
      Field.array(
        "compared_p_h\(dimension)", \.[comparedP: dimension], axes: ["surrogate", "h\(dimension)_bar"],
        "p-value of each bar against each of the other surrogates")
    }
    Field.array(
      "landmark_components", \.landmarkComponents, unit: "z", axes: ["landmark", "component"],
      "landmarks on the principal components")
    Field.array("explained_variance_ratio", \.explainedVarianceRatio, axes: ["component"], "share of the total variance")
    Field.array("cells", \.cells, axes: ["used"], "columns of embed that were used")
    Field.number("bins_used", \.rows.count, "candidates for landmarks")
    Field.number("landmarks", \.landmarks.count, "landmarks")
    Field.number("cells_used", \.cells.count, "cells that were used")
    Field.number("explained_variance", \.explainedVariance, "share of the variance in the components")
    Field.number("transform", \.transform, "what was done to the rates first")
    Field.number("coefficient", \.persistence.coefficient, "p of the field Z/p")
    Field.number("edges", \.persistence.edges, "edges of the filtration")
    Field.number("largest_distance", \.largestDistance, "largest finite distance between landmarks")
    Field.number("shuffles", \.null.draws.count, "draws of the null that succeeded")
    Field.number("shuffles_failed", \.null.failures, "draws that failed")
    Field.number("shuffle_range", \.null.part, "the part of the draws that was made")
    Field.number("h1_gaps", \.knownGaps, "first H1 bar over the second, and second over third")
    Field.number("mean_rate_hz", \.size?.rate, "spikes of a cell per second, mean over the cells")
    Field.number("used_s", \.size?.seconds, "time in the bins of embed")
    Field.number(
      "torus_power", \.power?.probability, "share of simulated modules of this size whose torus is seen (preset grid)")
    Field.number("torus_power_interval", \.power?.bounds, "95 % interval of that share")

    Field.part(\.evidence)
    for dimension in 0...3 {
      Field.number("h\(dimension)_bars", \.[barCount: dimension], "bars")
      Field.number(
        "h\(dimension)_longest", \.[longest: dimension], "lifetimes of the five longest, medians over the choices of landmarks")
      Field.number(
        "h\(dimension)_null_99_9", \.[nullQuantile: dimension],
        "99.9th percentile of the longest bars of the null, from 1,000 draws on")
      Field.number("h\(dimension)_null_longest", \.[nullLongest: dimension], "longest bar of the null")
    }
  }

  public init(
    rows: [Int], landmarks: [Int], distances: Matrix<Float>, persistence: PersistenceResult,
    null: NullDistribution, landmarkComponents: Matrix<Double>, explainedVarianceRatio: [Double],
    cells: [Int], transform: RateTransform, choiceLifetimes: [[[Double]]] = [], evidence: ShapeEvidence = ShapeEvidence(),
    size: RecordingSize? = nil, verdict: Verdict, notes: StageNotes = StageNotes()
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
    self.choiceLifetimes = choiceLifetimes
    self.evidence = evidence
    self.size = size
    self.verdict = verdict
    self.notes = notes
  }

  public init(from stored: StoredResult<HomologyResult>) throws {
    landmarks = try stored[\.landmarks]
    distances = try stored[\.distances]
    persistence = try PersistenceResult(
      bars: stored.fields.part(PersistenceResult.self), points: landmarks.count,
      coefficient: try stored.number(\.persistence.coefficient),
      threshold: try stored.number(\.largestDistance), edges: try stored.number(\.persistence.edges))
    rows = try stored[\.rows]
    null = try NullDistribution(
      stored.fields.part(NullDistribution.self), dimensions: persistence.diagrams.count,
      failures: try stored.number(\.null.failures), part: try stored.number(\.null.part))
    compared = try ComparedNulls(stored.fields.part(ComparedNulls.self), dimensions: persistence.diagrams.count)
    choiceLifetimes = try persistence.diagrams.indices.map { dimension in
      guard (1...3).contains(dimension), let matrix = try stored[\.[choices: dimension]] else { return [] }
      return (0..<matrix.rows).map { Array(matrix.row($0)) }
    }
    evidence = try ShapeEvidence(from: stored.fields.part(ShapeEvidence.self))
    landmarkComponents = try stored[\.landmarkComponents]
    explainedVarianceRatio = try stored[\.explainedVarianceRatio]
    cells = try stored[\.cells]
    transform = try stored.number(\.transform)
    if let rate = try stored.number(\.size?.rate), let seconds = try stored.number(\.size?.seconds) {
      size = RecordingSize(cells: cells.count, seconds: seconds, rate: rate)
    }
    guard let verdict = Verdict(stored.record.conclusion) else { throw FieldError.missing("the verdict is missing") }
    self.verdict = verdict
    notes = stored.notes
  }
}

// MARK: - What follows from it

extension HomologyResult {
  /// How many times as long the first H1 bar is as the second, and the second as the third: medians over the choices of
  /// landmarks.
  public var gaps: [Double] {
    let loops = choiceLifetimes.count > 1 ? choiceLifetimes[1] : []
    return gapsOver(loops.isEmpty ? [persistence.diagrams.count > 1 ? finiteLifetimes(1) : []] : loops)
  }

  /// The lifetimes of a dimension that verdict and p-values rest on, one for each bar: medians over the choices of
  /// landmarks, rank by rank. Those of the bars themselves where there is one choice, and in dimension 0, of which the choices
  /// are not stored.
  public func medianLifetimes(_ dimension: Int) -> [Double] {
    let bars = finiteLifetimes(dimension)
    guard dimension > 0, dimension < choiceLifetimes.count, choiceLifetimes[dimension].count > 1 else { return bars }
    // The choice that is stored has no more bars than that with the most.
    return Array(mediansByRank(choiceLifetimes[dimension]).prefix(bars.count))
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

  /// p-values of the bars of a dimension, in the order of the bars; `nil` without a null. With several choices of landmarks
  /// they are those of the medians over the choices, as the longest bars of the draws are.
  ///
  /// A bar is compared with the longest of each draw, so the values hold for all bars of the dimension together (the
  /// single-step maxT of Westfall & Young 1993): under the null the chance that any bar has p ≤ α is at most α.
  public func pValues(_ dimension: Int) -> [Double]? {
    guard dimension < nullLifetimes.count, !nullLifetimes[dimension].isEmpty else { return nil }
    return medianLifetimes(dimension).map { permutationPValue(observed: $0, null: nullLifetimes[dimension]) }
  }

  /// p-values of the bars of a dimension against the draws of one of the other surrogates.
  public func comparedPValues(_ dimension: Int, _ place: Int) -> [Double]? {
    let lifetimes = compared.nulls[place].lifetimes
    guard dimension < lifetimes.count, !lifetimes[dimension].isEmpty else { return nil }
    return medianLifetimes(dimension).map { permutationPValue(observed: $0, null: lifetimes[dimension]) }
  }

  /// Lifetimes of the bars of a dimension; a bar that never dies is taken to live to the largest finite distance.
  public func finiteLifetimes(_ dimension: Int) -> [Double] {
    let bars = persistence.diagrams[dimension]
    let limit = bars.contains(where: \.isEssential) ? largestDistance : .infinity
    return bars.map { $0.finiteLifetime(limit: limit) }
  }

  /// The probability that the torus of a module would be seen in a recording of this size.
  package var power: TorusPower? { size.flatMap(PowerSurface.measured.power) }

  /// The largest finite distance between landmarks.
  public var largestDistance: Double { largestFiniteDistance(distances) }

  /// Share of the variance in the components.
  public var explainedVariance: Double { explainedVarianceRatio.reduce(0, +) }
}

// MARK: - As it is stored

extension HomologyResult {
  private func has(_ dimension: Int) -> Bool { dimension < persistence.diagrams.count }
  private func hasNull(_ dimension: Int) -> Bool { dimension < nullLifetimes.count && !nullLifetimes[dimension].isEmpty }
  fileprivate var knownGaps: [Double]? { has(1) ? gaps : nil }
  fileprivate subscript(p dimension: Int) -> [Double]? { has(dimension) ? pValues(dimension) : nil }
  fileprivate subscript(familyP dimension: Int) -> [Double]? { has(dimension) ? familyPValues(dimension) : nil }
  fileprivate subscript(comparedP dimension: Int) -> Matrix<Double>? {
    guard has(dimension), !compared.nulls.isEmpty else { return nil }
    let rows = compared.nulls.indices.compactMap { comparedPValues(dimension, $0) }
    guard rows.count == compared.nulls.count, let bars = rows.first?.count else { return nil }
    return Matrix(rows: rows.count, columns: bars, elements: rows.flatMap { $0 })
  }
  fileprivate subscript(barCount dimension: Int) -> Int? { has(dimension) ? persistence.diagrams[dimension].count : nil }
  fileprivate subscript(longest dimension: Int) -> [Double]? {
    has(dimension) ? Array(medianLifetimes(dimension).prefix(5)) : nil
  }
  fileprivate subscript(nullQuantile dimension: Int) -> Double? {
    guard has(dimension), hasNull(dimension) else { return nil }
    let longest = nullLifetimes[dimension]
    return longest.count >= NullReach.drawsOfPercentile ? quantile(longest, 0.999) : nil
  }
  fileprivate subscript(nullLongest dimension: Int) -> Double? {
    has(dimension) && hasNull(dimension) ? nullLifetimes[dimension].max() : nil
  }

  /// Rows padded with zeros; `nil` where nothing is known of the choices.
  fileprivate subscript(choices dimension: Int) -> Matrix<Double>? {
    guard has(dimension), dimension < choiceLifetimes.count, !choiceLifetimes[dimension].isEmpty else { return nil }
    let choices = choiceLifetimes[dimension]
    let most = choices.map(\.count).max() ?? 0
    let padded = choices.flatMap { $0 + [Double](repeating: 0, count: most - $0.count) }
    return Matrix(rows: choices.count, columns: most, elements: padded)
  }
}

extension PersistencePair {
  /// The lifetime, with `limit` for the death of a bar that never dies.
  func finiteLifetime(limit: Double) -> Double { (death.isFinite ? death : max(limit, birth)) - birth }
}

/// Medians over choices of landmarks of how many times as long the first bar is as the second, and the second as the third.
func gapsOver(_ choices: [[Double]]) -> [Double] {
  (0..<2).map { rank in choices.map { lifetimeRatio($0, rank) }.sorted()[(choices.count - 1) / 2] }
}

/// p = (1 + number of null values at least as large) / (1 + number of null values), Phipson and Smyth 2010.
public func permutationPValue(observed: Double, null: [Double]) -> Double {
  Double(1 + null.count { $0 >= observed }) / Double(1 + null.count)
}
