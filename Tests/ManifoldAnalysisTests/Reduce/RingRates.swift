import ArrayNumerics
import DimensionReduction
import Foundation
import PopulationActivity
import TestSupport

/// Cosine-tuned cells on a ring.
enum RingRates {
  /// - Parameters:
  ///   - turns: how often the state goes round; a whole number would repeat every angle.
  ///   - change: of the rates `[time · cell]`, before they are an embedding.
  static func embedding(
    bins: Int = 600, cells: Int = 20, turns: Double = 11.83, seed: UInt64 = 3, change: (inout [Float]) -> Void = { _ in }
  ) -> (embedding: EmbeddingResult, angles: [Double]) {
    let angles = (0..<bins).map { wrapAngle(2 * .pi * turns * Double($0) / Double(bins)) }
    var rates: [Float] = []
    for bin in 0..<bins {
      for cell in 0..<cells {
        let noise = hashedUniform(seed, UInt64(bin * cells + cell)) - 0.5
        rates.append(Float(10 * (1 + cos(angles[bin] - 2 * .pi * Double(cell) / Double(cells))) + 4 * noise))
      }
    }
    change(&rates)
    var counts = Matrix<Int32>(rows: bins, columns: cells, repeating: 0)
    for bin in 0..<bins {
      var stream = RandomStream(seed: seed, name: "counts", index: UInt64(bin))
      for cell in 0..<cells {
        let rate = Double(rates[bin * cells + cell])
        counts[bin, cell] = Int32(stream.poisson(mean: rate.isFinite ? max(0, rate) * 0.1 : 0))
      }
    }
    let embedding = EmbeddingResult(
      rates: Matrix(rows: bins, columns: cells, elements: rates), counts: counts, times: (0..<bins).map { Double($0) / 10 },
      cellIDs: (0..<cells).map { "c\($0)" }, behaviour: RowBehaviour(headDirection: angles), bins: Array(0..<bins),
      binWidth: 0.1, fullBinCount: bins)
    return (embedding, angles)
  }

  /// The same cells in another order.
  static func reversed(_ embedding: EmbeddingResult) throws -> EmbeddingResult {
    let order = Array((0..<embedding.cellIDs.count).reversed())
    return EmbeddingResult(
      rates: try embedding.rates().selectingColumns(order), counts: try embedding.spikeCounts().selectingColumns(order),
      times: embedding.times, cellIDs: order.map { embedding.cellIDs[$0] }, behaviour: embedding.behaviour,
      bins: embedding.bins, binWidth: embedding.binWidth, fullBinCount: embedding.fullBinCount)
  }

  /// The median error of the angle about the centre of a picture, after the best shift and direction.
  static func error(_ positions: Matrix<Float>, _ angles: [Double]) throws -> Double {
    let middle = (0..<2).map { mean(positions.column($0)) }
    let found = (0..<positions.rows).map {
      wrapAngle(atan2(Double(positions[$0, 1]) - middle[1], Double(positions[$0, 0]) - middle[0]))
    }
    return try alignAngles(decoded: found, reference: angles).medianAbsoluteError
  }
}
