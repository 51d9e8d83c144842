import ArrayNumerics
import Foundation

/// Poisson spikes of neurons whose rates are known at every step.
struct SimulatedSpikes: Sendable {
  /// s, ascending for each cell.
  let trains: [[Double]]
  /// Hz of one unit of rate.
  let scale: Double

  /// The rate counts as constant within a step, from which the times follow exactly: the waiting time in expected spikes is
  /// exponential. Each cell has a stream of its own.
  ///
  /// - Parameters:
  ///   - rates: `[step, cell]`, in the model's unit.
  ///   - cells: how many there are.
  ///   - peakRate: Hz, of the largest rate of all; without any rate there are no spikes.
  ///   - step: s.
  ///   - tracked: s, from the first look at the behaviour to the last: a recording begins and ends with its tracking, and
  ///     spikes outside are not part of it.
  init(
    rates: [Float], cells: Int, peakRate: Double, step: Double, tracked: ClosedRange<Double>, seed: UInt64, work: Work
  ) throws {
    let peak = Double(rates.max() ?? 0)
    scale = peak > 0 ? peakRate / peak : 0
    let (factor, steps) = (scale * step, cells > 0 ? rates.count / cells : 0)
    trains = try concurrentMap(cells, work: work) { cell in
      var stream = RandomStream(seed: seed, name: "spikes", index: UInt64(cell))
      var times: [Double] = []
      var waiting = -log1p(-stream.uniform())
      for index in 0..<steps {
        let expected = Double(max(0, rates[index * cells + cell])) * factor
        var passed = 0.0
        while expected - passed > waiting {
          passed += waiting
          let time = (Double(index) + passed / expected) * step
          if tracked.contains(time) { times.append(time) }
          waiting = -log1p(-stream.uniform())
        }
        waiting -= expected - passed
      }
      return times
    }
  }

  /// All of them, cell after cell.
  var times: [Double] { trains.flatMap(\.self) }

  /// Where the spikes of each cell end among all.
  var ends: [Int] { trains.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) } }
}
