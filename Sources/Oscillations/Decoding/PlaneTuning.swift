import ArrayNumerics
import Foundation

/// The rates of a population over the bins of an arena.
package struct PlaneTuning: Sendable {
  /// Rows along y and columns along x, row 0 at the smallest y.
  package let rows: Int, columns: Int
  /// The lower left corner and the side of a bin, m.
  package let x: Double, y: Double, bin: Double
  /// log of the rate of each cell `[cell][bin]`, and the sum of all rates in each bin, Hz.
  let logRates: [Float], total: [Float]
  let isVisited: [Bool]
  package let cells: Int

  /// Rates below this share of a cell's mean, and below this number, are raised to them: no bin is impossible for one spike.
  private static let leastShare = 0.05
  private static let leastRate = 0.02

  /// - Parameter maps: rates `[y, x]` of each cell, Hz; NaN where not visited, the same bins in all.
  package init(maps: [Matrix<Double>], x: Double, y: Double, bin: Double) {
    (self.x, self.y, self.bin) = (x, y, bin)
    rows = maps.first?.rows ?? 0
    columns = maps.first?.columns ?? 0
    cells = maps.count
    isVisited = maps.first?.elements.map(\.isFinite) ?? []
    var total = [Double](repeating: 0, count: isVisited.count)
    var logs: [Float] = []
    for map in maps {
      let known = map.elements.filter(\.isFinite)
      let floor = max(Self.leastRate, known.isEmpty ? 0 : Self.leastShare * mean(known))
      for (index, rate) in map.elements.enumerated() {
        let used = rate.isFinite ? max(floor, rate) : floor
        total[index] += used
        logs.append(Float(log(used)))
      }
    }
    logRates = logs
    self.total = total.map(Float.init)
  }

  /// The bin of a place, -1 outside or unknown.
  package func index(_ x: Double, _ y: Double) -> Int {
    guard x.isFinite, y.isFinite else { return -1 }
    let (column, row) = (((x - self.x) / bin).rounded(.down), ((y - self.y) / bin).rounded(.down))
    guard column >= 0, row >= 0, column <= Double(columns), row <= Double(rows) else { return -1 }
    return min(rows - 1, Int(row)) * columns + min(columns - 1, Int(column))
  }
}

/// The rates of a population, each stretch of time with those that the other stretches have: what a step is decoded by, its own
/// spikes had no part in. With them a place would be drawn to the animal, the more the fewer spikes there are.
package struct FoldedTuning: Sendable {
  /// One for each fold, of the same bins.
  package let tunings: [PlaneTuning]
  /// Steps of a stretch.
  private let stretch: Int

  package static let folds = 5
  /// Seconds of a stretch, at most.
  private static let longest = 20.0

  /// - Parameters:
  ///   - steps: of all time, each `step` s.
  ///   - tuning: that of the steps for which the function says true.
  package init(steps: Int, step: Double, tuning: (_ isUsed: (Int) -> Bool) throws -> PlaneTuning) rethrows {
    let stretch = max(1, min(Int(Self.longest / step), steps / Self.folds))
    self.stretch = stretch
    tunings = try (0..<Self.folds).map { fold in try tuning { $0 / stretch % Self.folds != fold } }
  }

  /// The same for all time.
  package init(_ tuning: PlaneTuning) {
    (tunings, stretch) = ([tuning], 1)
  }

  /// That of a step.
  func callAsFunction(_ step: Int) -> PlaneTuning { tunings[step / stretch % tunings.count] }
}
