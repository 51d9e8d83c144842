import ArrayNumerics

/// The change of one weight by a pair of spikes, measured: the rule runs on a synapse whose input and whose neuron fire once
/// each, so many steps apart; a second, strong input makes the neuron fire.
///
/// - Parameters:
///   - lags: spike less input, steps; 0 for both at a time.
///   - rate: η.
/// - Returns: one for each lag: η A₊ λⁿ from 0 on and −η A₋ λⁿ below; as canns both together at 0.
/// - Throws: `badParameter`
public func stdpWindow(
  lags: [Int], parameters: STDPTrainer.Parameters = STDPTrainer.Parameters(), traceDecay: Double = 0.95, rate: Double = 1
) throws(LearningModelsError) -> [Double] {
  var neuron = SpikingLayer.Parameters()
  (neuron.traceDecay, neuron.leak) = (traceDecay, 0)
  let layer = try SpikingLayer(weights: Matrix(rows: 1, columns: 2, elements: [0, 2]), parameters: neuron)
  let strengths = parameters
  return lags.map { lag in
    var trainer = STDPTrainer(layer: layer, parameters: strengths.unbounded)
    for step in 0...abs(lag) {
      let input = step == max(0, -lag) ? 1.0 : 0
      let drive = step == max(0, lag) ? 1.0 : 0
      [input, drive].withUnsafeBufferPointer { trainer.learn($0, rate: rate) }
    }
    return trainer.layer.values[0]
  }
}

extension STDPTrainer.Parameters {
  /// The same without bounds.
  fileprivate var unbounded: Self {
    var open = self
    open.range = -1e12...1e12
    return open
  }
}

/// How far weights have gone to the two ends of their range.
public struct WeightDistribution: Sendable, Equatable {
  /// The share of weights in the lowest tenth of the range.
  public var low: Double
  /// The share in the highest tenth.
  public var high: Double
  /// Sarle's coefficient, (skewness² + 1) / kurtosis: 5/9 for even weights, 1 for two values; NaN for equal weights.
  public var bimodality: Double

  /// - Parameter range: that the weights are held in.
  public init(_ weights: [Double], range: ClosedRange<Double>) {
    let count = Double(max(1, weights.count))
    let width = range.upperBound - range.lowerBound
    low = Double(weights.count { $0 <= range.lowerBound + 0.1 * width }) / count
    high = Double(weights.count { $0 >= range.upperBound - 0.1 * width }) / count
    let mean = weights.reduce(0, +) / count
    func moment(_ order: Int) -> Double {
      weights.reduce(0) { sum, weight in sum + (0..<order).reduce(1) { product, _ in product * (weight - mean) } } / count
    }
    let variance = moment(2)
    let skewness = moment(3) / (variance * variance.squareRoot())
    bimodality = variance > 0 ? (skewness * skewness + 1) / (moment(4) / (variance * variance)) : .nan
  }
}
