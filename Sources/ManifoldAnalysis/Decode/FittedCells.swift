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
    let halves =
      try embedding.signal.map { sumsOfHalves($0) { $0 > 0 ? 1 : 0 } } ?? sumsOfHalves(embedding.spikeCounts()) { Int($0) }
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

/// The sum of every column over the first half of the rows, and over the second.
private func sumsOfHalves<Scalar>(_ matrix: Matrix<Scalar>, _ amount: (Scalar) -> Int) -> [[Int]] {
  let middle = matrix.rows / 2
  return matrix.withUnsafeBufferPointer { values in
    [0..<middle, middle..<matrix.rows].map { rows in
      var sums = [Int](repeating: 0, count: matrix.columns)
      sums.withUnsafeMutableBufferPointer { sums in
        for row in rows {
          for column in 0..<matrix.columns { sums[column] &+= amount(values[row &* matrix.columns &+ column]) }
        }
      }
      return sums
    }
  }
}
