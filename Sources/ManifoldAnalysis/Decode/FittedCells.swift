import ArrayNumerics
import LatentStates
import PopulationActivity
import Schema
import Stages

/// The cells that a latent model is fitted to.
struct FittedCells {
  /// Columns of the embedding.
  var cells: [Int]
  /// Cells with fewer than ten spikes.
  var silent: [Int]
  /// Cells that fire in one half of the session only, or nearly.
  var halfSilent: [Int]

  /// - Throws: `StageError.unusableData` when too few are left.
  init(_ embedding: EmbeddingResult, _ cells: [Int]) throws {
    let halves = try embedding.signal.map(activeBinsOfHalves) ?? spikesOfHalves(embedding.sparseCounts())
    let active = cells.filter { halves[0][$0] + halves[1][$0] >= 10 }
    guard active.count >= LatentDecoder.fewestCells else {
      throw StageError.unusableData(
        stage: "decode",
        reason: sentence {
          counted(active.count, "cell has", plural: "cells have")
          " ten spikes or more, and the latent decoder needs \(LatentDecoder.fewestCells)."
        },
        remedy: "With so few cells no angle can be told; take more cells or a longer recording.")
    }
    self.cells = active
    silent = cells.filter { !active.contains($0) }
    halfSilent = active.filter { cell in
      let (a, b) = (halves[0][cell], halves[1][cell])
      return 20 * min(a, b) < max(a, b)
    }
  }

  var dropped: DroppedItems { DroppedItems("cells", count: silent.count, reason: "fewer than ten spikes") }
}

/// The spikes of every cell in the first half of the rows, and in the second.
private func spikesOfHalves(_ counts: SparseCounts) -> [[Int]] {
  let middle = counts.rows / 2
  var sums = [[Int]](repeating: [Int](repeating: 0, count: counts.columns), count: 2)
  for cell in 0..<counts.columns {
    counts.forEachEvent(of: cell) { row, count in sums[row < middle ? 0 : 1][cell] += count }
  }
  return sums
}

/// The same of the bins in which a signal is positive.
private func activeBinsOfHalves(_ signal: Matrix<Float>) -> [[Int]] {
  let middle = signal.rows / 2
  return signal.withUnsafeBufferPointer { values in
    [0..<middle, middle..<signal.rows].map { rows in
      var sums = [Int](repeating: 0, count: signal.columns)
      for row in rows {
        for column in 0..<signal.columns where values[row * signal.columns + column] > 0 { sums[column] += 1 }
      }
      return sums
    }
  }
}
