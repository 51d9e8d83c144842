import ArrayNumerics
import LatentStates
import Stages

/// What the latent decoder says besides angles and confidence.
public struct LatentDetails: Sendable {
  /// Half width of the arc around the angle that holds the true angle with probability 0.9, rad, `[K, C]`.
  public var posteriorWidth: Matrix<Double>
  /// Tuning on the states of the circles, Hz, `[N, K₁, …]` in rows `[N, states]`; NaN for cells that were not used.
  public var tuning: Matrix<Float>
  public var statesPerCircle: Int
  /// Information about each cell that the others hold, bits per spike; NaN where it is not known.
  public var bitsPerSpike: [Double]
  public var cellIDs: [String]
  /// Ring: probability of a step of 0, 1, … states in a bin. Torus: covariance of a step, rad², `[C, C]`.
  public var motion: [Double]
  public var binWidth: Double
  public var emission: String
  /// Time spent in each state, s, `[states]`.
  public var occupancy: [Double]
  /// Log-likelihood per bin before each iteration, nats.
  public var logLikelihood: [Double]
  /// Log-likelihood per bin of the coarse fit of each start, nats; the first is that of `tda`.
  public var startLogLikelihood: [Double]
  /// Speed of the ring's angle over its mean, at the start of the fit and at its end, `[2, K]`; empty for tori.
  public var gaugeSpeed: Matrix<Double>
  /// Posterior of each circle in one minute from the middle of the recording, `[bins, C, K]`, and its times.
  public var posterior: [Float]
  public var posteriorTimes: [Double]

  /// Direction of the mean of each cell's tuning on each circle, rad, `[N, C]`; NaN for cells that were not used.
  public var centers: Matrix<Double> {
    let circles = posteriorWidth.columns
    let space = LatentStateSpace(circles: circles, statesPerCircle: statesPerCircle)
    var centers = Matrix<Double>(rows: tuning.rows, columns: circles, repeating: .nan)
    for cell in 0..<tuning.rows where tuning[cell, 0].isFinite {
      let moments = space.firstMoments(tuning.row(cell).map(Double.init))
      for circle in 0..<circles { centers[cell, circle] = moments[circle] }
    }
    return centers
  }

  public var arrays: [ResultArray] {
    let circles = posteriorWidth.columns
    let shape = [Int](repeating: statesPerCircle, count: circles)
    return [
      ResultArray(
        "posterior_width", DataArray(posteriorWidth), unit: "rad",
        meaning: "half width of the arc around the angle that holds 90 % of the calibrated posterior [time, circle]"),
      ResultArray(
        "tuning", DataArray(tuning.elements, shape: [tuning.rows] + shape), unit: "Hz",
        meaning: "rate of each cell in each state of the circles; NaN for a cell left out"),
      ResultArray(
        "bits_per_spike", DataArray(bitsPerSpike), unit: "bits/spike",
        meaning: "what the other cells say about each cell, leave one cell out"),
      ResultArray("cell_ids", DataArray(cellIDs), meaning: "identifier of each cell"),
      ResultArray(
        "motion", circles == 1 ? DataArray(motion) : DataArray(motion, shape: [circles, circles]),
        unit: circles == 1 ? "" : "rad^2",
        meaning: circles == 1
          ? "probability of a step of 0, 1, ... states to one side in a bin" : "covariance of a step in a bin"),
      ResultArray("occupancy", DataArray(occupancy, shape: shape), unit: "s", meaning: "time spent in each state"),
      ResultArray(
        "log_likelihood", DataArray(logLikelihood), unit: "nats", meaning: "per bin, before each iteration"),
      ResultArray(
        "start_log_likelihood", DataArray(startLogLikelihood), unit: "nats",
        meaning: "per bin, of the coarse fit from each start; the first start is tda's"),
      ResultArray(
        "gauge_speed", DataArray(gaugeSpeed),
        meaning: "speed of the angle over its mean by angle [before, after]; only for a ring"),
      ResultArray(
        "posterior", DataArray(posterior, shape: [posteriorTimes.count, circles, statesPerCircle]),
        meaning: "posterior of each circle over one minute [time, circle, state]"),
      ResultArray("posterior_t", DataArray(posteriorTimes), unit: "s", meaning: "times of the posterior"),
    ]
  }

  init(
    posteriorWidth: Matrix<Double>, tuning: Matrix<Float>, statesPerCircle: Int, bitsPerSpike: [Double],
    cellIDs: [String], motion: [Double], binWidth: Double, emission: String, occupancy: [Double],
    logLikelihood: [Double], startLogLikelihood: [Double], gaugeSpeed: Matrix<Double>, posterior: [Float],
    posteriorTimes: [Double]
  ) {
    self.posteriorWidth = posteriorWidth
    self.tuning = tuning
    self.statesPerCircle = statesPerCircle
    self.bitsPerSpike = bitsPerSpike
    self.cellIDs = cellIDs
    self.motion = motion
    self.binWidth = binWidth
    self.emission = emission
    self.occupancy = occupancy
    self.logLikelihood = logLikelihood
    self.startLogLikelihood = startLogLikelihood
    self.gaugeSpeed = gaugeSpeed
    self.posterior = posterior
    self.posteriorTimes = posteriorTimes
  }

  /// `nil` when the result is that of the population vector.
  init?(from stored: StoredResult, circles: Int) throws {
    guard stored.optionalArray("posterior_width") != nil else { return nil }
    let tuning = try stored.array("tuning")
    guard case .float32(let rates) = tuning.storage, tuning.shape.count == circles + 1, let states = tuning.shape.last,
      states > 3, tuning.shape.dropFirst().allSatisfy({ $0 == states }), circles > 0
    else {
      throw StageError.damagedResult(file: stored.file, reason: "'tuning' is not [cell] by \(circles) equal circles")
    }
    let occupancy = try stored.doubles("occupancy")
    let ids = try stored.strings("cell_ids")
    let motion = try stored.doubles("motion")
    let posterior = try stored.array("posterior")
    let times = try stored.doubles("posterior_t")
    let width = try stored.number("latent_bin_ms") * 1e-3
    guard ids.count == tuning.shape[0], try stored.doubles("bits_per_spike").count == ids.count,
      occupancy.count * ids.count == rates.count, case .float32(let values) = posterior.storage,
      values.count == times.count * circles * states, motion.allSatisfy(\.isFinite), width > 0,
      circles == 1 ? (1...states / 2).contains(motion.count) : motion.count == circles * circles
    else {
      throw StageError.damagedResult(file: stored.file, reason: "the arrays of the latent decoder do not fit together")
    }
    self.init(
      posteriorWidth: try stored.doubleMatrix("posterior_width"),
      tuning: Matrix(rows: ids.count, columns: occupancy.count, elements: rates), statesPerCircle: states,
      bitsPerSpike: try stored.doubles("bits_per_spike"), cellIDs: ids, motion: motion, binWidth: width,
      emission: stored.record.summary["likelihood"]?.string ?? "Poisson", occupancy: occupancy,
      logLikelihood: try stored.doubles("log_likelihood"),
      startLogLikelihood: try stored.doubles("start_log_likelihood"),
      gaugeSpeed: try stored.doubleMatrix("gauge_speed"), posterior: values, posteriorTimes: times)
  }
}
