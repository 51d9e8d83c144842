import ArrayNumerics
import Foundation

/// Events of one cell: rows in which it did something, and what.
package struct CellEvents: Sendable {
  /// Ascending.
  package var rows: [Int32]
  /// Spikes, or an amount; above 0.
  package var values: [Double]

  package init(rows: [Int32] = [], values: [Double] = []) {
    (self.rows, self.values) = (rows, values)
  }
}

/// How well a tuning on some coordinate predicts a cell in time that it was not fitted to.
package struct HeldOutScore: Sendable, Equatable {
  /// Log-likelihood gained over the mean rate, bits per spike; NaN without spikes.
  package var bitsPerSpike: Double
  /// Part of the deviance from the mean rate that is explained; NaN without spikes.
  package var explainedDeviance: Double

  package static let none = HeldOutScore(bitsPerSpike: .nan, explainedDeviance: .nan)
}

/// A tuning on bins of a coordinate, fitted in four folds of five and judged in the fifth.
///
/// The rate in a bin is (smoothed spikes + r̄ τ) / (smoothed time + τ) with the mean rate r̄ of the training and τ = 0.05 s.
/// The width of the smoothing is chosen inside the training folds, by how well each of them is predicted from the others.
/// What does not depend on the cell's spikes is computed once, since a null distribution asks for the same coordinate
/// hundreds of times.
package struct HeldOutTuning: Sendable {
  /// Widths that are tried, in bins.
  package static let widths = [0.6, 1, 1.7]

  private static let folds = FoldedTime.folds
  private let bins: TuningBins
  /// Bin of each row, −1 for none.
  private let indices: [Int]
  private let time: FoldedTime
  /// Time observed in each row, s.
  private let exposure: [Double]
  /// Time in each fold and in its training, s.
  private let (foldSeconds, trainingSeconds): ([Double], [Double])
  /// To judge a fold by its training, `[width][fold]`.
  private let outer: [[JudgedTime]]
  /// To judge fold b by the folds that are neither a nor b, `[width][a][b]`; an empty one where a is b.
  private let inner: [[[JudgedTime]]]

  /// - Parameters:
  ///   - indices: bin of each row, −1 for a row that does not count.
  ///   - exposure: time observed in each row, s; above 0 where a row counts.
  /// - Throws: `NumericsError`.
  package init(_ bins: TuningBins, indices: [Int], time: FoldedTime, exposure: [Double]) throws {
    (self.bins, self.indices, self.time, self.exposure) = (bins, indices, time, exposure)
    var parts = PartSums(bins: bins.count)
    for (row, index) in indices.enumerated() where index >= 0 { parts.add(exposure[row], part: time.part[row], bin: index) }
    let folds = 0..<Self.folds
    let (training, held) = (folds.map(parts.training), folds.map(parts.heldOut))
    foldSeconds = held.map { $0.reduce(0, +) }
    trainingSeconds = training.map { $0.reduce(0, +) }
    outer = try Self.widths.map { width in
      try folds.map { JudgedTime(training: try bins.smoothed(training[$0], sigma: width), heldOut: held[$0]) }
    }
    inner = try Self.widths.map { width in
      let smooth = try held.map { try bins.smoothed($0, sigma: width) }
      let all = (0..<bins.count).map { bin in smooth.reduce(0) { $0 + $1[bin] } }
      return folds.map { a in
        folds.map { b in
          a == b
            ? JudgedTime(training: [], heldOut: [])
            : JudgedTime(training: all.indices.map { all[$0] - smooth[a][$0] - smooth[b][$0] }, heldOut: held[b])
        }
      }
    }
  }

  /// The score of a cell. O(events + widths · folds · bins · (kernel + folds)).
  ///
  /// - Throws: `NumericsError`.
  package func score(_ events: CellEvents) throws -> HeldOutScore {
    var parts = PartSums(bins: bins.count)
    var (spikes, saturated) = (0.0, 0.0)
    for (row, value) in zip(events.rows, events.values) where indices[Int(row)] >= 0 {
      parts.add(value, part: time.part[Int(row)], bin: indices[Int(row)])
      spikes += value
      saturated += value * log(value / exposure[Int(row)]) - value
    }
    guard spikes > 0 else { return .none }
    let held = (0..<Self.folds).map { HeldOutSpikes(parts.heldOut($0)) }
    let choice = try chosenWidths(held)
    var (gain, flat) = (0.0, 0.0)
    for fold in 0..<Self.folds {
      let training = parts.training(without: fold)
      let amount = training.reduce(0, +)
      guard trainingSeconds[fold] > 0, amount > 0 else {
        // Nothing to learn from: the constant rate of all time stands for both.
        let rate = spikes / max(1e-9, foldSeconds.reduce(0, +))
        flat += held[fold].total * log(rate) - rate * foldSeconds[fold]
        continue
      }
      let mean = amount / trainingSeconds[fold]
      let smooth = try bins.smoothed(training, sigma: Self.widths[choice[fold]])
      gain += outer[choice[fold]][fold].gain(smooth, mean: mean, of: held[fold])
      flat += held[fold].total * log(mean) - mean * foldSeconds[fold]
    }
    return HeldOutScore(
      bitsPerSpike: gain / log(2) / spikes,
      explainedDeviance: saturated > flat ? gain / (saturated - flat) : .nan)
  }

  /// For each held-out fold the width with which the others are predicted best, each from the remaining three.
  private func chosenWidths(_ held: [HeldOutSpikes]) throws -> [Int] {
    let folds = 0..<Self.folds
    let (total, seconds) = (held.reduce(0) { $0 + $1.total }, foldSeconds.reduce(0, +))
    var best = [(gain: Double, width: Int)](repeating: (-.infinity, 0), count: folds.count)
    for (place, width) in Self.widths.enumerated() {
      let smooth = try held.map { try bins.smoothed($0.map, sigma: width) }
      var all = smooth[0]
      for fold in folds.dropFirst() { add(smooth[fold], to: &all) }
      var gains = [Double](repeating: 0, count: folds.count)
      for a in folds {
        for b in folds where b > a {
          let (amount, rest) = (total - held[a].total - held[b].total, seconds - foldSeconds[a] - foldSeconds[b])
          guard amount > 0, rest > 0 else { continue }
          let others = difference(all, smooth[a], smooth[b])
          gains[a] += inner[place][a][b].gain(others, mean: amount / rest, of: held[b])
          gains[b] += inner[place][b][a].gain(others, mean: amount / rest, of: held[a])
        }
      }
      for fold in folds where gains[fold] > best[fold].gain { best[fold] = (gains[fold], place) }
    }
    return best.map(\.width)
  }
}

/// The spikes of a held-out fold.
private struct HeldOutSpikes {
  /// In each bin.
  let map: [Double]
  /// Bins with any, and how many.
  let bins: [(bin: Int, spikes: Double)]
  let total: Double

  init(_ map: [Double]) {
    self.map = map
    bins = map.enumerated().compactMap { $0.element > 0 ? ($0.offset, $0.element) : nil }
    total = bins.reduce(0) { $0 + $1.spikes }
  }
}

/// The time of a training and of what it is judged by.
private struct JudgedTime {
  /// Time at the mean rate that is added to every bin, s.
  private static let prior = 0.05

  /// 1 / (smoothed time of the training + τ).
  private let inverse: [Double]
  /// The same times the time that is held out.
  private let weight: [Double]
  private let (seconds, weights): (Double, Double)

  init(training: [Double], heldOut: [Double]) {
    inverse = training.map { 1 / (max(0, $0) + Self.prior) }
    weight = zip(inverse, heldOut).map { $0 * $1 }
    (seconds, weights) = (heldOut.reduce(0, +), weight.reduce(0, +))
  }

  /// Σ spikes ln(λ / mean) − (λ − mean) time over the held-out fold, nats.
  ///
  /// - Parameter training: smoothed spikes of the training in each bin.
  func gain(_ training: [Double], mean: Double, of spikes: HeldOutSpikes) -> Double {
    var sum = mean * seconds - dot(training, weight) - Self.prior * mean * weights
    let (training, inverse) = (training.span, inverse.span)
    for (bin, count) in spikes.bins {
      sum += count * log((max(0, training[bin]) / mean + Self.prior) * inverse[bin])
    }
    return sum
  }
}

/// Sums over the rows of each part of time in each bin.
private struct PartSums {
  private let bins: Int
  private var values: [Double]

  init(bins: Int) {
    self.bins = bins
    values = [Double](repeating: 0, count: FoldedTime.parts * bins)
  }

  mutating func add(_ value: Double, part: Int, bin: Int) { values[part * bins + bin] += value }

  func training(without fold: Int) -> [Double] { sum(FoldedTime.training(without: fold)) }
  func heldOut(_ fold: Int) -> [Double] { sum(Array(FoldedTime.heldOut(fold))) }

  private func sum(_ parts: [Int]) -> [Double] {
    var result = [Double](repeating: 0, count: bins)
    var sums = result.mutableSpan
    let values = values.span
    for part in parts {
      for bin in 0..<bins { sums[bin] += values[part &* bins &+ bin] }
    }
    return result
  }
}

private func add(_ map: [Double], to sum: inout [Double]) {
  let map = map.span
  var sum = sum.mutableSpan
  for bin in 0..<map.count { sum[bin] += map[bin] }
}

private func difference(_ all: [Double], _ a: [Double], _ b: [Double]) -> [Double] {
  [Double](unsafeUninitializedCapacity: all.count) { buffer, count in
    for bin in all.indices { buffer[bin] = all[bin] - a[bin] - b[bin] }
    count = all.count
  }
}

/// Σ a b, in four sums at a time.
private func dot(_ a: [Double], _ b: [Double]) -> Double {
  let (a, b) = (a.span, b.span)
  var sums = SIMD4<Double>.zero
  var index = 0
  while index &+ 4 <= a.count {
    let left = SIMD4<Double>(a[index], a[index &+ 1], a[index &+ 2], a[index &+ 3])
    let right = SIMD4<Double>(b[index], b[index &+ 1], b[index &+ 2], b[index &+ 3])
    sums += left * right
    index &+= 4
  }
  var sum = sums.sum()
  while index < a.count {
    sum += a[index] * b[index]
    index &+= 1
  }
  return sum
}
