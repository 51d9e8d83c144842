import ArrayNumerics

/// What can be said of the spikes of a population.
public struct SpikeStatistics: Sendable, Equatable {
  /// Hz, by neuron.
  public var rates: [Double]
  /// Hz, of all neurons.
  public var meanRate: Double
  /// Standard deviation over mean of the intervals, by neuron; NaN for one with fewer than `leastIntervals`.
  public var variation: [Double]
  /// Of the neurons that have one; NaN where none has.
  public var meanVariation: Double
  /// All intervals, ms.
  public var intervals: [Double]

  /// Intervals that a neuron needs before their variation is measured.
  public static let leastIntervals = 10

  /// - Parameter from: spikes before are left out, ms; for a network that has to settle.
  public init(_ spikes: NetworkRecord.Spikes, from start: Double = 0) {
    let first = max(Double(spikes.window.lowerBound) * spikes.dt, start)
    let duration = (Double(spikes.window.upperBound) * spikes.dt - first) / 1000
    let trains = spikes.trains.map { $0.filter { $0 > first } }
    rates = trains.map { duration > 0 ? Double($0.count) / duration : .nan }
    meanRate = rates.isEmpty ? .nan : rates.reduce(0, +) / Double(rates.count)
    var (variation, all) = ([Double](), [Double]())
    for train in trains {
      let intervals = zip(train.dropFirst(), train).map { $0 - $1 }
      all += intervals
      variation.append(intervals.count >= Self.leastIntervals ? Self.variation(intervals) : .nan)
    }
    intervals = all
    let known = variation.filter(\.isFinite)
    meanVariation = known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
    self.variation = variation
  }

  /// Standard deviation over mean.
  private static func variation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return variance.squareRoot() / mean
  }

  /// The rate of the whole population in bins, Hz.
  public static func populationRate(_ spikes: NetworkRecord.Spikes, bin: Double) -> (times: [Double], rates: [Double]) {
    let start = Double(spikes.window.lowerBound) * spikes.dt
    let count = max(1, Int((Double(spikes.window.count) * spikes.dt / bin).rounded(.up)))
    var counts = [Double](repeating: 0, count: count)
    for step in spikes.steps {
      // A spike at the end of a bin belongs to it: it is of the step that ends there.
      let time = (Double(step) + 0.5) * spikes.dt - start
      counts[min(count - 1, max(0, Int(time / bin)))] += 1
    }
    let unit = Double(max(1, spikes.neurons)) * bin / 1000
    return ((0..<count).map { start + (Double($0) + 0.5) * bin }, counts.map { $0 / unit })
  }
}
