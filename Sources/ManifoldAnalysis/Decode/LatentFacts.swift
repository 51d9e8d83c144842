import ArrayNumerics
import Foundation
import LatentStates
import PopulationActivity
import Schema

/// A latent model in numbers.
public struct LatentModelFacts: FieldTable {
  /// Width of the decoder's bins, s.
  public var binWidth: Double
  /// Bins of the decoder.
  public var bins: Int
  /// States of each circle.
  public var statesPerCircle: Int
  /// The likelihood of the observations: "Poisson", …
  public var likelihood: String
  /// Cells of the model.
  public var cells: Int
  /// Stretches without a gap.
  public var chains: Int
  /// Standard deviation of the step from bin to bin on each circle, degrees.
  public var motionDeviation: [Double]

  public static let fields = Field<LatentModelFacts>.table {
    Field.number("latent_bin_ms", \.binMilliseconds, "width of the decoder's bins")
    Field.number("latent_bins", \.bins, "bins of the decoder")
    Field.number("states_per_circle", \.statesPerCircle, "states of each circle")
    Field.number("likelihood", \.likelihood, "likelihood of the observations")
    Field.number("cells_fitted", \.cells, "cells of the model")
    Field.number("chains", \.chains, "stretches without a gap")
    Field.number("motion_sd_deg_per_bin", \.motionDeviation, "standard deviation of the step from bin to bin")
  }

  init(_ model: LatentModel, _ observations: LatentObservations) {
    binWidth = observations.binWidth
    bins = observations.count
    statesPerCircle = model.space.statesPerCircle
    likelihood = model.emission.name
    cells = model.tuning.rows
    chains = observations.restarts.count { $0 }
    motionDeviation = model.motion.stepDeviation(space: model.space).map { $0 * 180 / .pi }
  }

  init(from fields: FieldReader<LatentModelFacts>) throws {
    binWidth = try fields.number(\.binMilliseconds) * 1e-3
    bins = try fields.number(\.bins)
    statesPerCircle = try fields.number(\.statesPerCircle)
    likelihood = try fields.number(\.likelihood)
    cells = try fields.number(\.cells)
    chains = try fields.number(\.chains)
    motionDeviation = try fields.number(\.motionDeviation)
  }

  private var binMilliseconds: Double { binWidth * 1e3 }
}

/// How a latent model was fitted.
public struct FitFacts: FieldTable {
  /// Iterations of the fit from the start that was taken.
  public var iterations: Int
  /// Starts that were tried, 1 or more.
  public var starts: Int
  /// Starts whose coarse fit is as likely as the best.
  public var startsAtBest: Int
  /// Which start was taken, in words.
  public var startTaken: String
  /// Factor on the width of the posterior, for each circle.
  public var widthScale: [Double]
  /// Part of either half of the time in which the halves of the cells differ by no more than the width that the other half of
  /// the time gives, for each circle; `nil` where there are too few bins.
  public var widthCoverage: [Double]?
  /// How much more the halves of the cells differ than those of a simulated session with the same tuning, for each circle.
  public var halvesExcess: [Double]
  /// Standard deviation of the gain that all cells share, where there is one that the likelihood allows for; otherwise `nil`.
  public var gainDeviation: Double?
  /// Uncertainty of the coordinate itself, degrees, for each circle.
  public var coordinateDeviation: [Double]
  /// Bins in which cells were left out one by one.
  public var leaveOneOutBins: Int
  /// Each half of the session predicted by the fit to the other; `nil` when it was not asked for.
  public var heldOut: HeldOutFacts?
  /// What the other cells say about a cell, median over the cells, bits per spike; `nil` where it is known of none.
  public var medianBitsPerSpike: Double?
  /// Cells at 0 bits per spike or below; `nil` when all fit.
  public var unfitCells: [String]?
  /// Cells above 0 whose bits per spike are far below the median (`farBelow`); `nil` when there are none.
  public var poorCells: [String]?
  /// Correlation of the population at the two most alike angles of a ring; `nil` for a torus.
  public var foldingSimilarity: Double?

  public static let fields = Field<FitFacts>.table {

    Field.number("iterations", \.iterations, "iterations of the fit")
    Field.number("starts", \.starts, "starts that were tried")
    Field.number("starts_at_best_likelihood", \.startsAtBest, "starts that end as likely as the best")
    Field.number("start_taken", \.startTaken, "the start of the highest likelihood")
    Field.number("width_scale", \.widthScale, "factor on the width of the posterior, root mean square")
    Field.number(
      "width_coverage", \.widthCoverage,
      "part of the bins that regions of 90 % hold, between halves of the cells, with widths of the other half of the time")
    Field.number(
      "halves_excess", \.halvesExcess, "how much more the halves of the cells differ than in a simulated session of the model")
    Field.number("common_gain_sd", \.gainDeviation, "standard deviation of the gain that all cells share, where there is one")
    Field.number("coordinate_sd_deg", \.coordinateDeviation, "uncertainty of the coordinate itself")
    Field.number("leave_one_cell_out_bins", \.leaveOneOutBins, "bins in which cells were left out one by one")

    Field.part(\.heldOut)
    Field.number("median_bits_per_spike", \.medianBitsPerSpike, "what the other cells say about a cell, median")
    Field.number("cells_that_do_not_fit", \.unfitCells, "cells at 0 bits per spike or below")
    Field.number("cells_far_below_others", \.poorCells, "cells above 0 whose bits per spike are far below the median")
    Field.number("folding_similarity", \.foldingSimilarity, "correlation of the population at the two most alike angles")
  }

  /// Bits per spike below which a cell is said to be far below the others: a quarter of the median, or up to half of it where
  /// the better half of the cells agree so well that six of their standard deviations end there.
  ///
  /// The standard deviation is that of the logarithm above the median, which cells of another population do not widen.
  /// - Parameter bits: of all cells, finite ones.
  package static func farBelow(_ bits: [Double]) -> Double {
    guard !bits.isEmpty else { return 0 }
    let middle = median(bits)
    let above = bits.filter { $0 > middle && middle > 0 }.map { log($0 / middle) }
    guard !above.isEmpty else { return 0.25 * max(0, middle) }
    // 1.4826 medians of the deviations are a standard deviation of normal ones.
    return middle * max(0.25, min(0.5, exp(-6 * 1.4826 * median(above))))
  }

  init(_ outcome: LatentDecoderOutcome, used: FittedCells, embedding: EmbeddingResult) {
    let best = outcome.starts[outcome.chosen]
    let tolerance = StartScanOptions().tolerance
    iterations = outcome.fit.logLikelihood.count - 1
    starts = outcome.starts.count
    startsAtBest = outcome.starts.count { $0.logLikelihood > best.logLikelihood - tolerance }
    startTaken = best.words
    widthScale = outcome.calibration.laws.map(\.scale)
    let covered = outcome.calibration.laws.map(\.coverage)
    widthCoverage = covered.allSatisfy(\.isFinite) ? covered : nil
    halvesExcess = outcome.calibration.laws.map(\.excess)
    gainDeviation = outcome.gain.flatMap { gain in gain.shape.map { 1 / $0.squareRoot() } }
    coordinateDeviation = outcome.calibration.fit.map { $0 * 180 / .pi }
    leaveOneOutBins = outcome.cells.bins
    heldOut = outcome.crossFit.map { HeldOutFacts($0, isPerSpike: embedding.kind == .spikes) }
    let bits = outcome.cells.bitsPerSpike
    let known = bits.filter(\.isFinite)
    medianBitsPerSpike = known.isEmpty ? nil : median(known)
    let unfit = used.cells.indices.filter { bits[$0] <= 0 }.map { embedding.cellIDs[used.cells[$0]] }
    unfitCells = unfit.isEmpty ? nil : unfit
    let limit = Self.farBelow(known)
    let poor = used.cells.indices.filter { bits[$0] > 0 && bits[$0] < limit }.map { embedding.cellIDs[used.cells[$0]] }
    poorCells = poor.isEmpty ? nil : poor
    foldingSimilarity = outcome.folding?.similarity
  }

  init?(from fields: FieldReader<FitFacts>) throws {
    guard fields.holds(\.starts) else { return nil }
    iterations = try fields.number(\.iterations)
    starts = try fields.number(\.starts)
    startsAtBest = try fields.number(\.startsAtBest)
    startTaken = try fields.number(\.startTaken)
    widthScale = try fields.number(\.widthScale)
    widthCoverage = try fields.number(\.widthCoverage)
    halvesExcess = try fields.number(\.halvesExcess)
    gainDeviation = try fields.number(\.gainDeviation)
    coordinateDeviation = try fields.number(\.coordinateDeviation)
    leaveOneOutBins = try fields.number(\.leaveOneOutBins)
    heldOut = try HeldOutFacts(from: fields.part(HeldOutFacts.self))
    medianBitsPerSpike = try fields.number(\.medianBitsPerSpike)
    unfitCells = try fields.number(\.unfitCells)
    poorCells = try fields.number(\.poorCells)
    foldingSimilarity = try fields.number(\.foldingSimilarity)
  }
}

extension LatentStart {
  fileprivate var words: String {
    guard let sigma, let components else { return "the classes of tda" }
    return "sigma \(formatted(sigma * 1e3)) ms, \(components) components, class \(classNumber + 1)"
  }
}

/// Each half of the session predicted by the fit to the other: how much more likely it is than under constant rates, in bits
/// per spike, or in nats per bin where no spikes are observed.
public struct HeldOutFacts: FieldTable {
  /// Width of a bin, ms.
  public var binMilliseconds: Double
  /// Whether the gains are per spike.
  public var isPerSpike: Bool
  /// Of the latent model.
  public var gain: Double
  /// Of the rates at the angle of the population vector.
  public var populationGain: Double

  public static let fields = Field<HeldOutFacts>.table {
    Field.number("held_out_bin_ms", \.binMilliseconds, "width of a bin of the held-out likelihood")
    Field.number(
      "held_out_bits_per_spike", \.bits, "held-out log-likelihood of the latent model above that of constant rates")
    Field.number(
      "held_out_bits_per_spike_population", \.populationBits, "the same of the rates at the angle of the population vector")
    Field.number(
      "held_out_nats_per_bin", \.nats, "of signals that are no spikes: held-out log-likelihood above that of constant rates")
    Field.number(
      "held_out_nats_per_bin_population", \.populationNats, "the same of the rates at the angle of the population vector")
  }

  private var bits: Double? { isPerSpike ? gain : nil }
  private var populationBits: Double? { isPerSpike ? populationGain : nil }
  private var nats: Double? { isPerSpike ? nil : gain }
  private var populationNats: Double? { isPerSpike ? nil : populationGain }

  init(_ fit: CrossFit, isPerSpike: Bool) {
    binMilliseconds = fit.binWidth * 1e3
    self.isPerSpike = isPerSpike && fit.eventsPerBin > 0
    let unit = self.isPerSpike ? 1 / (fit.eventsPerBin * log(2)) : 1
    gain = (fit.heldOut - fit.heldOutConstant) * unit
    populationGain = (fit.heldOutPopulation - fit.heldOutConstant) * unit
  }

  init?(from fields: FieldReader<HeldOutFacts>) throws {
    guard fields.holds(\.binMilliseconds) else { return nil }
    binMilliseconds = try fields.number(\.binMilliseconds)
    let (bits, populationBits) = (try fields.number(\.bits), try fields.number(\.populationBits))
    let (nats, populationNats) = (try fields.number(\.nats), try fields.number(\.populationNats))
    isPerSpike = bits != nil
    guard let gain = bits ?? nats, let populationGain = populationBits ?? populationNats else { return nil }
    (self.gain, self.populationGain) = (gain, populationGain)
  }
}

/// How the tuning of another session suits this one.
public struct TransferFacts: FieldTable {
  /// The folder of the other session.
  public var folder: String
  /// Cells that both have.
  public var cells: Int
  /// Of these data with the other session's tuning, nats per bin.
  public var logLikelihood: Double
  /// Of cells that fire at constant rates whatever the angle, nats per bin.
  public var constantRates: Double

  public static let fields = Field<TransferFacts>.table {

    Field.number("tuning_from", \.folder, "folder of the other session")
    Field.number("cells_matched", \.cells, "cells that both sessions have")
    Field.number("transferred_log_likelihood_per_bin", \.logLikelihood, "of these data with the other tuning")
    Field.number("transferred_log_likelihood_per_bin_constant_rates", \.constantRates, "of constant rates")
  }

  init(folder: String, cells: Int, logLikelihood: Double, constantRates: Double) {
    (self.folder, self.cells) = (folder, cells)
    (self.logLikelihood, self.constantRates) = (logLikelihood, constantRates)
  }

  init?(from fields: FieldReader<TransferFacts>) throws {
    guard fields.holds(\.cells) else { return nil }
    self.init(
      folder: try fields.number(\.folder), cells: try fields.number(\.cells),
      logLikelihood: try fields.number(\.logLikelihood), constantRates: try fields.number(\.constantRates))
  }
}
