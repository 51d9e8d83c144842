import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing

/// Partitions against leidenalg 0.11 (CPMVertexPartition, until nothing changes, 100 seeds) on the same graphs.
@Suite struct LeidenPartitionTests {
  /// Weights in groups of every `groups`-th node between 0.3 and 0.7, between them from 0 to `noise`.
  static func graph(_ count: Int, groups: Int, noise: Double) -> Matrix<Double> {
    var weights = Matrix<Double>(rows: count, columns: count, repeating: 0)
    for first in 0..<count {
      for second in 0..<first {
        let wave = abs(sin(Double(second) * 12.9898 + Double(first) * 78.233) * 43758.5453)
        let u = wave - wave.rounded(.down)
        let weight = first % groups == second % groups ? 0.30 + 0.4 * u : noise * u
        (weights[first, second], weights[second, first]) = (weight, weight)
      }
    }
    return weights
  }

  /// The best of its seeds reaches the best of leidenalg's, and the median is no worse than leidenalg's median less a tenth.
  @Test(arguments: [
    (60, 5, 0.55, 32.779805194932, 32.779805194932), (80, 4, 0.75, 75.171056382819, 69.223448319176),
    (60, 3, 0.85, 76.725639886676, 76.725639886676), (50, 10, 0.8, 34.367362101599, 32.128758930423),
  ])
  func itIsAsGoodAsLeidenalg(_ count: Int, _ groups: Int, _ noise: Double, _ best: Double, _ median: Double) throws {
    let weights = Self.graph(count, groups: groups, noise: noise)
    let found = (0..<100).map { seed in
      var random = RandomStream(seed: UInt64(seed), name: "leiden")
      return LeidenPartition(weights, resolution: 0.4, random: &random)
    }
    for partition in found {
      #expect(close(partition.quality, LeidenPartition.quality(weights, partition.labels, 0.4), 1e-9))
    }
    let qualities = found.map(\.quality)
    #expect((qualities.max() ?? 0) > best - 0.005 * best, "\(qualities.max() ?? 0)")
    #expect(quantile(qualities, 0.5) > 0.9 * median, "\(quantile(qualities, 0.5))")
  }

  @Test func clearGroupsAreFoundWhateverTheSeed() {
    let weights = Self.graph(60, groups: 5, noise: 0.3)
    for seed in 0..<5 {
      var random = RandomStream(seed: UInt64(seed), name: "leiden")
      let partition = LeidenPartition(weights, resolution: 0.4, random: &random)
      #expect(partition.labels == (0..<60).map { $0 % 5 })
    }
  }

  @Test func awkwardGraphs() {
    var random = RandomStream(seed: 1, name: "leiden")
    #expect(LeidenPartition(Matrix(rows: 0, columns: 0, repeating: 0), resolution: 0.4, random: &random).labels == [])
    #expect(LeidenPartition(Matrix(rows: 1, columns: 1, repeating: 0), resolution: 0.4, random: &random).labels == [0])
    // Nothing is as strong as the resolution: everyone alone.
    let weak = Matrix<Double>(rows: 6, columns: 6, repeating: 0.2)
    #expect(LeidenPartition(weak, resolution: 0.4, random: &random).labels == [0, 1, 2, 3, 4, 5])
    let strong = Matrix<Double>(rows: 6, columns: 6, repeating: 0.9)
    #expect(LeidenPartition(strong, resolution: 0.4, random: &random).labels == [0, 0, 0, 0, 0, 0])
    #expect(LeidenPartition.consensus([]) == [])
  }
}
