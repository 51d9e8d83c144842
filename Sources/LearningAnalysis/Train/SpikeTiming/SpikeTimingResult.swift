import ArrayNumerics
import LearningModels
import Schema
import Stages

/// What synapses have learned from the timing of spikes.
public struct SpikeTimingResult: StageResult {
  /// `[output, input]`.
  public var weights: Matrix<Float>
  /// The same at the start.
  public var firstWeights: Matrix<Float>
  /// Spikes of the neurons in the last epoch, Hz, `[second, output]`.
  public var outputs: Matrix<Double>
  /// Epoch by epoch.
  public var history: LearningHistory
  /// Mean weight, `[epoch]`.
  public var meanWeights: [Double]
  /// Hz, `[epoch]`.
  public var rates: [Double]
  /// Of the last epoch, s.
  public var spikeTimes: [Double]
  /// The neuron of each.
  public var spikeNeurons: [Int]
  /// s, `[lag]`.
  public var windowLags: [Double]
  /// Of a weight, `[lag]`.
  public var windowChanges: [Double]
  /// How far the weights went to the ends of their range.
  public var shareLow: Double
  /// Likewise.
  public var shareHigh: Double
  /// Sarle's coefficient.
  public var bimodality: Double
  /// Mean weight of the inputs with a common source; `nil` without.
  public var correlatedWeight: Double?
  /// Of the others.
  public var otherWeight: Double?
  public var notes: StageNotes

  public static let fields = Field<SpikeTimingResult>.table {
    Field.array("weights", \.weights, axes: ["output", "input"], "weights at the end")
    Field.array("first_weights", \.firstWeights, axes: ["output", "input"], "weights at the start")
    Field.array(
      "outputs", \.outputs, unit: "Hz", axes: ["second", "output"], "rate of each neuron in each second of the last epoch")
    Field.part(\.history)
    Field.array("mean_weight", \.meanWeights, axes: ["epoch"], "mean weight after each epoch")
    Field.array("rate", \.rates, unit: "Hz", axes: ["epoch"], "mean rate of the neurons in each epoch")
    Field.array("spike_times", \.spikeTimes, unit: "s", axes: ["spike"], "spikes of the last epoch")
    Field.array("spike_neuron", \.spikeNeurons, axes: ["spike"], "neuron of each, counted from 0")
    Field.array("window_lag", \.windowLags, unit: "s", axes: ["lag"], "spike less input")
    Field.array("window_change", \.windowChanges, axes: ["lag"], "change of a weight by one such pair, measured")
    Field.number("share_low", \.shareLow, "share of the weights in the lowest tenth of their range")
    Field.number("share_high", \.shareHigh, "share in the highest tenth")
    Field.number("bimodality", \.bimodality, "Sarle's coefficient of the weights: 0.556 for even ones, 1 for two values")
    Field.number("correlated_weight", \.correlatedWeight, "mean weight of the inputs with a common source")
    Field.number("other_weight", \.otherWeight, "mean weight of the others")
    Field.number("last_rate_hz", \.lastRate, "mean rate of the neurons in the last epoch")
  }

  public init(from stored: StoredResult<SpikeTimingResult>) throws {
    weights = try stored[\.weights]
    firstWeights = try stored[\.firstWeights]
    outputs = try stored[\.outputs]
    history = try LearningHistory(from: stored.fields.part(LearningHistory.self))
    meanWeights = try stored[\.meanWeights]
    rates = try stored[\.rates]
    spikeTimes = try stored[\.spikeTimes]
    spikeNeurons = try stored[\.spikeNeurons]
    windowLags = try stored[\.windowLags]
    windowChanges = try stored[\.windowChanges]
    shareLow = try stored.number(\.shareLow)
    shareHigh = try stored.number(\.shareHigh)
    bimodality = try stored.number(\.bimodality)
    correlatedWeight = try stored.number(\.correlatedWeight)
    otherWeight = try stored.number(\.otherWeight)
    notes = stored.notes
  }

  init(
    _ trainer: STDPTrainer, first: [Double], history: TrainingHistory, means: [Double], rates: [Double],
    parameters: SpikeTimingParameters, spikes: Matrix<Double>
  ) {
    let (outputs, inputs) = (trainer.layer.outputs, trainer.layer.inputs)
    weights = trainer.weights.map(Float.init)
    firstWeights = Matrix(rows: outputs, columns: inputs, elements: first.map(Float.init))
    self.history = LearningHistory(history)
    (meanWeights, self.rates) = (means, rates)
    spikeTimes = trainer.spikeSteps.map { (Double($0) + 0.5) * parameters.dt }
    spikeNeurons = trainer.spikeNeurons
    let seconds = max(1, Int((Double(spikes.rows) * parameters.dt).rounded(.up)))
    var counts = Matrix<Double>(rows: seconds, columns: outputs, repeating: 0)
    for (time, neuron) in zip(spikeTimes, spikeNeurons) { counts[min(seconds - 1, Int(time)), neuron] += 1 }
    let last = Double(spikes.rows) * parameters.dt - Double(seconds - 1)
    for neuron in 0..<outputs { counts[seconds - 1, neuron] /= last }
    self.outputs = counts
    let lags = Array(-60...60)
    windowLags = lags.map { Double($0) * parameters.dt }
    let measured = try? stdpWindow(
      lags: lags, parameters: parameters.plasticity, traceDecay: parameters.neuron.traceDecay, rate: parameters.rate)
    windowChanges = measured ?? lags.map { _ in .nan }
    let all = trainer.weights.elements
    let distribution = WeightDistribution(all, range: parameters.lowest...parameters.highest)
    (shareLow, shareHigh, bimodality) = (distribution.low, distribution.high, distribution.bimodality)
    if parameters.patterns == ["poisson"], parameters.correlated > 0, parameters.correlated < inputs {
      func mean(_ columns: Range<Int>) -> Double {
        let values = (0..<outputs).flatMap { row in columns.map { all[row * inputs + $0] } }
        return values.reduce(0, +) / Double(values.count)
      }
      correlatedWeight = mean(0..<parameters.correlated)
      otherWeight = mean(parameters.correlated..<inputs)
    }
    notes = StageNotes(warnings: Self.warnings(trainer, spikes: spikes))
  }

  private static func warnings(_ trainer: STDPTrainer, spikes: Matrix<Double>) -> [String] {
    var warnings: [String] = []
    if trainer.spikeSteps.isEmpty {
      warnings.append("No neuron fired in the last epoch: nothing more is learned. Take a lower spike_threshold or more input.")
    }
    let others = spikes.elements.count { $0 != 0 && $0 != 1 }
    if others > 0 { warnings.append("\(others) values of the inputs are neither 0 nor 1 and were taken as currents.") }
    return warnings
  }

  /// Hz.
  var lastRate: Double { rates.last ?? 0 }
}
