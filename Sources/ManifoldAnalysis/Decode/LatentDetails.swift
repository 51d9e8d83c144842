import ArrayNumerics
import LatentStates
import PopulationActivity
import Schema

/// What the latent decoder says besides angles and confidence.
public struct LatentDetails: FieldTable {
  /// Half width of the arc around the angle that holds the true angle with probability 0.9, rad, `[K, C]`.
  public var posteriorWidth: Matrix<Double>
  /// Tuning on the states of the circles, Hz, `[N, K₁, …]` in rows `[N, states]`; NaN for cells that were not used.
  public var tuning: Matrix<Float>
  /// Information about each cell that the others hold, bits per spike; NaN where it is not known.
  public var bitsPerSpike: [Double]
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// Ring: probability of a step of 0, 1, … states in a bin. Torus: covariance of a step, rad², `[C, C]`.
  public var motion: [Double]
  /// Time spent in each state, s, `[states]`.
  public var occupancy: [Double]
  /// Log-likelihood per bin before each iteration, nats.
  public var logLikelihood: [Double]
  /// Log-likelihood per bin of the coarse fit of each start, nats; the first is that of `tda`.
  public var startLogLikelihood: [Double]
  /// Speed of the ring's angle over its mean, at the start of the fit and at its end, `[2, K]`; empty for tori.
  public var gaugeSpeed: Matrix<Double>
  /// Posterior of each circle in one minute from the middle of the recording, row-major `[bins, C, states of a circle]`; each
  /// circle of a bin sums to 1.
  public var posterior: [Float]
  /// Times of those bins, s, `[bins]`.
  public var posteriorTimes: [Double]
  /// The model in numbers.
  public var model: LatentModelFacts
  /// How it was fitted; `nil` with the tuning of another session.
  public var fit: FitFacts?
  /// How the tuning of another session suits; `nil` when it was fitted here.
  public var transfer: TransferFacts?

  public static let fields = Field<LatentDetails>.table {
    Field.array(
      "posterior_width", \.posteriorWidth, unit: "rad", axes: ["row", "circle"],
      "half width of the arc around the angle that holds 90 % of the calibrated posterior")
    Field.array(
      "tuning", \.tuningArray, unit: "Hz", axes: ["cell", "*"], type: "float32",
      "rate of each cell in each state of the circles; NaN for a cell left out")
    Field.array(
      "bits_per_spike", \.bitsPerSpike, unit: "bits/spike", axes: ["cell"],
      "what the other cells say about each cell, leave one cell out")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.array(
      "motion", \.motionArray,
      unit: .of(\.motionUnit, "rad² for a torus"), type: "float64",
      .of(\.meaningOfMotion, "probability of a step of 0, 1, ... states in a bin, or covariance of a step"))
    Field.array("occupancy", \.occupancyArray, unit: "s", axes: ["*"], type: "float64", "time spent in each state")
    Field.array("log_likelihood", \.logLikelihood, unit: "nats", axes: ["iteration"], "per bin, before each iteration")
    Field.array(
      "start_log_likelihood", \.startLogLikelihood, unit: "nats", axes: ["start"],
      "per bin, of the coarse fit from each start; the first start is tda's")
    Field.array(
      "gauge_speed", \.gaugeSpeed, axes: ["*"],
      "speed of the angle over its mean by angle [before, after]; only for a ring")
    Field.array(
      "posterior", \.posteriorArray, axes: ["minute", "circle", "state"], type: "float32",
      "posterior of each circle over one minute")
    Field.array("posterior_t", \.posteriorTimes, unit: "s", axes: ["minute"], "times of the posterior")
    Field.part(\.model)
    Field.part(\.fit)
    Field.part(\.transfer)
  }

  /// `nil` when the result is that of the population vector.
  init?(from fields: FieldReader<LatentDetails>, circles: Int) throws {
    guard fields.holds(\.posteriorWidth) else { return nil }
    let tuning = try fields[\.tuningArray]
    guard case .float32(let rates) = tuning.storage, tuning.shape.count == circles + 1, let states = tuning.shape.last,
      states > 3, tuning.shape.dropFirst().allSatisfy({ $0 == states }), circles > 0
    else { throw FieldError.unfit("'tuning' is not [cell] by \(circles) equal circles") }
    let posterior = try fields[\.posteriorArray]
    model = try LatentModelFacts(from: fields.part(LatentModelFacts.self))
    occupancy = try fields[\.occupancyArray].doubles ?? []
    cellIDs = try fields[\.cellIDs]
    motion = try fields[\.motionArray].doubles ?? []
    guard occupancy.count * cellIDs.count == rates.count, case .float32(let values) = posterior.storage,
      motion.allSatisfy(\.isFinite), model.binWidth > 0, model.statesPerCircle == states,
      circles == 1 ? (1...states / 2).contains(motion.count) : motion.count == circles * circles
    else { throw FieldError.unfit("the arrays of the latent decoder do not fit together") }
    self.tuning = Matrix(rows: cellIDs.count, columns: occupancy.count, elements: rates)
    self.posterior = values
    posteriorWidth = try fields[\.posteriorWidth]
    bitsPerSpike = try fields[\.bitsPerSpike]
    logLikelihood = try fields[\.logLikelihood]
    startLogLikelihood = try fields[\.startLogLikelihood]
    gaugeSpeed = try fields[\.gaugeSpeed]
    posteriorTimes = try fields[\.posteriorTimes]
    fit = try FitFacts(from: fields.part(FitFacts.self))
    transfer = try TransferFacts(from: fields.part(TransferFacts.self))
  }

  /// - Parameters:
  ///   - cells: columns of the embedding that the model has, and `bits` what the others say about each.
  ///   - gauge: speeds of a ring at the start of the fit and at its end.
  init(
    _ rows: DecodedRows, model: LatentModel, _ observations: LatentObservations, _ embedding: EmbeddingResult,
    posterior: LatentPosterior, turn: LatentTurn, cells: [Int], bits: [Double], logLikelihood: [Double],
    starts: [Double] = [], gauge: (first: RingGauge?, last: RingGauge?) = (nil, nil), fit: FitFacts? = nil,
    transfer: TransferFacts? = nil, work: Work
  ) throws {
    let count = embedding.cellIDs.count
    var tuning = Matrix<Float>(rows: count, columns: model.space.states, repeating: .nan)
    var allBits = [Double](repeating: .nan, count: count)
    for (place, cell) in cells.enumerated() {
      let values = turn.apply(Array(model.tuning.row(place)))
      for state in values.indices { tuning[cell, state] = Float(values[state]) }
      if place < bits.count { allBits[cell] = bits[place] }
    }
    let shown = observations.oneMinute
    let minute = try model.posterior(observations.part(shown), marginals: true, work: work).posterior
    let start = embedding.times[0] - Double(embedding.bins[0]) * embedding.binWidth
    posteriorWidth = rows.widths
    self.tuning = tuning
    bitsPerSpike = allBits
    cellIDs = embedding.cellIDs
    motion = model.motion.numbers
    occupancy = turn.apply(posterior.occupancy)
    self.logLikelihood = logLikelihood
    startLogLikelihood = starts
    let speeds = [gauge.first, gauge.last].compactMap { $0.map { turn.apply($0.speed) } }
    gaugeSpeed =
      speeds.count == 2
      ? Matrix(rows: 2, columns: speeds[0].count, elements: speeds[0] + speeds[1])
      : Matrix(rows: 0, columns: model.space.statesPerCircle, repeating: 0)
    self.posterior = turn.apply(marginals: minute.marginals)
    posteriorTimes = observations.bins[shown].map {
      start + (Double($0 * observations.factor) + Double(observations.factor - 1) / 2) * embedding.binWidth
    }
    self.model = LatentModelFacts(model, observations)
    self.fit = fit
    self.transfer = transfer
  }
}

extension LatentDetails {
  /// States of each circle.
  public var statesPerCircle: Int { model.statesPerCircle }
  /// Width of the decoder's bins, s.
  public var binWidth: Double { model.binWidth }

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

  private var circles: Int { posteriorWidth.columns }
  private var shape: [Int] { [Int](repeating: statesPerCircle, count: circles) }
  private var tuningArray: DataArray { DataArray(tuning.elements, shape: [tuning.rows] + shape) }
  private var occupancyArray: DataArray { DataArray(occupancy, shape: shape) }
  private var motionArray: DataArray { circles == 1 ? DataArray(motion) : DataArray(motion, shape: [circles, circles]) }
  private var motionUnit: String { circles == 1 ? "" : "rad^2" }
  private var meaningOfMotion: String {
    circles == 1 ? "probability of a step of 0, 1, ... states to one side in a bin" : "covariance of a step in a bin"
  }
  private var posteriorArray: DataArray {
    DataArray(posterior, shape: [posteriorTimes.count, circles, statesPerCircle])
  }
}

extension LatentObservations {
  /// A minute of bins from the middle of the session.
  fileprivate var oneMinute: Range<Int> {
    let wanted = min(count, max(1, Int((60 / binWidth).rounded())))
    let start = (count - wanted) / 2
    return start..<start + wanted
  }
}
