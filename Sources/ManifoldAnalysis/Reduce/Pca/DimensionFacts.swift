import ArrayNumerics
import DimensionReduction
import PopulationActivity
import Schema

/// How many dimensions the rates have, by several counts that mean different things.
public struct DimensionFacts: FieldTable {
  /// Of the rates of all cells.
  public var spectrum: VarianceSpectrum
  /// Of the states on the components; `nil` where there are too few that are apart in time.
  public var intrinsic: IntrinsicDimension?

  public static let fields = Field<DimensionFacts>.table {
    Field.array("spectrum", \.spectrum.eigenvalues, axes: ["eigenvalue"], "variance along every component, largest first")
    Field.array(
      "spectrum_chance", \.chance, axes: ["eigenvalue"],
      "95 % quantile of each when every cell is turned in time by itself (parallel analysis)")
    Field.array(
      "participation_ratio", \.participation, axes: ["bound"],
      "dimension by the spread of the variances: estimate, 95 % interval")
    Field.array("two_nearest", \.twoNearest, axes: ["bound"], "dimension by the two nearest states: estimate, 95 % interval")
    Field.array(
      "maximum_likelihood", \.maximumLikelihood, axes: ["bound"],
      "dimension of maximum likelihood by the nearest states: estimate, 95 % interval")
    Field.array(
      "correlation_dimension", \.correlation, axes: ["bound"],
      "exponent of the number of pairs below a distance: estimate, 95 % interval")
    Field.array("scale_neighbors", \.intrinsic?.scaleNeighbours, axes: ["scale"], "nearest states of the following")
    Field.array(
      "scale_dimension", \.intrinsic?.scaleDimensions, axes: ["scale"],
      "dimension of maximum likelihood on so many; NaN: too few")
    Field.array("radii", \.intrinsic?.radii, axes: ["radius"], "distances of the following, in the unit of the components")
    Field.array(
      "radius_dimension", \.intrinsic?.slopes, axes: ["radius"],
      "local slope of the correlation sum; NaN where there are no pairs")
    Field.number("elbow", \.spectrum.elbow, "components before the elbow of the variances")
    Field.number("components_above_chance", \.spectrum.aboveChance, "leading components above chance (parallel analysis)")
    Field.number("participation_ratio", \.spectrum.participationRatio.value, "dimension by the spread of the variances")
    Field.number("two_nearest_dimension", \.intrinsic?.twoNearest.value, "dimension by the two nearest states")
    Field.number(
      "maximum_likelihood_dimension", \.intrinsic?.maximumLikelihood.value, "dimension of maximum likelihood")
    Field.number("likelihood_neighbors", \.intrinsic?.neighbours, "nearest states that it stands on")
    Field.number("correlation_dimension", \.intrinsic?.correlation.value, "exponent of the number of pairs below a distance")
    Field.number("dimension_states", \.intrinsic?.queries, "states whose neighbours were looked at")
    Field.number("dimension_duplicates", \.intrinsic?.duplicates, "states equal to another, which were not")
  }

  /// Measures them.
  ///
  /// - Parameters:
  ///   - rates: `[time, cell]`.
  ///   - scores: of the same bins on the components.
  ///   - bins: on the grid of the recording.
  ///   - apart: bins that are no more apart are not compared.
  init(
    _ rates: PackedRows, _ analysis: PrincipalComponents, scores: Matrix<Double>, bins: [Int], apart: Int, shuffles: Int,
    seed: UInt64, work: Work
  ) throws {
    spectrum = try VarianceSpectrum(rates, analysis, shuffles: shuffles, seed: seed, work: work)
    work.report("intrinsic dimension", completed: 0, of: 1)
    let used = evenlySpaced(min(15_000, scores.rows), of: scores.rows)
    intrinsic = try IntrinsicDimension(
      scores.selectingRows(used), bins: used.map { bins[$0] }, apart: apart, work: work)
  }

  init(from fields: FieldReader<DimensionFacts>) throws {
    let chance = try fields[\.chance]
    spectrum = VarianceSpectrum(
      eigenvalues: try fields[\.spectrum.eigenvalues],
      participationRatio: try DimensionEstimate(stored: fields[\.participation]), elbow: try fields.number(\.spectrum.elbow),
      threshold: chance ?? [], aboveChance: try fields.number(\.spectrum.aboveChance))
    guard let two = try fields[\.twoNearest], let likelihood = try fields[\.maximumLikelihood],
      let correlation = try fields[\.correlation]
    else { return }
    intrinsic = IntrinsicDimension(
      twoNearest: try DimensionEstimate(stored: two), maximumLikelihood: try DimensionEstimate(stored: likelihood),
      correlation: try DimensionEstimate(stored: correlation),
      neighbours: try fields.number(\.intrinsic?.neighbours) ?? 0, queries: try fields.number(\.intrinsic?.queries) ?? 0,
      duplicates: try fields.number(\.intrinsic?.duplicates) ?? 0,
      scaleNeighbours: try fields[\.intrinsic?.scaleNeighbours] ?? [],
      scaleDimensions: try fields[\.intrinsic?.scaleDimensions] ?? [], radii: try fields[\.intrinsic?.radii] ?? [],
      slopes: try fields[\.intrinsic?.slopes] ?? [])
  }

  var chance: [Double]? { spectrum.threshold.isEmpty ? nil : spectrum.threshold }
  var participation: [Double] { spectrum.participationRatio.stored }
  var twoNearest: [Double]? { intrinsic?.twoNearest.stored }
  var maximumLikelihood: [Double]? { intrinsic?.maximumLikelihood.stored }
  var correlation: [Double]? { intrinsic?.correlation.stored }
}

extension DimensionEstimate {
  /// As the archive holds it.
  fileprivate var stored: [Double] { [value, low, high] }

  fileprivate init(stored: [Double]) throws {
    guard stored.count == 3 else { throw FieldError.unfit("an estimate of a dimension has \(stored.count) numbers, not 3") }
    self.init(value: stored[0], low: stored[1], high: stored[2])
  }
}
