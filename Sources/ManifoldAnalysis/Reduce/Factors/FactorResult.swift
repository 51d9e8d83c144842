import ArrayNumerics
import DimensionReduction
import Schema
import Stages

/// Factors that the cells share, and how each cell follows them.
public struct FactorResult: StageResult {
  /// Means of the factors for every row of embed, `[T, d]`; in standard deviations of the cells, or of log rates.
  public var scores: Matrix<Double>
  /// Loadings and variances.
  public var model: FactorModel
  /// What the noise is.
  public var noise: FactorNoise
  /// Gaussian: variance of what each cell does by itself, as a share of its variance `[N]`; 1 for a cell that does not vary.
  public var noiseVariance: [Double]?
  /// Gaussian: mean rate that was subtracted, Hz, `[N]`.
  public var mean: [Double]?
  /// Gaussian: what the rate was divided by, Hz, `[N]`.
  public var scale: [Double]?
  /// Poisson: logarithm of the rate in Hz where all factors are 0, `[N]`.
  public var logRate: [Double]?
  /// Poisson: time over which spikes were counted, ms.
  public var windowMilliseconds: Double?
  /// How well each number of factors predicts held-out bins; `nil` where none were held out.
  public var heldOut: HeldOutCurve?
  /// Names of the cells, `[N]`.
  public var cellIDs: [String]
  /// Rows of embed that are drawn, `[point]`.
  public var rows: [Int]
  /// What these are coloured by.
  public var colors: PictureColors
  public var notes: StageNotes

  public static let fields = Field<FactorResult>.table {
    Field.array("components", \.scores, axes: ["time", "component"], "mean of each factor given what the cells did")
    Field.array("loadings", \.model.loadings, axes: ["cell", "component"], "unit vectors")
    Field.array("factor_variance", \.model.variances, axes: ["component"], "variance of each factor, summed over the cells")
    Field.array(
      "noise_variance", \.noiseVariance, axes: ["cell"], "share of the variance of each cell that no other cell shares")
    Field.array("mean", \.mean, unit: "Hz", axes: ["cell"], "mean rate of each cell")
    Field.array("scale", \.scale, unit: "Hz", axes: ["cell"], "what the rate of each cell was divided by")
    Field.array("log_rate", \.logRate, axes: ["cell"], "logarithm of the rate in Hz where all factors are 0")
    Field.array("factors_tried", \.heldOut?.factors, axes: ["tried"], "numbers of factors that were tried on held-out bins")
    Field.array(
      "held_out_log_likelihood", \.heldOut?.logLikelihood, unit: "nats", axes: ["tried", "fold"],
      "log-likelihood of held-out bins, per bin")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.array("rows", \.rows, axes: ["point"], "rows of embed that are drawn")
    Field.part(\.colors)
    Field.number("factors", \.model.variances.count, "factors that were fitted")
    Field.number("noise", \.noise, "what a cell does besides following them")
    Field.number("factors_held_out", \.heldOut?.best, "factors that predict held-out bins best")
    Field.number("factor_window_ms", \.windowMilliseconds, "time over which spikes were counted")
    Field.number("shared_share", \.sharedShare, "share of the variance of the cells that they share")
  }

  init(
    scores: Matrix<Double>, model: FactorModel, noise: FactorNoise, noiseVariance: [Double]? = nil, mean: [Double]? = nil,
    scale: [Double]? = nil, logRate: [Double]? = nil, windowMilliseconds: Double? = nil, heldOut: HeldOutCurve? = nil,
    cellIDs: [String], rows: [Int], colors: PictureColors, notes: StageNotes = StageNotes()
  ) {
    self.scores = scores
    self.model = model
    self.noise = noise
    self.noiseVariance = noiseVariance
    self.mean = mean
    self.scale = scale
    self.logRate = logRate
    self.windowMilliseconds = windowMilliseconds
    self.heldOut = heldOut
    self.cellIDs = cellIDs
    self.rows = rows
    self.colors = colors
    self.notes = notes
  }

  public init(from stored: StoredResult<FactorResult>) throws {
    let scores = try stored[\.scores]
    let rows = try stored[\.rows]
    guard rows.allSatisfy({ (0..<scores.rows).contains($0) }) else {
      throw FieldError.unfit("'rows' leaves the \(scores.rows) rows of 'components'")
    }
    let tried = try stored[\.heldOut?.factors]
    let likelihood = try stored[\.heldOut?.logLikelihood]
    self.init(
      scores: scores, model: FactorModel(loadings: try stored[\.model.loadings], variances: try stored[\.model.variances]),
      noise: try stored.number(\.noise), noiseVariance: try stored[\.noiseVariance], mean: try stored[\.mean],
      scale: try stored[\.scale], logRate: try stored[\.logRate],
      windowMilliseconds: try stored.number(\.windowMilliseconds),
      heldOut: tried.flatMap { tried in likelihood.map { HeldOutCurve(factors: tried, logLikelihood: $0) } },
      cellIDs: try stored[\.cellIDs], rows: rows, colors: try PictureColors(from: stored.fields.part(PictureColors.self)),
      notes: stored.notes)
  }

  /// Of Gaussian factors; `nil` for Poisson, whose variance depends on the rate.
  var sharedShare: Double? {
    noiseVariance.map { noise in
      let shared = model.variances.reduce(0, +)
      return shared / max(1e-300, shared + noise.reduce(0, +))
    }
  }
}

extension FactorNoise: RecordWord {}
