import ArrayNumerics
import Foundation

/// How well each cell is predicted from the others: its likelihood under the posterior of all cells but itself.
package struct LeaveOneCellOut: Sendable, Equatable {
  /// Log-likelihood gained over a constant rate, bits per spike, `[cell]`; NaN for a cell without spikes in the bins looked at.
  package var bitsPerSpike: [Double]
  /// Bins that were looked at.
  package var bins: Int
}

extension LatentObservations {
  /// The same bins with the events of some cells only, numbered in the order given.
  package func selecting(cells chosen: [Int]) -> LatentObservations {
    var place = [Int32](repeating: -1, count: cells)
    for (index, cell) in chosen.enumerated() { place[cell] = Int32(index) }
    var result = renumbered(place)
    result.cells = chosen.count
    return result
  }

  /// The same bins without the events of one cell; the others keep their numbers.
  func without(cell: Int) -> LatentObservations {
    var place = (0..<cells).map(Int32.init)
    place[cell] = -1
    return renumbered(place)
  }

  /// - Parameter place: the new number of each cell, −1 for those that are left out.
  private func renumbered(_ place: [Int32]) -> LatentObservations {
    var result = self
    (result.starts, result.eventCells, result.eventValues) = ([0], [], [])
    result.starts.reserveCapacity(starts.count)
    for bin in 0..<count {
      for event in Int(starts[bin])..<Int(starts[bin + 1]) where place[Int(eventCells[event])] >= 0 {
        result.eventCells.append(place[Int(eventCells[event])])
        result.eventValues.append(eventValues[event])
      }
      result.starts.append(Int32(result.eventCells.count))
    }
    return result
  }

  /// Stretches of bins, spread evenly over the session, that together have about `wanted` bins: all when there are no more.
  package func spreadBlocks(_ wanted: Int, length: Int = 400) -> LatentObservations {
    guard wanted < count, count > 2 * length else { return self }
    let number = max(1, wanted / length)
    var result = part(0..<0)
    for block in 0..<number {
      let middle = (2 * block + 1) * count / (2 * number)
      let start = max(0, min(count - length, middle - length / 2))
      let piece = part(start..<start + length)
      let offset = result.starts[result.starts.count - 1]
      result.starts += piece.starts.dropFirst().map { $0 + offset }
      result.eventCells += piece.eventCells
      result.eventValues += piece.eventValues
      result.exposure += piece.exposure
      result.restarts += piece.restarts
      result.bins += piece.bins
    }
    return result
  }
}

extension LatentModel {
  /// The model of some of the cells.
  package func selecting(cells chosen: [Int]) -> LatentModel {
    var result = self
    result.tuning = tuning.selectingRows(chosen)
    result.meanRates = chosen.map { meanRates[$0] }
    if case .scaledPoisson(let scale) = emission { result.emission = .scaledPoisson(scale: chosen.map { scale[$0] }) }
    return result
  }

  /// Predicts each cell from the posterior of the others; its tuning is that of the model, which was fitted with it.
  ///
  /// O(cells · bins · states).
  /// - Parameter budget: bins times cells that are looked at; with more, stretches of bins spread over the session are taken.
  package func leaveOneCellOut(
    _ observations: LatentObservations, budget: Int, work: Work
  ) throws -> LeaveOneCellOut {
    let cells = tuning.rows
    let part = observations.spreadBlocks(max(400, budget / max(1, cells)))
    let time = max(1e-9, part.totalExposure)
    let totals = part.totals
    let tables = emission.tables(tuning, space: space, binWidth: part.binWidth)
    let passes = CirclePasses(motion.passes(space: space), space: space)
    let bits = try concurrentMap(cells, work: work) { cell -> Double in
      guard totals[cell] > 0 else { return .nan }
      let scale = emission.scale(ofCell: cell)
      let scorer = CellScorer(
        rates: tuning.row(cell).map { max(LatentEmission.smallestRate, $0 / scale) },
        constant: totals[cell] / time / scale, scale: scale)
      let predicted = PredictedCell(observations: part.selecting(cells: [cell]), scorer: scorer, space: space)
      let block = ForwardBackwardBlock(
        space: space, observations: part.without(cell: cell), emission: tables.without(rates: scorer.rates, space: space),
        passes: passes, teleport: Float(motion.teleport), stepRadius: 0, collected: [], predicted: predicted)
      return try gain(of: block, work: work) / log(2) / (totals[cell] / scale)
    }
    return LeaveOneCellOut(bitsPerSpike: bits, bins: part.count)
  }

  private func gain(of block: ForwardBackwardBlock, work: Work) throws -> Double {
    let blocks = space.usualBlocks
    var sum = 0.0
    for first in stride(from: 0, to: block.observations.count, by: blocks.length) {
      try work.checkCancellation()
      let core = first..<min(block.observations.count, first + blocks.length)
      sum +=
        block.run(
          core: core,
          all: max(0, core.lowerBound - blocks.overlap)..<min(block.observations.count, core.upperBound + blocks.overlap)
        ).predictedGain
    }
    return sum
  }
}

extension EmissionTables {
  /// The tables for observations that never hold a cell of these rates (over its scale).
  fileprivate func without(rates: [Double], space: LatentStateSpace) -> EmissionTables {
    var result = self
    guard let gain else {
      result.offset = zip(offset, space.padded(rates)).map { $0 - $1 }
      return result
    }
    // The offset is the logarithm of 1 + bin · Σ rates / shape.
    let part = gain.binWidth / gain.shape
    result.offset = zip(offset, space.padded(rates)).map { log(max(1, exp($0) - part * $1)) }
    return result
  }
}

/// The likelihood of one cell's values in every state, against that at a constant rate.
struct CellScorer: Sendable {
  var rates: [Double]
  var constant: Double
  /// What values are divided by.
  var scale: Double
}

/// A cell whose values are predicted by the posterior of a pass.
struct PredictedCell: Sendable {
  private let observations: LatentObservations
  private let logRates: [Float]
  private let rates: [Float]
  private let constant: Double
  private let scale: Float
  /// exp(−rate · bin) in every state: most bins are whole and empty.
  private let silent: [Float]

  init(observations: LatentObservations, scorer: CellScorer, space: LatentStateSpace) {
    self.observations = observations
    constant = scorer.constant
    scale = Float(scorer.scale)
    rates = space.padded(scorer.rates)
    logRates = space.padded(scorer.rates.map { log($0 / scorer.constant) })
    silent = space.padded(scorer.rates.map { exp(-$0 * observations.binWidth) })
  }

  /// ln Σ γ(s) p(value | s) − ln p(value | constant rate).
  func gain(_ gamma: UnsafePointer<Float>, bin: Int, stride: Int) -> Double {
    let exposure = observations.exposure[bin]
    if exposure == 0 { return 0 }
    let event = Int(observations.starts[bin])
    let value = event < Int(observations.starts[bin + 1]) ? observations.eventValues[event] / scale : 0
    if value == 0, abs(exposure - Float(observations.binWidth)) < 1e-6 {
      var sum = SIMD8<Float>()
      silent.withUnsafeBufferPointer { silent in
        guard let silent = silent.baseAddress else { return }
        for k in Swift.stride(from: 0, to: stride, by: 8) { sum += load8(gamma + k) * load8(silent + k) }
      }
      return log(Double(sum.sum())) + constant * Double(exposure)
    }
    var sum = 0.0
    for k in 0..<stride where gamma[k] > 0 {
      sum += Double(gamma[k]) * exp(Double(value * logRates[k]) - Double(rates[k] * exposure))
    }
    return log(max(sum, 1e-300)) + constant * Double(exposure)
  }
}
