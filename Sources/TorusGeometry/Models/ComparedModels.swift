import ArrayNumerics
import Foundation

/// What a cell may be tuned to, in bins, with the bin of each bin of time.
package struct TuningFamily: Sendable {
  package var name: String
  package var bins: TuningBins
  /// Bin of each bin of time, −1 where it is unknown.
  package var indices: [Int]

  package init(_ name: String, _ bins: TuningBins, indices: [Int]) {
    (self.name, self.bins, self.indices) = (name, bins, indices)
  }
}

/// How well one cell is predicted in held-out time by each family alone, by all of them, and by all but one.
package struct ModelComparison: Sendable {
  /// By each family alone.
  package var alone: [HeldOutScore]
  /// By all families.
  package var full: HeldOutScore
  /// By all but each.
  package var without: [HeldOutScore]
  /// 95 % of what is lost without a family, bits per spike, by drawing blocks of time; NaN without spikes.
  package var lost: [(low: Double, high: Double)]
  /// Smoothness of each family, median over the folds.
  package var smoothness: [Double]

  static func none(_ families: Int) -> ModelComparison {
    let nothing = [HeldOutScore](repeating: .none, count: families)
    return ModelComparison(
      alone: nothing, full: .none, without: nothing, lost: (0..<families).map { _ in (.nan, .nan) },
      smoothness: [Double](repeating: .nan, count: families))
  }
}

/// Nested Poisson regressions of one cell, each fitted in four folds of five and judged in the fifth.
package struct ComparedModels: Sendable {
  /// Smoothness that is tried.
  package static let smoothness = [1.0, 10, 100]
  /// Draws of blocks of time.
  private static let draws = 500
  private static let folds = 0..<FoldedTime.folds

  private let families: [TuningFamily]
  /// Bins of time in which all families are known.
  private let used: [Int]
  private let time: FoldedTime
  private let exposure: [Double]

  /// - Parameter exposure: time observed in each bin of time, s.
  package init(_ families: [TuningFamily], time: FoldedTime, exposure: [Double]) {
    (self.families, self.time, self.exposure) = (families, time, exposure)
    used = exposure.indices.filter { row in exposure[row] > 0 && families.allSatisfy { $0.indices[row] >= 0 } }
  }

  /// Bins of time that count.
  package var count: Int { used.count }

  /// - Parameters:
  ///   - events: of the cell.
  ///   - random: draws the blocks.
  /// - Throws: `NumericsError`, `CancellationError`. O(models · folds · steps · (rows · families² + columns³)).
  package func score(_ events: CellEvents, random: inout RandomStream, work: Work) throws -> ModelComparison {
    var spikes = [Double](repeating: 0, count: exposure.count)
    for (row, value) in zip(events.rows, events.values) { spikes[Int(row)] += value }
    let counts = used.map { spikes[$0] }
    guard counts.contains(where: { $0 > 0 }) else { return .none(families.count) }
    let blocks = used.map { time.block[$0] }
    var gains = Matrix<Double>(rows: 2 * families.count + 1, columns: (blocks.max() ?? 0) + 1, repeating: 0)
    var chosen = [[Double]](repeating: [], count: families.count)
    for fold in Self.folds {
      try work.checkCancellation()
      let split = FoldRows(used, counts: counts, exposure: exposure, time: time, fold: fold)
      guard split.training.contains(where: { counts[$0] > 0 }), !split.heldOut.isEmpty else { continue }
      let smooth = try families.map { try smoothness(of: $0, counts: counts, without: fold) }
      for family in families.indices { chosen[family].append(smooth[family]) }
      try add(split, smooth, counts: counts, blocks: blocks, to: &gains)
    }
    return comparison(
      gains, counts: counts, blocks: blocks, smoothness: chosen.map { $0.isEmpty ? .nan : median($0) }, &random)
  }

  /// The rows of some families.
  private func rows(_ selected: [Int], _ places: [Int], counts: [Double]) -> RegressionRows {
    RegressionRows(
      bins: selected.map { family in places.map { Int32(families[family].indices[used[$0]]) } },
      counts: places.map { counts[$0] }, exposure: places.map { exposure[used[$0]] })
  }

  /// Fits all models to the training and adds what each gains in each held-out block over the mean rate, nats.
  private func add(
    _ split: FoldRows, _ smooth: [Double], counts: [Double], blocks: [Int], to gains: inout Matrix<Double>
  ) throws {
    let all = Array(families.indices)
    let models = all.map { [$0] } + [all] + all.map { left in all.filter { $0 != left } }
    let mean = log(split.spikes / split.seconds)
    var full: [Double]?
    for (model, selected) in models.enumerated() where !selected.isEmpty {
      // The first models are all there is of one family.
      if families.count == 1, model == 1 {
        for block in 0..<gains.columns { gains[1, block] = gains[0, block] }
        continue
      }
      let regression = PoissonRegression(selected.map { RegressionFamily(families[$0].bins, smoothness: smooth[$0]) })
      let training = rows(selected, split.training, counts: counts)
      let first = full.map { self.start($0, selected) }
      let weights = try regression.fit(
        selected.count == 1 ? training.summed(regression.families[0].bins) : training, start: first)
      if selected.count == families.count { full = weights }
      let held = rows(selected, split.heldOut, counts: counts)
      let rates = regression.logRates(weights, held)
      for (row, place) in split.heldOut.enumerated() {
        gains[model, blocks[place]] +=
          held.counts[row] * (rates[row] - mean) - held.exposure[row] * (exp(rates[row]) - exp(mean))
      }
    }
  }

  /// The weights of some families from those of all.
  private func start(_ weights: [Double], _ selected: [Int]) -> [Double] {
    var (start, next) = ([weights[0]], 1)
    for family in families.indices {
      let size = families[family].bins.count
      if selected.contains(family) { start += weights[next..<next + size] }
      next += size
    }
    return start
  }

  /// The smoothness with which a family alone predicts each fold of the training best from the other three.
  private func smoothness(of family: TuningFamily, counts: [Double], without fold: Int) throws -> Double {
    let size = family.bins.count
    // Sums over the bins of the family in each fold.
    var (spikes, seconds) = (
      [[Double]](repeating: [Double](repeating: 0, count: size), count: Self.folds.count),
      [[Double]](repeating: [Double](repeating: 0, count: size), count: Self.folds.count)
    )
    for (place, row) in used.enumerated() {
      let own = time.part[row] / 3
      spikes[own][family.indices[row]] += counts[place]
      seconds[own][family.indices[row]] += exposure[row]
    }
    var best = (gain: -Double.infinity, value: Self.smoothness[0])
    for value in Self.smoothness {
      let regression = PoissonRegression([RegressionFamily(family.bins, smoothness: value)])
      var gain = 0.0
      for held in Self.folds where held != fold {
        let others = Self.folds.filter { $0 != fold && $0 != held }
        let (n, t) = (
          (0..<size).map { bin in others.reduce(0) { $0 + spikes[$1][bin] } },
          (0..<size).map { bin in others.reduce(0) { $0 + seconds[$1][bin] } }
        )
        guard n.contains(where: { $0 > 0 }) else { continue }
        let weights = try regression.fit(RegressionRows(bins: [(0..<Int32(size)).map { $0 }], counts: n, exposure: t))
        for bin in 0..<size {
          let rate = weights[0] + weights[bin + 1]
          gain += spikes[held][bin] * rate - seconds[held][bin] * exp(rate)
        }
      }
      if gain > best.gain { best = (gain, value) }
    }
    return best.value
  }

  private func comparison(
    _ gains: Matrix<Double>, counts: [Double], blocks: [Int], smoothness: [Double], _ random: inout RandomStream
  ) -> ModelComparison {
    let size = families.count
    let spikes = counts.reduce(0, +)
    let seconds = used.reduce(0) { $0 + exposure[$1] }
    var saturated = 0.0
    for (place, row) in used.enumerated() where counts[place] > 0 {
      saturated += counts[place] * (log(counts[place] / exposure[row]) - 1)
    }
    let flat = spikes * (log(spikes / seconds) - 1)
    func score(_ model: Int) -> HeldOutScore {
      let gain = gains.row(model).reduce(0, +)
      return HeldOutScore(
        bitsPerSpike: gain / log(2) / spikes, explainedDeviance: saturated > flat ? gain / (saturated - flat) : .nan)
    }
    let filled = Array(Set(blocks)).sorted()
    let lost = (0..<size).map { family -> (low: Double, high: Double) in
      guard filled.count >= 4 else { return (.nan, .nan) }
      let differences = filled.map { (gains[size, $0] - gains[size + 1 + family, $0]) / log(2) / spikes }
      let sums = (0..<Self.draws).map { _ in
        filled.indices.reduce(0) { sum, _ in sum + differences[random.integer(below: filled.count)] }
      }
      let bounds = quantiles(sums, [0.025, 0.975])
      return (bounds[0], bounds[1])
    }
    return ModelComparison(
      alone: (0..<size).map(score), full: score(size), without: (0..<size).map { score(size + 1 + $0) }, lost: lost,
      smoothness: smoothness)
  }
}

/// The rows of a fold and of its training, as places among those that count.
private struct FoldRows {
  let training: [Int]
  let heldOut: [Int]
  /// Of the training.
  let spikes: Double
  let seconds: Double

  init(_ used: [Int], counts: [Double], exposure: [Double], time: FoldedTime, fold: Int) {
    let parts = Set(FoldedTime.training(without: fold))
    training = used.indices.filter { parts.contains(time.part[used[$0]]) }
    heldOut = used.indices.filter { time.part[used[$0]] / 3 == fold }
    spikes = training.reduce(0) { $0 + counts[$1] }
    seconds = training.reduce(0) { $0 + exposure[used[$1]] }
  }
}

extension RegressionRows {
  /// The rows of one family summed by its bins: the same likelihood from far fewer.
  fileprivate func summed(_ size: Int) -> RegressionRows {
    var (spikes, seconds) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    for row in 0..<count {
      spikes[Int(bins[0][row])] += counts[row]
      seconds[Int(bins[0][row])] += exposure[row]
    }
    return RegressionRows(bins: [(0..<Int32(size)).map { $0 }], counts: spikes, exposure: seconds)
  }
}
